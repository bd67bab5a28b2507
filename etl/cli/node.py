"""The commands of the embedded Elasticsearch."""

from __future__ import annotations

import sys

import typer

from etl.cli.options import AsJson
from etl.errors import FatalError
from etl.settings import Settings, get_settings

app = typer.Typer(help="The embedded Elasticsearch, for machines without Docker.", no_args_is_help=True)


@app.command("start")
def node_start(as_json: AsJson = False) -> None:
    """Start the node, or find it running."""
    from etl.embedded.node import start

    _show_node(start(_own_node_settings(), lambda line: print(line, file=sys.stderr)), as_json=as_json)


@app.command("stop")
def node_stop(as_json: AsJson = False) -> None:
    """Stop the node; its data are kept."""
    from etl.embedded.node import status, stop

    settings = get_settings()
    was_running = stop(settings)
    if as_json:
        _show_node(status(settings), as_json=as_json)
    else:
        print("stopped" if was_running else "was not running")


@app.command("status")
def node_status(as_json: AsJson = False) -> None:
    """Say whether the node is running, and at which address."""
    from etl.embedded.node import status

    _show_node(status(get_settings()), as_json=as_json)


def _own_node_settings() -> Settings:
    settings = get_settings()
    if settings.es_url:
        raise FatalError(f"CLIPPINGS_ES_URL is set to {settings.es_url}; unset it to use the embedded node")
    return settings


def _show_node(node: object, *, as_json: bool) -> None:
    from etl.embedded.node import NodeStatus

    assert isinstance(node, NodeStatus)
    if as_json:
        print(node.model_dump_json())
    elif node.running:
        print(f"running: Elasticsearch {node.version} at {node.url} (pid {node.pid})")
    else:
        print("not running; start it with: clippings node start")
