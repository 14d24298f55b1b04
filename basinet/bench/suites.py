"""The list of what `basinet bench` measures; a new measurement is a line here."""

from basinet.bench.courses import TimeToAccuracy
from basinet.bench.epochs import EpochTimes
from basinet.bench.roofline import Roofline
from basinet.bench.suite import AbstractMeasurement

EVERYTHING: tuple[AbstractMeasurement, ...] = (EpochTimes(), Roofline(), TimeToAccuracy())
"""In this order: the roofline counts what the epochs took."""
