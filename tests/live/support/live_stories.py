"""Scenes, stories and executions of a real ComfyUI: made through the routes, run by its own queue."""

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
from attrs import frozen
from live_client import LiveClient
from PIL import Image

SIDE = 64
KINDS = ("depth", "pose_open", "canny")
"""The pictures of a scene; a fourth variant is the first one inverted."""

VARIANTS = len(KINDS) + 1


def flat(shade: int) -> bytes:
    """A PNG of one shade."""
    data = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (shade, shade, shade)).save(data, "PNG")
    return data.getvalue()


def upload(tab: LiveClient, path: str, field: str, data: bytes, name: str = "picture.png") -> None:
    """Post a file as a form."""
    form = aiohttp.FormData()
    form.add_field(field, data, filename=name, content_type="image/png")
    answer = tab.request("POST", path, data=form)
    assert answer.status == 200, (path, answer.status, answer.body[:500])


def make_scene(tab: LiveClient, scene: str, first_shade: int) -> None:
    """A scene whose pictures have the shades from `first_shade` on."""
    assert tab.request("POST", "/penstock/scenes", json={"name": scene}).status == 201
    for place, kind in enumerate(("base", *KINDS)):
        shade = first_shade + max(place - 1, 0)
        upload(tab, f"/penstock/scenes/{quote(scene)}/pictures/{kind}", "file", flat(shade))


def make_story(tab: LiveClient, story: str, scenes: list[str]) -> None:
    """A story whose scenes take their depth, pose and edges, and a text of their own."""
    body = {"name": story, "scenes": scenes}
    assert tab.request("POST", "/penstock/stories", json=body).status == 201
    path = f"/penstock/stories/{quote(story)}/drafts"
    draft = tab.request("POST", path, json={}).json()
    wanted = {"use_depth": True, "use_pose": True, "use_canny": True, "prompt_source": "custom", "custom_prompt": "a"}
    edits = [{"key": key, "value": wanted} for key in draft["entries"] if key.startswith("scene:")]
    made = tab.request("PATCH", f"{path}/{draft['id']}", json={"edits": edits})
    assert made.status == 200, made.body
    saved = tab.request("POST", f"{path}/{draft['id']}/save", json={"revision": made.json()["revision"]})
    assert saved.status == 200, saved.body


@frozen
class StoryRun:
    """A run of a story in an execution with a given id, of four pictures a scene."""

    story: str
    scenes: tuple[str, ...]
    job: str = "job"
    exec_id: str = "run"

    @property
    def path(self) -> str:
        """Its route."""
        return f"/penstock/executions/{quote(self.story)}/{self.job}/{self.exec_id}"

    def folder(self, output: Path) -> Path:
        """Where its pictures are."""
        return output / "stories" / self.story / "jobs" / self.job / "executions" / self.exec_id / "images"

    def graph(self, source: str, *, one_by_one: bool = False) -> dict[str, Any]:
        """All scenes that lack pictures in one run, or the first of them."""
        index = ["batch", 6 if one_by_one else 5]
        begun = {"image": ["source", 0], "story_info": ["story", 0], "job_id": self.job, "exec_id": self.exec_id}
        batch = {"story_name": self.story, "job_id": ["begun", 6], "exec_id": ["begun", 0], "variants": VARIANTS}
        save = {"scene_batch": ["batch", 1], "scene_index": index, "variants": VARIANTS, "images": ["all", 0]}
        nodes = {
            "source": ("LoadImage", {"image": source}),
            "story": ("StoryLoad", {"stories_dir": "", "story_name": self.story, "filename": "story.json"}),
            "begun": ("StoryExecutionInit", begun),
            "batch": ("StorySceneBatch", batch),
            "picked": ("StoryScenePick", {"scene_batch": ["batch", 1], "scene_index": index}),
            "inverted": ("ImageInvert", {"image": ["picked", 2]}),
            "two": ("ImageBatch", {"image1": ["picked", 2], "image2": ["picked", 3]}),
            "three": ("ImageBatch", {"image1": ["two", 0], "image2": ["picked", 4]}),
            "all": ("ImageBatch", {"image1": ["three", 0], "image2": ["inverted", 0]}),
            "saved": ("StorySaveImage", {**save, "image_format": "png", "quality": 95}),
        }
        return {node: {"class_type": kind, "inputs": inputs} for node, (kind, inputs) in nodes.items()}


def states(folder: Path) -> dict[str, tuple[str, int, int]]:
    """The bytes, inode and time of every file of a folder, by name."""
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        state = path.stat()
        found[path.name] = (sha256(path.read_bytes()).hexdigest(), state.st_ino, state.st_mtime_ns)
    return found


def shade_of(path: Path) -> int:
    """The shade of a picture, which has but one."""
    with Image.open(path) as picture:
        low, high = picture.convert("L").getextrema()
    assert low == high, path
    return int(low)


def metadata_of(folder: Path) -> Any:
    """The metadata of the execution whose pictures are in `folder`."""
    return json.loads((folder.parent / "metadata.json").read_text())
