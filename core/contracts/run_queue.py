"""The queue of the host that runs graphs: ComfyUI's, or the embedded engine's."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Protocol


class RunState(StrEnum):
    """What the host knows of a run that was queued."""

    QUEUED = "queued"
    """It waits or runs."""
    DONE = "done"
    FAILED = "failed"
    """It ended with an error, or was stopped."""
    UNKNOWN = "unknown"
    """The host has never heard of it: it was started anew since, or its queue was cleared."""


class RunQueue(Protocol):
    """Queues graphs in API format. Every method blocks and is safe on any thread; never call one on an event loop."""

    def outputs(self, prompt: Mapping[str, Any]) -> frozenset[str]:
        """The ids of the output nodes in `prompt`; classes that the host lacks count as none."""
        ...

    def targets(self, prompt_id: str) -> frozenset[str] | None:
        """The output nodes that a run which waits or goes on was asked for; None where the host knows no such run."""
        ...

    def submit(
        self,
        prompt: Mapping[str, Any],
        *,
        prompt_id: str,
        targets: Collection[str],
        extra_pnginfo: Mapping[str, Any],
        client_id: str = "",
    ) -> None:
        """Queue `prompt` under an id of the caller's (a canonical UUID), for these output nodes only.

        Raises `Invalid` where the host refuses it, `Unavailable` where it cannot be reached; nothing is queued then.
        """
        ...

    def state(self, prompt_id: str) -> RunState:
        """What became of a run."""
        ...

    def failure(self, prompt_id: str) -> str:
        """Why a failed run failed, one line for people; empty where the host does not know (any more)."""
        ...
