"""`basinet info`: what is installed and what it runs on."""

from typing import Annotated

import typer

from basinet.cli.show import as_json, line


def info(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show versions, devices, whether native kernels are in use, and the folder of the data sets.

    Example: `basinet info --json`
    """
    from basinet.core import native
    from basinet.data import data_folder
    from basinet.runs import environment

    facts = environment() | {
        "native code": native.status(),
        "data folder": str(data_folder()),
    }
    facts.pop("started")
    if json:
        as_json(facts)
        return
    for name, value in facts.items():
        line(f"{name:<13} {', '.join(value) if isinstance(value, list) else value}")
