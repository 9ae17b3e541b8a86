"""Where plugins come from: bundled modules, entry points of distributions, single files that the user enabled."""

import hashlib
import importlib
import importlib.util
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from importlib.abc import SourceLoader
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Final

from .errors import BadName
from .files import read_file
from .names import check_id
from .values import frozen

_LOG: Final = logging.getLogger("penstock.plugins")
GROUP: Final = "penstock"
"""The entry point group of third-party plugins."""
LARGEST_FILE: Final = 16 << 20
"""Bytes of a plugin that is a single file."""
OFF_BY_DEFAULT: Final = "penstock_off_by_default"
"""The group of those that are off until the user switches them on."""


class Origin(StrEnum):
    """Where a plugin comes from."""

    BUNDLED = "bundled"
    DISTRIBUTION = "distribution"
    FILE = "file"


@frozen(kw_only=True)
class Source:
    """A plugin that could be loaded: nothing of it is imported before `load` is called.

    `digest` is the SHA-256 of a single file, in hex; the user enables exactly these bytes. `distribution` is the name
    of the package that brings the plugin. `essential` ones cannot be switched off; those that are `off_by_default` take
    part once the user switched them on.
    """

    name: str
    origin: Origin
    location: str
    version: str
    load: Callable[[], object]
    approved: bool = True
    digest: str = ""
    distribution: str = ""
    essential: bool = False
    off_by_default: bool = False


def bundled(
    modules: Iterable[str], version: str, essential: Iterable[str] = (), off_by_default: Iterable[str] = ()
) -> Iterator[Source]:
    """The plugins that come with Penstock, named for the last part of their module; the others are such names."""
    always, asked = frozenset(essential), frozenset(off_by_default)
    for module in modules:
        name = module.rpartition(".")[2]
        yield Source(
            name=name,
            origin=Origin.BUNDLED,
            location=module,
            version=version,
            load=lambda module=module: importlib.import_module(module),  # type: ignore[misc]
            distribution="comfyui-penstock",
            essential=name in always,
            off_by_default=name in asked,
        )


def installed() -> Iterator[Source]:
    """The plugins of installed distributions, by entry point name."""
    for group in (GROUP, OFF_BY_DEFAULT):
        for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
            yield _of_entry_point(point)


def _of_entry_point(point: EntryPoint) -> Source:
    dist = point.dist
    return Source(
        name=_plain_name(point.name),
        origin=Origin.DISTRIBUTION,
        location=f"{dist.name if dist else '?'} ({point.value})",
        version=dist.version if dist else "",
        load=point.load,
        distribution=dist.name if dist else "",
        off_by_default=point.group == OFF_BY_DEFAULT,
    )


def single_files(folder: Path, approved: Mapping[str, str]) -> Iterator[Source]:
    """The `*.py` files of `folder`; approved where the user enabled exactly these bytes (name and SHA-256)."""
    for path in sorted(folder.glob("*.py")) if folder.is_dir() else ():
        try:
            code = read_file(path, LARGEST_FILE)
        except OSError as error:
            _LOG.warning("%s is left out: it cannot be read (%s).", path, error.strerror)
            continue
        digest = hashlib.sha256(code).hexdigest()
        name = _plain_name(path.stem)
        yield Source(
            name=name,
            origin=Origin.FILE,
            location=f"{path.name} (SHA-256 {digest})",
            version=digest[:12],
            load=lambda path=path, code=code: _import_file(path, code),  # type: ignore[misc]
            approved=approved.get(name) == digest,
            digest=digest,
        )


def _plain_name(name: str) -> str:
    """`name` where it is an id, else one like it: files and entry points are named by people."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:64]
    try:
        return check_id(plain, "name")
    except BadName:
        return f"plugin_{plain}"[:64]


class _TheseBytes(SourceLoader):
    """Loads the bytes that were hashed instead of reading the file again: it may have changed since."""

    def __init__(self, path: Path, code: bytes) -> None:
        self._path = path
        self._code = code

    def get_filename(self, fullname: str) -> str:
        """The file, for tracebacks."""
        return str(self._path)

    def get_data(self, path: str | bytes) -> bytes:
        """The bytes that the user enabled."""
        return self._code


def _import_file(path: Path, code: bytes) -> ModuleType:
    name = f"penstock_file_{path.stem}"
    spec = importlib.util.spec_from_loader(name, _TheseBytes(path, code))
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
