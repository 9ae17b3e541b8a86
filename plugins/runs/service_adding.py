"""New runs: checked, stored, and only then sent."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve

from ...core.contracts.runs import Run, RunRequest
from ...core.errors import Invalid, PenstockError
from .service_events import queued
from .service_parts import Parts
from .service_requests import Checked

_LOG: Final = logging.getLogger("penstock.runs")
MOST: Final = 10_000


def add(parts: Parts, request: RunRequest, count: int) -> tuple[Run, ...]:
    """See `Runs.add`."""
    if not 1 <= count <= MOST:
        raise Invalid(f"1 to {MOST} runs are started at once.", field="count")
    checked = parts.requests.checked(_listed(parts, request))
    made = _stored(parts, checked, count)
    if request.workflow and not request.document:
        _keep_values(parts, checked, made[0])
    return made


def add_cells(parts: Parts, batch: str, request: RunRequest, cells: Iterable[tuple[int, Mapping[str, Any]]]) -> int:
    """See `Runs.add_cells`."""
    checked = parts.requests.checked(request)
    new = evolve(checked.new, document=parts.store.keep_document(checked.document))
    parts.pending.set()
    count = parts.store.add_cells(batch, new, cells, models_of=checked.models_of if checked.models else None)
    parts.pending.set()
    parts.core.changed()
    parts.driver.wake()
    return count


def again(parts: Parts, run: str) -> Run:
    """See `Runs.again`: what is kept of the workflow is enough, it may be deleted by now."""
    old = parts.store.get(run)
    document, values = parts.store.to_send(old.id)
    request = RunRequest(
        document=document,
        workflow=old.workflow,
        version=old.version,
        title=old.title,
        values=values,
        server=old.wanted_server,
        priority=old.priority,
    )
    return _stored(parts, parts.requests.checked(request), 1)[0]


def _listed(parts: Parts, request: RunRequest) -> RunRequest:
    """A document of somebody's own under the workflow that it belongs to; `NotFound` where nobody keeps that."""
    if not (request.document and request.workflow):
        return request
    kept = parts.core.workflows().get(request.workflow)
    return evolve(request, workflow=kept.id, title=request.title if request.title.strip() else kept.name)


def _stored(parts: Parts, checked: Checked, count: int) -> tuple[Run, ...]:
    new = evolve(checked.new, document=parts.store.keep_document(checked.document))
    parts.pending.set()
    made = parts.store.add(new, count)
    parts.pending.set()
    for run in made:
        parts.core.publish(queued(run))
    parts.core.changed()
    parts.driver.wake()
    return made


def _keep_values(parts: Parts, checked: Checked, run: Run) -> None:
    """The form opens with them next time; the run stands, whether that works or not."""
    try:
        parts.core.workflows().used(checked.new.workflow, checked.new.values, run.prompt_id)
    except PenstockError as error:
        _LOG.warning("The values of the run %s are not kept as the last used: %s", run.id, error)
