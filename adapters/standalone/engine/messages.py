"""The messages of one run: ComfyUI's websocket messages, and those that its history keeps."""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ....core.clock import Clock

Send = Callable[[str, dict[str, Any], "str | None"], None]
"""Takes `(type, data, client id)`, on any thread, and must not block; client None is everybody."""


def queue_status(remaining: int) -> dict[str, Any]:
    """The data of a `status` message."""
    return {"status": {"exec_info": {"queue_remaining": remaining}}}


class RunMessages:
    """Sends what happens in one run to the client that asked for it, and keeps what its history shows.

    A run without a client sends only what everybody gets. `node_progressed` may be called on any thread, the rest is
    the run's own.
    """

    def __init__(self, prompt_id: str, client_id: str | None, send: Send, clock: Clock) -> None:
        self.prompt_id: Final = prompt_id
        self.client_id: Final = client_id
        self.history: Final[list[tuple[str, dict[str, Any]]]] = []
        self._send: Final = send
        self._clock: Final = clock
        self._lock: Final = threading.Lock()
        self._progress: Final[dict[str, dict[str, Any]]] = {}

    def started(self) -> None:
        """The run begins."""
        self._state("execution_start", {"prompt_id": self.prompt_id})

    def cached(self, nodes: Iterable[str]) -> None:
        """These nodes need not run."""
        self._state("execution_cached", {"nodes": list(nodes), "prompt_id": self.prompt_id})

    def succeeded(self) -> None:
        """The run is done."""
        self._state("execution_success", {"prompt_id": self.prompt_id})

    def failed(self, data: Mapping[str, Any]) -> None:
        """A node failed."""
        self._state("execution_error", {"prompt_id": self.prompt_id, **data})

    def interrupted(self, data: Mapping[str, Any]) -> None:
        """The user stopped the run; everybody hears of it."""
        self._state("execution_interrupted", {"prompt_id": self.prompt_id, **data}, everybody=True)

    def executing(self, node_id: str | None) -> None:
        """A node runs now; None: none any more."""
        if node_id is None:
            self._tell("executing", {"node": None, "prompt_id": self.prompt_id})
        else:
            data = {"node": node_id, "display_node": node_id, "prompt_id": self.prompt_id}
            self._tell("executing", data)

    def executed(self, node_id: str, ui: Mapping[str, list[Any]] | None) -> None:
        """A node has something to show; None for a cached node that shows nothing."""
        output = None if ui is None else dict(ui)
        data = {"node": node_id, "display_node": node_id, "output": output, "prompt_id": self.prompt_id}
        self._tell("executed", data)

    def node_started(self, node_id: str) -> None:
        """Progress begins at nothing."""
        self._set_progress(node_id, "running", 0, 1)

    def node_progressed(self, node_id: str, value: float, maximum: float) -> None:
        """A node reports how far it is."""
        self._set_progress(node_id, "running", value, maximum)
        self._tell("progress", {"value": value, "max": maximum, "prompt_id": self.prompt_id, "node": node_id})

    def node_finished(self, node_id: str) -> None:
        """Progress is complete."""
        self._set_progress(node_id, "finished")

    def _set_progress(self, node_id: str, state: str, value: float | None = None, maximum: float | None = None) -> None:
        """Without a maximum the one before stays; without a value it is the maximum."""
        with self._lock:
            full = self._progress.get(node_id, {"max": 1})["max"] if maximum is None else maximum
            self._progress[node_id] = {
                "value": full if value is None else value,
                "max": full,
                "state": state,
                "node_id": node_id,
                "prompt_id": self.prompt_id,
                "display_node_id": node_id,
                "parent_node_id": None,
                "real_node_id": node_id,
            }
            nodes = dict(self._progress)
        self._send("progress_state", {"prompt_id": self.prompt_id, "nodes": nodes}, self.client_id)

    def _state(self, kind: str, data: dict[str, Any], *, everybody: bool = False) -> None:
        stamped = {**data, "timestamp": self._clock.wall_ms()}
        self.history.append((kind, stamped))
        if everybody or self.client_id is not None:
            self._send(kind, stamped, self.client_id)

    def _tell(self, kind: str, data: dict[str, Any]) -> None:
        if self.client_id is not None:
            self._send(kind, data, self.client_id)
