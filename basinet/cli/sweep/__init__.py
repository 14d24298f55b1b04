"""`basinet sweep`: carry out a sweep, and look at what it found."""

from typing import Any

import typer
from typer.core import TyperGroup

from basinet.cli.sweep.merge import merge
from basinet.cli.sweep.plot import plot
from basinet.cli.sweep.run import run
from basinet.cli.sweep.scaling import scaling
from basinet.cli.sweep.status import collect, status


class _RunByDefault(TyperGroup):
    """`basinet sweep FILE` means `basinet sweep run FILE`."""

    default = "run"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [self.default, *args]
        return TyperGroup.parse_args(self, ctx, args)


sweep = typer.Typer(
    cls=_RunByDefault,
    no_args_is_help=True,
    help="Carry out a sweep that a file describes, and look at its results.",
    epilog="Example: `basinet sweep sweep.toml --out sweeps/margin`",
)
sweep.command(epilog="Example: `basinet sweep sweep.toml --out sweeps/margin`")(run)
sweep.command(epilog="Example: `basinet sweep status sweeps/margin`")(status)
sweep.command(epilog="Example: `basinet sweep collect sweeps/margin`")(collect)
sweep.command(epilog="Example: `basinet sweep plot sweeps/margin --show best_accuracy`")(plot)
sweep.command(epilog="Example: `basinet sweep scaling sweeps/settling --size neurons`")(scaling)
sweep.command(epilog="Example: `basinet sweep merge sweeps/all sweeps/a sweeps/b`")(merge)
