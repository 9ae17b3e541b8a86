"""Queues a graph with applied values on the host's queue."""

import uuid
from collections.abc import Sequence
from typing import Any

from ...core.contracts.run_queue import RunQueue
from ...core.contracts.workflows import Applied
from ...core.errors import Invalid


class MissingNodes(Invalid):
    """Raised when the host's queue lacks classes of a workflow; `details["missing_classes"]` lists them."""

    code = "missing_nodes"


def queue_prompt(queue: RunQueue, applied: Applied, document: Any, client_id: str = "") -> str:
    """Queue the graph; the prompt's id, a canonical UUID.

    `document` is the decoded workflow of the editor (None for a graph in API format): it travels into what the run
    saves, so that a picture opens as its workflow. Raises `MissingNodes`, `Invalid` where the host refuses the graph or
    nothing in it is an output, `Unavailable`.
    """
    if applied.missing_classes:
        raise _missing(applied.missing_classes)
    targets = queue.outputs(applied.prompt)
    if not targets:
        raise Invalid("Nothing in this workflow is an output.", hint="Add a node that saves or shows something.")
    prompt_id = str(uuid.uuid4())
    try:
        queue.submit(
            applied.prompt,
            prompt_id=prompt_id,
            targets=sorted(targets),
            extra_pnginfo={} if document is None else {"workflow": document},
            client_id=client_id,
        )
    except Invalid as error:
        raise _refused(error) from error
    return prompt_id


def _refused(error: Invalid) -> Invalid:
    """What the host says of the graph, each fault at the input that it is about."""
    inputs = error.details.get("refused_inputs")
    faults = [
        {"field": f"{one['node']}.{one['input']}".rstrip("."), "code": "refused", "message": one["message"]}
        for one in (inputs if isinstance(inputs, list) else ())
    ]
    reason = str(error.details.get("reason") or error.message)
    return Invalid(
        f"The server refuses this workflow: {reason}",
        hint="Look at the values that are named." if faults else "Nothing was queued.",
        field=faults[0]["field"] if faults else None,
        details={"faults": faults} if faults else {},
    )


def _missing(classes: Sequence[str]) -> MissingNodes:
    shown = ", ".join(classes[:10]) + (f" and {len(classes) - 10} more" if len(classes) > 10 else "")
    return MissingNodes(
        f"The server lacks nodes that this workflow uses: {shown}.",
        hint="Install the packs that bring them, and start the server again.",
        field="workflow",
        details={"missing_classes": list(classes)},
    )
