"""Two processes and other programs on the same scenes, some of which die: nothing acknowledged is ever lost."""

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

from attrs import define, evolve, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.core.contracts.scenes import Lora
from penstock.core.draft_values import Edit
from penstock.core.errors import Conflict, NotFound, PenstockError, ReadOnly
from penstock.core.events.base import Event
from penstock.core.events.scenes import (
    SceneChangedElsewhere,
    SceneDeleted,
    SceneRenamed,
    SceneRestored,
    SceneSaved,
)
from penstock.plugins.scenes import storing

NAMES = ("cats", "dogs")
SCENES = st.sampled_from(NAMES)
WHO = st.sampled_from([0, 1])
PICTURES = st.sampled_from(["base", "depth", "mask:hero"])
TEXTS = st.sampled_from("ABC")
PNGS = tuple(png_bytes((level, 0, 0), (4, 3)) for level in range(8))
WRITTEN: Any = st.sampled_from(
    [
        ("scene.json", {"format": 1, "pose_name": "theirs", "later": [1]}),
        ("scene.json", {"resolution": "big"}),
        ("scene.json", {"format": 2, "pose_name": "newer"}),
        ("scene.json", b'{"pose_name": "hal'),
        ("lora_stack.json", [{"lora": "theirs", "later": 1}, "x"]),
        ("loras.json", {"high": [{"lora_name": "theirs"}], "low": []}),
        ("masks.json", {"version": 1, "masks": [{"name": "hero", "type": "color", "color": [1, 2, 3]}]}),
        ("pose.json", {"people": []}),
        ("pose.json", b"["),
        ("prompts.json", {"girl_pos": "G"}),
    ]
)


@define
class Follower:
    """What somebody knows who has seen nothing but the events of one process."""

    house: SceneHouse
    revisions: dict[str, str] = field(factory=dict)

    def follow(self) -> None:
        """Take in what was told since; whoever is told to read again does."""
        for event in self.house.events():
            self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, SceneSaved):
            self.revisions[event.scene] = event.revision
        elif isinstance(event, SceneRenamed):
            if event.old_name in self.revisions:
                self.revisions[event.new_name] = self.revisions.pop(event.old_name)
        elif isinstance(event, SceneDeleted):
            self.revisions.pop(event.scene, None)
        elif isinstance(event, SceneRestored | SceneChangedElsewhere):
            self._read(event.scene)

    def _read(self, scene: str) -> None:
        try:
            self.revisions[scene] = self.house.service.get(scene).revision or ""
        except NotFound:
            self.revisions.pop(scene, None)


class SceneMachine(RuleBasedStateMachine):
    """Each rule is what somebody does; then both processes look at the disk."""

    def __init__(self) -> None:
        super().__init__()
        shared = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None)
        first = SceneHouse(Path(self.folder.name))
        self.followers = [Follower(first), Follower(first.again())]
        self.kept: set[bytes] = set()
        self.picture_trash: list[str] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    def house(self, who: int) -> SceneHouse:
        return self.followers[who].house

    def known(self, scene: str) -> Any:
        """The document, None where there is no such scene."""
        try:
            return self.house(0).service.get(scene)
        except NotFound:
            return None

    # --- what is done ---

    @rule(who=WHO, scene=SCENES)
    def create(self, who: int, scene: str) -> None:
        there = self.known(scene) is not None
        try:
            self.house(who).service.create(scene)
        except Conflict:
            assert there
        else:
            assert not there

    @rule(who=WHO, scene=SCENES, pose=TEXTS, loras=st.lists(TEXTS, max_size=2), stale=st.booleans())
    def save(self, who: int, scene: str, pose: str, loras: list[str], stale: bool) -> None:
        now = self.known(scene)
        if now is None:
            return
        wanted = evolve(now, pose_name=pose, loras=tuple(Lora(lora=one) for one in loras))
        try:
            saved = self.house(who).service.save(wanted, "0" * 32 if stale else now.revision)
        except (Conflict, ReadOnly):
            assert stale or now.read_only
            assert self.known(scene).revision == now.revision
            return
        assert (saved.pose_name, [one.lora for one in saved.loras]) == (pose, loras)
        assert self.known(scene) == saved

    @rule(who=WHO, scene=SCENES, text=TEXTS, resolution=st.sampled_from([0, 512, 768]), meanwhile=TEXTS)
    def save_a_draft(self, who: int, scene: str, text: str, resolution: int, meanwhile: str) -> None:
        house, now = self.house(who), self.known(scene)
        if now is None or now.read_only:
            return
        draft = house.editing.open(scene).draft
        draft = house.editing.edit(scene, draft.id, [Edit("description", text), Edit("resolution", resolution)]).draft
        other = self.house(1 - who).service
        other.save(evolve(now, mask_type=meanwhile), now.revision)
        house.editing.save(scene, draft.id, draft.revision)
        found = self.known(scene)
        assert (found.description, found.resolution, found.mask_type) == (text, resolution, meanwhile)
        house.editing.discard(scene, draft.id)

    @rule(who=WHO, scene=SCENES, picture=PICTURES, data=st.sampled_from(PNGS))
    def put_picture(self, who: int, scene: str, picture: str, data: bytes) -> None:
        self.send(data)
        try:
            put = storing.put_picture(self.house(who).service, scene, picture, self.upload)
        except (NotFound, ReadOnly):
            assert self.known(scene) is None or self.known(scene).read_only
            return
        self.kept.add(data)
        if put.trash is not None:
            self.picture_trash.append(put.trash)
        assert self.house(1 - who).service.picture(scene, picture).read_bytes() == data

    @rule(who=WHO, scene=SCENES, picture=PICTURES)
    def delete_picture(self, who: int, scene: str, picture: str) -> None:
        with contextlib.suppress(NotFound, ReadOnly):
            self.picture_trash.append(storing.delete_picture(self.house(who).service, scene, picture))

    @rule(who=WHO, data=st.data())
    def restore_picture(self, who: int, data: st.DataObject) -> None:
        if self.picture_trash:
            trash = data.draw(st.sampled_from(self.picture_trash))
            with contextlib.suppress(NotFound, ReadOnly):
                storing.restore_picture(self.house(who).service, trash)
                self.picture_trash.remove(trash)

    @rule(who=WHO, scene=SCENES)
    def rename(self, who: int, scene: str) -> None:
        other = NAMES[1 - NAMES.index(scene)]
        before, taken = self.known(scene), self.known(other)
        try:
            self.house(who).service.rename(scene, other)
        except (NotFound, Conflict):
            assert before is None or taken is not None
            return
        assert self.known(other).revision == before.revision
        assert self.known(scene) is None

    @rule(who=WHO, scene=SCENES)
    def delete(self, who: int, scene: str) -> None:
        with contextlib.suppress(NotFound):
            self.house(who).service.delete(scene)
        assert self.known(scene) is None

    @rule(who=WHO, data=st.data())
    def restore(self, who: int, data: st.DataObject) -> None:
        deleted = self.house(who).service.deleted()
        if deleted:
            one = data.draw(st.sampled_from(deleted))
            with contextlib.suppress(Conflict):
                self.house(who).service.restore(one.trash)
                assert self.known(one.name) is not None

    @rule(scene=SCENES, written=WRITTEN)
    def another_program_writes(self, scene: str, written: tuple[str, Any]) -> None:
        name, content = written
        self.house(0).put(content, scene, name)

    @rule(scene=SCENES, name=st.sampled_from(["base.png", "pose_open.png", "girl_mask_no_bkgd.png"]))
    def another_program_makes_a_picture(self, scene: str, name: str) -> None:
        path = self.house(0).path(scene, name)
        if not path.exists():
            self.house(0).put(PNGS[0], scene, name)
            self.kept.add(PNGS[0])

    @rule(who=WHO, scene=SCENES, call=st.integers(1, 30), what=st.sampled_from(["save", "put", "rename", "delete"]))
    def a_process_dies_in_the_middle(self, who: int, scene: str, call: int, what: str) -> None:
        house, now = self.house(who), self.known(scene)
        house.calls.crash_after = house.calls.count + call
        with contextlib.suppress(Crash, PenstockError):
            if what == "save" and now is not None:
                house.service.save(evolve(now, pose_name="D", loras=(Lora(lora="D"),)), now.revision)
            elif what == "put":
                self.send(PNGS[1])
                storing.put_picture(house.service, scene, "base", self.upload)
            elif what == "rename":
                house.service.rename(scene, NAMES[1 - NAMES.index(scene)])
            elif what == "delete":
                house.service.delete(scene)
        house.calls.power_loss(lose_entries=False)
        again = house.again()
        self.followers[who] = Follower(again)
        for name in NAMES:  # whoever connects again reads what there is
            if (found := self.known(name)) is not None:
                self.followers[who].revisions[name] = found.revision

    # --- what always holds ---

    @invariant()
    def followers_know_what_there_is(self) -> None:
        there = {name: self.known(name).revision for name in self.house(0).service.names()}
        for following in self.followers:
            following.house.service.turns.look()
            following.follow()
            assert {name: following.revisions.get(name) for name in there} == there
            assert set(following.revisions) <= set(there)

    @invariant()
    def no_picture_is_lost(self) -> None:
        root = Path(self.folder.name)
        there = {path.read_bytes() for path in root.rglob("*.png")}
        assert self.kept <= there

    @invariant()
    def what_is_written_is_whole(self) -> None:
        for name in NAMES:
            found = self.known(name)
            if found is not None and not any("damaged" in one for one in found.problems):
                for path in self.house(0).path(name).parent.glob("*.json"):
                    json.loads(path.read_bytes())

    @property
    def upload(self) -> Path:
        return Path(self.folder.name) / "upload"

    def send(self, data: bytes) -> None:
        self.upload.write_bytes(data)


TestSceneMachine = SceneMachine.TestCase
TestSceneMachine.settings = settings(stateful_step_count=20)
