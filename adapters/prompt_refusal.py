"""What `POST /prompt` answers where a prompt cannot run, as one error: the same shape in ComfyUI and in our engine."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..core.errors import Invalid


def refused(answer: Mapping[str, Any]) -> Invalid:
    """The error for an answer with `error`, with `node_errors`, or with both; any other JSON is survived.

    `details` hold `reason`, in the words of the host, and `refused_inputs`: node, input and message of each fault.
    """
    error = answer.get("error")
    found = error if isinstance(error, Mapping) else {"message": error or "Part of it cannot run"}
    said = ": ".join(str(found[key]).strip() for key in ("message", "details") if found.get(key))
    faults = list(_node_faults(answer.get("node_errors")))
    details = {"reason": said[:2_000], "refused_inputs": list(_inputs(answer.get("node_errors")))}
    hint = f"{faults[0]} Mend it, then answer again." if faults else "Nothing was queued."
    return Invalid(
        f"The rest of the run was refused. {said}"[:2_000], hint=hint[:2_000], faults=faults, details=details
    )


def _node_faults(node_errors: object) -> Iterator[str]:
    for node_id, class_type, error in _errors(node_errors):
        what = f"{error.get('message')}: {error.get('details')}".rstrip(": ")
        yield f"Node {node_id} ({class_type}): {what}."


def _inputs(node_errors: object) -> Iterator[dict[str, str]]:
    for node_id, _, error in _errors(node_errors):
        extra = error.get("extra_info")
        name = extra.get("input_name") if isinstance(extra, Mapping) else None
        message = f"{error.get('message')}: {error.get('details')}".rstrip(": ")
        yield {"node": str(node_id), "input": str(name or ""), "message": message[:2_000]}


def _errors(node_errors: object) -> Iterator[tuple[object, object, Mapping[str, Any]]]:
    """Node, class and fault of each entry that has the right shape."""
    for node_id, entry in node_errors.items() if isinstance(node_errors, Mapping) else ():
        errors = entry.get("errors") if isinstance(entry, Mapping) else None
        for error in errors if isinstance(errors, list) else ():
            if isinstance(error, Mapping):
                yield node_id, entry.get("class_type"), error
