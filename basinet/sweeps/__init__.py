"""Many runs as one value: sweeps, the store of their results, and who carries them out.

`Sweep` says which runs there are; `open_store` and `Store` keep their results, one folder each;
`plan` says what is missing and `conduct` does it with an engine: `InProcess`, or `OnRay` on one
machine or many.
"""

from basinet.sweeps.axis import Axis as Axis
from basinet.sweeps.axis import linear as linear
from basinet.sweeps.axis import logarithmic as logarithmic
from basinet.sweeps.conduct import Plan as Plan
from basinet.sweeps.conduct import check_data as check_data
from basinet.sweeps.conduct import conduct as conduct
from basinet.sweeps.conduct import plan as plan
from basinet.sweeps.described import from_plain as from_plain
from basinet.sweeps.described import read_sweep as read_sweep
from basinet.sweeps.described import to_toml as to_toml
from basinet.sweeps.engine import AbstractEngine as AbstractEngine
from basinet.sweeps.engine import InProcess as InProcess
from basinet.sweeps.memory_task import Remembering as Remembering
from basinet.sweeps.picture_task import Completing as Completing
from basinet.sweeps.search_task import Searching as Searching
from basinet.sweeps.series_task import Forecasting as Forecasting
from basinet.sweeps.settling_task import Settling as Settling
from basinet.sweeps.store import Store as Store
from basinet.sweeps.store import merge as merge
from basinet.sweeps.store import open_store as open_store
from basinet.sweeps.sweep import LARGEST as LARGEST
from basinet.sweeps.sweep import Sweep as Sweep
from basinet.sweeps.sweep import union as union
from basinet.sweeps.task import AbstractTask as AbstractTask
from basinet.sweeps.task import Outcome as Outcome
from basinet.sweeps.task import name_of as name_of
from basinet.sweeps.theory_task import Theory as Theory
from basinet.sweeps.training_task import Training as Training
from basinet.sweeps.world_task import Evolving as Evolving
