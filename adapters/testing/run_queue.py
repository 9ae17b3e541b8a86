"""A host's queue that runs nothing: a test says how each queued run ends."""

import threading
from collections.abc import Collection, Mapping
from typing import Any

from attrs import define, field, frozen

from ...core.contracts.run_queue import RunState
from ...core.errors import PenstockError


@frozen(kw_only=True)
class Submitted:
    """One run as it was queued."""

    prompt_id: str
    prompt: Mapping[str, Any]
    targets: tuple[str, ...]
    extra_pnginfo: Mapping[str, Any]
    client_id: str


@define
class FakeRunQueue:
    """`RunQueue` for tests. Nodes of the classes `output_classes` are output nodes; safe on any thread.

    `refusing` is raised by `submit` and, with `unreachable`, by `state`. `states` holds what became of each run; those
    not in it are unknown. `asked` holds the output nodes of runs that go on, `failures` why runs failed.
    """

    output_classes: frozenset[str] = frozenset({"SaveImage", "PreviewImage"})
    refusing: PenstockError | None = None
    unreachable: PenstockError | None = None
    submitted: list[Submitted] = field(factory=list)
    states: dict[str, RunState] = field(factory=dict)
    asked: dict[str, frozenset[str]] = field(factory=dict)
    failures: dict[str, str] = field(factory=dict)
    _lock: threading.Lock = field(factory=threading.Lock)

    def outputs(self, prompt: Mapping[str, Any]) -> frozenset[str]:
        """See `RunQueue`."""
        return frozenset(node_id for node_id, node in prompt.items() if node["class_type"] in self.output_classes)

    def targets(self, prompt_id: str) -> frozenset[str] | None:
        """See `RunQueue`."""
        if self.unreachable is not None:
            raise self.unreachable
        return self.asked.get(prompt_id)

    def submit(
        self,
        prompt: Mapping[str, Any],
        *,
        prompt_id: str,
        targets: Collection[str],
        extra_pnginfo: Mapping[str, Any],
        client_id: str = "",
    ) -> None:
        """See `RunQueue`."""
        if self.refusing is not None:
            raise self.refusing
        with self._lock:
            self.states[prompt_id] = RunState.QUEUED
            self.submitted.append(
                Submitted(
                    prompt_id=prompt_id,
                    prompt=prompt,
                    targets=tuple(targets),
                    extra_pnginfo=extra_pnginfo,
                    client_id=client_id,
                )
            )

    def failure(self, prompt_id: str) -> str:
        """See `RunQueue`."""
        return self.failures.get(prompt_id, "")

    def state(self, prompt_id: str) -> RunState:
        """See `RunQueue`."""
        if self.unreachable is not None:
            raise self.unreachable
        return self.states.get(prompt_id, RunState.UNKNOWN)

    def end(self, state: RunState = RunState.DONE) -> None:
        """Every run that is queued ends like this; those not yet looked at are gone where it is `UNKNOWN`."""
        with self._lock:
            for prompt_id, known in self.states.items():
                if known is RunState.QUEUED:
                    self.states[prompt_id] = state
