"""What a single line of a scrape shows: one number for each mark, the same for any language where it can be."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from etl.clean.lines import Kind, ends_sentence, is_credit
from etl.clean.text_lines import Line
from etl.clean.text_words import is_button

Marks = dict[str, NDArray[np.float64]]

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?؟۔।](?=[\s\"”'’»)\]]|$)|[。！？]")
_TIME = re.compile(
    r"\d[:.h]\d{2}\b|\bago\b|\bvor \d|\bil y a\b|\bhace \d|\bpřed \d|назад|前$|전$|(?:19|20)\d\d\b",
)
# Words that stand in lines around articles, but in prose as well: the model weighs them. Searched for in small
# letters, which takes half the time of a search that ignores case.
_WORDS = {
    "legal": re.compile(
        r"rights reserved|may not be (?:published|reproduced|used|redistributed)|copyright|©|terms (?:of|and)|privacy|cookies?\b"
        r"|affiliate|commission\b|alle rechte|tous droits|derechos reservados|direitos reservados|diritti riservati|все права"
        r"|版权|無断|著作権|禁止|転載|저작권|무단|الحقوق|ลิขสิทธิ์|impressum|disclaimer|aviso legal",
    ),
    "bio": re.compile(
        r"\b(?:is|was) (?:an?|the) (?:[\w'-]{1,20} ){0,6}(?:reporters?|editors?|writers?|journalist|correspondent|columnist|author"
        r"|professor|contributor|producer|blogger|fellow|staff)\b|contribut(?:ed|ing) to this|contributed reporting|reported from"
        r"|reporting by|editing by|follow (?:him|her|them|us|me|@|\w{1,20} on)|(?:reach|contact|email) (?:him|her|them|us)\b"
        r"|(?<!\w)@\w{2}|can be reached|covers? \w{1,20} (?:for|at)\b|previously (?:worked|covered|wrote)|ist redakteur"
        r"|journaliste à|es periodista|责任编辑|记者|編集",
    ),
    "offer": re.compile(
        r"sign up|subscri|newsletter|download (?:the|our)|free trial|log in|sign in|register|already a|support (?:our|us)|donat"
        r"|membership|abonn|suscr|assin[ea]|iscriv|подпис|会員|登録|订阅|關注|关注|구독|สมัคร|اشترك|app store|google play|whatsapp"
        r"|telegram|facebook|twitter|instagram|click here|klicken|cliquez|haga clic|clique",
    ),
    "comment": re.compile(
        r"\bcomment|\brepl(?:y|ies)\b|\bposted by\b|\bkommentar|comentari|commentaire|comentário|komment|коммент|コメント|留言|评论"
        r"|回覆|回复|تعليق|댓글|ความคิดเห็น|moderat|netiquette|forum|opinions? expressed|antwort|responder|répondre|ответ",
    ),
    "caption": re.compile(
        r"^(?:media|image|photo|picture|video|file)\b.{0,12}(?:caption|credit|source|photo)|photo(?:graph)?s?(?: by|:)|\bcredits?\b ?:?"
        r"|\(photo|pictured|screenshot|file (?:photo|image)|courtesy|(?:getty|reuters|afp|ap|epa|shutterstock|images)\)?\.?$"
        r"|\b(?:foto|bild|photo)\b ?:|写真|[图圖] ?[:：]|資料|图片|來源|来源|사진",
    ),
    "pointer": re.compile(
        r"^(?:read|see|watch|more|related|also|up next|don'?t miss|lire|mehr|lesen|leia|leer|lea|veja|ver|vea|читайте|смотрите|続き"
        r"|関連|相关|相關|延伸|更多|推荐|動画|관련|اقرأ|อ่าน)\b",
    ),
}
_WORDS_MOST = {"legal": 500, "bio": 400, "offer": 300, "comment": 300, "caption": 300, "pointer": 200}
"""Weight of a line above which the words say nothing about it."""
_STEMS = {
    "legal": "righ may copy term priv cook affi comm rech droi dere dire diri impr disc lega",
    "bio": "repo edit writ jour corr colu auth prof cont prod blog fell staf foll reac emai cove prev reda peri",
    "offer": "sign subs unsu news down free log regi alre supp dona memb abon susc assi isc app goog what tele face twit inst clic klic cliq haga",
    "comment": "comm repl post komm come mode neti foru opin antw resp",
    "caption": "medi imag phot pict vide file cred scre cour gett reut afp ap epa shut foto bild",
}
_WORD_STEMS = {name: frozenset(stems.split()) for name, stems in _STEMS.items()}
"""How a word begins without which a pattern finds nothing in a line of ASCII: most lines need no search."""
_STEM = 4
_LOOKED_AT = 300
"""Characters of a line that the patterns read."""
_STEPS = (12, 25, 45, 70, 100, 140, 220, 350)
_MOST_TIME = 160
"""Weight of a line above which a time in it is one the article speaks of."""
_MOST_WORDS = max(_WORDS_MOST.values())
_SEARCHES = [(_WORDS_MOST[name], _WORD_STEMS.get(name), pattern.search) for name, pattern in _WORDS.items()]
_NONE = [False] * len(_WORDS)
_REPEATED_WORDS = 4


def marks(lines: list[Line]) -> Marks:
    """Return an array for each mark, with a number for each line."""
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.text] = counts.get(line.text, 0) + 1
    rows: dict[str, list[float]] = {}
    for line in lines:
        if line.text not in rows:
            rows[line.text] = _row(line, counts[line.text])
    columns = np.array([rows[line.text] for line in lines], dtype=np.float64).T
    table = dict(zip(_NAMES, columns, strict=True))
    table["blank before"] = np.array([line.after_blank for line in lines], dtype=np.float64)
    size = table["size"]
    for step in _STEPS:
        table[f"size>={step}"] = (size >= step).astype(np.float64)
    table["log size"] = np.log1p(size)
    table["ends, long"] = table["ends"] * (size >= 45)
    return table


_KINDS = tuple(Kind)
_NAMES = (
    "size", *(str(kind) for kind in _KINDS), "words", "ends", "ellipsis", "colon", "question", "small", "caseless",
    "capitals", "title case", "capitals first", "digits", "commas", "sentences", "quote", "bullet", "starts small",
    "starts with digit", "separators", "parentheses", "address", "credit", "end heading", "button", "repeated",
    "time", "said twice", *_WORDS,
)  # fmt: skip


def _row(line: Line, count: int) -> list[float]:
    text, head = line.text, line.text[:_LOOKED_AT]
    low, is_ascii = head.lower(), head.isascii()
    words = _WORD.findall(head)
    number = len(words)
    firsts = [word[0] for word in words]
    small = sum(map(str.islower, firsts))
    large = sum(map(str.isupper, firsts))
    capitals = sum(map(str.isupper, [word for word in words if len(word) > 1]))
    digits = sum(map(head.count, "0123456789")) if is_ascii else sum(map(str.isdigit, head))
    size, length = line.size, len(head)
    per_word, per_character = 1 / max(1, number), 1 / length
    return [
        size,
        *[line.kind is kind for kind in _KINDS],
        min(number, 60),
        ends_sentence(text),
        text.endswith(("...", "…")),
        text.endswith((":", "：")),
        text.endswith(("?", "？", "؟")),
        small * per_word,
        small + large == 0,
        capitals * per_word,
        (large - firsts[0].isupper()) / (number - 1) if number > 2 else 0.0,
        number > 8 and capitals < number and all(w.isupper() and len(w) > 2 for w in words[:2]),
        digits * per_character,
        100 * sum(map(head.count, ",;" if is_ascii else ",،、，;；")) / min(size, _LOOKED_AT),
        min(8, len(_SENTENCE_END.findall(head))),
        text[0] in '"“«„‘「『—–',
        text[0] in "•*-–+·▪■●",
        text[0].islower(),
        text[0].isdigit(),
        20 * sum(map(head.count, "|>/" if is_ascii else "|›»>•·/")) * per_character,
        20 * head.count("(") * per_character,
        "http" in head or "www." in head or "@" in head,
        is_credit(text),
        line.is_end,
        is_button(text),
        min(4, count) - 1,
        size < _MOST_TIME and _has_time(low, digits),
        number >= 2 * _REPEATED_WORDS
        and words[0] in words[4:]
        and " ".join(words[:4]) in " ".join(words[4:]),
        *_words(low, words, size, is_ascii),
    ]


def _has_time(low: str, digits: int) -> bool:
    return (digits > 0 or not low.isascii() or "ago" in low or " y a" in low) and bool(_TIME.search(low))


def _words(low: str, words: list[str], size: int, is_ascii: bool) -> list[bool]:
    """Return for each of the patterns whether it is found in the line, whose words are `words`."""
    if size >= _MOST_WORDS:
        return _NONE
    stems = {word[:_STEM].lower() for word in words} if is_ascii else None
    return [
        size < most
        and (stems is None or needed is None or "@" in low or not needed.isdisjoint(stems))
        and bool(search(low))
        for most, needed, search in _SEARCHES
    ]
