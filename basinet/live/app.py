"""The page as a web application: its files, and one socket for each watcher."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from basinet.live.hall import Full, Hall
from basinet.live.names import ROOMS
from basinet.live.watchers import Ended, Watcher

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_STATIC = files("basinet.live") / "static"


def application(hall: Hall, host: str = "127.0.0.1", token: str | None = None) -> Starlette:
    """Return the application.

    Args:
        hall: with the rooms.
        host: to which it is bound; requests with another name are refused on this machine, so
            that no page from elsewhere can be led here.
        token: what the address must hold; None where nothing is asked for.
    """
    gate = _Gate(host, token)

    async def page(request: Request) -> Response:
        refused = gate.refuses(request)
        if refused:
            return PlainTextResponse(refused, 403, _HEADERS)
        name = request.path_params.get("file", "index.html")
        if name == "favicon.ico":
            return Response(status_code=204)
        kind = _KINDS.get(Path(name).suffix)
        file = _STATIC / name
        if kind is None or "/" in name or not file.is_file():
            return PlainTextResponse("there is no such page", 404, _HEADERS)
        return Response(file.read_bytes(), 200, _HEADERS, kind)

    async def rooms(request: Request) -> Response:
        refused = gate.refuses(request)
        if refused:
            return PlainTextResponse(refused, 403, _HEADERS)
        return JSONResponse({"rooms": list(ROOMS)}, 200, _HEADERS)

    async def live(socket: WebSocket) -> None:
        name = socket.path_params["room"]
        if gate.refuses(socket) or gate.is_foreign(socket) or not hall.knows(name):
            await socket.close(1008)
            return
        await _watch(socket, hall, name)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await hall.close()

    routes = [
        Route("/", page),
        Route("/rooms", rooms),
        Route("/{file}", page),
        WebSocketRoute("/live/{room}", live),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


class _Gate:
    """Who may come in."""

    def __init__(self, host: str, token: str | None):
        self.host, self.token = host, token

    def refuses(self, request: HTTPConnection) -> str:
        """Return why not; nothing where one may."""
        named = urlsplit(f"//{request.headers.get('host', '')}").hostname
        if self.host in LOOPBACK and named not in LOOPBACK:
            return "this page is for the machine that it runs on"
        if request.url.path.endswith((".js", ".css")):
            return ""  # without what the page asks for, these show nothing
        given = request.query_params.get("token", "")
        if self.token and not hmac.compare_digest(given.encode(), self.token.encode()):
            return "the address lacks its token; take the one that basinet live printed"
        return ""

    def is_foreign(self, socket: WebSocket) -> bool:
        """Return whether a browser asks on behalf of a page from elsewhere."""
        origin = socket.headers.get("origin")
        return origin is not None and urlsplit(origin).netloc != socket.headers.get("host", "")


async def _watch(socket: WebSocket, hall: Hall, name: str) -> None:
    """Let somebody watch a room until either has enough."""
    await socket.accept()
    try:
        room, watcher = hall.enter(name)
    except Full as full:
        await socket.close(1013, str(full)[:120])
        return
    sending = asyncio.create_task(_send(socket, watcher))
    listening = asyncio.create_task(_listen(socket, room, watcher))
    try:
        await asyncio.wait({sending, listening}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        room.leave(watcher)
        for task in (sending, listening):
            task.cancel()
        found = await asyncio.gather(sending, listening, return_exceptions=True)
        for why in found:
            if isinstance(why, Ended):
                with suppress(RuntimeError, OSError, WebSocketDisconnect):
                    await socket.close(1008, str(why)[:120])


async def _send(socket: WebSocket, watcher: Watcher) -> None:
    while True:
        said = await watcher.next()
        try:
            if isinstance(said, bytes):
                await socket.send_bytes(said)
            else:
                await socket.send_text(said)
        except (RuntimeError, OSError, WebSocketDisconnect):
            return


async def _listen(socket: WebSocket, room: Any, watcher: Watcher) -> None:
    while True:
        try:
            message = await socket.receive()
        except (RuntimeError, OSError):
            return
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        room.say(watcher, message.get("bytes") or b"" if text is None else text)
