"""The errors of a prompt that cannot run, in the shapes that ComfyUI's frontend reads."""

import traceback
from collections.abc import Mapping
from typing import Any

JsonError = dict[str, Any]
"""`{"type", "message", "details", "extra_info"}`."""


def prompt_error(kind: str, message: str, details: str = "", **extra: Any) -> JsonError:
    """One error; `extra` becomes `extra_info`."""
    return {"type": kind, "message": message, "details": details, "extra_info": extra}


def no_prompt() -> JsonError:
    """The body holds no prompt."""
    return prompt_error("no_prompt", "No prompt provided", "No prompt provided")


def malformed_prompt(details: str) -> JsonError:
    """The prompt is not an object of nodes."""
    return prompt_error("invalid_prompt", "The prompt is not a graph in API format", details)


def bad_prompt_id() -> JsonError:
    """The client's prompt id is no canonical UUID."""
    return prompt_error(
        "invalid_prompt_id",
        "prompt_id must be a valid UUID",
        "prompt_id is a UUID in lower-case hyphenated form; leave it out to have one made",
    )


def missing_node_type(node_id: str, node: Mapping[str, Any]) -> JsonError:
    """A node whose class_type is absent or unknown."""
    class_type = node.get("class_type")
    meta = node.get("_meta")
    title = meta.get("title") if isinstance(meta, Mapping) else None
    if class_type is None:
        shown = title or f"ID #{node_id}"
        message = f"Node '{shown}' has no class_type. The workflow may be corrupted or a custom node is missing."
    else:
        title = title or class_type
        message = f"Node '{title}' not found. The custom node may not be installed."
    return prompt_error(
        "missing_node_type",
        message,
        f"Node ID '#{node_id}'",
        node_id=node_id,
        class_type=class_type,
        node_title=title,
    )


def no_outputs() -> JsonError:
    """Nothing in the prompt is an output node that was asked for."""
    return prompt_error("prompt_no_outputs", "Prompt has no outputs")


def outputs_failed(reasons: list[JsonError]) -> JsonError:
    """Every output of the prompt failed; `reasons` are those of the output nodes themselves."""
    details = "\n".join(f"{reason['message']}: {reason['details']}" for reason in reasons)
    return prompt_error("prompt_outputs_failed_validation", "Prompt outputs failed validation", details)


def dependency_cycle(node_id: str, path: list[str], shown: str) -> JsonError:
    """`path` leads from a node to itself, or the first steps of that way; `shown` is that path with class types."""
    return prompt_error(
        "dependency_cycle",
        "Dependency cycle detected",
        shown,
        node_id=node_id,
        cycle_nodes=list(dict.fromkeys(path)),
    )


def validation_raised(error: Exception, *, inner: bool) -> JsonError:
    """A node's own validation raised; `inner` where the node is not an output node itself."""
    kind = "exception_during_inner_validation" if inner else "exception_during_validation"
    message = "Exception when validating inner node" if inner else "Exception when validating node"
    return prompt_error(
        kind,
        message,
        str(error),
        exception_message=str(error),
        exception_type=type_name(error),
        traceback=traceback.format_tb(error.__traceback__),
    )


def type_name(error: BaseException) -> str:
    """The name of an exception's class, with its module unless it is a builtin."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
