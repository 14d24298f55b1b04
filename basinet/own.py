"""Learners of one's own: from a file, from a package, from the script or notebook that runs.

Their name is `module:Class`. Nothing is imported because a file that was read says so: the module
must have been imported already, which `learner_from` does because a person asks for it, or belong
to a package that is installed and announces its learners as entry points of the group `GROUP`.
"""

import hashlib
import importlib
import importlib.util
import inspect
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import equinox as eqx

from basinet._closest import close
from basinet.learners import AbstractLearner

GROUP = "basinet.learners"
"""The group of entry points by which an installed package announces learners."""


def learner_from(text: str) -> type[AbstractLearner]:
    """Import the file or module that a text names and return the learner's class in it.

    This executes the file, as Python does with a script: files beside it can be imported too.

    Args:
        text: `file.py:Class`, or `package.module:Class` for what is installed.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is no such text, cannot be imported or has no such learner.
    """
    place, _, name = text.rpartition(":")
    if not place or not name.isidentifier():
        raise ValueError(
            f"{text!r} does not name a learner; expected file.py:Class, such as"
            " random_features.py:RandomFeatures"
        )
    module = _module_of_file(Path(place)) if place.endswith(".py") else _module(place)
    found = vars(module).get(name)
    if found is None or not _is_learner(found):
        there = [one for one, value in vars(module).items() if _is_learner(value)]
        said = "is no learner" if name in vars(module) else "does not exist"
        raise ValueError(
            f"{name} in {place} {said}{close(name, there)}; a learner is a class that derives from"
            f" AbstractLearner, and there {_are(there)}"
        )
    return found


def find_own(name: str) -> type[AbstractLearner] | AbstractLearner | None:
    """Return the learner of somebody's own that a name stands for, or None.

    Args:
        name: that of an entry point, or `module:Class` where the module has been imported.

    Raises:
        ValueError: when an entry point of this name does not lead to a learner.
    """
    place, colon, kind = name.rpartition(":")
    if colon:
        place = Path(place).stem if place.endswith(".py") else place
        place = "__main__" if place == _stem("__main__") else place
        module = sys.modules.get(place)
        # What the module holds, and not what it would fetch when it is asked for an attribute.
        found = None if module is None else vars(module).get(kind)
        return found if _is_learner(found) else _announced_as(place, kind)
    for entry in entry_points(group=GROUP, name=name):
        return _loaded(entry)
    return None


def announced() -> list[str]:
    """Return the names of the learners that installed packages announce; nothing is imported."""
    return sorted(entry_points(group=GROUP).names)


def modules() -> list[ModuleType]:
    """Return the modules of this process that define learners of somebody's own."""
    kinds: list[type] = AbstractLearner.__subclasses__()
    for kind in kinds:  # which grows meanwhile
        kinds += kind.__subclasses__()
    names = {kind.__module__ for kind in kinds if kind.__module__.partition(".")[0] != "basinet"}
    return [sys.modules[name] for name in sorted(names & sys.modules.keys() - {"__main__"})]


def own_name(kind: type[AbstractLearner]) -> str:
    """Return the name by which `find_own` finds a class: its entry point's, or `module:Class`."""
    for entry in entry_points(group=GROUP):
        module = sys.modules.get(entry.module)
        if module is not None and vars(module).get(entry.attr) is kind:
            return entry.name
    return f"{_stem(kind.__module__)}:{kind.__qualname__}"


def how_to_name(name: str) -> str:
    """Return what to do about a learner of one's own that is not known, for a message."""
    place, _, kind = name.rpartition(":")
    file = place if place.endswith(".py") else f"{place}.py"
    return (
        f"{name} is a learner of somebody's own, and nothing is imported because a file says so:"
        f" name it with --learner-from {file}:{kind}, or import {Path(file).stem} beforehand"
    )


def parts_beside(kind: type) -> dict[str, type[eqx.Module]]:
    """Return the parts that are defined or imported where a learner of one's own is."""
    module = sys.modules.get(kind.__module__)
    if module is None or kind.__module__.partition(".")[0] == "basinet":
        return {}
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, eqx.Module)
        and not issubclass(value, AbstractLearner)
        and not inspect.isabstract(value)
    }


def source(kind: type) -> str | None:
    """Return a checksum of the file that defines a class of somebody's own; None for ours."""
    if kind.__module__.partition(".")[0] == "basinet":
        return None
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    try:
        return None if file is None else hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError:
        return None


def _module_of_file(path: Path) -> ModuleType:
    """The module of a file, executed unless it has been, under the name of the file."""
    path = path.expanduser().resolve()
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    name = path.stem
    known = sys.modules.get(name)
    if known is not None:
        if _file(known) == path:
            return known
        raise ValueError(
            f"{path} has the name of a module that is in use, {name}; give the file another name"
        )
    if not name.isidentifier():
        raise ValueError(f"{path.name} cannot be imported; name it as a word, such as mine.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None  # a name that ends in .py has it
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if not isinstance(error, Exception | SystemExit):
            raise
        raise ValueError(f"{path} cannot be imported: {_said(error)}") from error
    return module


def _stem(module: str) -> str:
    """The name under which another program would import a module: a script's is its file's."""
    file = _file(sys.modules["__main__"]) if module == "__main__" else None
    return module if file is None else file.stem


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:  # whatever the module does when it is executed
        raise ValueError(f"{name} cannot be imported: {_said(error)}") from error


def _announced_as(module: str, kind: str) -> Any:
    """The class of a package that announces it, by the place where it is defined."""
    for entry in entry_points(group=GROUP):
        if (entry.module, entry.attr) == (module, kind):
            return _loaded(entry)
    return None


def _loaded(entry: EntryPoint) -> type[AbstractLearner] | AbstractLearner:
    try:
        found = entry.load()
    except (Exception, SystemExit) as error:
        raise ValueError(
            f"the learner {entry.name} of an installed package, {entry.value}, cannot be imported:"
            f" {_said(error)}"
        ) from error
    if not _is_learner(found) and not isinstance(found, AbstractLearner):
        raise ValueError(f"{entry.name}, announced as {entry.value}, is no learner: {found!r:.60}")
    return found


def _is_learner(found: Any) -> bool:
    return (
        isinstance(found, type)
        and issubclass(found, AbstractLearner)
        and not inspect.isabstract(found)
    )


def _are(names: list[str]) -> str:
    return f"are {', '.join(names)}" if names else "is none"


def _file(module: ModuleType) -> Path | None:
    file = getattr(module, "__file__", None)
    return None if file is None else Path(file).resolve()


def _said(error: BaseException) -> str:
    """The kind of an error and its words, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
