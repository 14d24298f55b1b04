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
    ],
)
def test_a_server_that_is_no_cluster_is_refused_in_time(says, fault, before):
    began = time.monotonic()
    with listening(says) as address, pytest.raises(ConnectionError, match=fault):
        refuse_silent(before + address, patience=0.5)
    assert time.monotonic() - began < 10


def test_a_server_that_greets_as_clusters_do_is_let_through():
    with listening(b"\0\0\0\4\0\0\0\0\0") as address:
        refuse_silent(address)


def test_a_name_that_nobody_can_find_in_time_is_refused(monkeypatch):
    def late(*_, **__):
        time.sleep(1)
        raise OSError("nobody knows it")

    monkeypatch.setattr(addresses.socket, "create_connection", late)
    with pytest.raises(ConnectionError, match=r"no answer in 0\.2 seconds"):
        refuse_silent("host:6379", patience=0.2)
