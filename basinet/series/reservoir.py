"""The scikit-learn front door to series: a regressor with a fixed recurrent network."""

from pathlib import Path
from typing import Any, Self

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from basinet.fitting.given import seed_of
from basinet.rates.checks import check_whole
from basinet.rates.medium import AbstractReservoir
from basinet.rates.readout import AbstractReadout
from basinet.series.learning import Fitted, finished, generate, learn, run_through
from basinet.series.preparing import (
    begin,
    next_steps,
    nrmse,
    readout_of,
    reservoir_of,
    washout_of,
)
from basinet.series.tables import (
    Given,
    as_series,
    as_table,
    check_alone,
    check_length,
    check_pairs,
    check_start,
    is_several,
)

States = Float[np.ndarray, "*series n"]

_MOST = 2**31 - 1
"""Steps that a compiled loop can count."""


class Reservoir(RegressorMixin, BaseEstimator):
    """A regressor for series: a recurrent network that stays as it is, and a readout that learns.

    X is one series, `[steps, features]`, or a list of them; y has one target, or a row of targets,
    for each step. What is answered in a step depends on this step and those before it. Where a
    series begins is explicit: at rest, or in a state that is handed over with `start=`.

    Args:
        reservoir: `EchoState(...)` or `Balanced(...)`; `EchoState()` if None.
        readout: `Ridge(...)` or the local rule `Delta(...)`; `Ridge()` if None.
        encoder: how features become inputs: standardise, rescale or raw.
        washout: steps at the beginning of each series that are not learnt; a tenth of the
            shortest, at most 100, if None.
        random_state: seed of everything random: an int, a `numpy.random.RandomState` or None.

    Attributes:
        fitted_: the network and its readout.
        end_: the states after the training series, `[series, units]`; where to go on.
        washout_: the steps that were not learnt.
        n_features_in_: features of a step.
        n_targets_: targets of a step.

    Example:
        >>> from basinet import Reservoir
        >>> from basinet.series import narma10
        >>> u, y = narma10(2000)
        >>> model = Reservoir(random_state=0).fit(u[:1500, None], y[:1500])
        >>> bool(model.error(u[1500:, None], y[1500:], start=model.end_) < 0.5)
        True
    """

    def __init__(
        self,
        reservoir: AbstractReservoir | None = None,
        *,
        readout: AbstractReadout | None = None,
        encoder: Any = "standardise",
        washout: int | None = None,
        random_state: int | np.random.RandomState | None = None,
    ):
        self.reservoir = reservoir
        self.readout = readout
        self.encoder = encoder
        self.washout = washout
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Draw a network and learn its readout.

        Args:
            X: features of each step, of one series or of several in a list.
            y: targets of each step; the features of the next step if None, for `generate`.

        Returns:
            The model itself.

        Raises:
            ValueError: when series hold a value that is not finite, differ in their columns, do
                not fit their targets or end within the wash-out, or a parameter is out of range.
        """
        given, targets, flat = self._pairs(X, y)
        recipe = reservoir_of(self.reservoir)
        readout = readout_of(self.readout)
        self.washout_ = washout_of(self.washout, given.series)
        check_length(given.series, self.washout_)
        self.seed_ = seed_of(self)
        empty = begin(recipe, self.encoder, given.series, self.seed_)
        *_, last = learn(empty, readout, given.series, targets, self.washout_)
        return self._adopt(finished(empty, readout, last), flat)

    def predict(
        self, X: ArrayLike, start: ArrayLike | None = None
    ) -> Float[np.ndarray, "..."] | list[np.ndarray]:
        """Return an answer for each step.

        Args:
            X: one series or a list of them.
            start: the state before the first step, such as `model.end_`; at rest if None.

        Returns:
            An array, or a list of them for a list of series.
        """
        given = self._seen(X)
        found = [np.empty((len(one), self.n_targets_)) for one in given.series]
        for group, piece in run_through(self.fitted_, given.series, self._start(start, given)):
            for place, number in enumerate(group):
                part = found[number][piece.first : piece.first + len(piece.states)]
                part[:] = self.fitted_.read(piece.states[: len(part), place])
        answers = [one[:, 0] if self._flat else one for one in found]
        return answers[0] if given.alone else answers

    def states(
        self, X: ArrayLike, start: ArrayLike | None = None
    ) -> Float[np.ndarray, "steps units"] | list[np.ndarray]:
        """Return the state of the network after each step, float32; with the arguments of predict.

        Unlike all else these grow with the length of the series.
        """
        given = self._seen(X)
        units = self.fitted_.medium.units
        found = [np.empty((len(one), units), np.float32) for one in given.series]
        for group, piece in run_through(self.fitted_, given.series, self._start(start, given)):
            for place, number in enumerate(group):
                part = found[number][piece.first : piece.first + len(piece.states)]
                part[:] = piece.states[: len(part), place]
        return found[0] if given.alone else found

    def listen(self, X: ArrayLike, start: ArrayLike | None = None) -> States:
        """Return the state after the last step, to go on from, `[units]` or `[series, units]`."""
        given, ends = self._seen(X), {}
        for group, piece in run_through(self.fitted_, given.series, self._start(start, given)):
            ends[group.start] = piece.end
        found = np.concatenate(list(ends.values()))
        return found[0] if given.alone else found

    def generate(self, steps: int, start: ArrayLike | None = None) -> Float[np.ndarray, "..."]:
        """Return what follows when the network hears its own answers.

        Args:
            steps: how many, at least 1.
            start: the state after the last step that was heard; after the last training series if
                None. The first answer is read from it.

        Raises:
            ValueError: when targets are not the features of the next step, or the answers leave
                all bounds (with the step).
        """
        check_is_fitted(self, "fitted_")
        steps = int(steps) if isinstance(steps, np.integer) else steps
        check_whole("steps", steps)
        if steps > _MOST:
            raise ValueError(f"steps is {steps}; at most {_MOST} are made at a time")
        if self.n_targets_ != self.n_features_in_:
            raise ValueError(
                f"the model answers {self.n_targets_} targets and hears {self.n_features_in_}"
                " features; to run free it must be fitted to the features of the next step:"
                " fit(X), or fit(X[:-1], X[1:])"
            )
        state = self.end_[-1] if start is None else np.asarray(start, float)
        state = state[0] if state.ndim == 2 and len(state) == 1 else state
        check_start(start, state, (self.fitted_.medium.units,), "as from listen(X)")
        found = generate(self.fitted_, state, steps)
        return found[:, 0] if self._flat else found

    def error(self, X: ArrayLike, y: ArrayLike, start: ArrayLike | None = None) -> float:
        """Return the error over all steps, sqrt(mean square) over the targets' deviation (NRMSE).

        Of several targets it is the root of the mean of their squares.
        """
        answers: Any = self.predict(X, start)
        wanted: Any = y
        pairs = zip(answers, wanted, strict=True) if is_several(X) else [(answers, wanted)]
        tables = [(as_table("answers", a), as_table("y", b)) for a, b in pairs]
        check_pairs([a for a, _ in tables], [b for _, b in tables])
        return nrmse(*(np.concatenate([pair[side] for pair in tables]) for side in (0, 1)))

    def score(self, X: ArrayLike, y: ArrayLike, start: ArrayLike | None = None) -> float:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return R^2 = 1 - NRMSE^2, with the arguments of `error`."""
        return 1 - self.error(X, y, start) ** 2

    def jacobian_radius(self) -> float:
        """Return the spectral radius of the mean Jacobian over the training series.

        Networks should be compared at the same value: memory depends on it more than on all else.
        """
        check_is_fitted(self, "fitted_")
        return self.fitted_.jacobian_radius()

    def __sklearn_tags__(self) -> Any:
        tags = RegressorMixin.__sklearn_tags__(self)  # pyright: ignore[reportAttributeAccessIssue]
        tags.target_tags.multi_output = True
        return tags

    def save(self, path: str | Path) -> None:
        """Write the model to one safetensors file; `Reservoir.load` reads it.

        Raises:
            OSError: when the file cannot be written.
        """
        from basinet.series.files import save

        check_is_fitted(self, "fitted_")
        save(self, path)

    @staticmethod
    def load(path: str | Path) -> "Reservoir":
        """Read a model from a file that `save` wrote; nothing in the file is executed.

        Raises:
            FileNotFoundError: when there is no such file.
            ValueError: when the file is damaged or holds something else.
        """
        from basinet.series.files import load

        return load(path)

    def _adopt(self, fitted: Fitted, flat: bool) -> Self:
        self.fitted_, self._flat = fitted, flat
        self.end_ = fitted.end
        self.n_targets_ = fitted.weights.shape[1]
        self.n_features_in_ = len(fitted.mean)
        return self

    def _pairs(self, X: Any, y: Any) -> tuple[Given, list[np.ndarray], bool]:
        """Series and their targets, and whether each step has one number for a target."""
        if is_several(X):
            given = as_series("X", X)
            if y is None:
                return *next_steps(given), False
            flat = np.ndim(y[0]) == 1
            targets = as_series("y", y).series
        elif y is None:
            check_alone("X", X)
            table = validate_data(self, X, dtype=np.float64)
            return *next_steps(Given([as_table("X", table)], alone=True)), False
        else:
            check_alone("X", X)
            checked: Any = validate_data(
                self, X, y, dtype=np.float64, multi_output=True, y_numeric=True
            )
            given = Given([as_table("X", checked[0])], alone=True)
            flat = np.ndim(checked[1]) == 1
            targets = [as_table("y", checked[1])]
        check_pairs(given.series, targets)
        return given, targets, flat

    def _seen(self, X: Any) -> Given:
        check_is_fitted(self, "fitted_")
        if is_several(X):
            return as_series("X", X, self.n_features_in_)
        check_alone("X", X)
        table = validate_data(self, X, reset=False, dtype=np.float64)
        return Given([as_table("X", table)], alone=True)

    def _start(self, start: Any, given: Given) -> Float[np.ndarray, "series n"] | None:
        if start is None:
            return None
        states = np.asarray(start, np.float32)
        states = states[None] if states.ndim == 1 else states
        wanted = len(given.series), self.fitted_.medium.units
        check_start(start, states, wanted, "a state for each series")
        return states
