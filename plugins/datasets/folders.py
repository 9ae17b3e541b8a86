"""Which folders may be used, and what the texts that name folders mean. See `core.contracts.datasets`.

Every path is resolved, links followed, before it is compared with what is allowed, so that no link leads out.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import define, evolve

from ...core.contracts.datasets import DatasetFolder
from ...core.errors import BadName, NotFound, ReadOnly
from ...core.host import HostPaths
from ...core.names import is_file_name
from ...core.values import frozen

_ALLOW: Final = 'Allow it with "Allow a folder…" on the page Data sets, or choose a folder that is allowed.'
_HIDDEN: Final = "Use a name without a dot in front, or add this very folder to the allowed ones in the settings."
_LONGEST: Final = 4_096
_POOLS: Final = "grid_pool"

Allowed = Callable[[str], bool]
"""Whether what lies at a path, links followed, may be read."""


@frozen
class Found:
    """A folder by its address in one spelling, and its real path, which is allowed."""

    address: str
    path: Path


@define
class Folders:
    """See the module. `texts` tells the two settings: folders to load and save, folders to load only."""

    paths: HostPaths
    texts: Callable[[], tuple[str, str]]

    def all(self) -> tuple[DatasetFolder, ...]:
        """Input, output, then those of the settings in their order, each with what is wrong with it."""
        both, load = self.texts()
        named = tuple(_allowed(text, can_save=False) for text in split(load))
        kept = {_real(one.path) for one in named} - {None}
        own = (
            DatasetFolder(address="input", path=self.paths.input, kind="input", can_save=True),
            DatasetFolder(address="output", path=self.paths.output, kind="output", can_save=True),
            *(_allowed(text, can_save=True) for text in split(both)),
        )
        return (*(evolve(one, can_save=False) if _real(one.path) in kept else one for one in own), *named)

    def to_load(self, address: str, field: str = "folder") -> Found:
        """An existing folder; `NotFound` where there is none, `BadName` where it is not allowed or hidden."""
        path = self._meant(address, self.paths.input, field)
        root = self._root_of(path, field, address)
        if not _is_folder(path, address, field):
            raise NotFound(f"There is no folder {shown(address)}.", hint="Choose one that exists.", field=field)
        return Found(self._address(path, root), path)

    def to_save(self, address: str, field: str = "folder") -> Found:
        """A folder to write into, which may not exist yet; nothing is made.

        `BadName` where it is not allowed or its name cannot be used, `ReadOnly` where it is for loading only.
        """
        path = self._meant(address, self.paths.output, field)
        root = self._root_of(path, field, address)
        if not root.can_save or self._is_kept(path, root):
            raise ReadOnly(f"{shown(address)} is allowed for loading only.", hint=_ALLOW, field=field)
        if self._is_of_pools(path):
            raise BadName(
                f"{shown(address)} belongs to the image pools.",
                hint="Choose another folder: what is not theirs is tidied away there.",
                field=field,
            )
        _check_new(path, field)
        return Found(self._address(path, root), path)

    def address_of(self, path: Path) -> str:
        """The text that names a real path which is allowed."""
        return self._address(path, self._root_of(path, "folder"))

    def inside(self, found: Found, names: Iterable[str]) -> Iterator[Found]:
        """The folders of these names in `found`, which are no links and not hidden; what is private is left out."""
        own = {real: one for one in reversed(self.all()) if not one.problem and (real := _real(one.path)) is not None}
        private = _real(self.paths.private)
        short = self._root_of(found.path, "folder").kind != "allowed"
        for name in names:
            path = found.path / name
            if path in own:
                yield Found(self._address(path, own[path]), path)
            elif path != private:
                yield Found(f"{found.address}/{name}" if short else str(path), path)

    def allows(self, path: Path) -> bool:
        """Whether what lies at `path`, links followed, may be read."""
        return self.allowed()(str(path))

    def allowed(self) -> Allowed:
        """`allows` for many paths, as the settings are now."""
        roots = [_below(os.path.realpath(one.path)) for one in self.all() if not one.problem]
        private = _below(os.path.realpath(self.paths.private))

        def allows(path: str) -> bool:
            try:
                real = _below(os.path.realpath(path))
            except (OSError, ValueError):
                return False
            return not real.startswith(private) and any(real.startswith(root) for root in roots)

        return allows

    def _meant(self, address: str, beside: Path, field: str) -> Path:
        """What the text means, without the blanks around it where no folder has them in its name."""
        if "\0" in address or len(address) > _LONGEST:
            raise BadName("That is no name of a folder.", field=field)
        text = address.strip()
        exact = None if text == address else self._resolved(address, beside, field)
        return exact if exact is not None and _is_folder(exact, address, field) else self._resolved(text, beside, field)

    def _resolved(self, text: str, beside: Path, field: str) -> Path:
        """An absolute path, one below input or output, one below `beside`; links are followed."""
        try:
            given = Path(text).expanduser() if text.startswith("~") else Path(text)
            if ".." in given.parts:
                raise BadName(f"{shown(text)} leads out of its folder.", hint="Leave '..' out.", field=field)
            if not given.is_absolute():
                first, *rest = given.parts or ("",)
                own = {"input": self.paths.input, "output": self.paths.output}
                given = own[first].joinpath(*rest) if first in own else beside / given
            return given.resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise BadName(f"{shown(text)} cannot be resolved.", field=field) from error

    def _root_of(self, path: Path, field: str, address: str = "") -> DatasetFolder:
        """The innermost usable folder that holds `path`, which is not hidden in it."""
        holding = [
            (len(real.parts), folder)
            for folder in self.all()
            if not folder.problem and path.is_relative_to(real := folder.path.resolve())
        ]
        if not holding or path.is_relative_to(self.paths.private.resolve()):
            raise BadName(f"{shown(address or str(path))} is in no allowed folder.", hint=_ALLOW, field=field)
        depth, root = max(holding, key=lambda one: one[0])
        if any(part.startswith(".") for part in path.parts[depth:]):
            raise BadName(f"{shown(address or str(path))} is hidden.", hint=_HIDDEN, field=field)
        return root

    def _is_kept(self, path: Path, root: DatasetFolder) -> bool:
        """Whether a folder for loading only holds it, inside `root`; also one that cannot be used now."""
        own = root.path.resolve()
        return any(
            path.is_relative_to(kept) and kept.is_relative_to(own)
            for one in self.all()
            if not one.can_save and (kept := _real(one.path)) is not None
        )

    def _address(self, path: Path, root: DatasetFolder) -> str:
        if root.kind == "allowed":
            return str(path)
        below = path.relative_to(root.path.resolve()).as_posix()
        return root.address if below == "." else f"{root.address}/{below}"

    def _is_of_pools(self, path: Path) -> bool:
        """In whatever letters, as many disks take them for the same; or where a link has them stored."""
        own = self.paths.input.resolve()
        stored = _real(own / _POOLS)
        if stored is not None and path.is_relative_to(stored):
            return True
        below = path.relative_to(own).parts if path.is_relative_to(own) else ()
        return bool(below) and below[0].casefold() == _POOLS


def split(text: str) -> Iterator[str]:
    """The folders of a setting."""
    return (part.strip() for line in text.splitlines() for part in line.split(";") if part.strip())


def shown(address: str) -> str:
    """The text in messages, short."""
    return repr(address)[:200]


def _allowed(text: str, *, can_save: bool) -> DatasetFolder:
    try:
        path = Path(text).expanduser() if text.startswith("~") else Path(text)
    except RuntimeError:  # nobody of that name
        path = Path(text)
    return DatasetFolder(address=text, path=path, kind="allowed", can_save=can_save, problem=_problem(path))


def _real(path: Path) -> Path | None:
    """Where it lies, links followed, whether it is there or not; None where that cannot be said."""
    try:
        return path.resolve() if path.is_absolute() else None
    except (OSError, RuntimeError, ValueError):
        return None


def _problem(path: Path) -> str:
    """What keeps an allowed folder from being used, empty where nothing does."""
    if not path.is_absolute():
        return "The path is not absolute."
    try:
        real = path.resolve()
        if real == Path(real.anchor):
            return "A whole disk cannot be allowed."
        if not real.is_dir():
            return "There is no such folder."
        return "" if os.access(real, os.R_OK | os.X_OK) else "The folder cannot be read."
    except (OSError, RuntimeError, ValueError):
        return "The path cannot be resolved."


def _below(real: str) -> str:
    """With one separator at the end, so that what lies in it begins with it, and nothing else does."""
    return real.rstrip(os.sep) + os.sep


def _is_folder(path: Path, address: str, field: str) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise BadName(f"{shown(address)} cannot be read.", hint="Check its permissions.", field=field) from error


def _check_new(path: Path, field: str) -> None:
    """Each part that does not exist yet must be a name that every system takes, below a folder."""
    for part in (path, *path.parents):
        try:
            there = part.exists()
        except OSError as error:
            raise BadName(f"{shown(part.name)} cannot be looked at.", field=field) from error
        if there:
            break
        if not is_file_name(part.name):
            raise BadName(f"{shown(part.name)} is not a name for a folder.", field=field)
    if not _is_folder(part, part.name, field):
        raise BadName(f"{shown(part.name)} is a file, not a folder.", hint="Choose another name.", field=field)
