"""Problems from files: rudy text, Matrix Market, lists of QUBO entries, arrays of NumPy."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float64, Int64

from basinet._closest import close
from basinet._files import refuse_endless
from basinet._short import on_one_line
from basinet.annealing.graph import WITHIN, Graph, check_pairs, fit, from_matrix, upper
from basinet.annealing.independent import IndependentSet
from basinet.annealing.market import read_market
from basinet.annealing.matrices import check_size, from_archive
from basinet.annealing.problem import AbstractProblem, IsingModel, MaxCut, Qubo, qubo
from basinet.annealing.words import lines_of, number, shown, whole

KINDS = ("maxcut", "mis", "qubo", "ising")
"""What a file can be read as."""


@dataclass(frozen=True, eq=False)
class Entries:
    """A list of entries a b value as it stands in a file, numbers from 0.

    Attributes:
        n: the size that its header names.
        pairs: `[entries, 2]`.
        values: of each.
    """

    n: int
    pairs: Int64[np.ndarray, "entries 2"]
    values: Float64[np.ndarray, " entries"]


def read_problem(path: Path, kind: str = "maxcut", penalty: float | None = None) -> AbstractProblem:
    """Read a problem.

    What the file is follows from the ending of its name: `.mtx` is Matrix Market (coordinate,
    symmetric), `.npz` a sparse matrix as `scipy.sparse.save_npz` writes it, or the arrays
    `couplings` `[n, n]` and perhaps `field` `[n]` and `offset`. Everything else is text: a line
    `n m`, then m lines `a b value`, numbers from 1, the value 1 where no line has one; lines that
    begin with # are left out. Of `maxcut` and `mis` the entries are edges, of `ising` couplings J
    and, where a = b, fields b; of `qubo` entries Q_ab, a <= b.

    Args:
        path: the file.
        kind: "maxcut", "mis", "qubo" or "ising".
        penalty: of `IndependentSet`.

    Raises:
        ValueError: when the file is not what its kind needs, with the line or the numbers.
        OSError: when it cannot be read.
    """
    if kind not in KINDS:
        said = f"the problem is {kind!r}{close(kind, KINDS)}"
        raise ValueError(f"{said}; expected one of {', '.join(KINDS)}")
    refuse_endless(path)
    ending = path.suffix.lower()
    try:
        if ending in (".npz", ".mtx"):
            return _from_matrix(path, kind, penalty, ending)
        return _from_entries(read_entries(path), kind, penalty)
    except ValueError as error:
        text = on_one_line(str(error))
        raise ValueError(text if text.startswith(str(path)) else f"{path}: {text}") from error


def read_entries(path: Path) -> Entries:
    """Read text of entries with a header `n m`; see `read_problem`.

    Raises:
        ValueError: when a line is not of its form, or the header disagrees with the entries.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            return _entries(lines_of(file, "#"))
    except UnicodeDecodeError as error:
        raise ValueError("this is no text; expected a line `n m` and lines `a b value`") from error


def _entries(rows: Iterator[tuple[int, list[str]]]) -> Entries:
    first = next(rows, None)
    if first is None:
        raise ValueError("the file is empty; expected a line `n m` and lines `a b value`")
    n, m = _header(*first)
    # Not lists of numbers, which take several times their memory.
    pairs, values, width = array("q"), array("d"), 0
    for at, words in rows:
        width = width or len(words)
        if len(words) not in (2, 3) or len(words) != width:
            count = f"{len(words)} words" if len(words) < 4 else "too many words"
            raise ValueError(f"line {at} has {count}; expected `a b` or `a b value`")
        pairs.extend(whole(at, words[:2]))
        values.append(number(at, words[2]) if width == 3 else 1.0)
    if len(values) != m:
        raise ValueError(
            f"the header names {m} entries, but the file has {len(values)}; it may be cut off, or"
            " the header is wrong"
        )
    check_size(n, m)
    numbers = np.array(pairs, np.int64).reshape(-1, 2) - 1
    return Entries(n, numbers, np.array(values, np.float64))


def write_graph(graph: Graph) -> str:
    """Return a graph as rudy writes it: `n m`, then a line `i j w` for each edge, from 1."""
    rows = zip((graph.edges + 1).tolist(), graph.weights.tolist(), strict=True)
    lines = [f"{a} {b} {weight:.17g}" for (a, b), weight in rows]
    return "\n".join([f"{graph.n} {len(lines)}", *lines]) + "\n"


def _header(at: int, words: list[str]) -> tuple[int, int]:
    if len(words) != 2:
        raise ValueError(f"line {at} is {shown(words)}; expected the header `n m`")
    n, m = whole(at, words)
    if n < 1 or m < 0:
        raise ValueError(f"line {at} names {n} vertices and {m} entries; expected at least 1 and 0")
    return n, m


def _from_entries(entries: Entries, kind: str, penalty: float | None) -> AbstractProblem:
    n, pairs, values = entries.n, entries.pairs, entries.values
    if kind in ("maxcut", "mis"):
        check_pairs(n, pairs, values, "edge", "weight", first=1)
        return _of_graph(Graph(n, pairs, values), kind, penalty)
    same = pairs[:, 0] == pairs[:, 1]
    _check_diagonal(n, pairs[same, 0], values[same])
    check_pairs(n, pairs[~same], values[~same], "entry", "value", first=1)
    diagonal = np.zeros(n)
    diagonal[pairs[same, 0]] = values[same]
    if kind == "ising":
        return IsingModel(n, pairs[~same], values[~same], diagonal)
    if (pairs[:, 0] > pairs[:, 1]).any():
        a, b = pairs[pairs[:, 0] > pairs[:, 1]][0] + 1
        raise ValueError(
            f"entry {a} {b} lies below the diagonal; Q is upper triangular here: write {b} {a},"
            " with the sum of both values"
        )
    return Qubo(diagonal, pairs[~same], values[~same])


def _check_diagonal(n: int, places: np.ndarray, values: np.ndarray) -> None:
    """Refuse entries a a that cannot be."""
    if len(places) and not (places.min() >= 0 and places.max() < n):
        wrong = places[(places < 0) | (places >= n)][0] + 1
        raise ValueError(
            f"entry {wrong} {wrong} is out of range; with n = {n} the numbers go from 1 to {n}"
        )
    if not fit(values).all():
        at = places[~fit(values)][0] + 1
        raise ValueError(f"entry {at} {at} is {values[~fit(values)][0]}; expected {WITHIN}")
    counts = np.bincount(places, minlength=n)
    if counts.max(initial=0) > 1:
        at = int(np.argmax(counts)) + 1
        raise ValueError(f"entry {at} {at} is there {counts.max()} times; give each once")


def _of_graph(graph: Graph, kind: str, penalty: float | None) -> AbstractProblem:
    if kind == "maxcut":
        return MaxCut(graph)
    return IndependentSet(graph) if penalty is None else IndependentSet(graph, penalty)


def _from_matrix(path: Path, kind: str, penalty: float | None, ending: str) -> AbstractProblem:
    if ending == ".npz":
        matrix, field, offset = from_archive(path)
    else:
        matrix, field, offset = read_market(path, check_size), None, 0.0
    if 0 in (matrix.shape or (0,)):
        raise ValueError("the matrix is empty; expected at least one variable")
    if kind in ("maxcut", "mis"):
        return _of_graph(from_matrix(matrix), kind, penalty)
    if kind == "qubo":
        return qubo(matrix, offset)
    pairs, couplings, diagonal = upper(matrix, "the matrix of couplings")
    if diagonal.any():
        at = int(np.flatnonzero(diagonal)[0])
        raise ValueError(
            f"the matrix of couplings has {diagonal[at]} on its diagonal at {at}; set the diagonal"
            " to 0"
        )
    return IsingModel(len(diagonal), pairs, couplings, field, offset)
