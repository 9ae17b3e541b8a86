"""A server with workflows, and what tests ask of it."""

import io
import json
from typing import Any
from urllib.parse import quote

from attrs import frozen
from PIL import Image, PngImagePlugin

LARGEST_SEED = 2**64 - 1
GRAPH: dict[str, Any] = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "two"}},
}
"""Runs on the embedded engine."""

SAMPLER: dict[str, Any] = {
    "3": {"class_type": "KSampler", "inputs": {"seed": LARGEST_SEED, "steps": 20, "cfg": 7.5}},
}
"""A node that the embedded engine lacks, with a seed that JavaScript cannot hold."""

PAGE: dict[str, Any] = {
    "id": "6f0c2c2e-0000-4000-8000-000000000001",
    "version": 0.4,
    "last_node_id": 2,
    "last_link_id": 1,
    "nodes": [
        {
            "id": 1,
            "type": "EmptyImage",
            "mode": 0,
            "inputs": [],
            "outputs": [{"name": "IMAGE", "type": "IMAGE", "links": [1]}],
            "widgets_values": [8, 8, 1, 0],
        },
        {
            "id": 2,
            "type": "SaveImage",
            "mode": 0,
            "inputs": [{"name": "images", "type": "IMAGE", "link": 1}],
            "outputs": [],
            "widgets_values": ["two"],
        },
    ],
    "links": [[1, 1, 0, 2, 0, "IMAGE"]],
    "groups": [],
    "extra": {},
}
"""The same as `GRAPH`, as ComfyUI's page saves it."""


def picture(side: int = 8, **texts: Any) -> bytes:
    """A PNG that carries texts, as ComfyUI's SaveImage writes it."""
    information = PngImagePlugin.PngInfo()
    for key, value in texts.items():
        information.add_text(key, json.dumps(value))
    data = io.BytesIO()
    Image.new("RGB", (side, side), (200, 100, 50)).save(data, "PNG", pnginfo=information)
    return data.getvalue()


@frozen
class WorkflowServer:
    """`server` is one of the fixtures of `conftest`."""

    server: Any

    def post(self, data: Any, file_name: str = "workflow.json", **fields: str) -> Any:
        """What an import of bytes, or of a JSON value, answers."""
        text = data if isinstance(data, bytes) else json.dumps(data).encode()
        parts = [(name, None, value.encode()) for name, value in fields.items()]
        return self.server.post_form("/penstock/workflows", *parts, ("file", file_name, text))

    def kept(self, data: Any = GRAPH, file_name: str = "workflow.json", **fields: str) -> str:
        """The path of a workflow that was imported."""
        answer = self.post(data, file_name, **fields)
        assert answer.status == 200, answer
        return f"/penstock/workflows/{answer.json['workflow']['id']}"

    def named(self, name: str) -> Any:
        """The workflows with this name, as they are listed."""
        found = self.server.get(f"/penstock/workflows?search={quote(name)}").json["workflows"]
        return [one for one in found if one["name"] == name]

    def preset(self, path: str, name: str = "large", **values: Any) -> Any:
        """A preset that was made."""
        answer = self.server.post_json(f"{path}/presets", {"name": name, "values": values or {"width": 64}})
        assert answer.status == 201, answer
        return answer.json

    def parameter(self, path: str, address: str) -> Any:
        """One parameter of the form."""
        answer = self.server.get(f"{path}/form")
        assert answer.status == 200, answer
        return next(one for one in answer.json["parameters"] if one["address"] == address)

    def put_picture(self, path: str, data: bytes) -> Any:
        """What putting a picture of a workflow answers."""
        content = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n%s\r\n--b--\r\n' % data
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        return self.server.request("PUT", f"{path}/thumbnail", content, kind)
