"""Workflows of ComfyUI-FBTools, which is not installed, on a real ComfyUI: as prompts, and in its page."""

import uuid

import pytest
from live_page import run
from live_stories import make_scene, make_story, shade_of

from penstock.adapters.testing.corpora.fbtools_nodes import old_nodes, story_workflow


@pytest.fixture
def story(tab):
    """A story of two scenes; its name."""
    mark = uuid.uuid4().hex[:6]
    scenes = [f"first {mark}", f"second {mark}"]
    for at, scene in enumerate(scenes):
        make_scene(tab, scene, 20 + 10 * at)
    make_story(tab, f"old tale {mark}", scenes)
    return f"old tale {mark}", scenes


def _prompt(story, job):
    """The old workflow as its own page would have posted it."""
    batch = {"story_name": story, "job_id": job}
    save = {"image": ["2", 3], "scene_batch": ["1", 1], "scene_index": 1, "image_format": "png", "quality": 95}
    return {
        "1": {"class_type": "fbt_StorySceneBatch", "inputs": batch},
        "2": {"class_type": "fbt_StoryScenePick", "inputs": {"scene_batch": ["1", 1], "scene_index": 1}},
        "3": {"class_type": "fbt_StorySceneImageSave", "inputs": save},
        "4": {"class_type": "PreviewAny", "inputs": {"source": ["2", 5]}},
    }


def _pictures(server, story, job):
    """The pictures below a job, by their path in it."""
    root = server.base.path / "output" / "stories" / story / "jobs" / job
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*.png")}


def test_a_posted_prompt_of_the_old_nodes_runs_on_ours(server, tab, story):
    """Nothing says that a node is missing: the picture of the second scene lies where the old system had it."""
    name, scenes = story
    ended = tab.run(_prompt(name, "old job"))
    assert ended.status == "success", ended.error
    assert ended.outputs["4"]["text"] == ["a"]
    found = _pictures(server, name, "old job")
    (path,) = found
    assert path.startswith(f"001_{scenes[1]}/input/001_")
    assert shade_of(found[path]) == 31


def test_a_prompt_without_optional_inputs_and_titles_is_replaced_too(tab, story):
    """Scripts post less than pages do, at which ComfyUI's own replacing fails."""
    name, _ = story
    prompt = {
        "1": {"class_type": "fbt_StoryLoad", "inputs": {"story_name": name}},
        "2": {"class_type": "fbt_StoryView", "inputs": {"story_info": ["1", 0], "selected_scene": ""}},
        "3": {"class_type": "PreviewAny", "inputs": {"source": ["2", 2]}},
    }
    ended = tab.run(prompt)
    assert ended.status == "success", ended.error
    assert ended.outputs["3"]["text"] == [name]


def _filled(lines):
    """ComfyUI says null for lists that are empty."""
    return [{key: [] if value is None else value for key, value in line.items()} for line in lines]


def test_the_list_of_replacements_is_there_for_pages(tab):
    """Penstock's own list has all of them, and so has ComfyUI's, where that version has one."""
    ours = tab.get("/penstock/node_replacements")["replacements"]
    assert set(ours) == set(old_nodes())
    answer = tab.request("GET", "/node_replacements")
    if answer.status == 200 and answer.headers["Content-Type"].startswith("application/json"):
        theirs = {old: _filled(lines) for old, lines in answer.json().items()}
        assert {old: theirs.get(old) for old in ours} == ours


def test_an_old_workflow_opens_in_the_page_and_runs(server, tab, story, page):
    """Every node is one of ours with the values and links that were saved, and a run saves the scene's picture."""
    name, scenes = story
    page.evaluate("workflow => app.loadGraphData(workflow)", story_workflow(name, "paged"))
    types = page.evaluate("app.graph.nodes.map((node) => node.type).sort()")
    assert types == ["PreviewAny", "StorySaveImage", "StorySceneBatch", "StoryScenePick"]
    missing = page.evaluate("app.graph.nodes.filter((node) => node.has_errors).length")
    assert missing == 0
    entry = run(page, tab)
    kinds = {node: one["class_type"] for node, one in entry["prompt"][2].items()}
    assert not any(kind.startswith("fbt_") for kind in kinds.values())
    (text,) = (output["text"] for node, output in entry["outputs"].items() if kinds[node] == "PreviewAny")
    assert text == ["a"]
    found = _pictures(server, name, "paged")
    assert [path.split("/")[0] for path in found] == [f"000_{scenes[0]}"]
    assert [shade_of(path) for path in found.values()] == [21]
