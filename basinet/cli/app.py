"""The command with its subcommands."""

from typing import Annotated

import typer

from basinet._version import __version__
from basinet.cli.analyse import analyse
from basinet.cli.anneal import anneal
from basinet.cli.bench import bench
from basinet.cli.compare import compare
from basinet.cli.data import data
from basinet.cli.evaluate import evaluate
from basinet.cli.export import export
from basinet.cli.groups import InOurWords
from basinet.cli.illuminate import illuminate
from basinet.cli.info import info
from basinet.cli.live import live
from basinet.cli.memory import memory
from basinet.cli.predict import predict
from basinet.cli.report import report
from basinet.cli.reproduce import reproduce
from basinet.cli.series import series
from basinet.cli.sweep import sweep
from basinet.cli.theory import theory
from basinet.cli.train import train
from basinet.cli.tune import tune
from basinet.cli.world import world

app = typer.Typer(
    cls=InOurWords,
    help="Neural networks that learn by settling, without backpropagation.",
    epilog="Example: `basinet train` alone trains on handwritten digits and reports on it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command()(train)
app.command()(evaluate)
app.command()(predict)
app.command()(report)
app.command()(export)
app.add_typer(sweep, name="sweep")
app.command()(tune)
app.command()(illuminate)
app.add_typer(compare, name="compare")
app.command()(anneal)
app.add_typer(data, name="data")
app.add_typer(bench, name="bench")
app.add_typer(memory, name="memory")
app.add_typer(series, name="series")
app.add_typer(theory, name="theory")
app.add_typer(analyse, name="analyse")
app.command()(reproduce)
app.command()(world)
app.command()(live)
app.command()(info)


def _show_version(wanted: bool) -> bool:
    if wanted:
        print(__version__)
        raise typer.Exit
    return wanted


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error came from; anywhere on the line.")
    ] = False,
) -> None:
    """Options that stand before a command."""
    del version, debug
