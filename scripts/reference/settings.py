"""docs/reference/settings.md, from the model that reads the environment."""

from __future__ import annotations

from typing import get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from etl.settings import Settings
from scripts.reference.markdown import code, table

_HEAD = """# Settings

Each setting is an environment variable. A misspelt name is an error that names the right one; a value that cannot be
used is an error that says why. In Airflow, set them for the scheduler and the workers alike; with Docker, in `.env` and
`docker-compose.yml`.

"""
_OF_THE_MACHINE = {
    "home": "the user's data folder",
    "cache": "the user's cache folder",
    "workers": "one a core",
}
_UNDESCRIBED = {
    "es_api_key": "API key of your Elasticsearch.",
    "es_user": "User of your Elasticsearch, when there is no API key.",
    "es_password": "That user's password.",
    "es_ca_certs": "File with the certificate authority of an `https://` address; none: those that are known everywhere.",
    "kibana_url": "Your Kibana, for `clippings setup`.",
}


def page() -> str:
    """Return the page."""
    rows = [
        (code(f"CLIPPINGS_{name.upper()}"), _type(field), code(_default(name, field)), _about(name, field))
        for name, field in Settings.model_fields.items()
    ]
    return _HEAD + table(("variable", "is", "default", ""), rows)


def _about(name: str, field: FieldInfo) -> str:
    return (field.description or _UNDESCRIBED.get(name, "")).replace("<", "&lt;")


def _default(name: str, field: FieldInfo) -> str:
    if name in _OF_THE_MACHINE:
        return _OF_THE_MACHINE[name]
    return "" if field.default in (None, PydanticUndefined) else str(field.default)


def _type(field: FieldInfo) -> str:
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not type(None)]
    names = {
        "str": "text",
        "SecretStr": "secret",
        "int": "number",
        "float": "number",
        "bool": "true or false",
    }
    found = getattr(kinds[0], "__name__", "")
    return {**names, "Path": "path"}.get(found, found.lower())
