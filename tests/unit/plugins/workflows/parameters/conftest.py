"""Small graphs of every kind, read as the API format is, with the node classes that they need."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attrs import evolve

from penstock.core.contracts.node_catalog import NodeClasses
from penstock.core.contracts.workflows import Form, Parameter
from penstock.core.parameter_rules import ParameterRule, ParameterRules
from penstock.plugins.workflows.documents.api_graph import read_api
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters import form_of

LARGEST = 2**64 - 1
TEXT = ["STRING", {"multiline": True, "tooltip": "What to draw."}]
CLIP, COND, MODEL, LATENT = ["CLIP", {}], ["CONDITIONING", {}], ["MODEL", {}], ["LATENT", {}]
SEED = ["INT", {"default": 0, "min": 0, "max": LARGEST, "control_after_generate": True}]
SIDE = ["INT", {"default": 512, "min": 16, "max": 16384, "step": 8}]
WHOLE = ["INT", {"default": 20, "min": 1, "max": 10000}]
PART = ["FLOAT", {"default": 1.0, "min": 0.0, "max": 1.0, "step": 0.01}]
ANY = ["COMFY_MATCHTYPE_V3", {"template": {"template_id": "a", "allowed_types": "*"}}]
SIDES = {"positive": COND, "negative": COND}


def _class(inputs: Mapping[str, Any], *outputs: str, **more: Any) -> dict[str, Any]:
    return {"input": {"required": dict(inputs)}, "output": list(outputs), "output_node": False, **more}


CLASSES: Mapping[str, Any] = {
    "CheckpointLoaderSimple": _class({"ckpt_name": [["a.safetensors", "b.ckpt"]]}, "MODEL", "CLIP", "VAE"),
    "LoraLoader": _class(
        {"model": MODEL, "clip": CLIP, "lora_name": [["l.safetensors"]], "strength_model": PART, "strength_clip": PART},
        *("MODEL", "CLIP"),
    ),
    "CLIPTextEncode": _class({"text": TEXT, "clip": CLIP}, "CONDITIONING", display_name="CLIP Text Encode"),
    "KSampler": _class(
        {
            "model": MODEL,
            "seed": SEED,
            "steps": WHOLE,
            "cfg": ["FLOAT", {"min": 0.0, "max": 100.0}],
            "sampler_name": [["euler", "heun"]],
            "scheduler": [["normal", "karras"]],
            **SIDES,
            "latent_image": LATENT,
            "denoise": PART,
        },
        "LATENT",
    ),
    "EmptyLatentImage": _class({"width": SIDE, "height": SIDE, "batch_size": WHOLE}, "LATENT"),
    "VAEDecode": _class({"samples": LATENT, "vae": ["VAE", {}]}, "IMAGE"),
    "SaveImage": _class(
        {"images": ["IMAGE", {}], "filename_prefix": ["STRING", {"default": "ComfyUI"}]}, output_node=True
    ),
    "LoadImage": _class({"image": [["cat.png"], {"image_upload": True}]}, "IMAGE", "MASK"),
    "LoadImageMask": _class({"image": [["cat.png"], {"image_upload": True}], "channel": [["alpha", "red"]]}, "MASK"),
    "LoadVideo": _class({"file": ["COMBO", {"options": [], "video_upload": True}]}, "VIDEO"),
    "LoadAudio": _class({"audio": ["COMBO", {"options": [], "audio_upload": True}]}, "AUDIO"),
    "ControlNetApplyAdvanced": _class({**SIDES, "strength": PART}, "CONDITIONING", "CONDITIONING"),
    "ConditioningZeroOut": _class({"conditioning": COND}, "CONDITIONING"),
    "ConditioningCombine": _class({"conditioning_1": COND, "conditioning_2": COND}, "CONDITIONING"),
    "BasicGuider": _class({"model": MODEL, "conditioning": COND}, "GUIDER"),
    "StringConcatenate": _class({"string_a": TEXT, "string_b": TEXT, "delimiter": ["STRING", {}]}, "STRING"),
    "PrimitiveStringMultiline": _class({"value": TEXT}, "STRING"),
    "PrimitiveInt": _class(
        {"value": ["INT", {"min": -(2**63) + 1, "max": 2**63 - 1, "control_after_generate": True}]}, "INT"
    ),
    "ComfySwitchNode": _class({"switch": ["BOOLEAN", {}], "on_false": ANY, "on_true": ANY}, "COMFY_MATCHTYPE_V3"),
    "ComfyMathExpression": _class({"expression": ["STRING", {"default": "a"}], "a": ["INT", {}]}, "INT"),
    "PartnerImage": _class(
        {
            "prompt": TEXT,
            "negative_prompt": TEXT,
            "system_prompt": TEXT,
            "model": [
                "COMFY_DYNAMICCOMBO_V3",
                {
                    "options": [
                        {"key": "fast", "inputs": {"required": {"seed": SEED}}},
                        {"key": "good", "inputs": {"required": {"size": [["1K", "2K"]]}}},
                    ]
                },
            ],
        },
        *("IMAGE",),
        output_node=True,
    ),
    "Everything": _class(
        {
            "flag": ["BOOLEAN", {"default": True}],
            "line": ["STRING", {}],
            "count": ["INT", {"control_after_generate": 1}],
            "ways": ["COMBO", {"options": ["a", "b", 3], "multiselect": True}],
            "tint": ["COLOR", {}],
            "curve": ["CURVE", {}],
            "noise_seed": ["INT", {"max": 1.8446744073709552e19}],
            "hue": ["FLOAT", {"advanced": True, "display_name": "Shade"}],
            "kept": ["STRING", {"hidden": True}],
        },
        output_node=True,
    ),
}


@pytest.fixture
def classes() -> Mapping[str, Any]:
    """The node classes of the tests."""
    return CLASSES


@pytest.fixture
def text_to_image() -> dict[str, Any]:
    """The graph that everybody begins with."""
    return {
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768, "batch_size": 1}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "ugly", "clip": ["4", 1]}},
        "3": {
            "class_type": "KSampler",
            "inputs": {
                "seed": LARGEST,
                "steps": 20,
                "cfg": 8,
                "sampler_name": "euler",
                "scheduler": "normal",
                "denoise": 1.0,
                "model": ["4", 0],
                "positive": ["6", 0],
                "negative": ["7", 0],
                "latent_image": ["5", 0],
            },
        },
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "cat", "images": ["8", 0]}},
    }


@pytest.fixture
def graph_of() -> Callable[..., WorkflowGraph]:
    """`graph_of(prompt, *bindings, inside={id: titles})`: a graph, with what a UI document would add to it."""

    def read(
        prompt: Mapping[str, Any], *bindings: Binding, inside: Mapping[str, tuple[str, ...]] | None = None
    ) -> WorkflowGraph:
        graph = read_api(prompt, Schemas(CLASSES))
        nodes = {key: evolve(node, inside=(inside or {}).get(key, ())) for key, node in graph.nodes.items()}
        return evolve(graph, nodes=nodes, bindings=bindings)

    return read


@pytest.fixture
def form_from() -> Callable[..., Form]:
    """`form_from(graph, *rules, here=..., classes=..., stale=...)`."""

    def extract(
        graph: WorkflowGraph,
        *rules: ParameterRule,
        classes: Mapping[str, Any] = CLASSES,
        here: frozenset[str] | None = None,
        stale: bool = False,
    ) -> Form:
        known = frozenset(classes) if here is None else here
        return form_of(
            graph, NodeClasses(schemas=classes, here=known, revision="1", stale=stale), ParameterRules(rules)
        )

    return extract


@pytest.fixture
def roles_in(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> Callable[[Mapping[str, Any]], dict[str, str]]:
    """`roles_in(prompt)`: the roles that a graph's parameters have, by address."""
    return lambda prompt: {one.address: one.role for one in form_from(graph_of(prompt)).parameters if one.role}


@pytest.fixture
def by_address() -> Callable[[Form], dict[str, Parameter]]:
    """The parameters of a form by address."""
    return lambda form: {one.address: one for one in form.parameters}
