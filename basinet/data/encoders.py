"""The encoders that have a name."""

from basinet.data.encode import AbstractEncoder, Binarise, Raw, Rescale, Standardise
from basinet.data.prepare import Impute, OneHot

ENCODERS: dict[str, type[AbstractEncoder]] = {
    "standardise": Standardise,
    "rescale": Rescale,
    "binarise": Binarise,
    "raw": Raw,
    "impute": Impute,
    "one-hot": OneHot,
}
