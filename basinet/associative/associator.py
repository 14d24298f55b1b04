"""The scikit-learn front door to associative memory."""

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import equinox as eqx
import numpy as np
from jaxtyping import Float, Shaped
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from basinet.associative.checks import as_cues, as_targets
from basinet.associative.door import BATCH_SIZE, EPOCHS, Chosen, chosen, door, stored
from basinet.associative.files import Kept, load, save
from basinet.associative.more import closed, with_more
from basinet.associative.names import change_in, parameters_of, plain_of, set_plain
from basinet.associative.patterns import as_pairs, duplicates
from basinet.associative.scoring import nearest_is_own, overlaps
from basinet.core import Relaxation
from basinet.fitting.given import seed_of
from basinet.learners import Steered
from basinet.memories import AbstractMemory, Recall, Values, as_groups, as_mask, recall_all
from basinet.model import answer_key, train_key
from basinet.training.answering import relaxations


class Associator(BaseEstimator):
    """An associative memory: it stores patterns, or pairs of them, and retrieves one from a cue.

    `Modern` takes real vectors, pictures among them, and retrieves almost whatever fits into the
    computer. `DenseHopfield` is the physicist's network of spins, Hebb's rule and its higher
    orders, which learns archetypes from examples. `Steered` learns pairs by a rule that is local
    in space and time (arXiv 2509.05041), and holds fewer of them.

    Args:
        memory: `Modern(...)`, `DenseHopfield(...)` or `Steered(...)`; `Modern()` if None.
        epochs: passes over the pairs in `fit`; for `Steered` alone.
        batch_size: pairs learnt together; for `Steered` alone.
        random_state: seed of everything random: an int, a `numpy.random.RandomState` or None.
        learner: another name for `memory`.

    Attributes:
        state_: what the memory has stored.
        memory_: the memory that stored it.
        history_: one dictionary of numbers for each epoch; empty where storing takes one pass.
        n_features_in_: components of a cue.
        n_units_: components of a target.
        auto_associative_: whether the cues themselves were stored as targets.
        spins_: whether what is retrieved consists of -1 and +1.
        seed_: the seed from which everything random followed.

    Example:
        >>> from basinet import Associator
        >>> from basinet.associative import RandomPairs
        >>> cues, targets = RandomPairs(features=50, units=30).draw(20, seed=0)
        >>> memory = Associator(random_state=0).fit(cues, targets)
        >>> memory.exact_recall(cues, targets)
        1.0
    """

    def __init__(
        self,
        memory: Chosen | None = None,
        *,
        epochs: int = EPOCHS,
        batch_size: int = BATCH_SIZE,
        random_state: int | np.random.RandomState | None = None,
        learner: Chosen | None = None,
    ):
        self.memory = memory if learner is None else learner
        self.epochs = epochs
        self.batch_size = batch_size
        self.random_state = random_state

    @property
    def learner(self) -> Chosen | None:
        """The memory, under its other name."""
        return self.memory

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters; with `deep` also the memory's fields as `memory__<field>`."""
        return parameters_of(self, deep=deep)

    def set_params(self, **params: Any) -> Self:
        """Set parameters; those of the memory replace it by one with the new fields.

        Raises:
            ValueError: when a parameter is unknown or a value is out of range.
        """
        change_in(self, params)
        return self

    def fit(
        self,
        cues: ArrayLike,
        targets: ArrayLike | None = None,
        *,
        teacher: ArrayLike | None = None,
    ) -> Self:
        """Store patterns and forget others.

        Args:
            cues: patterns, of the values that the memory takes.
            targets: the pattern to be retrieved from each cue; the cues themselves if None
                (auto-association).
            teacher: for each pattern the name of the archetype of which it is an example, where
                the memory is to learn archetypes; see `DenseHopfield`.

        Returns:
            The memory itself.

        Raises:
            ValueError: when patterns hold a value that the memory does not take (named with its
                row and column) or differ in number, or a parameter is out of range.

        Warns:
            UserWarning: when a cue occurs more than once, unless a teacher says what it is.
        """
        memory = self._door()
        x, y = as_pairs(cues, cues if targets is None else targets, memory.values)
        memory.check("cues", x)
        groups = None if teacher is None else as_groups(teacher, len(x))
        if groups is None and (repeated := duplicates(x)):
            warnings.warn(repeated, stacklevel=2)
        seed = seed_of(self)
        separate = None if targets is None else y
        state, history = stored(memory, x, separate, train_key(seed), groups)
        spins = memory.values is not Values.REALS or bool(np.all(np.abs(y) == 1))
        sizes = x.shape[1], y.shape[1]
        # Only now, so that a memory whose fit was interrupted is what it was before.
        return self._adopt(
            Kept(chosen(self.memory), state, *sizes, seed, targets is None, spins, history)
        )

    def partial_fit(self, cues: ArrayLike, targets: ArrayLike | None = None) -> Self:
        """Learn further patterns, for `epochs` more epochs; for `Steered` alone.

        What was stored is forgotten unless `begin_task` was called and the wiring protects it.

        Raises:
            ValueError: when patterns do not fit those before, or the memory stores in one pass.
        """
        if not hasattr(self, "_kept"):
            return self.fit(cues, targets)
        return self._adopt(with_more(self._kept, self._door(), cues, targets))

    def begin_task(self) -> Self:
        """Close a task: `partial_fit` leaves what was stored alone; ValueError where it cannot."""
        check_is_fitted(self, "state_")
        return self._adopt(closed(self._kept))

    def retrieve(
        self, cues: ArrayLike, known: ArrayLike | None = None
    ) -> Shaped[np.ndarray, "patterns units"]:
        """Return the pattern that the memory associates with each cue.

        Args:
            cues: where to start.
            known: which components of the cues are known, as truth values: a row for each cue, or
                one for all. The others are filled in, and a pattern that is stored under itself
                keeps what is known. Without it, zeros mean what the memory says.

        Returns:
            Patterns of -1 and +1 (int8) where such targets were stored or the memory has spins,
            else of real numbers (float32).

        Raises:
            sklearn.exceptions.NotFittedError: before `fit`.
            ValueError: when a cue or the mask does not fit the memory.
        """
        found = np.asarray(self.recall(cues, known).output)
        return found.astype(np.int8) if self.spins_ else found

    def recall(
        self, cues: ArrayLike, known: ArrayLike | None = None, *, energies: bool = False
    ) -> Recall:
        """Return how the recall of each cue went: its output, end, steps and outcome.

        Args:
            cues: as for `retrieve`.
            known: the same.
            energies: whether the energies on the way are wanted.

        Raises:
            ValueError: as for `retrieve`, and when the memory has no energy.
        """
        check_is_fitted(self, "state_")
        mask = None if known is None else as_mask(known, np.asarray(cues))
        x = as_cues(self._door(), cues, self.n_features_in_, mask)
        key = answer_key(self.seed_)
        found = recall_all(self._door(), self.state_, x, key, mask, energies=energies)
        output = np.asarray(found.output)
        if self.spins_:
            output = np.where(output >= 0, 1, -1).astype(np.float32)
        if mask is not None and self.auto_associative_:
            kept = mask & (x != 0) if self.spins_ else mask
            output = np.where(kept, x, output)
        return eqx.tree_at(lambda it: it.output, found, output)

    def relax(self, cues: ArrayLike) -> Relaxation:
        """Return the relaxation of a steered network (no other) from each cue; see `recall`."""
        check_is_fitted(self, "state_")
        x = as_cues(self._door(), cues, self.n_features_in_)
        if not isinstance(self.memory_, Steered):
            raise TypeError(f"{type(self.memory_).__name__} does not relax a network; use recall")
        return relaxations(self.memory_, self.state_, x, answer_key(self.seed_))

    def overlap(
        self, cues: ArrayLike, targets: ArrayLike | None = None, known: ArrayLike | None = None
    ) -> Float[np.ndarray, " patterns"]:
        """Return the overlap of what is retrieved from each cue with its target.

        The overlap m = sum y t / sum t^2 of spins is 1 for a perfect retrieval, 0 on average for a
        random one and -1 for the negative; for real vectors it is the cosine.

        Args:
            cues: where to start.
            targets: what should be retrieved; the cues themselves if None (auto-association).
            known: as for `retrieve`.

        Raises:
            ValueError: when patterns do not fit the memory or each other.
        """
        y = self._wanted(cues, targets)
        return overlaps(self.retrieve(cues, known), y, self._scored_as())

    def score(
        self, cues: ArrayLike, targets: ArrayLike | None = None, known: ArrayLike | None = None
    ) -> float:
        """Return the mean overlap, see `overlap`."""
        return float(np.mean(self.overlap(cues, targets, known)))

    def exact_recall(
        self, cues: ArrayLike, targets: ArrayLike | None = None, known: ArrayLike | None = None
    ) -> float:
        """Return the share of patterns that came back: no spin wrong, or the nearest vector."""
        if self._scored_as() is not Values.REALS:
            return float(np.mean(self.overlap(cues, targets, known) == 1))
        y = self._wanted(cues, targets)
        stored = np.asarray(self._door().targets(self.state_))
        return float(np.mean(nearest_is_own(self.retrieve(cues, known), y, stored)))

    def save(self, path: str | Path) -> None:
        """Write the memory to one safetensors file; `Associator.load` reads it.

        Raises:
            OSError: when the file cannot be written.
        """
        check_is_fitted(self, "state_")
        save(replace(self._kept, **plain_of(self)), path)

    @staticmethod
    def load(path: str | Path, kind: type[Chosen] | None = None) -> "Associator":
        """Read a memory from a file that `save` wrote; nothing in the file is executed.

        Args:
            path: the file.
            kind: the class that the memory must have, such as `Modern`; any if None.

        Returns:
            A memory that retrieves what the saved one did.

        Raises:
            FileNotFoundError: when there is no such file.
            ValueError: when the file is damaged or holds something else.
        """
        kept = load(path)
        if kind is not None and not isinstance(kept.memory, kind):
            raise ValueError(
                f"{path} holds the memory {type(kept.memory).__name__}, not {kind.__name__}"
            )
        found = Associator(kept.memory, epochs=kept.epochs, batch_size=kept.batch_size)
        set_plain(found, {"random_state": kept.seed} | kept.parameters)
        return found._adopt(kept)

    def _adopt(self, kept: Kept) -> Self:
        self._kept = kept
        self.memory_, self.state_, self.seed_ = kept.memory, kept.state, kept.seed
        self.learner_, self.history_ = kept.memory, kept.history
        self.n_features_in_, self.n_units_ = kept.features, kept.units
        self.auto_associative_, self.spins_ = kept.auto_associative, kept.spins
        return self

    def _door(self) -> AbstractMemory:
        return door(self.memory, self.epochs, self.batch_size)

    def _wanted(self, cues: Any, targets: Any) -> Float[np.ndarray, "patterns units"]:
        check_is_fitted(self, "state_")
        if targets is None and not self.auto_associative_:
            raise ValueError("targets is None, but the memory stores pairs; give their targets")
        y = cues if targets is None else targets
        return as_targets(self._door(), cues, y, self.n_units_)

    def _scored_as(self) -> Values:
        check_is_fitted(self, "state_")
        return Values.SPINS if self.spins_ else Values.REALS
