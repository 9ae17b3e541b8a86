"""What the driver of runs needs of a server's client, and of the store. Every value is frozen."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from attrs import field

from ...core.contracts.comfy_servers import ComfyServer
from ...core.contracts.runs import NodeProgress, RunFault
from ...core.values import frozen


class Standing(StrEnum):
    """What a server knows of a prompt, from its queue, then its history."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ABSENT = "absent"
    """It answers, and knows nothing of it."""


@frozen(kw_only=True)
class JobReport:
    """What a server says of a prompt. `position` counts from 0 in its queue; `outputs` is its history's; times in ms.

    `cached` are the nodes that it did not have to run. `error` has the keys of ComfyUI's `execution_error`.
    """

    standing: Standing
    position: int | None = None
    outputs: Mapping[str, Any] = field(factory=dict, repr=False)
    error: Mapping[str, Any] | None = field(default=None, repr=False)
    cached: frozenset[str] = frozenset()
    started: int | None = None
    ended: int | None = None


@frozen(kw_only=True)
class PromptJob:
    """What is sent. `prompt` is an API graph; `document` the editor's workflow for saved pictures, None without one."""

    prompt_id: str
    prompt: Mapping[str, Any] = field(repr=False)
    document: Any = field(default=None, repr=False)


@frozen(kw_only=True)
class Hint:
    """Something that a server's websocket said of one prompt: worth a look, and progress for people.

    `ended`: it may have ended, look. `nodes` are those whose progress changed. `preview` are bytes of a picture with
    `preview_type` (image/jpeg, image/png).
    """

    prompt_id: str
    started: bool = False
    ended: bool = False
    nodes: tuple[NodeProgress, ...] = ()
    cached: frozenset[str] = frozenset()
    preview: bytes | None = field(default=None, repr=False)
    preview_type: str = ""


@frozen(kw_only=True)
class LinkState:
    """How the connection is. `status`: connecting, online, offline. `since` is wall time in ms.

    `epoch` grows whenever the server may have been another process before (it was away, or says another identity).
    """

    status: str
    since: int
    reason: str = ""
    version: str = ""
    devices: tuple[str, ...] = ()
    others: int = 0
    epoch: int = 0


class Refused(Exception):
    """Raised where a server refuses a prompt for good: nothing of it is queued there."""

    def __init__(self, message: str, faults: tuple[RunFault, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = faults


class Unreachable(Exception):
    """Raised where a server does not answer, and certainly did not take what was sent."""


class OutcomeUnknown(Exception):
    """Raised where nobody knows whether a server took what was sent: look before it is sent again."""


class ServerLink(Protocol):
    """The one connection to a server. Every method is a coroutine on the driver's event loop, but for `state`.

    `hint` and `changed`, given when it is made, are called on that loop and return at once.
    """

    server: ComfyServer

    @property
    def state(self) -> LinkState:
        """How the connection is now."""
        ...

    async def run(self) -> None:
        """Connect, listen, watch for silence, and connect again, until it is cancelled."""
        ...

    async def submit(self, job: PromptJob) -> None:
        """Queue a prompt under its own id; one that the server has already (409) is queued.

        Raises `Refused`, `Unreachable`, `OutcomeUnknown`. A prompt of which only some outputs could run is taken back
        and refused.
        """
        ...

    async def look(self, prompt_ids: Sequence[str]) -> Mapping[str, JobReport]:
        """What the server knows of prompts: its queue first, then its history. Raises `Unreachable`."""
        ...

    async def cancel(self, prompt_id: str) -> None:
        """Stop or drop this prompt and no other; how it ended is what `look` says later. Raises `Unreachable`."""
        ...

    async def upload(self, file: Path, kind: str = "image") -> str:
        """Have a file in the server's input folder, by its content; the value that names it there."""
        ...

    async def download(self, item: Mapping[str, Any], target: Path) -> int:
        """Fetch a file of a history's outputs (`filename`, `subfolder`, `type`) into `target`; its bytes."""
        ...


MakeLink = Callable[[ComfyServer, Callable[[Hint], None], Callable[[LinkState], None]], ServerLink]
"""Makes the connection to a server: (server, hint, changed)."""
