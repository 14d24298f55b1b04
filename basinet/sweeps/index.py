"""The table of all results: read from the folders, kept as Parquet.

The folders are what counts. The table is made from them, and made again where it is missing or
old; only runs that it does not hold yet are read.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any

from basinet._files import write_atomically
from basinet.folders import unsealed
from basinet.sweeps.store import Store

try:
    import pyarrow as pa
    import pyarrow.compute
    import pyarrow.json as pj
    import pyarrow.parquet as pq
except ModuleNotFoundError as error:
    if (error.name or "").split(".")[0] != "pyarrow":
        raise
    message = 'basinet.sweeps keeps its table with pyarrow: pip install "basinet[sweep]"'
    raise ImportError(message) from error

pc: Any = pyarrow.compute  # its functions are made while it is imported

_SEAL = b"basinet seal"
"""Under which the index keeps a checksum of its columns."""

_TOGETHER = 50_000
"""Results whose text is in memory at a time."""


def collect(store: Store, *, afresh: bool = False) -> pa.Table:
    """Return all results as a table, one row a run, and bring the index up to date.

    Args:
        store: where the results are.
        afresh: read every folder again, not only those that the index does not hold.

    Returns:
        The columns of every result, null where one has none, in the order of the names.

    Raises:
        OSError: when a file cannot be read or the index not be written.
        ValueError: when a result is damaged or lacks its file; it names the file.
    """
    table, new = _table(store, afresh)
    if new:
        _write(store, table)
    return table


def look(store: Store) -> pa.Table:
    """Return all results as `collect` does, also where nothing can be written.

    Raises:
        ValueError: when a result is damaged or lacks its file; it names the file.
    """
    table, new = _table(store, afresh=False)
    if new:
        with contextlib.suppress(OSError):  # a full disk, or the folder of somebody else
            _write(store, table)
    return table


def _table(store: Store, afresh: bool) -> tuple[pa.Table, bool]:
    """All results, and whether the index on disk lacks some of them or has others."""
    names = sorted(store.names())
    known = None if afresh else _read_index(store)
    if known is not None:
        held = known.column("name")
        here = pa.array(names, pa.string())
        missing = here.filter(pc.invert(pc.is_in(here, value_set=held.combine_chunks())))
        gone = pc.invert(pc.is_in(held, value_set=here))
        if not len(missing) and not pc.any(gone).as_py():
            return known, False
        known = known.filter(pc.invert(gone))
        names = missing.to_pylist()
    parts = [] if known is None or not known.num_rows else [known]
    starts = range(0, len(names), _TOGETHER)
    parts += [_read(store, names[start : start + _TOGETHER]) for start in starts]
    table = _joined(parts) if parts else pa.table({"name": pa.array([], pa.string())})
    return table.sort_by("name").combine_chunks(), True


def _read_index(store: Store) -> pa.Table | None:
    """The index as it was written last, or None where there is none that can be read."""
    try:
        table = pq.read_table(store.index, page_checksum_verification=True)
        if (table.schema.metadata or {}).get(_SEAL) != _seal(table):
            return None
        known = table.column("name").type == pa.string() and "error" in table.column_names
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return None
    return table if known else None


def _seal(table: pa.Table) -> bytes:
    """What changes where a name, a kind or the number of rows does; pages have checksums."""
    columns = [table.num_rows, *((field.name, str(field.type)) for field in table.schema)]
    return hashlib.sha256(repr(columns).encode()).hexdigest().encode()


def _read(store: Store, names: Sequence[str]) -> pa.Table:
    """Read results, all at once where their columns agree, else one by one."""
    runs = os.fspath(store.runs)
    texts = []
    for name in names:
        folder = f"{runs}/{name[:2]}/{name}"
        path, remedy = f"{folder}/result.json", f"remove the folder {folder} to do the run again"
        try:
            with open(path, "rb") as file:  # noqa: PTH123 (speed)
                texts.append(unsealed(path, file.read(), remedy))
        except FileNotFoundError as error:
            raise ValueError(f"{path} is missing; {remedy}") from error
    try:
        lines = pa.BufferReader(b"".join(texts))
        options = pj.ReadOptions(block_size=2**26)
        table = pj.read_json(lines, read_options=options)
        if table.num_rows == len(names):
            return _plain(table)
    except pa.ArrowInvalid:
        pass
    return _from_rows([store.read(name) for name in names])


def _from_rows(rows: list[dict[str, Any]]) -> pa.Table:
    """A table from dictionaries; a column of several kinds becomes text."""
    columns = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: _column([row.get(name) for row in rows]) for name in columns})


def _column(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {int, float}:
        values = [None if value is None else float(value) for value in values]
    elif len(kinds) > 1:
        values = [v if v is None or isinstance(v, str) else json.dumps(v) for v in values]
    return pa.array(values)


def _plain(table: pa.Table) -> pa.Table:
    """Times stay text: the JSON reader would make dates of some."""
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            text = pc.strftime(table.column(place), "%Y-%m-%dT%H:%M:%S+00:00")
            table = table.set_column(place, field.name, text)
    return table


def _joined(parts: list[pa.Table]) -> pa.Table:
    """Tables one below the other; numbers widen, and what is number here and text there is text."""
    try:
        return pa.concat_tables(parts, promote_options="permissive")
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return _from_rows([row for part in parts for row in part.to_pylist()])


def _write(store: Store, table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    sealed = table.replace_schema_metadata({_SEAL: _seal(table)})
    pq.write_table(sealed, sink, compression="zstd", write_page_checksum=True)
    write_atomically(store.index, sink.getvalue().to_pybytes())
