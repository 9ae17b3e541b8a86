"""Places of workflows that take a name or a document from outside."""

from typing import Any

from .hostile_places import Send, as_file, as_text, in_field, in_path
from .workflow_server import GRAPH, WorkflowServer

W = "/penstock/workflows"


def keep_workflows(server: Any) -> None:
    """A workflow called `kept`."""
    WorkflowServer(server).kept(GRAPH, "kept.json")


def in_form(field: str) -> Send:
    """An import with the name in a field."""

    def send(server: Any, name: str) -> Any:
        text = name.encode("utf-8", "surrogatepass")
        file = ("file", "w.json", b'{"1": {"class_type": "EmptyImage", "inputs": {}}}')
        return server.post_form(W, file, (field, None, text))

    return send


def loading(name: str) -> dict[str, Any]:
    """A graph that loads a picture of this name."""
    return {
        "1": {"class_type": "LoadImage", "inputs": {"image": name}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }


PLACES: dict[str, Send] = {
    "workflow": in_path("GET", f"{W}/{{}}"),
    "workflow, deleted": in_path("DELETE", f"{W}/{{}}"),
    "workflow, restored": in_path("POST", f"{W}/{{}}/restore"),
    "workflow's form": in_path("GET", f"{W}/{{}}/form"),
    "workflow's version": in_path("GET", f"{W}/kept/versions/{{}}/document"),
    "workflow's preset": in_path("POST", f"{W}/kept/presets/{{}}/restore"),
    "workflow's thumbnail": in_path("GET", f"{W}/{{}}/thumbnail"),
    "workflow's new name": in_field("PATCH", f"{W}/kept", "name", revision=1),
    "workflow's description": in_field("PATCH", f"{W}/kept", "description", revision=1),
    "workflow's file": as_file(W, "file"),
    "workflow's given name": in_form("name"),
    "workflow's version of": in_form("into"),
    "workflow's note": in_form("note"),
    "workflow's thumbnail file": as_text(f"{W}/kept/thumbnail", "file"),
    "workflow's tag": lambda server, name: server.post_json(f"{W}/kept", {"revision": 1, "tags": [name]}, "PATCH"),
    "preset's name": lambda server, name: server.post_json(f"{W}/kept/presets", {"name": name, "values": {}}),
    "parameter": lambda server, name: server.post_json(f"{W}/kept/apply", {"values": {name: 1}}),
    "parameter's value": lambda server, name: server.post_json(
        f"{W}/kept/runs", {"values": {"2.filename_prefix": name}}
    ),
    "run's client": lambda server, name: server.post_json(f"{W}/kept/runs", {"values": {}, "client_id": name}),
    "open workflow": lambda server, name: server.post_json(
        "/penstock/workflow_forms", {"workflow": {name: {"class_type": name, "inputs": {name: name}}}}
    ),
    "open workflow's picture": lambda server, name: server.post_json(
        "/penstock/workflow_prompts", {"workflow": loading(name), "values": {"image": name}}
    ),
    "pool of an input": in_field("POST", "/penstock/workflow_images", "pool", slot="s"),
    "slot of an input": in_field("POST", "/penstock/workflow_images", "slot", pool="kept"),
    "input's picture": in_path("GET", "/penstock/input_images/{}"),
    "input's picture, small": in_path("GET", "/penstock/input_images/{}?side=64"),
    "input's picture of the output": in_path("GET", "/penstock/input_images/{}%20%5Boutput%5D"),
    "input's pictures": in_path("GET", "/penstock/input_images?search={}"),
    "workflows": in_path("GET", f"{W}?search={{}}"),
    "workflows of a tag": in_path("GET", f"{W}?tag={{}}"),
    "legacy parameters": in_path("GET", "/api/comfyui/workflows/{}/parameters"),
}
