"""`basinet compare`: all learners on the same data, in one table and one figure."""

import typer

from basinet.cli.compare.redraw import show
from basinet.cli.compare.run import run
from basinet.cli.groups import RunByDefault

compare = typer.Typer(
    cls=RunByDefault,
    help=(
        "Train learners and a yardstick on the same data, and show how they compare."
        " `basinet compare run --help` lists the options; the word run may be left out."
    ),
    epilog="Example: `basinet compare --data digits --seeds 3`",
)
compare.command(epilog="Example: `basinet compare swarm --data rice --set swarm.particles=30`")(run)
compare.command(epilog="Example: `basinet compare show comparisons/digits`")(show)
