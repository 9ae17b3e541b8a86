"""Workflows: kept graphs, the parameters that people change in them, and what became of those. Every value is frozen.

A *workflow* has numbered versions, each a document in ComfyUI's UI or API format, kept byte for byte. A *parameter* is
one editable value of its graph. Numbers that JavaScript cannot hold exactly travel as strings of digits at the edge.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from attrs import field

from ..values import frozen


class ParameterType(StrEnum):
    """What kind of value a parameter takes."""

    STRING = "string"
    """One line."""
    TEXT = "text"
    """Several lines."""
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    SELECT = "select"
    SEED = "seed"
    """An integer of 64 bits without sign that people draw by chance."""
    IMAGE = "image"
    MASK = "mask"
    VIDEO = "video"
    AUDIO = "audio"
    MODEL = "model"
    """A choice among files of models."""
    OTHER = "other"
    """A value whose widget is nobody's here (a curve, a list): shown as JSON, kept as it is."""


class WorkflowFormat(StrEnum):
    """How a document writes its graph."""

    UI = "ui"
    API = "api"


@frozen
class Place:
    """An input of a node of the API graph: `57:8`, `text`."""

    node: str
    field: str

    @property
    def address(self) -> str:
        """`node.field`."""
        return f"{self.node}.{self.field}"


@frozen(kw_only=True)
class Parameter:
    """One editable value.

    `node` and `field` are its address; `targets` where in the API graph its value goes (a promoted widget or a
    primitive may have several, most have one that is the address). `value` is the document's. `minimum`, `maximum`,
    `step`, `default` and `options` are None where unknown. `role` is empty where it has none. `rank` orders the form,
    the most important first; `advanced` ones are folded. `control` is what the page does to a seed after a run: fixed,
    increment, decrement, randomize, or None. `source` says who named it: schema, workflow, rule or graph (API format).
    `problem` is a sentence where the value does not fit (a model that is not there). `reshapes`: each choice brings
    inputs of its own, so that the form is another one for it.
    """

    node: str
    field: str
    class_type: str
    label: str
    type: ParameterType
    value: Any
    targets: tuple[Place, ...] = ()
    default: Any = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = None
    options: tuple[Any, ...] | None = None
    multiple: bool = False
    role: str = ""
    group: str = ""
    group_label: str = ""
    rank: int = 0
    advanced: bool = False
    promoted: bool = False
    control: str | None = None
    node_title: str = ""
    tooltip: str = ""
    upload: str = ""
    source: str = "schema"
    problem: str = ""
    reshapes: bool = False

    @property
    def address(self) -> str:
        """`node.field`, unique in a form."""
        return f"{self.node}.{self.field}"


@frozen(kw_only=True)
class Form:
    """The parameters of a graph, by rank; the classes that no known server has; what could not be read.

    `unnamed` counts values of nodes whose widgets nobody names: they are kept in the graph and not offered.
    """

    format: WorkflowFormat
    parameters: tuple[Parameter, ...]
    nodes: int
    missing_classes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unnamed: int = 0
    stale: bool = False


@frozen(kw_only=True)
class Applied:
    """An API graph with values applied: `values` by address, as they are in the graph now."""

    prompt: Mapping[str, Any] = field(repr=False)
    values: Mapping[str, Any]
    missing_classes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Column:
    """Many values of one parameter, as they go into the graph."""

    parameter: Parameter
    values: tuple[Any, ...]


@frozen(kw_only=True)
class Runnable:
    """What a run sends. `prompt` is the API graph, one of each `{a|b}` drawn; `values` all of its values by address.

    `document` is the editor's workflow for what the run saves (None for a graph in API format), `titles` the title of
    each node of the graph.
    """

    prompt: Mapping[str, Any] = field(repr=False)
    values: Mapping[str, Any]
    document: Any = field(default=None, repr=False)
    titles: Mapping[str, str] = field(factory=dict, repr=False)


@frozen(kw_only=True)
class WorkflowVersion:
    """A version: numbers count from 1. `nodes` counts those of the document, `bytes` its size."""

    number: int
    format: WorkflowFormat
    created: int
    note: str
    sha256: str
    nodes: int
    bytes: int


@frozen(kw_only=True)
class Preset:
    """Named values by address. Names are unique in a workflow, whatever their capitals."""

    id: str
    name: str
    values: Mapping[str, Any]
    revision: int
    created: int
    changed: int


@frozen(kw_only=True)
class WorkflowEntry:
    """A workflow as lists show it. `thumbnail` is a tag for its URL, None without one. Times are wall time in ms.

    `default_parameters` and `last_parameters` are values by address; `source_id` is the id inside a UI document.
    """

    id: str
    name: str
    revision: int
    created: int
    changed: int
    description: str = ""
    tags: tuple[str, ...] = ()
    source_id: str = ""
    latest: WorkflowVersion
    versions: int = 1
    thumbnail: str | None = None
    default_parameters: Mapping[str, Any] = field(factory=dict)
    last_parameters: Mapping[str, Any] | None = None
    last_used: int | None = None
    deleted: int | None = None


@frozen(kw_only=True)
class Imported:
    """What an import did: `created` a workflow, or added a version, or (neither) found this very document there."""

    workflow: WorkflowEntry
    version: int
    created: bool
    added: bool
    problems: tuple[str, ...] = ()


class Workflows(Protocol):
    """The workflows of this installation. Blocks; safe on any thread and beside other processes.

    Raises `NotFound`, `Conflict` (a stale revision, a name that is used), `Invalid` (a 422 that names each fault),
    `TooLarge`, `Unavailable` (no database); what raised changed nothing.
    """

    def list(self, *, search: str = "", tag: str = "") -> tuple[WorkflowEntry, ...]:
        """The workflows, the last used or changed first."""
        ...

    def get(self, workflow: str) -> WorkflowEntry:
        """One, by id or by name."""
        ...

    def import_file(
        self, data: bytes, *, file_name: str = "", name: str = "", into: str = "", note: str = ""
    ) -> Imported:
        """A JSON document (UI, API, or both in one), or a picture that carries one.

        `into` adds a version to that workflow. Else a document of the same name and inner id becomes a version of that
        one, and any other a new workflow whose name is made free ("name (2)").
        """
        ...

    def document(self, workflow: str, version: int | None = None) -> bytes:
        """The bytes of a version (the newest) as they were imported."""
        ...

    def form(self, workflow: str, version: int | None = None, values: Mapping[str, Any] | None = None) -> Form:
        """The parameters of a version (the newest), with the inputs that the choices among `values` bring.

        The value of each parameter stays the document's; of `values` what is no choice of inputs, or fits nowhere, is
        ignored.
        """
        ...

    def form_of(self, document: Any, values: Mapping[str, Any] | None = None) -> Form:
        """As `form`, of a document that is not kept here (decoded JSON)."""
        ...

    def form_in(self, document: bytes, values: Mapping[str, Any] | None = None) -> Form:
        """As `form`, of the bytes of a document."""
        ...

    def resolve_in(self, document: bytes, values: Mapping[str, Any]) -> dict[str, Any]:
        """`values` (by address, role or label) by address, checked; `Invalid` names each fault."""
        ...

    def columns_in(
        self, document: bytes, columns: Mapping[str, Sequence[Any]], beside: Mapping[str, Any] | None = None
    ) -> dict[str, Column]:
        """Many values for each key (address, role or label), checked; the parameter and its values, by key.

        `beside` are values that choose inputs. `Invalid` as by `resolve_in`; each fault of a value has its `index`.
        """
        ...

    def runnable(self, document: bytes, values: Mapping[str, Any]) -> Runnable:
        """What to send for a run of a document with `values`; `Invalid` names each fault.

        Classes that a server lacks are no fault here: the form's `missing_classes` are those of all.
        """
        ...

    def used(self, workflow: str, values: Mapping[str, Any], prompt_id: str = "") -> WorkflowEntry:
        """Keep values, by any key, as the last used: somebody queued the workflow."""
        ...

    def apply(self, workflow: str, values: Mapping[str, Any], version: int | None = None) -> Applied:
        """The API graph of a version with `values` applied, by address, role or label; see `plugins/workflows`."""
        ...

    def run(self, workflow: str, values: Mapping[str, Any], *, version: int | None = None, client_id: str = "") -> str:
        """Queue it on this host and keep `values` as the last used; the prompt's id. 422 lists the missing classes."""
        ...

    def presets(self, workflow: str) -> Sequence[Preset]:
        """The presets of a workflow, by name."""
        ...
