"""Fuzz the cleaning of pages with pages made of newsrooms' own parts in any order.

    python fuzz/page_structure.py [SECONDS]

Needs hypothesis, which `make setup` installs. A find is printed as the smallest page that shows it, and becomes a test.
"""

from __future__ import annotations

import json
import sys
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.article import RawArticle, Source
from etl.clean.html import clean_html
from etl.errors import RejectError

_SOURCE = Source(uri="page.html", path="page.html", sha256="0" * 64, bytes=0, format="html")
_ROUND = 500
_TAGS = "p div span table tr td th ul ol li a h1 h2 article section aside br figure figcaption time blockquote pre html body head form iframe frameset svg font".split()
_NAMES = "author byline date related caption share newsletter article-body comments hidden".split()
_META = "og:title og:url og:type author article:published_time article:author keywords og:image date article:section".split()
_TYPES = "NewsArticle LiveBlogPosting BreadcrumbList CollectionPage VideoObject WebSite Person".split()
_PROSE = (
    "The council agreed on Tuesday, after long talks, that the old bridge over the river should be rebuilt."
)

_text = st.one_of(st.just(_PROSE), st.text(max_size=40))
_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _text, st.sampled_from(_TYPES)),
    lambda children: st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(
            st.sampled_from(
                "@type @graph @value @id headline description dateModified sameAs author name datePublished articleBody image publisher url mainEntityOfPage itemListElement item keywords articleSection inLanguage".split()
            ),
            children,
            max_size=6,
        ),
    ),
    max_leaves=12,
)
_open = st.builds(
    lambda tag, name, text: f"<{tag} class='{name}' itemprop='{name}' datetime='{text}'>",
    st.sampled_from(_TAGS),
    st.sampled_from(_NAMES),
    st.sampled_from(["2024-05-01", "yesterday", "'", "9999-99-99T99:99"]),
)
_piece = st.one_of(
    _open,
    st.sampled_from([f"</{tag}>" for tag in _TAGS]),
    _text,
    st.builds(lambda name, text: f"<meta property='{name}' content='{text}'>", st.sampled_from(_META), _text),
    st.builds(lambda value: f"<script type='application/ld+json'>{json.dumps(value)}</script>", _json),
    st.builds(lambda text: f"<title>{text}</title><link rel=canonical href='http://{text}'>", _text),
)


@given(st.lists(_piece, max_size=40).map("".join))
def clean_any(html: str) -> None:
    """Clean a page; only a reject may come out in place of an article."""
    try:
        article = clean_html(RawArticle(source=_SOURCE, content=html), 1_000_000)
    except RejectError:
        return
    assert article.document()
    assert article.body.strip()


if __name__ == "__main__":
    end = time.monotonic() + float(sys.argv[1] if len(sys.argv) > 1 else 60)
    checked = settings(
        max_examples=_ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )(clean_any)
    rounds = 0
    while time.monotonic() < end:
        checked()
        rounds += 1
    sys.stdout.write(f"{rounds * _ROUND} pages, no find\n")
