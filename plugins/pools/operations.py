"""The changes that people make to a pool, each one transaction: add, select, label, move, remove, masks."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from attrs import define, evolve

from ...core.clock import Clock
from ...core.contracts.pools import Change, ChangeKind, NewImage, Slot
from ...core.errors import NotFound
from ...core.names import check_label
from ...core.values import frozen
from . import editing, rows
from .open_pool import MANY, OpenPool, Writing
from .pool_files import PoolFiles, tag_of
from .snapshot import Snapshot
from .store_names import image_name, mask_name, mask_number


class Reserve(Protocol):
    """Makes sure that the manifest on disk reserves the image numbers below `number`."""

    def __call__(self, pool: OpenPool, number: int) -> None:
        """Raises `Busy`, `OSError`, `sqlite3.Error`."""
        ...


class _Unreserved(Exception):
    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@frozen
class _Incoming:
    """A new image and the names that its files get."""

    image: NewImage
    target: Path
    mask: Path | None

    @classmethod
    def of(cls, image: NewImage, folder: Path, number: int) -> "_Incoming":
        """With the names for this number."""
        name = image_name(number)
        mask = None if image.mask is None else _free_mask(folder, Slot(id="", image=name))
        return cls(image, folder / name, mask)

    def pairs(self) -> Iterator[tuple[Path, Path]]:
        """Each staged file and where it goes."""
        yield self.image.source, self.target
        if self.image.mask is not None and self.mask is not None:
            yield self.image.mask, self.mask

    def slot(self, clock: Clock) -> Slot:
        """The new slot, once its files are in place."""
        return Slot(
            id=self.target.stem,
            image=self.target.name,
            mask=self.mask.name if self.mask else None,
            label=self.image.label,
            added=self.image.added or clock.wall_ms(),
            width=self.image.width,
            height=self.image.height,
            image_tag=self.image.image_tag or tag_of(self.target),
            mask_tag=tag_of(self.mask) if self.mask else "",
            mask_revision=1 if self.mask else 0,
        )


@define
class Operations:
    """See the module; the same errors as `PoolStore`, and `OSError` and `sqlite3.Error` untranslated."""

    files: PoolFiles
    reserve: Reserve

    def add(self, pool: OpenPool, images: Sequence[NewImage], before: str | None = None) -> Change:
        """Add images before a slot, or at the end: files first, then one commit."""
        for image in images:
            check_label(image.label)
        self.files.check_sources(path for image in images for path in image.files)
        if not images:
            return _unchanged(pool, ChangeKind.ADDED)
        while True:
            try:
                return self._added(pool, images, before)
            except _Unreserved as needed:
                self.reserve(pool, needed.number)

    def _added(self, pool: OpenPool, images: Sequence[NewImage], before: str | None) -> Change:
        pairs: list[tuple[Path, Path]] = []
        try:
            with pool.changing() as writing:
                if before is not None:
                    editing.live(writing, before)
                numbers = self._free_numbers(pool, writing, len(images))
                incoming = [_Incoming.of(image, pool.folder, n) for image, n in zip(images, numbers, strict=True)]
                ready = [pair for one in incoming for pair in one.pairs()]
                self.files.place(ready)
                pairs = ready
                slots = tuple(one.slot(self.files.clock) for one in incoming)
                ranks, anew = editing.room_before(writing, before, len(slots))
                new = (
                    rows.Row(slot=slot, rank=rank, extra=image.extra or "{}")
                    for slot, rank, image in zip(slots, ranks, images, strict=True)
                )
                rows.write_rows(writing.connection, new)
                selected = writing.head.selected or slots[0].id
                writing.head = evolve(writing.head, next_image=numbers[-1] + 1, selected=selected)
                start = len(writing.snapshot) if before is None else writing.snapshot.position(before)
                positions = tuple(range(start, start + len(slots)))
                data = addition(slots, positions) | ({"all": True} if anew else {})
                number = writing.record(ChangeKind.ADDED, [slot.id for slot in slots], data)
        except BaseException as error:
            self.files.take_back(pool, pairs, error)
            raise
        return Change(
            id=number, kind=ChangeKind.ADDED, pool=pool.known(Snapshot.state), slots=slots, positions=positions
        )

    def _free_numbers(self, pool: OpenPool, writing: Writing, count: int) -> list[int]:
        """Numbers that no slot ever had and no file has; they must be reserved before they are used."""
        numbers: list[int] = []
        number, folder = writing.head.next_image, str(pool.folder)
        while (missing := count - len(numbers)) > 0:
            names = {image_name(one): one for one in range(number, number + missing)}
            known = rows.known_ids(writing.connection, [Path(name).stem for name in names])
            free = [name for name in names if Path(name).stem not in known]
            numbers += [names[name] for name in free if not os.path.lexists(os.path.join(folder, name))]  # noqa: PTH118
            number += missing
        if number > writing.head.reserved:
            raise _Unreserved(number)
        return numbers

    def select(self, pool: OpenPool, sid: str) -> Change:
        """Make a slot the selected one."""
        with pool.changing() as writing:
            slot = editing.live(writing, sid)
            position = writing.snapshot.position(sid)
            number = 0
            if writing.head.selected != sid:
                data: dict[str, object] = {"before": writing.head.selected, "after": sid}
                writing.head = evolve(writing.head, selected=sid)
                number = writing.record(ChangeKind.SELECTED, [], data)
        return Change(
            id=number, kind=ChangeKind.SELECTED, pool=pool.known(Snapshot.state), slots=(slot,), positions=(position,)
        )

    def label(self, pool: OpenPool, sid: str, label: str, seen: int | None) -> Change:
        """Set a slot's label."""
        check_label(label)
        with pool.changing() as writing:
            slot = editing.live(writing, sid)
            editing.check_seen(slot, seen, slot.label_revision, "label")
            position = writing.snapshot.position(sid)
            number = 0
            if slot.label != label:
                data: dict[str, object] = {"before": slot.label, "after": label}
                slot = evolve(slot, label=label, label_revision=slot.label_revision + 1)
                rows.set_label(writing.connection, slot)
                number = writing.record(ChangeKind.LABELLED, [sid], data)
        return Change(
            id=number, kind=ChangeKind.LABELLED, pool=pool.known(Snapshot.state), slots=(slot,), positions=(position,)
        )

    def move(self, pool: OpenPool, ids: Sequence[str], before: str | None) -> Change:
        """Put slots before another one."""
        editing.distinct([*ids, before] if before is not None else ids)
        with pool.changing() as writing:
            slots, positions = editing.all_live(writing, ids)
            if before is not None:
                editing.live(writing, before)
            number = 0
            if not editing.stands_before(writing.snapshot, ids, before):
                data: dict[str, object] = {"ids": list(ids), "positions": positions, "before": before}
                data["all"] = editing.arrange_before(writing, ids, before) or len(ids) > MANY
                number = writing.record(ChangeKind.MOVED, [] if data["all"] else list(ids), data)
        return Change(
            id=number,
            kind=ChangeKind.MOVED,
            pool=pool.known(Snapshot.state),
            slots=slots,
            positions=pool.known(lambda now: tuple(now.positions(now.live(ids)))),
            before=before,
        )

    def remove(self, pool: OpenPool, ids: Sequence[str]) -> Change:
        """Take slots out; the files go to the trash after the commit."""
        editing.distinct(ids)
        if not ids:
            return _unchanged(pool, ChangeKind.REMOVED)
        with pool.changing() as writing:
            taken = editing.take_out(self.files, pool, writing, ids)
            number = writing.record(ChangeKind.REMOVED, [slot.id for slot in taken.slots], removal(taken))
        self.files.carry_out(pool, taken.leaving)
        return Change(
            id=number,
            kind=ChangeKind.REMOVED,
            pool=pool.known(Snapshot.state),
            slots=taken.slots,
            positions=taken.positions,
        )

    def set_mask(self, pool: OpenPool, sid: str, mask: Path, seen: int | None) -> Change:
        """Store a mask under a name of its own; the old one goes to the trash after the commit."""
        self.files.check_sources([mask])
        pairs: list[tuple[Path, Path]] = []
        try:
            with pool.changing() as writing:
                slot = editing.live(writing, sid)
                editing.check_seen(slot, seen, slot.mask_revision, "mask")
                target = _free_mask(pool.folder, slot)
                self.files.place([(mask, target)])
                pairs = [(mask, target)]
                change, leaving = self._masked(pool, writing, slot, target.name)
        except BaseException as error:
            self.files.take_back(pool, pairs, error)
            raise
        self.files.carry_out(pool, leaving)
        return evolve(change, pool=pool.known(Snapshot.state))

    def clear_mask(self, pool: OpenPool, sid: str, seen: int | None) -> Change:
        """Take a slot's mask away; it goes to the trash after the commit."""
        with pool.changing() as writing:
            slot = editing.live(writing, sid)
            editing.check_seen(slot, seen, slot.mask_revision, "mask")
            position = writing.snapshot.position(sid)
            change = Change(
                id=0, kind=ChangeKind.MASK_CLEARED, pool=writing.snapshot.state(), slots=(slot,), positions=(position,)
            )
            leaving: list[str] = []
            if slot.mask is not None:
                change, leaving = self._masked(pool, writing, slot, None)
        self.files.carry_out(pool, leaving)
        return evolve(change, pool=pool.known(Snapshot.state))

    def forget_missing_masks(self, pool: OpenPool) -> None:
        """Clear, as a change each, the masks whose files are gone: mending."""
        gone = pool.read(
            lambda now: [slot for slot in now.slots if slot.mask and not (pool.folder / slot.mask).exists()]
        )
        for slot in gone:
            self.clear_mask(pool, slot.id, slot.mask_revision)

    def _masked(self, pool: OpenPool, writing: Writing, slot: Slot, name: str | None) -> tuple[Change, list[str]]:
        kind = ChangeKind.MASK_CLEARED if name is None else ChangeKind.MASK_SAVED
        data: dict[str, object] = {"before": slot.mask, "after": name}
        slot, leaving = swap_mask(self.files, pool, writing, slot, name)
        number = writing.record(kind, [slot.id], data)
        position = writing.snapshot.position(slot.id)
        change = Change(id=number, kind=kind, pool=writing.snapshot.state(), slots=(slot,), positions=(position,))
        return change, leaving


def swap_mask(
    files: PoolFiles, pool: OpenPool, writing: Writing, slot: Slot, name: str | None
) -> tuple[Slot, list[str]]:
    """Give a slot another mask file, which is in place; returns the slot and what goes to the trash."""
    leaving = files.give_up(pool, writing, [slot.mask])
    tag = tag_of(pool.folder / name) if name else ""
    slot = evolve(slot, mask=name, mask_tag=tag, mask_revision=slot.mask_revision + 1)
    rows.set_mask(writing.connection, slot)
    return slot, leaving


def addition(slots: Sequence[Slot], positions: Sequence[int]) -> dict[str, object]:
    """What the history keeps of an addition: undoing it must not hide what was done to the slots since."""
    kept: dict[str, object] = {"positions": positions, "labels": [slot.label for slot in slots]}
    if any(slot.mask for slot in slots):
        kept["masks"] = [slot.mask for slot in slots]
    return kept


def removal(taken: editing.TakenOut) -> dict[str, object]:
    """What the history keeps of a removal."""
    return {"positions": taken.positions, "selected": [taken.selected_before, taken.selected_after]}


def missing_pool(pool_id: str) -> NotFound:
    """The error for a pool that is not there."""
    return NotFound(f"There is no pool {pool_id!r}.", field="pool")


def _free_mask(folder: Path, slot: Slot) -> Path:
    number = max(slot.mask_revision, mask_number(slot.mask or "")) + 1
    while os.path.lexists(folder / mask_name(slot.image, number)):
        number += 1
    return folder / mask_name(slot.image, number)


def _unchanged(pool: OpenPool, kind: ChangeKind) -> Change:
    return Change(id=0, kind=kind, pool=pool.state())
