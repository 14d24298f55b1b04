"""The command that opens the page: where it listens, how it ends, and courses made again."""

import asyncio
import json
import signal
import socket
import subprocess
import sys

import pytest
from commands import PROCESS, call, call_apart

from basinet.live import Course, stage
from basinet.live.log import Log

connect = pytest.importorskip(
    "websockets.asyncio.client", reason="the extra live is not installed"
).connect


@pytest.fixture
def log(tmp_path):
    course = Course(stage("vicsek"), 4)
    made = Log(tmp_path / "log.jsonl", "vicsek", 4, course.stage.origin)
    course.advance(3)
    course.apply("set", course.stage.fields({"noise": 2.5}))
    made.accepted(3, "visitor 1", "set", {"noise": 2.5})
    course.advance(4)
    made.digest(7, course.digest())
    made.close()
    return made.path, course


def test_a_log_is_made_again_and_compared(log):
    path, course = log
    result = call("live", "--replay", path, "--json")
    assert result.code == 0, result.err
    assert result.json["digest"] == course.digest()
    assert (result.json["ticks"], result.json["messages"], result.json["compared"]) == (7, 1, 1)
    assert result.json["fields"]["noise"] == 2.5
    shown = call("live", "--replay", path, "--until", "20")
    assert "vicsek: 1 messages, 20 ticks" in shown.out
    assert "as the log says at 1 ticks" in shown.out
    text = path.read_text().replace(course.digest(), "0" * 32)
    path.write_text(text)
    wrong = call("live", "--replay", path)
    assert wrong.code == 1
    assert "the state at tick 7 is not the one of the log" in wrong.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--replay", "none.jsonl"), "none.jsonl"),
        (("--until", "3"), "--until and --json belong to --replay"),
        (("none",), "there is no run and no model file none"),
        (("--room", "setling"), "there is no room 'setling' (did you mean settling?)"),
        (("--room", "settling.B!"), "expected a room such as settling or settling.b"),
        (("--host", "no.such.host.invalid"), "is no name of this machine"),
        (("--port", "0"), "expected at least 1"),
        ((__file__,), "test_live_command.py"),
        ((__file__, "--data", "digits"), "MODEL and --data are both given"),
        (("--data", "digitz"), "did you mean digits?"),
        (("--data", "digits", "--room", "digits"), "there is no room 'digits'"),
        (("--replay", __file__), "is no JSON; expected a log of a room"),
        (("--logs", __file__), "logs cannot be kept in"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(words, said):
    result = call("live", "--no-browser", *words)
    assert result.code != 0
    assert said in " ".join(result.err.split())
    assert "Traceback" not in result.err
    assert len(result.err.splitlines()) < 6


def test_it_listens_beside_a_port_in_use_shows_a_room_and_ends_when_it_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = min(taken.getsockname()[1], 65500)
        command = ["-m", "basinet", "live", "--room", "kuramoto", "--port", str(port)]
        words = [sys.executable, *command, "--no-browser", "--logs", str(tmp_path)]
        environment = {**PROCESS, "SSH_CONNECTION": "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(words, text=True, env=environment, **pipes) as process:
            address = process.stdout.readline().split()[1]

            async def watch():
                place = address.partition("#")[0].replace("http", "ws")
                async with connect(f"{place}live/kuramoto", proxy=None) as page:
                    while isinstance(await page.recv(), str):
                        await page.send(json.dumps({"seen": 0}))

            asyncio.run(watch())
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
    assert f":{port}/" not in address
    assert f"port {port} is in use" in said
    assert "ssh -N -L" in said
    assert f"basinet live: closed; what was said is in {tmp_path}" in said
    assert "Traceback" not in said
    (path,) = tmp_path.iterdir()
    again = call_apart("live", "--replay", path, "--json", cwd=tmp_path)  # compiled as that was
    assert again.json["differs"] is None, again
