"""How many pictures a scene shall have: what Story Scene Batch says holds for Story Save Image behind it."""

from pathlib import Path
from typing import Any

import pytest

from penstock.core.contracts.executions import ExecutionKey, Executions
from penstock.core.errors import Conflict, Invalid

from .story_nodes import Nodes, images

KEY = ExecutionKey("tale", "j", "e")


def wanting(nodes: Nodes, folder: str, variants: object) -> list[dict[str, Any]]:
    """A batch that says how many pictures each scene shall have."""
    return [{**one, "variants": variants} for one in nodes.batch(folder)]


def names(folder: str) -> list[str]:
    """The pictures there."""
    return sorted(path.name for path in Path(folder).iterdir())


def test_the_number_of_the_batch_is_filled_up(nodes: Nodes) -> None:
    """A scene that lost one of two gets that one again, and no more; the pictures that were there stay."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    batch = wanting(nodes, folder, 2)
    nodes.run("StorySaveImage", images=images(2), scene_batch=batch, scene_index=0)
    executions = nodes.application.services.get(Executions)
    executions.delete_images(KEY, ["000_a_00.png"])
    kept = (Path(folder) / "000_a_01.png").read_bytes()
    saved = nodes.run("StorySaveImage", images=images(2, 0.2), scene_batch=batch, scene_index=0)
    assert names(folder) == ["000_a_00.png", "000_a_01.png"]
    assert (Path(folder) / "000_a_01.png").read_bytes() == kept
    assert [Path(path).name for path in saved.values[3]] == names(folder)


def test_a_number_of_its_own_goes_before(nodes: Nodes) -> None:
    """Where the batch says none what the node says counts; the execution keeps it."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    for says in (0, 3):
        batch = wanting(nodes, folder, says)
        nodes.run("StorySaveImage", images=images(4), scene_batch=batch, scene_index=0, variants=3)
        assert names(folder) == ["000_a_00.png", "000_a_01.png", "000_a_02.png"]
    assert nodes.application.services.get(Executions).get(KEY).variants == 3


@pytest.mark.parametrize(("batch_says", "node_says"), [(4, 2), (2, 4)])
def test_two_numbers_are_refused(nodes: Nodes, batch_says: int, node_says: int) -> None:
    """Else the execution would be finished too early, or never: it says what to do, and nothing is changed."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    executions = nodes.application.services.get(Executions)
    executions.want(KEY, batch_says)
    with pytest.raises(Invalid, match=f"Story Scene Batch says {batch_says}"):
        nodes.run(
            "StorySaveImage", images=images(2), scene_batch=wanting(nodes, folder, batch_says), variants=node_says
        )
    assert (names(folder), executions.get(KEY).variants) == ([], batch_says)


def test_the_same_picture_again_is_told(nodes: Nodes) -> None:
    """A run that cannot fill what lacks, since it makes what is there, says what to do; others say nothing."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    batch = wanting(nodes, folder, 2)

    def told(value: float) -> list[str]:
        result = nodes.run("StorySaveImage", images=images(1, value), scene_batch=batch, scene_index=0)
        return [str(text) for text in result.ui.get("text", ())]

    assert told(0.2) == []
    (text,) = told(0.2)
    assert "seed" in text
    assert names(folder) == ["000_a_00.png"]
    assert told(0.4) == []
    assert told(0.4) == []
    assert names(folder) == ["000_a_00.png", "000_a_01.png"]


@pytest.mark.parametrize("kind", ["link", "dead link", "folder"])
def test_a_name_that_no_picture_has_is_told(nodes: Nodes, tmp_path: Path, kind: str) -> None:
    """Where something else is called as a wanted variant the picture is not thrown away as if it were there."""
    folder = Path(nodes.begin(job_id="j", exec_id="e")["images_dir"])
    other = tmp_path / "other.png"
    if kind == "link":
        other.write_bytes(b"theirs")
    if kind == "folder":
        (folder / "000_a_01.png").mkdir()
    else:
        (folder / "000_a_01.png").symlink_to(other)
    batch = wanting(nodes, str(folder), 2)
    with pytest.raises(Conflict, match=r"000_a_01\.png"):
        nodes.run("StorySaveImage", images=images(2), scene_batch=batch, scene_index=0)
    assert names(str(folder)) == ["000_a_01.png"]
    assert not other.exists() or other.read_bytes() == b"theirs"


@pytest.mark.parametrize("batch_says", [{"variants": 0}, {}])
def test_a_batch_without_a_number_adds(nodes: Nodes, batch_says: dict[str, int]) -> None:
    """Also where the execution was told one before: each run has further variants."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    nodes.application.services.get(Executions).want(KEY, 1)
    batch = [{**one, **batch_says} for one in nodes.batch(folder)]
    for _ in range(2):
        nodes.run("StorySaveImage", images=images(), scene_batch=batch, scene_index=0)
    assert names(folder) == ["000_a_00.png", "000_a_01.png"]


@pytest.mark.parametrize("variants", [-1, True, "2", 100_000, 1.5])
def test_what_is_no_number_is_refused(nodes: Nodes, variants: object) -> None:
    """Nothing is saved."""
    folder = nodes.begin(job_id="j", exec_id="e")["images_dir"]
    with pytest.raises(Invalid):
        nodes.run("StorySaveImage", images=images(), scene_batch=wanting(nodes, folder, variants), scene_index=0)
    assert names(folder) == []


def test_a_number_is_looked_at_in_each_run(nodes: Nodes) -> None:
    """The node runs again where its batch wants a number, or where a link will tell it; else only when it must."""

    def again(wanted: object, kind: str = "StorySceneBatch") -> bool:
        prompt = {
            "1": {"class_type": "StorySaveImage", "inputs": {"scene_batch": ["7", 1]}},
            "7": {"class_type": kind, "inputs": {"variants": wanted}},
        }
        asked = [nodes.fingerprint("StorySaveImage", prompt, scene_batch=None, images=None) for _ in range(2)]
        return asked[0] != asked[1]

    assert (again(2), again(["8", 0]), again(0), again(2, "Another")) == (True, True, False, False)
    for prompt in (
        {},
        {"1": None},
        {"1": {"inputs": {"scene_batch": ["7", 1]}}},
        {"1": {"inputs": {"scene_batch": []}}},
    ):
        assert nodes.fingerprint("StorySaveImage", prompt) == nodes.fingerprint("StorySaveImage", prompt)
