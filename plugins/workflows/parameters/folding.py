"""Which entries are folded away: what few people change, and never the one seed of a graph."""

from collections.abc import Sequence
from typing import Final

from ....core.contracts.workflows import ParameterType
from ..graph_model import Node
from .entries import Entry, Facts
from .execution import depths_of
from .groups import Folding

_DRAWS: Final = ("sampler", "noise")


def folded_of(
    facts: Facts, entries: Sequence[Entry], roles: Sequence[str], kinds: Sequence[ParameterType]
) -> Sequence[bool]:
    """Which are folded. The insides of subgraphs are, unless nothing at all would be left to see."""
    folding = Folding(facts)
    plain = [folding.folds(*one) for one in zip(entries, roles, kinds, strict=True)]
    folded = [fold or folding.inner(entry) for fold, entry in zip(plain, entries, strict=True)]
    if all(folded):
        return plain
    seeds = [at for at, role in enumerate(roles) if role == "seed"]
    if seeds and all(folded[at] for at in seeds):
        usable = [at for at in seeds if not plain[at]]
        if usable:
            folded[_first(facts, entries, usable)] = False
    return folded


def draws(node: Node) -> bool:
    """Whether the seed of a node is that of a picture."""
    return any(word in node.class_type.lower() for word in _DRAWS)


def _first(facts: Facts, entries: Sequence[Entry], seeds: Sequence[int]) -> int:
    """The seed of the sampler that runs first and adds noise."""
    depths = depths_of(facts.graph.nodes)

    def order(at: int) -> tuple[bool, bool, int]:
        node = entries[at].node
        if node is None:
            return (True, True, 0)
        return (not draws(node), node.inputs.get("add_noise") in ("disable", False), -depths.get(node.id, 0))

    return min(seeds, key=order)
