"""Comparing learners on the same data: cells of learner, fraction of the data and seed."""

from basinet.compare.cell import Cell as Cell
from basinet.compare.comparison import YARDSTICK as YARDSTICK
from basinet.compare.comparison import YARDSTICKS as YARDSTICKS
from basinet.compare.comparison import Comparison as Comparison
from basinet.compare.comparison import choose as choose
from basinet.compare.comparison import has_yardstick as has_yardstick
from basinet.compare.described import Described as Described
from basinet.compare.described import joined as joined
from basinet.compare.described import read_described as read_described
from basinet.compare.folder import ComparisonFolder as ComparisonFolder
from basinet.compare.folder import begin as begin
from basinet.compare.folder import opened as opened
from basinet.compare.subset import steps_alike as steps_alike
from basinet.compare.subset import subset as subset
from basinet.compare.table import Row as Row
from basinet.compare.table import markdown as markdown
from basinet.compare.table import summarise as summarise
from basinet.runs.size import parameters as parameters
