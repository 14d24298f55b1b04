"""Whether a state comes back: a kept state is compared with each later one, and then replaced.

The kept state is replaced after 1, 2, 4, 8 .. ticks (Brent 1980), so that a cycle of any length is
found within a few times its length, with the memory of one state.
"""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float, Int


class Watch(eqx.Module):
    """What is known of a course of spins.

    Attributes:
        kept: the spins at an earlier tick, 0 where nothing is kept.
        age: ticks since then.
        reach: at which age they are replaced.
        period: after how many ticks spins came back, 0 while nobody knows.
        under: the numbers on which the course depends; a return counts only under the same.
    """

    kept: Float[Array, " n"]
    age: Int[Array, ""]
    reach: Int[Array, ""]
    period: Int[Array, ""]
    under: Float[Array, " numbers"]


def nothing_seen(like: Float[Array, " n"], under: Float[Array, " numbers"]) -> Watch:
    """Return the knowledge before the first tick."""
    zero = jnp.zeros((), jnp.int32)
    return Watch(jnp.zeros_like(like), zero, jnp.ones((), jnp.int32), zero, under)


def watched(watch: Watch, after: Float[Array, " n"], under: Float[Array, " numbers"]) -> Watch:
    """Return what is known after a tick.

    Args:
        watch: before.
        after: the spins after the tick.
        under: the numbers under which it was made; any NaN stands for chance: nothing returns.
    """
    same = jnp.all(under == watch.under)
    age = watch.age + 1
    back = same & jnp.all(after == watch.kept) & jnp.all(after != 0)
    anew = ~same | (age >= watch.reach)
    reach = jnp.where(same, jnp.minimum(2 * watch.reach, 2**20), 1)
    return Watch(
        jnp.where(anew, after, watch.kept),
        jnp.where(anew, 0, age),
        jnp.where(anew, reach, watch.reach),
        jnp.where(back, age, jnp.where(same, watch.period, 0)),
        under,
    )


def comes_back_after(watch: Watch, under: Float[Array, " numbers"]) -> Int[Array, ""]:
    """Return the length of the cycle in which a course is, 0 where nobody knows.

    Args:
        watch: what is known.
        under: the numbers that hold now.
    """
    return jnp.where(jnp.all(under == watch.under), watch.period, 0)
