"""`basinet live`: a page in a browser on which networks and worlds are steered by hand."""

import os
import socket
import sys
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from basinet.cli.interrupt import leave
from basinet.cli.show import as_json, line, remark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from basinet.live.replaying import Replayed
    from basinet.live.serve import Place
    from basinet.live.stages import Stage

_NEEDED = ("starlette", "uvicorn", "websockets")


def live(
    model: Annotated[
        Path | None,
        typer.Argument(
            help="The folder of a run, a model file or a saved memory; a small network comes with"
            " basinet.",
            show_default=False,
        ),
    ] = None,
    room: Annotated[
        str | None,
        typer.Option(
            help="Where to begin: settling, memory, dense-memory, search, moons, kuramoto,"
            " swarmalators, vicsek, flock or sorting; without it where MODEL or --data are shown.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            help="Pictures for the rooms of memories, a name or a path; else those of digits.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where to listen; if in use, the next free one.")
    ] = 8642,
    host: Annotated[
        str, typer.Option(help="Who may come: this machine alone, unless another name is given.")
    ] = "127.0.0.1",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open nothing.")
    ] = False,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="Source of everything random.")
    ] = 0,
    logs: Annotated[
        Path | None,
        typer.Option(help="Folder of the rooms' logs; without it one in the user's cache."),
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(help="Make what a log tells again, without a browser, and compare the end."),
    ] = None,
    until: Annotated[
        int | None, typer.Option(min=0, help="Where --replay stops, in ticks; else at its end.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print what --replay found as JSON.")
    ] = False,
) -> None:
    """Open a page on which a network is drawn to, steered and released, and worlds are poked.

    Several people can watch and steer one room. Only this machine reaches it, unless --host says
    otherwise; the address then holds a token. Every accepted message is kept in a log.

    Example: `basinet live runs/digits-steered-1`

    Example: `basinet live --room memory --data fashion-mnist`

    Example: `basinet live --room swarmalators --no-browser --port 9000`
    """
    if replay is not None:
        _replay(replay, model, until, json)
        return
    if until is not None or json:
        raise ValueError("--until and --json belong to --replay")
    _serve(_Shown(model, data, room), host, port, no_browser, seed, logs)


class _Shown(NamedTuple):
    """What somebody wants to see.

    Attributes:
        model: a run, a network or a saved memory.
        data: a data set for memories.
        room: where to begin.
    """

    model: Path | None
    data: str | None
    room: str | None


def _serve(
    shown: _Shown,
    host: str,
    port: int,
    no_browser: bool,
    seed: int,
    logs: Path | None,
) -> None:
    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if lacking:
        raise ImportError(
            f"basinet live needs {', '.join(lacking)}; install by: pip install 'basinet[live]'"
        )
    from basinet.live.hall import Hall
    from basinet.live.serve import Server, place

    folder = _logs(logs)
    room, own = _own(shown)
    hall = Hall(lambda name: own.get(name) or _stage(name), folder, seed)
    if not hall.knows(room):
        _stage(room.partition(".")[0])  # says which there are
        raise ValueError(f"--room is {room!r}; expected a room such as settling or settling.b")
    where = place(host, port)
    if where.port != port:
        remark(f"port {port} is in use; taking {where.port}")
    server = Server(hall, where)
    hall.on_open = lambda name: remark(f"{name} is open")
    hall.on_end = lambda name, why: remark(f"{name}: {why}")
    address = where.address(room)
    server.start(lambda: _announce(address, where, no_browser), room)
    try:
        server.wait()
    except KeyboardInterrupt:
        leave(f"basinet live: closed; what was said is in {folder}", server.stop)
    raise OSError("the page ended by itself")


def _room_called(name: str, rooms: "Iterable[str]") -> str:
    """What to say where the name of a model is that of a room, or nearly so."""
    from basinet._closest import close

    if name in rooms:
        return f"; a room is asked for with --room {name}"
    hint = close(name, rooms)
    return f"; a room is asked for with --room{hint}" if hint else ""


def _own(shown: _Shown) -> "tuple[str, dict[str, Stage]]":
    """Where to begin, and the rooms that show something of one's own.

    They are made here, so that what cannot be shown is refused before anything is served.
    """
    model, data, room = shown
    if model is None and data is None:
        return room or "settling", {}
    from basinet.live.stages import MEMORIES, STAGES, room_for, stage

    if model is not None and data is not None:
        raise ValueError("MODEL and --data are both given; a room shows one of them")
    if model is None:
        return room or "memory", {name: stage(name, None, data) for name in MEMORIES}
    if not model.exists():
        raise FileNotFoundError(
            f"there is no run and no model file {model}{_room_called(model.name, STAGES)}"
        )
    path = model.absolute()
    where = room_for(path)
    return room or where, {where: stage(where, path)}


def _stage(name: str) -> "Stage":
    from basinet.live.stages import stage  # loads JAX, which an open page need not wait for

    return stage(name)


def _announce(address: str, where: "Place", no_browser: bool) -> None:
    line(f"open {address}")
    sys.stdout.flush()  # nothing else is printed for long
    remark("compiling the first room; Ctrl-C ends")
    if "SSH_CONNECTION" in os.environ and where.token is None:
        there = f"{where.port}:127.0.0.1:{where.port}"
        remark(
            f"on your own machine: ssh -N -L {there} {socket.gethostname()}, then open this address"
        )
    elif not no_browser:
        webbrowser.open(address)


def _logs(chosen: Path | None) -> Path:
    """The folder of the logs, which can be written to."""
    from platformdirs import user_cache_path

    folder = user_cache_path("basinet") / "live" if chosen is None else chosen
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            f"logs cannot be kept in {folder}: {error.strerror}; name another folder by --logs"
        ) from error
    if not os.access(folder, os.W_OK):
        raise OSError(
            f"logs cannot be kept in {folder}, which is read-only; name another folder by --logs"
        )
    return folder


def _replay(log: Path, model: Path | None, until: int | None, json: bool) -> None:
    from basinet.live.replaying import replay
    from basinet.live.stages import again

    found = replay(log, lambda name, origin: again(name, origin, model), until)
    if json:
        as_json(_plain(found))
    else:
        line(f"{found.stage}: {found.messages} messages, {found.tick} ticks")
        for name, value in found.seen.items():
            line(f"{name:>12}  {value:.6g}")
        line(f"state {found.digest}")
    if found.differs is not None:
        raise ValueError(
            f"the state at tick {found.differs} is not the one of the log; it was computed with"
            " another version or on another processor"
        )
    if not json:
        line(f"as the log says at {found.compared} ticks")


def _plain(found: "Replayed") -> dict:
    return {
        "stage": found.stage,
        "ticks": found.tick,
        "messages": found.messages,
        "digest": found.digest,
        "compared": found.compared,
        "differs": found.differs,
        "observables": found.seen,
        "fields": found.fields,
    }
