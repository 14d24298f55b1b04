"""JSON that is read by people too: a name a line, and a list of plain values on one line."""

import json
from typing import Any


def laid_out(value: Any, margin: str = "") -> str:
    """Return a value as JSON text without an end of line.

    Args:
        value: what JSON knows; the names of tables are text.
        margin: before every line but the first.
    """
    inner = f"\n{margin}  "
    if isinstance(value, dict) and value:
        rows = [f"{json.dumps(name)}: {laid_out(one, inner[1:])}" for name, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(rows)}\n{margin}}}"
    if isinstance(value, list | tuple) and any(
        isinstance(one, dict | list | tuple) for one in value
    ):
        rows = [laid_out(one, inner[1:]) for one in value]
        return f"[{inner}{f',{inner}'.join(rows)}\n{margin}]"
    return json.dumps(value)
