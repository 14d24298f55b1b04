"""Published results, each computed anew by one command, with a verdict.

A reproduction is a module that states its parameters, its computation (plain values out), its
drawing, and the published numbers with their tolerance and source. `conduct` carries one out in a
folder, piece by piece; what was stopped goes on with the same command.
"""

import difflib

from basinet.reproductions import (
    balanced_reservoir,
    capacity,
    counting,
    dense_memory,
    error_steering,
    forward_forward,
    hierarchy,
    kuramoto,
    letting_go,
    maximum_cut,
    old_tasks,
    out_of_step,
    parity,
    phase_statistics,
    plain_pictures,
    plane,
    reach,
    rewiring,
    self_attention,
    self_coupling,
    sorting,
    sudoku,
    swarm,
    symmetry,
    ten_pictures,
    thresholds,
    tuning,
    two_layers,
    width,
)
from basinet.reproductions.conduct import Job as Job
from basinet.reproductions.conduct import conduct as conduct
from basinet.reproductions.conduct import finish as finish
from basinet.reproductions.conduct import last_verdict as last_verdict
from basinet.reproductions.reproduction import Claim as Claim
from basinet.reproductions.reproduction import Piece as Piece
from basinet.reproductions.reproduction import Reproduction as Reproduction
from basinet.reproductions.reproduction import verdict as verdict

REPRODUCTIONS: dict[str, Reproduction] = {
    "counting": counting.REPRODUCTION,
    "reach": reach.REPRODUCTION,
    "thresholds": thresholds.REPRODUCTION,
    "width": width.REPRODUCTION,
    "error-steering": error_steering.REPRODUCTION,
    "self-coupling": self_coupling.REPRODUCTION,
    "tuning": tuning.REPRODUCTION,
    "two-layers": two_layers.REPRODUCTION,
    "plane": plane.REPRODUCTION,
    "symmetry": symmetry.REPRODUCTION,
    "letting-go": letting_go.REPRODUCTION,
    "hierarchy": hierarchy.REPRODUCTION,
    "plain-pictures": plain_pictures.REPRODUCTION,
    "parity": parity.REPRODUCTION,
    "capacity": capacity.REPRODUCTION,
    "forward-forward": forward_forward.REPRODUCTION,
    "swarm": swarm.REPRODUCTION,
    "ten-pictures": ten_pictures.REPRODUCTION,
    "dense-memory": dense_memory.REPRODUCTION,
    "sudoku": sudoku.REPRODUCTION,
    "self-attention": self_attention.REPRODUCTION,
    "balanced-reservoir": balanced_reservoir.REPRODUCTION,
    "maximum-cut": maximum_cut.REPRODUCTION,
    "phase-statistics": phase_statistics.REPRODUCTION,
    "out-of-step": out_of_step.REPRODUCTION,
    "rewiring": rewiring.REPRODUCTION,
    "old-tasks": old_tasks.REPRODUCTION,
    "kuramoto": kuramoto.REPRODUCTION,
    "sorting": sorting.REPRODUCTION,
}
"""By their names on the command line."""


def find(name: str) -> Reproduction:
    """Return the reproduction of a name.

    Raises:
        ValueError: when there is none; the message suggests one.
    """
    if name in REPRODUCTIONS:
        return REPRODUCTIONS[name]
    close = difflib.get_close_matches(name, REPRODUCTIONS, n=1, cutoff=0.5)
    hint = f" (did you mean {close[0]}?)" if close else ""
    raise ValueError(
        f"there is no reproduction {name!r}{hint}; there are {', '.join(REPRODUCTIONS)}"
    )
