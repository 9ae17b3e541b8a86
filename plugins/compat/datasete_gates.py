"""What Dataset Gates' gate routes do, on top of `Gates`. They know a gate by its node; one that is not alone is a 409.

A refused request changes nothing: the gate goes on waiting.
"""

import json
import re
from typing import Any, Final

from ...core.contracts.gates import Gate, GateAnswer, GateKind, Gates, GateState
from ...core.errors import ClientError, Conflict, Invalid, NotFound
from ...core.routes import RouteCall
from .datasete_masks import staged_mask
from .datasete_shapes import ChoiceForm, Done, MaskForm, SelectForm, TextForm

_ROUTE: Final = re.compile(r"[1-9]|10", re.ASCII)
_CANCEL: Final = "__cancel__"


def choice(call: RouteCall[ChoiceForm]) -> Done:
    """POST /datasete_gate/choice."""
    gates, message = call.services.get(Gates), call.body.message.strip()
    if message != _CANCEL and not _ROUTE.fullmatch(message):
        raise Invalid(f'{message[:80]!r} is no route: send "1" to "10", or "{_CANCEL}".', field="message")
    gate = waiting(gates, call.body.id, GateKind.IMAGE)
    if message == _CANCEL:
        gates.stop(gate.token)
    else:
        gates.answer(gate.token, GateAnswer(route=int(message)))
    return Done()


def mask(call: RouteCall[MaskForm]) -> Done:
    """POST /datasete_gate/mask."""
    gates, upload = call.services.get(Gates), call.body.mask
    gate = waiting(gates, call.body.id, GateKind.IMAGE)
    if upload is None or upload.size == 0:
        gates.set_mask(gate.token, None)
        return Done()
    with staged_mask(call.services, upload, gate.width, gate.height) as made:
        gates.set_mask(gate.token, made)
    return Done()


def text(call: RouteCall[TextForm]) -> Done:
    """POST /datasete_text_gate/pass."""
    gates = call.services.get(Gates)
    gates.answer(waiting(gates, call.body.id, GateKind.TEXT).token, GateAnswer(text=call.body.text))
    return Done()


def select(call: RouteCall[SelectForm]) -> Done:
    """POST /datasete_image_chooser/select: 400 for what is missing or does not fit, 409 for a stale token."""
    gates, body = call.services.get(Gates), call.body
    if not body.id or not body.token:
        raise ClientError("The id of the node or the token is missing.", field="token" if body.id else "id")
    gate = _told(gates, body.id, body.token)
    if body.action == "cancel":
        gates.stop(gate.token)
        return Done()
    try:
        gates.answer(gate.token, GateAnswer(selection=selection_of(body.selection)))
    except Invalid as error:
        raise ClientError(error.message, hint=error.hint, field="selection") from error
    return Done()


def waiting(gates: Gates, node_id: str, kind: GateKind) -> Gate:
    """The one gate that waits at this node; `NotFound` without one, `Conflict` where several do."""
    found = [gate for gate in gates.open() if _waits(gate, node_id, kind)]
    if not found:
        raise NotFound(f"No gate waits at the node {node_id[:80]!r}.", field="id")
    if len(found) > 1:
        raise Conflict(
            f"{len(found)} gates wait at the node {node_id[:80]!r}: its id does not say which one is meant.",
            hint="Answer them by their tokens: POST /penstock/gates/{gate}/answer.",
            field="id",
            details={"current": [gate.token for gate in found]},
        )
    return found[0]


def selection_of(text: str | None) -> tuple[int, ...]:
    """The positions that a JSON list names, each once, in order; `ClientError` for anything else."""
    if text is None:
        raise ClientError("The selection is missing.", field="selection")
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ClientError("The selection is a JSON list of positions.", field="selection") from error
    if not isinstance(found, list) or not found or any(type(one) is not int for one in found):
        raise ClientError("The selection is a JSON list of positions, at least one.", field="selection")
    return tuple(sorted(set(found)))


def _told(gates: Gates, node_id: str, token: str) -> Gate:
    try:
        gate = gates.get(token)
    except NotFound:
        gate = None
    if gate is None or not _waits(gate, node_id, GateKind.CHOOSER):
        raise Conflict("This gate does not wait any more.", field="token")
    return gate


def _waits(gate: Gate, node_id: str, kind: GateKind) -> bool:
    return gate.state is GateState.ARMED and gate.kind is kind and gate.node_id == node_id
