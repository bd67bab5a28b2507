"""Imported once in the process from which workers are forked, so that they share what all of them read."""

from __future__ import annotations

import gc
from contextlib import suppress

from etl.article import InputItem
from etl.enrich.language import detect
from etl.enrich.names.spacy_models import decoder_of, is_installed
from etl.errors import FatalError
from etl.memory import give_back, put_away_code
from etl.pipeline import Task, process
from etl.settings import get_settings

_ENGLISH = """Council reopens the ferry

By Ann Lee
12 March 2024

WESTPORT, England (Reuters) - The ferry to the Isle of Wight opens again on Monday, the council said.
"We have waited for this," said Maria Costa, the mayor of Westport, who met Jean Martin of Acme Corp. in London last week.
The French company pays half of the 3 million pounds that the work cost, and passengers pay nothing until the end of June.

She told reporters that the old boats would be sold in Germany.
"""
_FRENCH = """Le bac rouvre lundi

Par Jeanne Petit, le 12 mars 2024

Le bac de l'île de Ré rouvre lundi, a annoncé le conseil municipal de La Rochelle à l'AFP.
« Nous l'attendions depuis longtemps », a déclaré Maria Costa, la maire, qui a rencontré Jean Martin à Paris mardi.
L'entreprise allemande paie la moitié des travaux, et les passagers ne paient rien jusqu'à la fin du mois de juin.
"""


def _page(text: str) -> str:
    title, byline, *paragraphs = text.strip().split("\n\n")
    lines = "".join(f"<p>{line}</p>" for part in paragraphs for line in part.splitlines())
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{byline}</p>{lines}</article></body></html>"


def _try() -> None:
    """Clean and enrich an article or two, and forget them: all that is read with the first one is read now."""
    texts = (_ENGLISH, _FRENCH, _page(_ENGLISH), _page(_FRENCH))
    tasks = [
        Task(found=InputItem(uri=f"file:///{number}", path=str(number), data=text.encode()))
        for number, text in enumerate(texts)
    ]
    process(tasks, get_settings(), version="")


detect("What detectors know takes most memory while it is read, so it is read first.")
for package in get_settings().models.values():
    if is_installed(package):
        decoder_of(package)
with suppress(FatalError):  # the first batch reports it
    _try()
# A collection writes to every object that it looks at, and a page that is written to is copied.
give_back()
gc.freeze()
put_away_code()
