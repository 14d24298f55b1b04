import jax.numpy as jnp
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Hold, RampOff, StepOff, Stimulus, constant

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


def test_a_ramp_fades_the_transient_field_linearly_to_nothing():
    ramp = RampOff(1, 4)
    amplitudes = [float(ramp(jnp.asarray(sweep))) for sweep in range(6)]
    assert_allclose(amplitudes, [1, 1, 2 / 3, 1 / 3, 0, 0], atol=1e-6)
    assert ramp.steady_from() == 4
    assert_array_equal(Stimulus(SUSTAINED, TRANSIENT, ramp)(4), SUSTAINED)


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (2, 2), (3, 1)])
def test_a_ramp_must_end_after_its_beginning(start, stop):
    with pytest.raises(ValueError, match=f"from sweep {start} to sweep {stop}"):
        RampOff(start, stop)


def test_a_field_cannot_go_off_before_the_first_sweep():
    with pytest.raises(ValueError, match="in sweep -1"):
        StepOff(-1)
