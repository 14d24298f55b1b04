"""Every script in `examples/` runs and shows what it promises."""

import re
import subprocess
import sys

import pytest
from pages import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
PROMISES = {
    "associative_memory.py": r"40 pictures, exactly recalled (9\d|100)%",
    "completing_pictures.py": r"archetypes from noisy copies: overlap (1\.0|0\.9)",
    "digits.py": r"held-out accuracy 0\.[89]\d+",
    "fixed_points.py": r"self-coupling 1\.5: +\d{4} fixed points",
    "out_of_step.py": r"in step: \d\.\de-0[2-9][^§]*by threads: (0\.[89]|1\.0)",
    "contrastive_phases.py": r"in place +0\.[89]\d+",
    "grown.py": r"none divides: 1, where all do: 16[^§]*seed \d: 4 of 4",
    "leaving_the_library.py": r"spiking neurons: 100\.0% of the spins are the same",
    "lehmer_means.py": r"30 and -29: worst error 3e-09",
    "net_fragments.py": r"a tenth of all cells on .*-> recall 0\.9\d precision 0\.7\d",
    "forecasting.py": r"84 steps on its own: error 0\.0[01]\d+",
    "grid_search.py": r"best: \{'learner__self_coupling': .*'learner__teaching__margin': ",
    "quine.py": r"deviation 0\.1, as it is +size +0\.0000",
    "sudoku.py": r"1620 couplings between cells[^§]*30 clues: 2 of 2 puzzles solved",
    "watch_relaxation.py": r"steered +\d+ sweeps +every spin agrees with its local field",
    "worm.py": r"told the bend before: True[^§]*radians a joint",
    "wirings.py": r"a chain of two layers +accuracy 0\.[789]\d+",
    "your_own_learner.py": r"held-out accuracy 0\.[89]\d+",
}
"""What the output of a script contains, as a regular expression; others only have to run."""


def test_every_promise_is_that_of_a_script():
    assert PROMISES.keys() <= {script.name for script in EXAMPLES}


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.name)
def test_an_example_runs_and_shows_what_it_promises(script, tmp_path):
    """In a process of its own, as its reader would run it."""
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(PROMISES.get(script.name, r"\S"), done.stdout), done.stdout
