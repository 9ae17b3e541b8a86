"""What the commands about runs do."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.runs import ENDS, Run, RunFilter, RunRequest, Runs, RunStatus
from ...core.contracts.workflows import Workflows
from ...core.errors import Invalid, NotFound, PenstockError
from ...core.services import Services
from ...core.wire import encode
from ...plugins.runs.run_shapes import run_shape
from ...plugins.runs.settings import DRIVE
from ...plugins.workflows.service import WorkflowService
from .embedded import embedded
from .headless import headless
from .paths import data_paths, default_data
from .remote import normalized
from .run_watching import watched
from .serving import SERVERS_SETTING
from .workflow_files import document_of
from .workflow_values import asked, asked_of, fault_lines
from .workflow_work import Work, kept

Say = Callable[[str], None]
_SHORT: Final = 70


@frozen(kw_only=True)
class Wanted:
    """What to run: a kept workflow, a file, or `-`; pairs are KEY=VALUE."""

    workflow: str
    pairs: tuple[str, ...] = ()
    preset: str = ""
    version: int | None = None
    count: int = 1


@frozen
class Ended:
    """The runs as they are when the command ends."""

    runs: tuple[Run, ...]
    watched: bool

    @property
    def well(self) -> bool:
        """Whether nothing went wrong."""
        return all(run.status is RunStatus.COMPLETED for run in self.runs) if self.watched else True

    def answers(self) -> list[dict[str, Any]]:
        """As the route answers them."""
        return [answer(run) for run in self.runs]

    def text(self) -> str:
        """For people: what was made, or that it waits."""
        return "\n".join(line for run in self.runs for line in _said(run))


@contextmanager
def opened_runs(data: Path | None) -> Iterator[Runs]:
    """The runs of a data folder while the block runs; nothing is sent."""
    with headless(data_paths(data or default_data()), overrides=keeping()) as started:
        yield started.application.services.get(Runs)


def run_workflow(wanted: Wanted, data: Path | None, servers: Sequence[str], *, watch: bool, say: Say) -> Ended:
    """Store the runs; where `watch`, send them from here and wait for their ends."""
    if not watch:
        with headless(data_paths(data or default_data()), overrides=keeping(servers)) as started:
            stored = _stored(started.application.services, wanted, "", say)
            return Ended(stored, watched=False)
    with embedded(data, overrides=server_overrides(servers)) as application:
        services = application.services
        here = "" if servers else services.get(ComfyServers).list()[0].id
        stored = _stored(services, wanted, here, say)
        return Ended(watched(services, stored, say), watched=True)


def listed(service: Runs, statuses: Iterable[str], batch: str, workflow: str, limit: int) -> list[dict[str, Any]]:
    """Runs as the route lists them."""
    which = RunFilter(statuses=tuple(map(RunStatus, statuses)), batch=batch or None, workflow=workflow)
    return [answer(run) for run in service.page(which, limit=limit).runs]


def run_lines(found: Iterable[Mapping[str, Any]]) -> str:
    """A line for each; the title last, it may hold anything."""
    return "\n".join(f"{one['status']:>9}  {_minute(one['created'])}  {one['id']}  {one['title']}" for one in found)


def _minute(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000).strftime("%Y-%m-%d %H:%M")


def answer(run: Run) -> dict[str, Any]:
    """A run as the route answers it."""
    return dict(encode(run_shape(run)))


def keeping(servers: Sequence[str] = ()) -> dict[str, str]:
    """Settings of a command that stores and shows, and sends nothing."""
    return {**server_overrides(servers), DRIVE.id: "false"}


def server_overrides(servers: Sequence[str]) -> dict[str, str]:
    """The setting that names these servers."""
    addresses = " ".join(normalized(server) for server in servers)
    return {SERVERS_SETTING: addresses} if addresses else {}


def _stored(services: Services, wanted: Wanted, server: str, say: Say) -> tuple[Run, ...]:
    found = services.get(Workflows)
    if not isinstance(found, WorkflowService):
        raise NotFound("Another plugin keeps the workflows.", hint="Use its commands.")
    work = Work(services, found)
    try:
        return services.get(Runs).add(_request(work, wanted, server), wanted.count)
    except PenstockError as error:
        for line in fault_lines(error):
            say(line)
        raise


def _request(work: Work, wanted: Wanted, server: str) -> RunRequest:
    entry = kept(work, wanted.workflow)
    if entry is not None:
        values = asked(work, entry, wanted.pairs, wanted.preset, wanted.version)
        return RunRequest(workflow=entry.id, version=wanted.version, values=values, server=server)
    if wanted.version is not None or wanted.preset:
        raise Invalid("A file has neither versions nor presets.", hint="Import it first.", field="version")
    document = document_of(work.services, wanted.workflow)
    values = asked_of(work, document, wanted.pairs)
    name = "stdin" if wanted.workflow == "-" else Path(wanted.workflow).stem
    return RunRequest(document=json.dumps(document).encode(), title=name, values=values, server=server)


def _said(run: Run) -> Iterator[str]:
    if run.status not in ENDS:
        yield f"{run.id}: stored; a Penstock that serves this data folder sends it."
        return
    yield f"{run.id}: {run.status.value}"
    if run.error is not None:
        yield f"  {run.error.message} {run.error.hint}".rstrip()
    for output in run.outputs:
        text = " ".join(output.text.split())
        yield f"  {output.name or text[:_SHORT]}"
