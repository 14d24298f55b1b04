import jax.numpy as jnp
import pytest
from numpy.testing import assert_array_equal

from basinet.core import Hold, StepOff, Stimulus, constant

SUSTAINED, TRANSIENT = jnp.array([[1.0, -2.0]]), jnp.array([[0.5, 4.0]])


@pytest.mark.parametrize("sweep", [0, 1, 7])
def test_hold_never_withdraws_the_transient_field(sweep):
    assert_array_equal(Stimulus(SUSTAINED, TRANSIENT, Hold())(sweep), SUSTAINED + TRANSIENT)
    assert Hold().steady_from() == 0


def test_step_off_withdraws_the_transient_field_in_the_named_sweep():
    stimulus = Stimulus(SUSTAINED, TRANSIENT, StepOff(2))
    assert_array_equal(stimulus(1), SUSTAINED + TRANSIENT)
    assert_array_equal(stimulus(2), SUSTAINED)
    assert stimulus.envelope.steady_from() == 2


def test_a_constant_stimulus_is_its_field_in_every_sweep():
    assert_array_equal(constant(SUSTAINED)(0), SUSTAINED)
    assert_array_equal(constant(SUSTAINED)(9), SUSTAINED)
