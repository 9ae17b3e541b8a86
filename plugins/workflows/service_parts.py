"""What the service of workflows works with, made at its first use."""

from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.contracts.node_catalog import NodeCatalog
from ...core.contracts.pictures import Pictures
from ...core.contracts.workflows import WorkflowFormat, WorkflowVersion
from ...core.events.base import Event
from ...core.events.workflows import WorkflowsChangedElsewhere
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.parameter_rules import ParameterRules
from .documents.decode import Limits
from .presets import PresetStore
from .service_graphs import Graphs
from .service_imports import Imports
from .store import WorkflowStore
from .tables import SCHEMA


@frozen(kw_only=True)
class Around:
    """What the host gives: `catalog` and `pictures` are looked for when they are needed."""

    database: Database
    catalog: Callable[[], NodeCatalog | None]
    pictures: Callable[[], Pictures]
    rules: ParameterRules
    paths: HostPaths
    files: Files
    clock: Clock
    ids: Ids
    limits: Callable[[], tuple[int, int]]
    notify: Callable[[Event], object] = field(repr=False)


@frozen(kw_only=True)
class Parts:
    """See the module. `most_bytes` is how large a file may be now, `stop` ends the watch of others' changes."""

    store: WorkflowStore
    presets: PresetStore
    graphs: Graphs
    imports: Imports
    most_bytes: Callable[[], int]
    stop: Callable[[], None]

    def page_document(self, version: WorkflowVersion, data: bytes) -> Any:
        """The document of ComfyUI's page for the pictures that a run saves; None for a graph in API format."""
        return self.graphs.decoded(data) if version.format is WorkflowFormat.UI else None


def parts_of(around: Around) -> Parts:
    """Make them, and tell from now on what other processes change."""
    store = WorkflowStore(around.database, around.clock, around.ids)

    def limits() -> Limits:
        megabytes, nodes = around.limits()
        return Limits(nodes=nodes, bytes=megabytes << 20)

    def elsewhere() -> None:
        around.notify(WorkflowsChangedElsewhere())

    graphs = Graphs(around.catalog, around.rules, limits)
    return Parts(
        store=store,
        presets=PresetStore(store, around.clock, around.ids),
        graphs=graphs,
        imports=Imports(graphs, around.pictures, around.paths, around.files),
        most_bytes=lambda: limits().bytes,
        stop=around.database.watch(SCHEMA, elsewhere),
    )
