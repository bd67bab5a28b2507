"""`python forward.py PORT TO_PORT`: everything that comes to one port of this machine goes to another."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    to_reader, to_writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
    await asyncio.gather(_pump(reader, to_writer), _pump(to_reader, writer))


async def _main() -> None:
    server = await asyncio.start_server(_forward, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(_main())
