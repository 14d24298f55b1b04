"""Lines of numbers in text files, and what is wrong with one."""

from collections.abc import Iterable, Iterator

_LONGEST = 2**62
"""From where on whole numbers are refused: pairs of them become keys of 64 bits."""


def lines_of(file: Iterable[str], remark: str, first: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Yield the numbers of lines that are not empty and no remarks, with their first four words.

    Args:
        file: the lines.
        remark: with what a remark begins.
        first: the number of the first line.
    """
    for at, line in enumerate(file, first):
        words = line.split(maxsplit=3)
        if words and not words[0].startswith(remark):
            yield at, words


def whole(at: int, words: list[str]) -> list[int]:
    """Return whole numbers in a line.

    Raises:
        ValueError: when a word is none, or too large.
    """
    try:
        numbers = [int(word) for word in words]
    except ValueError:
        raise ValueError(f"line {at} begins {shown(words)}; expected whole numbers") from None
    if max(map(abs, numbers)) >= _LONGEST:
        raise ValueError(f"line {at} begins {shown(words)}; expected smaller numbers")
    return numbers


def number(at: int, word: str) -> float:
    """Return a number in a line.

    Raises:
        ValueError: when the word is none.
    """
    try:
        return float(word)
    except ValueError:
        raise ValueError(f"line {at} has the value {shown([word])}; expected a number") from None


def shown(words: list[str]) -> str:
    """Return words as a message shows them, however long they are."""
    text = " ".join(words)
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
