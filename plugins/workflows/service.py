"""The service of workflows: what is kept, what becomes of it, and what is told of each change. See `Workflows`.

The store, the readers of documents and all that they import come in with the first call.
"""

import builtins
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.contracts.pictures import SmallPicture
from ...core.contracts.run_queue import RunQueue
from ...core.contracts.workflows import (
    Applied,
    Column,
    Form,
    Imported,
    Preset,
    Runnable,
    WorkflowEntry,
    WorkflowFormat,
    WorkflowVersion,
)
from ...core.events.base import Event
from ...core.events.workflows import (
    WorkflowChanged,
    WorkflowDeleted,
    WorkflowImported,
    WorkflowParametersUsed,
    WorkflowPresetDeleted,
    WorkflowPresetSaved,
    WorkflowRestored,
)

if TYPE_CHECKING:
    from .graph_model import WorkflowGraph
    from .service_graphs import Read
    from .service_parts import Parts


class WorkflowService:
    """See the module. `parts` makes what it works with, `queue` finds the host's queue, `notify` publishes an event."""

    def __init__(
        self,
        parts: "Callable[[], Parts]",
        queue: Callable[[], RunQueue],
        notify: Callable[[Event], object],
    ) -> None:
        self._make_parts = parts
        self._queue = queue
        self._notify = notify
        self._lock = threading.Lock()
        self._parts: Parts | None = None
        self._turn = threading.Lock()

    def close(self) -> None:
        """Let go of what was made."""
        with self._lock:
            parts, self._parts = self._parts, None
        if parts is not None:
            parts.stop()

    def list(self, *, search: str = "", tag: str = "") -> tuple[WorkflowEntry, ...]:
        """See `Workflows`. `search` are words that name, description and tags must hold."""
        words, wanted = search.casefold().split(), tag.strip().casefold()
        found = (one for one in self._with().store.list() if _fits(one, words, wanted))
        return tuple(sorted(found, key=lambda one: (-max(one.last_used or 0, one.changed), one.name, one.id)))

    def tag_counts(self) -> tuple[tuple[str, int], ...]:
        """Each tag and how many workflows have it, the commonest first; one spelling for all capitals."""
        tags = self._with().store.tags()
        counts = Counter(tag.casefold() for tag in tags)
        spelt = {tag.casefold(): tag for tag in reversed(tags)}
        return tuple(sorted(((spelt[key], count) for key, count in counts.items()), key=lambda one: (-one[1], one[0])))

    def get(self, workflow: str) -> WorkflowEntry:
        """See `Workflows`."""
        return self._with().store.get(workflow)

    def history(self, workflow: str) -> tuple[WorkflowVersion, ...]:
        """The versions, the newest first."""
        return self._with().store.history(workflow)

    def import_file(
        self, data: bytes, *, file_name: str = "", name: str = "", into: str = "", note: str = ""
    ) -> Imported:
        """See `Workflows`."""
        from .service_checks import check_name, check_text

        parts = self._with()
        name = check_name(name) if name.strip() else ""
        new, read = parts.imports.document(data, file_name, name, check_text(note, "note"), parts.most_bytes())
        with self._turn:
            added = parts.store.add(new, into)
            entry = added.workflow
            if added.added:
                self._tell_imported(entry, created=added.created)
        return Imported(
            workflow=entry,
            version=added.version,
            created=added.created,
            added=added.added,
            problems=read.form.problems,
        )

    def document(self, workflow: str, version: int | None = None) -> bytes:
        """See `Workflows`."""
        return self._with().store.document(workflow, version)[1]

    def map(self, workflow: str) -> bytes | None:
        """A small drawing of the newest version's graph as SVG; None where there is nothing to draw."""
        from .map_drawing import map_of

        parts = self._with()
        return map_of(parts.graphs.decoded(parts.store.document(workflow, None)[1]))

    def graph(self, workflow: str, version: int | None = None) -> "WorkflowGraph":
        """The graph of a version (the newest)."""
        return self._read(workflow, version).graph

    def form(self, workflow: str, version: int | None = None, values: Mapping[str, Any] | None = None) -> Form:
        """See `Workflows`."""
        return self._read(workflow, version).shaped(values or {})

    def form_of(self, document: Any, values: Mapping[str, Any] | None = None) -> Form:
        """See `Workflows`."""
        return self._with().graphs.of(document).shaped(values or {})

    def form_in(self, document: bytes, values: Mapping[str, Any] | None = None) -> Form:
        """See `Workflows`."""
        return self._with().graphs.of_data(document).shaped(values or {})

    def resolve_in(self, document: bytes, values: Mapping[str, Any]) -> dict[str, Any]:
        """See `Workflows`."""
        return self._with().graphs.of_data(document).resolved(values)

    def columns_in(
        self, document: bytes, columns: Mapping[str, Sequence[Any]], beside: Mapping[str, Any] | None = None
    ) -> dict[str, Column]:
        """See `Workflows`."""
        return self._with().graphs.of_data(document).columns(columns, beside or {})

    def runnable(self, document: bytes, values: Mapping[str, Any]) -> Runnable:
        """See `Workflows`."""
        graphs = self._with().graphs
        read = graphs.of_data(document)
        applied = read.queued(values)
        return Runnable(
            prompt=applied.prompt,
            values=applied.values,
            document=graphs.decoded(document) if read.form.format is WorkflowFormat.UI else None,
            titles=read.titles(),
        )

    def apply(self, workflow: str, values: Mapping[str, Any], version: int | None = None) -> Applied:
        """See `Workflows`."""
        return self._read(workflow, version).applied(values)

    def apply_to(self, document: Any, values: Mapping[str, Any]) -> Applied:
        """The API graph of a document that is not kept here (decoded JSON), with `values` applied."""
        return self._with().graphs.of(document).applied(values)

    def run(self, workflow: str, values: Mapping[str, Any], *, version: int | None = None, client_id: str = "") -> str:
        """See `Workflows`."""
        return self.queue(workflow, values, version=version, client_id=client_id)[0]

    def queue(
        self, workflow: str, values: Mapping[str, Any], *, version: int | None = None, client_id: str = ""
    ) -> tuple[str, Applied]:
        """As `run`: the prompt's id, and what was queued."""
        from .running import queue_prompt

        parts = self._with()
        data = parts.store.document(workflow, version)
        read = parts.graphs.of_bytes(data[0].sha256, data[1])
        resolved, applied = read.resolved(values), parts.graphs.for_here(read.queued(values))
        prompt_id = queue_prompt(self._queue(), applied, parts.page_document(*data), client_id)
        self._used(workflow, resolved, prompt_id)
        return prompt_id, applied

    def used(self, workflow: str, values: Mapping[str, Any], prompt_id: str = "") -> WorkflowEntry:
        """Keep values, given by any key, as the last used: somebody queued the workflow without us."""
        last = self.get(workflow).last_parameters or {}
        return self._used(workflow, self._checked(workflow, values, last), prompt_id)

    def change(
        self,
        workflow: str,
        revision: int,
        *,
        name: str | None = None,
        description: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> WorkflowEntry:
        """Say other things about a workflow that is at `revision`; what is None stays."""
        from .service_checks import changes

        return self._changed(workflow, revision, changes(name, description, tags))

    def set_default_parameters(self, workflow: str, revision: int, values: Mapping[str, Any]) -> WorkflowEntry:
        """Give a workflow default values, by any key; they are kept by address."""
        from .rows import dumped

        kept = self.get(workflow).default_parameters
        fields = {"default_parameters": dumped(self._checked(workflow, values, kept))}
        return self._changed(workflow, revision, fields)

    def delete(self, workflow: str) -> str:
        """Put a workflow into the trash, also a damaged one, where it is kept for 30 days; its id."""
        with self._turn:
            gone, name = self._with().store.delete(workflow)
            self._notify(WorkflowDeleted(workflow=gone, title=name))
        return gone

    def deleted(self) -> tuple[WorkflowEntry, ...]:
        """What can be restored, the last deleted first."""
        return self._with().store.deleted()

    def restore(self, workflow: str) -> WorkflowEntry:
        """Bring a workflow back by its id, with everything; "name (2)" where another has its name by now."""
        with self._turn:
            entry = self._with().store.restore(workflow)
            self._notify(WorkflowRestored(workflow=entry.id, title=entry.name))
        return entry

    def restore_version(self, workflow: str, number: int) -> WorkflowEntry:
        """Add an old version as the newest one; nothing is added where it is that already."""
        store = self._with().store
        with self._turn:
            entry, added = store.restore_version(workflow, number, f"Version {number}")
            if added:
                self._tell_imported(entry, created=False)
        return entry

    def presets(self, workflow: str) -> Sequence[Preset]:
        """See `Workflows`."""
        return self._with().presets.list(workflow)

    def save_preset(self, workflow: str, name: str, values: Mapping[str, Any]) -> Preset:
        """Name some values, given by any key; they are kept by address. `Conflict` where the name is used."""
        from .service_checks import check_name

        name, checked = check_name(name), self._checked(workflow, values, {})
        with self._turn:
            owner, made = self._with().presets.add(workflow, name, checked)
            self._tell_saved(owner, made, created=True)
        return made

    def change_preset(
        self,
        workflow: str,
        preset: str,
        revision: int,
        *,
        name: str | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Preset:
        """Another name, other values, of a preset that is at `revision`; what is None stays."""
        from .service_checks import check_name

        presets = self._with().presets
        name = None if name is None else check_name(name)
        if values is not None:
            values = self._checked(workflow, values, presets.get(workflow, preset).values)
        with self._turn:
            owner, made = presets.change(workflow, preset, revision, name, values)
            self._tell_saved(owner, made, created=False)
        return made

    def delete_preset(self, workflow: str, preset: str, revision: int) -> None:
        """Take a preset away that is at `revision`; `restore_preset` brings it back."""
        with self._turn:
            owner, name = self._with().presets.delete(workflow, preset, revision)
            self._notify(WorkflowPresetDeleted(workflow=owner, preset=preset, preset_name=name))

    def restore_preset(self, workflow: str, preset: str) -> Preset:
        """Bring a preset back; "name (2)" where another has its name by now."""
        with self._turn:
            owner, made = self._with().presets.restore(workflow, preset)
            self._tell_saved(owner, made, created=True)
        return made

    def thumbnail(self, workflow: str) -> SmallPicture:
        """The small picture of a workflow; `NotFound` without one."""
        tag, data = self._with().store.thumbnail(workflow)
        return SmallPicture(data=data, etag=tag, content_type="image/jpeg")

    def set_thumbnail(self, workflow: str, path: Path) -> WorkflowEntry:
        """Make the small picture of a workflow from a picture file; `BadImage`."""
        return self._pictured(workflow, self._with().imports.small(path))

    def clear_thumbnail(self, workflow: str) -> WorkflowEntry:
        """Take its small picture away."""
        return self._pictured(workflow, None)

    def _used(self, workflow: str, values: Mapping[str, Any], prompt_id: str) -> WorkflowEntry:
        with self._turn:
            entry = self._with().store.used(workflow, values)
            self._notify(WorkflowParametersUsed(workflow=entry.id, title=entry.name, prompt_id=prompt_id))
        return entry

    def _pictured(self, workflow: str, data: bytes | None) -> WorkflowEntry:
        with self._turn:
            entry = self._with().store.set_thumbnail(workflow, data)
            self._tell_changed(entry, ("thumbnail",))
        return entry

    def _changed(self, workflow: str, revision: int, fields: Mapping[str, Any]) -> WorkflowEntry:
        with self._turn:
            entry = self._with().store.change(workflow, revision, fields)
            self._tell_changed(entry, tuple(fields))
        return entry

    def _tell_changed(self, entry: WorkflowEntry, changed: tuple[str, ...]) -> None:
        event = WorkflowChanged(workflow=entry.id, title=entry.name, revision=entry.revision, changed=changed)
        self._notify(event)

    def _tell_imported(self, entry: WorkflowEntry, *, created: bool) -> None:
        version = entry.latest.number
        self._notify(WorkflowImported(workflow=entry.id, title=entry.name, version=version, created=created))

    def _tell_saved(self, workflow: str, preset: Preset, *, created: bool) -> None:
        self._notify(WorkflowPresetSaved(workflow=workflow, preset=preset.id, preset_name=preset.name, created=created))

    def _checked(self, workflow: str, values: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
        """`values` by address; one that was kept already stays, also where the newest version lacks its parameter."""
        old = {key: kept[key] for key, value in values.items() if key in kept and kept[key] == value}
        new = {key: value for key, value in values.items() if key not in old}
        return {**old, **(self._read(workflow, None).resolved(new, old) if new else {})}

    def _read(self, workflow: str, version: int | None) -> "Read":
        parts = self._with()
        found, data = parts.store.document(workflow, version)
        return parts.graphs.of_bytes(found.sha256, data)

    def _with(self) -> "Parts":
        with self._lock:
            if self._parts is None:
                self._parts = self._make_parts()
            return self._parts


def _fits(entry: WorkflowEntry, words: builtins.list[str], tag: str) -> bool:
    text = " ".join((entry.name, entry.description, *entry.tags)).casefold()
    has_tag = not tag or tag in (one.casefold() for one in entry.tags)
    return has_tag and all(word in text for word in words)
