"""Mutated files of every kind, given to the readers: `mutating.py FOLDER COUNT SEED KINDS`.

Each is read, or refused in one line that names it, within seconds; the process says at the end how
its memory grew over that, in MB. A process that a file kills leaves the file in the folder. KINDS
are names, or such as 1/4, every fourth from the second on.
"""

import gzip
import hashlib
import io
import json
import resource
import signal
import struct
import sys
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np

LIMIT = 10.0
"""Seconds of the processor that a file may take."""

TOGETHER = 200
"""Files after which compiled programs are forgotten."""

ODD = (
    *(
        b"0",
        b"-1",
        b"1",
        b"2147483647",
        b"2147483648",
        b"-9223372036854775809",
        b"1e308",
        b"1e-310",
    ),
    *(
        b"nan",
        b"inf",
        b"true",
        b"null",
        b'""',
        b"[]",
        b"{}",
        b"[[[[[[",
        b'"x"',
        b"9" * 400,
        b"\xff",
    ),
)
SIGNS = b'\xff\x009-",\r\n([{}=.'
SPECIAL = (0, 1, 2, 7, 255, 2**31 - 1, 2**31, 2**32 - 1)


def mutated(content, rng):
    """Some bytes changed, removed, doubled, or exchanged for numbers and words that are odd."""
    content = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        if not content:
            break
        at, kind = int(rng.integers(len(content))), rng.integers(7)
        if kind == 0:
            content[at] ^= 1 << int(rng.integers(8))
        elif kind == 1:
            del content[at : at + int(rng.integers(1, 9))]
        elif kind == 2:
            content[at:at] = content[at : at + int(rng.integers(1, 40))]
        elif kind == 3:
            content[at : at + 4] = struct.pack("<I", SPECIAL[rng.integers(len(SPECIAL))])
        elif kind == 4:
            content[at : at + int(rng.integers(4))] = ODD[rng.integers(len(ODD))]
        elif kind == 5:
            content[at : at + 1] = bytes([SIGNS[rng.integers(len(SIGNS))]])
        elif rng.integers(4) == 0:
            del content[at:]
    return bytes(content)


def packed(members, *, deflated=False):
    """A zip archive of members, of which the checksums are right."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED if deflated else 0) as archive:
        for name, inner in members.items():
            archive.writestr(name, inner)
    return content.getvalue()


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_archive(content):
    """Mutations of an archive: of its bytes, of a member behind its checksum, of its numbers."""
    members = unpacked(content)
    names = sorted(members)

    def mutate(rng):
        kind = rng.integers(4)
        if kind == 0:
            return mutated(content, rng)
        changed, name = dict(members), names[rng.integers(len(names))]
        if kind == 1:
            changed[name] = mutated(changed[name], rng)
        elif kind == 2:
            changed[name] = other_array(np.load(io.BytesIO(changed[name])), rng)
        else:
            changed[name] = changed[names[rng.integers(len(names))]]
        return packed(changed, deflated=bool(rng.integers(2)))

    return mutate


def other_array(values, rng):
    """An array of which a number, the type or the shape is another, as a file holds it."""
    content = io.BytesIO()
    np.save(content, altered(values, rng))
    return content.getvalue()


def altered(values, rng):
    kind, values = rng.integers(5), np.array(values)
    if kind == 0 and values.size and values.dtype.kind in "iu":
        limits = np.iinfo(values.dtype)
        odd = (limits.min, limits.max, 0, 1, min(7, limits.max), min(values.size, limits.max))
        values.flat[rng.integers(values.size)] = odd[rng.integers(len(odd))]
    elif kind == 0 and values.size and values.dtype.kind == "f":
        values.flat[rng.integers(values.size)] = (np.nan, np.inf, 1e38, -0.0)[rng.integers(4)]
    elif kind == 1:
        values = values[..., None]
    elif kind == 2 and values.dtype.kind in "biuf":
        other = (np.float64, np.int8, np.int64, np.uint32, np.bool_, np.complex64, "U3")
        with np.errstate(all="ignore"):
            values = values.astype(other[rng.integers(len(other))])
    elif kind == 3:
        values = values[: rng.integers(len(values) + 1)] if values.ndim else values[None]
    else:
        values = np.concatenate([values, values]) if values.ndim else values[None, None]
    return values


def of_bytes(content):
    return lambda rng: mutated(content, rng)


def of_gzip(content):
    def mutate(rng):
        if rng.integers(3):
            return gzip.compress(mutated(content, rng), 1, mtime=0)
        return mutated(gzip.compress(content, mtime=0), rng)

    return mutate


def places(value, path=()):
    """Every place in a document."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


VALUES = [None, True, -1, 0, 2**31, 2**63, 1e308, "", "x", "Layers()", [], [1], {}, {"a": 1}, [[]]]


def of_safetensors(path):
    """Mutations of a model: of its bytes, or of document and arrays under a right checksum."""
    from safetensors import safe_open
    from safetensors.numpy import save

    from basinet.saving.files import _digest

    content = path.read_bytes()
    with safe_open(path, "numpy") as opened:
        text = opened.metadata()["basinet"]
        arrays = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    found = list(places(json.loads(text)))

    def mutate(rng):
        if rng.integers(4) == 0:
            return mutated(content, rng)
        document, kept = json.loads(text), dict(arrays)
        if rng.integers(2):
            *above, last = found[rng.integers(len(found))]
            owner = document
            for key in above:
                owner = owner[key]
            owner[last] = VALUES[rng.integers(len(VALUES))]
        else:
            name = sorted(kept)[rng.integers(len(kept))]
            values = altered(kept[name], rng)
            kept[name] = values if values.dtype.kind in "biuf" else kept[name]
            if rng.integers(5) == 0:
                kept.pop(name)
        said = json.dumps(document)
        kept = {name: np.ascontiguousarray(value) for name, value in kept.items()}
        return save(kept, {"basinet": said, "digest": _digest(said, kept)})

    return mutate


def try_one(read, path, content):
    """What is wrong with how a file is read; None where it is read, or refused as it should be."""
    path.unlink(missing_ok=True)  # writing over a file waits for the disk
    path.write_bytes(content)
    began = time.process_time()
    # Its end by the system, where it comes to none, names the signal.
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * LIMIT)
    try:
        read(path)
    except (ValueError, OSError) as error:
        said = str(error)
        if path.name not in said and str(path.parent) not in said:
            return f"does not name the file: {said!r:.300}"
        if "\n" in said.replace(path.name, "") or len(said) > 1000 or "pickle" in said:
            return f"is no line for people: {said!r:.300}"
    except Exception as error:
        return f"{type(error).__name__}: {error!s:.300}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if time.process_time() - began > LIMIT:
        return f"takes {time.process_time() - began:.0f} s"
    return None


def fuzz(folder, count, seed, names):
    """Give so many mutated files of each kind to its readers; the first fault of each kind."""
    from mutated_kinds import kinds

    made = kinds(folder)
    if "/" in names[0]:
        part, of = map(int, names[0].split("/"))
        names = list(made)[part::of]
    warnings.simplefilter("error")  # a reader that warns of numbers goes on with wrong ones
    for name in names:
        made[name][0](np.random.default_rng(0))  # fits models, which takes memory of its own
    faults, begun = {}, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in names:
        mutate, read, share = made[name]
        rng = np.random.default_rng([seed, int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)])
        began = time.process_time()
        print(name, end=" ", file=sys.stderr, flush=True)
        for number in range(max(1, int(count * share))):
            content = mutate(rng)
            fault = try_one(read, folder / name, content)
            if fault is not None:
                (folder / f"fault-{name}").write_bytes(content)
                faults[name] = f"number {number}: {fault}"
                break
            if number % TOGETHER == TOGETHER - 1 and "jax" in sys.modules:
                # Models of other settings are other programs, which are kept; that is no leak.
                sys.modules["jax"].clear_caches()
        print(f"{time.process_time() - began:.1f} s", file=sys.stderr, flush=True)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun
    return {"faults": faults, "grown": grown / 1024}


if __name__ == "__main__":
    where, count, seed, *names = sys.argv[1:]
    print(json.dumps(fuzz(Path(where), int(count), int(seed), names)))
