"""Which of some named arrays are features, and which are labels, of which part."""

import re
from collections.abc import Iterable

from basinet.data.reading import ALL, part_words

X, Y, WEIGHT = "x", "y", "weight"

_WORDS = {
    X: "x|data|images?|imgs?|pixels|features?|feats?|fea|inputs?|patterns?|samples?",
    Y: "y|labels?|targets?|gnd|class|classes|lab|lbl|answers?",
}


def roles(
    names: Iterable[str], label: str | None = None, weight: str | None = None
) -> dict[tuple[str, str], str]:
    """Tell features and labels by their names: `x`, `y_test`, `train_images`, `labels`, `Xtrain`.

    Args:
        names: of all arrays.
        label: the name of the labels, such as `fine_labels`; None for the usual ones.
        weight: the name of the weights; None where there are none.

    Returns:
        (part, "x", "y" or "weight") -> name, for what was told; the part is `all` where a name has
        none. Of several names for the same the first in the order above is taken.
    """
    names = list(names)
    if set(names) == {"arr_0", "arr_1"} and weight is None:
        return {(ALL, X): "arr_0", (ALL, Y): "arr_1"}
    words = _WORDS if label is None else {X: _WORDS[X], Y: re.escape(_plain(label))}
    if weight is not None:
        words = {WEIGHT: re.escape(_plain(weight)), **words}
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for name in names:
        told = _told(_plain(name), words)
        if told is None:
            continue
        key, rank = told
        if key not in found or rank < found[key][0]:
            found[key] = (rank, name)
    return {key: name for key, (_, name) in found.items()}


def _told(name: str, words: dict[str, str]) -> tuple[tuple[str, str], int] | None:
    """The part and role of a name, and how far down the list of words its word stands."""
    for role, of_role in words.items():
        for rank, word in enumerate(of_role.split("|")):
            if re.fullmatch(word, name):
                return (ALL, role), rank
            for part, of_part in part_words().items():
                if re.fullmatch(f"(?:(?:{of_part}){word}|{word}(?:{of_part}))", name):
                    return (part, role), rank
    return None


def _plain(name: str) -> str:
    """A name without capitals and without what separates its words."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
