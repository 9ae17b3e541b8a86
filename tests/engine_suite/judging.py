"""What a host did with a step of the suite, and how that differs from what must come of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen
from engine_suite.graphs import Expected, Step

_ENDS = {"execution_success": "success", "execution_error": "error", "execution_interrupted": "interrupted"}


@frozen(kw_only=True)
class Observed:
    """`answer` is the JSON of `POST /prompt`; `messages` are `(type, data)` about this prompt, in order, as the client
    that asked for it gets them; `outputs` are those of its history, by node."""

    answer: Mapping[str, Any]
    messages: Sequence[tuple[str, Mapping[str, Any]]] = ()
    outputs: Mapping[str, Mapping[str, Any]] = field(factory=dict)


def differences(step: Step, observed: Observed) -> list[str]:
    """One sentence for each thing that is not as it must be; empty where all is."""
    facts = _facts(step, observed)
    return [
        f"{name}: {wanted!r} must be, {facts[name]!r} is"
        for name, wanted in _wanted(step.expected)
        if facts[name] != wanted
    ]


def _wanted(expected: Expected) -> Iterator[tuple[str, Any]]:
    yield "status", expected.status
    yield "faults", {node: set(kinds) for node, kinds in expected.faults.items()}
    for name in ("ran", "ran_types", "cached", "shown", "failed", "raised", "error"):
        value = getattr(expected, name)
        if value is not None:
            yield name, value
    if expected.calls:
        yield "calls", dict(expected.calls)


def _facts(step: Step, observed: Observed) -> dict[str, Any]:
    ran = [data["node"] for kind, data in observed.messages if kind == "executing" and data.get("node") is not None]
    end = next(((kind, data) for kind, data in observed.messages if kind in _ENDS), ("", {}))
    error = observed.answer.get("error")
    return {
        "status": "rejected" if error else _ENDS.get(end[0], "no end"),
        "error": error["type"] if error else None,
        "faults": {
            node: {fault["type"] for fault in entry["errors"]}
            for node, entry in observed.answer.get("node_errors", {}).items()
        },
        "ran": frozenset(ran),
        "ran_types": dict(Counter(step.prompt[node]["class_type"] for node in set(ran))),
        "cached": frozenset(
            node for kind, data in observed.messages if kind == "execution_cached" for node in data["nodes"]
        ),
        "calls": {node: len(observed.outputs.get(node, {}).get("calls", [])) for node in step.expected.calls},
        "shown": {node: list(ui["shown"]) for node, ui in observed.outputs.items() if "shown" in ui},
        "failed": end[1].get("node_id"),
        "raised": str(end[1].get("exception_type", "")).rpartition(".")[2],
    }
