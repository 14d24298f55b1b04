"""An address at which nobody answers is refused within seconds."""

import socket
import time

import pytest

pytest.importorskip("ray")
from basinet.sweeps.on_ray import refuse_silent


def test_an_address_where_nobody_listens_is_refused_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        port = taken.getsockname()[1]
        for address in (f"127.0.0.1:{port}", f"ray://127.0.0.1:{port}", f"[::1]:{port}"):
            began = time.monotonic()
            with pytest.raises(ConnectionError, match=r"nobody answers at .*ray start --head"):
                refuse_silent(address)
            assert time.monotonic() - began < 10


@pytest.mark.parametrize("address", ["nowhere", "host:", ":6379", "host:port", "host:99999"])
def test_what_is_no_address_is_named(address):
    with pytest.raises(ValueError, match="expected auto, host:port"):
        refuse_silent(address)


def test_a_cluster_that_is_looked_for_or_begun_has_no_address():
    for address in (None, "auto", "local"):
        refuse_silent(address)
