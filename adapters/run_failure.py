"""Why a run failed, from what ComfyUI's protocol tells of an ended job; the embedded engine tells the same."""

from collections.abc import Mapping
from typing import Any, Final

_LONGEST: Final = 300


def failure_of(job: Any) -> str:
    """One line: what the node said, and which one; empty where the job tells of no error."""
    error = job.get("execution_error") if isinstance(job, Mapping) else None
    if not isinstance(error, Mapping):
        return ""
    said = next(iter(str(error.get("exception_message") or "").strip().splitlines()), "")[:_LONGEST]
    node = f"{error.get('node_type')}, node {error.get('node_id')}"
    return f"{said.rstrip('.')} ({node})." if said else f"It failed in {node}."
