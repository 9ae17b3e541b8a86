"""What the commands of `penstock workflow` do."""

import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ...core.contracts.node_catalog import NodeCatalog
from ...core.contracts.workflows import WorkflowEntry, Workflows
from ...core.errors import Invalid, NotFound
from ...core.services import Services
from ...core.wire import encode
from ...plugins.workflows.form_shapes import form_shape
from ...plugins.workflows.routes_workflows import entry_fields
from ...plugins.workflows.service import WorkflowService
from .headless import headless
from .paths import data_paths, default_data
from .remote import normalized
from .serving import SERVERS_SETTING
from .workflow_files import bytes_of, document_of

_LONGEST_VALUE: Final = 60


@frozen
class Work:
    """The services that the commands use. `elsewhere` are the classes of the servers that were named."""

    services: Services
    workflows: WorkflowService
    elsewhere: Collection[str] = ()


@contextmanager
def opened(data: Path | None, servers: Sequence[str] = ()) -> Iterator[Work]:
    """The workflows of a data folder while the block runs, with the nodes of `servers`."""
    addresses = " ".join(normalized(server) for server in servers)
    overrides = {SERVERS_SETTING: addresses} if addresses else {}
    with headless(data_paths(data or default_data()), overrides=overrides) as started:
        services = started.application.services
        elsewhere = services.get(NodeCatalog).classes(fresh=True).schemas if addresses else ()
        found = services.get(Workflows)
        if not isinstance(found, WorkflowService):
            raise NotFound("Another plugin keeps the workflows.", hint="Use its commands.")
        yield Work(services, found, frozenset(elsewhere))


def import_from(work: Work, file: Path, *, name: str, into: str, note: str) -> dict[str, Any]:
    """Keep the workflow of a file (`-`: of stdin); what the route answers."""
    file_name = "" if str(file) == "-" else file.name
    found = work.workflows.import_file(
        bytes_of(work.services, str(file)), file_name=file_name, name=name, into=into, note=note
    )
    return {
        "workflow": entry_fields(found.workflow),
        "version": found.version,
        "created": found.created,
        "added": found.added,
        "problems": list(found.problems),
    }


def said_import(found: Mapping[str, Any]) -> str:
    """One line for people."""
    entry, version = found["workflow"], found["version"]
    what = "new" if found["created"] else f"version {version}" if found["added"] else f"is there (version {version})"
    facts = [what, _counted(entry["nodes"], "node")]
    facts += [_counted(len(found["problems"]), "problem")] if found["problems"] else []
    return f"{entry['name']}: {', '.join(facts)}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def listed(work: Work, search: str, tag: str) -> list[dict[str, Any]]:
    """The workflows as the route lists them."""
    return [encode(entry_fields(entry)) for entry in work.workflows.list(search=search, tag=tag)]


def lines(found: Iterable[Mapping[str, Any]]) -> str:
    """A line for each; the name last, it may hold anything."""
    return "\n".join(
        f"{_count(one['versions'], 'version'):>11}  {_count(one['nodes'], 'node'):>11}  "
        f"{_day(one['last_used'] or one['changed'])}  {one['id']}  {one['name']}"
        for one in found
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _day(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000).strftime("%Y-%m-%d")


def form_of(work: Work, workflow: str, version: int | None) -> dict[str, Any]:
    """The form of a kept workflow, of a file, or of stdin (`-`); what the route answers."""
    entry = kept(work, workflow)
    if entry is None:
        if version is not None:
            raise Invalid("A file has no versions.", hint="Import it first.", field="version")
        return dict(encode(form_shape(work.workflows.form_of(document_of(work.services, workflow)))))
    number = version or entry.latest.number
    return dict(encode(form_shape(work.workflows.form(entry.id, number), entry, number)))


def kept(work: Work, workflow: str) -> WorkflowEntry | None:
    """The kept workflow; None where a file is meant."""
    return None if workflow == "-" or Path(workflow).is_file() else work.workflows.get(workflow)


def said_missing(work: Work, classes: Iterable[str]) -> Iterator[str]:
    """The node classes that nobody has: neither this engine nor a server that was named."""
    if missing := [one for one in classes if one not in work.elsewhere]:
        yield f"Nodes that are not here{' or on the servers' if work.elsewhere else ''}: {', '.join(missing)}."


def said_problems(work: Work, form: Mapping[str, Any]) -> Iterator[str]:
    """What is to be known besides the parameters."""
    yield from form["problems"]
    yield from said_missing(work, form["missing_classes"])
    if form["unnamed"]:
        yield f"{_count(form['unnamed'], 'value')} without a name, kept as they are."


def parameter_lines(form: Mapping[str, Any], *, everything: bool) -> str:
    """A table; what is folded in the form is left out unless `everything`."""
    shown = [one for one in form["parameters"] if everything or not one["advanced"]]
    rows = [(one["address"], one["role"], one["type"], _short(one["value"]), one["label"]) for one in shown]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    text = ["  ".join((*(part.ljust(width) for part, width in zip(row, widths, strict=False)), row[4])) for row in rows]
    left = len(form["parameters"]) - len(shown)
    return "\n".join([*text, *([f"{_count(left, 'advanced parameter')} more (--all)"] if left else [])])


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    most = min(_LONGEST_VALUE, max(20, shutil.get_terminal_size().columns // 3))
    return line if len(line) <= most else f"{line[: most - 1]}…"
