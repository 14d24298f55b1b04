"""Wirings: which layers a network has and what connects them, as a value."""

from collections.abc import Callable
from typing import cast

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Key
from basinet.core import Blocks, Network, Path
from basinet.core.couplings import AbstractCouplings, random_dense
from basinet.core.group_recipes import Groups
from basinet.core.input_recipes import AbstractFromInput, Everywhere, FanInFrom
from basinet.core.moving import AbstractRewiring, Fixed
from basinet.core.protection import AbstractProtection, Unprotected
from basinet.core.recipes import (
    AbstractBetween,
    AbstractWithin,
    AllToAll,
    FanIn,
    SymmetricStart,
    Tied,
    Unconnected,
)
from basinet.core.rewiring import rewires
from basinet.learners.steered.neighbours import AbstractNeighbours, Line
from basinet.learners.steered.stack import Stack, Upward
from basinet.learners.steered.synapses import Strength, Strengths, Wiring


class Layers(eqx.Module):
    """Layers of neurons: how each is wired, which are neighbours, which meet input and output.

    The default is the chain of arXiv 2509.05041: plastic couplings inside each layer, one-to-one
    excitatory couplings between neighbours, input to, feedback to and readout from every layer.

    Attributes:
        within: the couplings inside a layer.
        between: the couplings between neighbours, in both directions; `Upward()` makes a stack,
            in which each layer reads what the one before it counts.
        neighbours: which layers these are.
        inputs: how the input reaches a layer.
        input_to: the layers that receive input, counted from 0; None for all.
        feedback_to: those that receive feedback.
        readout_from: those that are read out.
        protect: how what earlier tasks wrote is kept: `Unprotected()`, `Principal()`,
            `Graded()` or `Hebbian()`.
        rewire: which synapses of sparse couplings move while the network learns: `Fixed()`,
            `ByCredit()`, `Magnitude()` or `AtRandom()`.
    """

    within: AbstractWithin = AllToAll()
    between: AbstractBetween = Tied()
    neighbours: AbstractNeighbours = Line()
    inputs: AbstractFromInput = Everywhere()
    input_to: tuple[int, ...] | None = eqx.field(static=True, default=None)
    feedback_to: tuple[int, ...] | None = eqx.field(static=True, default=None)
    readout_from: tuple[int, ...] | None = eqx.field(static=True, default=None)
    protect: AbstractProtection = Unprotected()
    rewire: AbstractRewiring = Fixed()

    def __repr__(self) -> str:
        return short(self)

    def check(self, sizes: tuple[int, ...], excitation: Strength) -> None:
        """Refuse layers that do not fit the wiring.

        Args:
            sizes: number of neurons of each layer.
            excitation: lambda; when it is 0, tied layers do not hear of one another.

        Raises:
            ValueError: with the two numbers that disagree.
        """
        for name in ("input_to", "feedback_to", "readout_from"):
            _check_layers(name, getattr(self, name), len(sizes))
        for size in sizes:
            if size < self.within.least():
                raise ValueError(
                    f"a layer has {size} neurons, but {type(self.within).__name__} needs at least"
                    f" {self.within.least()}"
                )
        for one, other in self.neighbours.pairs(len(sizes)):
            self.between.check(sizes[one], sizes[other])
            self.between.check(sizes[other], sizes[one])
        if self.climbs:
            self._check_stack(len(sizes))
        if self.protects:
            self._check_protected()
        if not isinstance(self.rewire, Fixed):
            self._check_rewired()
        self._check_read(len(sizes), excitation)

    @property
    def climbs(self) -> bool:
        """Whether layers reach one another in one direction alone."""
        return isinstance(self.between, Upward)

    @property
    def protects(self) -> bool:
        """Whether anything is done for old tasks."""
        return not isinstance(self.protect, Unprotected)

    def _check_protected(self) -> None:
        """Refuse couplings whose steps cannot be projected."""
        for name, part, allowed in (
            ("within", self.within, (AllToAll, SymmetricStart, Unconnected)),
            ("inputs", self.inputs, (Everywhere,)),
        ):
            if not isinstance(part, allowed):
                instead = " or ".join(f"{kind.__name__}()" for kind in allowed)
                raise ValueError(
                    f"{name} is {part!r}, whose steps cannot be kept off a subspace: protect needs"
                    f" {name}={instead}, or protect=Unprotected()"
                )
        if self.climbs:
            raise ValueError("protect does not know stacks; take another between than Upward()")

    def _check_rewired(self) -> None:
        """Refuse to move synapses where all exist."""
        if not isinstance(self.within, FanIn | Groups) and not isinstance(self.inputs, FanInFrom):
            raise ValueError(
                f"rewire is {self.rewire!r}, but neither within={self.within!r} nor"
                f" inputs={self.inputs!r} leaves a place free: rewiring needs within=FanIn(...),"
                " within=Groups(...) or inputs=FanInFrom(...)"
            )

    def _check_stack(self, layers: int) -> None:
        """Refuse a stack with couplings inside a layer, or a layer that receives nothing."""
        if not isinstance(self.within, Unconnected):
            raise ValueError(
                "a layer of a stack hands on what it counts at rest, and is at rest at once:"
                f" Upward() needs within=Unconnected(), not {type(self.within).__name__}()"
            )
        above = {upper for _, upper in self.neighbours.pairs(layers)}
        for layer in range(layers):
            if self.input_to is not None and layer not in above | set(self.input_to):
                raise ValueError(
                    f"layer {layer} receives nothing: no layer lies below it, and input_to is"
                    f" {self.input_to}; add {layer} to input_to"
                )

    def _check_read(self, layers: int, excitation: Strength) -> None:
        """Refuse an input from which nothing leads to a readout."""
        heard = set(range(layers) if self.readout_from is None else self.readout_from)
        pairs = self.neighbours.pairs(layers) if self.between.carries(excitation) else []
        for _ in range(layers):
            if self.climbs:
                heard |= {lower for lower, upper in pairs if upper in heard}
            else:
                heard |= {layer for pair in pairs if heard & set(pair) for layer in pair}
        for layer in range(layers) if self.input_to is None else self.input_to:
            if layer not in heard:
                read = ", ".join(map(str, sorted(heard)))
                raise ValueError(
                    f"layer {layer} receives input that nobody reads: the readout is from layer"
                    f" {read}, and with excitation {excitation} layers do not hear of one another;"
                    " raise the excitation or change input_to or readout_from"
                )

    def hold(self, sizes: tuple[int, ...], excitation: Strength) -> Strength | Float[Array, " n"]:
        """Return for each neuron the fixed field with which agreeing neighbours hold it."""
        neighbours = self.neighbours.pairs(len(sizes))
        if not neighbours:
            return 0.0
        tied = [any(layer in pair for pair in neighbours) for layer in range(len(sizes))]
        held = jnp.asarray(self.between.hold(excitation), jnp.float32)
        parts = [jnp.full(h, held if t else 0.0) for h, t in zip(sizes, tied, strict=True)]
        return jnp.concatenate(parts)

    def build(
        self, features: int, sizes: tuple[int, ...], classes: int, strengths: Strengths, key: Key
    ) -> Wiring:
        """Return all couplings, random where they are.

        Args:
            features: number of inputs N.
            sizes: number of neurons H_l of each layer, as `check` accepts them.
            classes: number of classes C.
            strengths: scales; J ~ N(0, 1/H), W_in ~ lambda_x N(0, 1/N),
                W_back ~ gain N(0, 1/C), W_out ~ N(0, 1/H).
            key: the random key.

        Raises:
            ValueError: when the input does not fit `inputs`.
        """
        keys = jax.random.split(key, 4)
        everywhere = tuple(range(len(sizes)))

        def some(chosen: tuple[int, ...] | None) -> tuple[int, ...]:
            return everywhere if chosen is None else chosen

        inputs = _blocks(
            (features,),
            sizes,
            [Path(0, layer) for layer in some(self.input_to)],
            lambda p, k: self.inputs.build(features, sizes[p.target], strengths.inputs, k),
            keys[0],
        )
        feedback = _blocks(
            (classes,),
            sizes,
            [Path(0, layer) for layer in some(self.feedback_to)],
            lambda p, k: random_dense(classes, sizes[p.target], strengths.feedback, k),
            keys[1],
        )
        readout = _blocks(
            sizes,
            (classes,),
            [Path(layer, 0) for layer in some(self.readout_from)],
            lambda p, k: random_dense(sizes[p.source], classes, 1.0, k),
            keys[2],
        )
        network = self._network(sizes, strengths, keys[3])
        stack = self._stack(sizes, jax.random.fold_in(key, 4))
        kept = jax.random.split(jax.random.fold_in(key, 6), 3)  # 5 is that of the thresholds
        inputs, readout = self.protect.apply(inputs, kept[0]), self.protect.apply(readout, kept[1])
        couplings = self.protect.apply(cast("Blocks", network.couplings), kept[2])
        moves = jax.random.split(jax.random.fold_in(key, 7))
        inputs = self.rewire.apply(inputs, moves[0], within=False)
        couplings = self.rewire.apply(couplings, moves[1], within=True)
        if not isinstance(self.rewire, Fixed) and not (rewires(inputs) or rewires(couplings)):
            raise ValueError(
                f"rewire is {type(self.rewire).__name__}(), but neurons have synapses from all"
                f" {features} inputs or all other neurons already, and none can move; give fewer"
                " synapses"
            )
        network = Network(couplings, network.self_coupling)
        return Wiring(network, inputs, feedback, readout, stack=stack)

    def _stack(self, sizes: tuple[int, ...], key: Key) -> Stack | None:
        between, pairs = self.between, self.neighbours.pairs(len(sizes))
        if not (isinstance(between, Upward) and pairs):
            return None
        key_up, key_down = jax.random.split(key)

        def up(path: Path, key: Key) -> AbstractCouplings:
            return between.build(sizes[path.source], sizes[path.target], 0.0, key)

        def down(path: Path, key: Key) -> AbstractCouplings:
            return between.build_back(sizes[path.source], sizes[path.target], key)

        rising, falling = [Path(*p) for p in pairs], [Path(*reversed(p)) for p in pairs]
        return Stack(
            _blocks(sizes, sizes, rising, up, key_up),
            _blocks(sizes, sizes, falling, down, key_down),
        )

    def _network(self, sizes: tuple[int, ...], strengths: Strengths, key: Key) -> Network:
        pairs = [] if self.climbs else self.neighbours.pairs(len(sizes))
        paths = [Path(i, i) for i in range(len(sizes))]
        paths += [Path(*pair) for pair in pairs] + [Path(*reversed(pair)) for pair in pairs]

        def couplings(path: Path, key: Key) -> AbstractCouplings:
            source, target = sizes[path.source], sizes[path.target]
            if path.source == path.target:
                return self.within.build(source, key)
            return self.between.build(source, target, strengths.excitation, key)

        own = strengths.self_coupling
        own = own if isinstance(own, tuple) else (own,) * len(sizes)
        parts = [jnp.full(h, jnp.asarray(v, jnp.float32)) for h, v in zip(sizes, own, strict=True)]
        return Network(_blocks(sizes, sizes, paths, couplings, key), jnp.concatenate(parts))


def _blocks(
    sources: tuple[int, ...],
    targets: tuple[int, ...],
    paths: list[Path],
    build: Callable[[Path, Key], AbstractCouplings],
    key: Key,
) -> Blocks:
    """Return one block of couplings for each path, each with a key of its own."""
    keys = jax.random.split(key, len(paths))
    built = tuple(build(path, k) for path, k in zip(paths, keys, strict=True))
    return Blocks(sources, targets, tuple(paths), built)


def _check_layers(name: str, chosen: tuple[int, ...] | None, layers: int) -> None:
    if chosen is None:
        return
    if not chosen:
        raise ValueError(f"{name} is empty; name at least one of the {layers} layers")
    for layer in chosen:
        if not 0 <= layer < layers:
            raise ValueError(
                f"{name} names layer {layer}, but there are {layers} layers, numbered from 0 to"
                f" {layers - 1}"
            )
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"{name} is {chosen}, which names a layer twice")
