"""A single-file plugin: a node by which graphs of the suite do to scenes, stories and executions what people do."""

import json
import uuid

import numpy as np
from attrs import evolve

from penstock import Plugin, hookimpl
from penstock.core.contracts.executions import Executions
from penstock.core.contracts.prompts import Prompt, PromptCollection, Prompts
from penstock.core.contracts.scenes import Scenes
from penstock.core.contracts.stories import Stories, StoryInfo, StoryScene
from penstock.core.nodes import STRING, InputSpec, NodeResult, NodeSpec

PLUGIN = Plugin(
    name="suite_stories",
    title="Stories of the engine suite",
    requires=("scenes", "stories", "executions", "prompts"),
)


def _stories(call, name, does):
    """Each thing to do is a word, or a word and JSON: `scene {"name": "a", "prompt": "text", "color": [1, 0, 0]}`."""
    doing = {
        "scene": _scene,
        "story": _story,
        "delete_scene": lambda services, _name, scene: services.get(Scenes).delete(scene),
        "delete": _delete,
        "pick": _pick,
    }
    for one in does.split(";"):
        what, _, value = one.partition(" ")
        doing[what](call.services, name, json.loads(value))
    return NodeResult(ui={"shown": does.split(";")})


def _scene(services, _story, wanted):
    scenes, prompts, name = services.get(Scenes), services.get(Prompts), wanted["name"]
    scenes.create(name, exist_ok=True)
    if "color" in wanted:
        base = np.full((1, 4, 6, 3), wanted["color"], np.float32)
        scenes.save_info(evolve(scenes.info(name), images={"base": base}))
    if "prompt" in wanted:
        collection = PromptCollection(prompts={"main": Prompt(value=wanted["prompt"])})
        prompts.save(name, collection, prompts.read(name).revision)


def _story(services, name, scenes):
    stories = services.get(Stories)
    made = tuple(
        StoryScene(scene_id=f"{at}-{scene}", scene_name=scene, prompt_key="main", video_prompt_source="auto")
        for at, scene in enumerate(scenes)
    )
    seen = stories.read(name).revision if name in stories.names() else None
    stories.save(StoryInfo(story_name=name, scenes=made), seen)


def _delete(services, name, images):
    executions = services.get(Executions)
    executions.delete_images(executions.list(name)[0].key, images)


def _pick(services, name, choice):
    executions = services.get(Executions)
    executions.pick(executions.list(name)[0].key, choice["order"], choice["image"])


@hookimpl
def penstock_nodes():
    """The node."""
    yield NodeSpec(
        id="SuiteStories",
        display_name="SuiteStories",
        category="Penstock/Suite",
        inputs=(InputSpec(id="story", type=STRING), InputSpec(id="does", type=STRING)),
        run=lambda call, *, story, does: _stories(call, story, does),
        is_output=True,
        not_idempotent=True,
        fingerprint=lambda _services, **_inputs: uuid.uuid4().hex,
    )
