"""Story Scene Batch and Story Scene Pick on a whole application."""

import re
from typing import Any

import numpy
import pytest
from attrs import evolve

from penstock.core.contracts.executions import Execution, ExecutionKey, ExecutionScene
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.contracts.prompts import ProcessingType, Prompt, PromptCollection, Prompts
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError

from .story_world import StoryWorld, place

OLD_KEYS = re.findall(
    r"\w+",
    """
    scene_id scene_name scene_order mask_name mask_background mask_key prompt_source prompt_key custom_prompt
    prompt_type depth_type depth_key pose_type pose_key use_depth use_mask use_pose use_canny scene_dir
    story_dir job_id job_root job_input_dir job_output_dir source_input_dir source_output_dir positive_prompt
    wan_prompt wan_low_prompt four_image_prompt girl_pos male_pos input_image_path prompt_data
    """,
)

LINKED = {"9": {"class_type": "StoryScenePick", "inputs": {"scene_index": ["7", 5], "scene_batch": ["7", 1]}}}


def begun(world: StoryWorld, story: str = "tale", **names: str) -> Execution:
    """An execution of a story as it is now."""
    found = world.stories.read(story)
    scenes = [
        ExecutionScene(order=order, name=one.scene_name, scene_id=one.scene_id)
        for order, one in enumerate(found.scenes)
    ]
    image = numpy.zeros((1, 2, 2, 3), dtype=numpy.float32)
    return world.executions.start(story, scenes, image, **names)[0]


def saved(world: StoryWorld, key: ExecutionKey, order: int, name: str, variants: int) -> None:
    """Pictures of a scene."""
    batch = [lambda: b"png"] * variants
    world.executions.save_images(key, ExecutionScene(order=order, name=name), batch, ".png", variants)


def test_a_batch_without_an_execution_has_folders_of_its_job(world: StoryWorld) -> None:
    """One for each scene, made by the run, told by the descriptors in their order."""
    found = world.run("StorySceneBatch", story_name="tale")
    root = world.paths.output.resolve() / "stories" / "tale" / "jobs" / found["job_id_out"]
    assert (found["scene_count"], found["job_root_dir_out"], found["exec_images_dir"]) == (3, str(root), "")
    assert (found["scene_index"], found["next_scene_index"]) == ([0, 1, 2], 0)
    assert len(found["job_id_out"]) == 12
    assert set(found["job_id_out"]) <= set("0123456789abcdef")
    assert sorted(path.name for path in root.iterdir()) == ["000_cats", "001_dogs", "002_cats"]
    batch = found["scene_batch"]
    assert [one["positive_prompt"] for one in batch] == ["a cat", "a dog", "two cats"]
    assert [one["job_input_dir"] for one in batch] == [
        str(root / name / "input") for name in ("000_cats", "001_dogs", "002_cats")
    ]
    assert all((root / name / "output").is_dir() for name in ("000_cats", "001_dogs", "002_cats"))
    assert (batch[1]["use_pose"], batch[1]["scene_id"], batch[1]["story_name"]) == (True, "b", "tale")


def test_a_job_is_new_in_each_run_unless_it_is_given(world: StoryWorld) -> None:
    """A given one need not exist, and its files stay."""
    jobs = {world.run("StorySceneBatch", story_name="tale")["job_id_out"] for _ in range(3)}
    assert len(jobs) == 3
    found = world.run("StorySceneBatch", story_name="tale", job_id="mine")
    kept = world.paths.output / "stories" / "tale" / "jobs" / "mine" / "000_cats" / "input" / "x.png"
    kept.write_bytes(b"x")
    again = world.run("StorySceneBatch", story_name="tale", job_id=" mine ")
    assert (again["job_id_out"], again["scene_batch"]) == ("mine", found["scene_batch"])
    assert kept.read_bytes() == b"x"


def test_a_descriptor_has_the_keys_of_fbtools(world: StoryWorld) -> None:
    """And those that are ours."""
    theirs = set(OLD_KEYS)
    ours = {"video_prompt", "exec_id", "exec_images_dir", "exec_videos_dir", "story_name", "variants"}
    folder = world.paths.output / "scenes" / "cats" / "input"
    folder.mkdir()
    for name in ("b.png", "a.png", "0.webp"):
        (folder / name).write_bytes(b"x")
    world.prompts("cats", main="a cat", other="o", girl_pos="G")
    world.story("tale", place("a", "cats", depth_type="zoe", mask_name="m", mask_background=False))
    (found,) = world.run("StorySceneBatch", story_name="tale", job_id="j")["scene_batch"]
    assert theirs | ours <= set(found)
    assert (found["girl_pos"], found["prompt_data"]["girl_pos"], found["wan_prompt"]) == ("G", "G", "")
    assert (found["depth_key"], found["pose_key"], found["mask_key"]) == (
        "depth_zoe_image",
        "pose_open_image",
        "m_no_bg",
    )
    assert found["input_image_path"] == str(folder.resolve() / "a.png")


def test_with_an_execution_its_folders_are_told(world: StoryWorld) -> None:
    """Its job too; nothing is made beside it."""
    execution = begun(world)
    found = world.run("StorySceneBatch", story_name="tale", exec_id=execution.key.exec_id)
    assert found["job_id_out"] == execution.key.job
    assert found["exec_images_dir"] == str(execution.images_dir)
    (images,) = {one["exec_images_dir"] for one in found["scene_batch"]}
    (videos,) = {one["exec_videos_dir"] for one in found["scene_batch"]}
    assert (images, videos) == (str(execution.images_dir), str(execution.videos_dir))
    jobs = world.paths.output / "stories" / "tale" / "jobs" / execution.key.job
    assert [path.name for path in jobs.iterdir()] == ["executions"]
    assert world.shown["execution"] == [{"story": "tale", "job": execution.key.job, "exec_id": execution.key.exec_id}]


def test_only_scenes_that_lack_pictures_are_run(world: StoryWorld) -> None:
    """As long as there are some; then a graph that runs scene by scene ends with a word why."""
    key = begun(world).key
    wanted: dict[str, Any] = {"story_name": "tale", "exec_id": key.exec_id, "variants": 2}
    saved(world, key, 0, "cats", 2)
    saved(world, key, 1, "dogs", 1)
    found = world.run("StorySceneBatch", **wanted, prompt=LINKED)
    assert (found["scene_index"], found["next_scene_index"], found["scene_count"]) == ([1, 2], 1, 3)
    assert {one["variants"] for one in found["scene_batch"]} == {world.executions.get(key).variants} == {2}
    saved(world, key, 1, "dogs", 2)
    saved(world, key, 2, "cats", 2)
    with pytest.raises(Conflict, match="2 pictures already"):
        world.run("StorySceneBatch", **wanted, prompt=LINKED)
    found = world.run("StorySceneBatch", **wanted)
    assert (found["scene_index"], found["next_scene_index"]) == ([2], 2)
    found = world.run("StorySceneBatch", **{**wanted, "variants": 0}, prompt=LINKED)
    assert (found["scene_index"], found["scene_batch"][0]["variants"]) == ([0, 1, 2], 0)


def test_an_execution_goes_on_in_the_order_in_which_it_began(world: StoryWorld) -> None:
    """Its files are named by that: a story that was put into another order meanwhile changes nothing."""
    key = begun(world).key
    story = world.stories.read("tale")
    turned = (place("new", "dogs"), *story.scenes[::-1])
    world.stories.save(evolve(story, scenes=turned), story.revision)
    found = world.run("StorySceneBatch", story_name="tale", exec_id=key.exec_id)
    assert [(one["scene_order"], one["scene_id"]) for one in found["scene_batch"]] == [(0, "a"), (1, "b"), (2, "c")]
    assert "added" in world.shown["text"][0]
    story = world.stories.read("tale")
    world.stories.save(evolve(story, scenes=story.scenes[:-1]), story.revision)
    with pytest.raises(Conflict, match="'cats'"):
        world.run("StorySceneBatch", story_name="tale", exec_id=key.exec_id)


def test_an_execution_that_is_not_there_is_named(world: StoryWorld) -> None:
    """One of two jobs with the same id has to be told by its job."""
    with pytest.raises(NotFound, match="nope"):
        world.run("StorySceneBatch", story_name="tale", exec_id="nope")
    for job in ("one", "two"):
        begun(world, job=job, exec_id="same")
    with pytest.raises(Conflict, match="Several jobs"):
        world.run("StorySceneBatch", story_name="tale", exec_id="same")
    found = world.run("StorySceneBatch", story_name="tale", exec_id="same", job_id="two")
    assert found["job_id_out"] == "two"
    for hostile in ("../x", "a/b", ".."):
        for field in ("job_id", "exec_id"):
            with pytest.raises(PenstockError):
                world.run("StorySceneBatch", story_name="tale", **{field: hostile})
            assert isinstance(world.valid("StorySceneBatch", story_name="tale", **{field: hostile}), str)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"prompt_key": "nope"}, "nope"),
        ({"prompt_key": ""}, "No prompt"),
        ({"scene_name": "gone"}, "gone"),
        ({"prompt_source": "composition", "prompt_key": "c"}, "composition"),
        ({"prompt_source": "custom"}, "text of its own"),
    ],
)
def test_what_a_run_would_not_find_is_told_before_it(world: StoryWorld, changes: Any, named: str) -> None:
    """And in it, before any folder is made."""
    world.story("tale", place("a", "cats"), evolve(place("b", "dogs"), **changes))
    said = world.valid("StorySceneBatch", story_name="tale")
    assert isinstance(said, str)
    assert named in said
    assert "Scene 2" in said
    with pytest.raises((NotFound, Invalid), match=named):
        world.run("StorySceneBatch", story_name="tale")
    assert not (world.paths.output / "stories" / "tale" / "jobs").exists()


def test_a_story_without_scenes_is_no_batch(world: StoryWorld) -> None:
    """Nor one that is not there, or not chosen."""
    world.story("bare")
    for name in ("bare", "gone", "", "../x"):
        assert isinstance(world.valid("StorySceneBatch", story_name=name), str)
        with pytest.raises((Invalid, NotFound, BadName)):
            world.run("StorySceneBatch", story_name=name)
    assert world.valid("StorySceneBatch", story_name=None, job_id=None, exec_id=None) is True


def test_links_out_of_the_stories_are_refused(world: StoryWorld, tmp_path: Any) -> None:
    """A folder of jobs that leads elsewhere is not written to."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (world.paths.output / "stories" / "tale" / "jobs").symlink_to(outside)
    for job in ("", "mine"):
        with pytest.raises(BadName):
            world.run("StorySceneBatch", story_name="tale", job_id=job)
    assert list(outside.iterdir()) == []


def test_the_fingerprint_of_a_batch_follows_what_it_reads(world: StoryWorld) -> None:
    """Story, scenes, the execution; a run that makes a new job is never the same."""
    inputs: dict[str, Any] = {"story_name": "tale", "job_id": "j"}
    seen = [world.fingerprint("StorySceneBatch", **inputs)]
    assert world.fingerprint("StorySceneBatch", **inputs) == seen[0]
    world.prompts("dogs", main="other")
    seen.append(world.fingerprint("StorySceneBatch", **inputs))
    world.story("tale", place("a", "cats"))
    seen.append(world.fingerprint("StorySceneBatch", **inputs))
    for unknown in ({"story_name": "tale"}, {"story_name": None}, {"story_name": "tale", "exec_id": None}):
        seen += [world.fingerprint("StorySceneBatch", **unknown) for _ in range(2)]
    assert len(set(seen)) == len(seen)


def test_the_fingerprint_of_a_batch_follows_what_its_execution_lacks(world: StoryWorld) -> None:
    """Not what the run saves beside that; the next scene counts where it is linked."""
    key = begun(world).key
    wanted: dict[str, Any] = {"story_name": "tale", "exec_id": key.exec_id, "variants": 2}
    plain = {**wanted, "variants": 0}
    following = {"9": {"class_type": "X", "inputs": {"i": ["7", 6]}}}

    def seen() -> list[str | None]:
        return [
            world.fingerprint("StorySceneBatch", LINKED, **wanted),
            world.fingerprint("StorySceneBatch", following, **plain),
            world.fingerprint("StorySceneBatch", LINKED, **plain),
        ]

    first = seen()
    saved(world, key, 0, "cats", 1)
    second = seen()
    saved(world, key, 0, "cats", 2)
    third = seen()
    assert [one == two for one, two in zip(first, second, strict=True)] == [True, False, True]
    assert [one == two for one, two in zip(second, third, strict=True)] == [False, True, True]


def test_an_execution_that_goes_on_is_known_before_the_run(world: StoryWorld) -> None:
    """A linked one where Story Execution Init names it; one that is begun anew is never the same."""
    key = begun(world).key

    def seen(exec_id: Any, kind: str = "StoryExecutionInit") -> bool:
        prompt = {
            "7": {"class_type": "StorySceneBatch", "inputs": {"exec_id": ["3", 0]}},
            "3": {"class_type": kind, "inputs": {"exec_id": exec_id, "job_id": key.job}},
        }
        inputs = {"story_name": "tale", "job_id": None, "exec_id": None}
        return world.fingerprint("StorySceneBatch", prompt, **inputs) == world.fingerprint(
            "StorySceneBatch", prompt, **inputs
        )

    assert seen(key.exec_id)
    assert not any((seen(""), seen(["4", 0]), seen("nope"), seen(key.exec_id, "Other")))


def test_a_scene_is_picked_with_its_pictures(world: StoryWorld) -> None:
    """By its place; beyond the ends it is the first or the last."""
    world.picture("dogs", "base", 0.5)
    world.picture("dogs", "canny", 1.0, (3, 2))
    batch = world.run("StorySceneBatch", story_name="tale", job_id="j")["scene_batch"]
    found = world.run("StoryScenePick", scene_batch=batch[::-1], scene_index=1)
    assert (found["scene_name"], found["scene_order"], found["scene_id"]) == ("dogs", 1, "b")
    assert world.shown["text"] == ["2: dogs\na dog"]
    assert (found["prompt"], found["use_pose"], found["use_mask"]) == ("a dog", True, False)
    for name in ("mask_image", "depth_image", "pose_image", "canny_image"):
        assert found[name].shape == (1, 6, 4, 3)
    assert (found["canny_image"].min(), found["mask"].shape) == (1.0, (1, 6, 4))
    assert (found["job_id"], found["job_input_dir"]) == ("j", batch[1]["job_input_dir"])
    assert (found["input_image_path"], found["exec_images_dir"], found["exec_videos_dir"]) == ("", "", "")
    assert found["scene_info"].scene_name == "dogs"
    assert world.run("StoryScenePick", scene_batch=batch, scene_index=-5)["scene_id"] == "a"
    assert world.run("StoryScenePick", scene_batch=batch, scene_index=99)["scene_id"] == "c"


def test_what_is_no_batch_is_refused(world: StoryWorld) -> None:
    """Also one that names a scene that is gone, or a path: no folder of a descriptor is believed."""
    for bad in (None, [], "x", [1], {}, [{}], [{"scene_name": 5}], [{"scene_name": "../cats"}]):
        with pytest.raises((Invalid, BadName)):
            world.run("StoryScenePick", scene_batch=bad)
    with pytest.raises(NotFound, match="gone"):
        world.run("StoryScenePick", scene_batch=[{"scene_name": "gone", "scene_dir": str(world.paths.output)}])


def test_the_seed_draws_snippets(world: StoryWorld) -> None:
    """The same seed the same text, others other ones; a library that changes is another fingerprint."""
    libbers = world.services.get(Libbers)  # type: ignore[type-abstract]
    libber = libbers.save("styles", Libber(libs={f"k{number}": f"v{number}" for number in range(50)}), None)
    prompts = world.services.get(Prompts)  # type: ignore[type-abstract]
    drawn = Prompt(value="%*%", processing_type=ProcessingType.LIBBER, libber_name="styles")
    prompts.save("cats", PromptCollection(prompts={"main": drawn}), prompts.read("cats").revision)
    world.story("tale", place("a", "cats"))
    inputs: dict[str, Any] = {"story_name": "tale", "job_id": "j"}
    texts = [
        world.run("StorySceneBatch", **inputs, seed=seed)["scene_batch"][0]["positive_prompt"]
        for seed in (0, 0, 1, 2, 3, 4)
    ]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1
    before = world.fingerprint("StorySceneBatch", **inputs)
    libbers.save("styles", Libber(libs={"k": "only"}), libber.revision)
    assert world.fingerprint("StorySceneBatch", **inputs) != before


def test_an_execution_goes_on_after_its_scene_was_renamed(world: StoryWorld) -> None:
    """Its places are the same: what is there counts, what is missing is saved."""
    key = begun(world).key
    saved(world, key, 0, "cats", 1)
    world.rename_scene("cats", "tigers")
    inputs: dict[str, Any] = {"story_name": "tale", "exec_id": key.exec_id, "variants": 1}
    found = world.run("StorySceneBatch", **inputs)
    assert found["scene_index"] == [1, 2]
    picked = world.run("StoryScenePick", scene_batch=found["scene_batch"], scene_index=2)
    assert (picked["scene_name"], picked["scene_info"].scene_name, picked["prompt"]) == ("cats", "tigers", "two cats")
    image = numpy.full((1, 4, 4, 3), 0.5, dtype=numpy.float32)
    for index in found["scene_index"]:
        world.run("StorySaveImage", images=image, scene_batch=found["scene_batch"], scene_index=index, variants=1)
    assert [one.order for one in world.executions.images(key)] == [0, 1, 2]
    assert world.executions.get(key).finished is not None
    assert len(world.executions.transitions(key)) == 2
