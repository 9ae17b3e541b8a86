"""Fingerprints of nodes whose folder a link tells: exact for the executions and jobs that the graph names."""

from pathlib import Path
from typing import Any

import pytest

from .story_nodes import Nodes, images


def asked(nodes: Nodes, *said: Any) -> list[str | None]:
    """The fingerprints with a linked folder, in a graph that says these things elsewhere."""
    prompt = {
        "2": {"class_type": "X", "inputs": {str(index): one for index, one in enumerate(said)}},
        "3": None,
        "4": {},
    }
    return [
        nodes.fingerprint(node, prompt, exec_images_dir=None, scene_batch=None)
        for node in ("StoryImageCollector", "StoryTransitions")
    ]


@pytest.mark.parametrize(
    "said", [("e",), ("stories/tale/jobs/j/executions/e/images",), ("C:\\\\x\\\\e\\\\images", 7, ["3", 0])]
)
def test_a_picture_that_was_retouched_is_another(nodes: Nodes, said: tuple[Any, ...]) -> None:
    """Written over in its place, under its name, in the execution that the graph names; or chosen."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    path = Path(nodes.run("StorySaveImage", images=images(), exec_images_dir=folder, scene_name="A").values[2])
    before = asked(nodes, *said)
    assert asked(nodes, *said) == before
    path.write_bytes(path.read_bytes() + b"more")
    after = asked(nodes, *said)
    assert not set(after) & set(before)
    assert asked(nodes, *said) == after


@pytest.mark.parametrize("name", ["images", "videos", ""])
def test_any_folder_of_an_execution_stands_for_its_pictures(nodes: Nodes, name: str) -> None:
    """Typed: that of the videos, or the execution's own, as well."""
    folder = Path(nodes.begin(job_id="j", exec_id="e")["images_dir"])
    path = nodes.run("StorySaveImage", images=images(), exec_images_dir=str(folder), scene_name="A").values[2]

    def told() -> str | None:
        return nodes.fingerprint("StoryTransitions", exec_images_dir=str(folder.parent / name))

    before = told()
    assert told() == before
    Path(path).write_bytes(Path(path).read_bytes() + b"more")
    assert told() != before


@pytest.mark.parametrize("name", ["input", "output"])
def test_a_picture_of_a_job_that_was_retouched_is_another(nodes: Nodes, name: str) -> None:
    """The same without an execution."""
    nodes.begin(job_id="j")
    given = {"exec_images_dir": f"stories/tale/jobs/k/000_A/{name}", "scene_name": "A"}
    none = asked(nodes, "k")
    path = Path(nodes.run("StorySaveImage", images=images(), **given).values[2])
    before = asked(nodes, "k")
    path.write_bytes(path.read_bytes() + b"more")
    assert not set(asked(nodes, "k")) & set(before)
    assert not set(before) & set(none)


def test_others_cost_a_look_at_their_folder(nodes: Nodes) -> None:
    """What the graph does not name is signed by its folders: a picture more is told, also there."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    given = {"exec_images_dir": folder, "scene_name": "A"}
    path = Path(nodes.run("StorySaveImage", images=images(), **given).values[2])
    before = asked(nodes, "other")
    path.write_bytes(path.read_bytes() + b"more")
    assert asked(nodes, "other") == before
    nodes.run("StorySaveImage", images=images(), **given)
    assert not set(asked(nodes, "other")) & set(before)
