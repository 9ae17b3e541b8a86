"""ComfyUI's routes for prompts, queue, history and jobs, on the embedded engine."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...core.errors import ClientError, NotFound
from ...core.routes import Method, RouteCall, RouteSpec
from ...core.values import frozen
from ..http.answers import JsonAnswer
from .engine import STATUSES, Engine, JobQuery

MAX_PROMPT: Final = 50 << 20
"""Bytes of a posted prompt: it carries the whole workflow with it."""

Answer = Callable[[RouteCall[Any]], Any]


def route(method: Method, path: str, handler: Answer, **more: Any) -> RouteSpec:
    """One of ComfyUI's routes."""
    return RouteSpec(name=f"comfyui.{method.lower()} {path}", method=method, path=path, handler=handler, **more)


@frozen
class HistoryQuery:
    """Which part of the history."""

    max_items: int | None = None
    offset: int = -1


@frozen
class JobsQuery:
    """Which jobs, as ComfyUI's frontend asks for them."""

    status: str = ",".join(STATUSES)
    workflow_id: str | None = None
    sort_by: str = "created_at"
    sort_order: str = "desc"
    limit: int | None = None
    offset: int = 0


def queue_routes(engine: Engine) -> tuple[RouteSpec, ...]:
    """The routes; their handlers block and run on worker threads."""

    def post_prompt(call: RouteCall[dict[str, Any]]) -> JsonAnswer:
        answer = engine.submit(call.body)
        return JsonAnswer(400 if "error" in answer else 200, answer)

    def post_queue(call: RouteCall[dict[str, Any]]) -> dict[str, Any]:
        if call.body.get("clear"):
            engine.clear()
        engine.delete(_ids(call.body, "delete"))
        return {}

    def post_history(call: RouteCall[dict[str, Any]]) -> dict[str, Any]:
        if call.body.get("clear"):
            engine.forget_history()
        engine.forget_history(_ids(call.body, "delete"))
        return {}

    def interrupt(call: RouteCall[dict[str, Any]]) -> dict[str, Any]:
        prompt_id = call.body.get("prompt_id")
        engine.interrupt(prompt_id if isinstance(prompt_id, str) else None)
        return {}

    def free(_call: RouteCall[dict[str, Any]]) -> dict[str, Any]:
        engine.free()
        return {}

    def history(call: RouteCall[Any]) -> dict[str, Any]:
        return engine.history(max_items=call.query.max_items, offset=call.query.offset)

    def object_info(call: RouteCall[Any]) -> dict[str, Any]:
        return engine.object_info(call.path.get("node"))

    return (
        route("GET", "/prompt", lambda _call: engine.queue_info()),
        route("POST", "/prompt", post_prompt, body=dict, max_bytes=MAX_PROMPT),
        route("GET", "/queue", lambda _call: engine.queue_state()),
        route("POST", "/queue", post_queue, body=dict),
        route("GET", "/history", history, query=HistoryQuery),
        route("GET", "/history/{prompt}", lambda call: engine.history(call.path["prompt"])),
        route("POST", "/history", post_history, body=dict),
        route("POST", "/interrupt", interrupt, body=dict),
        route("POST", "/free", free, body=dict),
        route("GET", "/object_info", object_info),
        route("GET", "/object_info/{node}", object_info),
        *_job_routes(engine),
    )


def _job_routes(engine: Engine) -> tuple[RouteSpec, ...]:
    def job(call: RouteCall[Any]) -> dict[str, Any]:
        found = engine.job(call.path["job"])
        if found is None:
            raise NotFound("There is no such job.", field="job")
        return found

    def cancel(call: RouteCall[Any]) -> dict[str, Any]:
        return {"cancelled": engine.cancel(call.path["job"])}

    def cancel_all(call: RouteCall[dict[str, Any]]) -> dict[str, Any]:
        return {"cancelled": [one for one in _ids(call.body, "job_ids") if engine.cancel(one)]}

    return (
        route("GET", "/api/jobs", lambda call: engine.jobs(_job_query(call.query)), query=JobsQuery),
        route("GET", "/api/jobs/{job}", job),
        route("POST", "/api/jobs/{job}/cancel", cancel, body=dict),
        route("POST", "/api/jobs/cancel", cancel_all, body=dict),
    )


def _job_query(query: JobsQuery) -> JobQuery:
    statuses = tuple(one for one in query.status.split(",") if one)
    if not set(statuses) <= set(STATUSES):
        raise ClientError(f"A status is one of {', '.join(STATUSES)}.", field="status")
    if query.sort_by not in ("created_at", "execution_duration") or query.sort_order not in ("asc", "desc"):
        raise ClientError("Jobs are sorted by created_at or execution_duration, asc or desc.", field="sort_by")
    return JobQuery(
        statuses=statuses,
        workflow_id=query.workflow_id,
        sort_by=query.sort_by,
        descending=query.sort_order == "desc",
        limit=None if query.limit is None else max(0, query.limit),
        offset=max(0, query.offset),
    )


def _ids(body: Mapping[str, Any], key: str) -> list[str]:
    ids = body.get(key) or []
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise ClientError(f"{key} is a list of ids.", field=key)
    return ids
