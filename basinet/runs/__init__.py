"""One run as data, and the folder that records it.

`Run` describes a run completely; `execute` carries it out epoch by epoch and goes on where it was
stopped; `RunFolder` is what it leaves on disk; `evaluate` asks its model about labelled samples;
`findings` gathers what a report shows.
"""

from basinet.runs.environment import environment as environment
from basinet.runs.evaluate import Evaluation as Evaluation
from basinet.runs.evaluate import accuracy as accuracy
from basinet.runs.evaluate import evaluate as evaluate
from basinet.runs.execute import execute as execute
from basinet.runs.execute import form_of as form_of
from basinet.runs.execute import refuse_other_data as refuse_other_data
from basinet.runs.execute import refuse_too_large as refuse_too_large
from basinet.runs.execute import refuse_unknown_labels as refuse_unknown_labels
from basinet.runs.findings import Findings as Findings
from basinet.runs.findings import findings as findings
from basinet.runs.folder import RUN as RUN
from basinet.runs.folder import RunFolder as RunFolder
from basinet.runs.folder import create as create
from basinet.runs.folder import next_free as next_free
from basinet.runs.run import DEMO as DEMO
from basinet.runs.run import Run as Run
from basinet.runs.run import from_plain as from_plain
from basinet.runs.run import read_toml as read_toml
from basinet.runs.run import to_plain as to_plain
from basinet.settings import find_learner as find_learner
