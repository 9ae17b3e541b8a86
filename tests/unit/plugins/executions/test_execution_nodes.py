"""The nodes of executions, without a run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image

from penstock.core.contracts.executions import ExecutionKey, Executions
from penstock.core.contracts.stories import StoryInfo
from penstock.core.errors import BadName, Conflict, Invalid, NotFound

from .story_nodes import STORY, Nodes, images


def test_an_execution_begins_and_goes_on(nodes: Nodes) -> None:
    """All folders are told, the picture is passed on; the same id goes on, none is a new one."""
    first = nodes.begin()
    assert Path(first["images_dir"]) == Path(first["exec_root_dir"]) / "images"
    assert Path(first["videos_dir"]).is_dir()
    again = nodes.begin(exec_id=first["exec_id"], job_id=first["job_id"])
    assert {**again, "image": None} == {**first, "image": None}
    assert nodes.begin()["exec_id"] != first["exec_id"]


def test_the_picture_that_was_kept_goes_on(nodes: Nodes) -> None:
    """Whatever the picture was that it began with: its file in `input` is taken for it, and no other is."""
    given = {"job_id": "j", "exec_id": "e", "story_info": STORY}
    fine = numpy.random.default_rng(1).random((1, 6, 8, 3), dtype=numpy.float32)
    first = nodes.values("StoryExecutionInit", image=fine, **given)
    (source,) = (Path(first["exec_root_dir"]) / "input").iterdir()
    with Image.open(source) as opened:
        kept = numpy.asarray(opened.convert("RGB"))[None].astype(numpy.float32) / 255.0
    again = nodes.values("StoryExecutionInit", image=kept, **given)
    assert (again["exec_root_dir"], again["input_hash"]) == (first["exec_root_dir"], first["input_hash"])
    with pytest.raises(Conflict, match="another picture"):
        nodes.run("StoryExecutionInit", image=numpy.clip(kept + 1 / 255, 0, 1), **given)


def test_a_story_without_scenes_is_not_run(nodes: Nodes) -> None:
    """It says what is wrong, and makes nothing."""
    for story in (StoryInfo(story_name="tale"), None, "tale"):
        with pytest.raises(Invalid):
            nodes.run("StoryExecutionInit", image=images(), story_info=story)
    assert not (nodes.output / "stories" / "tale").exists()


def test_a_new_execution_each_run(nodes: Nodes, fingerprint_of: Callable[..., str]) -> None:
    """Without an id the fingerprint is never the same; with one it is, until that execution is gone."""
    application = nodes.application

    def asked(exec_id: str | None) -> str:
        return fingerprint_of(application, "StoryExecutionInit", image=None, story_info=None, exec_id=exec_id)

    assert asked("") != asked("")
    made = nodes.begin(exec_id="mine", job_id="j")
    assert asked("mine") == asked("mine")
    assert asked(None) == asked(None)
    before = asked("mine"), asked(None)
    nodes.begin(job_id="j")
    assert asked("mine") == before[0]
    application.services.get(Executions).delete(ExecutionKey("tale", "j", made["exec_id"]))
    assert asked("mine") != before[0]
    assert asked(None) != before[1]


def test_names_are_of_one_grammar(nodes: Nodes) -> None:
    """Namers name as files are named."""
    named = nodes.values("StoryImageNamer", scene_order=3, scene_name="The Mill", variant_index=2)
    assert named == {"filename_prefix": "003_the_mill_02"}
    assert nodes.run("StoryVideoNamer", scene_order=3, scene_name="A", next_scene_name="a to b").values == (
        "003_a_to_a-to-b",
    )
    assert nodes.run("StoryVideoNamer", scene_order=3, scene_name="A").values == ("003_a",)
    with pytest.raises(Invalid):
        nodes.run("StoryImageNamer", scene_order=0, scene_name=" ")
    assert nodes.said("StoryImageNamer", scene_order=0, scene_name="") is not True
    assert nodes.said("StoryImageNamer", scene_order=None, scene_name=None, variant_index=None) is True


def test_paths_are_told_in_every_way(nodes: Nodes) -> None:
    """Absolute and from the output folder on, with the extension and without."""
    made = nodes.begin(job_id="j", exec_id="e")
    relative = "stories/tale/jobs/j/executions/e/images"
    wanted = {
        "abs_directory": made["images_dir"],
        "abs_filepath": f"{made['images_dir']}/000_a_00.png",
        "abs_filepath_no_ext": f"{made['images_dir']}/000_a_00",
        "rel_directory": relative,
        "rel_filepath": f"{relative}/000_a_00.png",
        "rel_filepath_no_ext": f"{relative}/000_a_00",
        "basename": "000_a_00",
        "basename_with_ext": "000_a_00.png",
    }
    for folder in (made["images_dir"], relative):
        assert nodes.values("StoryPathResolver", exec_images_dir=folder, filename_prefix="000_a_00") == wanted
    for folder in (made["videos_dir"], made["images_dir"]):
        found = nodes.values(
            "StoryVideoPathResolver", exec_videos_dir=folder, filename_prefix="000_a", extension="webm"
        )
        assert found["rel_filepath"] == "stories/tale/jobs/j/executions/e/videos/000_a.webm"


@pytest.mark.parametrize("prefix", ["", "..", "../a", "a/b", "a\\b", "/a", "a\0", "con", ".a", "C:a"])
def test_a_prefix_is_one_name(nodes: Nodes, prefix: str) -> None:
    """No prefix leads out of the folder, in the run and before it."""
    made = nodes.begin()
    with pytest.raises((BadName, Invalid)):
        nodes.run("StoryPathResolver", exec_images_dir=made["images_dir"], filename_prefix=prefix)
    said = nodes.said("StoryPathResolver", exec_images_dir=None, filename_prefix=prefix, extension=".png")
    assert said is not True


@pytest.mark.parametrize("extension", ["", "exe", "png/../x", ".mp4", "p ng", "\0"])
def test_extensions_are_checked(nodes: Nodes, extension: str) -> None:
    """Only kinds of pictures."""
    made = nodes.begin()
    with pytest.raises(Invalid):
        nodes.run("StoryPathResolver", exec_images_dir=made["images_dir"], filename_prefix="a", extension=extension)


def test_a_batch_is_saved_as_variants(nodes: Nodes) -> None:
    """Into the execution of the batch, each with what the host gives; the node shows them and the execution."""
    nodes.metadata = {"prompt": '{"1": {}}', "workflow": '{"a": 1}'}
    made = nodes.begin(job_id="j", exec_id="e")
    result = nodes.run("StorySaveImage", images=images(2), scene_batch=nodes.batch(made["images_dir"]), scene_index=1)
    passed, name, path, paths = result.values
    assert (passed.shape[0], name) == (2, "001_the_mill_00.png")
    assert paths == [f"{made['images_dir']}/001_the_mill_0{index}.png" for index in range(2)]
    assert path == paths[0]
    assert result.ui["execution"] == [{"story": "tale", "job": "j", "exec_id": "e"}]
    assert result.ui["images"][0] == {
        "filename": "001_the_mill_00.png",
        "subfolder": "stories/tale/jobs/j/executions/e/images",
        "type": "output",
    }
    with Image.open(path) as opened:
        assert opened.size == (8, 6)
        assert {name: opened.info[name] for name in ("prompt", "workflow")} == nodes.metadata


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_pictures_carry_nothing_where_the_host_wants_none(nodes: Nodes, kind: str) -> None:
    """As ComfyUI does with --disable-metadata."""
    made = nodes.begin()
    batch = nodes.batch(made["images_dir"])
    path = nodes.run("StorySaveImage", images=images(), scene_batch=batch, image_format=kind).values[2]
    with Image.open(path) as opened:
        assert (dict(getattr(opened, "text", {})), dict(opened.getexif())) == ({}, {})


def test_wanted_variants_are_saved_once(nodes: Nodes) -> None:
    """Run again, what is there is kept; the execution knows how many it shall have."""
    made = nodes.begin(job_id="j", exec_id="e")
    given = {"scene_batch": nodes.batch(made["images_dir"]), "variants": 2}
    for index in range(3):
        nodes.run("StorySaveImage", images=images(2), scene_index=index, **given)
    nodes.run("StorySaveImage", images=images(2, 0.1), scene_index=0, **given)
    found = nodes.application.services.get(Executions).get(ExecutionKey("tale", "j", "e"))
    assert (found.images, found.variants, found.finished is not None) == (6, 2, True)


def test_without_a_batch_the_scene_is_named(nodes: Nodes) -> None:
    """A folder, an order and a name will do; without any place it says what to link."""
    made = nodes.begin()
    given = {"exec_images_dir": made["images_dir"], "scene_order": 2, "scene_name": "a to b"}
    assert nodes.run("StorySaveImage", images=images(), image_format="webp", **given).values[1] == "002_a-to-b_00.webp"
    with pytest.raises(Invalid, match="where the pictures go"):
        nodes.run("StorySaveImage", images=images(), scene_name="A")
    with pytest.raises(Invalid):
        nodes.run("StorySaveImage", images=images(), exec_images_dir=made["images_dir"])


def test_without_an_execution_the_job_gets_them(nodes: Nodes) -> None:
    """The folder of the scene in the job, made where it is not there."""
    folder = nodes.output / "stories" / "tale" / "jobs" / "j" / "000_A" / "input"
    folder.parents[3].mkdir(parents=True)
    result = nodes.run("StorySaveImage", images=images(), scene_batch=nodes.batch("", str(folder)), scene_index=0)
    assert result.values[2] == str(folder / "000_a_00.png")
    assert "execution" not in result.ui
    collected = nodes.values("StoryImageCollector", exec_images_dir=str(folder))
    assert collected["image_paths"] == [str(folder / "000_a_00.png")]


def test_an_index_is_held_to_the_scenes(nodes: Nodes) -> None:
    """As Story Scene Pick does: the picture that was made is of that scene."""
    made = nodes.begin()
    batch = nodes.batch(made["images_dir"])[::-1]
    for index, wanted in ((-5, "000_a_00.png"), (99, "002_a-to-b_00.png")):
        assert nodes.run("StorySaveImage", images=images(), scene_batch=batch, scene_index=index).values[1] == wanted


@pytest.mark.parametrize("batch", [[], "abc", [1], [{}], [{"scene_order": True, "scene_name": "A"}], {"a": 1}])
def test_what_is_no_batch_is_refused(nodes: Nodes, batch: object) -> None:
    """With an error that says where to link it from."""
    for node in ("StorySaveImage", "StoryTransitions"):
        given = {"images": images()} if node == "StorySaveImage" else {}
        with pytest.raises(Invalid):
            nodes.run(node, scene_batch=batch, **given)


def test_pictures_are_collected_in_order(nodes: Nodes) -> None:
    """By scene, then variant; filtered by place and by name; none at all is said."""
    made = nodes.begin()
    folder = made["images_dir"]
    for index in (2, 0, 1):
        nodes.run("StorySaveImage", images=images(2), scene_batch=nodes.batch(folder), scene_index=index)
    found = nodes.values("StoryImageCollector", exec_images_dir=folder)
    names = [Path(path).name for path in found["image_paths"]]
    assert names == sorted(names)
    assert (found["image_count"], sorted(found["scene_groups"])) == (6, [0, 1, 2])
    assert found["scene_groups"][1] == found["image_paths"][2:4]
    assert nodes.values("StoryImageCollector", exec_images_dir=folder, scene_order_filter=1)["image_count"] == 2
    assert nodes.values("StoryImageCollector", exec_images_dir=folder, scene_name_filter="A to B")["image_count"] == 2
    with pytest.raises(NotFound, match="no such pictures"):
        nodes.run("StoryImageCollector", exec_images_dir=folder, scene_order_filter=7)


def test_transitions_are_pairs(nodes: Nodes) -> None:
    """n scenes, n-1 pairs: pictures, names, prompts; the choice of a scene counts."""
    made = nodes.begin(job_id="j", exec_id="e")
    batch = nodes.batch(made["images_dir"])
    for index in range(3):
        both = numpy.concatenate([images(1, 0.1 * index), images(1, 1.0)])
        nodes.run("StorySaveImage", images=both, scene_batch=batch, scene_index=index)
    nodes.application.services.get(Executions).pick(ExecutionKey("tale", "j", "e"), 1, "001_the_mill_01.png")
    found = nodes.values("StoryTransitions", scene_batch=batch)
    assert found["filename_prefixes"] == ["000_a_to_the_mill", "001_the_mill_to_a-to-b"]
    assert (found["scene_orders"], found["count"]) == ([0, 1], 2)
    assert (found["scene_names"], found["next_scene_names"]) == (["A", "The Mill"], ["The Mill", "a to b"])
    assert found["video_prompts"] == ["video of A", "video of The Mill"]
    assert found["video_prefixes"][0] == "stories/tale/jobs/j/executions/e/videos/000_a_to_the_mill"
    assert [float(one[0, 0, 0, 0]) for one in found["first_images"]] == [0.0, 1.0]
    assert found["last_images"][0].shape == (1, 6, 8, 3)
    assert nodes.values("StoryTransitions", exec_images_dir=made["images_dir"])["video_prompts"] == ["", ""]


def test_transitions_say_what_lacks(nodes: Nodes) -> None:
    """No execution, no picture, one scene: each is an error that says so."""
    with pytest.raises(Invalid, match="which execution"):
        nodes.run("StoryTransitions")
    made = nodes.begin()
    with pytest.raises(NotFound, match="000 A, 001 The Mill, 002 a to b"):
        nodes.run("StoryTransitions", exec_images_dir=made["images_dir"])


@pytest.mark.parametrize(
    ("node", "field"),
    [
        ("StoryPathResolver", "exec_images_dir"),
        ("StoryVideoPathResolver", "exec_videos_dir"),
        ("StoryImageCollector", "exec_images_dir"),
        ("StorySaveImage", "exec_images_dir"),
        ("StoryTransitions", "exec_images_dir"),
    ],
)
def test_folders_lie_among_the_stories(nodes: Nodes, tmp_path: Path, node: str, field: str) -> None:
    """No folder leads anywhere else, absolute or not, links included; in the run and before it."""
    nodes.begin(job_id="j")
    (tmp_path / "outside" / "images").mkdir(parents=True)
    (nodes.output / "stories" / "link").symlink_to(tmp_path / "outside")
    bad = ["/", "/etc", "..", "stories", "stories/..", "stories/../..", "stories/link/images", "~/x", "a\0b"]
    bad += [str(tmp_path), str(nodes.output), str(nodes.output / "stories"), str(nodes.output / "stories/link/images")]
    spec = next(spec for spec in nodes.application.nodes if spec.id == node)
    rest: dict[str, Any] = {"images": images(), "scene_name": "A"} if node == "StorySaveImage" else {}
    rest |= {"filename_prefix": "a"} if "Path" in node else {}
    for folder in bad:
        with pytest.raises((BadName, Invalid)):
            nodes.run(node, **rest, **{field: folder})
        assert spec.validate is not None
        named = {"filename_prefix": None, "extension": None} if "Path" in node else {}
        assert spec.validate(nodes.application.services, **named, **{field: folder}) is not True
    assert list((tmp_path / "outside" / "images").iterdir()) == []


def test_fingerprints_follow_the_files(nodes: Nodes, fingerprint_of: Callable[..., str]) -> None:
    """A picture more, one written anew, a choice: another fingerprint, linked or not; else the same."""
    made = nodes.begin(job_id="j", exec_id="e")
    batch = nodes.batch(made["images_dir"])
    nodes.run("StorySaveImage", images=images(), scene_batch=batch, scene_index=0)

    def asked() -> list[str]:
        folders = (made["images_dir"], None)
        return [
            fingerprint_of(nodes.application, node, exec_images_dir=folder)
            for node in ("StoryImageCollector", "StoryTransitions")
            for folder in folders
        ]

    before = asked()
    assert asked() == before
    nodes.run("StorySaveImage", images=images(), scene_batch=batch, scene_index=0)
    after = asked()
    assert not set(after) & set(before)
    nodes.application.services.get(Executions).pick(ExecutionKey("tale", "j", "e"), 0, "000_a_01.png")
    assert not set(asked()) & set(after)
    path = Path(made["images_dir"]) / "000_a_00.png"
    exact = asked()[0]
    path.write_bytes(path.read_bytes() + b"more")
    assert asked()[0] != exact
