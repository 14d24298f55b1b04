"""An address at which nobody answers is refused within seconds."""

import contextlib
import socket
import threading
import time

import pytest

from basinet.sweeps import addresses
from basinet.sweeps.addresses import refuse_silent


def test_an_address_where_nobody_listens_is_refused_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        port = taken.getsockname()[1]
        for address in (f"127.0.0.1:{port}", f"ray://127.0.0.1:{port}", f"[::1]:{port}"):
            began = time.monotonic()
            with pytest.raises(ConnectionError, match=r"no cluster answers at .*ray start --head"):
                refuse_silent(address)
            assert time.monotonic() - began < 10


@pytest.mark.parametrize("address", ["nowhere", "host:", ":6379", "host:port", "host:99999"])
def test_what_is_no_address_is_named(address):
    with pytest.raises(ValueError, match="expected auto, host:port"):
        refuse_silent(address)


def test_a_cluster_that_is_looked_for_or_begun_has_no_address():
    for address in (None, "auto", "local"):
        refuse_silent(address)


def frame(kind, flags, content, stream=1):
    """A frame of HTTP/2."""
    return len(content).to_bytes(3, "big") + bytes([kind, flags, 0, 0, 0, stream]) + content


def status(code):
    """The header grpc-status, as the core of gRPC spells it."""
    return b"\x40\x0bgrpc-status" + bytes([len(code)]) + code


SETTINGS = frame(4, 0, b"", stream=0)


@contextlib.contextmanager
def listening(says):
    """The address of a server that says something to whoever comes, and then no more."""
    held = []

    def serve():
        with contextlib.suppress(OSError):  # when it is closed
            while True:
                held.append(server.accept()[0])
                held[-1].sendall(says)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


@pytest.mark.parametrize("before", ["", "ray://"])
@pytest.mark.parametrize(
    ("says", "fault"),
    [
        (b"", "says nothing|no answer in"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "is no Ray cluster"),
        (b"HTTP", "is no Ray cluster"),
        (SETTINGS, "says nothing|no answer in"),
        (SETTINGS + frame(1, 4, b"\x8d") + frame(0, 1, b"<html>"), "is no Ray cluster"),
        (SETTINGS + frame(1, 4, b"\x88") + frame(0, 1, b"<html>"), "is no Ray cluster"),
        (SETTINGS + frame(1, 5, b"\x88" + status(b"12")), "is no Ray cluster"),
        (SETTINGS + frame(1, 5, b"\x88" + status(b"16")), "wants a token: set RAY_AUTH_MODE"),
        (SETTINGS + frame(7, 0, b"\0" * 8, stream=0), "is no Ray cluster"),
        # servers of gRPC that answer every call
        (SETTINGS + frame(1, 4, b"\x88") + frame(0, 0, b"\0\0\0\0\0"), "is no Ray cluster"),
        (SETTINGS + frame(1, 4, b"\x88") + frame(0, 0, b"\0\0\0\0\5hello"), "is no Ray cluster"),
    ],
)
def test_a_server_that_is_no_cluster_is_refused_in_time(says, fault, before):
    began = time.monotonic()
    with listening(says) as address, pytest.raises(ConnectionError, match=fault):
        refuse_silent(before + address, patience=0.5)
    assert time.monotonic() - began < 10


ANSWER = SETTINGS + frame(8, 0, b"\0\0\1\0", stream=0) + frame(1, 4, b"\x20\x88")
"""A cluster greets, lets more be sent, and says that a message comes."""


HEAD, CLIENTS = b"\0\0\0\0\x0c\n\0\x12\x062.60.0 \1", b"\0\0\0\0\4\x12\2{}"
"""The messages that Ray 2.60 sends."""


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ("", ANSWER + frame(0, 0, HEAD)),
        ("ray://", ANSWER + frame(0, 0, CLIENTS)),
        ("", ANSWER + frame(0, 0, HEAD[:5])),  # the rest is still to come
        ("", SETTINGS + frame(1, 5, b"\x88" + status(b"14"))),  # it is starting
        ("ray://", SETTINGS + frame(1, 5, b"\x88" + status(b"14"))),
    ],
)
def test_a_server_that_answers_as_clusters_do_is_let_through(says, before):
    with listening(says) as address:
        refuse_silent(before + address)


def test_who_has_a_token_is_let_through(monkeypatch):
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    with listening(SETTINGS + frame(1, 5, b"\x88" + status(b"16"))) as address:
        refuse_silent(address)


def test_what_is_asked_is_a_call_of_grpc(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(ConnectionError):
            refuse_silent(f"127.0.0.1:{port}", patience=0.2)
        with server.accept()[0] as there:
            asked = there.recv(4096)
    preface, call = asked[:24], asked[24 + 9 :]
    assert preface == b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    size = int.from_bytes(call[:3], "big")
    assert call[3:9] == b"\1\4\0\0\0\1"  # headers, all of them, of the first stream
    assert b"/ray.rpc.NodeInfoGcsService/CheckAlive" in call[9 : 9 + size]
    assert call[9 + size :] == b"\0\0\5\0\1\0\0\0\1" + b"\0\0\0\0\0"


def test_a_name_that_nobody_can_find_in_time_is_refused(monkeypatch):
    def late(*_, **__):
        time.sleep(1)
        raise OSError("nobody knows it")

    monkeypatch.setattr(addresses.socket, "create_connection", late)
    with pytest.raises(ConnectionError, match=r"no answer in 0\.2 seconds"):
        refuse_silent("host:6379", patience=0.2)
