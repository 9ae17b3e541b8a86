"""What a server finds wrong with a prompt before it queues it, in ComfyUI's words."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen


@frozen(kw_only=True)
class Verdict:
    """`outputs` can run; `error` is set where none can. `node_errors` are by node, as answered."""

    outputs: tuple[str, ...] = ()
    error: Mapping[str, Any] | None = None
    node_errors: Mapping[str, Any] = field(factory=dict)


def validated(prompt: Mapping[str, Any], classes: Mapping[str, Any], has_file: Callable[[str], bool]) -> Verdict:
    """Judge a prompt; `has_file` says whether a value names a file of the input folder."""
    for node_id, node in prompt.items():
        if node.get("class_type") not in classes:
            named = node.get("_meta", {}).get("title", node.get("class_type"))
            message = f"Node '{named}' not found. The custom node may not be installed."
            return Verdict(error=_error("missing_node_type", message, f"Node ID '#{node_id}'", node_id=node_id))
    outputs = [node_id for node_id, node in prompt.items() if classes[node["class_type"]]["output_node"]]
    if not outputs:
        return Verdict(error=_error("prompt_no_outputs", "Prompt has no outputs", ""))
    faults = {node_id: _faults(prompt, node, classes, has_file) for node_id, node in prompt.items()}
    good = [output for output in outputs if not any(faults[node] for node in before(prompt, output))]
    node_errors = _node_errors(prompt, [output for output in outputs if output not in good], faults)
    if good:
        return Verdict(outputs=tuple(good), node_errors=node_errors)
    error = _error("prompt_outputs_failed_validation", "Prompt outputs failed validation", "")
    return Verdict(error=error, node_errors=node_errors)


def before(prompt: Mapping[str, Any], output: str) -> list[str]:
    """The nodes that an output needs, in the order in which they run; itself is the last."""
    found: list[str] = []

    def visit(node_id: str) -> None:
        if node_id in found or node_id not in prompt:
            return
        for value in prompt[node_id].get("inputs", {}).values():
            if is_link(value):
                visit(str(value[0]))
        found.append(node_id)

    visit(output)
    return found


def is_link(value: Any) -> bool:
    """Whether an input comes from another node."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[1], int)


def _error(kind: str, message: str, details: str, **extra: Any) -> dict[str, Any]:
    return {"type": kind, "message": message, "details": details, "extra_info": extra}


def _node_errors(prompt: Mapping[str, Any], bad: list[str], faults: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for output in bad:
        for node_id in before(prompt, output):
            if faults[node_id]:
                kind = prompt[node_id]["class_type"]
                made = {"errors": faults[node_id], "dependent_outputs": [], "class_type": kind}
                told.setdefault(node_id, made)["dependent_outputs"].append(output)
    return told


def _faults(
    prompt: Mapping[str, Any], node: Mapping[str, Any], classes: Mapping[str, Any], has_file: Callable[[str], bool]
) -> list[dict[str, Any]]:
    found = []
    for name, spec in classes[node["class_type"]]["input"]["required"].items():
        if name not in node["inputs"]:
            found.append(_error("required_input_missing", "Required input is missing", name, input_name=name))
            continue
        value = node["inputs"][name]
        if is_link(value):
            if str(value[0]) not in prompt:
                found.append(_error("bad_linked_input", "Bad linked input", name, input_name=name))
        elif fault := _value_fault(name, spec, value, has_file):
            found.append(fault)
    return found


def _value_fault(name: str, spec: Any, value: Any, has_file: Callable[[str], bool]) -> dict[str, Any] | None:
    kind, options = spec[0], spec[1] if len(spec) > 1 else {}
    if options.get("image_upload"):
        wrong = not has_file(str(value))
        details = f"{name} - Invalid image file: {value}"
        return (
            _error("custom_validation_failed", "Custom validation failed for node", details, input_name=name)
            if wrong
            else None
        )
    if isinstance(kind, list):
        details = f"{name}: '{value}' not in {kind}"
        return None if value in kind else _error("value_not_in_list", "Value not in list", details, input_name=name)
    if kind in ("INT", "FLOAT"):
        return _number_fault(kind, name, options, value)
    return None


def _number_fault(kind: str, name: str, options: Mapping[str, Any], value: Any) -> dict[str, Any] | None:
    try:
        number = int(value) if kind == "INT" else float(value)  # a seed of 64 bits is more than a float holds
    except (TypeError, ValueError, OverflowError):
        return _error("invalid_input_type", "Failed to convert an input value", name, input_name=name)
    if "min" in options and number < options["min"]:
        return _error(
            "value_smaller_than_min", f"Value {value} smaller than min of {options['min']}", name, input_name=name
        )
    if "max" in options and number > options["max"]:
        return _error(
            "value_bigger_than_max", f"Value {value} bigger than max of {options['max']}", name, input_name=name
        )
    return None
