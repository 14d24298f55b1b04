"""What computes, and what computed.

`processor` says whether native kernels are in use, and on which processor; `computers` notes in a
folder what computed the results in it.
"""

from basinet.computing.processor import computed_by as computed_by
from basinet.computing.processor import differences as differences
from basinet.computing.processor import native_words as native_words
