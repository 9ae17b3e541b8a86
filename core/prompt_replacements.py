"""Node replacements at work: on graphs in API format, and as the list that pages read."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, Final, TypeGuard

from .node_replacements import NodeReplacement
from .nodes import BOOLEAN, COMBO, FLOAT, INT, STRING, InputSpec, NodeSpec

_WIDGETS: Final = frozenset({INT, FLOAT, STRING, BOOLEAN, COMBO})


class Replacements:
    """What stands in for nodes that are not installed. Read-only, safe on any thread.

    `nodes` are those of this application: a replacement by any other node is left out.
    """

    def __init__(self, replacements: Iterable[NodeReplacement], nodes: Iterable[NodeSpec]) -> None:
        self._nodes: Final = {spec.id: spec for spec in nodes}
        self._by_old: Final = {one.old_id: one for one in replacements if one.new_id in self._nodes}

    def __iter__(self) -> Iterator[NodeReplacement]:
        return iter(self._by_old.values())

    def by(self, node_ids: Container[str]) -> "Replacements":
        """Those by the nodes of these ids: another pack may have one of that name."""
        return Replacements((one for one in self if one.new_id in node_ids), self._nodes.values())

    def in_prompt(self, prompt: Any, installed: Callable[[str], bool]) -> Any:
        """`prompt` with stand-ins where `installed` has the new class and not the old one; itself where nothing is.

        Never changes what it was given, and leaves what is no prompt to those who refuse it.
        """
        if not isinstance(prompt, Mapping):
            return prompt
        chosen = {key: one for key, node in prompt.items() if (one := self._for(node, installed)) is not None}
        if not chosen:
            return prompt
        return {key: self._node(node, chosen.get(key), chosen) for key, node in prompt.items()}

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """The list in the shape of ComfyUI's `GET /node_replacements`."""
        return {old: [as_comfyui(one)] for old, one in sorted(self._by_old.items())}

    def _for(self, node: object, installed: Callable[[str], bool]) -> NodeReplacement | None:
        old = node.get("class_type") if isinstance(node, Mapping) else None
        found = self._by_old.get(old) if isinstance(old, str) else None
        if found is None or installed(found.old_id) or not installed(found.new_id):
            return None
        return found

    def _node(self, node: Any, one: NodeReplacement | None, chosen: Mapping[str, NodeReplacement]) -> Any:
        if not isinstance(node, Mapping) or not isinstance(node.get("inputs", {}), Mapping):
            return node
        given = dict(_relinked(node.get("inputs", {}), chosen))
        if one is None:
            return {**node, "inputs": given} if "inputs" in node else node
        renamed = {new: given[old] for new, old in one.inputs.items() if old in given}
        kept = {key: value for key, value in node.items() if key != "is_changed"}
        inputs = {**self._defaults(one.new_id), **renamed, **one.values}
        return {**kept, "class_type": one.new_id, "inputs": inputs}

    def _defaults(self, node_id: str) -> dict[str, Any]:
        """Hosts ask for every input that is not optional, defaults or not."""
        return {one.id: one.default for one in self._nodes[node_id].inputs if _has_default(one)}


def as_comfyui(one: NodeReplacement) -> dict[str, Any]:
    """A replacement in the shape of ComfyUI's `NodeReplace`."""
    return {
        "new_node_id": one.new_id,
        "old_node_id": one.old_id,
        "old_widget_ids": list(one.old_widgets),
        "input_mapping": [
            *({"new_id": new, "old_id": old} for new, old in one.inputs.items()),
            *({"new_id": new, "set_value": value} for new, value in one.values.items()),
        ],
        "output_mapping": [{"new_idx": new, "old_idx": old} for old, new in one.outputs.items()],
    }


def _has_default(one: InputSpec) -> bool:
    return one.type in _WIDGETS and not one.optional and not one.socket


def _relinked(inputs: Mapping[str, Any], chosen: Mapping[str, NodeReplacement]) -> Iterator[tuple[str, Any]]:
    """`inputs` with links to the new outputs; links to outputs that are no more are dropped."""
    for name, value in inputs.items():
        if not _is_link(value) or value[0] not in chosen:
            yield name, value
        elif (slot := chosen[value[0]].outputs.get(value[1])) is not None:
            yield name, [value[0], slot]


def _is_link(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], int)
