"""Without Ray, pyarrow, Optuna or pyribs there is a line that says how to install it."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("package", "module", "said"),
    [
        ("ray", "basinet.sweeps.on_ray", "needs Ray, which is missing: pip install .*basinet.ray"),
        ("pyarrow", "basinet.sweeps.index", "with pyarrow: pip install .*basinet.sweep"),
        ("optuna", "basinet.sweeps.tuning", "needs Optuna, .*: pip install .*basinet.tune"),
        ("ribs", "basinet.sweeps.illuminating", "needs pyribs, .*: pip install .*basinet.illum"),
    ],
)
def test_a_missing_extra_is_named_with_how_to_install_it(package, module, said):
    code = (
        f"import sys, re; sys.modules[{package!r}] = None\n"
        f"try: import {module}\n"
        "except ImportError as error:\n"
        f"    sys.exit(0 if re.search({said!r}, str(error)) else str(error))\n"
        "sys.exit('nothing was missing')"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
