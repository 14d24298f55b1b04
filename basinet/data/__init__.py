"""Data sets and what turns them into inputs.

- `load` gives a `Dataset` by name or path; `CATALOGUE` lists the names.
- `read_features` and `read_labelled` read files to predict on and to score.
- `content` tells whether files of the user's own are still the same.
- `fetch`, `available` and `data_folder` deal with the files of the named data sets.
- An encoder (`Standardise`, `Rescale`, `Binarise`, `Raw`; by name in `ENCODERS`) makes inputs of
  features.
- `entangle` makes spins of images by random projections.
"""

from basinet.data.catalogue import CATALOGUE as CATALOGUE
from basinet.data.catalogue import RemoteFile as RemoteFile
from basinet.data.catalogue import Source as Source
from basinet.data.content import content as content
from basinet.data.dataset import Dataset as Dataset
from basinet.data.download import Progress as Progress
from basinet.data.encode import ENCODERS as ENCODERS
from basinet.data.encode import AbstractEncoder as AbstractEncoder
from basinet.data.encode import Binarise as Binarise
from basinet.data.encode import Raw as Raw
from basinet.data.encode import Rescale as Rescale
from basinet.data.encode import Standardise as Standardise
from basinet.data.entangle import entangle as entangle
from basinet.data.errors import DataError as DataError
from basinet.data.errors import DownloadError as DownloadError
from basinet.data.fetch import available as available
from basinet.data.fetch import data_folder as data_folder
from basinet.data.fetch import fetch as fetch
from basinet.data.load import load as load
from basinet.data.read import read_features as read_features
from basinet.data.read import read_labelled as read_labelled
