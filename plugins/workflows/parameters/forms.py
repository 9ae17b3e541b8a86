"""The form of a graph: its parameters with types, limits, roles, labels and groups, the most important first."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from ....core.contracts.node_catalog import NodeClasses
from ....core.contracts.workflows import Form, Parameter, ParameterType
from ....core.parameter_rules import ParameterRules
from ..documents.schemas import Schemas
from ..graph_model import WorkflowGraph
from .checking import same
from .choices import brings_inputs
from .entries import Entry, Facts, entries_of
from .execution import depths_of
from .folding import draws, folded_of
from .groups import group_of, rank_of
from .kinds import is_model_file, type_of, upload_of
from .labels import labels_of, node_title
from .limits import default_of, is_multiple, maximum_of, minimum_of, options_of, step_of
from .purposes import purpose_of
from .roles import Roles

_MEDIA = frozenset({ParameterType.IMAGE, ParameterType.MASK, ParameterType.VIDEO, ParameterType.AUDIO})

_AS_WRITTEN = frozenset({*(kind.value for kind in _MEDIA), "positive_prompt", "negative_prompt", "prompt", "choice"})


def form_of(graph: WorkflowGraph, classes: NodeClasses, rules: ParameterRules, schemas: Schemas | None = None) -> Form:
    """The form of `graph`. `schemas` are those of `classes`, where the caller keeps them read. Raises nothing."""
    facts = Facts(graph, Schemas(classes.schemas) if schemas is None else schemas, rules)
    missing = dict.fromkeys(node.class_type for node in graph.nodes.values() if node.class_type not in classes.schemas)
    return Form(
        format=graph.format,
        parameters=_parameters(facts),
        nodes=graph.size or len(graph.nodes),
        missing_classes=tuple(missing),
        problems=graph.problems,
        unnamed=sum(node.unnamed for node in graph.nodes.values()),
        stale=classes.stale,
    )


@frozen(kw_only=True)
class _Sorted:
    """An entry with what was found out about it."""

    entry: Entry
    kind: ParameterType
    role: str
    folded: bool
    chosen: int | None

    @property
    def purpose(self) -> str:
        """Its role, or what else people look for it by."""
        return purpose_of(self.entry, self.role, self.kind)

    @property
    def rank(self) -> tuple[int, ...]:
        return rank_of(self.entry, self.purpose, self.kind, self.folded, self.chosen)


def _parameters(facts: Facts) -> tuple[Parameter, ...]:
    depths = depths_of(facts.graph.nodes)
    found = sorted(_found(facts), key=lambda one: (one.rank, _turn(one, depths)))
    entries = [one.entry for one in found]
    labels = labels_of(facts, entries, [one.role for one in found], [one.folded for one in found])
    return tuple(
        _parameter(facts, one, label, rank) for rank, (one, label) in enumerate(zip(found, labels, strict=True))
    )


def _turn(one: _Sorted, depths: Mapping[str, int]) -> tuple[bool, int]:
    """What comes first among values of one kind: those of nodes that run first. Pictures and texts stay as written.

    Seeds of samplers come before those of language models.
    """
    if one.entry.node is None or one.purpose in _AS_WRITTEN or one.kind is ParameterType.TEXT:
        return (False, 0)
    return (one.role == "seed" and not draws(one.entry.node), -depths.get(one.entry.node.id, 0))


def _found(facts: Facts) -> Sequence[_Sorted]:
    entries = entries_of(facts)
    kinds = [type_of(entry) for entry in entries]
    tracing = Roles(facts)
    roles = [tracing.of(entry, kind) for entry, kind in zip(entries, kinds, strict=True)]
    chosen = _chosen(facts)
    picks = [next((chosen[key] for key in _keys(entry) if key in chosen), None) for entry in entries]
    folds = folded_of(facts, entries, roles, kinds)
    return [
        _Sorted(entry=entry, kind=kind, role=role, folded=folded and pick is None, chosen=pick)
        for entry, kind, role, folded, pick in zip(entries, kinds, roles, folds, picks, strict=True)
    ]


def _chosen(facts: Facts) -> dict[tuple[str, str], int]:
    places = facts.graph.app_inputs
    return {(place.node, place.field): number for number, place in reversed(list(enumerate(places)))}


def _keys(entry: Entry) -> Sequence[tuple[str, str]]:
    return [(place.node, place.field) for place in (entry.place, *entry.targets)]


def _parameter(facts: Facts, one: _Sorted, label: str, rank: int) -> Parameter:
    entry, kind = one.entry, one.kind
    title = node_title(facts, entry)
    group, group_label = group_of(facts, entry, one.purpose, title)
    options = options_of(entry, kind)
    tooltip = entry.options.get("tooltip")
    return Parameter(
        node=entry.place.node,
        field=entry.place.field,
        class_type=entry.class_type,
        label=label,
        type=kind,
        value=entry.value,
        targets=entry.targets,
        default=default_of(entry),
        minimum=minimum_of(entry, kind),
        maximum=maximum_of(entry, kind),
        step=step_of(entry, kind),
        options=options,
        multiple=is_multiple(entry),
        role=one.role,
        group=group,
        group_label=group_label,
        rank=rank,
        advanced=one.folded,
        promoted=entry.promoted,
        control=entry.control,
        node_title=title,
        tooltip=tooltip if isinstance(tooltip, str) else "",
        upload=upload_of(entry),
        source=entry.source,
        problem=_problem(kind, entry.value, options),
        reshapes=brings_inputs(entry.schema),
    )


def _problem(kind: ParameterType, value: Any, options: tuple[Any, ...] | None) -> str:
    """What is wrong with the document's own value, in a sentence."""
    if options is None or isinstance(value, list) or any(same(option, value) for option in options):
        return ""
    if kind in _MEDIA:
        return _missing_file(value)
    if not isinstance(value, str) or not value:
        return "The saved value is none of the options." if options else ""
    if kind is ParameterType.MODEL and (is_model_file(value) or not options):
        return f'The server does not have "{value[:200]}".'
    return f'"{value[:200]}" is none of the options of this server.' if options else ""


def _missing_file(value: Any) -> str:
    # Servers list the top of the input folder only: files below it and in other folders may well be there.
    if not isinstance(value, str) or not value or "/" in value or "\\" in value or value.endswith("]"):
        return ""
    return f'"{value[:200]}" is not in the input folder.'
