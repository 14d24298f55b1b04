"""Serve the page: a port that is free, an address that may be opened, and a clean end."""

import asyncio
import errno
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from basinet.live.app import LOOPBACK, application
from basinet.live.hall import MOST_WATCHERS, Hall
from basinet.live.messages import LARGEST

_TRIED = 20
"""Ports that are tried, one after the other."""


@dataclass(frozen=True)
class Place:
    """Where the page is served.

    Attributes:
        host: the name or number to which it is bound.
        port: the port.
        listening: the socket, which is bound already.
        token: what the address must hold; None on this machine alone.
    """

    host: str
    port: int
    listening: socket.socket
    token: str | None

    def address(self, room: str = "") -> str:
        """Return what is opened in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.host in ("0.0.0.0", "::"):
            host = socket.gethostname()
        asked = f"?token={self.token}" if self.token else ""
        return f"http://{host}:{self.port}/{asked}{f'#{room}' if room else ''}"


def place(host: str, port: int) -> Place:
    """Bind a port, or the next one that is free.

    Raises:
        OSError: when none of twenty is free, or the host is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except socket.gaierror as error:
        raise OSError(f"--host {host!r} is no name of this machine: {error.strerror}") from error
    token = None if host in LOOPBACK else secrets.token_urlsafe(16)
    for tried in range(port, min(port + _TRIED, 65536)):
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, tried))
            listening.listen()
        except OSError as error:
            listening.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise OSError(f"cannot listen on {host}:{tried}: {error.strerror}") from error
        return Place(host, listening.getsockname()[1], listening, token)
    raise OSError(f"the ports {port} to {port + _TRIED - 1} are in use; choose another by --port")


class Server:
    """The page, served from a thread of its own.

    Attributes:
        hall: with the rooms.
        where: its address.
    """

    def __init__(self, hall: Hall, where: Place):
        self.hall, self.where = hall, where
        config = uvicorn.Config(
            application(hall, where.host, where.token),
            log_level="error",
            ws="websockets-sansio",
            ws_max_size=LARGEST,
            ws_per_message_deflate=False,
            limit_concurrency=2 * MOST_WATCHERS,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self, ready: Callable[[], None] = lambda: None, room: str = "") -> None:
        """Begin to serve, and open a room before anybody comes.

        Args:
            ready: is called when the page can be opened, in another thread.
            room: the name of the room; none without it.
        """
        self._ready, self._first = ready, room
        self._thread.start()

    def _serve(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        serving = asyncio.create_task(self._server.serve([self.where.listening]))
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.01)
        if self._first:
            self.hall.open(self._first)
        self._ready()
        await serving

    def stop(self, seconds: float = 1.5) -> None:
        """End, and wait for it a while."""
        self._server.should_exit = True
        self._thread.join(seconds)

    def wait(self) -> None:
        """Wait until it ends by itself."""
        while self._thread.is_alive():
            self._thread.join(0.2)
