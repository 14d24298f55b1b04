"""Files and folders of every kind as samples, in the parts that they have."""

import importlib.util
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from basinet._files import refuse_endless
from basinet.data import matlab, named, pictures, records, sheets
from basinet.data.archives import read_archive
from basinet.data.catalogue import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS
from basinet.data.columns import Want, samples
from basinet.data.counting import without_counts
from basinet.data.errors import DataError, NotPlainError
from basinet.data.files import PACKED
from basinet.data.idx import read_images, read_pair
from basinet.data.loose import TEXT, read_text
from basinet.data.named import Parts
from basinet.data.pixels import BYTES, picture_shape, table_rows
from basinet.data.reading import ALL, TEST, TRAIN, Reading, part_called
from basinet.data.samples import Form, Samples
from basinet.data.tables import read_plain
from basinet.data.weights import with_weights

KINDS = (
    "a table (.csv, .tsv, .txt, .parquet, .xlsx, .jsonl), a NumPy archive with x and y (.npz),"
    " arrays (.npy, .mat), a folder of IDX files (train-images-idx3-ubyte[.gz],"
    " train-labels-idx1-ubyte[.gz], t10k-...), a folder of pictures by class, or a folder with a"
    " train and a test file"
)
_IMAGES = re.compile(r"images([-.])idx\d")
_EXCEL = (".xlsx", ".xlsm", ".xls")


def parts_of(
    path: Path, reading: Reading, *, labelled: bool = True, form: Form | None = None
) -> Parts:
    """Return the samples of each part of a file or folder; `all` where it has no parts.

    Args:
        path: what is read.
        reading: how.
        labelled: whether labels are needed.
        form: what a model learnt from; other files are read like it.

    Raises:
        DataError: the content is damaged or cannot be used; the message says where and why.
        ValueError: an option is given that a file of this kind has no use for.
        OSError: a file cannot be read.
    """
    try:
        return _parts_of(path, reading, labelled, form)
    except DataError:
        raise
    except Exception as error:
        # Errors of the system and of what is missing name it, and ours are plain ValueErrors.
        if type(error) is ValueError or isinstance(error, ImportError | MemoryError):
            raise
        if isinstance(error, OSError) and (error.filename or str(path) in str(error)):
            raise
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise DataError(f"{path}: damaged, or not what its name says ({said})") from error


def _parts_of(path: Path, reading: Reading, labelled: bool, form: Form | None) -> Parts:
    if path.is_dir():
        return _folder(path, reading, labelled, form)
    refuse_endless(path, DataError)
    if is_table(path):
        return _table(path, reading, labelled, form)
    _refuse_columns(path, reading)
    if (reader := _ARRAYS.get(path.suffix.lower())) is not None:
        return reader(path, reading.label, labelled, form, _weight(reading, labelled, form))
    _refuse_weights(path, _weight(reading, labelled, form))
    if pictures.is_picture(path) and not labelled:
        return pictures.parts(path, form, labelled)
    if "idx" in path.name and (not labelled or _IMAGES.search(path.name)):
        labels = _IMAGES.sub(r"labels\1idx1", path.name)
        return {ALL: _idx(path, member(path.parent, labels) if labelled else None)}
    raise unknown_kind(path)


def _weight(reading: Reading, labelled: bool, form: Form | None) -> str | None:
    """The name of the weights, where samples are read to be learnt."""
    return reading.weight if labelled and form is None else None


def _archive(
    path: Path, label: str | None, labelled: bool, form: Form | None, weight: str | None
) -> Parts:
    return named.parts(path, read_archive(path), label, labelled, form, weight)


_ARRAYS: dict[str, Callable[[Path, str | None, bool, Form | None, str | None], Parts]] = {
    ".npz": _archive,
    ".npy": named.array_parts,
    ".mat": matlab.parts,
}


def is_table(path: Path) -> bool:
    """Tell a table by its name.

    Args:
        path: a file or folder.

    Returns:
        True for tables of text and records, packed or not, Parquet and Excel.
    """
    name = path.name.lower()
    name = next((name.removesuffix(end) for end in PACKED if name.endswith(end)), name)
    return name.endswith((*TEXT, ".parquet", ".pq", *_EXCEL, *records.ENDS)) and not path.is_dir()


def member(folder: Path, name: str) -> Path:
    """Find an IDX file in a folder, packed or not.

    Args:
        folder: the folder.
        name: name of the file, with or without .gz.

    Returns:
        Its path.

    Raises:
        DataError: it is not there; the message says what is.
    """
    bare = name.removesuffix(".gz")
    for candidate in (folder / bare, folder / f"{bare}.gz"):
        if candidate.is_file():
            return candidate
    raise _lacking(folder, f"{bare} or {bare}.gz")


def _lacking(folder: Path, what: str) -> DataError:
    there = sorted(entry.name for entry in folder.iterdir())
    listed = ", ".join(there[:8]) + (", ..." if len(there) > 8 else "")
    return DataError(
        f"{folder}: there is no {what}; the folder holds {listed or 'nothing'}; expected {KINDS}"
    )


def unknown_kind(path: Path) -> DataError:
    """Make the error for a file of a kind that cannot be read.

    Args:
        path: the file.

    Returns:
        The error, to be raised.
    """
    if path.suffix.lower() in (".pkl", ".pickle", ".joblib", ".pt", ".pth"):
        return DataError(
            f"{path}: reading such a file would run what is in it; save the arrays with"
            " numpy.savez, or the table with DataFrame.to_parquet"
        )
    return DataError(f"{path}: unknown kind of file; expected {KINDS}")


def _refuse_columns(path: Path, reading: Reading) -> None:
    """Refuse what is said of columns for data that have none."""
    if reading.drop or reading.sep is not None:
        what = "columns to drop were named" if reading.drop else "a separator was given"
        raise ValueError(f"{path}: {what}, but only tables have columns")


def _refuse_weights(path: Path, weight: str | None) -> None:
    """Refuse weights of pictures, which have no place for them."""
    if weight is not None:
        raise ValueError(
            f"{path}: weights are named {weight!r}, but only tables and arrays have them"
        )


def _table(path: Path, reading: Reading, labelled: bool, form: Form | None) -> Parts:
    """The samples of a table, without columns that count; divided where a column says how."""
    weight = _weight(reading, labelled, form)
    found, divide = _rows(path, reading, labelled, form or Form(), weight)
    if weight is not None:
        found = with_weights(path, found, weight)
    if form is None or form.columns is None:
        found = without_counts(found)
    if not found.categories:
        made = table_rows(found.x, form)
        found = replace(found, x=made.x, image_shape=made.image_shape, scale=made.scale)
    if divide is None:
        return {ALL: found}
    return {part: found.rows(divide == part) for part in np.unique(divide).tolist()}


def _rows(
    path: Path, reading: Reading, labelled: bool, form: Form, weight: str | None
) -> tuple[Samples, np.ndarray | None]:
    label = form.label if reading.label is None else reading.label
    want = Want(label, labelled, reading.drop, weight, form)
    name = path.name.lower()
    if name.endswith((".parquet", ".pq")):
        return samples(path, sheets.read_parquet(path), want, spelled=False)
    if name.removesuffix(".gz").endswith(records.ENDS):
        return samples(path, records.read_records(path), want, spelled=False)
    odd: tuple[str, ...] = ()
    if name.endswith(_EXCEL):
        table, odd = sheets.read_excel(path)
    else:
        if ".csv" in name and reading.sep in (None, ",") and not form.categories:
            try:
                return _plain(path, want), None
            except NotPlainError as error:
                if importlib.util.find_spec("pyarrow") is None:
                    how = 'pip install "basinet[tables]" reads such tables'
                    raise DataError(f"{error}; {how}") from error
        aside = reading.drop if weight is None else (*reading.drop, weight)
        table, place, odd = read_text(path, reading.sep, label, aside, labelled=labelled)
        want = replace(want, place=place)
    found, divide = samples(path, table, want, spelled=True)
    odd = () if form.columns else odd
    return found.columns(np.ones(found.x.shape[1], bool), odd), divide


def _plain(path: Path, want: Want) -> Samples:
    return read_plain(
        path,
        want.label,
        labelled=want.labelled,
        columns=want.form.columns,
        drop=want.drop,
        weight=want.weight,
    )


def _idx(images: Path, labels: Path | None) -> Samples:
    if labels is None:
        x, shape = read_images(images)
        return Samples(x, None, image_shape=picture_shape(shape), scale=BYTES)
    x, y, shape = read_pair(images, labels)
    return Samples(x, y, label=labels.name, image_shape=picture_shape(shape), scale=BYTES)


def _folder(path: Path, reading: Reading, labelled: bool, form: Form | None) -> Parts:
    """The samples of a folder: IDX files, tables or arrays of parts, or pictures by class."""
    names = [entry.name for entry in path.iterdir()]
    if any(_IMAGES.search(name) for name in names):
        _refuse_columns(path, reading)
        _refuse_weights(path, _weight(reading, labelled, form))
        return _idx_folder(path, names, labelled)
    tables = {
        part: file
        for file in sorted(path.iterdir())
        if is_table(file) and (part := part_called(re.split(r"[.\-_]", file.name)[0])) is not None
    }
    if tables:
        return _tables(tables, reading, labelled, form)
    _refuse_columns(path, reading)
    weight = _weight(reading, labelled, form)
    if any(name.endswith(".npy") for name in names):
        return named.folder_parts(path, reading.label, labelled, form, weight)
    _refuse_weights(path, weight)
    if pictures.has_classes(path) or (
        not labelled and any(pictures.is_picture(path / name) for name in names)
    ):
        return pictures.parts(path, form, labelled)
    raise _lacking(path, f"{TRAIN_IMAGES.removesuffix('.gz')}, table or picture")


def _idx_folder(path: Path, names: list[str], labelled: bool) -> Parts:
    found: Parts = {}
    tested = any(name.startswith("t10k-") for name in names)
    if labelled:
        files = member(path, TRAIN_IMAGES), member(path, TRAIN_LABELS)
        found[TRAIN if tested else ALL] = _idx(*files)
    if tested or not labelled:
        answers = member(path, TEST_LABELS) if labelled else None
        found[TEST] = _idx(member(path, TEST_IMAGES), answers)
    return found


def _tables(files: dict[str, Path], reading: Reading, labelled: bool, form: Form | None) -> Parts:
    """The samples of a table for each part; what the first has, the others must have."""
    found: Parts = {}
    for part in sorted(files, key=lambda part: part != TRAIN):
        whole = _table(files[part], reading, labelled, form)
        found[part] = next(iter(whole.values()))
        form = found[part].form if form is None else form
    return found
