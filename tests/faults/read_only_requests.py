"""A request to every route that changes something, such that only the disk can refuse it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from .real_actors_pools import picture
from .real_actors_rows import GRAPH

World = Mapping[str, Any]
"""What there is, by the names that paths have for it; `draft` and `trash` by the first words of their paths."""

NAMED: Final = {
    "DELETE /penstock/runs/{run}": {"run": "other_run"},
    "GET /fbtools/libber/get_data/{name}": {"name": "libber"},
    "PATCH /penstock/scenes/{scene}": {"scene": "calm_scene"},
    "POST /penstock/profiles/{profile}/seed": {"profile": "empty_profile"},
    "POST /penstock/runs/{run}/restore": {"run": "deleted_run"},
    "POST /penstock/workflows/{workflow}/presets/{preset}/restore": {"preset": "deleted_preset"},
    "POST /penstock/workflows/{workflow}/restore": {"workflow": "deleted_workflow"},
}
"""Routes that ask for another thing than the rest: by the name in the path, the name in the world."""

QUERIES: Final = {
    "GET /fbtools/libber/get_lib/{key}": "?name=kept",
    "GET /fbtools/libber/keys": "?name=kept",
    "GET /grid_pool/profiles/export": "?id={profile}",
    "GET /penstock/datasets/picture": "?folder=output/exported&name={exported}",
    "GET /penstock/prompt_uses": "?libber=kept",
    "GET /penstock/workflows/{workflow}/comparison": "?a=1&b=2",
}
"""What is asked for in queries."""

NOT_THERE: Final = frozenset(
    {
        "GET /fbtools/prompts/list_names",
        "GET /penstock/batch_grids/{grid}",
        "GET /penstock/executions/{story}/{job}/{exec}/videos/{video}",
        "GET /penstock/input_images/{name:.+}",
        "GET /penstock/profile_exports/{export}",
        "GET /penstock/runs/{run}/preview",
        "GET /penstock/scenes/{scene}/masks/{mask}",
        "POST /datasete_gate/choice",
        "POST /datasete_image_chooser/select",
        "POST /datasete_text_gate/pass",
        "POST /fbtools/prompts/add",
        "POST /fbtools/prompts/apply_libber",
        "POST /fbtools/prompts/remove",
        "POST /penstock/gates/{gate}/park",
        "POST /penstock/jobs/{job}/cancel",
        "POST /penstock/pools/{pool}/slots/{slot}/mask/from_editor",
        "POST /penstock/prompts/{folder}/restore_v1",
        "POST /penstock/runs/{run}/cancel",
        "POST /penstock/runs/{run}/retry",
    }
)
"""What they ask for is not there, or has ended: they say so (4xx) before the disk is asked."""

JOBS: Final = frozenset(
    {
        "GET /grid_pool/profiles/export",
        "POST /penstock/batches/{batch}/grid",
        "POST /penstock/datasets/exports",
        "POST /penstock/profiles/{profile}/duplicate",
        "POST /penstock/profiles/{profile}/export",
        "POST /penstock/profiles/{profile}/seed",
    }
)
"""They begin a job, which then fails for what the disk says."""

NOTHING_TO_DO: Final = frozenset(
    {
        "DELETE /penstock/kept_answers/{place}",
        "DELETE /penstock/pools/{pool}/slots/{slot}/mask/editor",
        "DELETE /penstock/profile_exports/{export}",
        "POST /penstock/libbers/{libber}/drafts",
        "POST /penstock/plugins/{plugin}/enable",
        "POST /penstock/prompts/{folder}/drafts",
        "POST /penstock/scenes/{scene}/drafts",
        "POST /penstock/stories/{story}/drafts",
    }
)
"""What they shall bring about is so already (a draft that is open, a plugin that is on): that goes well."""

COMPUTED: Final = frozenset(
    {
        "POST /fbtools/libber/apply",
        "POST /fbtools/libber/load",
        "POST /penstock/batch_previews",
        "POST /penstock/datasets/export_plans",
        "POST /penstock/datasets/fits",
        "POST /penstock/datasets/statistics",
        "POST /penstock/doctor",
        "POST /penstock/execution_ids",
        "POST /penstock/jobs/{job}/cancel",
        "POST /penstock/libber_substitutions",
        "POST /penstock/prompt_collections",
        "POST /penstock/prompt_compositions",
        "POST /penstock/story_prompts",
        "POST /penstock/workflow_forms",
        "POST /penstock/workflow_prompts",
        "POST /penstock/workflows/{workflow}/apply",
        "POST /penstock/workflows/{workflow}/form",
    }
)
"""They change nothing on the disk, and work."""

EDIT: Final = {
    "libbers": {"edits": [{"key": "lib:more", "value": "text"}]},
    "prompts": {"edits": [{"key": "prompt:more", "value": {"value": "text"}}]},
    "scenes": {"edits": [{"key": "description", "value": "other"}]},
    "stories": {"edits": [{"key": "description", "value": "other"}]},
}
AXIS: Final = {"keys": ["1.color"], "values": [1, 2]}
PLAN: Final = {"document": GRAPH, "title": "begun", "groups": [{"axes": [AXIS]}]}
"""Two pictures on the embedded engine."""


def file(name: str, file_name: str = "a.png", data: bytes | None = None) -> tuple[tuple[str, str, bytes], ...]:
    """A form with one file."""
    return ((name, file_name, picture(7) if data is None else data),)


def body(route: str, world: World) -> Any:
    """What the route, `METHOD /path`, is sent: JSON, parts of a form (a tuple), or None."""
    words = route.split("/")
    if "/drafts" in route and route.endswith("/drafts"):
        return {}
    if "{draft}" in route and route.startswith("PATCH"):
        return EDIT[words[2]]
    if route.endswith("/save") and "{draft}" in route:
        return {"revision": world["revision"][words[2]]}
    made = {**_pools(world), **_texts(world), **_rows(world), **_others(world)}
    return made.get(route)


def _pools(world: World) -> dict[str, Any]:
    slots = {"slots": [world["slot"]]}
    pool = "/penstock/pools/{pool}"
    return {
        "POST /penstock/pools": {"id": "new"},
        f"POST {pool}/copy": {**slots, "to": "other"},
        f"POST {pool}/detach": {},
        f"POST {pool}/duplicate": slots,
        f"POST {pool}/move": {"slots": [world["slot"]], "before": None},
        f"POST {pool}/remove": slots,
        f"PUT {pool}/selected": {"slot": world["last_slot"]},
        f"POST {pool}/slots": file("images"),
        f"PATCH {pool}/slots/{{slot}}": {"label": "other"},
        f"PUT {pool}/slots/{{slot}}/mask": file("mask"),
        f"POST {pool}/undo": {},
        "POST /penstock/profiles": {"name": "new"},
        "PATCH /penstock/profiles/{profile}": {"name": "renamed"},
        "POST /penstock/profiles/{profile}/duplicate": {"name": "copy"},
        "POST /penstock/profiles/{profile}/seed": {"pool": world["pool"]},
        "POST /penstock/profile_imports": file("file", "a.zip", world["zip"]),
        "POST /grid_pool/active": {"index": 1, "pool_id": world["pool"]},
        "POST /grid_pool/add": (*file("image"), ("pool_id", None, world["pool"].encode())),
        "POST /grid_pool/label": {"index": 0, "label": "other", "pool_id": world["pool"]},
        "POST /grid_pool/profiles/create": {"name": "new"},
        "POST /grid_pool/profiles/delete": {"id": world["profile"]},
        "POST /grid_pool/profiles/duplicate": {"id": world["profile"], "name": "copy"},
        "POST /grid_pool/profiles/import": file("file", "a.zip", world["zip"]),
        "POST /grid_pool/profiles/rename": {"id": world["profile"], "name": "renamed"},
        "POST /grid_pool/profiles/seed": {"id": world["profile"], "from": world["pool"]},
        "POST /grid_pool/remove": {"index": 0, "pool_id": world["pool"]},
        "POST /grid_pool/reorder": {"order": world["order"], "pool_id": world["pool"]},
        "POST /grid_pool/set_mask": (*file("mask"), ("index", None, b"0"), ("pool_id", None, world["pool"].encode())),
    }


def _texts(world: World) -> dict[str, Any]:
    scene = {"scene_name": world["scene"]}
    return {
        "POST /penstock/libbers": {"name": "new", "libs": {}},
        "PATCH /penstock/libbers/{libber}": {"name": "renamed"},
        "POST /penstock/libber_imports": file("file", "new.json", b'{"libs": {"a": "b"}}'),
        "POST /penstock/libber_substitutions": {"text": "%a%", "libbers": [world["libber"]]},
        "POST /penstock/prompts": {"folder": "new"},
        "POST /penstock/prompt_collections": {"text": '{"version": 2, "prompts": {}}'},
        "POST /penstock/prompt_compositions": {"prompts": {}, "names": []},
        "POST /penstock/prompts/{folder}/restore_v1": {},
        "POST /penstock/scenes": {"name": "new"},
        "PATCH /penstock/scenes/{scene}": {"name": "renamed"},
        "POST /penstock/scenes/{scene}/pictures/{picture}": file("file"),
        "POST /penstock/stories": {"name": "new"},
        "POST /penstock/stories/{story}/duplicate": {"name": "copy"},
        "POST /penstock/story_prompts": {
            "scene": {**world["story_scene"], "prompt_source": "custom", "custom_prompt": "t"}
        },
        "POST /fbtools/libber/create": {"name": "old"},
        "POST /fbtools/libber/load": {"name": world["libber"]},
        "POST /fbtools/libber/add_lib": {"key": "k", "value": "v", "name": world["libber"]},
        "POST /fbtools/libber/remove_lib": {"key": world["key"], "name": world["libber"]},
        "POST /fbtools/libber/save": {"name": world["libber"]},
        "POST /fbtools/libber/apply": {"text": "t", "name": world["libber"]},
        "POST /fbtools/prompts/create": {},
        "POST /fbtools/scene/save_metadata": scene,
        "POST /fbtools/scene/update_loras": {**scene, "add": [{"name": "a.safetensors"}]},
        "POST /fbtools/scene/update_metadata": {**scene, "description": "other"},
        "POST /fbtools/scene/update_prompts": {**scene, "prompts": {"a": "b"}},
    }


def _rows(world: World) -> dict[str, Any]:
    workflow = "/penstock/workflows/{workflow}"
    graph = json.dumps({**GRAPH, "1": {**GRAPH["1"], "inputs": {**GRAPH["1"]["inputs"], "width": 24}}})
    return {
        "POST /penstock/batches": {"plan": PLAN},
        "POST /penstock/batch_previews": {"plan": PLAN},
        "PATCH /penstock/batches/{batch}": {"revision": world["batch_revision"], "title": "other"},
        "POST /penstock/batches/{batch}/grid": {},
        "POST /penstock/batches/{batch}/retry": {"places": [0]},
        "POST /penstock/batches/{batch}/stop": {},
        "POST /penstock/runs": {"document": GRAPH},
        "POST /penstock/run_queue/stop": {},
        "POST /penstock/workflows": file("file", "new.json", graph.encode()),
        f"PATCH {workflow}": {"revision": world["workflow_revision"], "description": "other"},
        f"POST {workflow}/apply": {"values": {}},
        f"POST {workflow}/form": {"values": {}},
        f"PUT {workflow}/default_parameters": {"revision": world["workflow_revision"], "values": {"1.width": 9}},
        f"PUT {workflow}/last_parameters": {"values": {"1.width": 9}},
        f"POST {workflow}/presets": {"name": "new", "values": {"1.width": 9}},
        f"DELETE {workflow}/presets/{{preset}}": {"revision": world["preset_revision"]},
        f"PATCH {workflow}/presets/{{preset}}": {"revision": world["preset_revision"], "name": "renamed"},
        f"POST {workflow}/runs": {"values": {}},
        f"PUT {workflow}/thumbnail": file("file"),
        "POST /penstock/workflow_forms": {"workflow": GRAPH},
        "POST /penstock/workflow_prompts": {"workflow": GRAPH, "values": {}},
        "POST /penstock/workflow_images": {"pool": world["pool"], "slot": world["slot"]},
        "POST /api/comfyui/workflows/{workflow}/execute": {"parameters": {}},
        "POST /api/comfyui/workflows/{workflow}/batch": {"count": 1, "variations": {}},
    }


def _others(world: World) -> dict[str, Any]:
    source = {"source": {"pool": world["pool"]}}
    execution = "/penstock/executions/{story}/{job}/{exec}"
    return {
        "POST /penstock/doctor": {},
        "PUT /penstock/settings/{setting}": {"value": 33},
        "POST /penstock/datasets/export_plans": {"pool": world["pool"], "folder": "made"},
        "POST /penstock/datasets/exports": {"pool": world["pool"], "folder": "made"},
        "POST /penstock/datasets/folders": {"folder": "made"},
        "POST /penstock/datasets/fits": source,
        "POST /penstock/datasets/statistics": source,
        f"POST {execution}/deletions": {"names": [world["image"]]},
        f"POST {execution}/picks": {"order": 0, "image": world["image"]},
        "POST /penstock/gates/{gate}/answer": {"route": 1},
        "POST /datasete_gate/choice": {"id": world["gate"], "message": "1"},
        "POST /datasete_gate/mask": (*file("mask"), ("id", None, world["gate"].encode())),
        "POST /datasete_image_chooser/select": {"token": world["gate"], "selection": "0"},
        "POST /datasete_text_gate/pass": {"id": world["gate"], "text": "t"},
        "POST /penstock/pools/{pool}/slots/{slot}/mask/from_editor": {"filename": "none.png"},
        "POST /fbtools/prompts/add": {"session_id": "none", "prompt_name": "a", "prompt_value": "b"},
        "POST /fbtools/prompts/apply_libber": {"prompt_collection_json": "{}", "name": "none"},
        "POST /fbtools/prompts/remove": {"session_id": "none", "prompt_name": "a"},
        "PUT /penstock/gates/{gate}/mask": file("mask"),
        "POST /penstock/gates/{gate}/requeue": {},
        "POST /penstock/gates/{gate}/stop": {},
    }
