"""The routes of executions without a socket."""

import io
from pathlib import Path
from typing import Any

import numpy
import pytest
from attrs import define
from PIL import Image

from penstock.core.application import Application
from penstock.core.contracts.executions import Execution, Executions, ExecutionScene
from penstock.core.errors import BadName, ClientError, Conflict, Invalid, NotFound
from penstock.core.routes import BytesAnswer, FileAnswer, RouteCall
from penstock.core.wire import decode, encode


def png(colour: int = 100) -> bytes:
    """A real picture."""
    data = io.BytesIO()
    Image.new("RGB", (200, 100), (colour, 50, 50)).save(data, "PNG")
    return data.getvalue()


@define
class World:
    """An application with an execution of two scenes, three pictures and a video."""

    application: Application

    def raw(self, name: str, body: Any = None, query: Any = None, **path: str) -> Any:
        spec = next(spec for spec in self.application.routes if spec.name == f"executions.{name}")
        given = None if spec.body is None else decode(spec.body, body)
        asked = None if spec.query is None or query is None else decode(spec.query, query)
        return spec.handler(RouteCall(services=self.application.services, path=path, body=given, query=asked))

    def ask(self, name: str, body: Any = None, query: Any = None, **path: str) -> Any:
        return encode(self.raw(name, body, query, **path))

    @property
    def service(self) -> Executions:
        return self.application.services.get(Executions)

    def begin(self) -> Execution:
        scenes = [ExecutionScene(order=order, name=name) for order, name in enumerate(("A", "B"))]
        image = numpy.zeros((1, 4, 4, 3), dtype=numpy.float32)
        found, _ = self.service.start("tale", scenes, image, job="job1")
        self.service.save_images(found.key, scenes[0], [png, lambda: png(9)], "png")
        self.service.save_images(found.key, scenes[1], [png], "png")
        (found.videos_dir / "000_a_to_b.mp4").write_bytes(b"video")
        return found


@pytest.fixture
def world(application: Application) -> World:
    """An application without executions."""
    return World(application)


def at(found: Execution) -> dict[str, str]:
    """The execution in a path."""
    return {"story": found.key.story, "job": found.key.job, "exec": found.key.exec_id}


def test_an_execution_is_listed_and_told_whole(world: World) -> None:
    """The list has what a card shows, the execution itself its pictures and videos too."""
    found = world.begin()
    world.service.want(found.key, 2)
    (listed,) = world.ask("list")["executions"]
    assert (listed["story"], listed["job"], listed["exec_id"]) == ("tale", "job1", found.key.exec_id)
    assert (listed["images_count"], listed["videos_count"], listed["wanted"]) == (3, 1, 4)
    assert (listed["cover"], listed["finished"]) == ("000_a_00.png", None)
    whole = world.ask("get", **at(found))
    assert [one["name"] for one in whole["images"]] == ["000_a_00.png", "000_a_01.png", "001_b_00.png"]
    assert whole["videos"][0] | {"tag": ""} == {
        "name": "000_a_to_b.mp4",
        "order": 0,
        "scene": "a",
        "next_scene": "b",
        "counter": None,
        "tag": "",
    }


def test_lists_are_filtered(world: World) -> None:
    """By story, and by whether they are finished."""
    world.begin()
    assert world.ask("list", query={"finished": True})["executions"] == []
    assert len(world.ask("list", query={"story": "tale", "finished": False})["executions"]) == 1
    assert world.ask("list", query={"story": "other"})["executions"] == []
    with pytest.raises(BadName):
        world.ask("list", query={"story": "../tale"})


def test_pictures_are_served_whole_and_small(world: World) -> None:
    """Whole as the file, small as a JPEG; kept for ever where the address names the content."""
    found = world.begin()
    image = world.ask("get", **at(found))["images"][0]
    whole = world.raw("image", image=image["name"], **at(found))
    assert isinstance(whole, FileAnswer)
    assert (whole.path, whole.content_type, whole.immutable) == (found.images_dir / image["name"], "image/png", False)
    assert world.raw("image", query={"v": image["tag"]}, image=image["name"], **at(found)).immutable
    small = world.raw("image", query={"side": 64, "v": image["tag"]}, image=image["name"], **at(found))
    assert isinstance(small, BytesAnswer)
    assert small.immutable
    assert Image.open(io.BytesIO(small.data)).size == (64, 32)
    assert isinstance(world.raw("source", **at(found)), FileAnswer)
    assert world.raw("video", video="000_a_to_b.mp4", **at(found)).content_type == "video/mp4"


@pytest.mark.parametrize("side", [0, 63, 1025, -1])
def test_sides_are_checked(world: World, side: int) -> None:
    """Small pictures have 64 to 1024 pixels."""
    found = world.begin()
    with pytest.raises(Invalid):
        world.raw("image", query={"side": side}, image="000_a_00.png", **at(found))


@pytest.mark.parametrize("name", ["../metadata.json", "..", "metadata.json", "000_a_07.png", "", "/etc/passwd", "a\0b"])
def test_only_pictures_of_the_execution_are_served(world: World, name: str) -> None:
    """Other files are not found, wherever they are."""
    found = world.begin()
    for route, field in (("image", "image"), ("video", "video")):
        with pytest.raises(NotFound):
            world.raw(route, **{field: name}, **at(found))


def test_links_are_not_served(world: World, tmp_path: Path) -> None:
    """A link in the folder is no picture, whatever it points to."""
    found = world.begin()
    (tmp_path / "secret.png").write_bytes(png())
    (found.images_dir / "001_b_01.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(NotFound):
        world.raw("image", image="001_b_01.png", **at(found))
    assert world.ask("get", **at(found))["images_count"] == 3


def test_a_pick_is_answered(world: World) -> None:
    """A choice is in the answer, and is the cover."""
    found = world.begin()
    answer = world.ask("pick", {"order": 0, "image": "000_a_01.png"}, **at(found))
    assert (answer["picks"], answer["cover"]) == ({"0": "000_a_01.png"}, "000_a_01.png")
    assert world.ask("pick", {"order": 0, "image": None}, **at(found))["picks"] == {}
    with pytest.raises(NotFound):
        world.ask("pick", {"order": 0, "image": "000_a_09.png"}, **at(found))


def test_pictures_go_to_the_trash_and_come_back(world: World) -> None:
    """Deleted together, restored together, with the choice that was made."""
    found = world.begin()
    world.ask("pick", {"order": 0, "image": "000_a_01.png"}, **at(found))
    names = ["000_a_01.png", "001_b_00.png"]
    deleted = world.ask("delete_files", {"names": names}, **at(found))
    assert deleted["names"] == names
    assert world.ask("get", **at(found))["picks"] == {}
    assert [one["trash"] for one in world.ask("deleted")["deleted"]] == [deleted["trash"]]
    whole = world.ask("restore", trash=deleted["trash"])
    assert (whole["images_count"], whole["picks"]) == (3, {"0": "000_a_01.png"})
    with pytest.raises(NotFound):
        world.ask("restore", trash=deleted["trash"])


def test_a_set_is_deleted_whole_or_not(world: World) -> None:
    """A name that there is none of, pictures with videos: nothing is deleted."""
    found = world.begin()
    for names in (["000_a_00.png", "000_a_07.png"], ["000_a_00.png", "000_a_to_b.mp4"], [], ["../metadata.json"]):
        with pytest.raises(ClientError):
            world.ask("delete_files", {"names": names}, **at(found))
    assert world.ask("get", **at(found))["images_count"] == 3
    assert world.ask("delete_files", {"names": ["000_a_to_b.mp4"]}, **at(found))["names"] == ["000_a_to_b.mp4"]


def test_an_execution_is_deleted_and_restored(world: World) -> None:
    """The whole folder goes and comes back as it was; not over another one, and not without its story."""
    found = world.begin()
    deleted = world.ask("delete", **at(found))
    with pytest.raises(NotFound):
        world.ask("get", **at(found))
    assert world.ask("restore", trash=deleted["trash"])["images_count"] == 3
    deleted = world.ask("delete", **at(found))
    found.folder.mkdir()
    with pytest.raises(Conflict):
        world.ask("restore", trash=deleted["trash"])


def test_ids_and_jobs(world: World) -> None:
    """An id is free; jobs are listed, none of a story that has none."""
    world.begin()
    assert world.ask("new_id")["exec_id"] != world.ask("new_id")["exec_id"]
    assert world.ask("jobs", story="tale")["jobs"] == ["job1"]
    assert world.ask("jobs", story="none")["jobs"] == []


@pytest.mark.parametrize("name", ["..", "a/b", "con", "", "\u00fc"])
@pytest.mark.parametrize("route", ["get", "source", "delete"])
def test_names_in_paths_are_checked(world: World, route: str, name: str) -> None:
    """A path that names no execution is refused before anything is looked at."""
    for part in ("story", "job", "exec"):
        with pytest.raises(BadName):
            world.raw(route, **{"story": "s", "job": "j", "exec": "e", part: name})
