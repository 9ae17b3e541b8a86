"""From a plan to a batch whose cells are stored: what was begun is finished after a crash, with the very same cells."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from ...core.contracts.batches import BatchPlan, BatchPreview, PlannedCell
from ...core.contracts.runs import RunRequest, Runs
from ...core.contracts.workflows import Form, Workflows
from ...core.errors import Invalid, TooLarge
from ...core.events.base import Event
from ...core.events.batches import BatchPlanned
from ...core.names import check_label
from .estimating import Estimates
from .planning.planned import Planned
from .planning.planner import planned
from .rows import Stored
from .store import BatchStore
from .webhook_rules import WebhookRules

MOST_TITLE: Final = 200
MOST_SHOWN: Final = 1000
"""Cells of a preview."""

MOST_CHARACTERS: Final = 200_000_000
"""Characters of the texts that differ between cells: each cell keeps its own."""

_MOST_PROBLEMS: Final = 20
_UNTITLED: Final = "Batch"


@frozen
class Ready:
    """A plan that was checked, and the title of its batch."""

    made: Planned
    title: str


@frozen(kw_only=True)
class Starting:
    """See the module. Blocks; safe on any thread. `busy` are batches whose cells this process stores right now."""

    store: BatchStore
    runs: Callable[[], Runs]
    workflows: Callable[[], Workflows]
    estimates: Estimates
    most_cells: Callable[[], int]
    rules: Callable[[], WebhookRules]
    draw: Callable[[], int]
    notify: Callable[[Event], object]
    busy: set[str] = field(factory=set)

    def preview(self, plan: BatchPlan, first: int, limit: int) -> BatchPreview:
        """See `Batches`."""
        _check_page(first, limit)
        asked, _ = self._with_document(plan)
        made = planned(self.workflows(), asked.document, asked, self.draw)
        total, most = made.space.total, self.most_cells()
        return BatchPreview(
            space=made.space.size,
            total=total,
            groups=made.summaries,
            cells=_shown(made, first, limit, most),
            seeds=made.plan.seeds,
            seconds=self.estimates.of_document(_sha256(asked.document), total),
            problems=tuple(self._problems(made, most, plan.webhook)),
        )

    def ready(self, plan: BatchPlan) -> Ready:
        """A plan that may begin: it was checked, and nothing is stored yet."""
        self.rules().check(plan.webhook)
        asked, name = self._with_document(plan)
        made = planned(self.workflows(), asked.document, asked, self.draw)
        total = made.space.total
        if total > (most := self.most_cells()):
            raise TooLarge(
                f"A batch has at most {most} cells, this one would have {total}.",
                hint="Sample or limit it.",
                field="limit",
            )
        if made.characters > MOST_CHARACTERS:
            raise TooLarge(
                f"The texts of all cells may have {MOST_CHARACTERS} characters together, these {made.characters}.",
                hint="Shorten them, or limit the batch.",
                field="groups",
            )
        return Ready(made, check_title(plan.title) or name)

    def begin(self, ready: Ready) -> Stored:
        """Store a batch and its cells; what raised left neither."""
        stored = self.store.add(ready.made, ready.title, self.busy.add)
        try:
            self._store_cells(stored, ready.made)
        except BaseException:
            self.store.forget(stored.id)
            raise
        finally:
            self.busy.discard(stored.id)
        return self._begun(stored)

    def resume(self, batch: str) -> None:
        """Store the cells of a batch that a crash left without them."""
        stored = self.store.planning(batch)
        if stored is None or stored.plan is None or batch in self.busy:
            return
        plan = evolve(stored.plan, document=self.store.document(batch))
        self._store_cells(stored, planned(self.workflows(), plan.document, plan, self.draw))
        self._begun(stored)

    def _with_document(self, plan: BatchPlan) -> tuple[BatchPlan, str]:
        """The plan with its document and the workflow's id, and a title."""
        if plan.document:
            return plan, _UNTITLED
        if not plan.workflow:
            raise Invalid("Say which workflow shall run.", hint="Give workflow, or document.", field="workflow")
        workflows = self.workflows()
        entry = workflows.get(plan.workflow)
        version = entry.latest.number if plan.version is None else plan.version
        document = workflows.document(entry.id, version)
        return evolve(plan, workflow=entry.id, version=version, document=document), entry.name

    def _store_cells(self, stored: Stored, made: Planned) -> None:
        plan = made.plan
        request = RunRequest(
            workflow=plan.workflow,
            version=plan.version,
            document=plan.document,
            title=stored.title,
            values=plan.values,
            server=plan.server,
            priority=plan.priority,
            retries_when_lost=plan.retries_when_lost,
        )
        self.runs().add_cells(stored.id, request, _values(made))

    def _begun(self, stored: Stored) -> Stored:
        if self.store.begin(stored.id):
            event = BatchPlanned(batch=stored.id, title=stored.title, workflow=stored.workflow, total=stored.total)
            self.runs().note_batch("batch_planned", stored.id, {"title": stored.title, "total": stored.total})
            self.notify(event)
        return self.store.get(stored.id)

    def _problems(self, made: Planned, most: int, webhook: str) -> Iterator[str]:
        total = made.space.total
        if webhook and (problem := self.rules().problem(webhook)):
            yield problem
        if total > most:
            yield f"A batch has at most {most} cells, this one would have {total}: sample or limit it."
        form = self.workflows().form_in(made.plan.document, made.plan.values)
        yield from _form_problems(form, made)


def _form_problems(form: Form, made: Planned) -> Iterator[str]:
    if form.missing_classes:
        yield f"No server has these nodes: {', '.join(form.missing_classes[:_MOST_PROBLEMS])}."
    if form.stale:
        yield "No server answers now: choices were checked against what was known last."
    varied = {address for group in made.groups for axis in group.axes for address in axis.columns}
    told = [one for one in form.parameters if one.problem and one.address not in varied | made.plan.values.keys()]
    for one in told[:_MOST_PROBLEMS]:
        yield f'"{one.label}": {one.problem}'


def _values(made: Planned) -> Iterator[tuple[int, Mapping[str, Any]]]:
    return ((cell.place, cell.values) for cell in made.cells())


def _shown(made: Planned, first: int, limit: int, most: int) -> tuple[PlannedCell, ...]:
    """Some cells; none of a sample that is far too large."""
    sample = made.space.sample
    return () if sample is not None and sample > most else tuple(made.cells(first, limit))


def _check_page(first: int, limit: int) -> None:
    if first < 0 or not 0 <= limit <= MOST_SHOWN:
        raise Invalid(f"A preview shows 0 to {MOST_SHOWN} cells from 0 on.", field="limit" if first >= 0 else "first")


def check_title(text: str) -> str:
    """A title on one line; `Invalid`, `TooLarge`."""
    title = " ".join(check_label(text, "title").split())
    if len(title) > MOST_TITLE:
        raise Invalid(f"A title has at most {MOST_TITLE} characters.", hint="Shorten it.", field="title")
    return title


def _sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()
