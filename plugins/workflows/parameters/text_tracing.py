"""Which texts end in the positive, which in the negative conditioning of a sampler: by links, upstream."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from ....core.contracts.workflows import Place
from ..graph_model import Link, Node
from .entries import Facts
from .role_names import NO_PROMPT

POSITIVE: Final = "positive_prompt"
NEGATIVE: Final = "negative_prompt"

_CARRIES: Final = frozenset({"CONDITIONING", "STRING", "GUIDER"})
_ANYTHING: Final = frozenset({"*", "COMFY_MATCHTYPE_V3", "COMFY_AUTOGROW_V3"})
_WORDS: Final = re.compile(r"cond|positive|negative|text|string|prompt|value|any|input|on_")
_ENDS: Final = frozenset({"ConditioningZeroOut"})
"""What gives a conditioning that does not say what its text says."""


def text_roles(facts: Facts) -> Mapping[Place, str]:
    """The roles of inputs that hold or take texts: `positive_prompt`, `negative_prompt`, `prompt` where both."""
    trace = _Trace(facts)
    for node in facts.graph.nodes.values():
        for name, value in node.inputs.items():
            role = trace.root(node, name) if isinstance(value, Link) else ""
            if role:
                trace.follow(value, role)
    return {place: roles.copy().pop() if len(roles) == 1 else "prompt" for place, roles in trace.marks.items()}


class _Trace:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._seen: set[tuple[Link, str]] = set()
        self.marks: dict[Place, set[str]] = defaultdict(set)

    def root(self, node: Node, name: str) -> str:
        """The role of what an input takes, where it is one that says so: of a sampler, a guider, a partner's node."""
        link = node.inputs[name]
        kind = self._kind(node, name, link)
        last = name.rpartition(".")[2].lower()
        if kind and kind not in _CARRIES and kind not in _ANYTHING:
            return ""
        if last.startswith("negative") or (last == "uncond"):
            return NEGATIVE
        if last.startswith("positive") or last in ("cond1", "cond2", "text_prompt"):
            return POSITIVE
        if last == "prompt" and kind != "CONDITIONING":
            return POSITIVE
        return POSITIVE if last == "conditioning" and self._guides(node) else ""

    def _guides(self, node: Node) -> bool:
        return node.class_type == "BasicGuider" or "GUIDER" in self._outputs(node)

    def _outputs(self, node: Node) -> tuple[str, ...]:
        schema = self._facts.schemas.of(node.class_type)
        return schema.outputs if schema else ()

    def follow(self, link: Link, role: str) -> None:
        """Marks every text upstream of `link`. Visits each output once for each role."""
        waiting = [(link, role)]
        while waiting:
            here = waiting.pop()
            if here not in self._seen:
                self._seen.add(here)
                waiting += self._visit(*here)

    def _visit(self, link: Link, role: str) -> Iterator[tuple[Link, str]]:
        node = self._facts.graph.nodes.get(link.node)
        if node is None or node.class_type in _ENDS:
            return
        only = self._side(node, link)
        for name, value in node.inputs.items():
            last = name.rpartition(".")[2].lower()
            if (only and last != only) or NO_PROMPT.fullmatch(last):
                continue
            own = NEGATIVE if last.startswith("negative") else role
            if isinstance(value, Link) and self._carries(node, name, value):
                yield value, own
            if isinstance(value, Link | str):
                self.marks[Place(node.id, name)].add(own)

    def _side(self, node: Node, link: Link) -> str:
        """The one input that an output goes on from, where a node takes and gives positive and negative."""
        if not (isinstance(node.inputs.get("positive"), Link) and isinstance(node.inputs.get("negative"), Link)):
            return ""
        carried = self._facts.output_type(link)
        return (
            ("positive", "negative")[link.output] if 0 <= link.output < 2 and carried in ("CONDITIONING", "") else "-"
        )

    def _carries(self, node: Node, name: str, link: Link) -> bool:
        kind = self._kind(node, name, link)
        if kind:
            return kind in _CARRIES or kind in _ANYTHING
        return bool(_WORDS.match(name.rpartition(".")[2].lower()))

    def _kind(self, node: Node, name: str, link: Link) -> str:
        """What a link carries, by the input that takes it, else by the output that gives it; empty where unknown."""
        schema = self._facts.inputs(node).get(name)
        taken = schema.kind if schema else ""
        return taken if taken and taken not in _ANYTHING else self._facts.output_type(link) or taken
