"""What `run.json` of a parked run holds. Everything here is frozen; a change is a new value."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from attrs import evolve, field

from ...core.contracts.gates import Gate, GateAnswer, GateState
from ...core.contracts.run_queue import RunState
from ...core.errors import Invalid
from ...core.names import check_id
from ...core.values import frozen
from .lanes import GateItem, Lanes

FORMAT: Final = 1
_LONGEST_LIST: Final = 1_000_000


@frozen(kw_only=True)
class ParkedGate:
    """One gate: as everybody may know it, what was asked, and the answer.

    `images` and `mask` tell whether there are such files, `values` are what JSON could hold of the question's
    `passing`, `arrays` the names of the rest. An answer is recorded without its mask. One that is not `parked` was
    answered while the run waited for it: the rest needs its answer.
    """

    gate: Gate
    text: str = ""
    images: bool = False
    values: Mapping[str, Any] = field(factory=dict)
    arrays: tuple[str, ...] = ()
    answer: GateAnswer | None = None
    mask: bool = False
    parked: bool = True

    @property
    def token(self) -> str:
        """The gate's."""
        return self.gate.token

    @property
    def open(self) -> bool:
        """Whether it is still offered."""
        return self.gate.state is GateState.PARKED


@frozen(kw_only=True)
class QueuedRun:
    """The rest of a run for one lane, queued under `id` (a UUID) for `targets` by the process of that name."""

    id: str
    lane: int
    targets: tuple[str, ...]
    host: str
    state: RunState = RunState.QUEUED
    error: str = ""


@frozen(kw_only=True, slots=False)
class ParkedRun:
    """A run that left parked gates behind, in the process of that name. `outputs` are the outputs it was asked for.

    `prompt` and `extra_pnginfo` are JSON text: a hundred workflows as objects would fill the memory. `named` are the
    run folders that decisions in the prompt name. `started` is in milliseconds since 1970. `over` says that the run
    itself has ended, so that no further gate joins. `client_id` is whom to tell of what is queued later.
    """

    id: str
    prompt_id: str
    host: str
    started: int
    prompt: str = field(repr=False)
    extra_pnginfo: str = field(default="{}", repr=False)
    named: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    gates: tuple[ParkedGate, ...] = ()
    queued: tuple[QueuedRun, ...] = ()
    over: bool = False
    client_id: str = ""
    format: int = FORMAT

    @property
    def graph(self) -> dict[str, Any]:
        """The prompt, read anew each time."""
        found: dict[str, Any] = json.loads(self.prompt)
        return found

    @property
    def metadata(self) -> dict[str, Any]:
        """`extra_pnginfo`, read anew each time."""
        found: dict[str, Any] = json.loads(self.extra_pnginfo)
        return found

    @cached_property
    def lanes(self) -> Lanes:
        """Which output waits for which gate."""
        return Lanes(self.graph, (GateItem(one.token, one.gate.node_id, one.gate.list_index) for one in self.gates))

    @property
    def open(self) -> bool:
        """Whether any gate is still offered."""
        return any(one.open for one in self.gates)

    def find(self, token: str) -> ParkedGate | None:
        """The gate of that token."""
        return next((one for one in self.gates if one.token == token), None)

    def with_gate(self, changed: ParkedGate) -> "ParkedRun":
        """The same with this gate in the place of the one with its token, or behind the others."""
        if self.find(changed.token) is None:
            return evolve(self, gates=(*self.gates, changed))
        return evolve(self, gates=tuple(changed if one.token == changed.token else one for one in self.gates))

    def without(self, token: str) -> "ParkedRun":
        """The same without this gate."""
        return evolve(self, gates=tuple(one for one in self.gates if one.token != token))


def checked(run: ParkedRun, folder: str) -> ParkedRun:
    """`run` if its names, which become file names, are ones that we make, and its prompt is one.

    Raises `ClientError` or `ValueError` otherwise.
    """
    tokens = [check_id(one.token, "token") for one in run.gates]
    if check_id(run.id, "id") != folder or len(set(tokens)) != len(tokens):
        raise Invalid("The names in the file are not those of its folder.")
    graph: Any = run.graph
    if not isinstance(graph, dict) or not isinstance(run.metadata, dict):
        raise Invalid("The prompt is none.")
    if not all(isinstance(node, dict) and isinstance(node.get("inputs"), dict) for node in graph.values()):
        raise Invalid("A node of the prompt is none.")
    if any(one.gate.node_id not in graph or not 0 <= one.gate.list_index <= _LONGEST_LIST for one in run.gates):
        raise Invalid("A gate is not where it could have been asked.")
    return run
