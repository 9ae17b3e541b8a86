"""Exporting a profile: its pool as it is at one moment, packed into a zip file."""

from functools import partial
from typing import Final

from attrs import evolve

from ...core.contracts.pools import PoolContents, Pools, Progress, no_progress
from ...core.contracts.profiles import Profile, ProfileExport
from ...core.errors import Busy, PenstockError
from ...core.files import StagedFile
from .archive_limits import ArchiveLimits
from .archive_writing import Changed, pack
from .exports import Exports

_ATTEMPTS: Final = 5


def export_profile(
    pools: Pools, exports: Exports, profile: Profile, limits: ArchiveLimits, progress: Progress = no_progress
) -> ProfileExport:
    """Pack the profile's pool; starts anew where an image is removed meanwhile, so that the zip file is one state.

    What is beyond the `limits` of an import is packed all the same, with a warning.

    Raises what `PoolStore.contents` raises (`NotFound` for an image whose file is gone), `Busy` where the pool does not
    stand still, and the errors of the disk.
    """
    moved: Changed | None = None
    for _ in range(_ATTEMPTS):
        contents = pools.store.contents(profile.id)
        write = partial(_pack, contents=contents, profile=profile, progress=progress)
        try:
            made = exports.new(profile, write)
        except Changed as error:
            moved = error
        else:
            return evolve(made, warning=warning_for(files=len(contents.files) + 2, size=made.bytes, limits=limits))
    raise _restless(profile) from moved


def warning_for(*, files: int, size: int, limits: ArchiveLimits) -> str:
    """What whoever imports a zip of so many files and bytes has to know; empty where the limits here would do."""
    if files > limits.max_files:
        return f"It has {files} files: to import it, set profiles.max_zip_files to {files} or more there."
    if size > limits.max_bytes:
        megabytes = size // 1_000_000 + 1
        return f"It has {megabytes} MB: to import it, set profiles.max_zip_megabytes to {megabytes} or more there."
    return ""


def _pack(staged: StagedFile, *, contents: PoolContents, profile: Profile, progress: Progress) -> None:
    pack(contents, profile, staged, progress)


def _restless(profile: Profile) -> PenstockError:
    return Busy(f"The images of {profile.name!r} are being changed.", hint="Export again when that is done.")
