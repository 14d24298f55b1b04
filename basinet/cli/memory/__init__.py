"""`basinet memory`: patterns and pictures, stored and recalled, and how many fit."""

import typer

from basinet.cli.memory.capacity import capacity
from basinet.cli.memory.phases import phases
from basinet.cli.memory.recall import recall

memory = typer.Typer(
    help="Store pictures or random patterns in an associative memory and recall them.",
    epilog='Example: `basinet memory recall --memory "Modern(beta=128)" --hide lower`',
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
memory.command()(recall)
memory.command()(capacity)
memory.command()(phases)
