"""The scene routes that fbTools planned: its answers, on drafts that pages show."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.prompts import Prompts
from penstock.core.contracts.scenes import SceneEditing, Scenes
from penstock.core.contracts.stories import Stories, StoryInfo, StoryScene
from penstock.core.errors import BadName, ClientError, Invalid, NotFound
from penstock.core.wire import decode, encode
from penstock.plugins.compat import fbtools_scene_shapes as shapes

Ask = Callable[..., Any]
BODIES = {
    "update_prompts": shapes.PromptsBody,
    "update_metadata": shapes.MetadataBody,
    "save_metadata": shapes.SaveBody,
    "update_loras": shapes.LorasBody,
}


@pytest.fixture
def scenes(application: Application) -> Scenes:
    """The scenes, with one called beach."""
    found: Scenes = application.services.get(Scenes)  # type: ignore[type-abstract]
    found.create("beach")
    return found


@pytest.fixture
def ask(application: Application, call_route: Any, scenes: Scenes) -> Ask:
    """`ask("update_loras", scene="beach", ...)`: the answer as JSON."""

    def ask(route: str, /, **given: Any) -> Any:
        if route == "list_scenes":
            return encode(call_route(application, "fbtools_scene.list_scenes", **given))
        return encode(call_route(application, f"fbtools_scene.{route}", body=decode(BODIES[route], given)))

    return ask


@pytest.mark.parametrize("named", [{"scene": "beach"}, {"scene_name": "beach"}, {"scene_dir": "C:\\out\\beach\\"}])
def test_prompts_are_changed_in_the_draft_and_saved_at_the_end(
    ask: Ask, application: Application, named: dict[str, str]
) -> None:
    """However the scene is named; before save_metadata a run sees nothing of it."""
    made = ask("update_prompts", **named, prompts={"girl_pos": "a girl", "b": {"value": "x", "category": "c"}})
    assert (made["prompt_names"], made["saved"], made["success"]) == (["b", "girl_pos"], False, True)
    prompts: Prompts = application.services.get(Prompts)  # type: ignore[type-abstract]
    assert not prompts.read("beach").collection.prompts
    ask("update_prompts", **named, prompts={"b": {"value": "y"}, "girl_pos": None})
    saved = ask("save_metadata", **named)
    assert (saved["status"], saved["files"], saved["scene_dir"]) == ("saved", ["prompts.json"], "output/scenes/beach")
    (b,) = prompts.read("beach").collection.prompts.values()
    assert (b.value, b.category) == ("y", "c")


def test_metadata_is_changed_and_saved(ask: Ask, scenes: Scenes) -> None:
    """What is not sent stays; the files of loras and of the pose are written by the save."""
    loras = [{"lora": "a.safetensors", "strength_model": 0.5}]
    made = ask("update_metadata", scene="beach", pose_name="sitting", resolution=512, loras=loras)
    assert (made["metadata"]["pose_name"], made["metadata"]["resolution"]) == ("sitting", 512)
    ask("update_metadata", scene="beach", depth_type="midas")
    assert scenes.get("beach").pose_name == ""
    saved = ask("save_metadata", scene="beach", pose_json='[{"people": []}]')
    found = scenes.get("beach")
    assert (found.pose_name, found.resolution, found.depth_type) == ("sitting", 512, "midas")
    assert [one.lora for one in found.loras] == ["a.safetensors"]
    assert json.loads((scenes.folder("beach") / "pose.json").read_text()) == [{"people": []}]
    assert {"lora_stack.json", "loras.json", "pose.json"} <= set(saved["files"])


def test_saving_what_nobody_changed_writes_nothing(ask: Ask, scenes: Scenes) -> None:
    """The revision stays, also with the pose that is there already."""
    ask("save_metadata", scene="beach", pose_json="[1]")
    before = scenes.get("beach").revision
    for pose in ({}, {"pose_json": "[1]"}, {"pose_json": ""}):
        ask("save_metadata", scene="beach", **pose)
    assert scenes.get("beach").revision == before


def test_loras_are_added_replaced_and_removed(ask: Ask, scenes: Scenes) -> None:
    """One of the same name is replaced where it stands; all at once replaces the list."""
    ask("update_loras", scene="beach", add=[{"lora": "a"}, {"lora": "b", "strength_model": 0.5}])
    made = ask("update_loras", scene="beach", add=[{"lora": "c"}, {"lora": "a", "strength_model": 0.25}], remove=["b"])
    assert [(one["lora"], one["strength_model"]) for one in made["metadata"]["loras"]] == [("a", 0.25), ("c", 1.0)]
    ask("update_loras", scene="beach", loras=[{"lora": "d"}])
    ask("save_metadata", scene="beach")
    assert [one.lora for one in scenes.get("beach").loras] == ["d"]


def test_the_scenes_of_a_story_are_listed_in_its_order(ask: Ask, application: Application) -> None:
    """By the name of the story; scenes that are gone are named."""
    stories: Stories = application.services.get(Stories)  # type: ignore[type-abstract]
    places = tuple(StoryScene(scene_id=f"id{at}", scene_name=name) for at, name in enumerate(("gone", "beach", "gone")))
    stories.save(StoryInfo(story_name="tale", scenes=places), None)
    made = ask("list_scenes", story_dir="tale")
    assert (made["scenes"], made["missing"], made["count"]) == (["gone", "beach", "gone"], ["gone"], 3)


@pytest.mark.parametrize(
    ("route", "given", "error"),
    [
        ("update_prompts", {"prompts": {}}, Invalid),
        ("update_prompts", {"scene": "beach", "scene_name": "hills", "prompts": {}}, Invalid),
        ("update_prompts", {"scene": "hills", "prompts": {"a": "b"}}, NotFound),
        ("update_prompts", {"scene": "beach", "prompts": {"a": 5}}, Invalid),
        ("update_prompts", {"scene": "../beach", "prompts": {}}, BadName),
        ("update_prompts", {"scene_dir": "/etc/..", "prompts": {}}, BadName),
        ("update_metadata", {"scene": "beach", "resolution": -4}, ClientError),
        ("update_metadata", {"scene": "beach", "depth_type": "none such"}, ClientError),
        ("update_loras", {"scene": "beach", "loras": [], "remove": ["a"]}, Invalid),
        ("update_loras", {"scene": "beach", "add": [{"lora": 5}]}, ClientError),
        ("save_metadata", {"scene": "beach", "pose_json": "{"}, Invalid),
        ("list_scenes", {"story_dir": "../tale"}, BadName),
        ("list_scenes", {"story_dir": "nothing"}, NotFound),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    ask: Ask, application: Application, scenes: Scenes, route: str, given: dict[str, Any], error: type[Exception]
) -> None:
    """A 4xx with the reason: no draft has changes, and the scene is as it was."""
    before = scenes.get("beach").revision
    with pytest.raises(error):
        ask(route, **given)
    assert scenes.get("beach").revision == before
    editing: SceneEditing = application.services.get(SceneEditing)  # type: ignore[type-abstract]
    assert not any(note.dirty for note in editing.list())
    assert scenes.names() == ("beach",)
