"""Whether a prompt can run, and which parts of it: the rules of ComfyUI's `POST /prompt`."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from attrs import field

from ....core.errors import PenstockError
from ....core.services import Services
from ....core.values import frozen
from .catalog import NodeCatalog
from .graph import Graph, GraphNode
from .mapping import filled
from .prompt_errors import (
    JsonError,
    dependency_cycle,
    malformed_prompt,
    missing_node_type,
    no_outputs,
    outputs_failed,
    prompt_error,
    validation_raised,
)
from .reading import NodeReader, NodeReading, self_checked

_STEPS_SHOWN: Final = 50
"""Errors name a cycle's nodes up to this many: each node of the cycle has the error."""


@frozen(kw_only=True)
class ValidationResult:
    """`graph` is what can run, None where nothing can; then `error` says why.

    `node_errors` (by node id: `errors`, `dependent_outputs`, `class_type`) may hold entries beside a graph: the
    outputs that depend on those nodes are left out.
    """

    graph: Graph | None = None
    error: JsonError | None = None
    node_errors: Mapping[str, dict[str, Any]] = field(factory=dict)

    @property
    def ok(self) -> bool:
        """Whether anything can run."""
        return self.graph is not None


def validate_prompt(
    prompt: object, catalog: NodeCatalog, services: Services, targets: Collection[str] | None = None
) -> ValidationResult:
    """Check `prompt`; `targets` limits the run to these output nodes. Calls the nodes' own validation; may block."""
    error = _structure_error(prompt, catalog)
    if error is not None:
        return ValidationResult(error=error)
    assert isinstance(prompt, Mapping)  # noqa: S101 - the structure was just checked
    outputs = [
        node_id
        for node_id, node in prompt.items()
        if _is_output(catalog, node) and (targets is None or node_id in targets)
    ]
    if not outputs:
        return ValidationResult(error=no_outputs())
    return _Check(NodeReader(catalog, prompt), services, frozenset(outputs)).of_outputs(outputs)


def _is_output(catalog: NodeCatalog, node: Mapping[str, Any]) -> bool:
    spec = catalog.get(node["class_type"])
    return spec is not None and spec.is_output


def _structure_error(prompt: object, catalog: NodeCatalog) -> JsonError | None:
    if not isinstance(prompt, Mapping):
        return malformed_prompt("A prompt is an object with one entry per node.")
    for node_id, node in prompt.items():
        if not isinstance(node_id, str) or not isinstance(node, Mapping):
            return malformed_prompt(f"Node {node_id!r} is not an object.")
        if catalog.get(node.get("class_type")) is None:
            return missing_node_type(node_id, node)
        if not isinstance(node.get("inputs", {}), Mapping):
            return malformed_prompt(f"The inputs of node {node_id!r} are not an object.")
    return None


class _Check:
    """One prompt being checked: each node once, what feeds it first, without recursion (graphs may be deep)."""

    def __init__(self, reader: NodeReader, services: Services, outputs: frozenset[str]) -> None:
        self._reader: Final = reader
        self._services: Final = services
        self._outputs: Final = outputs
        self._nodes: Final[dict[str, GraphNode]] = {}
        self._faults: Final[dict[str, list[JsonError]]] = {}
        self._valid: Final[dict[str, bool]] = {}

    def of_outputs(self, outputs: list[str]) -> ValidationResult:
        for output in outputs:
            self._visit(output)
        good = tuple(output for output in outputs if self._valid[output])
        bad = [output for output in outputs if not self._valid[output]]
        node_errors = self._node_errors(bad)
        if not good:
            reasons = [fault for output in bad for fault in self._faults[output]]
            return ValidationResult(error=outputs_failed(reasons), node_errors=node_errors)
        nodes = {node_id: node for node_id, node in self._nodes.items() if self._valid[node_id]}
        self._add_bystanders(nodes)
        return ValidationResult(
            graph=Graph(nodes=nodes, outputs=good, prompt=self._reader.prompt), node_errors=node_errors
        )

    def _visit(self, start: str) -> None:
        path: dict[str, None] = {}
        todo = [(start, False)]
        while todo:
            node_id, fed = todo.pop()
            if fed:
                del path[node_id]
                self._conclude(node_id)
            elif node_id in path:
                steps = list(path)
                self._report_cycle([*steps[steps.index(node_id) :], node_id])
            elif node_id not in self._valid:
                path[node_id] = None
                self._read(node_id)
                todo.append((node_id, True))
                sources = dict.fromkeys(link.source for link in self._nodes[node_id].links.values())
                todo.extend((source, False) for source in reversed(sources))

    def _read(self, node_id: str) -> None:
        reading = self._reader.read(node_id)
        self._nodes[node_id] = reading.node
        self._faults[node_id] = [*reading.faults, *self._own_validation(reading)]

    def _conclude(self, node_id: str) -> None:
        """A node is right if it is itself, and everything that feeds it is; a cycle has no valid member."""
        fed = all(self._valid.get(link.source, False) for link in self._nodes[node_id].links.values())
        self._valid[node_id] = fed and not self._faults[node_id]

    def _report_cycle(self, path: list[str]) -> None:
        named = path[:_STEPS_SHOWN]
        shown = " -> ".join(f"{node_id} ({self._reader.prompt[node_id]['class_type']})" for node_id in named)
        if len(named) < len(path):
            shown += f" -> ... {len(path) - len(named)} more"
        for node_id in dict.fromkeys(path):
            self._faults[node_id].append(dependency_cycle(node_id, named, shown))

    def _own_validation(self, reading: NodeReading) -> list[JsonError]:
        spec = reading.node.spec
        if spec.validate is None:
            return []
        inputs = filled(spec, dict(reading.node.constants), reading.node.links)
        named = {name: value for name, value in inputs.items() if name in self_checked(spec)}
        try:
            verdict = spec.validate(self._services, **named)
        except PenstockError as error:
            verdict = f"{error.message} {error.hint}".rstrip()
        except Exception as error:  # a plugin may raise anything; it becomes the node's error
            return [validation_raised(error, inner=reading.node.id not in self._outputs)]
        if verdict is True:
            return []
        said = "" if verdict is False else f" - {verdict}"
        message = "Custom validation failed for node"
        return [prompt_error("custom_validation_failed", message, f"{name}{said}", input_name=name) for name in named]

    def _node_errors(self, bad_outputs: list[str]) -> dict[str, dict[str, Any]]:
        errors: dict[str, dict[str, Any]] = {}
        for output in bad_outputs:
            for node_id in self._upstream(output):
                if not self._faults[node_id]:
                    continue
                entry = {
                    "errors": self._faults[node_id],
                    "dependent_outputs": [],
                    "class_type": self._reader.prompt[node_id]["class_type"],
                }
                errors.setdefault(node_id, entry)["dependent_outputs"].append(output)
        return errors

    def _upstream(self, node_id: str) -> list[str]:
        seen: dict[str, None] = {}
        todo = [node_id]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen[current] = None
                todo.extend(link.source for link in self._nodes[current].links.values())
        return list(seen)

    def _add_bystanders(self, nodes: dict[str, GraphNode]) -> None:
        """Nodes that feed no output of this run keep what is cached for them, if they are right as they stand."""
        readings = [self._reader.read(node_id) for node_id in self._reader.prompt if node_id not in self._nodes]
        right = {reading.node.id: reading.node for reading in readings if not reading.faults}
        feeds: dict[str, list[str]] = {}
        for node in right.values():
            for link in node.links.values():
                feeds.setdefault(link.source, []).append(node.id)
        todo = list(right)
        while todo:
            node = right[todo.pop()]
            if node.id not in nodes and all(link.source in nodes for link in node.links.values()):
                nodes[node.id] = node
                todo.extend(feeds.get(node.id, ()))
