"""The door to time series: estimators, tasks, and runs with a folder.

`Reservoir` predicts series, `ReservoirClassifier` names them. Both are a recurrent network of
`basinet.rates` that stays as it is, with a readout that learns. `narma10`, `mackey_glass`,
`lorenz` and others are the series that the field measures itself by.
"""

from basinet.series.classifier import ReservoirClassifier as ReservoirClassifier
from basinet.series.generators import delayed as delayed
from basinet.series.generators import lorenz as lorenz
from basinet.series.generators import mackey_glass as mackey_glass
from basinet.series.generators import narma10 as narma10
from basinet.series.preparing import nrmse as nrmse
from basinet.series.reservoir import Reservoir as Reservoir
