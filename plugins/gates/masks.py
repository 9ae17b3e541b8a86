"""Draft masks: what was painted at a gate, kept for its place until it is cleared, also for the next run."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import field

from ...core.clock import Clock
from ...core.contracts.uploads import Upload
from ...core.errors import Invalid
from ...core.files import Files, open_file
from ...core.host import HostPaths
from ...core.services import Services
from ...core.values import frozen
from .masks_png import HEADER_BYTES, MAX_BYTES, checked_mask, decode_mask, encode_mask, levels_of, png_size, resized
from .place_files import PlaceFile, PlaceFiles

if TYPE_CHECKING:
    from .masks_png import Levels

_LOG: Final = logging.getLogger("penstock.gates")
_ASPECT: Final = 0.01
"""How far apart two aspect ratios may be so that a mask of the one is resized to the other."""


@frozen(kw_only=True)
class Draft:
    """A painted mask at the size that was asked for: `array` uint8 `[H,W]`, 255 = painted, read-only."""

    array: Any = field(repr=False, eq=False)
    revision: int

    @property
    def painted(self) -> bool:
        """Whether anything is painted; only what `MaskDrafts.save` returns may be without."""
        return bool(self.array.any())


class MaskDrafts:
    """The drafts of all places, as PNG files in `folder`. Blocks; safe on any thread.

    Changes raise the errors of the disk. A draft file that is damaged or cannot be read counts as none, is logged, and
    stays until it is replaced or cleared: no run fails of it.
    """

    def __init__(self, folder: Path, files: Files, first_revision: int = 0) -> None:
        self._kept = PlaceFiles(folder, files, ".png", first_revision)
        self._files = files

    def draft(self, place: str, width: int, height: int) -> Draft | None:
        """The draft for an image of that size (pixels): resized where the aspect agrees within 1 %, else None."""
        while (found := self._kept.latest(place)) is not None:
            try:
                levels = self._read(found)
            except FileNotFoundError:  # replaced or cleared in this moment
                continue
            if levels is None or not fits(levels.shape[1], levels.shape[0], width, height):
                return None
            return Draft(array=resized(levels, width, height), revision=found.revision)
        return None

    def told(self, place: str, width: int, height: int) -> tuple[bool, int]:
        """Whether there is a draft for an image of that size, and the revision of the place; unpacks no picture."""
        while (found := self._kept.latest(place)) is not None:
            try:
                size = self._size(found)
            except FileNotFoundError:  # replaced or cleared in this moment
                continue
            return size is not None and fits(*size, width, height), found.revision
        return False, self._kept.revision(place)

    def checked(self, mask: Any, width: int, height: int) -> "Levels":
        """An upload (see `checked_mask`) or an array (see `levels_of`); keeps nothing.

        `Invalid` where its size is not `width` x `height`.
        """
        levels = checked_mask(mask, width, height) if isinstance(mask, Upload) else levels_of(mask)
        if levels.shape != (height, width):
            raise Invalid(
                f"The mask is {levels.shape[1]} x {levels.shape[0]}, the image {width} x {height}.", field="mask"
            )
        return levels

    def save(self, place: str, mask: Any, width: int, height: int) -> Draft:
        """Replace the draft, durably, by what `checked` takes. A mask in which nothing is painted clears."""
        levels = self.checked(mask, width, height)
        if not levels.any():
            return Draft(array=levels, revision=self._kept.remove(place))
        return Draft(array=levels, revision=self._kept.put(place, encode_mask(levels)).revision)

    def clear(self, place: str) -> None:
        """Forget the draft, durably."""
        self._kept.remove(place)

    def revision(self, place: str) -> int:
        """Grows with each change at `place`, the clearing included; 0 where there was never one."""
        return self._kept.revision(place)

    def png(self, place: str, width: int, height: int) -> bytes | None:
        """`draft` as an 8-bit gray PNG."""
        draft = self.draft(place, width, height)
        return None if draft is None else encode_mask(draft.array)

    def _size(self, found: PlaceFile) -> tuple[int, int] | None:
        try:
            with open_file(found.path, follow=False) as stream:
                return png_size(stream.read(HEADER_BYTES))
        except FileNotFoundError:
            raise
        except (OSError, Invalid):  # `draft` tells it
            return None

    def _read(self, found: PlaceFile) -> "Levels | None":
        try:
            return decode_mask(self._files.read(found.path, MAX_BYTES))
        except FileNotFoundError:
            raise
        except (OSError, Invalid) as error:
            _LOG.error("The mask %s cannot be read and is not used: %s", found.path.name, error)
            return None


def fits(width: int, height: int, wanted_width: int, wanted_height: int) -> bool:
    """Whether two sizes (pixels) have aspect ratios within 1 % of each other."""
    if min(width, height, wanted_width, wanted_height) < 1:
        return False
    one, other = width * wanted_height, height * wanted_width
    return abs(one - other) <= _ASPECT * max(one, other)


def mask_drafts(services: Services) -> MaskDrafts:
    """The drafts of a host."""
    folder = services.get(HostPaths).private / "gates" / "masks"
    return MaskDrafts(folder, services.get(Files), services.get(Clock).wall_ms())
