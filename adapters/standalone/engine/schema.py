"""What ComfyUI's `GET /object_info` says of a node, made from a `NodeSpec`."""

from collections.abc import Mapping
from typing import Any, Final

from ....core.nodes import BOOLEAN, COMBO, FLOAT, INT, STRING, InputSpec, NodeSpec
from .catalog import PENSTOCK_MODULE, BuiltinNode, NodeCatalog

_WIDGETS: Final = frozenset({INT, FLOAT, STRING, BOOLEAN, COMBO})
_NO_OPTIONS: Final[Mapping[str, Any]] = {}


def object_info(catalog: NodeCatalog, class_type: str | None = None) -> dict[str, Any]:
    """The answer of `/object_info`, or of `/object_info/{class_type}` (empty where there is none). Lists folders."""
    specs = list(catalog) if class_type is None else [spec for spec in (catalog.get(class_type),) if spec]
    return {spec.id: node_info(spec, catalog.builtin(spec.id)) for spec in specs}


def node_info(spec: NodeSpec, builtin: BuiltinNode | None = None) -> dict[str, Any]:
    """One node's entry."""
    if builtin is not None and builtin.classic:
        return _classic_info(spec, builtin)
    inputs = _input_sections(spec, builtin)
    inputs["hidden"] = {"unique_id": ["UNIQUE_ID"], "prompt": ["PROMPT"], "extra_pnginfo": ["EXTRA_PNGINFO"]}
    if builtin is not None:
        del inputs["hidden"]
    return {
        "input": inputs,
        "input_order": {section: list(entries) for section, entries in inputs.items()},
        "is_input_list": spec.is_input_list,
        "output": [output.type for output in spec.outputs],
        "output_is_list": [output.is_list for output in spec.outputs],
        "output_name": [_output_name(spec, index) for index in range(len(spec.outputs))],
        "output_tooltips": [output.tooltip or None for output in spec.outputs],
        "output_matchtypes": None,
        "name": spec.id,
        "display_name": spec.display_name,
        "description": spec.description,
        "python_module": PENSTOCK_MODULE if builtin is None else builtin.python_module,
        "category": spec.category,
        "output_node": spec.is_output,
        "deprecated": spec.deprecated,
        "experimental": spec.experimental,
        "dev_only": False,
        "api_node": False,
        "price_badge": None,
        "search_aliases": list(spec.search_aliases) or None,
        "essentials_category": None,
        "has_intermediate_output": False,
    }


def _output_name(spec: NodeSpec, index: int) -> str:
    output = spec.outputs[index]
    return output.display_name or output.id


def _classic_info(spec: NodeSpec, builtin: BuiltinNode) -> dict[str, Any]:
    """The entry of a node that ComfyUI declares in its older way."""
    inputs = _input_sections(spec, builtin)
    if spec.is_output:
        inputs["hidden"] = {"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"}
    info = {
        "input": inputs,
        "input_order": {section: list(entries) for section, entries in inputs.items()},
        "is_input_list": spec.is_input_list,
        "output": [output.type for output in spec.outputs],
        "output_is_list": [output.is_list for output in spec.outputs],
        "output_name": [_output_name(spec, index) for index in range(len(spec.outputs))],
        "name": spec.id,
        "display_name": spec.display_name,
        "description": spec.description,
        "python_module": builtin.python_module,
        "category": spec.category,
        "output_node": spec.is_output,
        "has_intermediate_output": False,
        "search_aliases": list(spec.search_aliases),
    }
    if builtin.essentials_category:
        info["essentials_category"] = builtin.essentials_category
    return info


def _input_sections(spec: NodeSpec, builtin: BuiltinNode | None) -> dict[str, Any]:
    sections: dict[str, Any] = {"required": {}}
    for item in spec.inputs:
        section = sections.setdefault("optional" if item.optional else "required", {})
        section[item.id] = input_config(item, builtin)
    return sections


def input_config(item: InputSpec, builtin: BuiltinNode | None = None) -> list[Any]:
    """One input as `[type, options]`, the form in which errors show it too."""
    extra = _NO_OPTIONS if builtin is None else builtin.widget_options.get(item.id, _NO_OPTIONS)
    choices = list(item.options)
    if builtin is not None and item.id in builtin.listed:
        choices = list(builtin.listed[item.id]())
    if builtin is None or not builtin.classic:
        return [item.type, _options(item, choices) | dict(extra)]
    if item.type == COMBO:
        return [choices, dict(extra)] if extra else [choices]
    options = _shown(item) | _default(item) | _numbers(item) | dict(extra)
    return [item.type, options] if options else [item.type]


def _options(item: InputSpec, choices: list[str]) -> dict[str, Any]:
    options = _shown(item)
    if item.hidden:
        options["hidden"] = True
    if item.type not in _WIDGETS or (item.socket and item.type == COMBO):
        return options
    options |= _default(item)
    if item.socket:
        options["forceInput"] = True
    if item.type == STRING:
        options["multiline"] = item.multiline
    if item.type == COMBO:
        options |= {"multiselect": False, "options": choices}
    return options | _numbers(item)


def _shown(item: InputSpec) -> dict[str, Any]:
    named = {"display_name": item.display_name or None, "tooltip": item.tooltip or None, "lazy": item.lazy or None}
    return {name: value for name, value in named.items() if value is not None}


def _default(item: InputSpec) -> dict[str, Any]:
    return {} if item.default is None else {"default": item.default}


def _numbers(item: InputSpec) -> dict[str, Any]:
    if item.type == COMBO:
        return {"control_after_generate": item.control_after_generate} if item.control_after_generate else {}
    as_number = int if item.type == INT else float
    bounds = {"min": item.minimum, "max": item.maximum, "step": item.step}
    options: dict[str, Any] = {name: as_number(value) for name, value in bounds.items() if value is not None}
    if item.control_after_generate and item.type == INT:
        options["control_after_generate"] = item.control_after_generate
    return options
