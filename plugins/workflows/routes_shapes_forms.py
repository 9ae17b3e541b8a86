"""What the routes of forms, prompts, runs and comparisons take and answer."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen(kw_only=True)
class ParameterShape:
    """One editable value. `targets` are addresses; `options` is a place in `option_lists` of the form.

    `reshapes`: each option brings inputs of its own; the form for another one is asked for with it.
    """

    address: str
    node: str
    field: str
    class_type: str
    label: str
    type: str
    value: Any
    targets: tuple[str, ...]
    default: Any
    minimum: int | float | str | None
    maximum: int | float | str | None
    step: int | float | str | None
    options: int | None
    multiple: bool
    role: str
    group: str
    group_label: str
    rank: int
    advanced: bool
    promoted: bool
    control: str | None
    node_title: str
    tooltip: str
    upload: str
    source: str
    problem: str
    reshapes: bool


@frozen(kw_only=True)
class FormShape:
    """The parameters of a graph by rank. `workflow` and `version` are null for a document that is not kept."""

    workflow: str | None
    version: int | None
    format: str
    parameters: tuple[ParameterShape, ...]
    option_lists: tuple[tuple[Any, ...], ...]
    nodes: int
    missing_classes: tuple[str, ...]
    problems: tuple[str, ...]
    unnamed: int
    stale: bool
    default_parameters: Mapping[str, Any]
    last_parameters: Mapping[str, Any] | None


@frozen(kw_only=True)
class VersionQuery:
    """`version` counts from 1; without it the newest."""

    version: int | None = None


@frozen(kw_only=True)
class Values:
    """Values by address, role or label; `version` counts from 1, without it the newest."""

    values: Mapping[str, Any]
    version: int | None = None


@frozen(kw_only=True)
class Run:
    """Values of a run. `client_id` is the page's at the queue, which is told how the run goes on."""

    values: Mapping[str, Any]
    version: int | None = None
    client_id: str = ""


@frozen(kw_only=True)
class AppliedShape:
    """A graph in API format, its numbers as they are; `values` by address, as they are in it now."""

    prompt: Mapping[str, Any]
    values: Mapping[str, Any]
    missing_classes: tuple[str, ...]


@frozen(kw_only=True)
class Queued:
    """The id of a run that was queued, and its values by address."""

    prompt_id: str
    values: Mapping[str, Any]


@frozen(kw_only=True)
class OpenWorkflow:
    """A document that is not kept here: in UI format, in API format, or both in one.

    The form has the inputs that choices among `values` bring.
    """

    workflow: Any
    values: Mapping[str, Any] = field(factory=dict)


@frozen(kw_only=True)
class OpenValues:
    """A document that is not kept here, and values for it by address, role or label."""

    workflow: Any
    values: Mapping[str, Any]


@frozen(kw_only=True)
class ComparisonQuery:
    """Two versions; `a` is the older one, most often."""

    a: int
    b: int


@frozen(kw_only=True)
class ComparedNode:
    """A node that only one version has."""

    id: str
    class_type: str
    title: str


@frozen(kw_only=True)
class ComparedInput:
    """An input whose value differs; null where a version lacks it, `[node, output]` for a link."""

    field: str
    a: Any
    b: Any


@frozen(kw_only=True)
class ChangedNode(ComparedNode):
    """A node that both versions have, with what differs."""

    inputs: tuple[ComparedInput, ...]


@frozen(kw_only=True)
class ComparedNodes:
    """What became of the nodes from `a` to `b`."""

    added: tuple[ComparedNode, ...]
    removed: tuple[ComparedNode, ...]
    changed: tuple[ChangedNode, ...]


@frozen(kw_only=True)
class ComparedParameter:
    """A parameter whose value differs; null where a version lacks it."""

    address: str
    label: str
    a: Any
    b: Any


@frozen(kw_only=True)
class ComparedParameters:
    """What became of the parameters from `a` to `b`."""

    added: tuple[ComparedParameter, ...]
    removed: tuple[ComparedParameter, ...]
    changed: tuple[ComparedParameter, ...]


@frozen(kw_only=True)
class Comparison:
    """What differs between two versions; `same` where the graphs do not."""

    a: int
    b: int
    nodes: ComparedNodes
    parameters: ComparedParameters
    same: bool


@frozen(kw_only=True)
class PoolImage:
    """A slot of a pool; `with_mask` false leaves its mask out."""

    pool: str
    slot: str
    with_mask: bool = True


@frozen(kw_only=True)
class InputName:
    """The value for inputs of nodes that load pictures."""

    name: str


@frozen(kw_only=True)
class ImagesQuery:
    """`search` is found in names."""

    search: str = ""


@frozen(kw_only=True)
class InputImageShape:
    """A picture of the input folder; `thumbnail` is a tag for its address, `changed` wall time in ms."""

    name: str
    thumbnail: str
    changed: int


@frozen(kw_only=True)
class InputImages:
    """Pictures of the input folder, the newest first; `more` says that there are others."""

    images: tuple[InputImageShape, ...]
    more: bool


@frozen(kw_only=True)
class InputImageQuery:
    """`side` 64 to 1024: a small picture of at most so many pixels; `v` the tag, so that it may be kept for ever."""

    side: int | None = None
    v: str = ""
