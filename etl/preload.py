"""Imported once in the process from which workers are forked, so that they share what all of them read."""

from __future__ import annotations

import gc
from contextlib import suppress

from etl.enrich.language import detect
from etl.enrich.names.known import known_as
from etl.enrich.names.signs import classes
from etl.enrich.names.spacy_models import decoder_of, is_installed
from etl.enrich.places.cities import cities
from etl.enrich.places.table import listed
from etl.errors import FatalError
from etl.pipeline import pipeline_version
from etl.settings import get_settings

detect("What detectors know of languages is read with the first text.")
cities("")
listed("")
known_as("")
classes("")
for package in get_settings().models.values():
    if is_installed(package):
        decoder_of(package)
with suppress(FatalError):  # the first batch reports it
    pipeline_version(get_settings())
# A collection writes to every object that it looks at, and a page that is written to is copied.
gc.freeze()
