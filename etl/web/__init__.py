"""The search page: FastAPI, Jinja2 and one stylesheet, without scripts; its whole state is in the address."""
