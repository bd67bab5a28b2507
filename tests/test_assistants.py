"""The tools for assistants, by the protocol's own client and the real command."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import anyio
import pytest
from elasticsearch import Elasticsearch
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import TextContent

from etl.article import Quote
from etl.settings import Settings
from tests.indexed import article, index

BODY = "The talks about the bridge went on.\n\n“We are not there yet,” Paul Brandt said."


@pytest.fixture
def articles(es: Elasticsearch) -> Elasticsearch:
    quotes = [Quote(speaker="Paul Brandt", text="We are not there yet")]
    index(
        es,
        [
            article(
                "talks",
                title="No end",
                body=BODY,
                people=["Paul Brandt"],
                quotes=quotes,
                published_at="2026-02-18",
            )
        ],
    )
    return es


def test_an_assistant_finds_reads_and_cites(articles: Elasticsearch, settings: Settings) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "etl", "mcp"],
        env={**os.environ, "CLIPPINGS_HOME": str(settings.home)},
    )
    answers: dict[str, Any] = {}

    async def ask() -> None:
        async with stdio_client(command) as streams, ClientSession(*streams) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            answers["tools"] = {
                tool.name: tool.annotations.readOnlyHint for tool in tools if tool.annotations
            }
            for name, arguments in (
                ("search_articles", {"query": "talks person:brandt"}),
                ("read_article", {"id": "talks"}),
                ("find_quotations", {"speaker": "brandt"}),
                ("about_name", {"kind": "person", "name": "Paul Brandt"}),
                ("search_articles", {"query": "(talks"}),
            ):
                answer = await session.call_tool(name, arguments)
                (content,) = answer.content[:1]
                assert isinstance(content, TextContent)
                text = content.text
                answers.setdefault(name, []).append(text if answer.isError else json.loads(text))

    anyio.run(ask)

    cited = {
        "id": "talks",
        "title": "No end",
        "publisher": None,
        "published_at": "2026-02-18",
        "url": None,
        "file": "file:///a/talks",
    }
    found, fault = answers["search_articles"]
    assert set(answers["tools"].values()) == {True}
    assert {key: found["articles"][0][key] for key in cited} == cited
    assert answers["read_article"][0]["body"] == BODY
    assert answers["find_quotations"][0]["quotations"][0]["article"] == cited
    assert answers["about_name"][0]["articles"] == 1
    assert "this parenthesis is not closed" in fault
