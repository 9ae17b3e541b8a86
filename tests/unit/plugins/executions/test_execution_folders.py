"""The folders that a node of executions may be given: those of a run, and no others among the stories."""

from pathlib import Path
from typing import Any

import pytest

from penstock.core.errors import BadName, Invalid, NotFound

from .story_nodes import Nodes, images

FOREIGN = (
    "stories/tale",
    "stories/tale/story.json",
    "stories/tale/jobs",
    "stories/tale/jobs/j",
    "stories/tale/jobs/j/000_A",
    "stories/tale/jobs/j/000_A/other",
    "stories/tale/jobs/j/A/input",
    "stories/tale/jobs/j/000_A/input/deeper",
    "stories/tale/jobs/j/000_.A/input",
    "stories/tale/jobs/.j/000_A/input",
    "stories/tale/others/j/000_A/input",
    "stories/tale/jobs/j/executions",
    "stories/tale/jobs/j/executions/e/input",
    "stories/tale/jobs/j/executions/e/metadata.json",
    "stories/tale/jobs/j/executions/e/images/deeper",
    "stories/tale/jobs/j/executions/.e/images",
    "stories/.trash/x",
    "stories/.trash/jobs/j/000_A/input",
    "stories/.locks",
    "stories/no such/x",
    "stories/a\nb",
    "stories/a\nb/jobs/j/000_A/input",
    "stories/\u00e9/x",
    f"stories/{'a' * 300}",
)
NODES = {
    "StoryPathResolver": ("exec_images_dir", {"filename_prefix": "a"}),
    "StoryVideoPathResolver": ("exec_videos_dir", {"filename_prefix": "a"}),
    "StoryImageCollector": ("exec_images_dir", {}),
    "StorySaveImage": ("exec_images_dir", {"images": images(), "scene_name": "A"}),
    "StoryTransitions": ("exec_images_dir", {}),
}


def everything(nodes: Nodes) -> list[str]:
    """All files and folders."""
    return sorted(str(path) for path in nodes.output.rglob("*"))


@pytest.mark.parametrize("node", NODES)
def test_only_folders_of_a_run_are_used(nodes: Nodes, node: str) -> None:
    """Any other folder among the stories is refused, before the run and in it; nothing is made."""
    nodes.begin(job_id="j", exec_id="e")
    (nodes.output / "stories" / "tale" / "story.json").write_text("{}")
    before = everything(nodes)
    field, rest = NODES[node]
    told: dict[str, Any] = {"filename_prefix": None, "extension": None} if "Path" in node else {}
    for folder in FOREIGN:
        for given in (folder, str(nodes.output / folder)):
            with pytest.raises((BadName, NotFound)):
                nodes.run(node, **rest, **{field: given})
            assert nodes.said(node, **told, **{field: given}) is not True
    assert everything(nodes) == before


@pytest.mark.parametrize("node", NODES)
def test_a_linked_folder_is_known_in_the_run_only(nodes: Nodes, node: str) -> None:
    """Nothing is said against it before."""
    field, _ = NODES[node]
    told: dict[str, Any] = {"filename_prefix": "a", "extension": None} if "Path" in node else {}
    assert nodes.said(node, **told, **{field: None}) is True


def test_a_link_to_what_is_no_run_is_refused(nodes: Nodes) -> None:
    """What counts is where the folder is."""
    nodes.begin(job_id="j", exec_id="e")
    home = nodes.output / "stories"
    (home / ".trash").mkdir()
    (home / "tale" / "jobs" / "j" / "000_A").mkdir()
    link = home / "tale" / "jobs" / "j" / "000_A" / "input"
    link.symlink_to(home / ".trash", target_is_directory=True)
    with pytest.raises(BadName):
        nodes.run("StorySaveImage", images=images(), exec_images_dir=str(link), scene_name="A")
    assert list((home / ".trash").iterdir()) == []


@pytest.mark.parametrize("name", ["input", "output"])
def test_the_folders_of_a_scene_in_a_job_are_of_a_run(nodes: Nodes, name: str) -> None:
    """Saved into, and read, whatever number and name the scene has."""
    nodes.begin(job_id="j")
    for scene in ("000_A", "12345_A B.c-d", f"007_{'a' * 64}"):
        folder = f"stories/tale/jobs/k/{scene}/{name}"
        saved = nodes.run("StorySaveImage", images=images(), exec_images_dir=folder, scene_name="A").values
        assert saved[2] == str(nodes.output / folder / "000_a_00.png")
        assert nodes.values("StoryImageCollector", exec_images_dir=folder)["image_paths"] == [saved[2]]


def test_no_story_is_made_by_saving(nodes: Nodes) -> None:
    """A picture for a story, or an execution, that is not there is refused; nothing is made."""
    for folder in ("stories/nope/jobs/j/000_A/input", "stories/nope/jobs/j/executions/e/images"):
        with pytest.raises(NotFound):
            nodes.run("StorySaveImage", images=images(), exec_images_dir=folder, scene_name="A")
    nodes.begin(job_id="j")
    with pytest.raises((NotFound, Invalid)):
        nodes.run(
            "StorySaveImage", images=images(), exec_images_dir="stories/tale/jobs/j/executions/new", scene_name="A"
        )
    assert not (nodes.output / "stories" / "nope").exists()
    assert not (nodes.output / "stories" / "tale" / "jobs" / "j" / "executions" / "new").exists()
    assert Path(nodes.output / "stories" / "tale").is_dir()
