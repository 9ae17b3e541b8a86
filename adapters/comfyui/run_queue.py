"""ComfyUI's queue, through its public HTTP API: a request to the address that this very process listens on."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import quote

from ...core.contracts.run_queue import RunState
from ...core.errors import Unavailable
from ...core.values import frozen
from ..prompt_refusal import refused
from ..run_failure import failure_of
from .own_server import SECONDS, Answer, OwnServer

_STATES: Final = {
    "pending": RunState.QUEUED,
    "in_progress": RunState.QUEUED,
    "completed": RunState.DONE,
}


@frozen
class ComfyRunQueue:
    """`RunQueue` of the ComfyUI whose `PromptServer` is `server`. Never call it on the server's event loop."""

    server: Any
    patience: float = SECONDS

    def outputs(self, prompt: Mapping[str, Any]) -> frozenset[str]:
        """See `RunQueue`."""
        return frozenset(str(node_id) for node_id, node in prompt.items() if _is_output(node))

    def targets(self, prompt_id: str) -> frozenset[str] | None:
        """See `RunQueue`."""
        answer = self._ask("GET", "/queue")
        if answer.status != 200 or not isinstance(answer.body, Mapping):
            raise Unavailable(f"ComfyUI answered {answer.status} when it was asked for its queue.")
        items = [item for items in answer.body.values() if isinstance(items, list) for item in items]
        found = (item[4] for item in items if isinstance(item, list) and len(item) > 4 and item[1] == prompt_id)
        return next((frozenset(map(str, outputs)) for outputs in found), None)

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
        body = {
            "prompt": prompt,
            "prompt_id": prompt_id,
            "partial_execution_targets": list(targets),
            "extra_data": {"extra_pnginfo": dict(extra_pnginfo)},
            **({"client_id": client_id} if client_id else {}),
        }
        try:
            answer = self._ask("POST", "/prompt", body)
        except Unavailable:
            if self._arrived(prompt_id):
                return
            raise
        found = answer.body if isinstance(answer.body, Mapping) else {"error": f"ComfyUI answered {answer.status}."}
        if answer.status >= 500:
            raise Unavailable(f"ComfyUI answered {answer.status} to the rest of the run.", hint="See ComfyUI's log.")
        if answer.status == 200 and not found.get("node_errors"):
            return
        if answer.status == 200:
            self._take_back(prompt_id)
        raise refused(found)

    def state(self, prompt_id: str) -> RunState:
        """See `RunQueue`."""
        answer = self._ask("GET", f"/api/jobs/{quote(prompt_id, safe='')}")
        if answer.status == 404:
            return RunState.UNKNOWN
        if answer.status != 200 or not isinstance(answer.body, Mapping):
            raise Unavailable(f"ComfyUI answered {answer.status} when it was asked about a run.")
        return _STATES.get(str(answer.body.get("status")), RunState.FAILED)

    def failure(self, prompt_id: str) -> str:
        """See `RunQueue`."""
        return failure_of(self._ask("GET", f"/api/jobs/{quote(prompt_id, safe='')}").body)

    def _arrived(self, prompt_id: str) -> bool:
        """Whether a prompt that got no answer is in the queue all the same."""
        try:
            return self.state(prompt_id) is not RunState.UNKNOWN
        except Unavailable:
            return False

    def _take_back(self, prompt_id: str) -> None:
        """ComfyUI queues what is left of a prompt when some outputs cannot run: half of a rest is none, so stop it."""
        self._ask("POST", "/queue", {"delete": [prompt_id]})
        self._ask("POST", "/interrupt", {"prompt_id": prompt_id})

    def _ask(self, method: str, path: str, body: object = None) -> Answer:
        return OwnServer(self.server, self.patience).ask(method, path, body)


def _is_output(node: object) -> bool:
    import nodes

    class_type = node.get("class_type") if isinstance(node, Mapping) else None
    found = nodes.NODE_CLASS_MAPPINGS.get(class_type) if isinstance(class_type, str) else None
    return getattr(found, "OUTPUT_NODE", False) is True
