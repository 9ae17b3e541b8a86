"""Profiles: pools with a name, chosen by the node Pool Profile and carried between machines as zip files.

A profile is a pool: its id is the pool's id and the truth, its name a label that is unique. What has no name is a
node's own pool. Every value is frozen. All methods block and are safe on any thread, never call them on an event loop.
"""

from pathlib import Path
from typing import Protocol

from attrs import field

from ..values import frozen
from .pools import Progress, no_progress


@frozen(kw_only=True)
class Profile:
    """A named pool: `id` is the pool's, `name` a label, `created` wall time in ms (0 in files of Dataset Gates)."""

    id: str
    name: str
    created: int = 0


@frozen(kw_only=True)
class DeletedProfile:
    """A profile in the trash: `trash` brings it back, `deleted` is the wall time in ms."""

    trash: str
    profile: Profile
    deleted: int


@frozen(kw_only=True)
class ProfileExport:
    """A finished zip file: `id` is where it is fetched, for an hour; `file_name` what it should be called.

    `warning` says what to set for an import where it is beyond the limits for imports; empty most of the time.
    """

    id: str
    profile: Profile
    file_name: str
    bytes: int
    path: Path = field(repr=False)
    warning: str = ""


@frozen(kw_only=True)
class ProfileImport:
    """What came of a zip file: the new profile, how many images it has, how many files in the zip were left out."""

    profile: Profile
    count: int
    left_out: int = 0


class Profiles(Protocol):
    """The profile service. What a method returned is durable; what it raised changed nothing.

    Raises `NotFound` for a profile that there is none of, `Conflict` for a name in use (`details["suggestion"]` is a
    free one, `details["current"]` the profile that has it), `Invalid` and `BadName` for what is no name, `ReadOnly`
    where a newer Penstock wrote the registry, and the errors of `Pools`.
    """

    def list(self) -> tuple[Profile, ...]:
        """Every profile in the order of the registry; those in the trash are left out, one whose pool is gone is not.

        Whether its pool exists is for `Pools.store.exists` to say.
        """
        ...

    def get(self, profile_id: str) -> Profile:
        """One profile."""
        ...

    def problems(self) -> tuple[str, ...]:
        """What had to be mended when the registry was read, for people: empty where all is well."""
        ...

    def read_only(self) -> bool:
        """Whether a newer Penstock wrote the registry: then every change raises `ReadOnly`."""
        ...

    def create(self, name: str, pool_id: str | None = None) -> Profile:
        """A new empty profile; with `pool_id` that pool gets the name (adopted as it is, made where it does not exist).

        `Conflict` where the pool is a profile already.
        """
        ...

    def rename(self, profile_id: str, name: str) -> Profile:
        """Another name; no workflow notices."""
        ...

    def delete(self, profile_id: str) -> str:
        """Move the profile with its pool to the trash, where it is kept 30 days; returns what brings it back.

        Empty where its pool was gone already: then only the name goes.
        """
        ...

    def deleted(self) -> tuple[DeletedProfile, ...]:
        """The profiles in the trash, the last deleted first."""
        ...

    def restore(self, trash_id: str) -> Profile:
        """Bring a deleted profile back; it gets a free name where its own is in use by now."""
        ...

    def duplicate(self, profile_id: str, name: str | None = None, progress: Progress = no_progress) -> Profile:
        """A copy with a pool of its own; a free name where none is given. Long for many images: `progress` in files."""
        ...

    def seed(self, profile_id: str, source_id: str, progress: Progress = no_progress) -> int:
        """Copy all images of the pool `source_id` into the empty profile, all or none; how many.

        `Conflict` where the profile is not empty or is the source itself.
        """
        ...

    def export(self, profile_id: str, progress: Progress = no_progress) -> ProfileExport:
        """Pack the profile into a zip file. Long: `progress` in bytes."""
        ...

    def exported(self, export_id: str) -> ProfileExport:
        """A finished export; `NotFound` where it is gone."""
        ...

    def discard_export(self, export_id: str) -> None:
        """Remove a finished export; no error where it is gone."""
        ...

    def import_zip(self, archive: Path, file_name: str = "", progress: Progress = no_progress) -> ProfileImport:
        """A new profile from a zip file, which is left alone. Long: `progress` in bytes of its contents.

        `file_name` (what the sender called it) gives the name where the zip tells none. Everything is checked before
        anything can be seen: raises `BadArchive` and what `Pools.install` raises, each naming the member at fault.
        """
        ...
