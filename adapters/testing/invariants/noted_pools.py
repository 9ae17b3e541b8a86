"""The rules about notes, the trash, copies that are watched, and pools that come out of a folder."""

import json
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from ....core.contracts.pools import Pool
from ....core.errors import BadName, Conflict, Invalid, NotFound, PenstockError, TooLarge
from .pool_model import PoolModel
from .refusals import refused
from .store_faults import ERRORS
from .whole_pools import POOLS, WholePoolsMachine, note_names, some_notes

Told = dict[str, Any]


def _slot(told: Told, **changes: object) -> None:
    told["slots"][0].update(changes)


WRONG: dict[str, Callable[[Told], object]] = {
    "no list": lambda told: told.update(slots={}),
    "a newer format": lambda told: told.update(format=2),
    "a slot that is none": lambda told: told["slots"].append(7),
    "a slot twice": lambda told: told["slots"].append({**told["slots"][0], "id": told["slots"][0]["id"]}),
    "a missing image": lambda told: _slot(told, image="img_9999.png"),
    "a path": lambda told: _slot(told, image="../default/img_0001.png"),
    "a missing mask": lambda told: _slot(told, mask="img_9999.1.mask.png"),
    "a label that is no text": lambda told: _slot(told, label=["x"]),
    "an id that is none": lambda told: _slot(told, id="a/b"),
}
"""What a manifest may say wrongly, by name."""


class _Stop(Exception):
    """Raised by whoever watches a copy."""


class NotedPoolsMachine(WholePoolsMachine):
    """See the module."""

    # --- notes ---------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.models)
    @rule(draw=st.data(), name=note_names, data=st.binary(max_size=20))
    def set_note(self, draw: st.DataObject, name: str, data: bytes) -> None:
        """A note is what was written last; the pool's revision stays."""
        pool_id = self.pool(draw)
        before = self.store.pool(pool_id)
        self.store.set_note(pool_id, name, data)
        self.models[pool_id].notes[name] = data
        assert self.store.pool(pool_id) == before

    @precondition(lambda self: self.models)
    @rule(draw=st.data(), name=st.sampled_from(["", "manifest", "../x", "A", "pool.db", "x" * 32, "a b"]))
    def no_note(self, draw: st.DataObject, name: str) -> None:
        """What is no name of a note is refused, so is a note that is too large, and a note of no pool."""
        pool_id = self.pool(draw)
        refused(BadName, lambda: self.store.note(pool_id, name))
        refused(BadName, lambda: self.store.set_note(pool_id, name, b""))
        refused(TooLarge, lambda: self.store.set_note(pool_id, "large", b"x" * ((64 << 10) + 1)))
        refused(NotFound, lambda: self.store.note("nobody", "a"))
        refused(NotFound, lambda: self.store.set_note("nobody", "a", b""))

    # --- the trash -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.trash)
    @rule(draw=st.data())
    def purge(self, draw: st.DataObject) -> None:
        """What is purged is gone for good; other deleted pools of that id and a living one stay."""
        trash_id = draw.draw(st.sampled_from(sorted(self.trash)))
        self.store.purge(trash_id)
        del self.trash[trash_id]
        refused(NotFound, lambda: self.store.purge(trash_id))
        refused(NotFound, lambda: self.store.undelete(trash_id))
        refused(NotFound, lambda: self.store.trashed_note(trash_id, "a"))

    # --- copies that are watched ---------------------------------------------------------------------------------

    @precondition(lambda self: self.models and len(self.models) < len(POOLS))
    @rule(draw=st.data(), notes=some_notes)
    def watched_copy(self, draw: st.DataObject, notes: dict[str, bytes]) -> None:
        """A copy has notes of its own, and its progress ends where all files are copied."""
        source, target = self.pool(draw), self.free()
        seen: list[tuple[int, int]] = []
        self.store.copy(source, target, notes, lambda done, total: seen.append((done, total)))
        files = len(self.store.contents(source).files)
        assert seen[-1] == (files, files)
        assert all(earlier <= later for earlier, later in pairwise(seen))
        self.became(target, self.models[source], notes)

    @precondition(lambda self: self.models and len(self.models) < len(POOLS))
    @rule(draw=st.data(), steps=st.integers(0, 3))
    def copy_that_is_ended(self, draw: st.DataObject, steps: int) -> None:
        """A copy that whoever watches it ends leaves nothing behind."""
        source, target = self.pool(draw), self.free()

        def progress(done: int, _total: int) -> None:
            if done >= steps:
                raise _Stop

        if steps > len(self.store.contents(source).files):
            return
        before = sorted(self.store.staging().iterdir())
        try:
            self.store.copy(source, target, progress=progress)
        except _Stop:
            assert not self.store.exists(target)
            assert sorted(self.store.staging().iterdir()) == before
        else:
            raise AssertionError("the copy went on")

    # --- pools out of a folder -----------------------------------------------------------------------------------

    @precondition(lambda self: self.models and len(self.models) < len(POOLS))
    @rule(draw=st.data(), notes=some_notes)
    def install(self, draw: st.DataObject, notes: dict[str, bytes]) -> None:
        """What makes up a pool makes up the same pool again, with other notes; what does not belong is left out."""
        source, target = self.pool(draw), self.free()
        folder = self.unpacked(source)
        (folder / "pool.db").write_bytes(b"hostile")
        (folder / "profile.json").write_bytes(b"{}")
        (folder / "more").mkdir()
        pool = self.store.install(target, folder, notes)
        assert not folder.exists()
        assert (pool.id, pool.count) == (target, len(self.models[source].state.slots))
        self.became(target, self.models[source], notes)
        assert self.store.note(target, "profile") == notes.get("profile")

    @precondition(lambda self: self.filled())
    @rule(draw=st.data(), wrong=st.sampled_from(sorted(WRONG)))
    def install_in_vain(self, draw: st.DataObject, wrong: str) -> None:
        """A manifest that says anything wrong, or an id in use, makes no pool; the folder stays."""
        folder = self.unpacked(draw.draw(st.sampled_from(self.filled())))
        used = self.pool(draw)
        refused(Conflict, lambda: self.store.install(used, folder))
        told = json.loads((folder / "manifest.json").read_text())
        WRONG[wrong](told)
        (folder / "manifest.json").write_text(json.dumps(told))
        refused(Invalid, lambda: self.store.install("new", folder))
        assert folder.is_dir()
        shutil.rmtree(folder)
        refused(NotFound, lambda: self.store.install("new", folder))

    def unpacked(self, pool_id: str) -> Path:
        """A folder in the staging folder with what makes up a pool."""
        self.numbers += 1
        folder = self.store.staging() / f"unpacked{self.numbers}"
        folder.mkdir()
        contents = self.store.contents(pool_id)
        assert contents.pool == self.store.pool(pool_id)
        (folder / "manifest.json").write_bytes(contents.manifest)
        for path in contents.files:
            shutil.copyfile(path, folder / path.name)
        return folder

    # --- faults --------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.faults is not None and self.models)
    @rule(draw=st.data(), call=st.integers(1, 30), error=st.sampled_from(ERRORS))
    def failing_whole_pool(self, draw: st.DataObject, call: int, error: int) -> None:
        """What returns is there; what fails leaves no trace, or all of it where the disk refuses to turn it back."""
        assert self.faults is not None
        source = self.pool(draw)
        steps: dict[str, Callable[[], object]] = {"note": lambda: self.store.set_note(source, "a", b"faulty")}
        folder = self.unpacked(source)
        if len(self.models) < len(POOLS):
            target = self.free()
            steps["copy"] = lambda: self.store.copy(source, target, {"b": b"copy"})
            steps["install"] = lambda: self.store.install(target, folder, {"b": b"installed"})
        if self.trash:
            old = sorted(self.trash)[0]
            steps["purge"] = lambda: self.store.purge(old)
        what = draw.draw(st.sampled_from(sorted(steps)))
        self.faults.arm(call, error)
        try:
            steps[what]()
        except PenstockError as raised:
            assert raised.status != 500
            done = False
        else:
            done = True
        finally:
            self.faults.disarm()
        if what == "note" and (done or self.store.note(source, "a") == b"faulty"):
            self.models[source].notes["a"] = b"faulty"
        elif what == "purge" and (done or all(one.id != old for one in self.store.trash())):
            del self.trash[old]
        elif what in ("copy", "install") and (done or self.store.exists(target)):
            self.became(target, self.models[source], {"b": b"copy" if what == "copy" else b"installed"})
        shutil.rmtree(folder, ignore_errors=True)

    # --- always --------------------------------------------------------------------------------------------------

    def free(self) -> str:
        """An id that no pool has."""
        return next(pool_id for pool_id in POOLS if pool_id not in self.models)

    def became(self, pool_id: str, source: PoolModel, notes: dict[str, bytes]) -> None:
        """There is a new pool with the slots of another one."""
        self.models[pool_id] = model = PoolModel(notes=dict(notes))
        model.forget(source.state)
        pool: Pool = self.store.pool(pool_id)
        assert (pool.revision, pool.undo, pool.redo) == (0, None, None)

    @invariant()
    def notes_and_trash_are_as_the_model_says(self) -> None:
        """Notes stay with their pool, in the trash too; the trash holds exactly what was deleted."""
        for pool_id, model in self.models.items():
            assert {name: self.store.note(pool_id, name) for name in "abc"} == {
                name: model.notes.get(name) for name in "abc"
            }
        found = self.store.trash()
        assert {one.id: one.pool_id for one in found} == {key: one[0] for key, one in self.trash.items()}
        assert [one.deleted for one in found] == sorted((one.deleted for one in found), reverse=True)
        for trash_id, (_, model) in self.trash.items():
            assert self.store.trashed_note(trash_id, "a") == model.notes.get("a")
