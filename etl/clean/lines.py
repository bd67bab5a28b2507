"""What each line of a plain-text scrape is, judged by itself."""

from __future__ import annotations

import re
from enum import StrEnum

from etl.clean.dates.visible import is_date_line
from etl.clean.promo import promo

_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_END = re.compile(r"[.!?…。！？।؟۔:;]['\"”’»)\]]{0,3}$|[”」』]$")
_BYLINE = re.compile(
    r"^(?:(?:written |reported |story |text )?by|par|von|por|di|door|av|автор|текст)(?:\s{0,3}:)?\s{1,9}\S.{1,80}$|^(?:记者|文|作者)\s?[:：／/]",
    re.I,
)
# Words that sites put around articles, each as a line of its own. Whole lines only: a paragraph that uses
# one of them is not touched.
_CHROME = re.compile(
    r"^(?:actions?|posted|(?:and )?last updated|updated|published|share(?: (?:this|on|via)\b.{0,40})?|tweet|email|e-mail|print"
    r"|facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|instagram|youtube|telegram|copy link|copied|link copied|comments?"
    r"|\d+ (?:comments?|shares?|likes?|views?|min(?:ute)?s? read)|(?:add|leave|post|view|read|show) (?:a |all )?comments?.{0,20}"
    r"|menu|search|close|home|log ?in|sign ?(?:in|up)|register|subscribe(?: now)?|newsletters?|advertisement|ad|sponsored(?: content)?"
    r"|skip to (?:main )?content|loading\.*|play|pause|watch(?: now| live)?|listen|prev(?:ious)?|next|prev next|back to top|top|more|see more"
    r"|read more|show more|load more|continue reading|most (?:read|popular|viewed)|trending|recommended|related(?: (?:articles|stories|posts|topics|content))?"
    r"|you may also like|topics?|tags?:?|follow(?: us)?|save|bookmark|gift|privacy policy|terms (?:of (?:use|service)|and conditions)"
    r"|cookie (?:policy|settings)|contact(?: us)?|about(?: us)?|help|faq|careers|advertise(?: with us)?|all rights reserved\.?|reply|report"
    r"|copyright\b.{0,100}|©.{0,120}|\(?c\) ?\d{4}.{0,100}|image source.{0,60}|getty images|photo(?: credit)?:?.{0,80}|source:?|file photo"
    r"|partager|commenter|imprimer|lire la suite|s'abonner|abonnez-vous|connexion|rechercher|teilen|drucken|anmelden|kommentare?"
    r"|log in(?: or register)? to (?:post|leave|add) (?:a )?comments?|publicidade?|anzeige|werbung|publicité|pubblicità|реклама|advertentie|annons|إعلان|広告"
    r"|compartir|imprimir|comentarios|suscríbete|condividi|stampa|commenti|поделиться|комментарии|печать|广告|分享|评论|登录|注册|打印|返回顶部)$",
    re.I,
)
_CREDIT = re.compile(
    r"(?:^|[\s(])(?:photo|image|picture|foto|crédit|credit|getty images|reuters|afp|ap photo|shutterstock)\b",
    re.I,
)
_LEAST_WORDS = 9
_LEAST_LETTERS = 50
_LONG = 140
_WEIGHED = 20_000
"""Characters of a line whose script is looked at; no paragraph is longer."""


class Kind(StrEnum):
    """What a line is."""

    PROSE = "prose"
    SHORT = "short"
    CHROME = "chrome"
    BYLINE = "byline"
    DATE = "date"
    PROMO = "promo"


def weight(line: str) -> int:
    """Return the length of `line` in Latin letters: a letter of a wide script says as much as two or three."""
    return len(line) if line.isascii() else len(line) + 2 * len(_WIDE.findall(line[:_WEIGHED]))


def ends_sentence(line: str) -> bool:
    """Return whether `line` ends as sentences do."""
    return bool(_END.search(line[-8:]))


def is_credit(line: str) -> bool:
    """Return whether the short `line` names a picture's source."""
    return len(line) < 150 and bool(_CREDIT.search(line))


def kind(line: str) -> Kind:
    """Return what the normalized, non-empty `line` is."""
    if len(line) <= 160:
        if _CHROME.match(line):
            return Kind.CHROME
        if promo(line):
            return Kind.PROMO
        if is_date_line(line):
            return Kind.DATE
        if _BYLINE.match(line) and not ends_sentence(line):
            return Kind.BYLINE
    elif promo(line):
        return Kind.PROMO
    return Kind.PROSE if is_prose(line) else Kind.SHORT


def is_prose(line: str) -> bool:
    """Return whether `line` reads as a sentence or more of running text."""
    size = weight(line)
    if size >= _LONG and line.count("|") < 3:
        return True
    return (
        ends_sentence(line)
        and size >= _LEAST_LETTERS
        and (len(line.split()) >= _LEAST_WORDS or bool(_WIDE.search(line)))
    )
