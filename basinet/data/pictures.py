"""Folders of pictures by class, read by Pillow: the extra `pictures`.

Only kinds of pictures are opened whose readers are Pillow's own: nothing starts another program.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from basinet.data.errors import DataError
from basinet.data.loose import needs
from basinet.data.reading import ALL, part_called
from basinet.data.samples import Form, Samples

ENDS = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pbm"}
)
"""Ends of the names of pictures."""

_KINDS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
_MOST_PIXELS = 2**26
"""Pixels of a picture that is opened at all."""

_MOST_VALUES = 2**28
"""Values of all pictures: as float32 they take 1 GiB."""

_SIDE = 64
"""Pixels to which pictures are made smaller that are not alike, or too many."""


def is_picture(path: Path) -> bool:
    """Return whether a file is a picture by its name."""
    return path.suffix.lower() in ENDS and not path.name.startswith(".")


def has_classes(path: Path) -> bool:
    """Return whether a folder has folders of pictures, or parts that have."""
    return any(
        any(is_picture(file) for file in folder.iterdir())
        or (part_called(folder.name) is not None and has_classes(folder))
        for folder in _folders(path)
    )


def parts(path: Path, form: Form | None = None, labelled: bool = True) -> dict[str, Samples]:
    """Return the pictures of a folder: by class, perhaps in parts that have folders by class.

    All are made grey if all are, else red, green and blue. Pictures of several sizes are made the
    most frequent one, at most 64 pixels high and wide.

    Args:
        path: the folder, or for features alone a folder of pictures or one picture.
        form: what a model learnt from; its shape is that of all pictures.
        labelled: whether labels are needed.

    Raises:
        DataError: there are no pictures, or one is damaged; it is named.
        OSError: a file cannot be read.
    """
    files = _files(path, labelled)
    every = [file for found in files.values() for file, _ in found]
    if not every:
        raise DataError(f"{path}: there are no pictures")
    shape, odd = _shape(path, every, form)
    made: dict[str, Samples] = {}
    for part, found in files.items():
        x = np.empty((len(found), int(np.prod(shape))), np.float32)
        for row, (file, _) in enumerate(found):
            x[row] = _pixels(file, shape)
        y = np.array([label for _, label in found]) if labelled else None
        made[part] = Samples(
            x, y, spelled=True, label="folders", image_shape=shape, scale=255.0, odd=odd
        )
    return made


def _folders(path: Path) -> list[Path]:
    return sorted(f for f in path.iterdir() if f.is_dir() and not f.name.startswith("."))


def _files(path: Path, labelled: bool) -> dict[str, list[tuple[Path, str]]]:
    """The pictures of each part with the names of their classes."""
    if path.is_file():
        return {ALL: [(path, "")]}
    folders = _folders(path)
    named = {part_called(folder.name): folder for folder in folders if has_classes(folder)}
    if named and None not in named:
        return {str(part): _by_class(folder) for part, folder in named.items()}
    found = _by_class(path)
    if not found and not labelled:
        found = [(file, "") for file in sorted(path.iterdir()) if is_picture(file)]
    return {ALL: found}


def _by_class(path: Path) -> list[tuple[Path, str]]:
    return [
        (file, folder.name)
        for folder in _folders(path)
        for file in sorted(folder.rglob("*"))
        if is_picture(file) and file.is_file()
    ]


def _shape(
    path: Path, files: Sequence[Path], form: Form | None
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The shape that all pictures are given."""
    if form is not None and form.image_shape is not None:
        return form.image_shape, ()
    seen = [_seen(file) for file in files]
    sizes = Counter(size for size, _ in seen)
    (height, width), most = sizes.most_common(1)[0]
    grey = all(is_grey for _, is_grey in seen)
    channels = () if grey else (3,)
    values = height * width * (1 if grey else 3) * len(files)
    odd: tuple[str, ...] = ()
    if len(sizes) > 1 or values > _MOST_VALUES:
        scale = min(1.0, _SIDE / max(height, width))
        shape = (max(1, round(height * scale)), max(1, round(width * scale)))
        why = f"{len(files) - most:,} of {len(files):,} pictures have another size than the others"
        why = why if len(sizes) > 1 else f"{len(files):,} pictures of {height} x {width} are large"
        odd = (f"{why}: all are made {shape[0]} x {shape[1]} pixels",)
        height, width = shape
    return (height, width, *channels), odd


def _opened(file: Path) -> Any:
    """Open a picture; its pixels are not read yet."""
    pillow = needs(file, "PIL.Image")
    try:
        image = pillow.open(file, formats=_KINDS)
    except (FileNotFoundError, PermissionError):
        raise
    except Exception as error:
        raise DataError(f"{file}: damaged, or no picture ({_short(error)})") from error
    if image.width * image.height > _MOST_PIXELS:
        image.close()
        raise DataError(
            f"{file}: {image.width:,} x {image.height:,} pixels; expected at most {_MOST_PIXELS:,}"
        )
    return image


def _seen(file: Path) -> tuple[tuple[int, int], bool]:
    """Height and width of a picture, and whether it is grey."""
    with _opened(file) as image:
        return (image.height, image.width), image.mode in ("1", "L", "LA", "I;16", "I", "F")


def _pixels(file: Path, shape: tuple[int, ...]) -> np.ndarray:
    """The pixels of a picture in [0, 1]."""
    with _opened(file) as image:
        try:
            flat = _of_bytes(file, image).convert("L" if len(shape) == 2 else "RGB")
            if (flat.height, flat.width) != shape[:2]:
                flat = flat.resize((shape[1], shape[0]), 2)  # bilinear
            return np.asarray(flat, np.float32).reshape(-1) / np.float32(255)
        except Exception as error:
            raise DataError(f"{file}: damaged picture ({_short(error)})") from error


def _of_bytes(file: Path, image: Any) -> Any:
    """A picture whose values have more than eight bits as one of bytes."""
    if not image.mode.startswith(("I", "F")):
        return image
    deep = np.asarray(image, np.float32) * (255 / 65535 if image.mode.startswith("I") else 255)
    return needs(file, "PIL.Image").fromarray(np.clip(deep, 0, 255).astype(np.uint8))


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
