"""Memories as text, such as `Modern(beta=128)` or `Steered(hidden=200)`."""

from basinet._closest import close
from basinet.associative.door import Chosen
from basinet.learners import PARTS, Steered
from basinet.memories import MEMORIES
from basinet.memories import PARTS as OF_MEMORIES
from basinet.settings import read_part

_NAMES = {**MEMORIES, "Steered": Steered}


def read_memory(text: str, name: str = "memory") -> Chosen:
    """Return the memory that a text constructs.

    Args:
        text: `Modern`, `DenseHopfield` or `Steered`, with its fields in parentheses or without.
        name: of the option, for the message.

    Raises:
        ValueError: when it is none of them or a field is wrong.
    """
    head = text.partition("(")[0].strip()
    if head not in _NAMES:
        raise ValueError(
            f"{name} is {text!r}{close(head, _NAMES)}; expected one of {', '.join(_NAMES)}, with"
            " its fields in parentheses, such as Modern(beta=128)"
        )
    return read_part(name, text, {**(PARTS if head == "Steered" else OF_MEMORIES), **_NAMES})
