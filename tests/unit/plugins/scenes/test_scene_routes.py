"""The routes of scenes without a socket, on a whole application with the real prompts and pictures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from penstock.adapters.testing.fakes import EventRecorder
from penstock.adapters.testing.scene_house import png_bytes
from penstock.core.application import Application
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, ClientError, Conflict, NotFound
from penstock.core.host import HostPaths
from penstock.core.routes import BytesAnswer, FileAnswer
from penstock.core.wire import decode, encode
from penstock.plugins.scenes.routes_shapes import NewPicture, PictureQuery


@frozen
class World:
    """An application; `call` is the fixture of that name."""

    application: Application
    call: Callable[..., Any]
    paths: HostPaths

    def ask(self, name: str, body: Any = None, **path: str) -> Any:
        """What the route `scenes.<name>` (or `<plugin>.<name>`) answers, as JSON, for a body as JSON."""
        full = name if name.startswith(("prompts.", "stories.")) else f"scenes.{name}"
        spec = next(one for one in self.application.routes if one.name == full)
        made = None if spec.body is None else decode(spec.body, body or {})
        return encode(self.call(self.application, spec.name, body=made, **path))

    def put(self, scene: str, picture: str, data: bytes) -> Any:
        """Send a picture."""
        path = self.paths.temp / "upload"
        path.write_bytes(data)
        body = NewPicture(file=Upload(path=path, size=len(data)))
        return encode(self.call(self.application, "scenes.put_picture", body=body, scene=scene, picture=picture))

    def picture(self, scene: str, picture: str, **query: Any) -> Any:
        """Ask for a picture."""
        asked = PictureQuery(**query)
        return self.call(self.application, "scenes.picture", query=asked, scene=scene, picture=picture)

    def file(self, scene: str, name: str) -> Path:
        """A file of a scene."""
        return self.paths.output / "scenes" / scene / name


@pytest.fixture
def world(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths, call_route: Callable[..., Any]
) -> World:
    """The routes."""
    return World(penstock_application(), call_route, penstock_paths)


def edit(world: World, prefix: str, key: str, value: Any, **path: str) -> Any:
    """An open draft with one edit."""
    draft = world.ask(f"{prefix}drafts.open", {"create": True}, **path)
    return world.ask(f"{prefix}drafts.edit", {"edits": [{"key": key, "value": value}]}, draft=draft["id"], **path)


def test_a_scene_is_made_edited_saved_and_listed(world: World) -> None:
    """Empty at first; what is saved is answered, with its draft."""
    made = world.ask("create", {"name": "cats"})
    assert (made["pictures"], made["masks"], made["loras"], made["draft"]) == ([], [], [], None)
    draft = edit(world, "", "resolution", 512, scene="cats")
    assert world.ask("get", scene="cats")["resolution"] == 0
    world.ask("drafts.save", {"revision": draft["revision"]}, scene="cats", draft=draft["id"])
    world.ask("prompts.create", {"folder": "cats"})
    found = world.ask("get", scene="cats")
    assert (found["resolution"], found["draft"]["id"], found["prompts"]) == (512, draft["id"], 0)
    answer = world.ask("list")
    assert answer["folder"] == str(world.paths.output / "scenes")
    (listed,) = answer["scenes"]
    assert (listed["name"], listed["revision"]) == ("cats", found["revision"])
    assert (listed["draft"]["id"], listed["thumbnail"], listed["used_in"]) == (draft["id"], None, [])


def test_a_scene_that_is_not_saved_yet_is_listed(world: World) -> None:
    """Nobody loses sight of a draft."""
    edit(world, "", "pose_name", "P", scene="cats")
    (listed,) = world.ask("list")["scenes"]
    assert (listed["name"], listed["revision"], listed["draft"]["dirty"]) == ("cats", None, True)


def test_pictures_are_put_answered_and_taken_away(world: World) -> None:
    """With a tag that changes with them; a small one is a JPEG; undo brings back."""
    world.ask("create", {"name": "cats"})
    first = world.put("cats", "base", png_bytes((255, 0, 0), (300, 200)))
    second = world.put("cats", "base", png_bytes((0, 0, 255)))
    assert first["trash"] is None
    assert second["trash"]
    assert first["tag"] != second["tag"]
    found = world.ask("get", scene="cats")
    assert found["pictures"] == [{"name": "base", "tag": second["tag"], "size": [8, 6]}]
    assert found["thumbnail"]
    whole = world.picture("cats", "base", v=second["tag"])
    assert isinstance(whole, FileAnswer)
    assert (whole.etag, whole.immutable, whole.path.name) == (second["tag"], True, "base.png")
    small = world.picture("cats", "base", side=64)
    assert isinstance(small, BytesAnswer)
    assert (small.content_type, small.immutable) == ("image/jpeg", False)
    back = world.ask("restore_picture", trash=second["trash"])
    assert (back["scene"], back["picture"]) == ("cats", "base")
    assert world.ask("get", scene="cats")["pictures"][0]["size"] == [300, 200]
    gone = world.ask("delete_picture", scene="cats", picture="base")
    assert world.ask("get", scene="cats")["pictures"] == []
    world.ask("restore_picture", trash=gone["trash"])
    assert world.picture("cats", "thumbnail").path.name == "thumbnail.png"


def test_masks_are_pictures_with_a_name(world: World) -> None:
    """Told with their file and tag, answered under their own address."""
    world.ask("create", {"name": "cats"})
    put = world.put("cats", "mask:hero", png_bytes())
    (mask,) = world.ask("get", scene="cats")["masks"]
    assert mask == {
        "name": "hero",
        "type": "transparent",
        "has_background": True,
        "color": None,
        "file": "hero_mask_bkgd.png",
        "tag": put["tag"],
        "editable": True,
    }
    answer = world.call(world.application, "scenes.mask", query=PictureQuery(), scene="cats", mask="hero")
    assert answer.path.name == "hero_mask_bkgd.png"
    with pytest.raises(NotFound):
        world.call(world.application, "scenes.mask", query=PictureQuery(), scene="cats", mask="nobody")


@pytest.mark.parametrize("side", [0, 63, 1025, -5])
def test_a_side_has_limits(world: World, side: int) -> None:
    """A small picture is no way to fill the disk."""
    world.ask("create", {"name": "cats"})
    world.put("cats", "base", png_bytes())
    with pytest.raises(ClientError) as raised:
        world.picture("cats", "base", side=side)
    assert raised.value.field == "side"


def test_a_rename_waits_for_what_is_not_saved(world: World) -> None:
    """Of the scene and of its prompts; then stories and prompts follow."""
    world.ask("create", {"name": "cats"})
    draft = edit(world, "", "pose_name", "P", scene="cats")
    with pytest.raises(Conflict):
        world.ask("rename", {"name": "dogs"}, scene="cats")
    world.ask("drafts.save", {"revision": draft["revision"]}, scene="cats", draft=draft["id"])
    prompts = edit(world, "prompts.", "prompt:a", {"value": "A"}, folder="cats")
    with pytest.raises(Conflict) as raised:
        world.ask("rename", {"name": "dogs"}, scene="cats")
    assert raised.value.details["current"]["kind"] == "prompts"  # type: ignore[index]
    world.ask("prompts.drafts.save", {"revision": prompts["revision"]}, folder="cats", draft=prompts["id"])
    renamed = world.ask("rename", {"name": "dogs"}, scene="cats")
    assert (renamed["name"], renamed["prompts"], renamed["draft"]["id"]) == ("dogs", 1, draft["id"])
    assert not world.file("cats", "").exists()
    with pytest.raises(BadName):
        world.ask("rename", {"name": "../x"}, scene="dogs")


def test_a_deleted_scene_is_restored(world: World, penstock_events: EventRecorder) -> None:
    """A draft without changes ends, one with changes goes on."""
    world.ask("create", {"name": "cats"})
    world.ask("drafts.open", {}, scene="cats")
    deleted = world.ask("delete", scene="cats")
    assert world.ask("list")["scenes"] == []
    assert world.ask("deleted")["deleted"] == [deleted]
    assert world.ask("restore", trash=deleted["trash"])["name"] == "cats"
    edit(world, "", "pose_name", "P", scene="cats")
    world.ask("delete", scene="cats")
    (listed,) = world.ask("list")["scenes"]
    assert (listed["revision"], listed["draft"]["dirty"]) == (None, True)
    world.application.dispatcher.settle()
    names = [name for name in penstock_events.names if name.startswith("scene")]
    assert names == ["scene_saved", "scene_deleted", "scene_restored", "scene_deleted"]


@pytest.mark.parametrize("name", ["get", "delete", "drafts.open", "drafts.look"])
def test_what_is_not_there_is_not_found(world: World, name: str) -> None:
    """And nothing is made; a name that is none is a bad one."""
    with pytest.raises(NotFound):
        world.ask(name, {}, scene="nobody")
    with pytest.raises(BadName):
        world.ask(name, {}, scene="../x")
    assert not (world.paths.output / "scenes" / "nobody").exists()


def test_a_scene_in_stories_says_so(world: World) -> None:
    """Whoever deletes it sees what it is used in."""
    world.ask("create", {"name": "cats"})
    world.ask("stories.create", {"name": "tale", "scenes": ["cats", "cats"]})
    assert world.ask("get", scene="cats")["used_in"] == ["tale"]
    assert world.ask("list")["scenes"][0]["used_in"] == ["tale"]
