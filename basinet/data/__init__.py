"""Data sets and what turns them into inputs.

- `load` gives a `Dataset` by name or path; `CATALOGUE` lists the names. A `Reading` says how.
- `read_features` and `read_labelled` read files to predict on and to score, like those of a `Form`.
- `content` tells whether files of the user's own are still the same.
- `fetch`, `available` and `data_folder` deal with the files of the named data sets.
- An encoder (`Standardise`, `Rescale`, `Binarise`, `Raw`, `Impute`, `OneHot`; by name in
  `ENCODERS`) makes inputs of features; `suited` gives the one that data need.
- `entangle` makes spins of images by random projections.
"""

from basinet.data.catalogue import CATALOGUE as CATALOGUE
from basinet.data.catalogue import RemoteFile as RemoteFile
from basinet.data.catalogue import Source as Source
from basinet.data.content import content as content
from basinet.data.content import contents as contents
from basinet.data.dataset import Dataset as Dataset
from basinet.data.download import Progress as Progress
from basinet.data.encode import AbstractEncoder as AbstractEncoder
from basinet.data.encode import Binarise as Binarise
from basinet.data.encode import Raw as Raw
from basinet.data.encode import Rescale as Rescale
from basinet.data.encode import Standardise as Standardise
from basinet.data.encoders import ENCODERS as ENCODERS
from basinet.data.entangle import entangle as entangle
from basinet.data.errors import DataError as DataError
from basinet.data.errors import DataWarning as DataWarning
from basinet.data.errors import DownloadError as DownloadError
from basinet.data.fetch import available as available
from basinet.data.fetch import data_folder as data_folder
from basinet.data.fetch import fetch as fetch
from basinet.data.labels import matched as matched
from basinet.data.load import load as load
from basinet.data.load import load_quietly as load_quietly
from basinet.data.prepare import Impute as Impute
from basinet.data.prepare import OneHot as OneHot
from basinet.data.prepare import fills as fills
from basinet.data.prepare import suited as suited
from basinet.data.read import read_features as read_features
from basinet.data.read import read_labelled as read_labelled
from basinet.data.reading import Reading as Reading
from basinet.data.samples import Form as Form
