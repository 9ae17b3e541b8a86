"""What can still be read of a damaged index: slots with labels that the manifest may not have yet."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from attrs import evolve

from . import schema
from .manifest import Entry, Manifest


def salvaged(path: Path, connect: schema.Connect) -> dict[str, Entry]:
    """The live slots by image name that a damaged index still gives away; none where it gives nothing."""
    found: dict[str, Entry] = {}
    try:
        connection = connect(path, timeout=schema.BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error:
        return found
    connection.text_factory = _readable
    try:
        query = (
            "SELECT id, image, mask, label, added, width, height, label_revision, mask_revision FROM slot"
            " WHERE removed IS NULL ORDER BY id"
        )
        for sid, image, mask, label, added, width, height, label_revision, mask_revision in connection.execute(query):
            found[image] = Entry(
                id=sid, image=image, mask=mask, label=label, added=added, width=width, height=height,
                label_revision=label_revision, mask_revision=mask_revision,
            )  # fmt: skip
    except (sqlite3.Error, TypeError, *schema.UNREADABLE):
        return found  # what came before the damage is what there is
    finally:
        connection.close()
    return found


def _readable(data: bytes) -> str:
    """A text that is damaged is better than none."""
    return data.decode(errors="replace")


def with_newer(manifest: Manifest, newer: Mapping[str, Entry]) -> Manifest:
    """The manifest with labels and masks that were changed after it was written."""
    return evolve(manifest, entries=tuple(_newest(entry, newer.get(entry.image)) for entry in manifest.entries))


def _newest(entry: Entry, other: Entry | None) -> Entry:
    if other is None:
        return entry
    fresh = other if other.label_revision > entry.label_revision else entry
    masked = other if other.mask_revision > entry.mask_revision else entry
    return evolve(
        entry,
        label=fresh.label,
        label_revision=fresh.label_revision,
        mask=masked.mask,
        mask_revision=masked.mask_revision,
    )
