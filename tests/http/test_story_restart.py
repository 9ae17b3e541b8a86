"""kill -9 in the middle of saves of scenes, stories and executions: what was answered is there, all of it opens."""

import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from .story_server import KINDS, StoryServer, picture
from .test_parked_restart import Child

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MOMENTS = (0.05, 0.2, 0.45, 0.8) if NIGHTLY else (0.3,)
"""Seconds of saving before the kill."""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A server in a process of its own."""
    made = Child(tmp_path / "data")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def of_child(child: Child, connect: Callable[[int], Any]) -> Callable[[], StoryServer]:
    """`of_child()`: what asks the server that runs now."""
    return lambda: StoryServer(connect(child.port))


class Saver(threading.Thread):
    """Does `act(number)` again and again until it is not answered any more; `sent` and `answered` are the numbers."""

    def __init__(self, act: Callable[[int], Any]) -> None:
        super().__init__(daemon=True)
        self._act = act
        self.sent = 0
        self.answered = 0

    def run(self) -> None:
        """Save."""
        while self.sent < 200:
            self.sent += 1
            try:
                answer = self._act(self.sent)
            except (OSError, HTTPException):
                return
            assert answer.status == 200, answer
            self.answered = self.sent


def _described(stories: StoryServer, draft: dict[str, Any], number: int) -> Any:
    """Another description, saved."""
    edited = stories.edit(draft, {"key": "description", "value": f"number {number}"})
    return stories.save(edited.json) if edited.status == 200 else edited


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_answered_save_is_lost(child: Child, of_child: Callable[[], StoryServer], moment: float) -> None:
    """Killed while a scene, its picture and a story are saved: each is whole, as it was answered last or sent last."""
    before = of_child()
    drafts = {kind: before.opened(before.made(kind, "doc")) for kind in KINDS}
    savers = {kind: Saver(lambda number, kind=kind: _described(before, drafts[kind], number)) for kind in KINDS}
    savers["picture"] = Saver(lambda number: before.put("doc", "depth", picture(number)))
    for saver in savers.values():
        saver.start()
    child.until(lambda: all(saver.answered > 2 for saver in savers.values()))
    time.sleep(moment)
    child.kill()
    for saver in savers.values():
        saver.join(30)

    child.start()

    now = of_child()
    for kind in KINDS:
        kept = now.kept(f"{kind}/doc")
        number = int(kept["description"].removeprefix("number "))
        assert savers[kind].answered <= number <= savers[kind].sent
        assert kept["problems"] == []
        now.saved(now.described(now.opened(f"{kind}/doc"), "after it"))
    scenes = now.kept("stories/doc")["scenes"]
    assert [(one["scene_name"], one["scene_order"]) for one in scenes] == [("beach", 0), ("hills", 1)]
    data = now.server.get("/penstock/scenes/doc/pictures/depth").body
    with Image.open(io.BytesIO(data)) as shown:
        shade = shown.convert("L").getpixel((0, 0))
    assert savers["picture"].answered <= int(str(shade)) <= savers["picture"].sent
    _check_nothing_lies_about(child.data / "output" / "scenes" / "doc")


def _check_nothing_lies_about(folder: Path) -> None:
    """What was being written is gone, or has no name that anybody would take for the scene's."""
    known = {"scene.json", "base.png", "depth.png", "thumbnail.png", "prompts.json"}
    left = [path.name for path in folder.iterdir() if path.name not in known and not path.name.startswith(".")]
    assert [name for name in left if name.endswith((".png", ".json"))] == []


def _graph(images: int) -> dict[str, Any]:
    """A run that saves so many pictures of one scene into an execution with a given id."""
    save = {"scene_index": 0, "variants": images, "image_format": "png", "quality": 95, "scene_name": "beach"}
    return {
        "image": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": images, "color": 5}},
        "source": {"class_type": "EmptyImage", "inputs": {"width": 4, "height": 4, "batch_size": 1, "color": 7}},
        "story": {"class_type": "StoryLoad", "inputs": {"stories_dir": "", "story_name": "tale", "filename": ""}},
        "begun": {
            "class_type": "StoryExecutionInit",
            "inputs": {"image": ["source", 0], "story_info": ["story", 0], "job_id": "job", "exec_id": "run"},
        },
        "saved": {
            "class_type": "StorySaveImage",
            "inputs": {**save, "images": ["image", 0], "exec_images_dir": ["begun", 2], "scene_order": 0},
        },
    }


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_execution_goes_on_where_it_was_killed(
    child: Child, of_child: Callable[[], StoryServer], moment: float
) -> None:
    """Every picture that was there stays as it is, none is half of one, and the next run makes just the rest."""
    before, images = of_child(), 500
    before.scene("beach")
    before.write(before.story("tale", "beach"), "a")
    assert before.server.post_json("/prompt", {"prompt": _graph(images)}).status == 200
    folder = child.data / "output/stories/tale/jobs/job/executions/run/images"
    child.until(lambda: len(_pictures(folder)) > 5)
    time.sleep(moment / 10)
    child.kill()
    first = _pictures(folder)
    assert 5 < len(first) < images

    child.start()

    now = of_child()
    path = "/penstock/executions/tale/job/run"
    shown = now.server.get(path).json
    assert (shown["images_count"], shown["finished"], shown["problems"]) == (len(first), None, [])
    assert now.server.post_json("/prompt", {"prompt": _graph(images)}).status == 200
    child.until(lambda: now.server.get(path).json["finished"])
    second = _pictures(folder)
    assert {name: second[name] for name in first} == first
    assert set(second) == {f"000_beach_{number:02d}.png" for number in range(images)}
    for name in second:
        with Image.open(folder / name) as made:
            made.load()


def _pictures(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Inode, time and size of each picture."""
    found = {}
    for path in folder.glob("[0-9]*.png") if folder.is_dir() else ():
        state = path.stat()
        found[path.name] = (state.st_ino, state.st_mtime_ns, state.st_size)
    return found
