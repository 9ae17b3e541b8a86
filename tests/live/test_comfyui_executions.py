"""Runs of stories on a real ComfyUI, interrupted and resumed: what they leave in the folder of the execution."""

import time
import uuid

import pytest
from live_client import LiveClient
from live_stories import VARIANTS, StoryRun, flat, make_scene, make_story, metadata_of, shade_of, states, upload

from penstock.core.execution_names import image_name

SCENES = 50
PATIENCE = 120.0


@pytest.fixture
def own(prepare):
    """A ComfyUI of the test's own, which may be killed."""
    made = prepare("executions")
    made.base.link("penstock")
    made.start()
    yield made
    made.stop()


def _made(tab, count):
    """A story of that many scenes, some of them with names that are hard for files."""
    mark = uuid.uuid4().hex[:6]
    odd = ["From A to B", "UPPER lower", "dots. and-hyphens", "to", "aux_"]
    names = [f"{odd[at]} {mark}" if at < len(odd) else f"scene {at} {mark}" for at in range(count)]
    for at, name in enumerate(names):
        make_scene(tab, name, at * VARIANTS)
    run = StoryRun(f"tale {mark}", tuple(names))
    make_story(tab, run.story, names)
    upload(tab, "/upload/image", "image", flat(7), f"source_{mark}.png")
    return run, f"source_{mark}.png"


def _wanted(run):
    """The shade of each picture by its file name."""
    shades = {}
    for order, scene in enumerate(run.scenes):
        first = order * VARIANTS
        for variant, shade in enumerate((first, first + 1, first + 2, 255 - first)):
            shades[f"{image_name(order, scene, variant)}.png"] = shade
    return shades


def _until_saved(tab, count, since):
    """Wait for the news of the `count`-th picture, told after the tab's first `since` messages."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        told = [one for one in tab.messages[since:] if one["type"] == "penstock.execution_image_saved"]
        if told and told[-1]["data"]["images"] >= count:
            return
        time.sleep(0.001)
    raise AssertionError("no picture was told of")


def _finishes(tab):
    return [one for one in tab.messages if one["type"] == "penstock.execution_finished"]


def test_fifty_scenes_by_four_interrupted_and_killed_end_with_exactly_their_pictures(own):
    """Stopped once by the user and once by kill -9, then resumed: each picture is there once, and none was touched."""
    output = own.base.path / "output"
    with LiveClient(own.url) as tab:
        run, source = _made(tab, SCENES)
        folder, wanted = run.folder(output), _wanted(run)
        prompt_id = tab.queue(run.graph(source))
        _until_saved(tab, 10, 0)
        assert tab.request("POST", "/interrupt", json={"prompt_id": prompt_id}).status == 200
        assert tab.finished(prompt_id).status == "interrupted"
        first = states(folder)
        assert 10 <= len(first) < len(wanted)
        assert not _finishes(tab)

        since = len(tab.messages)
        tab.queue(run.graph(source))
        _until_saved(tab, len(first) + 40, since)
        own.process.kill()
        own.process.wait(30)
    second = states(folder)
    assert len(first) + 40 <= len(second) < len(wanted)
    assert {name: second[name] for name in first} == first

    own.start()
    with LiveClient(own.url) as tab:
        shown = tab.get(run.path)
        visible = {name for name in second if name in wanted}
        assert {one["name"] for one in shown["images"]} == visible
        assert (shown["finished"], shown["wanted"], shown["problems"]) == (None, len(wanted), [])
        ended = tab.run(run.graph(source))
        assert ended.status == "success", ended.error
        (finished,) = _finishes(tab)
        assert finished["data"]["images"] == len(wanted)
        third = states(folder)
        assert sorted(third) == sorted(wanted)
        assert {name: third[name] for name in visible} == {name: second[name] for name in visible}
        _check_pixels(folder, wanted)

        again = tab.run(run.graph(source))
        assert again.status == "error"
        assert "has its 4 pictures already" in again.error
        assert states(folder) == third
        _check_told(tab, run, folder, wanted)


def _check_pixels(folder, wanted):
    """Each picture is that of its scene and variant; inverted ones lose a fraction to ComfyUI's rounding."""
    shades = {name: shade_of(folder / name) for name in states(folder)}
    assert {name: shade for name, shade in shades.items() if abs(shade - wanted[name]) > 1} == {}
    assert [name for name in shades if shades[name] != wanted[name] and not name.endswith("_03.png")] == []


def _check_told(tab, run, folder, wanted):
    """The metadata, and what the routes say of the execution."""
    metadata = metadata_of(folder)
    assert (metadata["exec_id"], metadata["story_name"]) == (run.exec_id, run.story)
    assert (metadata["scene_count"], metadata["variants"], metadata["job_id"]) == (SCENES, VARIANTS, run.job)
    assert [(one["order"], one["name"]) for one in metadata["scenes"]] == list(enumerate(run.scenes))
    assert metadata["finished"]
    (source,) = (folder.parent / "input").iterdir()
    assert source.name == f"source_{metadata['input_hash']}.png"
    assert shade_of(source) == 7
    shown = tab.get(run.path)
    assert (shown["images_count"], shown["wanted"]) == (len(wanted), len(wanted))
    assert [one["name"] for one in shown["images"]] == sorted(wanted)
    assert [(one["order"], one["variant"]) for one in shown["images"]] == [
        (order, variant) for order in range(SCENES) for variant in range(VARIANTS)
    ]


def test_a_story_run_scene_by_scene_goes_on_where_its_queue_was_cleared(own):
    """Queued once for each scene: what was cleared away is made by the runs that follow, and nothing twice."""
    count = 6
    output = own.base.path / "output"
    with LiveClient(own.url) as tab:
        run, source = _made(tab, count)
        folder, wanted = run.folder(output), _wanted(run)
        graph = run.graph(source, one_by_one=True)
        prompts = [tab.queue(graph) for _ in range(count)]
        assert tab.finished(prompts[1]).status == "success"
        assert tab.request("POST", "/queue", json={"clear": True}).status == 200
        running = [item[1] for item in tab.get("/queue")["queue_running"]]
        for prompt_id in running:
            tab.finished(prompt_id)
        before = states(folder)
        assert 2 * VARIANTS <= len(before) <= len(wanted)
        for _ in range(count - len(before) // VARIANTS):
            ended = tab.run(graph)
            assert ended.status == "success", ended.error
        after = states(folder)
        assert sorted(after) == sorted(wanted)
        assert {name: after[name] for name in before} == before
        _check_pixels(folder, wanted)
        assert len(_finishes(tab)) == 1


def test_another_picture_cannot_go_on_in_an_execution(own):
    """A given id belongs to the picture that it began with: another one is refused, and nothing is changed."""
    output = own.base.path / "output"
    with LiveClient(own.url) as tab:
        run, source = _made(tab, 2)
        assert tab.run(run.graph(source)).status == "success"
        before = states(run.folder(output))
        upload(tab, "/upload/image", "image", flat(8), "another.png")
        refused = tab.run(run.graph("another.png"))
        assert refused.status == "error"
        assert run.exec_id in refused.error
        assert states(run.folder(output)) == before
        assert metadata_of(run.folder(output))["scene_count"] == 2
