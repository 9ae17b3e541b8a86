"""From a zip file to a folder that `Pools.install` takes: checked whole, then unpacked, and nothing else with it."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from attrs import define

from ...core.contracts.pools import Progress, no_progress
from ...core.errors import from_os_error
from ...core.files import Files, StagedFile
from ...core.values import frozen
from .archive_errors import archive_too_large, bad_archive
from .archive_guard import Member, guarded
from .archive_limits import ArchiveLimits
from .archive_members import read_small, unpacked
from .archive_profile import MANIFEST, MANIFEST_FILE, META, Meta, named_files, pictures, read_meta

_WRAPPED = "Zip what is in the folder, not the folder itself."


@frozen(kw_only=True)
class Unpacked:
    """What came out: the profile's name, None where the zip tells none, and when it was made (ms, 0: not told).

    `left_out` files of the zip are not part of the profile.
    """

    name: str | None
    created: int = 0
    left_out: int = 0


def unpack(
    archive: Path, folder: Path, files: Files, limits: ArchiveLimits, progress: Progress = no_progress
) -> Unpacked:
    """Unpack a profile into the empty `folder` (manifest, where it has one, and pictures side by side), durably.

    Raises `BadArchive` and `TooLarge`, which name the member, the errors of the disk, and what `progress` raises (it
    counts bytes); then the folder holds some of the files, for the caller to remove.
    """
    try:
        if not archive.is_file():
            raise bad_archive("is no file.")
        with archive.open("rb") as stream:
            return _unpack(stream, _Unpacking(stream=stream, folder=folder, files=files, progress=progress), limits)
    except OSError as error:
        raise from_os_error(error, "unpack the zip file") from error


def _unpack(stream: BinaryIO, work: "_Unpacking", limits: ArchiveLimits) -> Unpacked:
    members = guarded(stream, limits)
    meta, kept = _profile(stream, members, limits)
    work.run(members, kept)
    return Unpacked(
        name=meta.name if meta else None,
        created=meta.created if meta else 0,
        left_out=len(members) - len(kept) - (meta is not None),
    )


def _profile(
    stream: BinaryIO, members: tuple[Member, ...], limits: ArchiveLimits
) -> tuple[Meta | None, dict[Member, str]]:
    """What the zip says of itself, and which members are to be unpacked under which names."""
    by_name = {member.name: member for member in members}
    meta = read_meta(read_small(stream, by_name[META], limits.max_meta_bytes)) if META in by_name else None
    found = pictures(members)
    if MANIFEST in by_name:
        named = named_files(read_small(stream, by_name[MANIFEST], limits.manifest_bytes(len(found))), len(found))
        found = {name: member for name, member in found.items() if name in named}
    elif meta is None:
        raise _no_profile(by_name)
    _check_pictures(found.values(), limits.max_picture_bytes)
    if MANIFEST in by_name:
        found[MANIFEST_FILE] = by_name[MANIFEST]
    return meta, {member: name for name, member in found.items()}


def _check_pictures(pictures: Iterable[Member], limit: int) -> None:
    for member in pictures:
        if member.size > limit:
            raise archive_too_large(f"has {member.size} bytes; {limit} are allowed.", member.name)


def _no_profile(names: dict[str, Member]) -> Exception:
    wrapped = any(name.endswith((f"/{META}", f"/{MANIFEST}")) for name in names)
    hint = _WRAPPED if wrapped else f"Choose one that Penstock or Dataset Gates exported: it has a {META}."
    return bad_archive("has no profile in it.", hint=hint)


@define
class _Unpacking:
    stream: BinaryIO
    folder: Path
    files: Files
    progress: Progress
    total: int = 0
    done: int = 0

    def run(self, members: tuple[Member, ...], kept: Mapping[Member, str]) -> None:
        """Also what is left out is unpacked, to nowhere: a zip file is sound as a whole or refused."""
        self.total = sum(member.size for member in members)
        self.progress(0, self.total)
        for member in members:
            if member in kept:
                self._keep(member, self.folder / kept[member])
            else:
                deque(self._parts(member), maxlen=0)
        self.files.calls.sync_folder(self.folder)

    def _keep(self, member: Member, path: Path) -> None:
        with StagedFile(self.files.calls, path) as staged:
            for part in self._parts(member):
                staged.write(part)

    def _parts(self, member: Member) -> Iterator[bytes]:
        for part in unpacked(self.stream, member):
            yield part
            self.done += len(part)
            self.progress(self.done, self.total)
