"""A checkout of ComfyUI-Dataset-Gates, measured beside the baseline: its modules are loaded by path, never copied."""

import importlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import frozen

_PACKAGE = "peer_gates"


@frozen
class Peer:
    """The checkout at `path`; `pool` and `imaging` are its own modules."""

    path: Path

    @property
    def pool(self) -> Any:
        """Its store: functions of `(base folder, pool id, ...)`."""
        return self.module("pool")

    @property
    def imaging(self) -> Any:
        """Its image loading; `ImportError` where torch is not installed."""
        return self.module("imaging")

    def module(self, name: str) -> ModuleType:
        """One of its modules, in a package whose own `__init__` is never run."""
        if _PACKAGE not in sys.modules:
            spec = ModuleSpec(_PACKAGE, None, is_package=True)
            spec.submodule_search_locations = [str(self.path / "gates")]
            sys.modules[_PACKAGE] = importlib.util.module_from_spec(spec)
        return importlib.import_module(f"{_PACKAGE}.{name}")


def found(path: Path) -> Peer:
    """The peer at `path`; `SystemExit` where that is no checkout of it."""
    if not (path / "gates" / "pool.py").is_file():
        raise SystemExit(f"{path} is no checkout of ComfyUI-Dataset-Gates: it has no gates/pool.py")
    return Peer(path)
