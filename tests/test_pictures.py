"""What the README says of its picture is so."""

import importlib.util
import re

import pytest
from pages import ROOT

from basinet.data import load


@pytest.fixture(scope="module")
def seen():
    """What `docs/make_images.py` draws."""
    path = ROOT / "docs" / "make_images.py"
    spec = importlib.util.spec_from_file_location("make_images", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.watched(load("digits"))


def test_the_network_is_steered_to_another_digit_released_and_stays(seen):
    own, shown = seen.labels
    assert (own, shown) == (7, 8)
    assert seen.answers == (own, shown, shown)
    released, end = seen.spins[seen.released_at - 1], seen.spins[-1]
    assert (end == seen.spins[-2]).all(), "it is not at rest"
    assert (end * released).mean() > 0.97
    assert (end * seen.alone).mean() < 0.75
    readme = (ROOT / "README.md").read_text()
    assert f"0.{round(100 * (end * released).mean()):02d}, that with" in readme
    (alone,) = re.findall(r"alone leads (0\.\d+)", readme)
    assert float(alone) == pytest.approx((end * seen.alone).mean(), abs=0.03)
