"""What a webhook says: JSON as standardwebhooks.com describes it, kept until it was delivered."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from .rows import Stored


@frozen
class Failed:
    """A failure of a cell: `prompt` is the submission that failed, `error` is `RunError` as JSON."""

    run: str
    prompt: str
    place: int
    error: Mapping[str, Any]


def failed_message(stored: Stored, failed: Failed, now: int) -> Mapping[str, Any]:
    """`run.failed`; its id is that of the failure, so that it is kept once, whoever tells it."""
    data: dict[str, Any] = {"batch": stored.id, "title": stored.title, "place": failed.place, "run": failed.run}
    data["error"] = {key: failed.error.get(key) for key in ("code", "message", "node", "node_title")}
    name = hashlib.sha256(f"{failed.run} {failed.prompt}".encode()).hexdigest()[:32]
    return batch_message(stored, "run.failed", data, name, now)


def batch_message(stored: Stored, event: str, data: Mapping[str, Any], new_id: str, now: int) -> Mapping[str, Any]:
    """A row of the table of webhooks, to be sent at once; times in `data` are wall time in ms."""
    body = {"type": event, "timestamp": datetime.fromtimestamp(now / 1000, UTC).isoformat(), "data": data}
    return {
        "id": f"msg_{new_id}",
        "batch": stored.id,
        "event": event,
        "url": stored.webhook,
        "body": json.dumps(body, separators=(",", ":")),
        "created": now,
        "attempts": 0,
        "due": now,
        "delivered": None,
        "reason": "",
    }
