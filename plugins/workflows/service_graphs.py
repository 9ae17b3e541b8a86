"""Documents as graphs and forms, as the node classes are now; what was read last is kept in memory."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, field, frozen

from ...core.contracts.node_catalog import NodeCatalog, NodeClasses
from ...core.contracts.workflows import Applied, Column, Form
from ...core.parameter_rules import ParameterRules
from .documents.decode import Limits, decoded
from .documents.reading import read_graph
from .documents.schemas import Schemas
from .graph_model import WorkflowGraph
from .parameters import apply, columns, form_of, reshaped, resolve
from .prompt_choices import drawn_prompt

MOST_KEPT: Final = 32
MOST_KEPT_BYTES: Final = 16 << 20
"""Bytes of the documents whose graphs are kept; the newest one always is."""


@frozen(kw_only=True)
class Read:
    """A document that was read."""

    graph: WorkflowGraph
    form: Form
    schemas: Schemas
    remade: Callable[[WorkflowGraph], Form] = field(repr=False)

    def shaped(self, values: Mapping[str, Any]) -> Form:
        """The form with the inputs that choices among `values` bring."""
        return self._reshaped(values)[1]

    def resolved(self, values: Mapping[str, Any], beside: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """`values` by address, checked, where those `beside` them choose inputs too; `Invalid` names each fault."""
        return resolve(self.shaped({**(beside or {}), **values}), values, self.form)

    def columns(self, asked: Mapping[str, Sequence[Any]], beside: Mapping[str, Any]) -> dict[str, Column]:
        """Many values for each key, checked; `Invalid` names each fault."""
        return columns(self.shaped(beside), asked, self.form)

    def applied(self, values: Mapping[str, Any]) -> Applied:
        """The API graph with `values`; `Invalid` names each fault."""
        graph, form = self._reshaped(values)
        return apply(graph, form, values, self.schemas, self.form)

    def queued(self, values: Mapping[str, Any]) -> Applied:
        """As `applied`, with one of each `{a|b}` of its prompts: what a run gets."""
        applied = self.applied(values)
        return evolve(applied, prompt=drawn_prompt(applied.prompt, self.schemas))

    def titles(self) -> dict[str, str]:
        """The title of each node of the API graph: what a user gave, else its class's name for people."""
        return {
            name: node.title or str(node.meta.get("title") or self._display(node.class_type))
            for name, node in self.graph.nodes.items()
        }

    def _display(self, class_type: str) -> str:
        schema = self.schemas.of(class_type)
        return (schema.display_name if schema else "") or class_type

    def _reshaped(self, values: Mapping[str, Any]) -> tuple[WorkflowGraph, Form]:
        return reshaped(self.graph, self.form, values, self.schemas, self.remade)


class Graphs:
    """See the module. `limits` are those of the settings now. Safe on any thread; blocks (it may ask a server)."""

    def __init__(
        self, catalog: Callable[[], NodeCatalog | None], rules: ParameterRules, limits: Callable[[], Limits]
    ) -> None:
        self._catalog = catalog
        self._rules = rules
        self._limits = limits
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, int], tuple[int, Read]] = OrderedDict()
        self._schemas: tuple[str, Schemas] | None = None

    def decoded(self, data: bytes) -> Any:
        """The JSON in `data`; `Invalid`, `TooLarge`."""
        return decoded(data, self._limits())

    def of_bytes(self, sha256: str, data: bytes) -> Read:
        """A document by its bytes and their hash."""
        classes = self._classes()
        key = (sha256, classes.revision, self._limits().nodes)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1]
        read = self._read(self.decoded(data), classes)
        with self._lock:
            self._kept[key] = (len(data), read)
            while len(self._kept) > 1 and self._is_full():
                self._kept.popitem(last=False)
        return read

    def of_data(self, data: bytes) -> Read:
        """A document by its bytes."""
        return self.of_bytes(hashlib.sha256(data).hexdigest(), data)

    def of(self, document: Any) -> Read:
        """A decoded document; `Invalid`, `TooLarge`."""
        return self._read(document, self._classes())

    def for_here(self, applied: Applied) -> Applied:
        """The same with the classes that the host's own queue does not run as missing, whoever else may run them."""
        here = self._classes().here
        names = (str(node.get("class_type")) for node in applied.prompt.values())
        return evolve(applied, missing_classes=tuple(dict.fromkeys(name for name in names if name not in here)))

    def _read(self, document: Any, classes: NodeClasses) -> Read:
        schemas = self._schemas_of(classes)
        graph = read_graph(document, schemas, self._rules, self._limits())

        def remade(other: WorkflowGraph) -> Form:
            return form_of(other, classes, self._rules, schemas)

        return Read(graph=graph, form=remade(graph), schemas=schemas, remade=remade)

    def _is_full(self) -> bool:
        return len(self._kept) > MOST_KEPT or sum(size for size, _ in self._kept.values()) > MOST_KEPT_BYTES

    def _classes(self) -> NodeClasses:
        catalog = self._catalog()
        return catalog.classes() if catalog is not None else NodeClasses(schemas={}, here=frozenset(), revision="")

    def _schemas_of(self, classes: NodeClasses) -> Schemas:
        """What is known of the classes is kept until they change."""
        known = self._schemas
        if known is None or known[0] != classes.revision:
            known = self._schemas = (classes.revision, Schemas(classes.schemas))
        return known[1]
