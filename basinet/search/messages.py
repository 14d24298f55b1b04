"""Belief propagation for fixed points in the dense limit: the equations and the loop.

Each neuron is a variable (its spin s_i) and a constraint (s_i sum_j J_ij s_j + b_i > 0). For many
weak couplings the messages are Gaussian and one field for each variable and constraint is enough
("relaxed" or approximate message passing). The equations are derived for independent
J_ij ~ N(0, 1/n); on other couplings they are a heuristic, whose answers are verified all the same.

Without more, the iteration converges to m = 0, the average over all fixed points. A field `ext`
that follows the total field H singles out one of them; how it follows distinguishes the methods.
"""

from collections.abc import Callable
from typing import TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jax.scipy.special import log_ndtr
from jaxtyping import Array, Bool, Float, Int

from basinet._types import PRECISION, Field, Key, Spins
from basinet.search.method import Hold, Stop, Task

Follow: TypeAlias = Callable[[Field, Field, Int[Array, ""]], Field]
"""From H, the present `ext` and the number of the iteration to the next `ext`."""

LEAST_VARIANCE = 1e-6
"""Of the cavity fields: where all spins are decided the equations would divide by zero."""

LARGEST_FIELD = 1e6
"""Fields are clipped here: far beyond any that decides a spin, far below overflow."""

CLEARLY = 1e-5
"""Stability above which a candidate counts as solved before it is verified in float64."""


class Messages(eqx.Module):
    """What one iteration of belief propagation hands to the next, each `[starts, n]`.

    Attributes:
        m: magnetisations of the spins.
        g: what constraint i reports about its field, (d/dw) ln Z.
        theta: the field on s_i from all other constraints.
        ext: the field that singles out one solution.
    """

    m: Field
    g: Field
    theta: Field
    ext: Field


class Report(eqx.Module):
    """What the constraints say, given the fields of the spins that they contain.

    Attributes:
        g: (d/dw) ln Z, `[starts, n]`.
        own: the message of constraint i to its own spin, `[starts, n]`.
        reaction: A = mean over i of -(d/dw) g, the strength of Onsager's term, `[starts, 1]`.
    """

    g: Field
    own: Field
    reaction: Float[Array, "starts 1"]


def constrain(hold: Hold, field: Field, theta: Field, variance: Float[Array, "starts 1"]) -> Report:
    """Return the report of all constraints.

    With x+- = (b +- w) / sqrt(V) and Z = e^theta Phi(x+) + e^-theta Phi(x-),
    g = [e^theta phi(x+) - e^-theta phi(x-)] / (Z sqrt V),
    A = mean(g^2 + [x+ e^theta phi(x+) + x- e^-theta phi(x-)] / (Z V)),
    own = ln[Phi(x+) / Phi(x-)] / 2.

    Args:
        hold: b.
        field: w, the mean of sum_j J_ij s_j without constraint i.
        theta: the field on s_i without constraint i.
        variance: V of the fields, above 0.
    """
    deviation = jnp.sqrt(variance)
    plus, minus = (hold + field) / deviation, (hold - field) / deviation
    log_plus, log_minus = log_ndtr(plus), log_ndtr(minus)
    log_z = jnp.logaddexp(theta + log_plus, -theta + log_minus)
    at_plus = jnp.exp(theta + _log_density(plus) - log_z)
    at_minus = jnp.exp(-theta + _log_density(minus) - log_z)
    g = (at_plus - at_minus) / deviation
    curvature = g**2 + (plus * at_plus + minus * at_minus) / variance
    own = (log_plus - log_minus) / 2
    return Report(g, own, jnp.mean(curvature, axis=1, keepdims=True))


def iterate(
    task: Task, at: Messages, product: Field, seed_field: Field, damping: Float[Array, ""]
) -> tuple[Messages, Field]:
    """Return the messages after one iteration, `ext` as before, and the total field H.

    V = max(mean(1 - m^2), 1e-6),  w = J m - V g,  theta = J^T g + A m + h0 + ext,
    H = theta + own,  m = tanh(H).

    Args:
        task: couplings and b.
        at: the messages.
        product: J m.
        seed_field: h0, a small fixed field.
        damping: D in [0, 1): the next g and theta are D old + (1 - D) new.
    """
    variance = jnp.mean(1 - at.m**2, axis=1, keepdims=True)
    variance = jnp.maximum(variance, LEAST_VARIANCE)
    report = constrain(task.hold, product - variance * at.g, at.theta, variance)
    g = damping * at.g + (1 - damping) * report.g
    to_spins = jnp.matmul(g, task.weights.T, precision=PRECISION)
    theta = to_spins + report.reaction * at.m + seed_field + at.ext
    theta = _clip(damping * at.theta + (1 - damping) * theta)
    total = _clip(theta + report.own)
    return Messages(jnp.tanh(total), g, theta, at.ext), total


class Schedule(eqx.Module):
    """The numbers that both methods share, as arrays, so that other values compile nothing new.

    Attributes:
        damping: D.
        field: standard deviation of h0.
        iterations: the most iterations.
    """

    damping: Float[Array, ""]
    field: Float[Array, ""]
    iterations: Int[Array, ""]


class _Progress(eqx.Module):
    """What the loop carries: the candidate is the sign of H after the last iteration."""

    iteration: Int[Array, ""]
    messages: Messages
    candidate: Spins
    found: Spins
    solved: Bool[Array, " starts"]
    steps: Int[Array, " starts"]


def propagate(task: Task, follow: Follow, schedule: Schedule, start: Spins, key: Key) -> Stop:
    """Iterate until the candidate of every start solves its network, or time is up.

    The field h0 = |z_i| s_i with z_i ~ N(0, sd^2) points along the start s: for a uniformly random
    start it is N(0, sd^2). It breaks the symmetry between s and -s, under which m = 0 is stable.

    The product J s that tests a candidate is made together with J m of the next iteration, so
    that each iteration reads the couplings twice, once for J and once for its transpose.
    """
    seed_field = schedule.field * start * _half_normal(start, key)

    def unfinished(at: _Progress) -> Bool[Array, ""]:
        return (at.iteration < schedule.iterations) & ~jnp.all(at.solved)

    def advance(at: _Progress) -> _Progress:
        both = jnp.concatenate([at.messages.m, at.candidate])
        product, field = jnp.split(jnp.matmul(both, task.weights, precision=PRECISION), 2)
        holds = jnp.all(at.candidate * field + task.hold > CLEARLY, axis=1)
        found = jnp.where(at.solved[:, None], at.found, at.candidate)
        solved = at.solved | holds
        messages, total = iterate(task, at.messages, product, seed_field, schedule.damping)
        ext = _clip(follow(total, messages.ext, at.iteration))
        messages = eqx.tree_at(lambda it: it.ext, messages, ext)
        steps = jnp.where(solved, at.steps, at.iteration + 1)
        return _Progress(at.iteration + 1, messages, _signs(total), found, solved, steps)

    zeros = jnp.zeros_like(start)
    silent = Messages(zeros, zeros, zeros, zeros)
    starts = start.shape[0]
    first = _Progress(
        jnp.asarray(0), silent, start, start, jnp.zeros(starts, bool), jnp.zeros(starts, jnp.int32)
    )
    end = jax.lax.while_loop(unfinished, advance, first)
    # The candidate of the last iteration was not tested; the certificate in float64 decides.
    return Stop(jnp.where(end.solved[:, None], end.found, end.candidate), end.steps, None)


def _half_normal(start: Spins, key: Key) -> Field:
    """|z| for each start, from a key of its own: the starts beside it change nothing."""
    keys = jax.vmap(lambda number: jax.random.fold_in(key, number))(jnp.arange(len(start)))
    draw = jax.vmap(lambda one: jax.random.normal(one, start.shape[1:], jnp.float32))
    return jnp.abs(draw(keys))


def _signs(field: Field) -> Spins:
    return jnp.where(field < 0, -1.0, 1.0).astype(field.dtype)


def _clip(field: Field) -> Field:
    return jnp.clip(field, -LARGEST_FIELD, LARGEST_FIELD)


def _log_density(x: Field) -> Field:
    return -(x**2) / 2 - 0.5 * jnp.log(2 * jnp.pi).astype(x.dtype)
