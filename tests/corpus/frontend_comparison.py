"""Compares what this project queues with what ComfyUI's real frontend would, for every workflow of a folder.

    OBJECT_INFO=object_info.json.gz python tests/corpus/frontend_comparison.py WORKFLOWS_FOLDER ORACLE_FOLDER

`ORACLE_FOLDER` is what `frontend_oracle.py` wrote with the same schema. Prints how many workflows are equal to the last
value, and why the others differ, node by node; what has no known reason is listed and makes the exit code 1.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from frontend_oracle import is_workflow, read_object_info
from page_numbers import as_the_page_numbers

from penstock.plugins.workflows.documents.decode import Limits
from penstock.plugins.workflows.documents.instances import Instance, places, runs, unfold
from penstock.plugins.workflows.documents.prompts import prompt_of
from penstock.plugins.workflows.documents.reading import read_graph
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.documents.scopes import RawNode, read_scope, read_subgraphs
from penstock.plugins.workflows.documents.tracing import leaves
from penstock.plugins.workflows.documents.widget_names import name_widgets
from penstock.plugins.workflows.graph_model import WorkflowGraph

MISSING = object()
VIEWPORTS = ("LOAD_3D", "PREVIEW_3D")


class Reasons:
    """Why nodes of one workflow may differ."""

    def __init__(self, document: Mapping[str, Any], schemas: Schemas, graph: WorkflowGraph) -> None:
        self.schemas, self.graph = schemas, graph
        root, subgraphs = read_scope(document), read_subgraphs(document)
        top, _ = unfold(root, subgraphs, Limits())
        self.drifted: set[str] = set()
        self.misplaced: set[str] = set()
        self.asleep: set[str] = set()
        for place in places(top):
            self._look_at(place)

    def _look_at(self, place: Instance) -> None:
        for raw in place.scope.nodes.values():
            schema = self.schemas.of(raw.type)
            if schema is not None and name_widgets(raw, schema, None).drifted:
                self.drifted.add(place.id_of(raw))
            child = place.children.get(raw.id)
            if child is not None and not runs(raw):
                self.asleep.add(child.prefix)
        if place.host is None:
            return
        ends = [end for index in range(len(place.scope.inputs)) for end in leaves(place, index)]
        if any(node.slots[slot].widget and not self._drawn(node, slot) for _, node, slot in ends):
            self.misplaced |= {inner.id_of(node) for inner, node, _ in ends}

    def _drawn(self, node: RawNode, slot: int) -> bool:
        """Whether the page has a widget for an input that the document says is one."""
        schema = self.schemas.of(node.type)
        name = node.slots[slot].name
        return schema is not None and ("." in name or name in schema.inputs({}))

    def of(self, node: str, field: str, theirs: Any, mine: Any) -> str:
        """The reason for one difference; empty without one."""
        kept = self.graph.nodes.get(node)
        schema = self.schemas.of(kept.class_type) if kept is not None else None
        if any(node.startswith(prefix) for prefix in self.asleep):
            return "the page keeps what is inside a bypassed subgraph, which nothing takes"
        if kept is not None and schema is None:
            return "the schema lacks the class: the page has no names"
        entry = schema.inputs(kept.inputs).get(field) if schema is not None and kept is not None else None
        if node in self.drifted:
            return "saved with another version of the class: the page lays values by position"
        if theirs is None:
            return "the page takes null that an instance keeps for a value inside"
        if entry is not None and entry.kind in VIEWPORTS:
            return "the page draws a 3D view and takes its state"
        if entry is None and mine is MISSING and schema is not None:
            return "the page's own player or preview, which the server does not know"
        if node in self.misplaced:
            return "the page counts promoted widgets of a class that it knows otherwise, and shifts values"
        if theirs is MISSING and isinstance(mine, list) and field.count("."):
            return "the page drops a link to an input of a growing group"
        if any(one.kind == "primitive" and (node, field) in _targets(one) for one in self.graph.bindings):
            return "a primitive outside a subgraph reaches in (the page leaves the inner value)"
        return ""


def _targets(binding: Any) -> set[tuple[str, str]]:
    return {(target.node, target.field) for target in binding.targets}


def differences(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """Node, field, their value and mine."""
    for node in sorted({*theirs, *mine}):
        if node not in theirs or node not in mine:
            yield node, "", theirs.get(node, MISSING), mine.get(node, MISSING)
            continue
        one, other = theirs[node]["inputs"], mine[node]["inputs"]
        for field in sorted({*one, *other}):
            if one.get(field, MISSING) != other.get(field, MISSING):
                yield node, field, one.get(field, MISSING), other.get(field, MISSING)


def main() -> int:
    """The exit code."""
    folder, oracle = Path(sys.argv[1]), Path(sys.argv[2])
    schemas = Schemas(json.loads(read_object_info(Path(os.environ["OBJECT_INFO"]))))
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    unexplained: list[str] = []
    for file in sorted(folder.rglob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        answer = oracle / file.name
        if not is_workflow(document) or not answer.exists():
            continue
        document = as_the_page_numbers(document)
        told = json.loads(answer.read_text(encoding="utf-8"))
        if "error" in told:
            counts["the frontend fails"] += 1
            continue
        graph = read_graph(document, schemas)
        found = list(differences(told["output"], prompt_of(graph)))
        counts["differ" if found else "equal"] += 1
        why = Reasons(document, schemas, graph)
        names = {why.of(*one) for one in found}
        reasons.update(names - {""})
        unexplained += [
            f"{file.stem} {node}.{field}: {a!r:.80} {b!r:.80}"
            for node, field, a, b in found
            if not why.of(node, field, a, b)
        ]
    print(*(f"{count:5} {name}" for name, count in [*counts.most_common(), *reasons.most_common()]), sep="\n")  # noqa: T201
    print(f"{len(unexplained)} values without a known reason", *unexplained, sep="\n  ")  # noqa: T201
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
