"""What two trained networks share, measured from their runs: paths, matched neurons, courses.

`straight_path` walks from one network to the other, `common` compares their neurons and subspaces,
`courses` and `compared` the ways in which they learn.
"""

from basinet.pairs.common import Common as Common
from basinet.pairs.common import common as common
from basinet.pairs.common import input_fields as input_fields
from basinet.pairs.common import matched_to as matched_to
from basinet.pairs.common import untrained as untrained
from basinet.pairs.courses import compared as compared
from basinet.pairs.courses import courses as courses
from basinet.pairs.walk import Walk as Walk
from basinet.pairs.walk import straight_path as straight_path
