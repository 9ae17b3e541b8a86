"""How a run ended, and the JSON of what went wrong in it."""

import traceback
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from attrs import evolve, field

from ....core.errors import PenstockError
from ....core.values import frozen
from .mapping import Items
from .prompt_errors import JsonError, type_name


class RunStatus(StrEnum):
    """How a run ended."""

    SUCCESS = "success"
    ERROR = "error"
    INTERRUPTED = "interrupted"
    INVALID = "invalid"


@frozen(kw_only=True)
class RunOutcome:
    """What a run made.

    `outputs` holds, by node id, one list of items per output (one item where nothing is a list), of every node that
    ran or was needed from the cache; `ui` what the nodes show. `executed` are the nodes that ran, in order; `cached`
    those that had not to. `error` is the data of `execution_error` or `execution_interrupted`, or, where the prompt
    is invalid, ComfyUI's error object. `messages` are those that the history keeps.
    """

    prompt_id: str
    status: RunStatus
    outputs: Mapping[str, tuple[Items, ...]] = field(factory=dict)
    ui: Mapping[str, Mapping[str, list[Any]]] = field(factory=dict)
    executed: tuple[str, ...] = ()
    cached: tuple[str, ...] = ()
    error: Mapping[str, Any] | None = None
    node_errors: Mapping[str, dict[str, Any]] = field(factory=dict)
    messages: tuple[tuple[str, dict[str, Any]], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every output that could run has run."""
        return self.status is RunStatus.SUCCESS

    def with_node_errors(self, node_errors: Mapping[str, dict[str, Any]]) -> "RunOutcome":
        """The same, with what validation found wrong beside what ran."""
        return evolve(self, node_errors=node_errors)


class NodeFailed(Exception):
    """Raised inside the engine when a node ends the run; `cause` says why, `inputs` are what it was called with."""

    def __init__(self, node_id: str, cause: BaseException, inputs: Mapping[str, Items]) -> None:
        super().__init__(f"node {node_id}: {cause}")
        self.node_id = node_id
        self.cause = cause
        self.inputs = inputs


def failure_json(failure: NodeFailed, node_type: str, executed: Iterable[str], known: Iterable[str]) -> JsonError:
    """The data of `execution_error`, without the prompt id."""
    cause = failure.cause
    return {
        "node_id": failure.node_id,
        "node_type": node_type,
        "executed": list(executed),
        "exception_message": f"{_message(cause)}\n",
        "exception_type": type_name(cause),
        "traceback": traceback.format_tb(cause.__traceback__),
        "current_inputs": {name: [_shown(item) for item in items] for name, items in failure.inputs.items()},
        "current_outputs": list(known),
    }


def interruption_json(failure: NodeFailed, node_type: str, executed: Iterable[str]) -> JsonError:
    """The data of `execution_interrupted`, without the prompt id."""
    return {"node_id": failure.node_id, "node_type": node_type, "executed": list(executed)}


def _message(cause: BaseException) -> str:
    hint = cause.hint if isinstance(cause, PenstockError) else ""
    return f"{cause} {hint}" if hint else str(cause)


def _shown(item: object) -> object:
    """`item` as JSON; a plugin's class may even fail to say what it is."""
    if item is None or isinstance(item, (bool, int, float, str)):
        return item
    try:
        return str(item)
    except Exception as error:  # the failure of the node is what must be reported, not this one
        return f"<{type(item).__name__}: {type(error).__name__}>"
