"""Exporting a profile: its pool as it is at one moment, packed into a zip file."""

from functools import partial
from typing import Final

from ...core.contracts.pools import PoolContents, Pools, Progress, no_progress
from ...core.contracts.profiles import Profile, ProfileExport
from ...core.errors import Busy, PenstockError
from ...core.files import StagedFile
from .archive_writing import Changed, pack
from .exports import Exports

_ATTEMPTS: Final = 5


def export_profile(pools: Pools, exports: Exports, profile: Profile, progress: Progress = no_progress) -> ProfileExport:
    """Pack the profile's pool; starts anew where an image is removed meanwhile, so that the zip file is one state.

    Raises what `PoolStore.contents` raises (`NotFound` for an image whose file is gone), `Busy` where the pool does not
    stand still, and the errors of the disk.
    """
    moved: Changed | None = None
    for _ in range(_ATTEMPTS):
        contents = pools.store.contents(profile.id)
        write = partial(_pack, contents=contents, profile=profile, progress=progress)
        try:
            return exports.new(profile, write)
        except Changed as error:
            moved = error
    raise _restless(profile) from moved


def _pack(staged: StagedFile, *, contents: PoolContents, profile: Profile, progress: Progress) -> None:
    pack(contents, profile, staged, progress)


def _restless(profile: Profile) -> PenstockError:
    return Busy(f"The images of {profile.name!r} are being changed.", hint="Export again when that is done.")
