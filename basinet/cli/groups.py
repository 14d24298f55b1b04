"""Groups of commands of which one need not be named."""

import re
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from basinet._closest import close


class InOurWords(TyperGroup):
    """All commands, whose options are refused in the words of this package."""

    def invoke(self, ctx: Any) -> Any:
        """Do a command, and say in plain words what is wrong with a value."""
        try:
            return TyperGroup.invoke(self, ctx)
        except typer.BadParameter as error:
            error.message = in_our_words(error.message)
            raise


_WORDS = (
    (r"Input should be a valid integer.*", "expected a whole number"),
    (r"Input should be a valid number.*", "expected a number"),
    (r"Input should be greater than or equal to (.+)", r"expected at least \1"),
    (r"Input should be less than or equal to (.+)", r"expected at most \1"),
    (r"Input should be greater than (.+)", r"expected more than \1"),
    (r"Input should be less than (.+)", r"expected less than \1"),
    (r"Input should be (.+)", r"expected \1"),
)
"""What the reader of options says of values, and what that means."""


def in_our_words(said: str) -> str:
    """Return what is wrong with the value of an option without words of the library's own."""
    for pattern, words in _WORDS:
        if re.fullmatch(pattern, said, re.DOTALL):
            return re.sub(pattern, words, said, flags=re.DOTALL)
    return said


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
