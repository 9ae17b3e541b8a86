"""The crash suite of `PoolStore`."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from ....core.contracts.pools import NewImage, PoolStore
from .crashes import CrashSuite, Operations
from .pictures import png
from .pool_model import PoolState, read_state


def _staged(store: PoolStore, number: int) -> Path:
    path = store.staging() / f"staged{number}.png"
    path.write_bytes(png(number))
    return path


def _image(store: PoolStore, number: int) -> NewImage:
    return NewImage(source=_staged(store, number), width=2, height=2, label=f"label {number}", added=1)


def _ids(store: PoolStore, pool_id: str = "first") -> Sequence[str]:
    return store.order(pool_id).slots


def _trash(store: PoolStore) -> str:
    return store.trash()[0].id


def _unpacked(store: PoolStore) -> Path:
    folder = store.staging() / "unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    contents = store.contents("first")
    (folder / "manifest.json").write_bytes(contents.manifest)
    for path in contents.files:
        shutil.copyfile(path, folder / path.name)
    return folder


class PoolStoreCrashSuite(CrashSuite[PoolStore]):
    """See `CrashSuite`. A pool of three slots with labels and a mask, an undone change, and a deleted pool."""

    OPERATIONS: ClassVar[Operations] = {
        "add": lambda store: store.add("first", [_image(store, 50)]),
        "add two before another": lambda store: store.add(
            "first", [_image(store, 50), _image(store, 51)], _ids(store)[1]
        ),
        "select": lambda store: store.select("first", _ids(store)[2]),
        "label": lambda store: store.label("first", _ids(store)[0], "changed"),
        "move": lambda store: store.move("first", [_ids(store)[2]], _ids(store)[0]),
        "remove": lambda store: store.remove("first", _ids(store)[:2]),
        "set a mask": lambda store: store.set_mask("first", _ids(store)[0], _staged(store, 52)),
        "replace a mask": lambda store: store.set_mask("first", _ids(store)[1], _staged(store, 53)),
        "clear a mask": lambda store: store.clear_mask("first", _ids(store)[1]),
        "duplicate": lambda store: store.add("first", store.copies("first", _ids(store)[1:]), _ids(store)[0]),
        "undo": lambda store: store.undo("first"),
        "redo": lambda store: store.redo("first"),
        "write a note": lambda store: store.set_note("first", "a", b"changed"),
        "create": lambda store: store.create("new", {"a": b"new"}),
        "copy": lambda store: store.copy("first", "new", {"a": b"copy"}),
        "install": lambda store: store.install("new", _unpacked(store), {"a": b"installed"}),
        "delete": lambda store: store.delete("first"),
        "bring back": lambda store: store.undelete(_trash(store)),
        "purge": lambda store: store.purge(_trash(store)),
    }

    def close_store(self, store: PoolStore) -> None:
        """End it in order."""
        store.close()

    def prepare(self, store: PoolStore) -> None:
        """See the class."""
        store.create("first", {"a": b"note"})
        store.add("first", [_image(store, number) for number in range(4)])
        store.set_mask("first", _ids(store)[1], _staged(store, 40))
        store.remove("first", [_ids(store)[3]])
        store.label("first", _ids(store)[2], "later")
        store.undo("first")
        store.create("gone", {"a": b"gone"})
        store.add("gone", [_image(store, 41)])
        store.delete("gone")

    def seen(self, store: PoolStore) -> Any:
        """Every pool with all its slots, bytes and notes; what is in the trash."""
        pools = {pool.id: (read_state(store, pool.id), store.note(pool.id, "a")) for pool in store.pools()}
        trash = [(one.pool_id, store.trashed_note(one.id, "a")) for one in store.trash()]
        return pools, trash

    def go_on(self, store: PoolStore, found: Any) -> None:
        """New slots have ids that none had, and stand at the end; deleted pools come back."""
        for pool_id, (state, note) in found[0].items():
            added = store.add(pool_id, [_image(store, 60)]).slots[0]
            assert added.id not in state.ids, "an id was used twice"
            now = read_state(store, pool_id)
            assert now.slots[:-1] == state.slots
            assert store.note(pool_id, "a") == note
            store.undo(pool_id)
            assert read_state(store, pool_id) == PoolState(state.slots, state.selected)
        for one in store.trash():
            if not store.exists(one.pool_id):
                assert store.undelete(one.id).id == one.pool_id
