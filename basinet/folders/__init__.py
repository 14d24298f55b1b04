"""Folders that hold a described job: runs, sweeps, searches, comparisons, phase diagrams.

A folder of a `Kind` holds a file that describes the job and whatever has been done of it. Both are
written whole or not at all, so that the same command begins, or goes on from wherever a kill, a
full disk or another process left it:

- `begin` makes the folder, or finds the same job in it, and removes what killed processes left;
- `hold` locks it, so that two processes do not work in it at once;
- `is_kept` says whether a file is there, and refuses what is none and in its way;
- `read` gives the values of a JSON or TOML file, or says which file is damaged and how;
- `sealed` gives JSON or TOML checksums, which `read` and `unsealed` compare.
"""

from basinet.folders.holding import FolderInUseError as FolderInUseError
from basinet.folders.holding import hold as hold
from basinet.folders.kind import Kind as Kind
from basinet.folders.kind import begin as begin
from basinet.folders.reading import finite as finite
from basinet.folders.reading import is_kept as is_kept
from basinet.folders.reading import json_text as json_text
from basinet.folders.reading import lines as lines
from basinet.folders.reading import one_line as one_line
from basinet.folders.reading import read as read
from basinet.folders.reading import read_lines as read_lines
from basinet.folders.reading import read_toml as read_toml
from basinet.folders.sealing import check_all_beside as check_all_beside
from basinet.folders.sealing import check_beside as check_beside
from basinet.folders.sealing import sealed as sealed
from basinet.folders.sealing import unsealed as unsealed
