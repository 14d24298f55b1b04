"""`basinet sweep`: carry out a sweep, and look at what it found."""

import typer

from basinet.cli.groups import RunByDefault
from basinet.cli.sweep.merge import merge
from basinet.cli.sweep.plot import plot
from basinet.cli.sweep.run import run
from basinet.cli.sweep.scaling import scaling
from basinet.cli.sweep.status import collect, status
from basinet.cli.sweep.table import show

sweep = typer.Typer(
    cls=RunByDefault,
    no_args_is_help=True,
    help="Carry out a sweep that a file describes, and look at its results.",
    epilog="Example: `basinet sweep sweep.toml --out sweeps/margin`",
)
sweep.command(epilog="Example: `basinet sweep sweep.toml --out sweeps/margin`")(run)
sweep.command(epilog="Example: `basinet sweep status sweeps/margin`")(status)
sweep.command(epilog="Example: `basinet sweep collect sweeps/margin`")(collect)
sweep.command(epilog="Example: `basinet sweep plot sweeps/margin --show best_accuracy`")(plot)
sweep.command(epilog="Example: `basinet sweep show sweeps/margin --show best_accuracy`")(show)
sweep.command(epilog="Example: `basinet sweep scaling sweeps/settling --size neurons`")(scaling)
sweep.command(epilog="Example: `basinet sweep merge sweeps/all sweeps/a sweeps/b`")(merge)
