"""Memory and prediction of reservoirs whose inhibition is balanced.

    python benchmarks/balanced_reservoirs.py

200 units, five seeds, wash-out 200, 3,000 steps learnt and 1,000 held out, inputs as they are in
[-1, 1]. Memory is the sum of squared correlations over 60 delays; NARMA-10 hears 4u - 1 and tells
y(t) from u(0), ..., u(t), unless `--next` asks for y(t + 1) from them, as many programs do.
"""

import argparse

import numpy as np

from basinet.rates import (
    Balanced,
    BetaTargets,
    EchoState,
    Equal,
    Homeostasis,
    OneStep,
)
from basinet.series import Reservoir, delayed, narma10, nrmse

LEARNT, HELD_OUT, WASHOUT, DELAYS, SEEDS = 3000, 1000, 200, 60, 5


def adapted(targets, adaptation=None):
    """A balanced network whose inhibition is learnt."""
    return Balanced(units=200, targets=targets, adaptation=adaptation or Homeostasis())


NETWORKS = {
    "`Balanced()`": Balanced(units=200),
    "`Balanced(balance=0.8)`": Balanced(units=200, balance=0.8),
    "`Balanced(balance=1.25)`": Balanced(units=200, balance=1.25),
    "with `Homeostasis()`, rho 0.5": adapted(Equal(0.5)),
    "with `Homeostasis()`, rho 0.4": adapted(Equal(0.4)),
    "with `OneStep()`, rho 0.4": adapted(Equal(0.4), OneStep()),
    "with `Homeostasis()`, rates from Beta(4, 6)": adapted(BetaTargets(4.0, 6.0)),
    "`EchoState(radius=1.0, input_scale=0.1, bias=0.0)`": EchoState(
        units=200, radius=1.0, input_scale=0.1, bias=0.0
    ),
}


def answers(network, u, y, seed, encoder):
    """What a network that has learnt the first part tells of the rest, and its radius."""
    model = Reservoir(network, encoder=encoder, washout=WASHOUT, random_state=seed)
    model.fit(u[:LEARNT, None], y[:LEARNT])
    told = model.predict(u[LEARNT:, None], start=model.end_)
    return np.asarray(told).reshape(HELD_OUT, -1), float(model.jacobian_radius())


def memory(network, seed, encoder):
    """The sum of squared correlations, and the radius of the mean Jacobian."""
    u = np.random.default_rng([seed, 33]).uniform(-1, 1, LEARNT + HELD_OUT)
    y = delayed(u, DELAYS)
    told, radius = answers(network, u, y, seed, encoder)
    pairs = zip(told.T, y[LEARNT:].T, strict=True)
    return sum(np.corrcoef(one, other)[0, 1] ** 2 for one, other in pairs), radius


def narma(network, seed, encoder, ahead):
    """The error on NARMA-10 relative to the spread of what is told."""
    heard, y = narma10(LEARNT + HELD_OUT + ahead, seed)
    u, y = 4 * heard[: len(heard) - ahead] - 1, y[ahead:, None]
    told, radius = answers(network, u, y, seed, encoder)
    return float(nrmse(told, y[LEARNT:])), radius


def main():
    """Print a row for each network."""
    parser = argparse.ArgumentParser(description="Reservoirs of balanced networks.")
    parser.add_argument("--encoder", default="raw", choices=("raw", "standardise"))
    parser.add_argument("--next", action="store_true", help="tell y(t + 1) from u(t)")
    asked = parser.parse_args()
    print("| network | memory | NARMA-10 error | radius of the mean Jacobian |")
    print("|---|---|---|---|")
    for name, network in NETWORKS.items():
        kept = [memory(network, seed, asked.encoder) for seed in range(SEEDS)]
        told = [narma(network, seed, asked.encoder, asked.next) for seed in range(SEEDS)]
        (m, s), (e, d) = (
            (np.mean(v), np.std(v)) for v in ([k[0] for k in kept], [t[0] for t in told])
        )
        radii = [k[1] for k in kept]
        ends = f"{min(radii):.2f}–{max(radii):.2f}"
        print(f"| {name} | {m:.1f} ± {s:.1f} | {e:.3f} ± {d:.3f} | {ends} |", flush=True)


if __name__ == "__main__":
    main()
