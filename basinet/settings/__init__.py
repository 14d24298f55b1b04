"""A learner's fields as text, and text as fields.

`text` reads and prints them; `kinds` says whether a value is of the kind of a field; `spelling`
which texts spell values, and what is wrong inside one; `meant` which field a wrong name was to be.
"""

from basinet.settings.text import describe as describe
from basinet.settings.text import find_learner as find_learner
from basinet.settings.text import learner as learner
from basinet.settings.text import make as make
from basinet.settings.text import name_of as name_of
from basinet.settings.text import read_encoder as read_encoder
from basinet.settings.text import read_part as read_part
from basinet.settings.text import spell as spell
