"""From an unpacked folder to a pool: what its manifest says is checked, what it does not name is removed."""

import os
from collections.abc import Container
from pathlib import Path

from attrs import define, evolve

from ...core.errors import BadName, Invalid, NotFound
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import natural_order
from . import folder_scan, rows, taking_in
from .manifest import Manifest
from .manifest_faults import MAX_BYTES, read_strictly
from .store_names import MANIFEST, image_number


def check_folder(folder: Path, staging: Path) -> None:
    """Raise `BadName` or `NotFound` for what is no folder in the staging folder."""
    if folder.parent != staging or folder.is_symlink():
        raise BadName("Only a folder in the staging folder can become a pool.", field="folder")
    if not folder.is_dir():
        raise NotFound("The folder is gone.", field="folder")


def told_by(folder: Path, files: Files, found: folder_scan.Found) -> Manifest:
    """What the folder with the plain files `found` says that it holds; without a manifest in the order of names.

    Raises `Invalid` for a manifest that says anything wrong, and `OSError`.
    """
    if MANIFEST in found:
        if found[MANIFEST].st_size > MAX_BYTES:
            fault = f"{found[MANIFEST].st_size} bytes, at most {MAX_BYTES} are read"
            raise Invalid(f"The pool's {MANIFEST} cannot be used: {fault}.", field=MANIFEST, faults=(fault,))
        return read_strictly(files.read(folder / MANIFEST, MAX_BYTES), found)
    if os.path.lexists(folder / MANIFEST):
        raise Invalid(f"{MANIFEST} is no plain file.", field=MANIFEST, faults=(f"{MANIFEST}: no plain file",))
    told = folder_scan.from_files(found)
    entries = sorted(told.entries, key=lambda entry: natural_order(entry.image))
    return evolve(told, entries=tuple(entries))


@define
class Installing:
    """See the module. Raises `Invalid`, `NotFound`, `BadName` and `OSError`."""

    staging: Path
    files: Files
    ids: Ids

    def content(self, folder: Path) -> tuple[rows.Head, list[rows.Row]]:
        """What the index of the pool in `folder` starts with; files and folders that are not part of it are removed."""
        check_folder(folder, self.staging)
        found = folder_scan.plain_files(folder)
        told = evolve(told_by(folder, self.files, found), uid=None)
        made = taking_in.new_rows(told, folder, found)
        head = taking_in.new_head(told, made, found, uid=self.ids.new())
        named = {name for row in made for name in (row.slot.image, row.slot.mask) if name}
        self._remove_all_but(folder, named | {MANIFEST})
        number = max((1 + (image_number(f"{row.slot.id}.png") or 0) for row in made), default=1)
        number = max(number, head.next_image)  # new images get ids by number too: none must be in use
        return evolve(head, next_image=number, reserved=number), made

    def _remove_all_but(self, folder: Path, names: Container[str]) -> None:
        with os.scandir(folder) as entries:
            leaving = [entry for entry in entries if entry.name not in names]
        for entry in leaving:
            if entry.is_dir(follow_symlinks=False):
                self.files.remove_tree(Path(entry.path))
            else:
                self.files.discard(Path(entry.path))
