"""A data folder in which every route finds what its path names, made by a server that may write."""

import io
import json
import re
import time
import zipfile
from pathlib import Path
from typing import Any, Final

from .full_folder import fill, opened
from .read_only_requests import EDIT, NAMED, PLAN, QUERIES
from .real_actors_pools import picture
from .real_actors_rows import GRAPH
from .real_apps import PATIENCE, Client, Reply, Zygote

TRASH: Final = {
    "trash": "pool",
    "profile_trash": "profile",
    "libber_trash": "libber",
    "prompt_trash": "prompts",
    "scene_trash": "scene",
    "scene_picture_trash": "scene picture",
    "story_trash": "story",
    "execution_trash": "execution",
    "datasets": "export",
}
"""The first words of paths with `{trash}`."""


def done(reply: Reply) -> Any:
    """The JSON of what went well."""
    assert reply.ok, reply
    return reply.json if reply.body else None


def job_of(client: Client, reply: Reply) -> dict[str, Any]:
    """A job that was begun, once it has ended."""
    job = done(reply)
    deadline = time.monotonic() + PATIENCE
    while job["status"] in ("queued", "running"):
        assert time.monotonic() < deadline, job
        time.sleep(0.01)
        job = client.get(f"/penstock/jobs/{job['id']}").json
    return dict(job)


def built(zygote: Zygote, data: Path) -> dict[str, Any]:
    """The folder `data`, and what is in it by the names that paths have for it."""
    with opened(data) as application:
        fill(application)
    app = zygote.app(data)
    client = app.client()
    world: dict[str, Any] = {"draft": {}, "revision": {}, "trash": {}, "plugin": "stories", "zip": _zip()}
    world |= {"setting": "pools.max_megapixels", "index": 0, "number": {"workflows": 1, "runs": 0}, "export": "none"}
    _pools(client, world)
    _texts(client, world)
    _rows(client, world)
    _stories(client, world)
    app.signal(15)
    assert app.await_end() == 0
    app.kill()
    return world


def path_of(route: str, world: dict[str, Any]) -> str:
    """The path of a route, `METHOD /path`, with the names of what there is."""
    first = route.split("/")[2]
    named = NAMED.get(route, {})

    def value(found: re.Match[str]) -> str:
        name = found[1].partition(":")[0]
        there = world[named.get(name, name)]
        return str(there[first] if isinstance(there, dict) else there)

    return re.sub(r"\{([^}]+)\}", value, route.partition(" ")[2] + QUERIES.get(route, ""))


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("pool/img_0001.png", picture(3))
        slot = '{"image": "img_0001.png", "mask": null, "label": "", "added": 1}'
        archive.writestr("pool/manifest.json", '{"active": 0, "slots": [' + slot + '], "next_seq": 2}')
        archive.writestr("profile_meta.json", '{"name": "Packed"}')
    return data.getvalue()


def _pools(client: Client, world: dict[str, Any]) -> None:
    pool = "/penstock/pools/there"
    done(client.send("POST", "/penstock/pools", {"id": "there"}))
    parts = [("images", f"{number}.png", picture(number, 64)) for number in range(4)]
    slots = [one["slot"]["id"] for one in done(client.form(f"{pool}/slots", *parts))["results"]]
    for slot in slots:
        done(client.form(f"{pool}/slots/{slot}/mask", ("mask", "m.png", picture(1, 64)), method="PUT"))
        done(client.send("PATCH", f"{pool}/slots/{slot}", {"label": f"label of {slot}"}))
    done(client.send("POST", f"{pool}/undo", {}))
    world |= {"pool": "there", "slot": slots[0], "last_slot": slots[-1], "order": [3, 2, 1, 0]}
    for number, name in enumerate(("kept", "gone")):
        profile = done(client.send("POST", "/penstock/profiles", {"name": name}))["id"]
        done(client.form(f"/penstock/pools/{profile}/slots", ("images", "a.png", picture(number))))
        world["profile"], last = profile if name == "kept" else world["profile"], profile
    world["empty_profile"] = done(client.send("POST", "/penstock/profiles", {"name": "without pictures"}))["id"]
    world["trash"]["profile_trash"] = done(client.send("DELETE", f"/penstock/profiles/{last}"))["trash"]
    done(client.send("POST", "/penstock/pools", {"id": "gone"}))
    world["trash"]["trash"] = done(client.send("DELETE", "/penstock/pools/gone"))["trash"]
    exported = client.send("POST", "/penstock/datasets/exports", {"pool": "there", "folder": "exported"})
    assert job_of(client, exported)["status"] == "done"
    body = {"pool": "there", "folder": "exported", "existing": "replace"}
    assert job_of(client, client.send("POST", "/penstock/datasets/exports", body))["status"] == "done"
    listed = done(client.get("/penstock/datasets/listing?folder=output/exported"))
    world["exported"] = listed["images"][0]["name"]
    world["trash"]["datasets"] = done(client.get("/penstock/datasets/trash"))["deleted"][0]["id"]


def _texts(client: Client, world: dict[str, Any]) -> None:
    makes = {
        "libbers": {"name": "kept", "libs": {"a": "b"}},
        "prompts": {"folder": "words"},
        "scenes": {"name": "kept"},
        "stories": {"name": "kept", "scenes": ["kept"]},
    }
    for kind, body in makes.items():
        done(client.send("POST", f"/penstock/{kind}", body))
        document = f"/penstock/{kind}/{body.get('name', 'words')}"
        draft = done(client.send("POST", f"{document}/drafts", {}))
        path = f"{document}/drafts/{draft['id']}"
        edit = EDIT[kind]["edits"][0]
        for text in ("first", "second", "third"):
            value = {"value": text} if kind == "prompts" else text
            done(client.send("PATCH", path, {"edits": [{"key": edit["key"], "value": value}]}))
        draft = done(client.send("POST", f"{path}/undo"))
        world["draft"][kind], world["revision"][kind] = draft["id"], draft["revision"]
    world |= {"libber": "kept", "folder": "words", "scene": "kept", "key": "a", "scene_name": "words"}
    trashes = {"libbers": "libber_trash", "prompts": "prompt_trash", "scenes": "scene_trash", "stories": "story_trash"}
    done(client.send("POST", "/penstock/scenes", {"name": "calm"}))
    world["calm_scene"] = "calm"
    for kind, trash in trashes.items():
        done(client.send("POST", f"/penstock/{kind}", {"folder" if kind == "prompts" else "name": f"gone-{kind}"}))
        deleted = done(client.send("DELETE", f"/penstock/{kind}/gone-{kind}"))
        world["trash"][trash] = deleted["id" if kind == "libbers" else "trash"]


def _rows(client: Client, world: dict[str, Any]) -> None:
    graph = ("file", "w.json", json.dumps(GRAPH).encode())
    workflow = done(client.form("/penstock/workflows", graph))["workflow"]["id"]
    path = f"/penstock/workflows/{workflow}"
    preset = done(client.send("POST", f"{path}/presets", {"name": "kept", "values": {"1.width": 16}}))
    done(client.form(f"{path}/thumbnail", ("file", "t.png", picture(5, 64)), method="PUT"))
    done(client.send("POST", f"{path}/runs", {"values": {}}))
    batch = done(client.send("POST", "/penstock/batches", {"plan": PLAN}))["id"]
    deadline = time.monotonic() + PATIENCE
    while done(client.get(f"/penstock/batches/{batch}"))["ended"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    world |= {"workflow": workflow, "preset": preset["id"], "preset_revision": preset["revision"], "batch": batch}
    world["workflow_revision"] = done(client.get(path))["revision"]
    world["batch_revision"] = done(client.get(f"/penstock/batches/{batch}"))["revision"]
    _deleted_rows(client, world)


def _deleted_rows(client: Client, world: dict[str, Any]) -> None:
    workflow = f"/penstock/workflows/{world['workflow']}"
    preset = done(client.send("POST", f"{workflow}/presets", {"name": "gone", "values": {"1.width": 16}}))
    done(client.send("DELETE", f"{workflow}/presets/{preset['id']}", {"revision": preset["revision"]}))
    second = json.dumps({**GRAPH, "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}).encode()
    done(client.form("/penstock/workflows", ("into", None, world["workflow"].encode()), ("file", "w.json", second)))
    world["workflow_revision"] = done(client.get(workflow))["revision"]
    third = json.dumps({"9": GRAPH["1"], "8": {**GRAPH["2"], "inputs": {"images": ["9", 0], "filename_prefix": "x"}}})
    gone = done(client.form("/penstock/workflows", ("file", "gone.json", third.encode())))["workflow"]["id"]
    done(client.send("DELETE", f"/penstock/workflows/{gone}"))
    runs = [one["id"] for one in done(client.get("/penstock/runs"))["runs"]]
    done(client.send("DELETE", f"/penstock/runs/{runs[-1]}"))
    world |= {"deleted_preset": preset["id"], "deleted_workflow": gone, "deleted_run": runs[-1]}
    world |= {"run": runs[0], "other_run": runs[0]}


def _stories(client: Client, world: dict[str, Any]) -> None:
    execution = done(client.get("/penstock/executions"))["executions"][0]
    key = {"story": execution["story"], "job": execution["job"], "exec": execution["exec_id"]}
    path = "/penstock/executions/" + "/".join(key.values())
    images = [one["name"] for one in done(client.get(path))["images"]]
    world |= {"job": key["job"], "exec": key["exec"], "image": images[0], "picture": "base", "video": "none.mp4"}
    deleted = done(client.send("POST", f"{path}/deletions", {"names": images[-1:]}))
    world["trash"]["execution_trash"] = deleted["trash"]
    world["story"] = {"executions": key["story"], "story_jobs": key["story"], "stories": "kept"}
    world["story_dir"] = key["story"]
    for _ in range(2):
        done(client.form("/penstock/scenes/kept/pictures/base", ("file", "a.png", picture(2, 64))))
    done(client.form("/penstock/scenes/kept/pictures/depth", ("file", "a.png", picture(2, 64))))
    gone = done(client.send("DELETE", "/penstock/scenes/kept/pictures/depth"))
    world["trash"]["scene_picture_trash"] = gone["trash"]
    world["story_scene"] = done(client.get("/penstock/stories/kept"))["scenes"][0]
    gates = done(client.get("/penstock/gates"))
    world["gate"] = gates["gates"][0]["token"] if gates["gates"] else gates["parked"][0]["token"]
    world |= {"place": "none", "mask": "none", "grid": "none", "name": "none.png"}
