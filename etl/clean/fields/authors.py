"""From bylines to the names of people, one name for each person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from etl.clean.normalize import normalize_line

_BY = re.compile(
    r"^(?:(?:written|authored|reported|posted|published|words|story|text|analysis|review|opinion|reviewed|article|updated)\s+)?(?:by|von|par|por|da|di|door|av|af|przez|od|от|автор|propos recueillis par|byline)\b\s{0,3}:?\s{0,3}",
    re.I,
)
_LABEL = re.compile(
    r"^(?:authors?|autore?s?|autora|auteure?|автор|opinion|news analysis|exclusive|记者|作者|责任编辑|编辑|文|取材|文・|كتبت?|بقلم|تحریر|نویسنده)\s{0,3}(?:[:：]|(?=\s[Bb]y\s))\s{0,3}",
    re.I,
)
# Words in small letters that are part of names; behind any other a name has ended.
_PARTICLES = frozenset(
    "de da di del della der den des van von vom zu zum zur ter ten te la le el al il bin ibn ben bint abu dos do du das af av op in 't o ó ap ab san".split()
)
# What follows a name in the same element: the day of the week, a post, the label of what comes next.
_BEHIND = re.compile(
    r"\s(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun|stand|shares?|chefredakteur(?:in)?|redakteur(?:in)?|autor(?:in)?|author|journalist(?:in)?)\.?$",
    re.I,
)
_SPLIT = re.compile(
    r"\s{0,9}(?:,|;|\||•|·|\n|、|，|\s/\s|\s[–—-]\s|(?<=\S)\s(?:and|und|et|y|e|och|og|en|and|with|avec|mit|и|oraz|ve|via|AND|UND|ET)\s|\s?&\s)\s{0,9}"
)
_DATE = re.compile(
    r"\b(?:\d{1,2}:\d{2}|(?:19|20)\d{2}|updated|published|posted|\d+\s+(?:minutes?|hours?|days?)\s+ago|min\s+read)\b",
    re.I,
)
# A date that follows a name in the same element: "Gillian Mohney March 11, 2015 3:46 PM".
_DATE_AFTER = re.compile(
    r"\s{0,3}(?:\b(?:on|updated|published|posted|am|le|last updated)\s{1,3})?(?:\d{1,2}(?:st|nd|rd|th|\.)?\s{1,3})?"
    r"(?<![^\W\d_])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|fév|avr|mai|juin|juil|août|déc|mär|okt|dez|ene|abr|ago|dic)[a-zéû]{0,7}\.?"
    r"\s{1,3}\d{1,4}.{0,200}$|\s{0,3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.{0,200}$"
    r"|\s{1,3}on\s{1,3}(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{1,6}day)?\b.{0,200}$",
    re.I,
)
_OF = re.compile(r"\s(?:in|for|at|from|à|aus|für|pour|para|of)\s(?:the\s)?[A-ZÀ-Þ].{0,80}$")
_JOB = re.compile(
    r"\b(?:editors?|reporters?|correspondents?|writers?|producer|columnist|contributors?|contributing|journalists?|staff|desk|team|bureau"
    r"|redaktion|redaktionen|redacteur|redactie|redaction|rédaction|redacción|redação|redazione|redakce|newsroom|agency|agencies"
    r"|agence|agencia|agências?|wires?|service|press|news|reuters|afp|associated|bloomberg|dpa|efe|ansa|tass|xinhua|bbc|cnn|upi|pti"
    r"|admin|administrator|guest|editorial|website|online|digital|magazine|chief|photographer|photography|getty|images"
    r"|university|professor|international|politics|science|world|media|network|company|inc|ltd|llc|gmbh|tribune|herald|gazette"
    r"|chronicle|observer|newspaper|zeitung|contributed|view all|see all|follow|read more|subscribe|share|comments?|author|authors"
    r"|stiftung|union|verband|verein|volksblatt|agenturen|navigation|profile?|edited|edition|vorschau|deutsche welle|e\.v|association|foundation|council|committee|ministry|ministerium|institute?|gesellschaft"
    r"|director|president|founder|manager|officer|specialist|consultant|engineer|expert|attorney|analyst|fellow|lecturer|researcher|advertisement|sponsored|special|report|unknown|anonymous|null|none|undefined)\b"
    r"|记者站|编辑部|日报|晚报|新闻社|新聞社|通信社|通讯社|新华社|新闻网|日本経済新聞",
    re.I,
)
# A Chinese or Japanese name is short, and says no word of newsrooms, accounts or channels.
_HAN = re.compile("[\u3400-\u9fff\u3005]+")
_MOST_HAN, _MOST_HAN_NAME = 7, 5
_HAN_WORDS = re.compile(
    "[网網报報社台号號站局部院厅廳会會]$|新闻|新聞|财经|財經|科技|消息|视频|視頻|周刊|杂志|雜誌|传媒|傳媒|媒体|媒體|在线|在線|频道|頻道|编辑|編輯|编集|編集|资讯|資訊|文章|栏目|专栏|精华|热门|推荐|未知|匿名|佚名|综合|整理|播报|原创|来源|作者|記者|记者|個人|个人"
)
# The hundred most common surnames of China (its Ministry of Public Security's report on names of 2020), in both spellings.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇呂盧鍾鐘譚陸賈韋鄒閻龍賀顧龔萬錢嚴湯"
)
_ADDRESS = re.compile(
    r"https?://|www\.|@|\.(?:com|org|net|co)\b|\w{3}\.(?:de|at|ch|fr|it|es|nl|eu|tv|info|live)\b|facebook|twitter",
    re.I,
)
_ARTICLE = re.compile(r"^(?:the|a|an|our|la|el|le|les|il|die|der|das)\s", re.I)
_MOST_WORDS = 6
_MOST_CHARACTERS = 60
_MOST_AUTHORS = 20


# Who stands in bylines beside people: agencies by their names, desks by what they are called.
_AGENCY = re.compile(
    r"\b(?:associated press|ap|reuters|thomson reuters|agence france[- ]presse|afp|dpa|dpa-\w{2,12}|deutsche presse-agentur|sid|epd|kna|apa|keystone-sda|sda|ats|efe|europa press|ansa|adnkronos"
    r"|agi|lusa|agência brasil|agência lusa|estadão conteúdo|belga|anp|ritzau|ntb|tt|stt|pap|ctk|čtk|mti|agerpres|mediafax|hina|tanjug|beta|sta|bta|ana-mpa|αμπε|απε-μπε"
    r"|тасс|tass|риа новости|ria novosti|интерфакс|interfax|укринформ|anadolu ajansı|anadolu agency|aa|dha|iha|xinhua|pti|ians|ani|upi|bloomberg|canadian press|aap|pa media|press association|kyodo|jiji|yonhap|antara|bernama|sapa)\b"
    r"|新华社|新華社|中新社|共同通信|時事通信|时事通信|연합뉴스|وكالات|رويترز|أ ف ب",
    re.I,
)
_DESK = re.compile(
    r"\b(?:staff|desk|newsdesk|newsroom|team|editors|editorial|bureau|agencies|wires?|redaktion|redaktionen|redactie|rédaction|redaction|redacción|redação|redazione|redakcja|redakce|toimitus|редакция|agenturen|agences|agencias|agências)\b|编辑部|記者站|记者站",
    re.I,
)
_TEAM = " team"
"""How the name of a company's team ends, as opposed to a newsroom's desk."""
# What systems write in place of an author.
_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)")
_NOBODY = re.compile(
    r"^(?:admin\w{0,12}|editor|author|autor|user|guest|anonymous|unknown|null|none|undefined|nan|n/?a|test|default|root|webmaster|super ?user|wordpress|by|posted|share|follow|subscribe)$",
    re.I,
)


def agencies(bylines: Iterable[str]) -> list[str]:
    """Return the agencies and newsroom desks named in `bylines`, spelled as there, without duplicates."""
    found: dict[str, str] = {}
    for byline in bylines:
        for part in _SPLIT.split(_BY.sub("", normalize_line(byline[:1000]))):
            is_short = len(part) <= _MOST_CHARACTERS and len(part.split()) <= _MOST_WORDS
            if is_short and not _ADDRESS.search(part) and (_AGENCY.fullmatch(part) or _DESK.search(part)):
                found.setdefault(_letters(part), part)
    return list(found.values())[:_MOST_AUTHORS]


def credits_of_dateline(dateline: str | None) -> list[str]:
    """Return the agency in brackets in a dateline: AP for `GENEVA (AP)`."""
    return agencies(_IN_BRACKETS.findall(dateline)) if dateline else []


def accounts(bylines: Iterable[str]) -> list[str]:
    """Return the first of `bylines` that can stand for an author, such as a user name or the name of a blog."""
    for byline in bylines:
        name = _BY.sub("", normalize_line(byline[:1000]))
        is_short = 1 < len(name) <= _MOST_CHARACTERS and len(name.split()) <= _MOST_WORDS
        is_name = is_short and any(map(str.isalpha, name)) and not _NOBODY.match(name)
        is_job = _JOB.search(name) and not name.casefold().endswith(_TEAM)
        if is_name and not (
            _AGENCY.fullmatch(name) or is_job or _DATE.search(name) or "@" in name or "/" in name
        ):
            return [name]
    return []


def people(bylines: Iterable[str], sites: Iterable[str] = ()) -> list[str]:
    """Return the people named in `bylines`, in order and without duplicates.

    Agencies, desks, job titles, addresses, dates and names in `sites` are not people. A note in brackets after a name is
    left out, and a name written all in capitals is changed to normal case.
    """
    known = {_letters(site) for site in sites}
    found: dict[str, str] = {}
    for byline in bylines:
        parts = _parts(byline)
        names = [part for part in parts if _is_person(part) and not _is_site(_letters(part), known)]
        if len(parts) > 1:  # a lone word beside other parts is a place, a desk, or half of a site's name
            names = [name for name in names if " " in name or not name.isascii()]
        for name in names:
            found.setdefault(_letters(name), _cased(name))
    return list(found.values())[:_MOST_AUTHORS]


def is_chinese_name(name: str) -> bool:
    """Return whether `name` is two to four Chinese characters starting with a common surname."""
    return 2 <= len(name) <= 4 and name[0] in _SURNAMES and bool(_HAN.fullmatch(name))


def _is_site(letters: str, known: set[str]) -> bool:
    least = 2 if _HAN.match(letters) else 6
    return any(letters == site or (len(letters) >= least and site.startswith(letters)) for site in known)


@lru_cache(maxsize=2_000)
def _parts(byline: str) -> list[str]:
    line = normalize_line(byline[:1000])
    line = re.sub(r"\s?[(\[（][^()\[\]（）]{0,200}[)\]）](?!\s?[^\W\d_])", " ", line).strip()
    line = _DATE_AFTER.sub("", _LABEL.sub("", line))
    parts = _SPLIT.split(_BY.sub("", line))
    parts = [part.removeprefix("and ") for part in parts]
    parts = [word for part in parts for word in _han_words(part)]
    cleaned = [_OF.sub("", _LABEL.sub("", _BY.sub("", part.strip()))).strip(' .:*-–—"“”|/') for part in parts]
    return [_up_to_small(part) for part in cleaned if part]


def _up_to_small(part: str) -> str:
    """Return `part` up to its first lower-case word, name particles apart; "" when `part` is a sentence."""
    words = _BEHIND.sub("", part).split()
    end = next((n for n, word in enumerate(words) if word.islower() and word not in _PARTICLES), len(words))
    while end and words[end - 1] in _PARTICLES:
        end -= 1
    return " ".join(words[:end]) if end == len(words) or end > 1 else ""


def _han_words(part: str) -> list[str]:
    """Split a Chinese byline that is too long to be one name: into a name and a job, or into two names."""
    words = part.split()
    return words if len(words) > 1 and all(map(_HAN.match, words)) and len(part) > _MOST_HAN_NAME else [part]


@lru_cache(maxsize=2_000)
def _is_person(name: str) -> bool:
    words = name.split()
    if _HAN.match(name) and (len(name) > _MOST_HAN or _HAN_WORDS.search(name)):
        return False
    if len(name) > _MOST_CHARACTERS or len(words) > _MOST_WORDS or not any(c.isalpha() for c in name):
        return False
    if _DATE.search(name) or _ADDRESS.search(name) or _JOB.search(name) or any(c.isdigit() for c in name):
        return False
    if _ARTICLE.match(name) and name.isascii() and name.split()[0].lower() not in ("la", "el", "le", "die"):
        return False
    if name.isascii() and len(words) == 1:
        return name[0].isupper() and len(name) > 2 and not name.isupper()
    return any(word[0].isupper() for word in words) or not name.isascii()


def _cased(name: str) -> str:
    words = name.split()
    if len(words) > 1 and name.isupper() and any(len(word) > 3 for word in words):
        return " ".join(word if "." in word else word.title() for word in words)
    return name


def _letters(text: str) -> str:
    """Return only the letters and digits of `text`, in lower case and without accents, to compare spellings."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())
