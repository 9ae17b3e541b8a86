"""Two processes edit one story, fbTools rewrites its file, processes die while they save: no edit is ever lost."""

import contextlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.adapters.testing.story_house import StoryHouse, scene
from penstock.core.draft_values import Draft, Edit
from penstock.core.errors import Conflict, PenstockError
from penstock.core.ids import RandomIds
from penstock.plugins.stories.documents import entries_of

WHO = st.sampled_from([0, 1])
NAMES = st.sampled_from(["cats", "dogs"])
PLACE = st.integers(0, 9)
TAKE = st.sampled_from(["mine", "theirs"])
NOTHING = "null"
Texts = dict[str, str]


def texts(entries: dict[str, Any]) -> Texts:
    """Entries as they can be compared."""
    return {key: json.dumps(value, sort_keys=True) for key, value in entries.items()}


def same(entries: Mapping[str, str | None]) -> Texts:
    """JSON texts as they can be compared; what was taken away is nothing."""
    return texts({key: json.loads(text or NOTHING) for key, text in entries.items()})


class StoryMachine(RuleBasedStateMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        shared = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None)
        first = StoryHouse(Path(self.folder.name), ids=RandomIds())
        first.scenes.make("cats", "dogs")
        first.save(scene("a"), scene("b", "dogs"), scene("c"))
        self.houses = [first, first.again()]
        self.count = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    def file(self) -> Texts:
        """The entries of the file, as a process that knows nothing else reads it."""
        return texts(entries_of(self.houses[0].service.read("tale")))

    def draft(self, who: int = 0) -> Draft:
        """The one draft of both processes, opened where there is none. Without changes it follows the file."""
        return self.houses[who].editing.open("tale").draft

    def began(self, draft: Draft) -> tuple[Texts, list[Texts]]:
        """What the draft was made from, and what saves that were cut short may have put into the file."""
        with self.houses[0].drafts.holding(draft.id) as held:
            return same(held.state.opened), [same(one) for one in held.attempts()]

    def edit(self, who: int, *edits: Edit) -> None:
        """Edit, which is acknowledged: the other process sees it at once; without changes it sees the file."""
        draft = self.draft(who)
        after = self.houses[who].editing.edit("tale", draft.id, edits).draft
        seen = self.houses[1 - who].editing.get("tale", draft.id).draft
        assert seen.content() == (after.content() if after.dirty else entries_of(self.houses[0].service.read("tale")))
        for edit in edits:
            assert edit.removed == (edit.key not in after.entries)

    def places(self) -> list[str]:
        return [key for key in self.draft().content() if key.startswith("scene:")]

    # --- people ---

    @rule(who=WHO, place=PLACE)
    def writes_a_text(self, who: int, place: int) -> None:
        if keys := self.places():
            self.count += 1
            self.edit(who, Edit(keys[place % len(keys)], {"custom_prompt": f"text {self.count}"}))

    @rule(who=WHO, name=NAMES)
    def adds_a_scene(self, who: int, name: str) -> None:
        self.count += 1
        self.edit(who, Edit(f"scene:new{self.count}", {"scene_name": name}))

    @rule(who=WHO, place=PLACE)
    def removes_a_scene(self, who: int, place: int) -> None:
        if keys := self.places():
            self.edit(who, Edit(keys[place % len(keys)], removed=True))

    @rule(who=WHO, place=PLACE)
    def moves_a_scene(self, who: int, place: int) -> None:
        order = list(self.draft(who).content()["order"])
        if order and sorted(f"scene:{one}" for one in order) == sorted(self.places()):
            order.append(order.pop(place % len(order)))
            self.edit(who, Edit("order", order))

    @rule(who=WHO)
    def undoes(self, who: int) -> None:
        draft = self.draft(who)
        with contextlib.suppress(Conflict):
            self.houses[who].editing.undo("tale", draft.id)

    @rule(who=WHO)
    def discards(self, who: int) -> None:
        self.houses[who].editing.discard("tale", self.draft(who).id)

    # --- fbTools: it knows no ids ---

    @rule(place=PLACE, kind=st.sampled_from(["text", "turn", "add", "remove"]), name=NAMES)
    def fbtools_writes(self, place: int, kind: str, name: str) -> None:
        self.count += 1
        house, before = self.houses[0], self.ids()
        found = house.json()
        scenes = [{key: value for key, value in one.items() if key != "scene_id"} for one in found["scenes"]]
        if kind == "text" and scenes:
            scenes[place % len(scenes)]["custom_prompt"] = f"theirs {self.count}"
        elif kind == "turn":
            scenes.reverse()
        elif kind == "add":
            scenes.insert(place % (len(scenes) + 1), {"scene_name": name, "custom_prompt": f"theirs {self.count}"})
        elif scenes:
            del scenes[place % len(scenes)]
        for order, one in enumerate(scenes):
            one["scene_order"] = order
        house.put({"version": 2, "story_name": "tale", "story_dir": "/x", "scenes": scenes})
        for one in self.houses:
            one.service.look()
        for known, ids in self.ids().items():
            assert all(was == is_now for was, is_now in zip(before.get(known, []), ids, strict=False))

    def ids(self) -> dict[str, list[str]]:
        """The ids of each scene's places, in their order."""
        found: dict[str, list[str]] = {}
        for one in self.houses[1].service.read("tale").scenes:
            found.setdefault(one.scene_name, []).append(one.scene_id)
        return found

    # --- saving ---

    @rule(who=WHO, take=TAKE)
    def saves(self, who: int, take: str) -> None:
        draft, theirs = self.draft(who), self.file()
        wanted, conflicts = self.merged(draft, theirs, take)
        self.save(self.houses[who], draft, take, conflicts)
        found = self.file()
        assert {key: text for key, text in found.items() if key != "order"} == {
            key: text for key, text in wanted.items() if key != "order"
        }
        ids = {key.removeprefix("scene:") for key in found if key.startswith("scene:")}
        if set(json.loads(wanted["order"])) == ids:
            assert found["order"] == wanted["order"]

    def save(self, house: StoryHouse, draft: Draft, take: str, conflicts: set[str]) -> None:
        """What both sides changed is asked about, all of it and nothing else."""
        try:
            house.editing.save("tale", draft.id, draft.revision)
            asked = set[str]()
        except Conflict as conflict:
            current = conflict.details["current"]
            assert isinstance(current, dict)
            asked = set(current)
            house.editing.save("tale", draft.id, draft.revision, dict.fromkeys(asked, take))  # type: ignore[arg-type]
        assert asked == conflicts

    def merged(self, draft: Draft, theirs: Texts, take: str) -> tuple[Texts, set[str]]:
        """What the file has to hold after a save, and what somebody has to be asked about."""
        mine, (opened, attempts) = texts(draft.content()), self.began(draft)
        wanted: Texts = {}
        conflicts = set()
        for key in {*mine, *theirs}:
            one, other, was = (side.get(key, NOTHING) for side in (mine, theirs, opened))
            own = other in (one, was) or other in [attempt[key] for attempt in attempts if key in attempt]
            if not own and one == was:
                one = other
            elif not own:
                conflicts.add(key)
                one = one if take == "mine" else other
            if one != NOTHING:
                wanted[key] = one
        return wanted, conflicts

    @rule(number=st.integers(1, 14), power=st.booleans())
    def dies_while_it_saves(self, number: int, power: bool) -> None:
        draft, before = self.draft(), self.file()
        calls = FaultyCalls()
        house = StoryHouse(Path(self.folder.name), ids=RandomIds(), calls=calls)
        calls.crash_before = calls.count + number
        with contextlib.suppress(Crash, PenstockError):
            house.editing.save("tale", draft.id, draft.revision)
        if power:
            calls.power_loss()
        self.houses = [self.houses[0].again(), self.houses[1].again()]
        wanted = texts(draft.content())
        changed = {key for key, text in self.file().items() if before.get(key) != text}
        assert all(self.file()[key] == wanted.get(key) for key in changed if key != "order")

    # --- what always holds ---

    @invariant()
    def the_story_opens(self) -> None:
        """Each place has an id of its own, both processes see the same."""
        first, second = (house.service.read("tale") for house in self.houses)
        assert first == second
        assert len({one.scene_id for one in first.scenes}) == len(first.scenes)
        json.loads(self.houses[0].path().read_bytes())


TestStories = StoryMachine.TestCase
TestStories.settings = settings(stateful_step_count=15)
