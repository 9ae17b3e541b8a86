"""What a server's words about a prompt mean: a run has completed only where the server says that it succeeded."""

from collections.abc import Mapping
from typing import Any, Final

from ..ports import JobReport, Standing

_ENDS: Final = ("execution_success", "execution_error", "execution_interrupted")
_LATEST: Final = 253_402_300_800_000
"""The year 10000, in ms: a time after it is none."""
_UNKNOWN_END: Final = {
    "exception_type": "UnknownEnd",
    "exception_message": "The server does not say how it ended.",
}


def from_job(job: Mapping[str, Any]) -> JobReport | None:
    """The report of an answer of `/api/jobs/{id}`; None where it makes no sense."""
    said = job.get("status")
    if said == "pending":
        return JobReport(standing=Standing.PENDING)
    if said == "in_progress":
        return JobReport(standing=Standing.RUNNING)
    if "execution_status" in job:
        return ended(job.get("execution_status"), job.get("outputs"))
    return None


def ended(status: object, outputs: object) -> JobReport:
    """The report of an entry of the history."""
    told = status if isinstance(status, Mapping) else {}
    messages = _messages(told.get("messages"))
    standing, error = _end(told, messages)
    return JobReport(
        standing=standing,
        outputs=outputs if isinstance(outputs, Mapping) else {},
        error=error,
        cached=_nodes(messages.get("execution_cached", {}).get("nodes")),
        started=_time(messages.get("execution_start", {})),
        ended=next((_time(messages[name]) for name in _ENDS if name in messages), None),
    )


def _end(told: Mapping[str, Any], messages: Mapping[str, Mapping[str, Any]]) -> tuple[Standing, Any]:
    """An interrupted prompt says `error` too. Without a word about its end nothing is guessed: it failed."""
    if "execution_interrupted" in messages:
        return Standing.CANCELLED, None
    if told.get("status_str") == "success" and told.get("completed") is not False:
        return Standing.COMPLETED, None
    return Standing.FAILED, messages.get("execution_error") or (_UNKNOWN_END if "status_str" not in told else {})


def _messages(told: object) -> dict[str, Mapping[str, Any]]:
    """The last message of each name."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in told if isinstance(told, list) else ():
        if isinstance(entry, list) and len(entry) >= 2 and isinstance(entry[1], dict):
            found[str(entry[0])] = entry[1]
    return found


def _nodes(told: object) -> frozenset[str]:
    return frozenset(one for one in told if isinstance(one, str)) if isinstance(told, list) else frozenset()


def _time(message: Mapping[str, Any]) -> int | None:
    said = message.get("timestamp")
    return int(said) if isinstance(said, int | float) and not isinstance(said, bool) and 0 < said < _LATEST else None
