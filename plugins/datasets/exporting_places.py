"""Where an export goes: a folder that may be written, its name free, or an earlier export that is replaced."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.datasets import Existing
from ...core.errors import Conflict, Invalid, PenstockError
from ...core.values import frozen
from .exporting_manifest import is_export
from .folders import Folders, Found, shown

_MOST_NUMBERS: Final = 10_000


@frozen
class Place:
    """A folder for an export. `replaces`: an earlier export is there and makes room."""

    found: Found
    replaces: bool = False


@define
class Places:
    """See the module. Changes nothing."""

    folders: Folders

    def of(self, address: str, existing: Existing) -> Place:
        """Where the export goes now; `Conflict` where something is there, and what `Folders.to_save` raises."""
        found = self._checked(address)
        if not os.path.lexists(found.path):
            return Place(found)
        if existing == "number":
            return Place(self._numbered(found))
        if existing == "replace":
            self.check_replaceable(found)
            return Place(found, replaces=True)
        raise Conflict(
            f"There is a folder {shown(found.address)} already.",
            hint="Choose another name, let the export number it, or let it replace an earlier export.",
            field="folder",
        )

    def check_replaceable(self, found: Found) -> None:
        """`Conflict` unless an export wrote what is there: nothing else is ever replaced."""
        if not is_export(found.path):
            raise Conflict(
                f"{shown(found.address)} was not written by an export: no export's penstock_dataset.json is in it.",
                hint="Choose another name, or move that folder away.",
                field="folder",
            )

    def _checked(self, address: str) -> Found:
        if not address.strip():
            raise Invalid("A folder to export to is missing.", hint="Say one, like datasets/cats.", field="folder")
        found = self.folders.to_save(address)
        above = (self.folders.paths.private, *(one.path for one in self.folders.all() if not one.problem))
        if any(path.resolve().is_relative_to(found.path) for path in above):
            raise Invalid(
                f"{shown(found.address)} holds more than one data set.",
                hint=f"Export to a folder in it, like {found.address}/cats.",
                field="folder",
            )
        return found

    def _numbered(self, found: Found) -> Found:
        for path in _numbered(found.path):
            if not os.path.lexists(path):
                return self.folders.to_save(str(path))
        raise Conflict(f"{shown(found.address)} is there {_MOST_NUMBERS:,} times.", field="folder")


def is_taken(error: PenstockError, path: Path) -> bool:
    """Whether it was raised because somebody took the name `path` meanwhile."""
    return isinstance(error, Conflict) and os.path.lexists(path)


def _numbered(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.name}-{number}") for number in range(2, _MOST_NUMBERS))
