"""Two processes and another program on the same prompts: who follows the events of either knows what there is."""

import contextlib
import json
import tempfile
from pathlib import Path

from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.draft_values import Edit
from penstock.core.errors import Conflict, NotFound, PenstockError, ReadOnly
from penstock.core.events.base import Event
from penstock.core.events.drafts import DraftChanged, DraftClosed
from penstock.core.events.prompts import (
    PromptRenamed,
    PromptsChangedElsewhere,
    PromptsDeleted,
    PromptsRestored,
    PromptsSaved,
)

FOLDERS = st.sampled_from(["cats", "dogs"])
WHO = st.sampled_from([0, 1])
PROMPTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from("12"), max_size=2)
WRITTEN = st.sampled_from(
    [
        b'{"girl_pos": "G", "n": [1]}',
        b'{"own": "mine", "a": ""}',
        b'{"version": 2, "prompts": {"a": {"value": "A", "weight": 2}}, "compositions": {"c": ["a"]}}',
        b'{"version": 3, "prompts": {"a": "A"}}',
    ]
)


@define
class Follower:
    """What somebody knows who has seen nothing but the events of one process, and reads where he is told to."""

    house: WholePrompts
    revisions: dict[str, str | None] = field(factory=dict)
    names: dict[str, set[str]] = field(factory=dict)

    def follow(self) -> list[Event]:
        """Take in what was told since; those events."""
        told = [event for event in self.house.events() if not isinstance(event, DraftChanged | DraftClosed)]
        for event in told:
            self._take(event)
        return told

    def _take(self, event: Event) -> None:
        if isinstance(event, PromptsSaved):
            self.revisions[event.folder] = event.revision
            names = self.names.setdefault(event.folder, set())
            names |= {*event.added, *event.changed}
            names -= {*event.removed}
        elif isinstance(event, PromptRenamed):
            self.names[event.folder].remove(event.old_name)
        elif isinstance(event, PromptsDeleted):
            self.revisions[event.folder] = None
            self.names.pop(event.folder, None)
        elif isinstance(event, PromptsRestored | PromptsChangedElsewhere):
            self.revisions[event.folder] = event.revision
            self.names[event.folder] = set(self.house.service.read(event.folder).collection.prompts)


class PromptServiceMachine(RuleBasedStateMachine):
    """Each rule is what somebody does; then both processes look at the disk."""

    def __init__(self) -> None:
        super().__init__()
        shared = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None)
        first = WholePrompts(Path(self.folder.name))
        self.followers = [Follower(first), Follower(first.again())]
        self.trash: dict[str, bytes] = {}
        self.originals: dict[str, list[bytes]] = {"cats": [], "dogs": []}

    def teardown(self) -> None:
        self.folder.cleanup()

    def house(self, who: int) -> WholePrompts:
        return self.followers[who].house

    def bytes_of(self, folder: str) -> bytes | None:
        path = self.followers[0].house.path(folder)
        return path.read_bytes() if path.exists() else None

    def told(self, who: int) -> list[str]:
        """What a process told of what it did, a look later; before that it may have told what others did."""
        self.house(who).service.look()
        names = [event.name for event in self.followers[who].follow()]
        while names[:1] == ["prompts_changed_elsewhere"]:
            names.pop(0)
        return names

    # --- what is done ---

    @rule(who=WHO, folder=FOLDERS, prompts=PROMPTS, stale=st.booleans())
    def save(self, who: int, folder: str, prompts: dict[str, str], stale: bool) -> None:
        service, before = self.house(who).service, self.bytes_of(folder)
        found = service.read(folder)
        wanted = PromptCollection(prompts={name: Prompt(value=value) for name, value in prompts.items()})
        try:
            service.save(folder, wanted, "0" * 32 if stale else found.revision)
        except (Conflict, ReadOnly):
            assert stale or found.read_only
            assert self.bytes_of(folder) == before
            assert self.told(who) == []
            return
        self.was_saved(who, folder, before, migrated=found.migrated)

    @rule(who=WHO, folder=FOLDERS, old=st.sampled_from("abc"), new=st.sampled_from("abcx"), value=st.sampled_from("12"))
    def rename_in_a_draft(self, who: int, folder: str, old: str, new: str, value: str) -> None:
        house, before = self.house(who), self.bytes_of(folder)
        found = house.service.read(folder)
        try:
            draft = house.editing.open(folder, create=True).draft
            edit = Edit(f"prompt:{new}", {"value": value}, instead_of=f"prompt:{old}")
            draft = house.editing.edit(folder, draft.id, [edit]).draft
            house.editing.save(folder, draft.id, draft.revision)
        except PenstockError:
            assert self.bytes_of(folder) == before
            assert self.told(who) == []
            with contextlib.suppress(PenstockError):
                house.editing.discard(folder, house.editing.open(folder).draft.id)
            return
        self.was_saved(who, folder, before, migrated=found.migrated)

    def was_saved(self, who: int, folder: str, before: bytes | None, *, migrated: bool) -> None:
        names = self.told(who)
        if self.bytes_of(folder) == before:
            assert names == []
            return
        assert names.count("prompts_saved") == 1
        assert names[-1] == "prompts_saved"
        assert names.count("prompt_migrated") == (migrated and before is not None)
        if migrated and before is not None and [before] != self.originals[folder][-1:]:
            self.originals[folder].append(before)

    @rule(who=WHO, folder=FOLDERS)
    def delete(self, who: int, folder: str) -> None:
        before = self.bytes_of(folder)
        try:
            deleted = self.house(who).service.delete(folder)
        except NotFound:
            assert before is None
            return
        assert before is not None
        self.trash[deleted.trash] = before
        assert self.told(who) == ["prompts_deleted"]

    @rule(who=WHO, data=st.data())
    def restore(self, who: int, data: st.DataObject) -> None:
        if not self.trash:
            return
        trash = data.draw(st.sampled_from(sorted(self.trash)))
        try:
            folder = self.house(who).service.restore(trash)
        except Conflict:
            assert self.told(who) == []
            return
        assert self.bytes_of(folder) == self.trash.pop(trash)
        assert self.told(who) == ["prompts_restored"]

    @rule(who=WHO, folder=FOLDERS)
    def back_to_version_1(self, who: int, folder: str) -> None:
        before = self.bytes_of(folder)
        try:
            self.house(who).service.restore_v1(folder)
        except (NotFound, ReadOnly):
            assert self.bytes_of(folder) == before
            return
        assert self.bytes_of(folder) == self.originals[folder][-1]
        assert self.told(who) == ([] if self.bytes_of(folder) == before else ["prompts_restored"])

    @rule(folder=FOLDERS, data=WRITTEN)
    def another_program_writes(self, folder: str, data: bytes) -> None:
        self.house(0).put(folder, data)

    @rule(who=WHO)
    def the_process_starts_anew(self, who: int) -> None:
        following = self.followers[who]
        self.followers[who] = Follower(following.house.again(), following.revisions, following.names)
        for folder in ("cats", "dogs"):  # whoever connects again reads what there is
            document = self.house(who).service.read(folder)
            following.revisions[folder] = document.revision
            following.names[folder] = set(document.collection.prompts)

    # --- what always holds ---

    @invariant()
    def followers_know_what_there_is(self) -> None:
        for following in self.followers:
            following.house.service.look()
            following.follow()
            for folder in ("cats", "dogs"):
                document = following.house.service.read(folder)
                assert following.revisions.get(folder) == document.revision
                assert following.names.get(folder, set()) == set(document.collection.prompts)

    @invariant()
    def the_trash_holds_what_was_deleted(self) -> None:
        assert {one.trash for one in self.followers[1].house.service.deleted()} == set(self.trash)

    @invariant()
    def version_1_is_kept(self) -> None:
        for folder, originals in self.originals.items():
            kept = {path.read_bytes() for path in self.house(0).path(folder).parent.glob("prompts.json.v1.backup*")}
            assert set(originals) <= kept

    @invariant()
    def every_file_is_json(self) -> None:
        for folder in self.house(0).service.folders():
            json.loads(self.house(0).path(folder).read_bytes())


TestPromptService = PromptServiceMachine.TestCase
TestPromptService.settings = settings(stateful_step_count=20)
