"""From a node's question to the gate as everybody may know it."""

import hashlib
from typing import Any

from ...core.arrays import as_numpy
from ...core.contracts.gates import Gate, GateQuestion
from ...core.nodes import NodeCall
from .places import place_of, workflow_id


def gate_of(token: str, now: int, call: NodeCall, question: GateQuestion) -> Gate:
    """The gate of that question, armed `now` (milliseconds)."""
    count, height, width = (0, 0, 0) if question.images is None else tuple(question.images.shape)[:3]
    return Gate(
        token=token,
        kind=question.kind,
        title=question.title,
        prompt_id=call.prompt_id,
        node_id=call.node_id,
        list_index=call.list_index,
        workflow_id=workflow_id(call),
        place=place_of(call),
        armed=now,
        routes=question.routes,
        count=int(count),
        width=int(width),
        height=int(height),
        text=question.text,
        wait=question.wait,
        repeat=question.repeat,
        expires=now + question.time_limit * 1000 if question.time_limit else None,
        unanswered=question.unanswered,
    )


def input_hash(images: Any, text: str) -> str:
    """The SHA-256 of what comes in, as hex digits: equal for the same pixels and the same text."""
    found = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    if images is not None:
        array = as_numpy(images)
        found.update(str(array.shape).encode())
        for image in array:  # one by one: what is not contiguous is copied for this
            found.update(image.tobytes())
    return found.hexdigest()
