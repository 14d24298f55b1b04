"""What a comparison asks for: learners with their settings, fractions and seeds."""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from basinet._closest import close
from basinet.compare.cell import Cell
from basinet.compare.subset import steps_in
from basinet.data import AbstractEncoder, Reading, load_quietly
from basinet.learners import LEARNERS, AbstractLearner, Linear, Silence, tags_of
from basinet.learners.contrastive import Rectified
from basinet.runs import Run
from basinet.settings import find_learner, make, read_encoder
from basinet.yardsticks import Backpropagation, Binary

YARDSTICK = "backpropagation (yardstick)"
"""The name of the yardstick in tables; it is no member of the family."""

BINARY = "backpropagation, binary units (yardstick)"
"""The name of the one whose hidden units have two states, as those of the steered networks."""

YARDSTICKS = {"backpropagation": YARDSTICK, "backpropagation-binary": BINARY}
"""Their names in tables by those on the command line."""

CARE: dict[str, Any] = {"noise": Silence(), "schedule": Linear()}
"""What the error-steered network has by default, given to the yardsticks too."""


@dataclass(frozen=True)
class Settings:
    """How a learner takes part.

    Attributes:
        fields: of the learner, where they differ from its defaults.
        batch_size: patterns learnt together.
        epochs: at least so many passes over the whole training data,
        steps: and at least so many learning steps.
        encoder: what makes inputs of the features; None for the one that suits the data.
    """

    fields: Mapping[str, Any]
    batch_size: int
    epochs: int
    steps: int
    encoder: AbstractEncoder | None = None

    def passes(self, patterns: int) -> int:
        """Return the passes over so many patterns."""
        return max(self.epochs, -(-self.steps // steps_in(patterns, self.batch_size)))


REFERENCE: dict[str, Settings] = {
    # Those of `basinet train` for small images.
    "steered": Settings({"hidden": 800, "input_gain": 3.0, "input_rate": 0.1}, 8, 10, 5000),
    # The best of many candidates on a small batch is best by luck.
    "error-steered": Settings({"hidden": 800}, 16, 10, 5000),
    "swarm": Settings({}, 512, 10, 1000),
    "network-swarm": Settings({}, 512, 10, 1000),
    "forward-forward": Settings({}, 32, 10, 2000),
    # As it reaches most on pictures.
    "contrastive": Settings({"units": Rectified()}, 32, 10, 2000),
    # As many hidden units as the steered networks, and the same care.
    YARDSTICK: Settings({"hidden": 800} | CARE, 32, 10, 2000),
    BINARY: Settings({"hidden": 800, "units": Binary()} | CARE, 32, 10, 2000),
}
"""How each learner takes part unless told otherwise, by its name."""

OTHERS = Settings({}, 32, 10, 2000)
"""How a learner takes part that is not named in `REFERENCE`: with its defaults."""


@dataclass(frozen=True)
class Entrant:
    """A learner with all that is needed to train it.

    Attributes:
        learner: with its fields.
        settings: batch size, epochs and steps.
    """

    learner: AbstractLearner
    settings: Settings


@dataclass(frozen=True)
class Comparison:
    """Learners on the same data.

    Attributes:
        learners: who takes part, by the name in the table.
        data: the name of a data set or the path of the user's own.
        label: the column of the labels, for a table.
        fractions: parts of the training data.
        seeds: how many, counted from 0; at least 1.
        test: a file of the held-out samples, or the name of a part of the data.
        drop: columns of a table that are left aside.
        sep: what stands between the columns of a table of text.
        weight: the column or array with the weight of each sample that is learnt.

    Raises:
        ValueError: when a number is out of range, there are no learners or fractions, or samples
            are weighted and a learner cannot.
    """

    learners: Mapping[str, Entrant]
    data: str = "digits"
    label: str | None = None
    fractions: Sequence[float] = field(default=(0.01, 0.1, 1.0))
    seeds: int = 5
    test: str | None = None
    drop: tuple[str, ...] = ()
    sep: str | None = None
    weight: str | None = None

    @property
    def reading(self) -> Reading:
        """What is read, and how."""
        return Reading(self.data, self.label, self.test, self.drop, self.sep, self.weight)

    def __post_init__(self) -> None:
        if not self.learners or not self.fractions:
            raise ValueError("a comparison needs at least one learner and one fraction")
        for fraction in self.fractions:
            if not 0 < fraction <= 1:
                raise ValueError(f"a fraction is {fraction}; it must be above 0 and at most 1")
        cannot = [name for name, it in self.learners.items() if not tags_of(it.learner).weights]
        if self.weight is not None and cannot:
            can = [name for name in self.learners if name not in (*cannot, *YARDSTICKS.values())]
            raise ValueError(
                f"{', '.join(cannot)} cannot weight samples; leave the weights out, or name the"
                f" learners to compare, of those that can: {' '.join(can) or 'steered'}"
            )
        if self.seeds < 1:
            raise ValueError(f"seeds is {self.seeds}; it must be at least 1")

    def cells(self) -> list[Cell]:
        """Return the cells, the data loaded: learner by learner, small parts first.

        Raises:
            OSError: when the data set cannot be found or fetched.
            ValueError: when it is damaged, or smaller than a batch that somebody asked for.
        """
        data = load_quietly(self.reading)
        patterns = len(data.y_train)
        for name, entrant in self.learners.items():
            size = entrant.settings.batch_size
            if size > patterns and size != REFERENCE.get(name, OTHERS).batch_size:
                raise ValueError(
                    f"{name}.batch_size is {size}, but {data.name} has only {patterns:,} patterns"
                    " to learn"
                )
        return [
            Cell(name, self._run(entrant, patterns, seed), fraction)
            for name, entrant in self.learners.items()
            for fraction in sorted(set(self.fractions))
            for seed in range(self.seeds)
        ]

    def _run(self, entrant: Entrant, patterns: int, seed: int) -> Run:
        settings = entrant.settings
        return Run(
            entrant.learner,
            self.data,
            self.label,
            settings.encoder,
            settings.passes(patterns),
            settings.batch_size,
            seed,
            self.test,
            self.drop,
            self.sep,
            weight=self.weight,
        )


def choose(
    names: Sequence[str],
    given: Mapping[str, Mapping[str, Any]],
    epochs: int | None = None,
    batch_size: int | None = None,
) -> dict[str, Entrant]:
    """Return the learners of these names, or all, with the yardstick where optax is installed.

    Args:
        names: from `LEARNERS`, or of learners of one's own; all of `LEARNERS` when empty. The
            yardsticks may be named, and take part in any case.
        given: learner -> field, `epochs`, `batch_size` or `encoder` -> value, over the reference
            settings; `backpropagation` and `backpropagation-binary` are the yardsticks.
        epochs: of every learner over the whole training data, instead of the reference.
        batch_size: of every learner, instead of the reference.

    Raises:
        ValueError: when there is no such learner or field, or a value is not allowed.
    """
    kinds: dict[str, type[AbstractLearner] | AbstractLearner] = {}
    for name in names or LEARNERS:
        if name not in YARDSTICKS:  # which take part unasked
            kinds[name] = find_learner(name)
        elif not has_yardstick():
            raise ValueError(
                f'{name} is the yardstick, and needs optax, which is missing: pip install "basinet'
                '[bench]"'
            )
    compared = [*kinds, *(YARDSTICKS if has_yardstick() else ())]
    if has_yardstick():
        kinds |= dict.fromkeys(YARDSTICKS.values(), Backpropagation)
    values = {YARDSTICKS.get(name, name): value for name, value in given.items()}
    for name in values:
        if name not in kinds:
            raise ValueError(
                f"--set or the file names {name!r}{close(name, compared)}, which is not compared;"
                f" {', '.join(compared)} are"
            )
    return {
        name: _entrant(name, kind, dict(values.get(name, {})), epochs, batch_size)
        for name, kind in kinds.items()
    }


def _entrant(
    name: str,
    kind: type[AbstractLearner] | AbstractLearner,
    given: dict[str, Any],
    epochs: int | None,
    batch_size: int | None,
) -> Entrant:
    settings = REFERENCE.get(name, OTHERS)
    batch_size = _whole(name, given, "batch_size", batch_size)
    epochs = _whole(name, given, "epochs", epochs)
    if batch_size is not None:
        settings = replace(settings, batch_size=batch_size)
    if epochs is not None:
        settings = replace(settings, epochs=epochs, steps=0)
    if "encoder" in given:
        settings = replace(settings, encoder=_encoder(name, given.pop("encoder")))
    return Entrant(make(kind, dict(settings.fields) | given), settings)


def _encoder(name: str, given: Any) -> AbstractEncoder:
    """Return the encoder that was named."""
    try:
        return read_encoder(str(given))
    except ValueError as error:
        raise ValueError(f"{name}.encoder={given}: {error}") from error


def _whole(name: str, given: dict[str, Any], key: str, usual: int | None) -> int | None:
    """Take a whole number of at least 1 out of what was given, or the usual one."""
    text = given.pop(key, None)
    try:
        value = usual if text is None else int(str(text))
    except ValueError:
        value = 0
    if value is not None and value < 1:
        said = f"{name}.{key}={text}" if text is not None else f"{key} {usual}"
        raise ValueError(f"{said}: it must be a whole number of at least 1")
    return value


def has_yardstick() -> bool:
    """Return whether optax is installed, without which there is no yardstick."""
    return importlib.util.find_spec("optax") is not None
