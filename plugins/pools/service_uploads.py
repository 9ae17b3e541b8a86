"""What arrives with a request on its way into the store: checked, converted, staged; and cleaned up where it fails."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import define, evolve

from ...core.contracts.pools import AddResult, NewImage, Slot
from ...core.contracts.uploads import Upload
from ...core.errors import PenstockError
from ...core.files import Files
from ...core.values import frozen
from .image_checks import ImageLimits, opened
from .images import checked_size
from .orientation import upright_size
from .staging import stage_image, stage_mask

_LOG: Final = logging.getLogger("penstock.pools")


@define
class Incoming:
    """One uploaded file: `image` once it is staged, `error` where it was refused."""

    upload: Upload
    label: str = ""
    image: NewImage | None = None
    error: PenstockError | None = None
    slot: Slot | None = None
    position: int | None = None

    def result(self) -> AddResult:
        """What became of it, in the shape that is answered."""
        error = None if self.error is None else _error_object(self.error)
        return AddResult(file_name=self.upload.file_name, slot=self.slot, position=self.position, error=error)


def _error_object(error: PenstockError) -> dict[str, object]:
    body = error.as_json()["error"]
    return dict(body) if isinstance(body, dict) else {}


@frozen
class Uploads:
    """Stages uploads in the folder that `staging` tells, the store's. Heavy: it decodes pictures."""

    _files: Files
    _staging: Callable[[], Path]
    _limits: Callable[[], ImageLimits]

    def stage(self, incoming: Sequence[Incoming], added: int, admit: Callable[[NewImage, str], None]) -> None:
        """Give each its `image` or its `error`; `admit` raises to refuse one."""
        for one in incoming:
            try:
                one.image = stage_image(
                    self._files, self._staging(), one.upload, self._limits(), label=one.label, added=added
                )
                admit(one.image, one.upload.file_name)
            except PenstockError as error:
                one.error = error
                self.drop(one)

    def stage_mask(self, upload: Upload, slot: Slot, image: Path, *, alpha_is_mask: bool) -> Path:
        """The mask as a gray PNG of the size of its image; the caller discards it where the store refuses it."""
        size = (slot.width, slot.height) if slot.width and slot.height else _size_of(image, self._limits())
        return stage_mask(self._files, self._staging(), upload, size, self._limits(), alpha_is_mask=alpha_is_mask)

    @property
    def files(self) -> Files:
        """What writes."""
        return self._files

    def check_stored(self, path: Path, what: str) -> tuple[int, int]:
        """Width and height of a picture that is kept as it is; raises `BadImage`, `TooLarge`, an error of the disk."""
        limits = self._limits()
        return checked_size(path, evolve(limits, max_bytes=limits.max_stored_bytes), what)

    def drop(self, one: Incoming) -> None:
        """Let go of a staged image that the store did not take."""
        if one.image is not None:
            self.discard(one.image.source)
            one.image = None

    def discard_all(self, image: NewImage) -> None:
        """Remove all staged files of an image."""
        for path in image.files:
            self.discard(path)

    def discard(self, path: Path) -> None:
        """Remove a staged file; one that cannot be removed is swept at the next start."""
        try:
            self._files.discard(path)
        except OSError as error:
            _LOG.warning("The staged file %s could not be removed: %s", path.name, error)


def _size_of(image: Path, limits: ImageLimits) -> tuple[int, int]:
    with opened(image, limits) as picture:
        return upright_size(picture)
