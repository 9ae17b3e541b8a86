"""Stories on a real ComfyUI, edited in another host meanwhile; hashes and pairs that both hosts agree on."""

import uuid

import pytest
from live_client import LiveClient
from live_stories import VARIANTS, StoryRun, flat, make_scene, make_story, metadata_of, upload
from live_texts import LiveDocument


@pytest.fixture
def run(tab):
    """A story of three scenes, and its source picture."""
    mark = uuid.uuid4().hex[:6]
    names = tuple(f"scene {at} {mark}" for at in range(3))
    for at, name in enumerate(names):
        make_scene(tab, name, 30 * at)
    made = StoryRun(f"tale {mark}", names, exec_id=f"run_{mark}")
    make_story(tab, made.story, list(names))
    upload(tab, "/upload/image", "image", flat(7), f"source_{mark}.png")
    return made, f"source_{mark}.png"


def _document(tab, run):
    return LiveDocument(tab, f"/penstock/stories/{run.story.replace(' ', '%20')}")


def _prompts(tab, run):
    """The texts that a run makes of each scene."""
    graph = {
        "b": {"class_type": "StorySceneBatch", "inputs": {"story_name": run.story, "job_id": "texts"}},
        "p": {"class_type": "StoryScenePick", "inputs": {"scene_batch": ["b", 1], "scene_index": ["b", 5]}},
        "o": {"class_type": "SuiteShow", "inputs": {"value": ["p", 5]}},
    }
    ended = tab.run(graph)
    assert ended.status == "success", ended.error
    return ended.outputs["o"]["shown"]


def test_runs_see_what_another_host_saved_and_nothing_that_is_not_saved(tab, run, standalone):
    """A draft of the other host is no part of a run; once it is saved the very same prompt makes the new texts."""
    made, _ = run
    assert _prompts(tab, made) == ["a", "a", "a"]
    with LiveClient(standalone) as alone:
        document = _document(alone, made)
        first = document.values()["order"][0]
        value = {"prompt_source": "custom", "custom_prompt": "noon"}
        assert document.edit(**{f"scene__{first}": value}).status == 200
        assert _prompts(tab, made) == ["a", "a", "a"]
        assert document.save().status == 200
        assert _prompts(tab, made) == ["noon", "a", "a"]
        order = document.values()["order"]
        assert document.edit(order=order[::-1]).status == 200
        assert document.save().status == 200
        assert _prompts(tab, made) == ["a", "a", "noon"]


def test_a_prompt_that_is_not_there_is_said_before_the_run(tab, run):
    """The scene and the prompt are named; nothing is queued, and no folder of a job is made."""
    made, _ = run
    document = _document(tab, made)
    second = document.values()["order"][1]
    value = {"prompt_source": "prompt", "prompt_key": "no such prompt"}
    assert document.edit(**{f"scene__{second}": value}).status == 200
    assert document.save().status == 200
    graph = {
        "b": {"class_type": "StorySceneBatch", "inputs": {"story_name": made.story, "job_id": "never"}},
        "o": {"class_type": "SuiteShow", "inputs": {"value": ["b", 0]}},
    }
    answer = tab.request("POST", "/prompt", json={"prompt": graph, "client_id": tab.client_id})
    assert answer.status == 400
    assert "no such prompt" in answer.body.decode()
    assert made.scenes[1] in answer.body.decode()
    assert tab.get(f"/penstock/story_jobs/{made.story.replace(' ', '%20')}")["jobs"] == []


def test_both_hosts_make_one_execution_of_one_picture(server, tab, run, standalone):
    """Begun in ComfyUI, gone on with in the standalone host: the hash is the same, and so is the folder."""
    made, source = run
    assert tab.run(made.graph(source)).status == "success"
    folder = made.folder(server.base.path / "output")
    metadata = metadata_of(folder)
    graph = {
        "i": {"class_type": "LoadImage", "inputs": {"image": source}},
        "s": {"class_type": "StoryLoad", "inputs": {"stories_dir": "", "story_name": made.story, "filename": ""}},
        "b": {
            "class_type": "StoryExecutionInit",
            "inputs": {"image": ["i", 0], "story_info": ["s", 0], "job_id": made.job, "exec_id": made.exec_id},
        },
        "t": {"class_type": "StoryTransitions", "inputs": {"exec_images_dir": ["b", 2]}},
        "p": {"class_type": "PreviewImage", "inputs": {"images": ["t", 0]}},
    }
    with LiveClient(standalone) as alone:
        ended = alone.run(graph)
        assert ended.status == "success", ended.error
        assert len(ended.outputs["p"]["images"]) == len(made.scenes) - 1
        assert alone.get(made.path)["images_count"] == len(made.scenes) * VARIANTS
    assert metadata_of(folder) == metadata
    again = {**graph, "o": {"class_type": "SuiteShow", "inputs": {"value": ["b", 4]}}}
    shown = tab.run(again)
    assert shown.status == "success", shown.error
    assert shown.outputs["o"]["shown"] == [metadata["input_hash"]]


def test_transitions_take_the_pictures_that_were_picked(tab, run, standalone):
    """n scenes are n-1 pairs; a pick of the other host's page counts in the next run of the same prompt."""
    made, source = run
    assert tab.run(made.graph(source)).status == "success"
    graph = {
        "t": {"class_type": "StoryTransitions", "inputs": {"exec_images_dir": _images(made)}},
        "f": {"class_type": "SuitePixels", "inputs": {"image": ["t", 0]}},
        "n": {"class_type": "SuiteShow", "inputs": {"value": ["t", 2]}},
    }

    def firsts():
        ended = tab.run(graph)
        assert ended.status == "success", ended.error
        pixels = [line for line in ended.outputs["f"]["shown"] if "float32" not in line]
        assert len(ended.outputs["n"]["shown"]) == 2
        return [int(line.split()[0]) for line in pixels[::5]]

    assert firsts() == [0, round(30 / 255 * 1000)]
    with LiveClient(standalone) as alone:
        images = alone.get(made.path)["images"]
        picked = next(one["name"] for one in images if (one["order"], one["variant"]) == (1, 2))
        body = {"order": 1, "image": picked}
        assert alone.request("POST", f"{made.path}/picks", json=body).status == 200
    assert firsts() == [0, round(32 / 255 * 1000)]


def _images(made):
    return f"stories/{made.story}/jobs/{made.job}/executions/{made.exec_id}/images"


def test_a_story_that_is_made_by_nodes_is_saved_once(tab, run):
    """Story Create and Story Save: the same story again writes nothing; another one of that name is an error."""
    made, _ = run
    name = f"made {uuid.uuid4().hex[:6]}"
    make = {"story_name": name, "story_dir": "", "initial_scene": made.scenes[0], "mask_name": ""}
    make |= {"mask_background": True, "prompt_source": "custom", "prompt_key": "", "custom_prompt": "a"}
    make |= {"depth_type": "depth", "pose_type": "open"}

    def save(**changes):
        graph = {
            "c": {"class_type": "StoryCreate", "inputs": {**make, **changes}},
            "s": {"class_type": "StorySave", "inputs": {"story_info": ["c", 0], "filename": "story.json"}},
        }
        return tab.run(graph)

    assert save().status == "success"
    path = f"/penstock/stories/{name.replace(' ', '%20')}"
    before = tab.get(path)
    assert [one["scene_name"] for one in before["scenes"]] == [made.scenes[0]]
    save()
    assert tab.get(path) == before
    other = save(initial_scene=made.scenes[1])
    assert (other.status, name in other.error) == ("error", True)
    assert tab.get(path) == before
