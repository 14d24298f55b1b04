"""The scikit-learn front door to associative memory."""

from pathlib import Path
from typing import Any, Self

import numpy as np
from jaxtyping import Float, Int8
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from basinet.associative.patterns import as_pairs, as_patterns, check_whole
from basinet.associative.storing import store
from basinet.core import Relaxation
from basinet.data import Raw
from basinet.learners import Steered
from basinet.model import Model, answer_key, train_key
from basinet.parameters import change, parameters
from basinet.saving import load_model, save_model
from basinet.training import Epoch, relaxations, scores


class Associator(BaseEstimator):
    """An associative memory: it stores pairs of patterns and retrieves one from the other.

    A cue drives a recurrent network of binary neurons; while it learns, the target steers it
    through fixed random feedback and is then withdrawn, and a local perceptron rule makes the
    state stable and readable (arXiv 2509.05041). To retrieve, the network relaxes with the cue
    alone and the signs of its readout units are the target. Patterns consist of -1 and +1.

    Args:
        learner: the network and its learning rule; `Steered(hidden=400)` if None. Layers, the
            excitation between them and which of them meet the cue or the target are its fields.
        epochs: passes over the pairs in `fit`.
        batch_size: pairs learnt together.
        random_state: seed of everything random: an int, a `numpy.random.RandomState` or None.

    Attributes:
        state_: what the memory has learnt.
        learner_: the learner that learnt it.
        history_: one dictionary of numbers for each epoch.
        n_features_in_: components of a cue.
        n_units_: components of a target.
        auto_associative_: whether the cues themselves were stored as targets.
        seed_: the seed from which everything random followed.

    Example:
        >>> from basinet import Associator
        >>> from basinet.associative import RandomPairs
        >>> cues, targets = RandomPairs(features=50, units=30).draw(20, seed=0)
        >>> memory = Associator(epochs=20, random_state=0).fit(cues, targets)
        >>> memory.exact_recall(cues, targets)
        1.0
    """

    def __init__(
        self,
        learner: Steered | None = None,
        *,
        epochs: int = 50,
        batch_size: int = 16,
        random_state: int | np.random.RandomState | None = None,
    ):
        self.learner = learner
        self.epochs = epochs
        self.batch_size = batch_size
        self.random_state = random_state

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters; with `deep` also the learner's fields as `learner__<field>`."""
        own = ("learner", "epochs", "batch_size", "random_state")
        return parameters(self, own, self._learner(), deep=deep)

    def set_params(self, **params: Any) -> Self:
        """Set parameters; those of the learner replace it by one with the new fields.

        Raises:
            ValueError: when a parameter is unknown or a value is out of range.
        """
        change(self, self._learner(), params)
        return self

    def fit(
        self,
        cues: ArrayLike,
        targets: ArrayLike | None = None,
    ) -> Self:
        """Store pairs of patterns in a new network.

        Args:
            cues: patterns of -1 and +1.
            targets: the pattern to be retrieved from each cue; the cues themselves if None
                (auto-association).

        Returns:
            The memory itself.

        Raises:
            ValueError: when patterns hold anything but -1 and +1 (the error names row and
                column), are empty or differ in number, or when a parameter is out of range.
        """
        self._check_parameters()
        x, y = as_pairs(cues, cues if targets is None else targets)
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        settings = {"epochs": int(self.epochs), "batch_size": int(self.batch_size)}
        history: list[dict[str, Any]] = []
        state: Any = None
        for epoch in store(self._learner(), x, y, **settings, key=train_key(seed)):
            history.append({"epoch": epoch.number, **epoch.info})
            state = epoch.state
        # Only now, so that a memory whose fit was interrupted is what it was before.
        self.learner_, self.seed_, self.state_, self.history_ = (
            self._learner(),
            seed,
            state,
            history,
        )
        self.auto_associative_ = targets is None
        self.n_features_in_, self.n_units_ = x.shape[1], y.shape[1]
        return self

    def retrieve(self, cues: ArrayLike) -> Int8[np.ndarray, "patterns units"]:
        """Return the pattern of -1 and +1 that the memory associates with each cue.

        Raises:
            sklearn.exceptions.NotFittedError: before `fit`.
            ValueError: when a cue holds anything but -1 and +1 or has another length.
        """
        x = self._seen(cues)
        evidence = scores(self.learner_, self.state_, x, answer_key(self.seed_))
        return np.where(evidence >= 0, 1, -1).astype(np.int8)

    def relax(self, cues: ArrayLike) -> Relaxation:
        """Return the relaxation from each cue: spins, sweeps made and outcome."""
        x = self._seen(cues)
        return relaxations(self.learner_, self.state_, x, answer_key(self.seed_))

    def overlap(
        self,
        cues: ArrayLike,
        targets: ArrayLike | None = None,
    ) -> Float[np.ndarray, " patterns"]:
        """Return the overlap of what is retrieved from each cue with its target.

        The overlap m = (1/M) sum_i y_i t_i is 1 for a perfect retrieval, 0 on average for a
        random one and -1 for the negative.

        Args:
            cues: patterns of -1 and +1.
            targets: what should be retrieved; the cues themselves if None, which an
                auto-associative memory allows.

        Raises:
            ValueError: when patterns do not fit the memory or each other.
        """
        check_is_fitted(self, "state_")
        if targets is None and not self.auto_associative_:
            raise ValueError("targets is None, but the memory stores pairs; give their targets")
        x, y = as_pairs(cues, cues if targets is None else targets)
        if y.shape[1] != self.n_units_:
            raise ValueError(
                f"targets have {y.shape[1]} components; the stored ones have {self.n_units_}"
            )
        return np.mean(self.retrieve(x) * y, axis=1, dtype=float)

    def score(
        self,
        cues: ArrayLike,
        targets: ArrayLike | None = None,
    ) -> float:
        """Return the mean overlap, see `overlap`."""
        return float(np.mean(self.overlap(cues, targets)))

    def exact_recall(self, cues: ArrayLike, targets: ArrayLike | None = None) -> float:
        """Return the fraction of patterns retrieved without an error, see `overlap`."""
        return float(np.mean(self.overlap(cues, targets) == 1))

    def save(self, path: str | Path) -> None:
        """Write the memory to one safetensors file; `Associator.load` reads it.

        Raises:
            sklearn.exceptions.NotFittedError: before `fit`.
            OSError: when the file cannot be written.
        """
        check_is_fitted(self, "state_")
        extra = {"auto_associative": self.auto_associative_, "batch_size": int(self.batch_size)}
        last = {name: value for name, value in self.history_[-1].items() if name != "epoch"}
        model = Model(
            self.learner_,
            Raw(),
            {},
            np.arange(self.n_units_),
            self.n_features_in_,
            self.seed_,
            Epoch(len(self.history_), self.state_, last),
            self.history_,
            extra,
        )
        save_model(model, path)

    @staticmethod
    def load(path: str | Path) -> "Associator":
        """Read a memory from a file that `save` wrote; nothing in the file is executed.

        Returns:
            A memory that retrieves what the saved one did.

        Raises:
            FileNotFoundError: when there is no such file.
            ValueError: when the file is damaged or holds something else.
        """
        model = load_model(path)
        learner, extra = model.learner, model.extra
        if not isinstance(learner, Steered) or "auto_associative" not in extra:
            raise ValueError(f"{path} holds a classifier, not a memory; read it with basinet.load")
        memory = Associator(
            learner,
            epochs=model.epoch.number,
            batch_size=extra["batch_size"],
            random_state=model.seed,
        )
        memory.learner_, memory.seed_ = learner, model.seed
        memory.state_, memory.history_ = model.epoch.state, model.history
        memory.auto_associative_ = extra["auto_associative"]
        memory.n_features_in_, memory.n_units_ = model.features, len(model.classes)
        return memory

    def _learner(self) -> Steered:
        return Steered(hidden=400) if self.learner is None else self.learner

    def _check_parameters(self) -> None:
        if not isinstance(self._learner(), Steered):
            raise ValueError(f"learner is {self.learner!r}; it must be Steered(...)")
        check_whole("epochs", self.epochs, least=1)
        check_whole("batch_size", self.batch_size, least=1)

    def _seen(self, cues: Any) -> Float[np.ndarray, "patterns features"]:
        check_is_fitted(self, "state_")
        x = as_patterns("cues", cues)
        if x.shape[1] != self.n_features_in_:
            raise ValueError(
                f"cues have {x.shape[1]} components; the stored ones have {self.n_features_in_}"
            )
        return x
