"""The program of the worker processes: `python -m etl.worker_process FD MODULE…`, started only by `etl.workers`.

It imports the modules once, and then forks a worker for each socket that it receives over the one at `FD`. So the models
that all workers read are in memory once, and the workers hold nothing of the program that started them (such as Airflow).
When that program ends, in whatever way, this one ends too with all its workers.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import traceback
from multiprocessing.connection import Connection
from typing import Any

from etl import logs
from etl.memory import trim
from etl.settings import get_settings

TAKEN, DONE, RAISED = "taken", "done", "raised"


def main() -> None:
    """Fork a worker for each socket that is received, until the sender is gone."""
    logs.set_up(get_settings())
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        for module in sys.argv[2:]:
            importlib.import_module(module)
    except Exception as error:
        sys.exit(f"clippings worker: {module} cannot be imported: {type(error).__name__}: {error}")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not asked:
            os.killpg(
                0, signal.SIGKILL
            )  # a worker that is in a native library would not see that it is alone
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _work(Connection(descriptors[0]))
            os._exit(0)
        os.close(descriptors[0])


def _work(connection: Connection[Any, Any]) -> None:
    """Answer calls until the other end is closed: first `TAKEN`, then `DONE` with the results or `RAISED`."""
    connection.send(os.getpid())
    while True:
        trim()  # 7 of 60 MB after texts, for 1.6 % of their time; up to 25 of 100 after pages
        try:
            function, items = connection.recv()
        except (EOFError, ConnectionError):
            return
        except Exception as error:  # what was sent cannot be imported here
            connection.send((RAISED, error))
            continue
        connection.send((TAKEN, None))
        try:
            answer = (DONE, function(items))
        except Exception as error:
            error.add_note(traceback.format_exc())
            answer = (RAISED, error)
        try:
            connection.send(answer)
        except OSError:
            return
        except Exception as error:  # what came of it cannot be sent
            connection.send((RAISED, RuntimeError(f"{answer[1]!r}: {error}")))


if __name__ == "__main__":
    main()
