"""Undo and redo: each change of the history turned back, or done again, where what it touched is as it left it."""

from collections.abc import Sequence
from typing import Any

from attrs import asdict, define, evolve, field

from ...core.contracts.pools import Change, ChangeKind, Slot
from ...core.errors import Conflict, NotFound
from . import editing, rows
from .open_pool import MANY, OpenPool, Writing, stale
from .operations import removal, swap_mask
from .pool_files import PoolFiles
from .snapshot import Snapshot


@define
class _Turn:
    """One change being undone or redone; `data` is what the history keeps of it afterwards."""

    files: PoolFiles
    pool: OpenPool
    writing: Writing
    logged: rows.Logged
    forward: bool
    data: dict[str, Any]
    leaving: list[str] = field(factory=list)

    def run(self) -> Change:
        """Change the rows; the result's pool is filled in after the commit."""
        kind = ChangeKind(self.logged.kind)
        if kind is ChangeKind.SELECTED:
            return self._select()
        if kind is ChangeKind.LABELLED:
            return self._label()
        if kind is ChangeKind.MOVED:
            return self._move()
        if kind in (ChangeKind.MASK_SAVED, ChangeKind.MASK_CLEARED):
            return self._mask()
        return self._put_back() if (kind is ChangeKind.ADDED) == self.forward else self._take_out()

    def _conflict(self) -> Conflict:
        return stale("What this would turn back has changed since.", asdict(self.writing.snapshot.state()))

    def _ends(self) -> tuple[Any, Any]:
        """What the value must be now, and what it becomes."""
        before, after = self.data["before"], self.data["after"]
        return (before, after) if self.forward else (after, before)

    def _done(
        self, kind: ChangeKind, slots: Sequence[Slot], positions: Sequence[int], *, all_moved: bool = False,
        touched: Sequence[str] | None = None,
    ) -> Change:  # fmt: skip
        ids = [slot.id for slot in slots] if touched is None else list(touched)
        self.writing.record(kind, ids, {"all": all_moved} if all_moved else {}, reverts=self.logged.id)
        return Change(
            id=self.logged.id if self.forward else 0,
            kind=kind,
            pool=self.writing.snapshot.state(),
            slots=tuple(slots),
            positions=tuple(positions),
            reverts=self.logged.id,
            reverts_kind=ChangeKind(self.logged.kind),
        )

    def _slot(self) -> Slot:
        slot = self.writing.snapshot.slot(str(self.data["slots"][0]))
        if slot is None:
            raise self._conflict()
        return slot

    def _select(self) -> Change:
        now, then = self._ends()
        if self.writing.head.selected != now or (then is not None and then not in self.writing.snapshot):
            raise self._conflict()
        self.writing.head = evolve(self.writing.head, selected=then)
        slot = self.writing.snapshot.slot(then) if then else None
        positions = (self.writing.snapshot.position(then),) if slot else ()
        return self._done(ChangeKind.SELECTED, (slot,) if slot else (), positions, touched=())

    def _label(self) -> Change:
        now, then = self._ends()
        slot = self._slot()
        if slot.label != now:
            raise self._conflict()
        slot = evolve(slot, label=then, label_revision=slot.label_revision + 1)
        rows.set_label(self.writing.connection, slot)
        return self._done(ChangeKind.LABELLED, (slot,), (self.writing.snapshot.position(slot.id),))

    def _mask(self) -> Change:
        now, then = self._ends()
        slot = self._slot()
        if slot.mask != now:
            raise self._conflict()
        self.files.bring_back(self.pool, self.writing, [then])
        if then is not None and not (self.pool.folder / then).is_file():
            raise self._conflict()
        slot, self.leaving = swap_mask(self.files, self.pool, self.writing, slot, then)
        kind = ChangeKind.MASK_CLEARED if then is None else ChangeKind.MASK_SAVED
        return self._done(kind, (slot,), (self.writing.snapshot.position(slot.id),))

    def _move(self) -> Change:
        ids, before, snapshot = self.data["ids"], self.data["before"], self.writing.snapshot
        if any(sid not in snapshot for sid in ids) or (before is not None and before not in snapshot):
            raise self._conflict()
        slots, positions = editing.all_live(self.writing, ids)
        if self.forward:
            self.data["positions"] = positions
            anew = editing.arrange_before(self.writing, ids, before)
        else:
            if not editing.stands_before(snapshot, ids, before):
                raise self._conflict()
            placed = sorted(zip(self.data["positions"], ids, strict=True))
            anew = editing.arrange_at(self.writing, [sid for _, sid in placed], [place for place, _ in placed])
        every = anew or len(ids) > MANY
        return self._done(ChangeKind.MOVED, slots, (), all_moved=every, touched=() if every else None)

    def _take_out(self) -> Change:
        ids = [str(sid) for sid in self.data["slots"]]
        if any(sid not in self.writing.snapshot for sid in ids) or self._relabelled(ids):
            raise self._conflict()
        taken = editing.take_out(self.files, self.pool, self.writing, ids)
        self.leaving = taken.leaving
        self.data |= removal(taken)
        self.data["slots"] = [slot.id for slot in taken.slots]
        self.data["labels"] = [slot.label for slot in taken.slots]
        self.data["masks"] = [slot.mask for slot in taken.slots]
        return self._done(ChangeKind.REMOVED, taken.slots, taken.positions)

    def _relabelled(self, ids: Sequence[str]) -> bool:
        """Whether images that were added have been worked on since: undoing the add would hide that work."""
        if self.forward:
            return False
        slots = [slot for sid in ids if (slot := self.writing.snapshot.slot(sid))]
        labels = self.data["labels"]
        masks = self.data.get("masks") or [None] * len(labels)
        return [(slot.label, slot.mask) for slot in slots] != list(zip(labels, masks, strict=True))

    def _put_back(self) -> Change:
        ids = [str(sid) for sid in self.data["slots"]]
        before, after = self.data.get("selected", (None, None))
        same = self.writing.head.selected == after
        slots, positions, anew = editing.put_back(self.files, self.pool, self.writing, ids, self.data["positions"])
        if same and before in ids:
            self.writing.head = evolve(self.writing.head, selected=before)
        return self._done(ChangeKind.ADDED, slots, positions, all_moved=anew)


def undo(files: PoolFiles, pool: OpenPool, number: int | None) -> Change:
    """Undo a change, the last one where `number` is None."""
    with pool.changing() as writing:
        wanted = number if number is not None else rows.next_undo(writing.connection)
        logged = rows.change_of(writing.connection, wanted) if wanted is not None else None
        if logged is None or logged.applied is None:
            raise NotFound("There is nothing to undo." if number is None else "This change cannot be undone any more.")
        if logged.undone is not None:
            raise stale("This change is undone already.", asdict(writing.snapshot.state()))
        turn = _Turn(files, pool, writing, logged, forward=False, data=dict(logged.data))
        change = turn.run()
        rows.set_undone(
            writing.connection, logged.id, applied=logged.applied, undone=writing.head.revision, data=turn.data
        )
    files.carry_out(pool, turn.leaving)
    return _finished(pool, change)


def redo(files: PoolFiles, pool: OpenPool) -> Change:
    """Redo what was undone last."""
    with pool.changing() as writing:
        wanted = rows.next_redo(writing.connection, writing.head.redo_floor)
        logged = rows.change_of(writing.connection, wanted) if wanted is not None else None
        if logged is None:
            raise NotFound("There is nothing to redo.")
        turn = _Turn(files, pool, writing, logged, forward=True, data=dict(logged.data))
        change = turn.run()
        rows.set_undone(writing.connection, logged.id, applied=writing.head.revision, undone=None, data=turn.data)
    files.carry_out(pool, turn.leaving)
    return _finished(pool, change)


def _finished(pool: OpenPool, change: Change) -> Change:
    if change.kind is ChangeKind.MOVED:
        ids = [slot.id for slot in change.slots]
        places = pool.known(lambda now: tuple(now.positions(now.live(ids))))
        change = evolve(change, positions=places)
    return evolve(change, pool=pool.known(Snapshot.state))
