"""The prompts that wait, the one that runs, and those that ran."""

import copy
import heapq
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from attrs import field

from ....core.values import frozen
from .graph import Graph
from .interrupt import Interrupt
from .outcome import RunOutcome

_KEPT: Final = 1_000
"""Ended prompts that the history keeps."""


@frozen(kw_only=True, order=True)
class QueuedPrompt:
    """One prompt to run; lower numbers go first, among equals the one that came first."""

    number: float
    sequence: int
    prompt_id: str = field(order=False)
    graph: Graph = field(order=False, repr=False)
    extra_data: Mapping[str, Any] = field(order=False, repr=False)
    interrupt: Interrupt = field(order=False, repr=False, factory=Interrupt)

    @property
    def client_id(self) -> str | None:
        """The client that asked for it."""
        client_id = self.extra_data.get("client_id")
        return client_id if isinstance(client_id, str) else None

    @property
    def extra_pnginfo(self) -> Mapping[str, Any]:
        """What saved images carry as metadata."""
        info = self.extra_data.get("extra_pnginfo")
        return info if isinstance(info, Mapping) else {}

    def as_json(self) -> list[Any]:
        """`[number, prompt id, prompt, extra data, outputs to run]`."""
        return [self.number, self.prompt_id, self.graph.prompt, self.extra_data, list(self.graph.outputs)]


class PromptQueue:
    """Safe on any thread. `changed(remaining)` is called after each change, with the lock released."""

    def __init__(self, changed: Callable[[int], None], kept: int = _KEPT) -> None:
        self._changed: Final = changed
        self._kept: Final = kept
        self._lock: Final = threading.Condition()
        self._pending: list[QueuedPrompt] = []
        self._running: QueuedPrompt | None = None
        self._history: Final[dict[str, dict[str, Any]]] = {}
        self._sequence = 0
        self._number = 0

    def put(
        self, prompt_id: str, graph: Graph, extra_data: Mapping[str, Any], number: float | None, *, front: bool
    ) -> QueuedPrompt:
        """Queue a prompt; without a number it goes behind all that came before, with `front` before them."""
        with self._lock:
            chosen = self._number if number is None else number
            item = QueuedPrompt(
                number=-chosen if front and number is None else chosen,
                sequence=self._sequence,
                prompt_id=prompt_id,
                graph=graph,
                extra_data=extra_data,
            )
            self._sequence += 1
            self._number += number is None
            heapq.heappush(self._pending, item)
            self._lock.notify()
        self._announce()
        return item

    def take(self, timeout: float) -> QueuedPrompt | None:
        """The next prompt, now running; None if there is none within `timeout` seconds. For the worker only."""
        with self._lock:
            if not self._pending:
                self._lock.wait(timeout)
            if not self._pending:
                return None
            item = self._running = heapq.heappop(self._pending)
        self._announce()
        return item

    def wake(self) -> None:
        """End the worker's wait at once."""
        with self._lock:
            self._lock.notify_all()

    def done(self, item: QueuedPrompt, outcome: RunOutcome) -> None:
        """The running prompt ended; its history is there from now on."""
        with self._lock:
            self._running = None
            self._history[item.prompt_id] = _history_entry(item, outcome)
            while len(self._history) > self._kept:
                del self._history[next(iter(self._history))]
        self._announce()

    def remaining(self) -> int:
        """How many prompts wait or run."""
        with self._lock:
            return len(self._pending) + (self._running is not None)

    def snapshot(self) -> tuple[list[QueuedPrompt], list[QueuedPrompt]]:
        """Those that run (one at most), and those that wait, next first."""
        with self._lock:
            return ([] if self._running is None else [self._running]), sorted(self._pending)

    def interrupt(self, prompt_id: str | None = None) -> bool:
        """Stop the running prompt, if it is `prompt_id` or that is None; whether one was asked to stop."""
        with self._lock:
            if self._running is None or prompt_id not in (None, self._running.prompt_id):
                return False
            self._running.interrupt.set()
            return True

    def delete(self, prompt_ids: Collection[str]) -> int:
        """Take waiting prompts out of the queue; how many there were."""
        with self._lock:
            before = len(self._pending)
            self._pending = [item for item in self._pending if item.prompt_id not in prompt_ids]
            heapq.heapify(self._pending)
            deleted = before - len(self._pending)
        if deleted:
            self._announce()
        return deleted

    def clear(self) -> None:
        """Take out all that wait."""
        with self._lock:
            self._pending = []
        self._announce()

    def history(
        self, prompt_id: str | None = None, max_items: int | None = None, offset: int = -1
    ) -> dict[str, dict[str, Any]]:
        """Ended prompts by id, oldest first: one, or a page; a negative offset counts from the end."""
        with self._lock:
            if prompt_id is not None:
                chosen = [prompt_id] if prompt_id in self._history else []
            else:
                known = list(self._history)
                start = max(0, len(known) - max_items) if offset < 0 and max_items is not None else max(0, offset)
                chosen = known[start:] if max_items is None else known[start : start + max(0, max_items)]
            return {known_id: dict(self._history[known_id]) for known_id in chosen}

    def forget(self, prompt_ids: Collection[str] | None = None) -> None:
        """Drop prompts from the history, all of them for None."""
        with self._lock:
            for prompt_id in list(self._history) if prompt_ids is None else prompt_ids:
                self._history.pop(prompt_id, None)

    def _announce(self) -> None:
        self._changed(self.remaining())


def _history_entry(item: QueuedPrompt, outcome: RunOutcome) -> dict[str, Any]:
    meta = {
        node_id: {"node_id": node_id, "display_node": node_id, "parent_node": None, "real_node_id": node_id}
        for node_id in outcome.ui
    }
    return {
        "prompt": item.as_json(),
        "outputs": copy.deepcopy({node_id: dict(ui) for node_id, ui in outcome.ui.items()}),
        "status": {
            "status_str": "success" if outcome.ok else "error",
            "completed": outcome.ok,
            "messages": [list(message) for message in outcome.messages],
        },
        "meta": meta,
    }
