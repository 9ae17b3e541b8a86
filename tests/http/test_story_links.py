"""Symbolic links and folders of others where scenes, stories and executions live: nothing leads out of the roots."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .story_server import StoryServer, path_of, picture

SECRET = b"secret"


@pytest.fixture
def stories(serve_standalone: Callable[..., Any]) -> StoryServer:
    """A server with scenes and stories."""
    return StoryServer(serve_standalone())


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that is none of ours, with what a scene, a story and an execution have."""
    folder = tmp_path / "outside"
    (folder / "executions/run/images").mkdir(parents=True)
    (folder / "executions/run/input").mkdir()
    for name in ("base.png", "depth.png", "thumbnail.png", "executions/run/images/000_beach_00.png"):
        (folder / name).write_bytes(picture(1))
    (folder / "scene.json").write_text('{"format": 1, "description": "secret"}')
    (folder / "prompts.json").write_text('{"version": 2, "prompts": {"a": {"value": "secret"}}}')
    (folder / "story.json").write_text('{"version": 2, "story_name": "x", "description": "secret", "scenes": []}')
    (folder / "executions/run/metadata.json").write_text('{"exec_id": "run", "input_hash": "secret"}')
    return folder


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _ask_everything(server: Any, paths: list[tuple[str, str, Any]]) -> list[tuple[str, int, bytes]]:
    """What shows something of outside, or breaks."""
    wrong = []
    for method, path, body in paths:
        reply = server.request(method, path) if body is None else server.post_json(path, body, method)
        if reply.status >= 500 or SECRET in reply.body or reply.body == picture(1):
            wrong.append((f"{method} {path}", reply.status, reply.body[:200]))
    return wrong


def test_a_linked_scene_is_not_followed(stories: StoryServer, outside: Path, tmp_path: Path) -> None:
    """A folder that is a link out of the scenes is neither read nor written, and can be told in the list."""
    stories.scene("beach")
    (tmp_path / "data/output/scenes/linked").symlink_to(outside, target_is_directory=True)
    before = _contents(outside)
    scene = "/penstock/scenes/linked"
    wrong = _ask_everything(
        stories.server,
        [
            ("GET", "/penstock/scenes", None),
            ("GET", scene, None),
            ("GET", f"{scene}/pictures/base", None),
            ("GET", f"{scene}/pictures/base?side=64", None),
            ("GET", f"{scene}/masks/girl", None),
            ("GET", f"{scene}/drafts", None),
            ("POST", f"{scene}/drafts", {"create": True}),
            ("PATCH", scene, {"name": "moved"}),
            ("DELETE", f"{scene}/pictures/base", None),
            ("DELETE", scene, None),
            ("GET", "/penstock/prompts/linked", None),
            ("POST", "/fbtools/scene/update_metadata", {"scene": "linked", "pose_name": "x"}),
            ("POST", "/penstock/story_prompts", {"scene": {"scene_name": "linked", "prompt_key": "a"}}),
        ],
    )
    assert wrong == []
    assert stories.put("linked", "depth", picture(9)).status in range(400, 500)
    assert _contents(outside) == before


def test_a_linked_picture_is_not_followed(stories: StoryServer, outside: Path, tmp_path: Path) -> None:
    """A file of a scene that is a link: not shown, and never written through; the file outside stays."""
    stories.scene("beach")
    folder = tmp_path / "data/output/scenes/beach"
    for name in ("depth.png", "canny.png"):
        (folder / name).symlink_to(outside / "depth.png")
    (folder / "pose.json").symlink_to(outside / "scene.json")
    before = _contents(outside)
    pictures = "/penstock/scenes/beach/pictures"
    paths = [("GET", "/penstock/scenes/beach", None), ("GET", f"{pictures}/depth", None)]
    assert _ask_everything(stories.server, [*paths, ("GET", f"{pictures}/depth?side=64", None)]) == []
    stories.put("beach", "depth", picture(9))
    stories.server.request("DELETE", f"{pictures}/canny")
    assert _contents(outside) == before


@pytest.mark.parametrize("linked", ["story", "jobs"])
def test_a_linked_story_is_not_followed(stories: StoryServer, outside: Path, tmp_path: Path, linked: str) -> None:
    """A story, or its jobs, that is a link out of the stories: no execution is begun, read or removed there."""
    stories.scene("beach")
    root = tmp_path / "data/output/stories"
    if linked == "jobs":
        stories.write(stories.story("linked", "beach"), "a")
        (root / "linked/jobs").mkdir(exist_ok=True)
        (root / "linked/jobs/job").symlink_to(outside, target_is_directory=True)
    else:
        root.mkdir(exist_ok=True)
        (outside / "jobs").mkdir()
        shutil.move(outside / "executions", outside / "jobs/executions")
        (root / "linked").symlink_to(outside, target_is_directory=True)
    before = _contents(outside)
    execution = "/penstock/executions/linked/job/run"
    reading = ["/penstock/stories", "/penstock/story_jobs/linked", "/penstock/executions?story=linked"]
    reading += [execution, f"{execution}/source", f"{execution}/images/000_beach_00.png"]
    changing = [
        ("POST", f"{execution}/picks", {"order": 0, "image": "000_beach_00.png"}),
        ("POST", f"{execution}/deletions", {"names": ["000_beach_00.png"]}),
        ("DELETE", execution, None),
    ]
    if linked == "story":
        reading += ["/penstock/stories/linked", "/penstock/stories/linked/drafts"]
        changing += [("POST", "/penstock/stories/linked/duplicate", {"name": "copy"})]
        changing += [("DELETE", "/penstock/stories/linked", None)]
    assert _ask_everything(stories.server, [("GET", path, None) for path in reading] + changing) == []
    for exec_id in ("", "run"):
        _run(stories, exec_id)
    assert _contents(outside) == before


def test_a_linked_images_folder_is_not_followed(stories: StoryServer, outside: Path, tmp_path: Path) -> None:
    """The folder of an execution's pictures, replaced by a link: nothing is read from there or saved into it."""
    stories.scene("beach")
    stories.write(stories.story("linked", "beach"), "a")
    key = stories.execution("linked", "beach")
    images = tmp_path / "data/output/stories/linked/jobs" / key.job / "executions" / key.exec_id / "images"
    shutil.rmtree(images)
    images.symlink_to(outside / "executions/run/images", target_is_directory=True)
    before = _contents(outside)
    path = path_of(key)
    paths = [path, f"{path}/images/000_beach_00.png", f"{path}/images/000_beach_00.png?side=64"]
    assert _ask_everything(stories.server, [("GET", one, None) for one in paths]) == []
    _run(stories, key.exec_id, key.job)
    _save_into(stories, f"stories/linked/jobs/{key.job}/executions/{key.exec_id}/images")
    stories.server.post_json(f"{path}/deletions", {"names": ["000_beach_00.png"]})
    assert _contents(outside) == before


def _run(stories: StoryServer, exec_id: str, job: str = "job") -> None:
    """A run that begins or goes on with an execution of the story `linked`, and saves into it."""
    save = {"scene_index": 0, "variants": 0, "image_format": "png", "quality": 95, "scene_name": "beach"}
    batch = {"story_name": "linked", "job_id": job, "exec_id": ""}
    graph = {
        "i": {"class_type": "EmptyImage", "inputs": {"width": 4, "height": 4, "batch_size": 1, "color": 5}},
        "s": {"class_type": "StoryLoad", "inputs": {"stories_dir": "", "story_name": "linked", "filename": ""}},
        "b": {
            "class_type": "StoryExecutionInit",
            "inputs": {"image": ["i", 0], "story_info": ["s", 0], "job_id": job, "exec_id": exec_id},
        },
        "o": {"class_type": "StorySaveImage", "inputs": {**save, "images": ["i", 0], "exec_images_dir": ["b", 2]}},
        "n": {"class_type": "StorySceneBatch", "inputs": batch},
        "p": {"class_type": "StorySaveImage", "inputs": {**save, "images": ["i", 0], "scene_batch": ["n", 1]}},
    }
    _queue(stories, graph)


def _save_into(stories: StoryServer, images: str) -> None:
    """Saves a picture into a folder of an execution, and collects from there."""
    save = {"scene_index": 0, "variants": 0, "image_format": "png", "quality": 95, "scene_name": "beach"}
    graph = {
        "i": {"class_type": "EmptyImage", "inputs": {"width": 4, "height": 4, "batch_size": 1, "color": 5}},
        "o": {"class_type": "StorySaveImage", "inputs": {**save, "images": ["i", 0], "exec_images_dir": images}},
        "t": {"class_type": "StoryTransitions", "inputs": {"exec_images_dir": images}},
        "p": {"class_type": "PreviewImage", "inputs": {"images": ["t", 0]}},
    }
    _queue(stories, graph)


def _queue(stories: StoryServer, graph: dict[str, Any]) -> None:
    """Run it, whatever comes of it."""
    assert stories.server.post_json("/prompt", {"prompt": graph}).status in (200, 400)
    while any(stories.server.get("/queue").json.values()):
        assert stories.server.get("/penstock/about").status == 200
