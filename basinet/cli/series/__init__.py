"""`basinet series`: learn to predict or name time series, and use what was learnt."""

import typer

from basinet.cli.series.compare import compare
from basinet.cli.series.train import train
from basinet.cli.series.use import evaluate, predict

series = typer.Typer(
    help="Predict or name time series with a reservoir.",
    epilog="Example: `basinet series train --data mackey-glass --set units=500`",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
series.command()(train)
series.command()(compare)
series.command()(evaluate)
series.command()(predict)
