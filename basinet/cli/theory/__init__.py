"""`basinet theory`: what statistical mechanics says about the fixed points, beside measurements."""

import typer

from basinet.cli.theory.accessibility import accessibility
from basinet.cli.theory.attention import attention
from basinet.cli.theory.capacity import capacity
from basinet.cli.theory.chain import chain
from basinet.cli.theory.clusters import clusters
from basinet.cli.theory.complexity import complexity
from basinet.cli.theory.dense_memory import dense_memory
from basinet.cli.theory.multitask import multitask
from basinet.cli.theory.pairs import pairs
from basinet.cli.theory.phase_diagram import phase_diagram

theory = typer.Typer(
    help="How many fixed points a random network has, how they lie, and who can reach them.",
    epilog="Example: `basinet theory complexity --self-coupling 0:1:0.25`",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
theory.command()(complexity)
theory.command()(pairs)
theory.command()(clusters)
theory.command()(chain)
theory.command()(accessibility)
theory.command()(capacity)
theory.command("phase-diagram")(phase_diagram)
theory.command("dense-memory")(dense_memory)
theory.command()(multitask)
theory.command()(attention)
