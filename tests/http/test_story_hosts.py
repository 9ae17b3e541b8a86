"""Scenes, stories and executions of two hosts on one data folder."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from .story_server import StoryServer, path_of, picture
from .test_parked_restart import Child
from .test_profile_hosts import Feed

Hosts = tuple[StoryServer, StoryServer]
Told = Callable[..., Any]
TOLD_WITHIN = 1.0
"""Seconds in which a host tells what the other one did."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder that both work on."""
    return tmp_path / "shared"


@pytest.fixture
def child(data: Path) -> Iterator[Child]:
    """A server in a process of its own."""
    made = Child(data)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def hosts(serve_standalone: Callable[..., Any], data: Path, child: Child, connect: Callable[[int], Any]) -> Hosts:
    """A server in this process and one in another, on one folder."""
    return StoryServer(serve_standalone(data=data)), StoryServer(connect(child.port))


@pytest.fixture
def told(hosts: Hosts) -> Iterator[Told]:
    """`told(watching, event, act)`: what `act` answers; that host must tell its tabs in time."""
    feeds = {id(host): Feed(host.server) for host in hosts}

    def wait(watching: StoryServer, event: str, act: Callable[[], Any]) -> Any:
        answer = act()
        done = time.monotonic()
        seen = feeds[id(watching)].until(event)
        assert time.monotonic() - done < TOLD_WITHIN, seen
        return answer

    yield wait
    for feed in feeds.values():
        feed.close()


def test_each_host_shows_the_others_scenes_within_a_second(hosts: Hosts, told: Told) -> None:
    """Made, given a picture, described, deleted and restored by one: the other tells it, and has it so."""
    for acting, watching in (hosts, hosts[::-1]):
        name = f"scene {acting.server.port}"
        document = told(watching, "scene_changed_elsewhere", partial(acting.scene, name))
        assert [one["name"] for one in watching.kept(document)["pictures"]] == ["base"]
        told(watching, "scene_changed_elsewhere", partial(acting.put, name, "depth", picture(3)))
        assert [one["name"] for one in watching.kept(document)["pictures"]] == ["base", "depth"]
        draft = told(watching, "draft_changed", partial(acting.opened, document))
        assert watching.opened(document)["id"] == draft["id"]
        draft = told(watching, "draft_changed", partial(acting.described, draft, "at noon"))
        told(watching, "scene_changed_elsewhere", partial(acting.saved, draft))
        assert watching.kept(document)["description"] == "at noon"
        acting.server.request("DELETE", acting.path(draft))
        path = f"/penstock/{document.replace(' ', '%20')}"
        deleted = told(watching, "scene_changed_elsewhere", partial(acting.server.request, "DELETE", path)).json
        assert watching.server.get(path).status == 404
        restore = f"/penstock/scene_trash/{deleted['trash']}/restore"
        told(acting, "scene_changed_elsewhere", partial(watching.server.request, "POST", restore))
        assert acting.kept(document)["description"] == "at noon"


def test_each_host_shows_the_others_stories_within_a_second(hosts: Hosts, told: Told) -> None:
    """Made, edited, saved, deleted and restored by one: the other tells it, and has it so."""
    hosts[0].scene("beach")
    for acting, watching in (hosts, hosts[::-1]):
        name = f"story_{acting.server.port}"
        document = told(watching, "story_changed_elsewhere", partial(acting.story, name, "beach", "beach"))
        assert [one["scene_name"] for one in watching.kept(document)["scenes"]] == ["beach", "beach"]
        draft = told(watching, "draft_changed", partial(acting.opened, document))
        draft = told(watching, "draft_changed", partial(acting.described, draft, "a tale"))
        told(watching, "story_changed_elsewhere", partial(acting.saved, draft))
        assert watching.kept(document)["description"] == "a tale"
        acting.server.request("DELETE", acting.path(draft))
        path = f"/penstock/{document}"
        deleted = told(watching, "story_changed_elsewhere", partial(acting.server.request, "DELETE", path)).json
        restore = f"/penstock/story_trash/{deleted['trash']}/restore"
        told(acting, "story_changed_elsewhere", partial(watching.server.request, "POST", restore))
        assert acting.kept(document)["description"] == "a tale"


def test_a_scene_that_one_host_renames_is_renamed_in_what_the_other_edits(hosts: Hosts) -> None:
    """The saved story follows, and so does the draft that is open in the other host; no edit is lost."""
    acting, watching = hosts
    acting.scene("beach")
    document = acting.story("tale", "beach")
    draft = watching.described(watching.opened(document), "of the other host")
    assert acting.server.post_json("/penstock/scenes/beach", {"name": "shore"}, "PATCH").status == 200
    _until(lambda: [one["scene_name"] for one in watching.kept(document)["scenes"]] == ["shore"])
    _until(lambda: _scene_names(watching.read(draft)) == ["shore"])
    now = watching.read(draft)
    assert now["entries"]["description"]["value"] == "of the other host"
    watching.saved(now)
    kept = acting.kept(document)
    assert (kept["missing"], kept["description"]) == ([], "of the other host")


def _scene_names(draft: dict[str, Any]) -> list[str]:
    return [one["value"]["scene_name"] for key, one in draft["entries"].items() if key.startswith("scene:")]


def _until(holds: Callable[[], bool]) -> None:
    """Stories follow by an event, soon after the answer."""
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline, "that never came"


def test_both_edit_one_story_and_nothing_is_lost(hosts: Hosts) -> None:
    """Forty texts written by both at once are forty texts, all saved by one of them."""
    hosts[0].scene("beach")
    document = hosts[0].story("tale", *["beach"] * 40)
    draft = hosts[0].opened(document)
    keys = [key for key in draft["entries"] if key.startswith("scene:")]

    def write(number: int) -> int:
        edit = {"key": keys[number], "value": {"prompt_source": "custom", "custom_prompt": f"text {number}"}}
        return int(hosts[number % 2].edit(draft, edit).status)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(write, range(40))) == {200}
    hosts[1].saved(hosts[1].read(draft))
    kept = {one["scene_id"]: one["custom_prompt"] for one in hosts[0].kept(document)["scenes"]}
    assert kept == {key.removeprefix("scene:"): f"text {number}" for number, key in enumerate(keys)}


def test_each_host_shows_the_others_executions(hosts: Hosts, told: Told, data: Path) -> None:
    """Pictures, choices and deletions of one host, and files of other programs, are told within a second."""
    acting, watching = hosts
    acting.scene("beach")
    acting.write(acting.story("tale", "beach"), "a")
    key = acting.execution("tale", "beach", images=2)
    path = path_of(key)
    names = [one["name"] for one in watching.server.get(path).json["images"]]
    assert names == ["000_beach_00.png", "000_beach_01.png"]
    pick = partial(acting.server.post_json, f"{path}/picks", {"order": 0, "image": names[1]})
    told(watching, "execution_changed_elsewhere", pick)
    assert watching.server.get(path).json["picks"] == {"0": names[1]}
    delete = partial(acting.server.post_json, f"{path}/deletions", {"names": [names[0]]})
    deleted = told(watching, "execution_changed_elsewhere", delete).json
    assert [one["name"] for one in watching.server.get(path).json["images"]] == [names[1]]
    restore = f"/penstock/execution_trash/{deleted['trash']}/restore"
    assert watching.server.request("POST", restore).status == 200
    images = data / "output/stories" / key.story / "jobs" / key.job / "executions" / key.exec_id / "images"
    saved = partial((images / "000_beach_02_00001_.png").write_bytes, picture(5))
    told(watching, "execution_changed_elsewhere", saved)
    assert len(acting.server.get(path).json["images"]) == 3


def test_executions_begun_by_two_hosts_at_once_never_share_a_folder(hosts: Hosts) -> None:
    """Twelve runs in the same second, of one job: each has its own id, its source and its one picture."""
    hosts[0].scene("beach")
    hosts[0].write(hosts[0].story("tale", "beach"), "a")
    graph = {
        "image": {"class_type": "EmptyImage", "inputs": {"width": 4, "height": 4, "batch_size": 1, "color": 5}},
        "story": {"class_type": "StoryLoad", "inputs": {"stories_dir": "", "story_name": "tale", "filename": ""}},
        "begun": {
            "class_type": "StoryExecutionInit",
            "inputs": {"image": ["image", 0], "story_info": ["story", 0], "job_id": "one"},
        },
        "saved": {
            "class_type": "StorySaveImage",
            "inputs": {
                "images": ["begun", 5],
                "scene_index": 0,
                "variants": 0,
                "image_format": "png",
                "quality": 95,
                "exec_images_dir": ["begun", 2],
                "scene_order": 0,
                "scene_name": "beach",
            },
        },
    }
    with ThreadPoolExecutor(12) as threads:
        posts = threads.map(lambda at: hosts[at % 2].server.post_json("/prompt", {"prompt": graph}), range(12))
        assert {answer.status for answer in posts} == {200}
    for host in hosts:
        while any(host.server.get("/queue").json.values()):
            time.sleep(0.02)
    found = hosts[0].server.get("/penstock/executions?story=tale").json["executions"]
    assert (len(found), len({one["exec_id"] for one in found})) == (12, 12)
    assert {(one["images_count"], one["problems"] == []) for one in found} == {(1, True)}
