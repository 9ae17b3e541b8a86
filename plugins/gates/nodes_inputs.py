"""What the three gate nodes have in common: the widgets that say how to wait, and what becomes of them."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from ...core.contracts.gates import Repeat, Unanswered, Wait
from ...core.errors import Invalid
from ...core.nodes import COMBO, INT, STRING, InputSpec, NodeCall

CATEGORY: Final = "Penstock/Gates"
LONGEST_WAIT: Final = 604_800
"""Seconds: a week."""
_LONGEST_NAME: Final = 100
_LONGEST_TITLE: Final = 200
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: a name with one would read as another."""

Choice = TypeVar("Choice", bound=StrEnum)


def _choice(name: str, choices: type[StrEnum], tooltip: str) -> InputSpec:
    options = tuple(choice.value for choice in choices)
    return InputSpec(
        id=name, type=COMBO, default=options[0], options=options, optional=True, hidden=True, tooltip=tooltip
    )


WAITING_INPUTS: Final = (
    _choice("wait", Wait, "Wait for the answer, or park: keep the gate for later and let the run finish."),
    _choice("repeat", Repeat, "Ask in every run, or use the last answer again: for the same input, or always."),
    InputSpec(
        id="time_limit",
        type=INT,
        default=0,
        minimum=0,
        maximum=LONGEST_WAIT,
        optional=True,
        hidden=True,
        tooltip="Seconds to wait for an answer; 0 is no limit.",
    ),
    _choice("unanswered", Unanswered, "What happens when nobody answers; default is what the settings say."),
    InputSpec(
        id="decision",
        type=STRING,
        default="",
        optional=True,
        hidden=True,
        tooltip="Set by Penstock when it queues the rest of a parked run; empty in workflows.",
    ),
)
"""The last inputs of every gate, in the order of saved workflows."""


def waiting_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `GateQuestion` for the values of `WAITING_INPUTS`; `Invalid` names one that fits nothing."""
    return {
        "wait": _chosen(Wait, inputs["wait"], "wait"),
        "repeat": _chosen(Repeat, inputs["repeat"], "repeat"),
        "time_limit": _seconds(inputs["time_limit"]),
        "unanswered": _chosen(Unanswered, inputs["unanswered"], "unanswered"),
        "decision": decision_of(inputs["decision"]),
    }


def _chosen(choices: type[Choice], value: Any, field: str) -> Choice:
    try:
        return choices(value)
    except ValueError:
        known = ", ".join(repr(choice.value) for choice in choices)
        raise Invalid(f"{field} is {value!r}; it must be one of {known}.", field=field) from None


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST_WAIT:
        raise Invalid(f"time_limit is {value!r}; it must be a number of seconds up to a week.", field="time_limit")
    return value


def decision_of(value: object) -> str:
    """The input `decision`; what is no text decides nothing."""
    return value if isinstance(value, str) else ""


def names_of_routes(names: object, routes: int) -> tuple[str, ...]:
    """One name per visible route: that of the JSON list `names`, else the route's number."""
    given = _json_list(names)
    found = (given[index] if index < len(given) else None for index in range(routes))
    return tuple(_one_line(name, _LONGEST_NAME) or str(number) for number, name in enumerate(found, 1))


def _json_list(text: object) -> list[Any]:
    """What a workflow saved; anything else counts as no names, since the run goes on just as well without."""
    if not isinstance(text, str):
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def title_of(call: NodeCall, display_name: str) -> str:
    """The title that the user gave the node, else `display_name`."""
    node = call.prompt.get(call.node_id)
    meta = node.get("_meta") if isinstance(node, Mapping) else None
    return _one_line(meta.get("title") if isinstance(meta, Mapping) else None, _LONGEST_TITLE) or display_name


def _one_line(text: object, longest: int) -> str:
    if not isinstance(text, str):
        return ""
    return " ".join("".join(char for char in text if char not in _TURNING).split())[:longest].rstrip()
