"""`/api/jobs` of newer servers: one shape for what waits, runs and has ended."""

from collections.abc import Mapping
from typing import Any

from .prompt_queue import Item, PromptQueue

_ENDS = ("execution_success", "execution_error", "execution_interrupted")


def job(queue: PromptQueue, prompt_id: str) -> dict[str, Any] | None:
    """One job with its outputs; None where nothing is known of it."""
    if prompt_id in queue.history:
        return _ended(prompt_id, queue.history[prompt_id], whole=True)
    for items, status in ((queue.running, "in_progress"), (queue.pending, "pending")):
        for item in items:
            if item[1] == prompt_id:
                return _queued(item, status)
    return None


def jobs(queue: PromptQueue) -> list[dict[str, Any]]:
    """All jobs, the last created first."""
    found = [_ended(prompt_id, entry, whole=False) for prompt_id, entry in queue.history.items()]
    found += [_queued(item, "in_progress") for item in queue.running]
    found += [_queued(item, "pending") for item in queue.pending]
    return sorted(found, key=lambda one: one["create_time"], reverse=True)


def _queued(item: Item, status: str) -> dict[str, Any]:
    created = item[3]["create_time"]
    return {"id": item[1], "status": status, "priority": item[0], "create_time": created, "outputs_count": 0}


def _ended(prompt_id: str, entry: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    messages = dict(entry["status"]["messages"])
    interrupted = "execution_interrupted" in messages
    failed = entry["status"]["status_str"] == "error"
    told = {
        "id": prompt_id,
        "status": "cancelled" if interrupted else "failed" if failed else "completed",
        "priority": entry["prompt"][0],
        "create_time": entry["prompt"][3]["create_time"],
        "execution_start_time": messages["execution_start"]["timestamp"],
        "execution_end_time": next(messages[name]["timestamp"] for name in _ENDS if name in messages),
        "outputs_count": sum(len(items) for node in entry["outputs"].values() for items in node.values()),
    }
    if "execution_error" in messages:
        told["execution_error"] = messages["execution_error"]
    if whole:
        told |= {"outputs": entry["outputs"], "execution_status": entry["status"]}
        told["workflow"] = {"prompt": entry["prompt"][2], "extra_data": entry["prompt"][3]}
    return told
