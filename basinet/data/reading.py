"""What is read, and how: the options that every door to the user's own data shares."""

from dataclasses import dataclass

TRAIN, TEST, VALIDATION, ALL = "train", "test", "validation", "all"
"""Parts of data: to learn, to hold out, to choose by, and what is not divided."""

_PARTS = {
    TRAIN: {"train", "training", "trn", "tr", "learn"},
    TEST: {"test", "testing", "tst", "te", "t10k", "eval"},
    VALIDATION: {"validation", "valid", "validate", "val", "dev"},
}


@dataclass(frozen=True)
class Reading:
    """Data of the user's own, or a named data set, and how they are read.

    Attributes:
        data: a name of the catalogue or a path.
        label: the column of the labels in a table, or the array of them; None for the usual one.
        test: a file of the samples that are held out, or the name of a part that the data bring
            (`validation`); None for the part called test, and where there is none a fifth.
        drop: columns of a table that are left aside.
        sep: what stands between the columns of a table; None to tell it from the file.
        weight: the column or array with the weight of each sample that is learnt; None where all
            count alike.
    """

    data: str
    label: str | None = None
    test: str | None = None
    drop: tuple[str, ...] = ()
    sep: str | None = None
    weight: str | None = None

    def __post_init__(self) -> None:
        for name in (self.data, self.test):
            if name is not None and not name.isascii() and _cannot_be_written(name):
                raise ValueError(
                    f"{name!r} has bytes that are no UTF-8, which no configuration can hold;"
                    " rename the file"
                )


def _cannot_be_written(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return False


def part_called(name: str) -> str | None:
    """Return the part of the data that a word stands for, such as `val` for the validation part."""
    return next((part for part, words in _PARTS.items() if name.strip().lower() in words), None)


def part_words() -> dict[str, str]:
    """Return for each part a regular expression of the words that stand for it."""
    return {part: "|".join(sorted(words, key=len, reverse=True)) for part, words in _PARTS.items()}
