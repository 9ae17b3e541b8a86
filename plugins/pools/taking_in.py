"""Taking in a manifest: a new index from it, or somebody else's changes merged with ours, slot by slot."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from ...core.contracts.pools import ChangeKind, Slot
from . import rows
from .folder_scan import Found, first_free_number, picture_size
from .manifest import Entry, Manifest
from .snapshot import renumbered
from .store_names import file_tag, mask_number, slot_id


@define
class Ours:
    """What we changed since the manifest was last written: our side of a merge."""

    labelled: set[str] = field(factory=set)
    masked: set[str] = field(factory=set)
    added: set[str] = field(factory=set)
    removed: set[str] = field(factory=set)
    ordered: bool = False
    selected: bool = False

    @classmethod
    def since(cls, changes: Iterable[rows.Logged]) -> "Ours":
        """Our side, from the history."""
        ours = cls()
        for change in changes:
            ids = {str(sid) for sid in _listed(change.data.get("slots"))}
            ours._note(change.kind, ids)
        return ours

    def _note(self, kind: str, ids: set[str]) -> None:
        if kind == ChangeKind.LABELLED:
            self.labelled |= ids
        elif kind in (ChangeKind.MASK_SAVED, ChangeKind.MASK_CLEARED):
            self.masked |= ids
        elif kind == ChangeKind.ADDED:
            self.added |= ids
            self.removed -= ids
        elif kind == ChangeKind.REMOVED:
            self.removed |= ids
            self.added -= ids
        elif kind == ChangeKind.MOVED:
            self.ordered = True
        elif kind == ChangeKind.SELECTED:
            self.selected = True


@define
class Merged:
    """The outcome: all rows that are live from now on in order, those taken out, the selection, and what happened."""

    live: list[rows.Row]
    gone: list[str]
    selected: str | None
    report: list[str]


def usable(manifest: Manifest, folder: Path, found: Found) -> Manifest:
    """The manifest without entries that name a link, a folder or a pipe; a missing file keeps its slot and label."""
    problems = list(manifest.problems)
    entries: list[Entry] = []
    place = 0
    for number, entry in enumerate(manifest.entries):
        if number == manifest.active:
            place = len(entries)
        if entry.image not in found and os.path.lexists(folder / entry.image):
            problems.append(f"{entry.image!r} is no plain file: dropped")
            continue
        maskless = entry.mask is not None and entry.mask not in found
        if maskless:
            problems.append(f"the mask {entry.mask!r} is missing or no plain file: left out")
        entries.append(evolve(entry, mask=None) if maskless else entry)
    active = min(place, max(len(entries) - 1, 0))
    return evolve(manifest, entries=tuple(entries), active=active, problems=tuple(problems))


def new_rows(manifest: Manifest, folder: Path, found: Found) -> list[rows.Row]:
    """The rows of a new index from a usable manifest, in order."""
    made: list[rows.Row] = []
    taken: set[str] = set()
    for entry, rank in zip(manifest.entries, renumbered(len(manifest.entries)), strict=True):
        slot = _slot_from(entry, folder, found, taken)
        taken.add(slot.id)
        made.append(rows.Row(slot=slot, rank=rank, extra=json.dumps(entry.extra)))
    return made


def new_head(manifest: Manifest, made: list[rows.Row], found: Found, *, uid: str) -> rows.Head:
    """The head of a new index from a usable manifest."""
    number = max(manifest.next_seq, first_free_number(found), 1)
    return rows.Head(
        uid=manifest.uid or uid,
        selected=made[manifest.active].slot.id if made else None,
        next_image=number,
        reserved=number,
        extra=json.dumps(manifest.extra),
    )


def merge(manifest: Manifest, known: list[rows.Row], ours: Ours, folder: Path, found: Found, taken: set[str]) -> Merged:
    """Their manifest (usable) with our changes since the last one on top; `taken` are all ids ever used.

    A slot of ours that they left out stays while its file is there: Dataset Gates deletes the file with the slot.
    """
    rest = {row.slot.id: row for row in known}
    by_image: dict[str, list[str]] = {}
    for row in known:
        by_image.setdefault(row.slot.image, []).append(row.slot.id)
    theirs: list[rows.Row] = []
    report = list(manifest.problems)
    active: str | None = None
    for number, entry in enumerate(manifest.entries):
        match = _match(entry, rest, by_image)
        if match is None and _was_removed(entry, ours, taken):
            continue
        if match is None:
            slot = _slot_from(entry, folder, found, taken)
            taken.add(slot.id)
            report.append(f"{entry.image} was added")
            theirs.append(rows.Row(slot=slot, rank=0, extra=json.dumps(entry.extra)))
        else:
            theirs.append(_merged_row(rest.pop(match), entry, ours, folder, found, report))
        if number == manifest.active:
            active = theirs[-1].slot.id
    stay = [row for row in rest.values() if row.slot.id in ours.added or row.slot.image in found]
    gone = [sid for sid, row in rest.items() if row not in stay]
    report += [f"{rest[sid].slot.image} was removed" for sid in gone]
    live = _in_our_order(theirs, stay, known) if ours.ordered else [*theirs, *stay]
    return Merged(live=live, gone=gone, selected=active, report=report)


def _was_removed(entry: Entry, ours: Ours, taken: set[str]) -> bool:
    """Whether we took this slot out since their copy was made."""
    sid = entry.id or slot_id(entry.image, ())
    return sid in ours.removed and sid in taken


def _match(entry: Entry, rest: Mapping[str, rows.Row], by_image: Mapping[str, list[str]]) -> str | None:
    if entry.id is not None and entry.id in rest and rest[entry.id].slot.image == entry.image:
        return entry.id
    return next((sid for sid in by_image.get(entry.image, ()) if sid in rest), None)


def _merged_row(row: rows.Row, entry: Entry, ours: Ours, folder: Path, found: Found, report: list[str]) -> rows.Row:
    slot = row.slot
    if slot.id not in ours.labelled and entry.label not in (None, slot.label):
        report.append(f"{slot.image} was labelled")
        slot = evolve(slot, label=entry.label or "", label_revision=slot.label_revision + 1)
    if slot.id not in ours.masked:
        tag = _tag(entry.mask, found)
        if (entry.mask, tag) != (slot.mask, slot.mask_tag):
            report.append(f"the mask of {slot.image} was changed")
            slot = evolve(slot, mask=entry.mask, mask_tag=tag, mask_revision=slot.mask_revision + 1)
    if (tag := _tag(slot.image, found)) != slot.image_tag:
        width, height = picture_size(folder / slot.image)
        slot = evolve(slot, image_tag=tag, width=width or slot.width, height=height or slot.height)
    return evolve(row, slot=slot, extra=json.dumps(entry.extra))


def _in_our_order(theirs: list[rows.Row], stay: list[rows.Row], known: list[rows.Row]) -> list[rows.Row]:
    place = {row.slot.id: number for number, row in enumerate(known)}
    return sorted([*theirs, *stay], key=lambda row: place.get(row.slot.id, len(place)))


def _slot_from(entry: Entry, folder: Path, found: Found, taken: set[str]) -> Slot:
    width, height = entry.width, entry.height
    if not (width and height) and entry.image in found:
        width, height = picture_size(folder / entry.image)
    return Slot(
        id=entry.id if entry.id and entry.id not in taken else slot_id(entry.image, taken),
        image=entry.image,
        mask=entry.mask,
        label=entry.label or "",
        added=entry.added,
        width=width,
        height=height,
        image_tag=_tag(entry.image, found),
        mask_tag=_tag(entry.mask, found),
        label_revision=entry.label_revision,
        mask_revision=max(entry.mask_revision, mask_number(entry.mask or "")),
    )


def _tag(name: str | None, found: Found) -> str:
    if name is None or name not in found:
        return ""
    return file_tag(name, found[name].st_size, found[name].st_mtime_ns)


def _listed(value: Any) -> list[object]:
    return value if isinstance(value, list) else []
