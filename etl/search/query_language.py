"""Parse what people type: words, "phrases", -words, AND, OR, NOT, (groups), pre*, "near words"~5, and filters.

Words side by side rank those articles first that have most of them. Operators bind in this order, the strongest first: NOT,
`-` and parentheses; AND; OR; words side by side. Inside parentheses and beside AND, every word must occur.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from etl.errors import QueryError
from etl.search.fields import ALIASES, FILTERS, HAS, code_of
from etl.search.moments import moment
from etl.search.query import Group, Node, Query, Term
from etl.search.query_tokens import FILTER_NAMES, TIMES, fault_at, operator_of, start_of, tokens_of

_LEAST_PREFIX = 2
_FUZZY = re.compile(r"~\d*$")
_MOST_CLAUSES = 100
"""Phrases, words beside operators, -words and filters in one query: each is a query of its own in Elasticsearch."""
_DEEPEST = 20
"""Parentheses within parentheses."""


def parse(text: str) -> Query:
    """Return `text` parsed.

    Raises:
        QueryError: something is not closed, a filter or its value is unknown, a date cannot be read, or an operator has nothing
            to join; the message shows where.
    """
    text = text.encode("utf-8", "replace").decode()  # bytes of an argument that are no UTF-8
    text = " ".join(text.split())
    if text.count('"') % 2:
        raise fault_at(text, text.rindex('"'), "this quotation mark is not closed")
    return _Parser(text).query()


class _Parser:
    """Reads the tokens of one query from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [*tokens_of(text)]
        self.place = 0
        self.clauses = 0
        self.limits: dict[str, str] = {}

    def query(self) -> Query:
        query, words = Query(), list[str]()
        for node in self._side_by_side(depth=0):
            if isinstance(node, Group):
                if node.operator == "NOT":
                    query.without += node.parts
                else:
                    query.alternatives.append(node.parts if node.operator == "OR" else [node])
            elif node.field:
                query.filters.append(node)
            elif node.is_prefix or node.near:
                query.alternatives.append([node])
            else:
                words.append(node.value)
                if node.is_phrase:
                    query.phrases.append(node.value)
        query.text = " ".join(words)
        query.since, query.until = self.limits.get("since"), self.limits.get("until")
        return query

    def _side_by_side(self, depth: int) -> list[Node]:
        nodes: list[Node] = []
        while (token := self._token()) is not None:
            if token["close"]:
                if depth:
                    break
                raise self._fault(token, "this parenthesis closes none")
            if token["name"] in TIMES:
                self._limit(token, depth)
            elif (node := self._either(depth)) is not None:
                nodes.append(node)
        return nodes

    def _either(self, depth: int) -> Node | None:
        return self._joined("OR", self._both, depth)

    def _both(self, depth: int) -> Node | None:
        return self._joined("AND", self._one, depth)

    def _joined(
        self, operator: Literal["AND", "OR"], part: Callable[[int], Node | None], depth: int
    ) -> Node | None:
        first = part(depth)
        parts: list[Node] = []
        while (token := self._token()) is not None and operator_of(token) == operator:
            if first is None:
                raise self._alone(token)
            self.place += 1
            following = self._token()
            if following is None or following["close"]:
                raise self._alone(token)
            if operator_of(following) in ("AND", "OR"):
                raise self._alone(following)
            if following["minus"] or (following["open"] or "").startswith("-"):
                raise self._fault(following, f"write NOT in place of - beside {operator}")
            if following["name"] in TIMES:
                raise self._fault(following, f"{following['name']}: cannot stand with OR or -")
            other = part(depth)
            if other is None:
                raise self._alone(token)
            parts.append(other)
        if not parts or first is None:
            return first
        nodes: list[Node] = []
        for node in (first, *parts):
            is_same = isinstance(node, Group) and node.operator == operator
            nodes += node.parts if isinstance(node, Group) and is_same else [node]
            self._count(0 if isinstance(node, Group) else 1)
        return Group(operator=operator, parts=nodes)

    def _one(self, depth: int) -> Node | None:
        token = self._token()
        assert token is not None
        operator = operator_of(token)
        if operator in ("AND", "OR"):
            raise self._alone(token)
        self.place += 1
        if operator == "NOT":
            return self._not(token, depth)
        if token["open"]:
            group = self._group(token, depth + 1)
            return group if token["open"] == "(" or group is None else Group(operator="NOT", parts=[group])
        term = self._term(token)
        if not term.value:
            return None
        if token["minus"]:
            after = self._token()
            if after is not None and operator_of(after) in ("AND", "OR"):
                raise self._fault(token, f"write NOT in place of - beside {operator_of(after)}")
            return Group(operator="NOT", parts=[term])
        return term

    def _not(self, token: re.Match[str], depth: int) -> Node:
        following = self._token()
        if following is None or following["close"] or operator_of(following):
            raise self._alone(token)
        if following["name"] in TIMES:
            raise self._fault(following, f"{following['name']}: cannot stand with NOT")
        if following["minus"]:
            raise self._fault(following, "write NOT or -, and not both")
        node = self._one(depth)
        if node is None:
            raise self._alone(token)
        self._count()
        return Group(operator="NOT", parts=[node])

    def _group(self, opened: re.Match[str], depth: int) -> Node | None:
        if depth > _DEEPEST:
            raise self._fault(opened, f"more than {_DEEPEST} parentheses within each other")
        nodes = self._side_by_side(depth)
        if self._token() is None:
            raise self._fault(opened, "this parenthesis is not closed")
        self.place += 1
        if len(nodes) <= 1:
            return nodes[0] if nodes else None
        self._count(len(nodes))
        return Group(operator="AND", parts=nodes)

    def _limit(self, token: re.Match[str], depth: int) -> None:
        name, value = token["name"], self._term(token).value
        if depth:
            raise self._fault(token, f"{name}: cannot stand in parentheses")
        if token["minus"]:
            raise self._fault(token, f"{name}: cannot stand with OR or -")
        self.place += 1
        after = self._token()
        if after is not None and operator_of(after) in ("AND", "OR"):
            raise self._alone(after)
        self.limits[name] = _moment(value, self.text, start_of(token))

    def _term(self, token: re.Match[str]) -> Term:
        written, phrase = token["name"], token["phrase"]
        value = (phrase if phrase is not None else token["word"] or "").strip()
        name = ALIASES.get(written, written)
        if name is not None and name not in FILTER_NAMES:
            if not value:
                return Term(value=f"{name}:")  # a word before a colon, as in prose
            raise self._fault(token, f"no filter {name}: (there are {', '.join((*FILTERS, *TIMES))})")
        if name is not None and not value:
            raise self._fault(token, f'{written}: needs a value right behind it, such as {written}:"…"')
        if name is not None or phrase is not None or token["minus"]:
            self._count()
        is_prefix = phrase is None and name not in TIMES and self._is_prefix(token, value)
        if is_prefix:
            value = value[:-1]
        if name in FILTERS and not is_prefix:
            value = self._known(token, name, value)
        near = int(token["near"] or 0)
        if near and name:
            raise self._fault(token, "~ stands behind a phrase without a filter")
        return Term(
            value=value,
            field=name,
            is_phrase=phrase is not None and name is None,
            is_prefix=is_prefix,
            near=near,
        )

    def _is_prefix(self, token: re.Match[str], value: str) -> bool:
        if value.endswith("*") and len(value.strip("*")) >= _LEAST_PREFIX and "*" not in value[:-1]:
            if token["name"] and FILTERS[ALIASES.get(token["name"], token["name"])].kind in (
                "code",
                "id",
                "has",
            ):
                raise self._fault(token, f"{token['name']}: takes no *")
            self._count()
            return True
        if "*" in value and value.strip("*"):
            raise self._fault(
                token, f"* stands behind the beginning of a word, of at least {_LEAST_PREFIX} letters"
            )
        if _FUZZY.search(value):
            raise self._fault(token, '~ stands behind a phrase, with a number of words: "heavy rain"~5')
        return False

    def _known(self, token: re.Match[str], name: str, value: str) -> str:
        if name == "has" and value not in HAS:
            raise self._fault(token, f"has: knows {', '.join(HAS)}")
        if FILTERS[name].kind != "code":
            return value
        try:
            return code_of(name, value)
        except ValueError as error:
            raise self._fault(token, str(error)) from None

    def _token(self) -> re.Match[str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _count(self, number: int = 1) -> None:
        self.clauses += number
        if self.clauses > _MOST_CLAUSES:
            at = len(self.text) if self.place >= len(self.tokens) else start_of(self.tokens[self.place])
            raise fault_at(
                self.text, at, f"more than {_MOST_CLAUSES} phrases, filters and words with operators"
            )

    def _alone(self, token: re.Match[str]) -> QueryError:
        operator = operator_of(token) or ""
        where = "before what is not wanted" if operator == "NOT" else "between two words"
        return self._fault(
            token, f"{operator} stands {where} (for the word itself, write {operator.lower()})"
        )

    def _fault(self, token: re.Match[str], message: str) -> QueryError:
        return fault_at(self.text, start_of(token), message)


def _moment(value: str, text: str, start: int) -> str:
    try:
        return moment(value)
    except (ValueError, OverflowError):
        raise fault_at(
            text, start, f"{value} is no date (write 2026-02-18, or 7d for seven days ago)"
        ) from None
