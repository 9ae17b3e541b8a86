"""A `NodeSpec` as the schema of ComfyUI's V3 nodes."""

import inspect
from functools import cache
from typing import Any

from ...core.nodes import ANY, BOOLEAN, COMBO, FLOAT, INT, STRING, InputSpec, NodeSpec, OutputSpec

_WIDGETS = frozenset({INT, FLOAT, STRING, BOOLEAN, COMBO})


def schema_of(spec: NodeSpec) -> Any:
    """An `io.Schema`. ComfyUI asks for it at every validation and cache key: make it once and keep it."""
    from comfy_api.latest import io

    optional: dict[str, Any] = {}
    if "search_aliases" in inspect.signature(io.Schema).parameters:  # not in the oldest supported ComfyUI
        optional["search_aliases"] = list(spec.search_aliases)
    return io.Schema(
        node_id=spec.id,
        display_name=spec.display_name,
        category=spec.category,
        description=spec.description,
        inputs=[input_of(one) for one in spec.inputs],
        outputs=[output_of(one) for one in spec.outputs],
        hidden=[io.Hidden.unique_id, io.Hidden.prompt, io.Hidden.extra_pnginfo],
        is_input_list=spec.is_input_list,
        is_output_node=spec.is_output,
        is_deprecated=spec.deprecated,
        is_experimental=spec.experimental,
        not_idempotent=spec.not_idempotent,
        **optional,
    )


def input_of(one: InputSpec) -> Any:
    """An `io.<Type>.Input`; types that ComfyUI has no widget for are sockets."""
    from comfy_api.latest import io

    shared = _shared(one)
    if one.type not in _WIDGETS or (one.socket and one.type == COMBO):
        return _type(one.type).Input(one.id, **shared)
    shared |= {"default": one.default}
    if one.type == COMBO:
        return io.Combo.Input(one.id, options=list(one.options), **_controlled(one), **shared)
    shared |= {"force_input": True if one.socket else None}
    if one.type == BOOLEAN:
        return io.Boolean.Input(one.id, **shared)
    if one.type == STRING:
        return io.String.Input(one.id, multiline=one.multiline, **shared)
    if one.type == INT:
        return io.Int.Input(one.id, **_whole(_range(one)), **_controlled(one), **shared)
    return io.Float.Input(one.id, **_range(one), **shared)


def output_of(one: OutputSpec) -> Any:
    """An `io.<Type>.Output` with the id of `one`."""
    return _type(one.type).Output(
        one.id, display_name=one.display_name or None, tooltip=one.tooltip or None, is_output_list=one.is_list
    )


@cache
def _type(name: str) -> Any:
    """The class of a type. ComfyUI makes a new one for each call, which takes longer than all else in a schema."""
    from comfy_api.latest import io

    return io.AnyType if name == ANY else io.Custom(name)


def _shared(one: InputSpec) -> dict[str, Any]:
    return {
        "display_name": one.display_name or None,
        "optional": one.optional,
        "tooltip": one.tooltip or None,
        "lazy": True if one.lazy else None,
        "extra_dict": {"hidden": True} if one.hidden else None,
    }


def _controlled(one: InputSpec) -> dict[str, Any]:
    return {"control_after_generate": one.control_after_generate or None}


def _range(one: InputSpec) -> dict[str, float | None]:
    return {"min": one.minimum, "max": one.maximum, "step": one.step}


def _whole(limits: dict[str, float | None]) -> dict[str, int | None]:
    return {name: None if limit is None else int(limit) for name, limit in limits.items()}
