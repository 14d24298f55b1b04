"""Graded and phase units in continuous time, beside the binary core.

Four abstractions: a flow is units (`Leaky`, `LeakyMap`, `Chialvo`, `Spheres`, `Phases`,
`WilsonCowan`, `Conductance`, `Joined`), a stepper takes one step of it
(`Euler`, `Heun`, `RungeKutta4`, `Implicit`, `OnSurface`, `Iterate`), a forcing is the field from
outside (`Constant`, `Series`, `AsStimulus`), a readout learns from streams of states (`Ridge`,
`Delta`). Units and couplings of `basinet.core` make a `Circuit`; `run` and `record` let it go.
"""

from basinet.rates.assembly import Joined as Joined
from basinet.rates.by_diffrax import Diffrax as Diffrax
from basinet.rates.chialvo import Chialvo as Chialvo
from basinet.rates.chialvo import Excitation as Excitation
from basinet.rates.chialvo import star_ring_triangles as star_ring_triangles
from basinet.rates.circuit import Circuit as Circuit
from basinet.rates.conductance import Conductance as Conductance
from basinet.rates.conductance import saturating as saturating
from basinet.rates.delays import DelayLine as DelayLine
from basinet.rates.flow import AbstractFlow as AbstractFlow
from basinet.rates.flow import AbstractMap as AbstractMap
from basinet.rates.flow import AbstractStiffFlow as AbstractStiffFlow
from basinet.rates.flow import AbstractSurfaceFlow as AbstractSurfaceFlow
from basinet.rates.forcing import AbstractForcing as AbstractForcing
from basinet.rates.forcing import AsStimulus as AsStimulus
from basinet.rates.forcing import Constant as Constant
from basinet.rates.forcing import Series as Series
from basinet.rates.homeostasis import AbstractAdaptation as AbstractAdaptation
from basinet.rates.homeostasis import BetaTargets as BetaTargets
from basinet.rates.homeostasis import Equal as Equal
from basinet.rates.homeostasis import Homeostasis as Homeostasis
from basinet.rates.homeostasis import OneStep as OneStep
from basinet.rates.homeostasis import Static as Static
from basinet.rates.leaky import Leaky as Leaky
from basinet.rates.leaky import LeakyMap as LeakyMap
from basinet.rates.medium import AbstractReservoir as AbstractReservoir
from basinet.rates.orbits import OrbitEncoder as OrbitEncoder
from basinet.rates.orbits import Orbits as Orbits
from basinet.rates.orbits import Places as Places
from basinet.rates.phases import Phases as Phases
from basinet.rates.phases import wrapped as wrapped
from basinet.rates.readout import AbstractReadout as AbstractReadout
from basinet.rates.readout import ByPlasticity as ByPlasticity
from basinet.rates.readout import Delta as Delta
from basinet.rates.readout import Ridge as Ridge
from basinet.rates.recording import Recording as Recording
from basinet.rates.recording import record as record
from basinet.rates.reservoirs import RESERVOIRS as RESERVOIRS
from basinet.rates.reservoirs import Balanced as Balanced
from basinet.rates.reservoirs import EchoState as EchoState
from basinet.rates.run import Run as Run
from basinet.rates.run import run as run
from basinet.rates.spheres import Alike as Alike
from basinet.rates.spheres import Spheres as Spheres
from basinet.rates.spheres import angles as angles
from basinet.rates.spheres import energy as energy
from basinet.rates.steppers import AbstractStepper as AbstractStepper
from basinet.rates.steppers import Euler as Euler
from basinet.rates.steppers import Heun as Heun
from basinet.rates.steppers import Implicit as Implicit
from basinet.rates.steppers import Iterate as Iterate
from basinet.rates.steppers import OnSurface as OnSurface
from basinet.rates.steppers import RungeKutta4 as RungeKutta4
from basinet.rates.stepping import Ending as Ending
from basinet.rates.stepping import Limits as Limits
from basinet.rates.transfer import AbstractTransfer as AbstractTransfer
from basinet.rates.transfer import Identity as Identity
from basinet.rates.transfer import Logistic as Logistic
from basinet.rates.transfer import Rectifier as Rectifier
from basinet.rates.transfer import Tanh as Tanh
from basinet.rates.wilson_cowan import Populations as Populations
from basinet.rates.wilson_cowan import WilsonCowan as WilsonCowan
