"""Series that the field measures itself by: NARMA-10, Mackey-Glass, Lorenz, random inputs."""

import numpy as np
from jaxtyping import Float

from basinet.rates.checks import check_whole

Column = Float[np.ndarray, " steps"]


def narma10(steps: int, seed: int = 0) -> tuple[Column, Column]:
    """Return inputs u in [0, 0.5] and the series that a system of order 10 makes of them.

    y(t+1) = 0.3 y(t) + 0.05 y(t) sum_{i=0..9} y(t-i) + 1.5 u(t-9) u(t) + 0.1, and y = 0 for t < 10
    (Atiya and Parlos 2000). Some inputs make it diverge; then others are drawn.

    Args:
        steps: length, at least 1.
        seed: of the inputs.

    Returns:
        u, y: y(t) is to be told when u(0), ..., u(t) are known.
    """
    check_whole("steps", steps)
    for attempt in range(100):
        u = np.random.default_rng([seed, 30, attempt]).uniform(0, 0.5, steps)
        y = np.zeros(steps)
        for t in range(9, steps - 1):
            recent = y[t - 9 : t + 1].sum()
            y[t + 1] = 0.3 * y[t] + 0.05 * y[t] * recent + 1.5 * u[t - 9] * u[t] + 0.1
            if y[t + 1] > 2:
                break
        else:
            return u, y
    raise AssertionError("NARMA-10 does not diverge for a hundred inputs in a row")


def mackey_glass(
    steps: int, *, delay: float = 17.0, dt: float = 0.1, every: int = 10, seed: int = 0
) -> Column:
    """Return samples of x' = 0.2 x_d / (1 + x_d^10) - 0.1 x, x_d = x(t - delay) (1977).

    Runge-Kutta of order 4 with steps of `dt`; between steps the past is read by cubic
    interpolation. The history is 1.2, with a seed above 0 plus uniform noise of at most 0.1; the
    first 1000 samples are dropped.

    Args:
        steps: samples, at least 1.
        delay: in units of time, a multiple of `dt`.
        dt: length of a step.
        every: steps from one sample to the next.
        seed: of the history; 0 for the constant one.
    """
    check_whole("steps", steps)
    check_whole("every", every)
    lag = round(delay / dt)
    if lag < 2 or abs(lag * dt - delay) > 1e-9:
        raise ValueError(f"delay is {delay}; it must be a multiple of dt = {dt}, at least 2 dt")
    total = (steps + 1000) * every
    x = np.empty(lag + 2 + total)
    noise = 0.1 if seed else 0.0
    x[: lag + 2] = 1.2 + noise * np.random.default_rng([seed, 31]).uniform(-1, 1)

    def velocity(now: float, past: float) -> float:
        return 0.2 * past / (1 + past**10) - 0.1 * now

    for t in range(lag + 1, lag + 1 + total):
        a, b, c, d = x[t - lag - 1], x[t - lag], x[t - lag + 1], x[t - lag + 2 if lag > 1 else t]
        middle = (9 * (b + c) - a - d) / 16
        k1 = velocity(x[t], b)
        k2 = velocity(x[t] + dt / 2 * k1, middle)
        k3 = velocity(x[t] + dt / 2 * k2, middle)
        k4 = velocity(x[t] + dt * k3, c)
        x[t + 1] = x[t] + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return x[lag + 1 + every :: every][1000 - 1 : 1000 - 1 + steps].copy()


def lorenz(
    steps: int, *, dt: float = 0.02, every: int = 1, seed: int = 0
) -> Float[np.ndarray, "steps 3"]:
    """Return samples of x' = 10 (y - x), y' = x (28 - z) - y, z' = x y - 8/3 z (Lorenz 1963).

    Runge-Kutta of order 4, four of its steps for each `dt`; the first 50 units of time are dropped.

    Args:
        steps: samples, at least 1.
        dt: time from one sample to the next, before `every`.
        every: how many of these a sample takes.
        seed: of the start.
    """
    check_whole("steps", steps)
    check_whole("every", every)
    state = np.array([1.0, 1.0, 20.0]) + np.random.default_rng([seed, 32]).uniform(-1, 1, 3)
    dropped, found, h = round(50 / dt), np.empty((steps, 3)), dt / 4

    def velocity(s: np.ndarray) -> np.ndarray:
        x, y, z = s
        return np.array([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z])

    for step in range(-dropped, steps * every):
        for _ in range(4):
            k1 = velocity(state)
            k2 = velocity(state + h / 2 * k1)
            k3 = velocity(state + h / 2 * k2)
            k4 = velocity(state + h * k3)
            state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        if step >= 0 and (step + 1) % every == 0:
            found[step // every] = state
    return found


def delayed(u: Column, delays: int) -> Float[np.ndarray, "steps delays"]:
    """Return u(t - 1), ..., u(t - delays) in columns; 0 where that is before the beginning."""
    columns = np.zeros((len(u), delays))
    for k in range(1, min(delays, len(u) - 1) + 1):
        columns[k:, k - 1] = u[:-k]
    return columns
