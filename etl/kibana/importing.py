"""Import the saved objects in `kibana/` (data views, searches, dashboards) into Kibana, by its import API."""

from __future__ import annotations

import base64
import uuid
from functools import cache
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import orjson

from etl.errors import FatalError
from etl.settings import Settings

_TIMEOUT_SECONDS = 60


@cache
def saved_objects() -> bytes:
    """Return the saved objects as Kibana exports them: NDJSON."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_kibana"
    folder = installed if installed.is_dir() else package.parent / "kibana"
    return (folder / "saved_objects.ndjson").read_bytes()


def import_saved_objects(settings: Settings) -> int:
    """Import the saved objects into the Kibana in the settings, and return how many there are.

    Objects with the same ids are replaced, so a repeated import changes nothing.

    Raises:
        FatalError: Kibana does not answer or refuses.
    """
    boundary = uuid.uuid4().hex
    part = b'Content-Disposition: form-data; name="file"; filename="saved_objects.ndjson"'
    body = b"\r\n".join(
        (f"--{boundary}".encode(), part, b"", saved_objects(), f"--{boundary}--".encode(), b"")
    )
    url = f"{(settings.kibana_url or '').rstrip('/')}/api/saved_objects/_import?overwrite=true"
    headers = {"kbn-xsrf": "clippings", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    if settings.es_api_key:
        headers["Authorization"] = f"ApiKey {settings.es_api_key.get_secret_value()}"
    elif settings.es_user and settings.es_password:
        login = f"{settings.es_user}:{settings.es_password.get_secret_value()}"
        headers["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
    try:
        with urlopen(Request(url, data=body, headers=headers), timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            result = orjson.loads(answer.read())
    except HTTPError as error:
        raise FatalError(f"Kibana at {settings.kibana_url} refused: {error.code} {error.reason}") from error
    except (URLError, OSError, ValueError) as error:
        raise FatalError(f"Kibana at {settings.kibana_url}: {error}; check CLIPPINGS_KIBANA_URL") from error
    if not result.get("success"):
        raise FatalError(
            f"Kibana took only {result.get('successCount')} of the saved objects: {result.get('errors')}"
        )
    return int(result["successCount"])
