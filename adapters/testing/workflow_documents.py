"""Workflows as ComfyUI's page saves them, made by hand: for tests of what is read out of them."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field

INT: Final[Mapping[str, Any]] = {"default": 0, "min": 0, "max": 2**64 - 1}
SEED: Final[Mapping[str, Any]] = {**INT, "control_after_generate": True}
SIZES: Final = {"required": {"width": ["INT", {"default": 512}], "height": ["INT", {"default": 512}]}}


def node_class(required: Mapping[str, Any], *outputs: str, **more: Any) -> dict[str, Any]:
    """A class as `GET /object_info` describes it."""
    return {"input": {"required": dict(required), **more.pop("inputs", {})}, "output": list(outputs), **more}


def little_classes() -> dict[str, Any]:
    """A few classes with every kind of widget: text, seed, choices, upload, dynamic combo, growing group."""
    latent = {"model": ["MODEL", {}], "positive": ["CONDITIONING", {}], "negative": ["CONDITIONING", {}]}
    sampling = {
        "seed": ["INT", SEED],
        "steps": ["INT", {"default": 20}],
        "cfg": ["FLOAT", {"default": 8.0}],
        "sampler_name": [["euler", "dpmpp_2m"]],
    }
    choices = {
        "multiselect": False,
        "options": [{"key": "by size", "inputs": SIZES}, {"key": "as it is", "inputs": {"required": {}}}],
    }
    group = {"template": {"input": {"required": {"image": ["IMAGE", {}]}}, "prefix": "image", "min": 1, "max": 5}}
    return {
        "Loader": node_class({"ckpt_name": ["COMBO", {"options": ["a.safetensors"]}]}, "MODEL", "CLIP", "VAE"),
        "Text": node_class({"text": ["STRING", {"multiline": True}], "clip": ["CLIP", {}]}, "CONDITIONING"),
        "Sampler": node_class({**latent, **sampling}, "LATENT", display_name="The Sampler"),
        "Decode": node_class({"samples": ["LATENT", {}]}, "IMAGE"),
        "Load": node_class({"image": [["a.png"], {"image_upload": True}]}, "IMAGE", "MASK"),
        "Resize": node_class({"image": ["IMAGE", {}], "kind": ["COMFY_DYNAMICCOMBO_V3", choices]}, "IMAGE"),
        "Batch": node_class({"images": ["COMFY_AUTOGROW_V3", group]}, "IMAGE"),
        "Save": node_class({"images": ["IMAGE", {}], "prefix": ["STRING", {"default": "x"}]}, output_node=True),
        "Number": node_class({"value": ["INT", INT]}, "INT"),
        "Compare": node_class({"view": ["IMAGECOMPARE", {"socketless": True}]}, output_node=True),
        "CustomCombo": node_class({"choice": ["COMBO", {"options": []}]}, "STRING", "INT"),
        "Crop": node_class({"image": ["IMAGE", {}], "box": ["BOUNDING_BOX", {"socketless": True}]}, "IMAGE"),
        "Many": node_class({"list": ["COMBO", {"options": ["a", "b"], "multi_select": True}]}, "STRING"),
        "View": node_class({"model_file": [["a.glb"]], "image": ["LOAD_3D", {}], "width": ["INT", {}]}, "IMAGE"),
        "Forced": node_class({"text": ["STRING", {"forceInput": True}], "more": ["INT", {"default": 3}]}, "STRING"),
    }


@define
class Sheet:
    """A workflow, or the inside of a subgraph, that grows by calls. Ids of nodes count from 1 unless they are given."""

    id: str = ""
    name: str = ""
    nodes: list[dict[str, Any]] = field(factory=list)
    links: list[list[Any]] = field(factory=list)
    inputs: list[dict[str, Any]] = field(factory=list)
    outputs: list[dict[str, Any]] = field(factory=list)

    def node(self, kind: str, values: Any = None, *slots: str, **more: Any) -> int:
        """Add a node; a slot is `name` or `name:TYPE`, with `=` in front where it stands for a widget. Its id."""
        number = more.pop("id", len(self.nodes) + 1)
        outputs = more.pop("outputs", ("*", "*", "*"))
        made: dict[str, Any] = {"id": number, "type": kind, "mode": 0, "inputs": [_slot(slot) for slot in slots]}
        made["outputs"] = [{"name": one, "type": one, "links": []} for one in outputs]
        if values is not None:
            made["widgets_values"] = values
        self.nodes.append({**made, "properties": {}, **more})
        return int(number)

    def link(self, origin: int, output: int, target: int, name: str) -> int:
        """Link an output to the input of that name (made where it is missing); the id of the link."""
        number = len(self.links) + 1
        slot = -1
        if target != -20:
            node = next(one for one in self.nodes if one["id"] == target)
            if all(one["name"] != name for one in node["inputs"]):
                node["inputs"].append(_slot(name))
            slot = next(at for at, one in enumerate(node["inputs"]) if one["name"] == name)
            node["inputs"][slot]["link"] = number
        self.links.append([number, origin, output, target, slot, "*"])
        return number

    def opens(self, name: str, *targets: tuple[int, str], kind: str = "*") -> None:
        """Give the subgraph an input that goes to inputs inside."""
        index = len(self.inputs)
        made = [self.link(-10, index, node, slot) for node, slot in targets]
        self.inputs.append({"id": f"in-{index}", "name": name, "type": kind, "linkIds": made})

    def closes(self, name: str, origin: int, output: int = 0) -> None:
        """Give the subgraph an output that comes out of a node inside."""
        self.link(origin, output, -20, name)
        self.links[-1][4] = len(self.outputs)
        self.outputs.append({"id": f"out-{len(self.outputs)}", "name": name, "type": "*"})

    def inside(self) -> dict[str, Any]:
        """As a definition of a subgraph."""
        names = ("id", "origin_id", "origin_slot", "target_id", "target_slot", "type")
        links = [dict(zip(names, link, strict=True)) for link in self.links]
        about = {"id": self.id, "name": self.name or self.id, "inputs": self.inputs, "outputs": self.outputs}
        return {**about, "nodes": self.nodes, "links": links, "inputNode": {"id": -10}, "outputNode": {"id": -20}}

    def document(self, *subgraphs: "Sheet", **more: Any) -> dict[str, Any]:
        """As a workflow, with the subgraphs that it uses."""
        made = {"id": "sheet", "version": 0.4, "nodes": self.nodes, "links": self.links, **more}
        if subgraphs:
            made["definitions"] = {"subgraphs": [one.inside() for one in subgraphs]}
        return made


def _slot(told: str) -> dict[str, Any]:
    name, _, kind = told.removeprefix("=").partition(":")
    made: dict[str, Any] = {"name": name, "type": kind or "*", "link": None}
    return {**made, "widget": {"name": name}} if told.startswith("=") else made


def as_answered(classes: Mapping[str, Any]) -> dict[str, Any]:
    """Classes with all that ComfyUI's page expects of an answer to `GET /object_info`."""
    return {
        name: {
            "name": name,
            "display_name": name,
            "category": "tests",
            "description": "",
            "python_module": "nodes",
            "output_node": False,
            "output_name": told["output"],
            "output_is_list": [False] * len(told["output"]),
            "input_order": {part: list(inputs) for part, inputs in told["input"].items()},
            **told,
        }
        for name, told in classes.items()
    }


def as_saved(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with all that ComfyUI's page expects of a file: sizes, places, links at outputs."""
    inner = document.get("definitions", {}).get("subgraphs", [])
    state = {"lastNodeId": 900, "lastLinkId": 900, "lastGroupId": 0, "lastRerouteId": 0}
    for one in inner:
        one.update(version=1, revision=0, config={}, state=state, widgets=[], groups=[], extra={})
        one["inputNode"]["bounding"] = one["outputNode"]["bounding"] = [0, 0, 10, 10]
        for index, shown in enumerate(one["outputs"]):
            ends = [link["id"] for link in one["links"] if (link["target_id"], link["target_slot"]) == (-20, index)]
            shown["linkIds"] = ends
    for graph in (document, *inner):
        for index, node in enumerate(graph["nodes"]):
            node.update(pos=[300 * index, 0], size=[200, 100], flags={}, order=index)
        for link in graph["links"]:
            number, origin, output = list(link.values())[:3] if isinstance(link, dict) else link[:3]
            for node in graph["nodes"]:
                if node["id"] == origin:
                    node["outputs"][output]["links"].append(number)
    document.update(last_node_id=900, last_link_id=900, groups=[], config={}, extra={}, revision=0)
    return document
