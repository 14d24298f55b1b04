"""Comparing learners on the same data: cells of learner, fraction of the data and seed."""

from basinet.compare.cell import Cell as Cell
from basinet.compare.cell import parameters as parameters
from basinet.compare.subset import steps_alike as steps_alike
from basinet.compare.subset import subset as subset
from basinet.compare.table import Row as Row
from basinet.compare.table import markdown as markdown
from basinet.compare.table import summarise as summarise
