"""An application on a real socket, for clients in other threads, processes and browsers."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

STARTS_WITHIN_S = 20.0  # on a busy machine


@contextmanager
def served(app: Any, **options: Any) -> Iterator[int]:
    """Serve on loopback until the block ends; gives the port once requests are answered there. options: uvicorn's."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none", **options))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        until = time.monotonic() + STARTS_WITHIN_S
        while not server.started and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.02)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
