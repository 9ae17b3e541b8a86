"""What the commands about batches do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import asdict, evolve, frozen

from ...core.contracts.batches import Batch, Batches, BatchPlan, BatchStatus, Group, SeedRule
from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.workflows import Workflows
from ...core.errors import NotFound, PenstockError
from ...core.exact_numbers import exact
from ...core.services import Services
from ...core.wire import encode
from ...plugins.workflows.service import WorkflowService
from .batch_watching import watched_batch
from .embedded import embedded
from .headless import headless
from .paths import data_paths, default_data
from .run_work import keeping, server_overrides
from .workflow_files import written
from .workflow_values import asked, fault_lines, typed_axis
from .workflow_work import Work

Say = Callable[[str], None]
_SHOWN: Final = 20


@frozen(kw_only=True)
class WantedBatch:
    """What to run; pairs are KEY=VALUE and hold for all cells."""

    workflow: str
    pairs: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    seeds: tuple[SeedRule, ...] = ()
    runs: int = 1
    sample: int | None = None
    limit: int | None = None
    title: str = ""


@frozen
class EndedBatch:
    """The batch as it is when the command ends."""

    batch: Batch
    watched: bool

    @property
    def well(self) -> bool:
        """Whether nothing went wrong."""
        return self.batch.status is BatchStatus.COMPLETED if self.watched else True

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return batch_answer(self.batch)

    def text(self) -> str:
        """For people."""
        return batch_line(self.batch)


@contextmanager
def opened_batches(data: Path | None) -> Iterator[Batches]:
    """The batches of a data folder while the block runs; nothing is sent."""
    with headless(data_paths(data or default_data()), overrides=keeping()) as started:
        yield started.application.services.get(Batches)


def preview_of(wanted: WantedBatch, data: Path | None, servers: Sequence[str], say: Say) -> dict[str, Any]:
    """What would run, as JSON."""
    with headless(data_paths(data or default_data()), overrides=keeping(servers)) as started:
        services = started.application.services
        found = _telling(say, lambda: services.get(Batches).preview(_plan(services, wanted, ""), limit=_SHOWN))
        return dict(exact(encode(found)))


def planned_lines(found: Mapping[str, Any]) -> str:
    """The number of cells and the first of them."""
    head = f"{found['total']} cells" + (f" of {found['space']}" if found["space"] != found["total"] else "")
    cells = (
        ", ".join(f"{address}={value}" for address, value in cell["values"].items()) or "as it is"
        for cell in found["cells"]
    )
    left = found["total"] - len(found["cells"])
    return "\n".join(
        [head, *found["problems"], *(f"  {cell}" for cell in cells), *([f"  and {left} more"] * (left > 0))]
    )


def start_batch(wanted: WantedBatch, data: Path | None, servers: Sequence[str], *, watch: bool, say: Say) -> EndedBatch:
    """Store a batch; where `watch`, run it from here and wait for its end."""
    if not watch:
        with headless(data_paths(data or default_data()), overrides=keeping(servers)) as started:
            services = started.application.services
            made = _telling(say, lambda: services.get(Batches).start(_plan(services, wanted, "")))
            return EndedBatch(made, watched=False)
    with embedded(data, overrides=server_overrides(servers)) as application:
        services = application.services
        here = "" if servers else services.get(ComfyServers).list()[0].id
        made = _telling(say, lambda: services.get(Batches).start(_plan(services, wanted, here)))
        return EndedBatch(watched_batch(services.get(Batches), made, say), watched=True)


def changed(service: Batches, way: str, batch: str) -> Batch:
    """Pause, resume, stop or retry."""
    if way == "retry":
        return service.retry(batch)
    return service.stop(batch) if way == "stop" else service.pause(batch, paused=way == "pause")


def exported(batch: str, data: Path | None, csv_file: Path | None) -> str | None:
    """What ran as JSON; None where it was written to a file as a table."""
    from ...core.contracts.runs import Runs
    from ...plugins.batches.results.tables import cells_csv, cells_json

    with headless(data_paths(data or default_data()), overrides=keeping()) as started:
        services = started.application.services
        found, runs = services.get(Batches).get(batch), services.get(Runs)
        if csv_file is None:
            return "".join(cells_json(found, runs))
        written(services, csv_file, "".join(cells_csv(found, runs)).rstrip("\n"))
        return None


def batch_answer(batch: Batch) -> dict[str, Any]:
    """A batch as JSON, without its plan."""
    return dict(encode(evolve(batch, plan=None)))


def batch_line(batch: Batch) -> str:
    """One line for people; the title last, it may hold anything."""
    counts = asdict(batch.counts)
    rest = ", ".join(f"{counts[name]} {name}" for name in ("running", "failed", "cancelled", "lost") if counts[name])
    done = f"{batch.counts.completed} of {batch.total} completed"
    return f"{batch.id}: {batch.status.value}, {done}{f', {rest}' if rest else ''}  {batch.title}".rstrip()


def _telling(say: Say, work: Callable[[], Any]) -> Any:
    try:
        return work()
    except PenstockError as error:
        for line in fault_lines(error):
            say(line)
        raise


def _plan(services: Services, wanted: WantedBatch, server: str) -> BatchPlan:
    found = services.get(Workflows)
    if not isinstance(found, WorkflowService):
        raise NotFound("Another plugin keeps the workflows.", hint="Use its commands.")
    entry = found.get(wanted.workflow)
    form = found.form(entry.id)
    return BatchPlan(
        workflow=entry.id,
        title=wanted.title,
        values=asked(Work(services, found), entry, wanted.pairs, "", None),
        groups=tuple(
            evolve(group, axes=tuple(typed_axis(form, axis) for axis in group.axes)) for group in wanted.groups
        ),
        seeds=wanted.seeds,
        runs=wanted.runs,
        sample=wanted.sample,
        limit=wanted.limit,
        server=server,
    )
