"""The names of a zip file's members: each harmless, and no two of them one file on any machine."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from attrs import define, field

from ...core.names import is_file_name
from .archive_errors import bad_archive

_LONGEST: Final = 400
_DEEPEST: Final = 8


def check_names(names: Iterable[str]) -> None:
    """Raise `BadArchive` for the first name that leads elsewhere or meets another; folders end with `/`."""
    seen = _Places()
    for name in names:
        seen.add(name, _parts(name))


def is_folder(name: str) -> bool:
    """Whether the member is a folder."""
    return name.endswith("/")


def _parts(name: str) -> list[str]:
    if not name or len(name) > _LONGEST:
        raise bad_archive("has a name that is too long." if name else "has a member without a name.", name)
    parts = name.removesuffix("/").split("/")
    if len(parts) > _DEEPEST or not all(_is_harmless(part) for part in parts):
        raise bad_archive("is not a name that can be used: it may lead out of its folder.", name)
    return parts


def _is_harmless(part: str) -> bool:
    """Hidden files (`.DS_Store`, `._a.png`) are left out later and are no attack; everything else must be usable."""
    return is_file_name(part) or (part.startswith(".") and is_file_name(part.lstrip(".")) and ".." not in part)


def _folded(part: str) -> str:
    """Equal for parts that are one name on some machine: capitals and the way accents are encoded do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", part).casefold())


@define
class _Places:
    """Which places in the tree are taken, and by what: folded path to path."""

    files: dict[str, str] = field(factory=dict)
    folders: dict[str, str] = field(factory=dict)
    listed: set[str] = field(factory=set)

    def add(self, name: str, parts: list[str]) -> None:
        folded = [_folded(part) for part in parts]
        for depth in range(1, len(parts) + is_folder(name)):
            self._add_folder("/".join(folded[:depth]), "/".join(parts[:depth]), name)
        path = "/".join(parts)
        if not is_folder(name):
            self._add_file("/".join(folded), path, name)
        elif path in self.listed:
            raise bad_archive("is there twice.", name)
        else:
            self.listed.add(path)

    def _add_folder(self, place: str, path: str, name: str) -> None:
        if place in self.files:
            raise bad_archive(f"lies in {self.files[place][:100]!r}, which is a file.", name)
        if self.folders.setdefault(place, path) != path:
            raise bad_archive(f"meets {self.folders[place][:100]!r}: only capitals or accents differ.", name)

    def _add_file(self, place: str, path: str, name: str) -> None:
        if place in self.folders:
            raise bad_archive("is a file and a folder.", name)
        if place in self.files:
            same = self.files[place] == path
            raise bad_archive("is there twice." if same else f"meets {self.files[place][:100]!r}.", name)
        self.files[place] = path
