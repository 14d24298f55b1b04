"""`basinet analyse`: what two trained networks share, where inputs look, where learning ends."""

import typer

from basinet.cli.analyse.border import border
from basinet.cli.analyse.cascade import cascade
from basinet.cli.analyse.common import common
from basinet.cli.analyse.courses import courses
from basinet.cli.analyse.fields import fields
from basinet.cli.analyse.non_gaussian import non_gaussian
from basinet.cli.analyse.path import path

analyse = typer.Typer(
    help="What two trained networks share, where inputs look, and where learning ends.",
    epilog="Example: `basinet analyse path runs/a runs/b`",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
analyse.command()(path)
analyse.command()(common)
analyse.command()(courses)
analyse.command()(fields)
analyse.command()(cascade)
analyse.command("non-gaussian")(non_gaussian)
analyse.command()(border)
