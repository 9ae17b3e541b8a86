"""The files of a full folder that hold no picture: what shows them, and what writes them next."""

from typing import Any, Final

from attrs import frozen

from penstock.adapters.testing.route_client import Answer, RouteClient

from .damages import Write

GRAPH: Final = b'{"1": {"class_type": "EmptyImage", "inputs": {"width": 9}}}'


@frozen
class Target:
    """A file by its pattern; `looks` are asked after the damage, then `write` is called.

    `derived`: all that it holds is known elsewhere, so that it is made anew and not kept.
    """

    pattern: str
    looks: tuple[str, ...]
    write: Write
    derived: bool = False


def _labelled(client: RouteClient) -> Answer:
    slots = client.get("/penstock/pools/cats/slots")
    if slots.status >= 400 or not slots.json["slots"]:
        return slots
    return client.patch(f"/penstock/pools/cats/slots/{slots.json['slots'][0]['id']}", {"label": "new"})


def _profile_made(client: RouteClient) -> Answer:
    return client.post("/penstock/profiles", {"name": "another"})


def _saved(document: str, key: str, value: Any) -> Write:
    def write(client: RouteClient) -> Answer:
        made = client.post(f"/penstock/{document}/drafts", {})
        if made.status >= 400:
            return made
        path = f"/penstock/{document}/drafts/{made.json['id']}"
        done = client.patch(path, {"edits": [{"key": key, "value": value}]})
        return done if done.status >= 400 else client.post(f"{path}/save", {"revision": done.json["revision"]})

    return write


def _picked(client: RouteClient) -> Answer:
    found = client.get("/penstock/executions")
    if found.status >= 400 or not found.json["executions"]:
        return found
    one = found.json["executions"][0]
    path = f"/penstock/executions/{one['story']}/{one['job']}/{one['exec_id']}"
    return client.post(f"{path}/picks", {"order": 0, "image": "000_opening_01.png"})


def _answered(client: RouteClient) -> Answer:
    gates = client.get("/penstock/gates")
    if gates.status >= 400 or not gates.json["gates"]:
        return gates
    return client.post(f"/penstock/gates/{gates.json['gates'][0]['token']}/answer", {"route": 1})


def _imported(client: RouteClient) -> Answer:
    return client.post("/penstock/workflows", {}, {"file": [("w.json", GRAPH)]})


def _set(client: RouteClient) -> Answer:
    return client.put("/penstock/settings/pools.max_megapixels", {"value": 60})


POOL: Final = (
    "/penstock/pools/cats/slots",
    "/penstock/pools?pictures=4",
    "/penstock/pools/cats",
    "/penstock/profiles?pictures=4",
    "/penstock/profile_trash",
)
LIBBER: Final = ("/penstock/libbers/style", "/penstock/libbers", "/penstock/libbers/style/drafts")
PROMPTS: Final = ("/penstock/prompts/mill", "/penstock/prompts", "/penstock/prompts/mill/drafts", "/penstock/scenes")
SCENE: Final = ("/penstock/scenes/opening", "/penstock/scenes", "/penstock/stories/tale")
STORY: Final = ("/penstock/stories/tale", "/penstock/stories", "/penstock/story_jobs/tale")
EXECUTIONS: Final = ("/penstock/executions", "/penstock/executions?story=tale", "/penstock/stories")
GATES: Final = ("/penstock/gates", "/penstock/kept_answers", "/penstock/plugins")
ROWS: Final = ("/penstock/workflows", "/penstock/workflow_trash", "/penstock/runs", "/penstock/batches")
SETTINGS: Final = ("/penstock/settings", "/penstock/plugins")

_LIBBER_SAVED: Final = _saved("libbers/style", "lib:new", "x")
_PROMPT_SAVED: Final = _saved("prompts/mill", "prompt:new", {"value": "x"})
_SCENE_SAVED: Final = _saved("scenes/opening", "description", "x")
_STORY_SAVED: Final = _saved("stories/tale", "description", "x")
_PRIVATE: Final = "user/__penstock"
_DRAFT: Final = f"{_PRIVATE}/drafts/*"

TARGETS: Final = (
    Target("input/grid_pool/cats/manifest.json", POOL, _labelled),
    Target("input/grid_pool/cats/pool.db", POOL, _labelled),
    Target("input/grid_pool/cats/profile.json", POOL, _profile_made, derived=True),
    Target("input/grid_pool/profiles.json", POOL, _profile_made),
    Target(f"{_PRIVATE}/profiles/registry.json", POOL, _profile_made, derived=True),
    Target(f"{_PRIVATE}/trash/gone.*/pool.db", POOL, _labelled),
    Target(f"{_PRIVATE}/trash/gone.*/manifest.json", POOL, _labelled),
    Target("output/libbers/style.json", LIBBER, _LIBBER_SAVED),
    Target(f"{_PRIVATE}/libbers/*style.json", LIBBER, _LIBBER_SAVED, derived=True),
    Target("output/scenes/mill/prompts.json", PROMPTS, _PROMPT_SAVED),
    Target(f"{_PRIVATE}/prompts/mill/prompts.json", PROMPTS, _PROMPT_SAVED, derived=True),
    Target("output/scenes/opening/scene.json", SCENE, _SCENE_SAVED),
    Target(f"{_PRIVATE}/scenes/opening/scene.json", SCENE, _SCENE_SAVED, derived=True),
    Target("output/stories/tale/story.json", STORY, _STORY_SAVED),
    Target(f"{_PRIVATE}/stories/tale/story.json", STORY, _STORY_SAVED, derived=True),
    Target(f"{_PRIVATE}/stories/tale/scene_ids.json", STORY, _STORY_SAVED, derived=True),
    Target("output/stories/tale/jobs/first/executions/*/metadata.json", EXECUTIONS, _picked),
    Target(f"{_DRAFT}/0000000001.whole", LIBBER, _LIBBER_SAVED),
    Target(f"{_DRAFT}/0000000002.step", LIBBER, _LIBBER_SAVED),
    Target(f"{_DRAFT}/0000000003.whole", PROMPTS, _PROMPT_SAVED),
    Target(f"{_DRAFT}/0000000004.step", PROMPTS, _PROMPT_SAVED),
    Target(f"{_PRIVATE}/gates/masks/*.png", GATES, _answered, derived=True),
    Target(f"{_PRIVATE}/gates/parked/*/run.json", GATES, _answered),
    Target(f"{_PRIVATE}/gates/parked/*/*.npy", GATES, _answered),
    Target(f"{_PRIVATE}/penstock.db", ROWS, _imported),
    Target(f"{_PRIVATE}/settings.json", SETTINGS, _set),
)
