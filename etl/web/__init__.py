"""The search page: FastAPI, Jinja2 and one stylesheet, without scripts; all of its state is in the address."""
