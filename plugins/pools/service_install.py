"""Checks of a folder that is to become a pool: every picture is decoded, every image is shown to the plugins."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ...core.contracts.pools import NewImage, Progress
from ...core.dispatch import Dispatcher
from ...core.errors import BadImage, PenstockError, TooLarge, from_object, from_os_error
from ...core.values import frozen
from . import folder_scan
from .installing import told_by
from .manifest import Entry, Manifest
from .service_admission import ask_admission
from .service_uploads import Uploads

_NO_SIZE: Final = (0, 0)


@frozen
class Installation:
    """See the module. Heavy, no lock is held. What it raises names the file at fault; the folder is left as it is."""

    folder: Path
    uploads: Uploads
    dispatcher: Dispatcher

    def check(self, pool_id: str, slot_limit: int, progress: Progress) -> None:
        """Raise `Invalid`, `BadImage`, `TooLarge`, `Refused`, `PluginFailed` for what must not become a pool."""
        try:
            told = told_by(self.folder, self.uploads.files, folder_scan.plain_files(self.folder))
        except OSError as error:
            raise from_os_error(error, "read the pool's manifest") from error
        if len(told.entries) > slot_limit:
            raise TooLarge(
                f"The pool has {len(told.entries)} images and may have {slot_limit}.",
                hint="Raise the limit in the settings, then try again.",
            )
        steps = tuple(_files_of(told))
        sizes: dict[str, tuple[int, int]] = {}
        for number, (name, entry) in enumerate(steps):
            progress(number, len(steps))
            if name not in sizes:
                sizes[name] = self._size_of(name, "mask" if name == entry.mask else "image")
            if name == entry.image:
                self._check_image(pool_id, entry, sizes[name])
        progress(len(steps), len(steps))

    def _size_of(self, name: str, what: str) -> tuple[int, int]:
        try:
            return self.uploads.check_stored(self.folder / name, what)
        except PenstockError as error:
            raise _about(name, error) from error

    def _check_image(self, pool_id: str, entry: Entry, size: tuple[int, int]) -> None:
        told = (entry.width, entry.height)
        if told != _NO_SIZE and sorted(told) != sorted(size):  # an orientation may count for one and not the other
            said = f"{told[0]} x {told[1]}"
            hint = "Where another program changed it in its pool: add it there anew, then export again."
            error = BadImage(f"The image is {size[0]} x {size[1]}, its manifest says {said}.", hint=hint)
            raise _about(entry.image, error)
        image = NewImage(
            source=self.folder / entry.image, width=size[0], height=size[1], label=entry.label or "", added=entry.added
        )
        try:
            ask_admission(self.dispatcher, pool_id, image, entry.image)
        except PenstockError as error:
            raise _about(entry.image, error) from error


def _files_of(told: Manifest) -> Iterator[tuple[str, Entry]]:
    for entry in told.entries:
        yield entry.image, entry
        if entry.mask is not None:
            yield entry.mask, entry


def _about(name: str, error: PenstockError) -> PenstockError:
    """The same error, that tells which file it is about."""
    body = error.as_json()["error"]
    told = dict(body) if isinstance(body, dict) else {}
    return from_object({**told, "message": f"{name}: {error.message}"}, {"member": name})
