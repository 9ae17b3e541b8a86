"""The part of the suite about stories: every scene runs once, what is missing is refused, what was saved is seen."""

import json
from typing import Any

from engine_suite.graphs import Prompt, Step, SuiteGraph, graph, ids, link, node, step

FAULT = frozenset({"custom_validation_failed"})
PICK = {"scene_batch": link("1", 1), "scene_index": link("1", 5)}
PROMPT, SCENE_NAME, SCENE_ORDER = 5, 10, 11


def stories(salt: str) -> tuple[SuiteGraph, ...]:
    """What runs get from stories."""
    return (*_in_order(salt), *_refused(salt), *_one_by_one(salt))


def does(story: str, *what: str) -> Step:
    """A step that does something to a story, its scenes or its newest execution."""
    return step({"1": node("SuiteStories", story=story, does=";".join(what))}, shown={"1": list(what)})


def scene(name: str, prompt: str, *color: float) -> str:
    """A scene with a prompt, and a base picture where there is a colour."""
    return f"scene {json.dumps({'name': name, 'prompt': prompt, **({'color': color} if color else {})})}"


def story(*scenes: str) -> str:
    """A story of these scenes, each with its prompt `main`."""
    return f"story {json.dumps(scenes)}"


def batch(name: str, **more: Any) -> dict[str, Any]:
    """The node that lists a story's scenes."""
    return node(
        "StorySceneBatch", story_name=name, **{"job_id": "job", "exec_id": "", "variants": 0, "seed": 0, **more}
    )


def texts(name: str, **more: Any) -> Prompt:
    """A run that shows the texts and the names of all scenes."""
    return {
        "1": batch(name, **more),
        "2": node("StoryScenePick", **PICK),
        "3": node("SuiteShow", value=link("2", PROMPT)),
        "4": node("SuiteShow", value=link("2", SCENE_NAME)),
    }


def _in_order(salt: str) -> tuple[SuiteGraph, ...]:
    name, one, two = f"{salt} story", f"{salt} one", f"{salt} two"
    first = {"3": [f"first {salt}", f"second {salt}"], "4": [one, two]}
    second = {"3": [f"second {salt}", f"changed {salt}", f"second {salt}"], "4": [two, one, two]}
    return (
        graph(
            "stories_in_order",
            "What follows a story's list runs once for each scene, in the story's order; nothing new runs nothing.",
            does(name, scene(one, f"first {salt}"), scene(two, f"second {salt}"), story(one, two)),
            step(texts(name), shown=first, ran=ids("1 2 3 4")),
            step(texts(name), shown=first, ran=ids("")),
            does(name, scene(one, f"changed {salt}"), story(two, one, two)),
            step(texts(name), shown=second, ran=ids("1 2 3 4")),
        ),
    )


def _refused(salt: str) -> tuple[SuiteGraph, ...]:
    name, one = f"{salt} refused", f"{salt} gone"
    return (
        graph(
            "stories_missing",
            "A story, a scene or a prompt that is not there is refused before the run; no name is a path.",
            step(texts(f"{salt} nobody"), status="rejected", faults={"1": FAULT}),
            step(texts("../x"), status="rejected", faults={"1": FAULT}),
            does(name, scene(one, "text"), story(one, f"{salt} no scene")),
            step(texts(name), status="rejected", faults={"1": FAULT}),
            does(name, story(one)),
            step(texts(name), shown={"3": ["text"], "4": [one]}),
            does(name, f"delete_scene {json.dumps(one)}"),
            step(texts(name), status="rejected", faults={"1": FAULT}),
            step(texts(name, job_id="../job"), status="rejected", faults={"1": FAULT}),
        ),
        graph(
            "stories_linked",
            "A name that comes over a link is looked for in the run, and fails the node that needs it.",
            step(
                {**texts(name), "9": node("SuiteText", text=f"{salt} nobody"), "1": batch(link("9"))},
                status="error",
                failed="1",
            ),
        ),
    )


def _one_by_one(salt: str) -> tuple[SuiteGraph, ...]:
    name, scenes = f"{salt} steps", [f"{salt} s{at}" for at in range(3)]

    def picked(index: int) -> Prompt:
        return {
            "1": batch(name),
            "2": node("StoryScenePick", scene_batch=link("1", 1), scene_index=index),
            "3": node("SuiteShow", value=link("2", SCENE_ORDER)),
            "4": node("SuiteShow", value=link("1", 6)),
        }

    return (
        graph(
            "stories_picked",
            "One scene by its number; below the first and behind the last it is those.",
            does(name, *(scene(one, one) for one in scenes), story(*scenes)),
            *(
                step(picked(index), shown={"3": [str(place)], "4": ["0"]})
                for index, place in ((1, 1), (-7, 0), (99, 2))
            ),
        ),
    )
