"""Addresses of Ray clusters: who answers there, found out before Ray tries for minutes."""

import os
import socket
import threading

from basinet.sweeps.greeting import fault_of


def refuse_silent(address: str | None, patience: float = 6.0) -> None:
    """Refuse the address of a cluster at which no cluster answers.

    Args:
        address: `auto`, `local`, `host:port` or `ray://host:port`.
        patience: seconds within which there must be an answer.

    Raises:
        ConnectionError: when nobody answers there in time, or it is no cluster.
        ValueError: when it is no address.
    """
    if address is None or address in ("auto", "local"):
        return
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 2**16:
        raise ValueError(
            f"--address is {address!r}; expected auto, host:port or ray://host:port, such as"
            " 10.0.0.5:6379"
        )
    said: list[str | None] = []
    # The name of a host may take longer than any connection, and cannot be interrupted.
    of_clients, where = address.startswith("ray://"), (host.strip("[]"), int(port))
    asking = threading.Thread(
        target=lambda: said.append(_fault(*where, patience, of_clients=of_clients)), daemon=True
    )
    asking.start()
    asking.join(patience)
    fault = said[0] if said else f"no answer in {patience:g} seconds"
    if fault is not None:
        raise ConnectionError(
            f"no cluster answers at {address} ({fault}); begin one with `ray start --head`, or"
            " leave out --address"
        )


def _fault(host: str, port: int, patience: float, *, of_clients: bool) -> str | None:
    """What is wrong with whoever listens there; None for a server that a cluster may be."""
    try:
        with socket.create_connection((host, port), timeout=patience) as there:
            if os.environ.get("RAY_USE_TLS", "0") not in ("", "0"):
                return None  # which would have to be greeted in secret
            there.settimeout(patience)
            return fault_of(there, f"{host}:{port}", of_clients=of_clients)
    except TimeoutError:
        return "it says nothing"
    except OSError as error:
        return error.strerror or str(error)
