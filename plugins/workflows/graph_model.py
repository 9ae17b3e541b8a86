"""A workflow as it runs: subgraphs flattened, reroutes and primitives resolved, every widget value by its name.

What the reading of documents gives to the extraction of parameters. Every value is frozen.
"""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ...core.contracts.workflows import Place, WorkflowFormat


@frozen
class Link:
    """The output of a node that an input takes."""

    node: str
    output: int


@frozen(kw_only=True)
class Widget:
    """A widget of a node whose input is not linked: its value counts and can be edited.

    `source` says who named it: `schema` (the server), `workflow` (the names in the document), `rule`, or `graph` (an
    API document). `control` is fixed, increment, decrement or randomize where a seed has such a widget, else None.
    """

    name: str
    value: Any
    source: str
    control: str | None = None
    label: str = ""


@frozen(kw_only=True)
class Node:
    """A node that runs. `title` is empty unless a user set it. `inside` are the titles of the subgraphs around it.

    `inputs` are those of the API graph in its order: values, and `Link`s. `widgets` are the editable ones among them.
    `unnamed` counts values that nobody could name; they stand in no input. An array among the values is written as the
    API format does (`{"__value__": [...]}`) in `inputs` and as itself in `widgets`. `meta` is what else the API graph
    says of the node (`_meta`). `hints` are limits that the author gave to a number of it (min, max, step, round).
    """

    id: str
    class_type: str
    title: str = ""
    inputs: Mapping[str, Any] = field(factory=dict, repr=False)
    widgets: tuple[Widget, ...] = ()
    inside: tuple[str, ...] = ()
    unnamed: int = 0
    meta: Mapping[str, Any] = field(factory=dict, repr=False)
    hints: Mapping[str, int | float] = field(factory=dict, repr=False)


@frozen(kw_only=True)
class Binding:
    """A value that is kept in one place and goes to others: a promoted widget of a subgraph, or a primitive.

    `node` and `field` are its address (the instance of the subgraph and the name of its input; the primitive's node and
    `value`), `targets` the inputs of the API graph that take it. `kind` is `promoted` or `primitive`.
    """

    node: str
    field: str
    kind: str
    value: Any
    targets: tuple[Place, ...]
    label: str = ""
    title: str = ""
    inside: tuple[str, ...] = ()
    control: str | None = None


@frozen(kw_only=True)
class WorkflowGraph:
    """A document, read. `nodes` are those that run, in the order of the API graph, by their ids in it (`57:8`).

    `app_inputs` are the inputs that the author chose for ComfyUI's app mode, in their order. `skipped` counts nodes
    that are muted or bypassed. `size` counts all nodes of the document. `problems` are sentences about what is odd.
    """

    format: WorkflowFormat
    nodes: Mapping[str, Node]
    bindings: tuple[Binding, ...] = ()
    app_inputs: tuple[Place, ...] = ()
    skipped: int = 0
    size: int = 0
    problems: tuple[str, ...] = ()
