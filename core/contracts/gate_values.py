"""The values that gates are made of. All frozen; what has JSON types is sent to browsers as it stands here."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from attrs import field

from ..values import frozen


class GateKind(StrEnum):
    """What is decided."""

    IMAGE = "image"
    """Which route an image (or a batch as a whole) takes, and a mask for it."""
    CHOOSER = "chooser"
    """Which images of a batch go on."""
    TEXT = "text"
    """The text that goes on."""


class GateState(StrEnum):
    """Where a gate stands; `ARMED` and `PARKED` are open, the others final."""

    ARMED = "armed"
    PARKED = "parked"
    ANSWERED = "answered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CancelReason(StrEnum):
    """Why a gate was cancelled."""

    STOPPED = "stopped"
    """Somebody pressed Stop at the gate, and with it stopped the run."""
    INTERRUPTED = "interrupted"
    """The run was interrupted."""
    RUN_ENDED = "run_ended"
    """The run ended by itself, say because another node failed."""
    DISCARDED = "discarded"
    """Somebody threw a parked gate away."""


class AnsweredBy(StrEnum):
    """Who decided."""

    USER = "user"
    PLUGIN = "plugin"
    KEPT = "kept"
    """The answer of an earlier run was used again."""
    POLICY = "policy"
    """Nobody answered in time, and the gate was told to pass."""


class Wait(StrEnum):
    """What a run does at the gate."""

    HOLD = "wait"
    """The run waits; other branches go on."""
    PARK = "park"
    """The candidates are kept, the outputs are blocked, the run finishes; the answer queues the rest."""


class Repeat(StrEnum):
    """What the next run does with an answer."""

    ASK = "ask"
    """Ask again."""
    SAME_INPUT = "same input"
    """Use it again where exactly the same came in."""
    ALWAYS = "always"
    """Use it again wherever it fits."""


class Unanswered(StrEnum):
    """What happens when the time limit is over, or nobody who could answer is there."""

    DEFAULT = "default"
    """As the setting `gates.unanswered` says."""
    PARK = "park"
    STOP = "stop"
    LET_THROUGH = "pass"
    """Route 1 with the painted mask; the whole batch; the text as it came."""
    WAIT = "wait"
    """For ever."""


@frozen(kw_only=True)
class GateAnswer:
    """A decision. `route` counts from 1; `selection` holds positions from 0, each once, in any order.

    `clear_mask` leaves the draft mask out. Plugins may give a `mask`: float32 0..1, `[H,W]` or `[B,H,W]`, painted = 1,
    of the image's size; browsers send theirs as a file beside the answer.
    """

    route: int | None = None
    selection: tuple[int, ...] | None = None
    text: str | None = None
    clear_mask: bool = False
    mask: Any = field(default=None, eq=False, repr=False)


@frozen(kw_only=True)
class Decided:
    """How a gate was decided; `plugin` names the one that did. `masked` is whether a painted mask went along."""

    by: AnsweredBy
    route: int | None = None
    selection: tuple[int, ...] | None = None
    text: str | None = None
    masked: bool = False
    plugin: str = ""
    at: int = 0


@frozen(kw_only=True)
class Gate:
    """One gate as everybody may know it. Times are milliseconds since 1970, sizes pixels.

    `place` stands for the node in its workflow: the same in the next run; masks and kept answers belong to it.
    `routes` are the names of the visible routes, in order. `expires` is when the time limit is over, None without one.
    `decided` and `reason` tell how it ended; a parked gate that was answered has `decided`, stays open until the rest
    of its run has ended well, and says in `run_state` whether it is "queued", "waiting" for other gates of its run,
    "failed" or "lost" (`run_error` says why); `run_id` is the queued prompt.
    """

    token: str
    kind: GateKind
    title: str
    state: GateState = GateState.ARMED
    prompt_id: str = ""
    node_id: str = ""
    list_index: int = 0
    workflow_id: str = ""
    place: str = ""
    order: int = 0
    armed: int = 0
    ended: int | None = None
    routes: tuple[str, ...] = ()
    count: int = 0
    width: int = 0
    height: int = 0
    text: str = ""
    has_mask: bool = False
    mask_revision: int = 0
    wait: Wait = Wait.HOLD
    repeat: Repeat = Repeat.ASK
    expires: int | None = None
    unanswered: Unanswered = Unanswered.DEFAULT
    why_not_parked: str = ""
    decided: Decided | None = None
    reason: CancelReason | None = None
    run_id: str = ""
    run_state: str = ""
    run_error: str = ""


@frozen(kw_only=True)
class GateQuestion:
    """What a node asks. `images` is the host's IMAGE `[B,H,W,C]`, None for text gates.

    `routes` names the visible routes. `passing` are further values that the node needs after an answer, also when the
    gate was parked: arrays and what JSON can hold; with anything else a gate cannot be parked, and waits.
    `time_limit` is in seconds, 0 for none. `decision` is the input of that name: what an earlier answer to a parked
    gate put into the prompt, empty in people's workflows.
    """

    kind: GateKind
    title: str = ""
    images: Any = field(default=None, eq=False, repr=False)
    text: str = ""
    routes: tuple[str, ...] = ()
    passing: Mapping[str, Any] = field(factory=dict, eq=False, repr=False)
    wait: Wait = Wait.HOLD
    repeat: Repeat = Repeat.ASK
    time_limit: int = 0
    unanswered: Unanswered = Unanswered.DEFAULT
    decision: str = ""


@frozen(kw_only=True)
class GateResult:
    """What a node gets back: `parked` (block every output), or an `answer` that fits the question.

    `images` and `passing` are those of the question, untouched; after parking they are float32 numpy arrays. `mask` is
    float32 `[H,W]` or `[B,H,W]` of the images' size, None where nothing is painted. `replayed` is whether the answer
    of an earlier run was used again.
    """

    parked: bool = False
    replayed: bool = False
    answer: GateAnswer = field(factory=GateAnswer)
    images: Any = field(default=None, eq=False, repr=False)
    text: str = ""
    mask: Any = field(default=None, eq=False, repr=False)
    passing: Mapping[str, Any] = field(factory=dict, eq=False, repr=False)


@frozen(kw_only=True)
class PendingGate:
    """What a deciding plugin is asked about: the gate, and its candidates where they are wanted."""

    gate: Gate
    read: Callable[[], Any] = field(repr=False, eq=False)

    @property
    def images(self) -> Any:
        """The candidates as a numpy array `[B,H,W,C]` float32 0..1; never write into them. Empty for text gates."""
        return self.read()
