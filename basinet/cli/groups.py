"""Groups of commands of which one need not be named."""

from typing import Any

from typer.core import TyperGroup


class RunByDefault(TyperGroup):
    """What does not begin with the name of a command is for the command `run`."""

    default = "run"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `run` before words that name no command."""
        alone = "--help" if self.no_args_is_help else ""
        first = args[0] if args else alone
        if first != "--help" and first not in self.commands:
            args = [self.default, *args]
        return TyperGroup.parse_args(self, ctx, args)
