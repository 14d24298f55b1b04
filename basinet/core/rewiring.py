"""Rewiring: synapses that do little move to other sources while the network learns.

Every neuron keeps its number of synapses K, so that no shape changes and nothing compiles anew. It
also keeps M candidates, sources that touch it by chance without a synapse; they are drawn again
at every rewiring. A rule says which of its synapses it gives up and which candidates it takes (SET,
arXiv 1707.04780, takes the smallest weights and any candidates). Nothing is sorted over a layer:
each neuron looks at its own.

A synapse's credit is |<s_i x_j> - <s_i> <x_j>|, the covariance of what its two neurons show, in
running means: a constant source earns none. Candidates earn it too.
"""

from collections.abc import Callable
from typing import Self, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, UInt

from basinet._types import Key
from basinet.core import native
from basinet.core.blocks import Blocks, Path
from basinet.core.couplings import AbstractAround, AbstractCouplings
from basinet.core.native import synapses
from basinet.core.rewiring_rules import AbstractRule
from basinet.core.sparse import Sparse, from_synapses, with_local_correlation
from basinet.core.synapse_numbers import check_sources

Couplings = TypeVar("Couplings", bound=AbstractCouplings)
Tree = TypeVar("Tree")


class Contacts(eqx.Module):
    """What the synapses and candidates of every neuron remember, K and then M in a row.

    Attributes:
        candidates: sources without a synapse, `[target, M]`.
        products: <s_i x_j>, `[target, K + M]`.
        shown: <s_i>, `[target]`.
        inputs: <x_j>, `[source]`.
        age: steps since they were drawn, which weighs the means while they are short.
    """

    candidates: Int[Array, "target m"]
    products: Float[Array, "target both"]
    shown: Float[Array, " target"]
    inputs: Float[Array, " source"]
    age: Int[Array, ""]

    def seen(
        self,
        sources: Int[Array, "target k"],
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        memory: Float[Array, ""],
    ) -> Self:
        """Return what is remembered after a batch; early means are those of all so far."""
        kept = jnp.minimum(memory, self.age / (self.age + 1.0))
        new, batch = 1 - kept, post.shape[0]
        both = jnp.concatenate([sources, self.candidates], axis=1)
        factors = jnp.stack([kept, new / batch]).astype(self.products.dtype)
        given = self.products, both, post, pre, factors
        if native.ready(self.products, post, pre):
            products = jax.lax.platform_dependent(
                *given, cpu=synapses.learn, default=with_local_correlation
            )
        else:
            products = with_local_correlation(*given)
        shown = kept * self.shown + new * jnp.mean(post, axis=0)
        inputs = kept * self.inputs + new * jnp.mean(pre, axis=0)
        return Contacts(self.candidates, products, shown, inputs, self.age + 1)  # pyright: ignore[reportReturnType]

    def credit(self, sources: Int[Array, "target k"]) -> Float[Array, "target both"]:
        """Return |<s_i x_j> - <s_i> <x_j>| of all synapses and candidates."""
        both = jnp.concatenate([sources, self.candidates], axis=1)
        return jnp.abs(self.products - self.shown[:, None] * self.inputs[both])


class Rewired(AbstractAround[Sparse]):
    """Sparse plastic couplings of which some synapses move every so many steps.

    Attributes:
        couplings: the synapses that there are.
        contacts: what they and their candidates remember.
        rule: which move.
        share: zeta, the share of a neuron's synapses that move at a time, between 0 and 1.
        memory: of the running means.
        steps: made so far.
        draws: the two words of the key from which candidates are drawn.
        every: steps from one rewiring to the next.
        times: rewirings after which the wiring stays as it is.
        own: how many neurons of one population stand together that no synapse here joins: 1
            where a neuron is not its own source, the size of its group where that is coupled
            otherwise; 0 where sources are another population.
    """

    couplings: Sparse
    contacts: Contacts
    rule: AbstractRule
    share: float = eqx.field(static=True)
    memory: Float[Array, ""]
    steps: Int[Array, ""]
    draws: UInt[Array, " words"]
    every: int = eqx.field(static=True)
    times: int = eqx.field(static=True)
    own: int = eqx.field(static=True)

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after a local step; see `AbstractCouplings.learn`."""
        learnt = self.couplings.learn(post, pre, rate, decay)
        return eqx.tree_at(lambda it: it.couplings, self, learnt)

    def noticed(
        self, spins: Float[Array, "batch target"], pre: Float[Array, "batch source"]
    ) -> Self:
        """Return the couplings after they saw what their neurons show, rewired where it is time."""
        steps = self.steps + 1
        contacts, each = self.contacts, self._looks_each()
        if self.rule.asks_credit:
            looked = spins[:_LOOKED_AT], pre[:_LOOKED_AT]
            contacts = _if(
                steps % each == 0,
                lambda it: it.seen(self.couplings.sources, *looked, self.memory**each),
                contacts,
            )
        after = eqx.tree_at(lambda it: (it.contacts, it.steps), self, (contacts, steps))
        due = (steps % self.every == 0) & (steps // self.every <= self.times)
        return _if(due, Rewired.rewired, after)

    def _looks_each(self) -> int:
        """Steps from one look at what neurons show to the next: so that a rewiring has enough."""
        return min(max(1, self.every // _ENOUGH_LOOKS), _LONGEST_BLINK)

    def rewired(self) -> "Rewired":
        """Return the couplings after the rule moved its share of every neuron's synapses."""
        couplings, contacts = self.couplings, self.contacts
        targets, fan_in = couplings.sources.shape
        moving = max(1, round(self.share * fan_in))
        key = jax.random.fold_in(jax.random.wrap_key_data(self.draws), self.steps)
        credit = contacts.credit(couplings.sources)

        def of(at: tuple[Array, ...]) -> tuple[Array, Array, Array]:
            target, sources, weights, candidates, earned, key = at
            key_worth, key_promise, key_draw = jax.random.split(key, 3)
            noise = jax.random.uniform(key_worth, (fan_in,))
            worth = self.rule.worth(weights, earned[:fan_in], noise)
            goes = jax.lax.top_k(-worth, moving)[1]
            noise = jax.random.uniform(key_promise, candidates.shape)
            promise = self.rule.promise(earned[fan_in:], noise)
            free = self._free(target, candidates, sources)
            order = jax.lax.top_k(jnp.where(free, promise, -jnp.inf), moving)[1]
            # Where too few are free, or nothing is won, a synapse stays.
            there = free[order] & self.rule.better(worth[goes], promise[order])
            new = jnp.where(there, candidates[order], sources[goes])
            begun = jnp.where(there, self.rule.begin(weights[goes]), weights[goes])
            drawn = jax.random.randint(key_draw, candidates.shape, 0, couplings.size)
            return sources.at[goes].set(new), weights.at[goes].set(begun), drawn

        keys = jax.random.split(key, targets)
        given = jnp.arange(targets), *couplings.listed()[:2], contacts.candidates, credit, keys
        sources, weights, candidates = jax.lax.map(of, given, batch_size=256)
        fresh = Contacts(
            candidates,
            jnp.zeros_like(contacts.products),
            jnp.zeros_like(contacts.shown),
            jnp.zeros_like(contacts.inputs),
            jnp.zeros_like(contacts.age),
        )
        moved = from_synapses(sources, weights, couplings.size)
        return eqx.tree_at(lambda it: (it.couplings, it.contacts), self, (moved, fresh))

    def _free(
        self, target: Int[Array, ""], candidates: Int[Array, " m"], sources: Int[Array, " k"]
    ) -> Bool[Array, " m"]:
        """Which candidates are no synapses already, no second mention, and not its own."""
        taken = jnp.any(candidates[:, None] == sources, axis=1)
        count = len(candidates)
        earlier = jnp.tril(jnp.ones((count, count), bool), -1)
        again = jnp.any((candidates[:, None] == candidates) & earlier, axis=1)
        if not self.own:
            return ~(taken | again)
        return ~(taken | again | (candidates // self.own == target // self.own))


def notice(
    group: Couplings, spins: Float[Array, "batch target"], pre: Float[Array, "batch source"]
) -> Couplings:
    """Return couplings of which those that rewire themselves saw what their neurons show."""
    if not (isinstance(group, Blocks) and any(map(rewires, group.blocks))):
        return group
    shown, sent = group.split_targets(spins), group.split_sources(pre)

    def of(path: Path, block: AbstractCouplings) -> AbstractCouplings:
        here = shown[path.target], sent[path.source]
        return block.noticed(*here) if isinstance(block, Rewired) else notice(block, *here)

    blocks = tuple(of(path, block) for path, block in zip(group.paths, group.blocks, strict=True))
    return eqx.tree_at(lambda it: it.blocks, group, blocks)


def check_candidates(tree: object) -> None:
    """Refuse candidates that are no sources, which kernels would read.

    Raises:
        ValueError: when there is one.
    """
    for part in jax.tree.leaves(tree, is_leaf=lambda it: isinstance(it, Rewired)):
        if isinstance(part, Rewired):
            check_sources(np.asarray(part.contacts.candidates), part.couplings.size)


def _if(so: Bool[Array, ""], change: Callable[[Tree], Tree], tree: Tree) -> Tree:
    """A tree, changed if it is so; where it is not, no array is copied and nothing is computed.

    A loop of at most one round works in place. `jax.lax.cond` writes its result into other arrays
    than those it is given, in each of the many steps in which nothing changes. XLA takes out of a
    loop what is the same in every round, and would compute it in those steps; the barrier ties the
    tree to `so`, which is not the same.
    """

    def once(rounds: tuple[Bool[Array, ""], Tree]) -> tuple[Bool[Array, ""], Tree]:
        so, tree = jax.lax.optimization_barrier(rounds)
        return ~so, change(tree)

    return jax.lax.while_loop(lambda rounds: rounds[0], once, (so, tree))[1]


def rewires(block: AbstractCouplings) -> bool:
    """Return whether any of the couplings rewire themselves."""
    if isinstance(block, Blocks):
        return any(map(rewires, block.blocks))
    return isinstance(block, Rewired)


def rewiring(
    couplings: Sparse,
    rule: AbstractRule,
    key: Key,
    *,
    share: float,
    memory: Float[Array, ""],
    every: int,
    times: int,
    own: int,
) -> Rewired:
    """Return couplings that will be rewired, with their first candidates, 8 for each that moves."""
    key_draw, key_later = jax.random.split(key)
    targets, fan_in = couplings.sources.shape
    moving = max(1, round(share * fan_in))
    shape = targets, min(_CHANCES * moving, couplings.size)
    contacts = Contacts(
        jax.random.randint(key_draw, shape, 0, couplings.size),
        jnp.zeros((targets, fan_in + shape[1])),
        jnp.zeros(targets),
        jnp.zeros(couplings.size),
        jnp.zeros((), int),
    )
    draws = jax.random.key_data(key_later)
    zero = jnp.zeros((), int)
    return Rewired(couplings, contacts, rule, share, memory, zero, draws, every, times, own)


_CHANCES = 8
"""Candidates for each synapse that moves."""

_LOOKED_AT = 2
"""Patterns of a batch that the running means look at: enough in hundreds of steps, and cheap."""

_ENOUGH_LOOKS = 150
"""Looks from one rewiring to the next, where there are so many steps."""

_LONGEST_BLINK = 4
"""Steps of which at least one is looked at."""
