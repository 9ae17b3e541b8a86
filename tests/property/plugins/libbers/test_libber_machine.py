"""Libraries and their drafts against a model: two processes, another program that writes files, restarts.

What the model knows: what each file holds, what each draft began with and holds, and what each process has to tell.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from penstock.adapters.testing.libber_house import LibberHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.draft_values import Edit
from penstock.core.errors import Conflict, NotFound
from penstock.plugins.libbers.documents import entries_of, libber_of

NAMES = st.sampled_from(["Cats", "Dogs", "Eels"])
TEXTS = st.sampled_from(["", "1", "2", "%a%"])
LIBBERS = st.builds(
    Libber,
    libs=st.dictionaries(st.sampled_from(["a", "b", "c"]), TEXTS, max_size=3),
    delimiter=st.sampled_from(["%", "<<"]),
)
EDITS = st.lists(
    st.one_of(
        st.builds(Edit, st.sampled_from(["lib:a", "lib:B", "lib:c"]), TEXTS),
        st.builds(Edit, st.sampled_from(["lib:A", "lib:b", "lib:d"]), removed=st.just(True)),
        st.builds(Edit, st.just("delimiter"), st.sampled_from(["%", "<<"])),
        st.builds(Edit, st.just("max_depth"), st.integers(0, 3)),
    ),
    min_size=1,
    max_size=3,
)
PROCESS = st.integers(0, 1)
Entries = dict[str, Any]


@define
class Draft:
    """What a draft began with and what it holds."""

    id: str
    opened: Entries
    mine: Entries
    base: Any = field(default=None)


class LibberMachine(RuleBasedStateMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        first = LibberHouse(Path(self.folder))
        self.houses = [first, first.another()]
        self.files: dict[str, Entries] = {}
        self.trash: dict[str, tuple[str, Entries]] = {}
        self.drafts: dict[str, Draft] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # --- what is expected ---

    def happened(self, process: int, *told: str, changed: tuple[str, ...]) -> None:
        """The process that did it told just that; the other one tells each changed file once, as elsewhere."""
        assert self.houses[process].told() == list(told)
        self.seen_by(1 - process, changed)
        self.seen_by(process, ())

    def seen_by(self, process: int, changed: tuple[str, ...]) -> None:
        """What looking finds."""
        house = self.houses[process]
        house.look()
        gone = {name: "" if name in self.files else " gone" for name in changed}
        assert house.told() == [f"elsewhere {name}{gone[name]}" for name in sorted(changed)]

    def stored(self, name: str, after: Entries) -> tuple[str, ...]:
        """What is told of a file that now holds `after`."""
        before, made = self.files.get(name), libber_of(after).libs
        old = {} if before is None else libber_of(before).libs
        keys = [*(f"+{key}" for key in made if key not in old)]
        keys += [f"~{key}" for key in made if key in old and old[key] != made[key]]
        keys += [f"-{key}" for key in old if key not in made]
        self.files[name] = dict(after)
        return (" ".join(["created" if before is None else "stored", name, *keys]), f"saved {name}")

    def in_order(self, process: int, name: str) -> Entries:
        """The entries of a file in the order that it has, which merges decide; the values are the model's."""
        found = entries_of(self.houses[process].libbers.get(name).libber)
        return {key: found[key] for key in found}

    # --- what people do ---

    @rule(process=PROCESS, name=NAMES, libber=LIBBERS)
    def save(self, process: int, name: str, libber: Libber) -> None:
        """Without a draft, over what is there."""
        libbers = self.houses[process].libbers
        seen = libbers.get(name).revision if name in self.files else None
        same = name in self.files and list(entries_of(libber).items()) == list(self.in_order(process, name).items())
        told = () if same else self.stored_in_order(name, entries_of(libber), process)
        libbers.save(name, libber, seen)
        self.happened(process, *told, changed=() if same else (name,))

    def stored_in_order(self, name: str, after: Entries, process: int) -> tuple[str, ...]:
        """`stored`, with the keys that go in the order of the file as it was."""
        if name in self.files:
            self.files[name] = self.in_order(process, name)
        return self.stored(name, after)

    @precondition(lambda self: self.files)
    @rule(process=PROCESS, data=st.data(), new=NAMES)
    def rename(self, process: int, data: st.DataObject, new: str) -> None:
        """The draft goes along; a name that is taken is a conflict, by the unsaved changes of another one, too."""
        old = data.draw(st.sampled_from(sorted(self.files)))
        libbers = self.houses[process].libbers
        if new in self.files:
            try:
                libbers.rename(old, new)
                assert old == new
            except Conflict:
                assert old != new
            return self.happened(process, changed=())
        standing = self.houses[process].editing.find(new)
        if standing is not None and standing.dirty:
            try:
                libbers.rename(old, new)
                raise AssertionError("renamed into unsaved changes")
            except Conflict:
                return self.happened(process, changed=())
        libbers.rename(old, new)
        self.drafts.pop(new, None)
        self.files[new] = self.files.pop(old)
        if old in self.drafts:
            self.drafts[new] = self.drafts.pop(old)
        return self.happened(process, f"renamed {new} from {old}", changed=(new, old))

    @precondition(lambda self: self.files)
    @rule(process=PROCESS, data=st.data())
    def delete(self, process: int, data: st.DataObject) -> None:
        """To the trash; a draft stays."""
        name = data.draw(st.sampled_from(sorted(self.files)))
        trash = self.houses[process].libbers.delete(name).id
        self.trash[trash] = (name, self.files.pop(name))
        self.happened(process, f"deleted {name} gone", changed=(name,))

    @precondition(lambda self: self.trash)
    @rule(process=PROCESS, data=st.data())
    def restore(self, process: int, data: st.DataObject) -> None:
        """Back from the trash; a taken name is a conflict."""
        trash = data.draw(st.sampled_from(sorted(self.trash)))
        name, entries = self.trash[trash]
        libbers = self.houses[process].libbers
        if name in self.files:
            try:
                libbers.restore(trash)
                raise AssertionError("written over")
            except Conflict:
                return self.happened(process, changed=())
        assert libbers.restore(trash) == name
        del self.trash[trash]
        self.files[name] = entries
        return self.happened(process, f"restored {name}", changed=(name,))

    @rule(name=NAMES, libber=LIBBERS)
    def write_elsewhere(self, name: str, libber: Libber) -> None:
        """Another program writes the file, in the spelling of fbTools."""
        content = {"lib_dict": dict(libber.libs), "delimiter": libber.delimiter, "theirs": len(self.files)}
        path = self.houses[0].files / f"{name}.json"
        before = path.read_bytes() if path.exists() else None
        self.houses[0].put(path.name, content)
        self.files[name] = entries_of(libber)
        changed = () if path.read_bytes() == before else (name,)
        self.seen_by(0, changed)
        self.seen_by(1, changed)

    # --- drafts ---

    def opened(self, process: int, name: str) -> Draft:
        """The draft, opened or joined; one without changes follows its file."""
        spelt = name.lower() if name in self.files or name in self.drafts else name
        found = self.houses[process].editing.open(spelt, create=True).draft
        file = self.files.get(name, entries_of(Libber()))
        draft = self.drafts.setdefault(name, Draft(found.id, dict(file), dict(file)))
        assert found.id == draft.id
        if draft.mine == draft.opened and name in self.files:
            draft.opened, draft.mine = dict(file), dict(file)
        assert found.content() == draft.mine
        return draft

    @rule(process=PROCESS, name=NAMES, edits=EDITS)
    def edit(self, process: int, name: str, edits: list[Edit]) -> None:
        """Nobody's runs see it."""
        draft = self.opened(process, name)
        found = self.houses[process].editing.edit(name, draft.id, edits).draft
        for edit in edits:
            key = edit.key.lower()
            if edit.removed:
                draft.mine.pop(key, None)
            else:
                draft.mine[key] = edit.value
        assert found.content() == draft.mine
        self.happened(process, changed=())

    @precondition(lambda self: self.drafts)
    @rule(process=PROCESS, data=st.data(), choice=st.sampled_from(["mine", "theirs"]))
    def save_draft(self, process: int, data: st.DataObject, choice: str) -> None:
        """Merged with what the file holds by now; what both sides changed is asked first."""
        name = data.draw(st.sampled_from(sorted(self.drafts)))
        draft, editing = self.opened(process, name), self.houses[process].editing
        clashes, after = self.merged(draft, self.files.get(name), choice)
        found = editing.get(name, draft.id).draft
        assert found.content() == draft.mine
        if clashes:
            try:
                editing.save(name, draft.id, found.revision)
                raise AssertionError("written over")
            except Conflict as both:
                assert set(both.details["current"]) == clashes  # type: ignore[call-overload]
            self.happened(process, changed=())
        before = self.in_order(process, name) if name in self.files else None
        if before is None and found.base is not None:
            try:
                editing.save(name, draft.id, found.revision)
                raise AssertionError("made again")
            except Conflict as gone:
                assert gone.details["gone"]
            self.happened(process, changed=())
        take = dict.fromkeys(clashes, choice)
        saved = editing.save(name, draft.id, found.revision, take, anew=before is None)  # type: ignore[arg-type]
        assert not saved.draft.dirty
        assert saved.draft.content() == after
        draft.opened, draft.mine = dict(after), dict(after)
        written = self.in_order(process, name)
        same = before is not None and list(before.items()) == list(written.items())
        told = () if same else self.stored_as(name, before, written)
        self.files[name] = after
        self.happened(process, *told, changed=() if same else (name,))

    def stored_as(self, name: str, before: Entries | None, written: Entries) -> tuple[str, ...]:
        """What is told of a file that held `before`."""
        self.files.pop(name, None)
        if before is not None:
            self.files[name] = before
        return self.stored(name, written)

    def merged(self, draft: Draft, file: Entries | None, choice: str) -> tuple[set[str], Entries]:
        """The keys that both sides changed to different values, and what is to be saved."""
        if file is None:
            return set(), dict(draft.mine)
        clashes: set[str] = set()
        after: Entries = {}
        for key in {**draft.mine, **file, **draft.opened}:
            was, mine, theirs = (side.get(key) for side in (draft.opened, draft.mine, file))
            if mine != theirs and mine != was and theirs != was:
                clashes.add(key)
                result = mine if choice == "mine" else theirs
            else:
                result = mine if theirs == was else theirs
            if result is not None:
                after[key] = result
        return clashes, after

    @precondition(lambda self: self.drafts)
    @rule(process=PROCESS, data=st.data())
    def discard(self, process: int, data: st.DataObject) -> None:
        """Its changes are gone, the file is as it was."""
        name = data.draw(st.sampled_from(sorted(self.drafts)))
        self.houses[process].editing.discard(name, self.drafts.pop(name).id)
        self.happened(process, changed=())

    @rule(process=PROCESS)
    def restart(self, process: int) -> None:
        """Drafts and files are there as before."""
        self.houses[process] = self.houses[process].another()
        self.seen_by(process, ())

    # --- what always holds ---

    @invariant()
    def both_see_the_same(self) -> None:
        """Every library with its content, and everything in the trash, in both processes."""
        for house in self.houses:
            assert set(house.libbers.names()) == set(self.files)
            for name, entries in self.files.items():
                assert entries_of(house.libbers.get(name).libber) == entries
            assert {one.id for one in house.libbers.deleted()} == set(self.trash)
            assert {note.name for note in house.editing.list()} == set(self.drafts)

    @invariant()
    def nothing_else_is_found(self) -> None:
        """An unknown draft is not found, under any name."""
        try:
            self.houses[0].editing.get("Cats", "unknown")
            raise AssertionError("found")
        except NotFound:
            pass


TestLibbers = LibberMachine.TestCase
TestLibbers.settings = settings(
    max_examples=max(30, settings().max_examples // 2), stateful_step_count=25, deadline=None
)
