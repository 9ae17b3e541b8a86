"""What the routes of gates do: list, answer, stop, park, and the answers that are used again."""

from typing import Any, Final

from ...core.contracts.gates import Gate, GateAnswer, Gates
from ...core.errors import Invalid
from ...core.routes import RouteCall
from .parked_runs import ParkedRuns
from .routes_shapes import Answer, Client, GateList, KeptList, Stop

_LONGEST_CLIENT: Final = 128


def gates_of(call: RouteCall[Any]) -> Gates:
    """The registry of the host."""
    return call.services.get(Gates)


def list_gates(call: RouteCall[Any]) -> GateList:
    """GET /penstock/gates: whoever asks could answer."""
    gates, parked = gates_of(call), call.services.find(ParkedRuns)
    gates.looked()
    return GateList(
        gates=gates.open(),
        parked_bytes=parked.bytes() if parked is not None else 0,
        parked_limit=parked.limit() if parked is not None else 0,
    )


def get_gate(call: RouteCall[Any]) -> Gate:
    """GET /penstock/gates/{gate}."""
    return gates_of(call).get(call.path["gate"])


def answer(call: RouteCall[Answer]) -> Gate:
    """POST /penstock/gates/{gate}/answer."""
    body = call.body
    decision = GateAnswer(
        route=body.route, selection=body.selection, text=body.text, clear_mask=body.clear_mask and body.mask is None
    )
    return gates_of(call).answer(call.path["gate"], decision, mask=body.mask, client_id=_client(body.client_id))


def stop(call: RouteCall[Stop]) -> Gate:
    """POST /penstock/gates/{gate}/stop."""
    return gates_of(call).stop(call.path["gate"], answered=call.body.answered)


def park(call: RouteCall[Any]) -> Gate:
    """POST /penstock/gates/{gate}/park."""
    return gates_of(call).park(call.path["gate"])


def requeue(call: RouteCall[Client]) -> Gate:
    """POST /penstock/gates/{gate}/requeue."""
    return gates_of(call).requeue(call.path["gate"], client_id=_client(call.body.client_id))


def list_kept(call: RouteCall[Any]) -> KeptList:
    """GET /penstock/kept_answers."""
    return KeptList(kept=gates_of(call).kept_answers())


def forget(call: RouteCall[Any]) -> KeptList:
    """DELETE /penstock/kept_answers/{place}."""
    gates_of(call).forget_answer(call.path["place"])
    return list_kept(call)


def _client(client_id: str) -> str:
    if len(client_id) > _LONGEST_CLIENT:
        raise Invalid(f"The id of a client has at most {_LONGEST_CLIENT} characters.", field="client_id")
    return client_id
