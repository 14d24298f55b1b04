"""The option `--learner-from`, by which a person names a learner of their own."""

from typing import Annotated, TypeVar

import typer

Named = TypeVar("Named", str | None, list[str] | None)

HELP = "A learner of your own, `file.py:Class`; the file is executed."


def imported(text: Named) -> Named:
    """Import what the option names, and return the names under which it is now known.

    Raises:
        OSError: when there is no such file.
        ValueError: when it cannot be imported or has no such learner.
    """
    if not text:
        return text
    from basinet.own import learner_from, own_name

    if isinstance(text, list):
        return [own_name(learner_from(one)) for one in text]  # pyright: ignore[reportReturnType]
    return own_name(learner_from(str(text)))  # pyright: ignore[reportReturnType]


LearnerFrom = Annotated[
    str | None,
    typer.Option(
        "--learner-from",
        metavar="FILE.py:CLASS",
        help=HELP,
        callback=imported,
        show_default=False,
    ),
]

LearnersFrom = Annotated[
    list[str] | None,
    typer.Option(
        "--learner-from",
        metavar="FILE.py:CLASS",
        help=f"{HELP} Repeatable.",
        callback=imported,
        show_default=False,
    ),
]


def with_learner(words: list[str], asked: str | None) -> list[str]:
    """Return the words of a command with the option as it has to be given again."""
    if asked is None:
        return words
    import sys

    place, _, name = asked.rpartition(":")
    file = getattr(sys.modules.get(place), "__file__", None)
    return [*words, "--learner-from", f"{file or place}:{name}"]
