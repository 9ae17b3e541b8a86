"""ComfyUI's jobs (`GET /api/jobs`): waiting, running and ended prompts in one list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import field

from ....core.values import frozen
from .queue import QueuedPrompt

STATUSES: Final = ("pending", "in_progress", "completed", "failed", "cancelled")
_PREVIEWABLE: Final = frozenset({"images", "video", "audio", "3d", "text"})
_TEXT_SUFFIXES: Final = (".txt", ".md", ".json")
_SOLID_SUFFIXES: Final = (".obj", ".fbx", ".gltf", ".glb", ".usdz")
_TEXT_SHOWN: Final = 1024
"""Characters of a text that a preview shows."""


@frozen(kw_only=True)
class JobQuery:
    """Which jobs: by status and workflow, sorted by `created_at` or `execution_duration`, one page of them."""

    statuses: tuple[str, ...] = STATUSES
    workflow_id: str | None = None
    sort_by: str = "created_at"
    descending: bool = True
    limit: int | None = None
    offset: int = 0


@frozen(kw_only=True)
class JobSources:
    """Where jobs come from: the queue's prompts and the history's entries."""

    running: Sequence[QueuedPrompt] = ()
    pending: Sequence[QueuedPrompt] = ()
    history: Mapping[str, Mapping[str, Any]] = field(factory=dict)


def list_jobs(sources: JobSources, query: JobQuery) -> dict[str, Any]:
    """The answer of `GET /api/jobs`."""
    found = [job for job in _all_jobs(sources) if job["status"] in query.statuses]
    if query.workflow_id:
        found = [job for job in found if job.get("workflow_id") == query.workflow_id]
    key = _duration if query.sort_by == "execution_duration" else _created
    found.sort(key=key, reverse=query.descending)
    page = found[query.offset :] if query.limit is None else found[query.offset : query.offset + query.limit]
    return {
        "jobs": page,
        "pagination": {
            "offset": query.offset,
            "limit": query.limit,
            "total": len(found),
            "has_more": query.offset + len(page) < len(found),
        },
    }


def one_job(sources: JobSources, prompt_id: str) -> dict[str, Any] | None:
    """The answer of `GET /api/jobs/{id}`, outputs and workflow included; None where there is no such job."""
    entry = sources.history.get(prompt_id)
    if entry is None:
        return next((job for job in _all_jobs(sources) if job["id"] == prompt_id), None)
    _, _, prompt, extra_data, _ = entry["prompt"]
    return _ended_job(prompt_id, entry) | {
        "outputs": entry["outputs"],
        "execution_status": entry["status"],
        "workflow": {"prompt": prompt, "extra_data": extra_data},
    }


def _all_jobs(sources: JobSources) -> Iterator[dict[str, Any]]:
    for item in sources.running:
        yield _waiting_job(item, "in_progress")
    for item in sources.pending:
        yield _waiting_job(item, "pending")
    for prompt_id, entry in sources.history.items():
        yield _ended_job(prompt_id, entry)


def _waiting_job(item: QueuedPrompt, status: str) -> dict[str, Any]:
    return _pruned(
        id=item.prompt_id,
        status=status,
        priority=item.number,
        outputs_count=0,
        previewable_outputs_count=0,
        **_origin(item.extra_data),
    )


def _ended_job(prompt_id: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    number, _, _, extra_data, _ = entry["prompt"]
    messages = dict(entry["status"]["messages"])
    ending = next((kind for kind in _ENDINGS if kind in messages), None)
    items = list(_items(entry["outputs"]))
    return _pruned(
        id=prompt_id,
        status="failed" if ending is None else _ENDINGS[ending],
        priority=number,
        execution_start_time=messages.get("execution_start", {}).get("timestamp"),
        execution_end_time=None if ending is None else messages[ending]["timestamp"],
        execution_error=messages.get("execution_error"),
        outputs_count=len([item for item in items if "filename" in item]),
        previewable_outputs_count=len([item for item in items if "filename" in item and _previewable(item)]),
        preview_output=_best_preview(items),
        **_origin(extra_data),
    )


_ENDINGS: Final = {
    "execution_success": "completed",
    "execution_interrupted": "cancelled",
    "execution_error": "failed",
}


def _pruned(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _origin(extra_data: Mapping[str, Any]) -> dict[str, Any]:
    info = extra_data.get("extra_pnginfo")
    workflow = info.get("workflow") if isinstance(info, Mapping) else None
    workflow_id = workflow.get("id") if isinstance(workflow, Mapping) else None
    return {"create_time": extra_data.get("create_time"), "workflow_id": workflow_id}


def _items(outputs: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What the nodes show, each with its node and medium: files, and texts as `content`."""
    for node_id, ui in outputs.items():
        for medium, values in ui.items():
            if medium == "animated" or not isinstance(values, list):
                continue
            for value in values:
                if isinstance(value, Mapping):
                    yield {**value, "nodeId": node_id, "mediaType": value.get("mediaType", medium)}
                elif medium == "text":
                    yield _text_preview(str(value)) | {"nodeId": node_id, "mediaType": medium}


def _text_preview(text: str) -> dict[str, Any]:
    return {"content": text} if len(text) <= _TEXT_SHOWN else {"content": text[:_TEXT_SHOWN], "truncated": True}


def _previewable(item: Mapping[str, Any]) -> bool:
    form = str(item.get("format", ""))
    name = str(item.get("filename", "")).lower()
    return (
        item["mediaType"] in _PREVIEWABLE
        or form.startswith(("video/", "audio/"))
        or name.endswith(_TEXT_SUFFIXES + _SOLID_SUFFIXES)
    )


def _best_preview(items: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """A saved picture before a temporary one, that before a text file, that before a text."""
    return min((item for item in items if _previewable(item)), key=_preview_rank, default=None)


def _preview_rank(item: Mapping[str, Any]) -> int:
    if "filename" not in item:
        return 3
    if item["mediaType"] == "text" or str(item["filename"]).lower().endswith(_TEXT_SUFFIXES):
        return 2
    return 0 if item.get("type") == "output" else 1


def _created(job: Mapping[str, Any]) -> float:
    return float(job.get("create_time") or 0)


def _duration(job: Mapping[str, Any]) -> float:
    start, end = job.get("execution_start_time"), job.get("execution_end_time")
    return float(end - start) if start and end else 0.0
