"""The examples of the hooks' docstrings, with the names that they take for granted."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from penstock import hookimpl
from penstock.adapters.testing.memory_store import MemoryPoolStore
from penstock.core import contracts
from penstock.core.hooks import PHASES

_DECLARED: Final = (
    "commands",
    "errors",
    "host",
    "node_replacements",
    "nodes",
    "parameter_rules",
    "routes",
    "services",
    "settings",
    "text_functions",
)


class Captions:
    """A service of the examples."""


class FileCaptions(Captions):
    """What it is."""

    def __init__(self, paths: object) -> None:
        self.paths = paths


class Log:
    """A list of the examples, which says what it is given."""

    append = staticmethod(print)


def get(_call: object) -> None:
    """The handler of a route."""


def flip(_call: object, image: object) -> tuple[object]:
    """What a node runs."""
    return (image,)


def count(_call: object) -> None:
    """What a command runs."""


def names() -> dict[str, Any]:
    """Every public name of the contracts and declarations, and those that the examples make up."""
    paths = [f"{contracts.__name__}.{one.name}" for one in pkgutil.iter_modules(contracts.__path__)]
    core = importlib.import_module("penstock.core")
    there = {one.name for one in pkgutil.iter_modules(core.__path__)}
    paths += [f"penstock.core.{name}" for name in _DECLARED if name in there]
    modules = [importlib.import_module(path) for path in paths]
    found = {name: thing for one in modules for name, thing in vars(one).items() if not name.startswith("_")}
    own = {one.__name__: one for one in (Captions, FileCaptions, MemoryPoolStore, get, flip, count)}
    told = dict.fromkeys(("ring_the_bell", "start_training"), print)
    return {**found, **own, **told, "log": Log(), "hookimpl": hookimpl}


def examples() -> Iterator[tuple[str, ModuleType, str]]:
    """Each hook's name, its phase and its example; empty without one."""
    for phase in PHASES:
        for name, spec in vars(phase).items():
            if hasattr(spec, "penstock_kind"):
                _, _, example = (inspect.getdoc(spec) or "").partition("Example::")
                yield name, phase, inspect.cleandoc(example) if example else ""
