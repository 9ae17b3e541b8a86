"""The scenario of the timeline, chapter by chapter: what one person does in one host, step by step."""

import io
import json
from collections.abc import Callable
from typing import Any, Final

from penstock.adapters.testing.driven_runs import picture_graph, until
from penstock.core.contracts.runs import Runs

from .whole_host import WholeHost

_PLAIN_IMAGE: Final = {
    "class_type": "EmptyImage",
    "inputs": {"width": 16, "height": 8, "batch_size": 1, "color": 255},
}
_VERSION_1: Final = '{"girl_pos": "a girl", "male_pos": ""}'


def plugins(host: WholeHost) -> None:
    """A plugin is switched off and on again."""
    host.ask("POST", "/penstock/plugins/compat/disable")
    host.ask("POST", "/penstock/plugins/compat/enable")


def pool(host: WholeHost) -> None:
    """A pool is made, filled and put in order; a removal is undone; a copy goes to another pool, and that away."""
    pool = "/penstock/pools/cats"
    host.ask("POST", "/penstock/pools", {"id": "cats"})
    host.ask("POST", f"{pool}/slots", {}, {"images": [_picture("red"), _picture("blue"), _picture("green")]})
    host.ask("PATCH", f"{pool}/slots/img_0002", {"label": "a blue square"})
    host.ask("PUT", f"{pool}/selected", {"slot": "img_0002"})
    host.ask("POST", f"{pool}/move", {"slots": ["img_0003"], "before": "img_0001"})
    host.ask("DELETE", f"{pool}/slots/img_0002")
    host.ask("POST", f"{pool}/undo", {})
    host.ask("POST", f"{pool}/copy", {"slots": ["img_0001"], "to": "dogs"})
    trash = host.ask("DELETE", "/penstock/pools/dogs")["trash"]
    host.ask("POST", f"/penstock/trash/{trash}/restore")


def mask(host: WholeHost) -> None:
    """A mask is painted, and taken away."""
    slot = "/penstock/pools/cats/slots/img_0001"
    host.ask("PUT", f"{slot}/mask", {}, {"mask": [_picture("white", "L")]})
    host.ask("DELETE", f"{slot}/mask")


def gates(host: WholeHost) -> None:
    """A run waits at a gate: it is answered; another is stopped; one is too late; one is parked and answered later."""

    def graph(**waiting: Any) -> dict[str, Any]:
        image = ("1", "GridImagePool", "image")
        return {
            "1": host.node("GridImagePool", pool_id="cats"),
            "2": host.node("ImageGate", image=image, routes=2, **waiting),
            "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 1]}},
        }

    with host.running(graph()):
        host.ask("POST", f"{_gate(host, 1)}/answer", {"route": 1})
    with host.running(graph(time_limit=600), stopped=True):
        host.ask("POST", f"{_gate(host, 2)}/stop", {})
    with host.running(graph(time_limit=1, unanswered="pass")):
        host.wait("gate_expired")
    with host.running(graph(wait="park")):
        host.wait("gate_parked")
    parked = _gate(host, 4)
    host.ask("POST", f"{parked}/answer", {"route": 2})
    host.finish_queued()
    host.wait("gate_answered", 2)


def _gate(host: WholeHost, count: int) -> str:
    """The address of the one gate that waits."""
    host.wait("gate_armed", count)
    (gate,) = until(lambda: host.client.get("/penstock/gates").json["gates"])
    return f"/penstock/gates/{gate['token']}"


def profiles(host: WholeHost) -> None:
    """A pool gets a name, and another one; it is copied, exported, imported, thrown away and fetched back."""
    host.ask("POST", "/penstock/profiles", {"name": "Cats", "pool": "cats"})
    host.ask("PATCH", "/penstock/profiles/cats", {"name": "All cats"})
    host.job("Duplicate All cats", "POST", "/penstock/profiles/cats/duplicate", {"name": "More cats"})
    export = host.job("Export All cats", "POST", "/penstock/profiles/cats/export")
    data = host.client.get(export["url"]).data
    host.job("Import cats.zip", "POST", "/penstock/profile_imports", {}, {"file": [("cats.zip", data)]})
    made = host.ask("POST", "/penstock/profiles", {"name": "Summer"})["id"]
    trash = host.ask("DELETE", f"/penstock/profiles/{made}")["trash"]
    host.ask("POST", f"/penstock/profile_trash/{trash}/restore")


def prompts(host: WholeHost) -> None:
    """A file of version 1 is opened and saved as version 2; a prompt is renamed; all of it goes, and comes back."""
    prompts = "/penstock/prompts/girls"
    _saved(host, prompts, {"key": "prompt:sky", "value": {"value": "a sky"}})
    _saved(host, prompts, {"key": "prompt:clouds", "instead_of": "prompt:sky", "value": {"value": "a sky"}})
    trash = host.ask("DELETE", prompts)["trash"]
    host.ask("POST", f"/penstock/prompt_trash/{trash}/restore")
    host.ask("POST", f"{prompts}/restore_v1", {"discard": True})


def _saved(host: WholeHost, document: str, edit: dict[str, Any]) -> None:
    """A draft is opened, edited once, saved and closed."""
    draft = host.ask("POST", f"{document}/drafts", {})["id"]
    revision = host.ask("PATCH", f"{document}/drafts/{draft}", {"edits": [edit]})["revision"]
    host.ask("POST", f"{document}/drafts/{draft}/save", {"revision": revision})
    host.ask("DELETE", f"{document}/drafts/{draft}")


def libbers(host: WholeHost) -> None:
    """A library of snippets is made, edited, renamed, thrown away and fetched back."""
    host.ask("POST", "/penstock/libbers", {"name": "words", "libs": {"cat": "a cat"}})
    _saved(host, "/penstock/libbers/words", {"key": "lib:dog", "value": "a dog"})
    host.ask("PATCH", "/penstock/libbers/words", {"name": "animals"})
    trash = host.ask("DELETE", "/penstock/libbers/animals")["id"]
    host.ask("POST", f"/penstock/libber_trash/{trash}/restore")


def scenes(host: WholeHost) -> None:
    """Two scenes are made; one gets a picture and another name, is thrown away and fetched back."""
    host.ask("POST", "/penstock/scenes", {"name": "forest"})
    host.ask("POST", "/penstock/scenes", {"name": "lake"})
    host.ask("POST", "/penstock/scenes/forest/pictures/base", {}, {"file": [_picture("green")]})
    host.ask("PATCH", "/penstock/scenes/forest", {"name": "wood"})
    trash = host.ask("DELETE", "/penstock/scenes/wood")["trash"]
    host.ask("POST", f"/penstock/scene_trash/{trash}/restore")


def stories(host: WholeHost) -> None:
    """A story of both scenes is made, thrown away and fetched back."""
    made = host.ask("POST", "/penstock/stories", {"name": "tale", "scenes": ["wood", "lake"]})
    for scene in made["scenes"]:
        text = {**scene, "prompt_source": "custom", "custom_prompt": f"a {scene['scene_name']}"}
        _saved(host, "/penstock/stories/tale", {"key": f"scene:{scene['scene_id']}", "value": text})
    trash = host.ask("DELETE", "/penstock/stories/tale")["trash"]
    host.ask("POST", f"/penstock/story_trash/{trash}/restore")


def execution(host: WholeHost) -> None:
    """The story is run, one scene after the other; a picture is chosen; one and then all go and come back."""
    host.graphs.run(_beginning(host))
    for scene in range(2):
        host.graphs.run(_of_scene(host, scene))
        host.settle()
    folder = "/penstock/executions/tale/job/first"
    names = [image["name"] for image in host.client.get(folder).json["images"]]
    host.ask("POST", f"{folder}/picks", {"order": 0, "image": names[0]})
    for method, path, body in (("POST", f"{folder}/deletions", {"names": [names[1]]}), ("DELETE", folder, None)):
        trash = host.ask(method, path, body)["trash"]
        host.ask("POST", f"/penstock/execution_trash/{trash}/restore")


def _beginning(host: WholeHost) -> dict[str, Any]:
    story = ("2", "StoryLoad", "story_info")
    return {
        "1": _PLAIN_IMAGE,
        "2": host.node("StoryLoad", story_name="tale"),
        "3": host.node("StoryExecutionInit", image=["1", 0], story_info=story, job_id="job", exec_id="first"),
        "4": {"class_type": "PreviewImage", "inputs": {"images": host.link("3", "StoryExecutionInit", "image")}},
    }


def _of_scene(host: WholeHost, place: int) -> dict[str, Any]:
    scenes = ("2", "StorySceneBatch", "scene_batch")
    return {
        "1": _PLAIN_IMAGE,
        "2": host.node("StorySceneBatch", story_name="tale", job_id="job", exec_id="first"),
        "3": host.node("StorySaveImage", images=["1", 0], scene_batch=scenes, scene_index=place, variants=1),
    }


def datasets(host: WholeHost) -> None:
    """A pool is exported twice into one folder, and the first one fetched back; an image is saved with its text."""
    wanted = {"pool": "cats", "folder": "cats", "existing": "replace"}
    host.job("Export to output/cats", "POST", "/penstock/datasets/exports", wanted)
    trash = host.job("Export to output/cats", "POST", "/penstock/datasets/exports", wanted)["trash"]
    host.ask("POST", f"/penstock/datasets/trash/{trash}/restore")
    sidecar = ("2", "Sidecar", "sidecar")
    save = host.node("SaveImageSidecars", images=["1", 0], sidecar=sidecar, filename_prefix="plain")
    host.graphs.run({"1": _PLAIN_IMAGE, "2": host.node("Sidecar", content="a plain one"), "3": save})


def workflows(host: WholeHost) -> None:
    """A workflow is imported twice, named, queued with values, kept as a preset, thrown away and fetched back."""
    made = _imported(host, steps=3)
    workflow = f"/penstock/workflows/{made}"
    _imported(host, steps=4, into=made)
    revision = host.client.get(workflow).json["revision"]
    host.ask("PATCH", workflow, {"revision": revision, "name": "Fox", "tags": ["animals"]})
    preset = host.ask("POST", f"{workflow}/presets", {"name": "Quick", "values": {"1.steps": 1}})
    host.ask("DELETE", f"{workflow}/presets/{preset['id']}", {"revision": preset["revision"]})
    host.ask("PUT", f"{workflow}/last_parameters", {"values": {"1.seed": 7}, "prompt_id": "p1"})
    host.ask("DELETE", workflow)
    host.ask("POST", f"{workflow}/restore")


def _imported(host: WholeHost, steps: int, into: str = "") -> str:
    data = json.dumps(picture_graph(steps=steps)).encode()
    form = {"name": "" if into else "A fox", "into": into}
    return str(host.ask("POST", "/penstock/workflows", form, {"file": [("fox.json", data)]})["workflow"]["id"])


def runs(host: WholeHost) -> None:
    """A run is completed, thrown away and fetched back; one fails at a node; two are cancelled, one of them at work."""
    host.application.services.get(Runs).servers()
    host.wait("run_servers_changed")
    run = _run(host, "Fox", picture_graph(seed=1))
    host.wait("run_completed")
    host.ask("DELETE", f"/penstock/runs/{run}")
    host.ask("POST", f"/penstock/runs/{run}/restore")
    failing = picture_graph(seed=2)
    failing["1"]["inputs"]["fails"] = True
    _run(host, "Broken", failing)
    host.wait("run_failed")
    long = _run(host, "Long", picture_graph(seed=3, steps=10_000))
    host.wait("run_started", 3)
    waiting = _run(host, "Waiting", picture_graph(seed=4))
    host.ask("POST", f"/penstock/runs/{waiting}/cancel")
    host.wait("run_cancelled")
    host.ask("POST", f"/penstock/runs/{long}/cancel")
    host.wait("run_cancelled", 2)


def _run(host: WholeHost, title: str, graph: dict[str, Any], **more: Any) -> str:
    body = {"document": graph, "title": title, **more}
    return str(host.ask("POST", "/penstock/runs", body)["runs"][0]["id"])


def batch(host: WholeHost) -> None:
    """Two cells are planned and run to their ends; the batch is renamed, thrown away and fetched back."""
    plan = {
        "document": picture_graph(),
        "title": "Seeds",
        "groups": [{"axes": [{"keys": ["1.seed"], "values": [11, 12]}]}],
    }
    made = host.ask("POST", "/penstock/batches", {"plan": plan})["id"]
    batch = f"/penstock/batches/{made}"
    host.wait("batch_finished")
    host.ask("PATCH", batch, {"revision": host.client.get(batch).json["revision"], "title": "Two seeds"})
    host.ask("DELETE", batch)
    host.ask("POST", f"{batch}/restore")


CHAPTERS: Final[tuple[Callable[[WholeHost], None], ...]] = (
    plugins,
    pool,
    mask,
    gates,
    profiles,
    prompts,
    libbers,
    scenes,
    stories,
    execution,
    datasets,
    workflows,
    runs,
    batch,
)


def before(folder: Any) -> None:
    """What is on the disk when the host starts: a file of prompts of version 1."""
    file = folder / "output" / "scenes" / "girls" / "prompts.json"
    file.parent.mkdir(parents=True)
    file.write_text(_VERSION_1, encoding="utf-8")


def _picture(colour: str, mode: str = "RGB") -> tuple[str, bytes]:
    from PIL import Image

    made = io.BytesIO()
    Image.new(mode, (12, 8), colour).save(made, "PNG")
    return f"{colour}.png", made.getvalue()
