"""Drafts against a model: two processes on one folder, restarts, crashes, power cuts, time that passes."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core import draft_files
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.errors import Conflict, NotFound
from penstock.core.files import Files, SystemCalls

LIFETIME = 1800.0
WHO = st.integers(0, 1)
NAMES = st.sampled_from(["one", "two"])
KEYS = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.none() | st.integers(0, 3) | st.text(max_size=3) | st.lists(st.booleans(), max_size=2)
EDITS = st.lists(st.builds(Edit, KEYS, VALUES, st.booleans()), min_size=0, max_size=4)
Content = list[tuple[str, Any]]


class Quick(SystemCalls):
    """What is forced to the disk is noted by the shim around it, and need not be."""

    def fsync(self, handle: int) -> None:
        """Nothing."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""


@define
class Model:
    """A document's draft as it must be: contents, newest last, and where undo has got to."""

    id: str
    opened: Content
    history: list[Content]
    place: int = 0
    revision: int = 1
    used: float = 0.0
    may_be_gone: bool = False

    @property
    def now(self) -> Content:
        return self.history[self.place]

    def edited(self, edits: list[Edit]) -> "Model":
        made = dict(self.now)
        for edit in edits:
            if edit.removed:
                made.pop(edit.key, None)
            else:
                made[edit.key] = edit.value
        if exact(list(made.items())) == exact(self.now):
            return self.at(self.place, self.revision)
        kept = [*self.history[: self.place + 1], list(made.items())]
        return Model(self.id, self.opened, kept, self.place + 1, self.revision + 1)

    def at(self, place: int, revision: int) -> "Model":
        return Model(self.id, self.opened, self.history, place, revision)


def exact(content: Content) -> str:
    """Told apart as JSON does: true is not 1."""
    return repr(content)


class DraftsMachine(RuleBasedStateMachine):
    """Whatever happens, each process shows the draft that the model has, with its history."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock()
        self.ids = CountingIds()
        self.models: dict[str, Model] = {}
        self.seen: dict[str, dict[str, int]] = {}
        self.since = [0.0, 0.0]

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        """Two processes."""
        self.calls = [FaultyCalls(Quick()), FaultyCalls(Quick())]
        self.stores = [self.process(number) for number in (0, 1)]

    def process(self, number: int) -> Drafts:
        return Drafts(Path(self.folder.name) / "drafts", Files(self.calls[number]), self.clock, self.ids, LIFETIME)

    @rule(who=WHO)
    def restart(self, who: int) -> None:
        """A process ends and begins again; it grants the full time, the one that went on does not."""
        for model in self.models.values():
            model.may_be_gone = self.may_have_gone(model)
        self.calls[who] = FaultyCalls(Quick())
        self.stores[who] = self.process(who)
        self.since[who] = self.clock.monotonic()

    @rule(who=WHO, name=NAMES, content=st.dictionaries(KEYS, VALUES, max_size=3))
    def open(self, who: int, name: str, content: dict[str, Any]) -> None:
        """A document is opened: the draft that there is, or a new one."""
        draft = self.stores[who].open("prompts", name, content, None)
        model = self.models.get(name)
        if model is None or draft.id != model.id:
            assert model is None or self.may_have_gone(model)
            model = self.models[name] = Model(draft.id, list(content.items()), [list(content.items())])
        self.check(draft, model)

    @rule(who=WHO, name=NAMES, edits=EDITS, careful=st.booleans())
    def edit(self, who: int, name: str, edits: list[Edit], careful: bool) -> None:
        """Edits, with what was seen at some time or without."""
        model = self.models.get(name)
        if model is None:
            return
        seen = self.seen.get(model.id, {}) if careful else {}
        seen = {edit.key: seen.get(edit.key, 0) for edit in edits} if careful else seen
        try:
            draft = self.stores[who].edit(model.id, edits, seen if careful else None)
        except Conflict as stale:
            current = stale.details["current"]
            assert isinstance(current, dict)
            now = dict(model.now)
            assert {key: one and one["value"] for key, one in current.items()} == {key: now.get(key) for key in current}
            return
        except NotFound:
            self.gone(name)
            return
        self.models[name] = model.edited(edits)
        self.check(draft, self.models[name])

    @rule(who=WHO, name=NAMES, back=st.booleans())
    def walk(self, who: int, name: str, back: bool) -> None:
        """Undo or redo."""
        model = self.models.get(name)
        if model is None:
            return
        place = model.place + (-1 if back else 1)
        store = self.stores[who]
        try:
            draft = store.undo(model.id) if back else store.redo(model.id)
        except Conflict:
            assert not 0 <= place < len(model.history)
            return
        except NotFound:
            self.gone(name)
            return
        self.models[name] = model.at(place, model.revision + 1)
        self.check(draft, self.models[name])

    @rule(who=WHO, name=NAMES, careful=st.booleans())
    def close(self, who: int, name: str, careful: bool) -> None:
        """A draft is saved or discarded."""
        model = self.models.get(name)
        if model is not None:
            try:
                self.stores[who].close(model.id, model.revision if careful else None)
            except NotFound:
                assert self.may_have_gone(model)
            del self.models[name]

    @rule(seconds=st.sampled_from([0.0, 100.0, 900.0, 1799.0, 1800.0, 4000.0]), who=WHO)
    def pass_time(self, seconds: float, who: int) -> None:
        """Time passes, and one process tidies."""
        self.clock.advance(seconds)
        self.stores[who].sweep()

    @rule(who=WHO, call=st.integers(1, 8), after=st.booleans(), power=st.booleans(), name=NAMES, edits=EDITS)
    def crash(self, who: int, call: int, after: bool, power: bool, name: str, edits: list[Edit]) -> None:
        """A process dies in the middle of an edit or of its undo, perhaps with the power."""
        model = self.models.get(name)
        if model is None:
            return
        calls = self.calls[who] = FaultyCalls(Quick(), **{"crash_after" if after else "crash_before": call})
        store = self.process(who)
        expected = [model]
        try:
            store.edit(model.id, edits)
            expected = [expected[-1].edited(edits)]
            store.undo(model.id)
        except Crash:
            expected.append(expected[-1].edited(edits))
            if expected[-1].place:
                expected.append(expected[-1].at(expected[-1].place - 1, expected[-1].revision + 1))
        except Conflict:
            assert not expected[-1].place
        except NotFound:
            self.gone(name)
            return
        else:
            expected = [expected[-1].at(expected[-1].place - 1, expected[-1].revision + 1)]
        if power:
            calls.power_loss()
        self.restart(who)
        self.settle(name, expected, who)

    def settle(self, name: str, expected: list[Model], who: int) -> None:
        """After a crash one of the allowed states is there, and stays; its time may have been over before."""
        try:
            draft = self.stores[who].get(expected[0].id)
        except NotFound:
            self.gone(name)
            return
        found = [one for one in expected if one.revision == draft.revision]
        assert found, (draft.revision, [one.revision for one in expected])
        self.models[name] = found[0]
        self.check(draft, found[0])

    def check(self, draft: Any, model: Model) -> None:
        """The answer is what the model has."""
        assert exact(list(draft.content().items())) == exact(model.now)
        assert (draft.id, draft.revision, draft.expires_in) == (model.id, model.revision, LIFETIME)
        assert draft.dirty == (exact(model.now) != exact(model.opened))
        assert (draft.can_undo, draft.can_redo) == (model.place > 0, model.place < len(model.history) - 1)
        model.used, model.may_be_gone = self.clock.monotonic(), False
        if self.clock.monotonic() % 2 == 0:
            self.seen[model.id] = {key: entry.revision for key, entry in draft.entries.items()}

    def may_have_gone(self, model: Model) -> bool:
        """One of the processes knew of no use for so long: since the last one, or since it began."""
        longest = self.clock.monotonic() - min(max(model.used, since) for since in self.since)
        return model.may_be_gone or longest >= LIFETIME

    def gone(self, name: str) -> None:
        assert self.may_have_gone(self.models.pop(name)), "a draft went before its time"

    @invariant()
    def nothing_is_damaged(self) -> None:
        """Neither process found anything wrong."""
        if hasattr(self, "stores"):
            assert [store.problems() for store in self.stores] == [(), ()]


def test_drafts_are_what_the_model_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Contents, order, history, revisions, conflicts, lifetimes: see the machine. Steps are gathered often."""
    monkeypatch.setattr(draft_files, "_MOST_STEP_FILES", 3)
    run_state_machine_as_test(DraftsMachine, settings=settings(stateful_step_count=25))
