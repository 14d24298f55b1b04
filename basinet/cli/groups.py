"""Groups of commands of which one need not be named."""

from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from basinet._closest import close


class RunByDefault(TyperGroup):
    """What does not begin with the name of a command is for the command `run`."""

    default = "run"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `run` before words that name no command."""
        alone = "--help" if self.no_args_is_help else ""
        first = args[0] if args else alone
        if first != "--help" and first not in self.commands:
            self._refuse_misspelt(ctx, first)
            args = [self.default, *args]
        return TyperGroup.parse_args(self, ctx, args)

    def _refuse_misspelt(self, ctx: Any, word: str) -> None:
        """Refuse a word alone that is most like the name of a command, unless it is a file."""
        plain = word.replace("-", "").isalpha() and not word.startswith("-")
        if plain and (hint := close(word, self.commands)) and not Path(word).exists():
            ctx.fail(f"There is no command {word!r}{hint}.")
