"""The slots of an export as they are at one moment, each with its files."""

import stat
from pathlib import Path
from typing import Final

from ...core.contracts.datasets import ExportRequest
from ...core.contracts.pools import Pools, PoolStore, Slot
from ...core.errors import Busy, Invalid, NotFound, PenstockError
from ...core.names import check_id, is_file_name
from ...core.values import frozen
from .exporting_filter import matching

_ALL: Final = 1 << 40
_ATTEMPTS: Final = 5


@frozen(kw_only=True)
class Chosen:
    """A slot at its `place` in the export, from 1. Files of pools never change: what is read later is this state."""

    place: int
    slot: Slot
    image: Path
    mask: Path | None = None


def chosen(pools: Pools, request: ExportRequest) -> tuple[Chosen, ...]:
    """What the request takes. `Invalid` where that is nothing, `NotFound` for a pool or a file that is gone."""
    for _ in range(_ATTEMPTS):
        slots = slots_of(pools, request)
        try:
            files = _Files(pools.store, request.pool, slots[0])
            found = tuple(files.of(slot, place) for place, slot in enumerate(slots, 1))
        except NotFound:
            if slots_of(pools, request) == slots:
                raise
            continue
        if all((one.mask and one.mask.name) == one.slot.mask for one in found):
            return found
    raise restless(request.pool)


def slots_of(pools: Pools, request: ExportRequest) -> tuple[Slot, ...]:
    """The slots that the request takes now."""
    page = pools.store.page(check_id(request.pool, "pool"), 0, _ALL)
    slots = matching(page.slots, request.filter)
    if not slots:
        empty = not page.slots
        raise Invalid(
            f"The pool {request.pool!r} is empty." if empty else "No image of the pool fits.",
            hint="Add images first." if empty else "Ask for fewer words, or for images with and without them.",
            field="pool" if empty else "filter",
        )
    return slots


def restless(pool_id: str) -> PenstockError:
    """What is raised where the pool changes again and again."""
    return Busy(f"The images of the pool {pool_id!r} are being changed.", hint="Export again when that is done.")


def named(error: PenstockError, one: Chosen) -> PenstockError:
    """The same error, saying which image it is about."""
    label = " ".join(one.slot.label.split())[:40]
    which = f"Image {one.place} ({one.slot.id}{', ' + label if label else ''})"
    return type(error)(
        f"{which}: {error.message}",
        hint=error.hint,
        field=error.field,
        details={**error.details, "slot": one.slot.id},
    )


class _Files:
    """The files of slots: one look at the disk for each plain file, the store's own way for all that is odd."""

    def __init__(self, store: PoolStore, pool_id: str, first: Slot) -> None:
        self._store = store
        self._pool_id = pool_id
        self._folder = self._image(first, 1).parent

    def of(self, slot: Slot, place: int) -> Chosen:
        """The slot with its files; `NotFound` names the one whose picture is gone."""
        image = self._plain(slot.image) or self._image(slot, place)
        mask = None if slot.mask is None else self._plain(slot.mask) or self._store.mask_path(self._pool_id, slot.id)
        return Chosen(place=place, slot=slot, image=image, mask=mask)

    def _image(self, slot: Slot, place: int) -> Path:
        try:
            return self._store.image_path(self._pool_id, slot.id)
        except NotFound as error:
            raise named(error, Chosen(place=place, slot=slot, image=Path(slot.image))) from error

    def _plain(self, name: str) -> Path | None:
        """The file of this name, None where it is no file of the folder itself."""
        path = self._folder / name
        try:
            return path if is_file_name(name) and stat.S_ISREG(path.lstat().st_mode) else None
        except OSError:
            return None
