"""The parts of a model of series as text and back, such as `EchoState(units=500)`."""

from collections.abc import Mapping
from typing import Any

import equinox as eqx

from basinet._closest import close
from basinet.core import Perceptron, SoftPerceptron
from basinet.rates.homeostasis import BetaTargets, Equal, Homeostasis, OneStep, Static
from basinet.rates.medium import AbstractReservoir
from basinet.rates.readout import AbstractReadout, ByPlasticity, Delta, Ridge
from basinet.rates.reservoirs import RESERVOIRS
from basinet.settings import read_part

READOUTS: dict[str, type[AbstractReadout]] = {
    "Ridge": Ridge,
    "Delta": Delta,
    "ByPlasticity": ByPlasticity,
}
"""Every readout under the name by which text and saved files refer to it."""

PARTS: dict[str, type[eqx.Module]] = {
    **RESERVOIRS,
    **READOUTS,
    **{
        kind.__name__: kind
        for kind in (Equal, BetaTargets, Static, Homeostasis, OneStep, Perceptron, SoftPerceptron)
    },
}
"""Every part that a field of these can hold."""


def read_reservoir(text: str) -> AbstractReservoir:
    """Return the network that a text constructs.

    Raises:
        ValueError: when it is none or a field is wrong.
    """
    return _read("reservoir", text, RESERVOIRS)


def read_readout(text: str) -> AbstractReadout:
    """Return the readout that a text constructs.

    Raises:
        ValueError: when it is none or a field is wrong.
    """
    return _read("readout", text, READOUTS)


def _read(name: str, text: str, allowed: Mapping[str, type]) -> Any:
    head = str(text).partition("(")[0].strip()
    if head not in allowed:
        raise ValueError(
            f"{name} is {text!r}{close(head, allowed)}; expected one of {', '.join(allowed)}, with"
            " its fields in parentheses or without"
        )
    return read_part(name, text, PARTS)
