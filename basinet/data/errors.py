"""The two ways in which data can fail: wrong content, and no content."""

from basinet._short import brief


class DataError(ValueError):
    """The content of a file or array is not what it should be; the message says where and why."""

    def __init__(self, said: str):
        ValueError.__init__(self, brief(said))


class DownloadError(OSError):
    """A data set could not be brought into the data folder; the message says what to do by hand."""


class NotPlainError(DataError):
    """A table is not as plain as the strict reader wants it; another reader may read it."""


class DataWarning(UserWarning):
    """Something of the data is odd, though they can be used."""
