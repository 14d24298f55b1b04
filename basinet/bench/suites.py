"""The list of what `basinet bench` measures; a new measurement is a line here."""

from basinet.bench.courses import TimeToAccuracy
from basinet.bench.epochs import EpochTimes
from basinet.bench.roofline import Roofline
from basinet.bench.suite import AbstractMeasurement
from basinet.bench.swarms import SwarmSteps

EVERYTHING: tuple[AbstractMeasurement, ...] = (
    EpochTimes(),
    Roofline(),
    SwarmSteps(),
    TimeToAccuracy(),
)
"""In this order: the roofline counts what the epochs took."""
