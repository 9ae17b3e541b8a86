"""Nodes, declared once for both hosts.

An IMAGE is `[B,H,W,C]` float32 0..1, a MASK `[B,H,W]` float32 0..1 with white = painted = 1.0. A node receives the
host's own arrays (torch tensors in ComfyUI, numpy arrays standalone) and may return numpy arrays: the host converts
them. What passes through is passed on untouched.
"""

import enum
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Literal, Protocol

from attrs import field

from .services import Services
from .values import frozen

IMAGE: Final = "IMAGE"
MASK: Final = "MASK"
INT: Final = "INT"
FLOAT: Final = "FLOAT"
STRING: Final = "STRING"
BOOLEAN: Final = "BOOLEAN"
COMBO: Final = "COMBO"
ANY: Final = "*"

Control = Literal["fixed", "increment", "decrement", "randomize"]
"""What the page does with a number after each run."""


class Blocked(enum.Enum):
    """The type of `BLOCKED`."""

    BLOCKED = "blocked"


BLOCKED: Final = Blocked.BLOCKED
"""The value of an output that stops everything downstream of it, quietly."""


class Interrupted(Exception):
    """Raise it in a run function to end the whole run as stopped by the user, say when `NodeCall.interrupted()`."""


@frozen(kw_only=True)
class InputSpec:
    """One input.

    `hidden` inputs are widgets that are saved with the workflow and not shown. `socket` inputs can only be linked.
    `lazy` inputs are computed only when `NodeSpec.needs` asks for them. New inputs are appended, optional and with a
    default: saved workflows map values by position. Optional inputs that a graph leaves out arrive as `default`.
    `control_after_generate` says what the page does with a number after each run: a new node begins with the word that
    is given, with `randomize` where it is True.
    """

    id: str
    type: str
    default: Any = None
    optional: bool = False
    hidden: bool = False
    socket: bool = False
    lazy: bool = False
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    multiline: bool = False
    control_after_generate: bool | Control = False
    options: tuple[str, ...] = ()
    display_name: str = ""
    tooltip: str = ""


@frozen(kw_only=True)
class OutputSpec:
    """One output; `is_list` outputs are lists whose items flow downstream one by one."""

    id: str
    type: str
    is_list: bool = False
    display_name: str = ""
    tooltip: str = ""


class NodeCall(Protocol):
    """What a node's run function knows of the run it is part of."""

    @property
    def services(self) -> Services:
        """The services of the host."""
        ...

    @property
    def prompt_id(self) -> str:
        """The run."""
        ...

    @property
    def node_id(self) -> str:
        """The node in the run, `12:3` inside a subgraph."""
        ...

    @property
    def list_index(self) -> int:
        """Which item of mapped list inputs this call is for."""
        ...

    @property
    def prompt(self) -> Mapping[str, Any]:
        """The whole graph in API format."""
        ...

    @property
    def extra_pnginfo(self) -> Mapping[str, Any]:
        """What came with the graph: the workflow, and what else scripts send for saved images."""
        ...

    @property
    def metadata(self) -> Mapping[str, str]:
        """What a saved file shall carry (see `graph_text`); empty where the user of the host wants none."""
        ...

    def interrupted(self) -> bool:
        """Whether the user asked this run to stop."""
        ...

    def stop(self) -> None:
        """Ask this run to stop, as the user's interrupt does. Safe on any thread while the run goes on."""
        ...

    def progress(self, value: float, total: float) -> None:
        """Show progress on the node."""
        ...


def graph_text(prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]) -> dict[str, str]:
    """JSON texts by name, with which a saved picture opens as the graph that made it."""
    made = {"prompt": json.dumps(prompt)} if prompt else {}
    return {**made, **{key: json.dumps(value) for key, value in extra_pnginfo.items()}}


@frozen(kw_only=True)
class NodeResult:
    """One value per output, and what the page shows (`ui`: lists of JSON values by key)."""

    values: tuple[Any, ...] = ()
    ui: Mapping[str, Sequence[Any]] = field(factory=dict)


RunFunction = Callable[..., "NodeResult | tuple[Any, ...] | Awaitable[NodeResult | tuple[Any, ...]]"]


@frozen(kw_only=True)
class NodeSpec:
    """One node. `run(call, **inputs)` returns one value per output (a tuple, or a `NodeResult`); sync or async.

    `fingerprint(services, **inputs)` returns a string that changes whenever the result would; linked inputs arrive as
    None. Where it has parameters `node_id` and `call` that are no inputs, these are the node's id in the run, and its
    `NodeCall` (for the first item of mapped lists). `validate(services, **inputs)` returns True or what is wrong; the
    inputs that it names as parameters are not checked against `minimum`, `maximum` and `options` by the host
    (`**inputs` names them all). `needs(call, **inputs)` returns the ids of the lazy inputs that must be computed. Each
    may be None.
    """

    id: str
    display_name: str
    category: str
    run: RunFunction
    inputs: tuple[InputSpec, ...] = ()
    outputs: tuple[OutputSpec, ...] = ()
    fingerprint: Callable[..., str] | None = None
    validate: Callable[..., bool | str] | None = None
    needs: Callable[..., Sequence[str]] | None = None
    description: str = ""
    is_output: bool = False
    is_input_list: bool = False
    not_idempotent: bool = False
    deprecated: bool = False
    experimental: bool = False
    search_aliases: tuple[str, ...] = ()

    def fingerprint_of(self, services: Services, call: Callable[[], NodeCall], inputs: Mapping[str, Any]) -> str | None:
        """The fingerprint for these inputs, None without one; raises what its function does.

        `call` makes the call that it is told of, where it wants that.
        """
        if self.fingerprint is None:
            return None
        told: dict[str, Any] = {}
        wanted = {"node_id", "call"} & inspect.signature(self.fingerprint).parameters.keys()
        wanted -= {one.id for one in self.inputs}
        if wanted:
            made = call()
            told = {"node_id": made.node_id, "call": made}
        return self.fingerprint(services, **{name: told[name] for name in wanted}, **inputs)

    @property
    def is_async(self) -> bool:
        """Whether `run` is an `async def`."""
        return inspect.iscoroutinefunction(self.run)
