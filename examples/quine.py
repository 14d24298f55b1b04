"""A network that outputs its own weights, when it vanishes instead, and what keeps it from it.

A quine is a network f with f(i) = theta_i for every one of its own weights (Chang and Lipson,
arXiv 1803.05859). Weight i is named by a fixed random vector. Without biases f is of third order in
its weights here, so that zero is an exact quine with a basin of its own: from small weights the
loss falls because the weights do, down to nothing. A loss alone does not show it. If what
comes out is scaled to a fixed size, zero is no quine any more.

Nothing of the library is used but JAX: the weights are learnt by the gradient of the whole network.
"""

import itertools

import jax
import jax.numpy as jnp

SIZES = (10, 12, 10, 1)
STEPS, RATE = 4000, 3e-3
COUNT = sum(a * b for a, b in itertools.pairwise(SIZES))
NAMES = jax.random.normal(jax.random.key(0), (COUNT, SIZES[0]))


def layers(theta):
    """Return the weights of each layer."""
    parts, start = [], 0
    for a, b in itertools.pairwise(SIZES):
        parts.append(theta[start : start + a * b].reshape(a, b))
        start += a * b
    return parts


def plain(theta):
    """Return what the network says of each of its weights."""
    *hidden, last = layers(theta)
    x = NAMES
    for weights in hidden:
        x = jax.nn.selu(x @ weights)
    return (x @ last)[:, 0]


def scaled(theta):
    """Return the same, scaled to a root mean square of 0.3: zero is no answer to itself."""
    said = plain(theta)
    return 0.3 * said / jnp.sqrt(jnp.mean(said**2) + 1e-12)


def relative(network, theta):
    """Return the loss relative to the size of the weights: 1 where nothing is known of them."""
    size = jnp.sum(theta**2)
    wrong = jnp.sum((network(theta) - theta) ** 2)
    return jnp.where(size > 0, wrong / jnp.where(size > 0, size, 1.0), 1.0)


def learnt(network, theta):
    """Return the weights after Adam on the sum of squared differences."""

    def loss(theta):
        return jnp.sum((network(theta) - theta) ** 2)

    def step(at, number):
        theta, mean, square = at
        slope = jax.grad(loss)(theta)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        m, s = mean / (1 - 0.9**number), square / (1 - 0.999**number)
        return (theta - RATE * m / (jnp.sqrt(s) + 1e-8), mean, square), None

    zeros = jnp.zeros_like(theta)
    numbers = jnp.arange(1, STEPS + 1)
    return jax.jit(lambda t: jax.lax.scan(step, (t, zeros, zeros), numbers)[0][0])(theta)


drawn = jax.random.normal(jax.random.key(1), (COUNT,))
for scale in (0.1, 0.3):
    for name, network in (("as it is", plain), ("scaled", scaled)):
        after = learnt(network, scale * drawn)
        absolute = float(jnp.sum((network(after) - after) ** 2))
        print(
            f"{COUNT} weights of deviation {scale}, {name:8}  size {jnp.linalg.norm(after):7.4f}"
            f"  loss {absolute:8.2e}  relative {relative(network, after):.3f}"
        )
