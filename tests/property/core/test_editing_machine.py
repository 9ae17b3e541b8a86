"""Editing together against a model: two processes, other programs, crashes in the middle of a save, restarts."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.draft_values import Draft, Edit
from penstock.core.drafts import Drafts
from penstock.core.editing import DocumentEditing
from penstock.core.errors import Conflict, NotFound
from penstock.core.files import Files, SystemCalls

WHO = st.integers(0, 1)
KEYS = st.sampled_from(["a", "b", "c", "d"])
OURS = st.integers(1, 9)
THEIRS = st.integers(-9, -1)
"""Other programs write other values, so that it can be told whose an entry is."""

Content = dict[str, Any]


class Quick(SystemCalls):
    """Nothing is forced to the disk."""

    def fsync(self, handle: int) -> None:
        """Nothing."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""


def pairs(content: Content) -> list[tuple[str, Any]]:
    return list(content.items())


@define
class Model:
    """The draft as it must be: `written` is what saves that were not noted may have left in the file, theirs excepted.

    What such a save wanted to remove, did not, and another program then removes cannot be told from its own.

    `touched` are the keys whose entries steps of the draft have made what they are: undo may change those only.
    """

    id: str
    opened: Content
    mine: Content
    revision: int
    written: list[Content] = field(factory=list)
    touched: set[str] = field(factory=set)

    @property
    def dirty(self) -> bool:
        return pairs(self.mine) != pairs(self.opened)

    def is_own(self, key: str, file: Content) -> bool:
        """Whether the file has the entry as this draft had it at its opening or saved it."""
        now = file.get(key)
        return now == self.opened.get(key) or any(key in one and now == one[key] for one in self.written)

    def conflicts(self, file: Content) -> set[str]:
        """The entries that both sides changed, to different values."""
        both = {*self.mine, *self.opened, *file}
        return {
            key
            for key in both
            if self.mine.get(key) != file.get(key)
            and not self.is_own(key, file)
            and self.mine.get(key) != self.opened.get(key)
        }

    def merged(self, file: Content, take: dict[str, str]) -> Content:
        """What a save must write, whatever the order."""
        made = {}
        for key in {*self.mine, *self.opened, *file}:
            theirs = not self.is_own(key, file) and self.mine.get(key) == self.opened.get(key)
            theirs = theirs or (key in self.conflicts(file) and take[key] == "theirs")
            if (value := (file if theirs else self.mine).get(key)) is not None:
                made[key] = value
        return made

    def attempted(self, file: Content, wanted: Content, taken: set[str]) -> None:
        """A save was begun, whether or not it reached the file; what earlier ones had wanted was seen to be gone."""
        still_there = [{key: one[key] for key in one if file.get(key) == one[key]} for one in self.written]
        self.written = [*still_there, {key: wanted.get(key) for key in "abcd" if key not in taken}]

    def saved(self, draft: Draft) -> None:
        """It stands on its file, which holds what the draft does."""
        now = draft.content()
        self.touched -= {key for key in {*now, *self.mine} if now.get(key) != self.mine.get(key)}
        self.mine, self.opened, self.written, self.revision = now, dict(now), [], draft.revision


class EditingMachine(RuleBasedStateMachine):
    """Whatever happens: no entry is lost that one side alone changed, and only real conflicts are told."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock()
        self.ids = CountingIds()
        self.papers = MemoryDocuments()

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(content=st.dictionaries(KEYS, THEIRS, min_size=1, max_size=4))
    def begin(self, content: Content) -> None:
        """A document and two processes."""
        self.papers.put("one", content)
        self.processes = [self.process(), self.process()]
        self.begin_draft(0)

    def begin_draft(self, who: int) -> None:
        draft = self.processes[who].open("one").draft
        self.model = Model(draft.id, self.file, self.file, draft.revision)
        self.check(draft)

    def process(self) -> DocumentEditing:
        return DocumentEditing(self.papers, Drafts(Path(self.folder.name), Files(Quick()), self.clock, self.ids))

    @property
    def file(self) -> Content:
        return dict(self.papers.stored["one"].entries)

    @rule(who=WHO)
    def restart(self, who: int) -> None:
        """A process ends and begins again."""
        self.processes[who] = self.process()

    @rule(who=WHO)
    def open(self, who: int) -> None:
        """Somebody opens the document: a draft that has nothing unsaved is as the file."""
        draft = self.processes[who].open("one").draft
        self.followed(draft)
        self.check(draft)

    def followed(self, draft: Draft) -> None:
        """The draft after a look at it: without changes it is its file; one whose save was not noted stands on it."""
        model = self.model
        if pairs(self.file) == pairs(model.opened):
            return
        if not model.dirty:
            expected, now = model.merged(self.file, {}), draft.content()
            assert now == expected
            model.touched -= {key for key in {*now, *model.mine} if now.get(key) != model.mine.get(key)}
            model.opened, model.mine, model.written = self.file, now, []
        elif model.written and all(model.is_own(key, self.file) for key in {*self.file, *model.opened}):
            model.opened, model.written = self.file, []

    @rule(who=WHO, edits=st.lists(st.tuples(KEYS, st.none() | OURS), min_size=1, max_size=3))
    def put(self, who: int, edits: list[tuple[str, int | None]]) -> None:
        """Entries are put and removed, without looking before."""
        self.edit(who, edits)

    def edit(self, who: int, edits: list[tuple[str, int | None]]) -> None:
        model = self.model
        made = [Edit(key, value, removed=value is None) for key, value in edits]
        draft = self.processes[who].edit("one", model.id, made).draft
        for key, value in edits:
            model.mine.pop(key, None) if value is None else model.mine.__setitem__(key, value)
            model.touched.add(key)
        self.check(draft)

    @rule(who=WHO, key=KEYS, old=KEYS, value=OURS)
    def rename(self, who: int, key: str, old: str, value: int) -> None:
        """An entry gets another key in its place."""
        model = self.model
        edit = Edit(key, value, instead_of=old)
        if key != old and (old not in model.mine or key in model.mine):
            with pytest.raises(Conflict):
                self.processes[who].edit("one", model.id, [edit])
            return
        draft = self.processes[who].edit("one", model.id, [edit]).draft
        if key == old:
            model.mine[key] = value
        else:
            model.mine = {key if one == old else one: value if one == old else was for one, was in pairs(model.mine)}
        model.touched |= {key, old}
        self.check(draft)

    @rule(who=WHO, back=st.booleans())
    def step(self, who: int, back: bool) -> None:
        """Undo and redo change nothing but what steps of this draft have made."""
        self.walk(who, back=back)

    def walk(self, who: int, *, back: bool) -> None:
        model, editing = self.model, self.processes[who]
        try:
            draft = (editing.undo if back else editing.redo)("one", model.id).draft
        except Conflict:
            return
        now = draft.content()
        assert {key for key in {*now, *model.mine} if now.get(key) != model.mine.get(key)} <= model.touched
        model.mine = now
        self.check(draft)

    @rule(changes=st.dictionaries(KEYS, st.none() | THEIRS, min_size=1, max_size=3), first=st.booleans())
    def write_elsewhere(self, changes: dict[str, int | None], first: bool) -> None:
        """Another program writes the file: other values, fewer entries, another order."""
        now = self.file
        for key in changes:
            now.pop(key, None)
        new = {key: value for key, value in changes.items() if value is not None}
        self.papers.put("one", {**new, **now} if first else {**now, **new})

    @rule(who=WHO, decide=st.randoms(use_true_random=False), back=st.integers(0, 3))
    def save(self, who: int, decide: Any, back: int) -> None:
        """Each side's own changes are in the file; what both changed is asked for, and is as decided. Then undo."""
        model = self.model
        conflicts, take = model.conflicts(self.file), dict[str, str]()
        if conflicts:
            before = self.file
            with pytest.raises(Conflict) as refused:
                self.processes[who].save("one", model.id, model.revision)
            assert set(self.told(refused.value, "current")) == set(self.told(refused.value, "sent")) == conflicts
            assert self.file == before
            take = {key: decide.choice(["mine", "theirs"]) for key in sorted(conflicts)}
        expected, base = model.merged(self.file, take), self.file
        saved = self.processes[who].save("one", model.id, model.revision, take)  # type: ignore[arg-type]
        assert self.file == saved.draft.content() == expected
        assert pairs(self.file) == pairs(saved.draft.content())
        assert set(saved.merged) == self.taken(model, base)
        kept = {key for key, choice in take.items() if choice == "theirs"}
        model.saved(saved.draft)
        model.touched |= kept
        self.check(saved.draft)
        for _ in range(back):
            self.walk(who, back=True)

    def told(self, conflict: Conflict, side: str) -> Content:
        found = conflict.details[side]
        assert isinstance(found, dict)
        return found

    def taken(self, model: Model, file: Content) -> set[str]:
        return {
            key
            for key in {*file, *model.opened}
            if not model.is_own(key, file)
            and model.mine.get(key) == model.opened.get(key)
            and file.get(key) != model.mine.get(key)
        }

    @rule(who=WHO, written=st.booleans(), key=KEYS, value=OURS, again=st.none() | OURS)
    def die_while_saving(self, who: int, written: bool, key: str, value: int, again: int | None) -> None:
        """The process dies before or after the file is written, and begins again; perhaps the writer goes on."""
        self.edit(who, [(key, value)])
        model = self.model
        file = self.file
        take = dict.fromkeys(model.conflicts(file), "mine")
        expected, taken = model.merged(file, take), self.taken(model, file)

        def die() -> None:
            raise Crash

        self.papers.after_write, self.papers.before_write = (die, int) if written else (int, die)
        try:
            saved = self.processes[who].save("one", model.id, model.revision, take)  # type: ignore[arg-type]
        except Crash:
            self.processes[who] = self.process()
            model.attempted(file, expected, taken)
            assert self.file == (expected if written else file)
        else:
            model.saved(saved.draft)
        self.papers.after_write = self.papers.before_write = int
        if again is not None:
            self.edit(1 - who, [(key, again)])

    @rule(who=WHO)
    def discard(self, who: int) -> None:
        """The draft ends; nobody can use it any more, the next one begins as the file is."""
        self.processes[who].discard("one", self.model.id)
        with pytest.raises(NotFound):
            self.processes[1 - who].get("one", self.model.id)
        self.begin_draft(who)

    def check(self, draft: Draft) -> None:
        model = self.model
        assert pairs(draft.content()) == pairs(model.mine)
        assert draft.dirty == model.dirty
        assert draft.revision >= model.revision
        model.revision = draft.revision

    @invariant()
    def both_see_the_same(self) -> None:
        """Without being used."""
        first, second = (editing.find("one") for editing in self.processes)
        assert first is not None
        assert second is not None
        assert (first.id, first.revision, first.dirty) == (second.id, second.revision, second.dirty)


def test_editing_together() -> None:
    """Against a model."""
    run(EditingMachine, settings=settings(max_examples=60, stateful_step_count=25))


@pytest.mark.nightly
def test_editing_together_for_long() -> None:
    """More of it."""
    run(EditingMachine, settings=settings(max_examples=3000, stateful_step_count=50))
