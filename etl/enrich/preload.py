"""Imported once by the process that workers are forked from: the models that all of them read are in memory once."""

from __future__ import annotations

import gc

from etl.enrich.gazetteer import cities
from etl.enrich.language import detect
from etl.enrich.models import decoder_of, is_installed
from etl.settings import get_settings

detect("What detectors know of languages is read with the first text.")
cities()
for package in get_settings().models.values():
    if is_installed(package):
        decoder_of(package)
# A collection writes to every object that it looks at, and a page that is written to is copied.
gc.freeze()
