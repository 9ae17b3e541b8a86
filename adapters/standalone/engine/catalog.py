"""The nodes that the engine knows: Penstock's own, and the few of ComfyUI that it brings along."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import field

from ....core.nodes import NodeSpec
from ....core.values import frozen

PENSTOCK_MODULE: Final = "custom_nodes.penstock"
"""The `python_module` of nodes from plugins."""


@frozen(kw_only=True)
class BuiltinNode:
    """One of ComfyUI's own nodes, and what its `/object_info` entry has beyond a `NodeSpec`.

    `widget_options` are extra options by input id, `listed` makes the choices of a combo anew each time, `classic`
    entries have the shape of ComfyUI's older nodes.
    """

    spec: NodeSpec
    python_module: str = "nodes"
    widget_options: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    listed: Mapping[str, Callable[[], Sequence[str]]] = field(factory=dict)
    essentials_category: str = ""
    classic: bool = True


class NodeCatalog:
    """Nodes by class type; builtin ones win over plugins, as in ComfyUI. Read-only, safe on any thread."""

    def __init__(self, nodes: Sequence[NodeSpec], builtins: Sequence[BuiltinNode] = ()) -> None:
        self._builtins: Final = {builtin.spec.id: builtin for builtin in builtins}
        self._specs: Final = {spec.id: spec for spec in nodes} | {builtin.spec.id: builtin.spec for builtin in builtins}

    def get(self, class_type: object) -> NodeSpec | None:
        """The node of that class type, None where there is none."""
        return self._specs.get(class_type) if isinstance(class_type, str) else None

    def builtin(self, class_type: str) -> BuiltinNode | None:
        """What is known beyond the spec, None for a plugin's node."""
        return self._builtins.get(class_type)

    def __iter__(self) -> Iterator[NodeSpec]:
        return iter(self._specs.values())
