"""The embedded engine as the queue that other parts of Penstock submit graphs to."""

from collections.abc import Collection, Mapping
from typing import Any

from ...core.contracts.run_queue import RunState
from ...core.values import frozen
from ..prompt_refusal import refused
from ..run_failure import failure_of
from .engine import Engine


@frozen
class EngineRunQueue:
    """`RunQueue` on the engine of the same process."""

    engine: Engine

    def outputs(self, prompt: Mapping[str, Any]) -> frozenset[str]:
        """See `RunQueue`."""
        return frozenset(node_id for node_id, node in prompt.items() if self._is_output(node))

    def targets(self, prompt_id: str) -> frozenset[str] | None:
        """See `RunQueue`."""
        items = [item for items in self.engine.queue_state().values() for item in items]
        return next((frozenset(item[4]) for item in items if item[1] == prompt_id), None)

    def submit(
        self,
        prompt: Mapping[str, Any],
        *,
        prompt_id: str,
        targets: Collection[str],
        extra_pnginfo: Mapping[str, Any],
        client_id: str = "",
    ) -> None:
        """See `RunQueue`; a prompt of which only a part could run is refused as a whole."""
        checked = self.engine.validate(prompt, targets)
        if checked.node_errors:
            raise refused({"error": checked.error, "node_errors": checked.node_errors})
        body = {
            "prompt": prompt,
            "prompt_id": prompt_id,
            "partial_execution_targets": list(targets),
            "extra_data": {"extra_pnginfo": dict(extra_pnginfo)},
            **({"client_id": client_id} if client_id else {}),
        }
        answer = self.engine.submit(body)
        if "error" in answer:
            raise refused(answer)

    def state(self, prompt_id: str) -> RunState:
        """See `RunQueue`. The queue is asked first: a run that ends in between is found in the history."""
        queue = self.engine.queue_state()
        if any(item[1] == prompt_id for items in queue.values() for item in items):
            return RunState.QUEUED
        ended = self.engine.history(prompt_id).get(prompt_id)
        if ended is None:
            return RunState.UNKNOWN
        return RunState.DONE if ended["status"]["completed"] else RunState.FAILED

    def failure(self, prompt_id: str) -> str:
        """See `RunQueue`."""
        return failure_of(self.engine.job(prompt_id))

    def _is_output(self, node: object) -> bool:
        class_type = node.get("class_type") if isinstance(node, Mapping) else None
        return isinstance(class_type, str) and self.engine.is_output(class_type)
