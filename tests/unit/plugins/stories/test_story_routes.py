"""The routes of stories without a socket, on a whole application."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from attrs import frozen

from penstock.adapters.testing.story_house import fbtools_story
from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.contracts.prompts import ProcessingType, Prompt, PromptCollection, Prompts
from penstock.core.contracts.scenes import Scenes
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError
from penstock.core.host import HostPaths
from penstock.core.wire import decode, encode


@frozen
class World:
    """An application; `call` is the fixture of that name."""

    application: Application
    call: Callable[..., Any]
    paths: HostPaths

    def ask(self, name: str, body: Any = None, **path: str) -> Any:
        """What the route `stories.<name>` answers, as JSON, for a body as JSON."""
        spec = next(one for one in self.application.routes if one.name == f"stories.{name}")
        made = None if spec.body is None else decode(spec.body, body or {})
        return encode(self.call(self.application, spec.name, body=made, **path))

    def scene(self, name: str, **prompts: str) -> None:
        """A scene with these prompts."""
        self.application.services.get(Scenes).create(name)
        collection = PromptCollection(prompts={key: Prompt(value=text) for key, text in prompts.items()})
        self.application.services.get(Prompts).save(name, collection, None)

    def put(self, story: str, content: Any) -> None:
        """Another program writes a story."""
        path = self.paths.output / "stories" / story / "story.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))


@pytest.fixture
def world(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths, call_route: Callable[..., Any]
) -> World:
    """The routes, two scenes."""
    made = World(penstock_application(), call_route, penstock_paths)
    made.scene("cats", main="a cat")
    made.scene("dogs", main="a dog")
    return made


def test_a_story_is_made_edited_and_saved(world: World) -> None:
    """With its scenes in their order; listed with its draft, and with the scenes that are not there."""
    made = world.ask("create", {"name": "tale", "description": "d", "scenes": ["cats", "dogs", "cats"]})
    assert [one["scene_name"] for one in made["scenes"]] == ["cats", "dogs", "cats"]
    assert len({one["scene_id"] for one in made["scenes"]}) == 3
    draft = world.ask("drafts.open", story="tale")
    first, last = made["scenes"][0]["scene_id"], made["scenes"][2]["scene_id"]
    edits = [
        {"key": f"scene:{first}", "value": {"prompt_key": "main", "use_mask": True}},
        {"key": f"scene:{last}", "removed": True},
        {"key": "scene:new", "value": {"scene_name": "birds"}},
    ]
    draft = world.ask("drafts.edit", {"edits": edits}, story="tale", draft=draft["id"])
    assert len(world.ask("get", story="tale")["scenes"]) == 3
    world.ask("drafts.save", {"revision": draft["revision"]}, story="tale", draft=draft["id"])
    found = world.ask("get", story="tale")
    assert [(one["scene_order"], one["scene_name"]) for one in found["scenes"]] == [
        (0, "cats"),
        (1, "dogs"),
        (2, "birds"),
    ]
    assert (found["scenes"][0]["prompt_key"], found["missing"], found["description"]) == ("main", ["birds"], "d")
    listed = world.ask("list")
    (story,) = listed["stories"]
    assert (story["scenes"], story["missing"], story["draft"]["id"]) == (
        ["cats", "dogs", "birds"],
        ["birds"],
        draft["id"],
    )
    assert listed["folder"] == str(world.paths.output / "stories")


def test_names_are_used_once(world: World) -> None:
    """Conflict with a story that is there; what is no name is a bad one, also of a scene."""
    world.ask("create", {"name": "tale"})
    with pytest.raises(Conflict, match="already"):
        world.ask("create", {"name": "tale"})
    for body in ({"name": "../x"}, {"name": ""}, {"name": "ok", "scenes": ["../../x"]}):
        with pytest.raises(BadName):
            world.ask("create", body)
    with pytest.raises(Invalid):
        world.ask("create", {"name": "ok", "description": "x" * 10_001})
    assert [one["name"] for one in world.ask("list")["stories"]] == ["tale"]


def test_names_that_only_capitals_tell_apart_are_one(world: World) -> None:
    """Also of a copy; the one that is there is named."""
    world.ask("create", {"name": "Tale"})
    with pytest.raises(Conflict, match="'Tale' already"):
        world.ask("create", {"name": "tale"})
    with pytest.raises(Conflict, match="'Tale' already"):
        world.ask("duplicate", {"name": "TALE"}, story="Tale")
    assert [one["name"] for one in world.ask("list")["stories"]] == ["Tale"]


def test_stories_stand_as_people_sort(world: World) -> None:
    """Whatever their capitals, and by the numbers in them."""
    for name in ("b", "Tale 10", "A", "tale 9"):
        world.ask("create", {"name": name})
    assert [one["name"] for one in world.ask("list")["stories"]] == ["A", "b", "tale 9", "Tale 10"]


def test_a_story_of_version_1_says_so_until_it_is_saved(world: World) -> None:
    """Its scenes are shown as they will be; saving its draft keeps the old bytes beside it."""
    content = {"story_name": "x", "scenes": [{"scene_name": "cats", "scene_order": 0, "prompt_type": "girl_pos"}]}
    world.put("old", content)
    found = world.ask("get", story="old")
    assert (found["migrated"], found["scenes"][0]["prompt_key"]) == (True, "girl_pos")
    draft = world.ask("drafts.open", story="old")
    (change,) = world.ask("drafts.differences", story="old", draft=draft["id"])["differences"][-1:]
    assert change["before"] is None or change["before"] != change["after"]
    world.ask("drafts.save", {"revision": draft["revision"]}, story="old", draft=draft["id"])
    assert world.ask("get", story="old")["migrated"] is False
    kept = world.paths.output / "stories" / "old" / "story.json.v1.backup"
    assert json.loads(kept.read_text()) == content


def test_a_copy_has_the_scenes_and_its_own_ids(world: World) -> None:
    """All choices, no jobs; a name that is used is refused."""
    world.put("tale", fbtools_story({"scene_name": "cats", "mood": 5}, "gone"))
    (world.paths.output / "stories" / "tale" / "jobs").mkdir()
    made = world.ask("duplicate", {"name": "copy"}, story="tale")
    assert [one["scene_name"] for one in made["scenes"]] == ["cats", "gone"]
    assert (made["scenes"][0]["mood"], made["missing"]) == (5, ["gone"])
    first = {one["scene_id"] for one in world.ask("get", story="tale")["scenes"]}
    assert first.isdisjoint(one["scene_id"] for one in made["scenes"])
    assert not (world.paths.output / "stories" / "copy" / "jobs").exists()
    with pytest.raises(Conflict):
        world.ask("duplicate", {"name": "copy"}, story="tale")


def test_a_deleted_story_comes_back_with_all_its_files(world: World) -> None:
    """Its jobs too; not over a story that has its name again. A draft without changes ends, one with changes stays."""
    world.ask("create", {"name": "tale", "scenes": ["cats"]})
    picture = world.paths.output / "stories" / "tale" / "jobs" / "j" / "a.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"x")
    world.ask("drafts.open", story="tale")
    trash = world.ask("delete", story="tale")["trash"]
    assert world.ask("list")["stories"] == []
    with pytest.raises(NotFound):
        world.ask("get", story="tale")
    assert [one["trash"] for one in world.ask("deleted")["deleted"]] == [trash]
    world.ask("create", {"name": "tale"})
    with pytest.raises(Conflict):
        world.ask("restore", trash=trash)
    world.ask("delete", story="tale")
    assert world.ask("restore", trash=trash)["scenes"][0]["scene_name"] == "cats"
    assert picture.read_bytes() == b"x"
    with pytest.raises(NotFound):
        world.ask("restore", trash=trash)


def test_an_empty_folder_keeps_no_story_in_the_trash(world: World) -> None:
    """A save of its name that failed may have left one."""
    world.ask("create", {"name": "tale", "scenes": ["cats"]})
    trash = world.ask("delete", story="tale")["trash"]
    folder = world.paths.output / "stories" / "tale"
    folder.mkdir()
    (folder / "mine.txt").write_text("kept")
    with pytest.raises(Conflict):
        world.ask("restore", trash=trash)
    (folder / "mine.txt").unlink()
    assert world.ask("restore", trash=trash)["scenes"][0]["scene_name"] == "cats"


def test_a_story_that_only_a_draft_has_is_listed(world: World) -> None:
    """Nothing is made on the disk by it, and its changes outlive the deletion of its file."""
    draft = world.ask("drafts.open", {"create": True}, story="new")
    (listed,) = world.ask("list")["stories"]
    assert (listed["name"], listed["revision"], listed["draft"]["id"]) == ("new", None, draft["id"])
    assert not (world.paths.output / "stories").exists()


def test_the_texts_of_a_scene_are_shown_before_it_is_saved(world: World) -> None:
    """What cannot be found is named."""
    scene = {"scene_name": "cats", "prompt_source": "prompt", "prompt_key": "main"}
    assert world.ask("prompts", {"scene": scene}) == {"prompt": "a cat", "video_prompt": "a cat", "notes": []}
    for changes, named in (
        ({"scene_name": "gone"}, "gone"),
        ({"prompt_key": "nope"}, "nope"),
        ({"prompt_source": "composition", "prompt_key": "nope"}, "nope"),
        ({"video_prompt_source": "prompt", "video_prompt_key": "lost"}, "lost"),
    ):
        with pytest.raises(NotFound, match=named):
            world.ask("prompts", {"scene": {**scene, **changes}})
    for bad in ({"prompt_key": ""}, {"prompt_source": "x"}, {"scene_name": "../x"}, {"scene_name": 5}):
        with pytest.raises((Invalid, BadName)):
            world.ask("prompts", {"scene": {**scene, **bad}})


def test_bad_edits_change_nothing(world: World) -> None:
    """Each is a client's error that says what is wrong."""
    world.ask("create", {"name": "tale", "scenes": ["cats"]})
    draft = world.ask("drafts.open", story="tale")
    for edit in (
        {"key": "scene:x", "value": 5},
        {"key": "scene:x", "value": {}},
        {"key": "scene:x", "value": {"scene_name": "../x"}},
        {"key": "scene:", "value": {"scene_name": "cats"}},
        {"key": "scene:x", "value": {"scene_name": "cats", "pose_type": "?"}},
        {"key": "order", "value": []},
        {"key": "order", "value": ["x"]},
        {"key": "order", "value": "x"},
        {"key": "order", "removed": True},
        {"key": "description", "value": 5},
        {"key": "other", "value": 5},
    ):
        with pytest.raises(PenstockError) as caught:
            world.ask("drafts.edit", {"edits": [edit]}, story="tale", draft=draft["id"])
        assert 400 <= caught.value.status < 500
    assert world.ask("drafts.get", story="tale", draft=draft["id"])["revision"] == draft["revision"]


@pytest.mark.parametrize("seed", [-5, 2**64, 10**30])
def test_any_whole_number_is_a_seed(world: World, seed: int) -> None:
    """Of a preview; drawn by chance or not."""
    scene = {"scene_name": "cats", "prompt_key": "main"}
    assert world.ask("prompts", {"scene": scene, "seed": seed})["prompt"] == "a cat"
    world.application.services.get(Libbers).save("styles", Libber(libs={"a": "A", "b": "B"}), None)
    prompts = world.application.services.get(Prompts)
    drawn = Prompt(value="%*%", processing_type=ProcessingType.LIBBER, libber_name="styles")
    prompts.save("cats", PromptCollection(prompts={"main": drawn}), prompts.read("cats").revision)
    texts = {world.ask("prompts", {"scene": scene, "seed": seed})["prompt"] for _ in range(3)}
    assert len(texts) == 1
    assert texts <= {"A", "B"}
