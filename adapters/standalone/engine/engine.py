"""The embedded engine's public face: what ComfyUI's server answers and sends, without HTTP."""

import logging
import threading
import traceback
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from ....core.clock import Clock, SystemClock
from ....core.files import Files
from ....core.host import HostPaths
from ....core.nodes import NodeSpec
from ....core.prompt_replacements import Replacements
from ....core.services import Services
from .builtin import builtin_nodes
from .catalog import NodeCatalog
from .execution import RunRequest
from .executor import Executor
from .interrupt import Interrupt
from .jobs import JobQuery, JobSources, list_jobs, one_job
from .messages import Send, queue_status
from .outcome import RunOutcome, RunStatus
from .prompt_errors import bad_prompt_id, malformed_prompt, no_prompt, type_name
from .queue import PromptQueue, QueuedPrompt
from .schema import object_info
from .validation import ValidationResult, validate_prompt

_LOG: Final = logging.getLogger("penstock.engine")
_TICK_SECONDS: Final = 1.0
_STOP_SECONDS: Final = 10.0


def _send_nowhere(_type: str, _data: dict[str, Any], _client_id: str | None) -> None:
    """Nobody listens."""


class Engine:
    """Runs API-format graphs of `nodes` and of a few of ComfyUI's own, one at a time.

    `send(type, data, client id)` gets ComfyUI's websocket messages, client None meaning everybody; it is called on
    several threads and must not block. Every method is safe on any thread; `validate`, `submit`, `object_info` (they
    read folders and call plugin code) and `run` (it computes) block: keep them off event loops.
    """

    def __init__(
        self,
        nodes: Sequence[NodeSpec],
        services: Services,
        paths: HostPaths,
        send: Send = _send_nowhere,
        *,
        clock: Clock | None = None,
        files: Files | None = None,
    ) -> None:
        self._services: Final = services
        self._given_send: Final = send
        self._current: tuple[str | None, str | None] = (None, None)
        self._clock: Final = clock or SystemClock()
        self._catalog: Final = NodeCatalog(nodes, builtin_nodes(paths, files or Files(), self._clock))
        self._replacements: Final = services.find(Replacements)
        self._executor: Final = Executor(services, self._send, self._clock)
        self._queue: Final = PromptQueue(lambda remaining: self._send("status", queue_status(remaining), None))
        self._stopping: Final = threading.Event()
        self._worker: threading.Thread | None = None

    def start(self) -> None:
        """Begin to run what is submitted, on a daemon thread."""
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="penstock-engine", daemon=True)
            self._worker.start()

    def stop(self) -> None:
        """Stop the running prompt and the thread; waiting prompts are dropped. Blocks for a few seconds at most."""
        self._stopping.set()
        self._queue.interrupt()
        self._queue.wake()
        if self._worker is not None:
            self._worker.join(_STOP_SECONDS)

    def validate(self, prompt: object, targets: Collection[str] | None = None) -> ValidationResult:
        """Whether `prompt` can run, nodes of other packs replaced; `targets` limits it to these output nodes."""
        if self._replacements is not None:
            prompt = self._replacements.in_prompt(prompt, lambda node: self._catalog.get(node) is not None)
        return validate_prompt(prompt, self._catalog, self._services, targets)

    def submit(self, body: object) -> dict[str, Any]:
        """Queue a prompt: what `POST /prompt` answers.

        `{"prompt_id", "number", "node_errors"}` with status 200, or, with status 400, `{"error", "node_errors"}`.
        """
        if not isinstance(body, Mapping):
            return {"error": malformed_prompt("The body is not an object."), "node_errors": {}}
        if "prompt" not in body:
            return {"error": no_prompt(), "node_errors": {}}
        prompt_id = body.get("prompt_id") or str(uuid.uuid4())
        if not _is_canonical_uuid(prompt_id):
            return {"error": bad_prompt_id(), "node_errors": {}}
        number, targets = body.get("number"), body.get("partial_execution_targets")
        fault = _body_fault(number, targets, body.get("extra_data", {}))
        if fault is not None:
            return {"error": malformed_prompt(fault), "node_errors": {}}
        checked = self.validate(body["prompt"], targets)
        if checked.graph is None:
            return {"error": checked.error, "node_errors": dict(checked.node_errors)}
        extra_data = {**body.get("extra_data", {}), "create_time": self._clock.wall_ms()}
        if "client_id" in body:
            extra_data["client_id"] = body["client_id"]
        item = self._queue.put(prompt_id, checked.graph, extra_data, number, front=bool(body.get("front")))
        return {"prompt_id": prompt_id, "number": item.number, "node_errors": dict(checked.node_errors)}

    def run(
        self,
        prompt: object,
        *,
        targets: Collection[str] | None = None,
        extra_pnginfo: Mapping[str, Any] | None = None,
        client_id: str | None = None,
        interrupt: Interrupt | None = None,
    ) -> RunOutcome:
        """Run `prompt` on this thread, to the end. Its messages go to `client_id`; `interrupt.set()` stops it.

        Leaves no trace in queue and history. Must not be called on an event loop.
        """
        checked = self.validate(prompt, targets)
        prompt_id = str(uuid.uuid4())
        if checked.graph is None:
            return RunOutcome(
                prompt_id=prompt_id,
                status=RunStatus.INVALID,
                error=checked.error,
                node_errors=checked.node_errors,
            )
        request = RunRequest(
            graph=checked.graph, prompt_id=prompt_id, client_id=client_id, extra_pnginfo=extra_pnginfo or {}
        )
        outcome = self._executor.execute(request, interrupt or Interrupt())
        self._tell_end(request)
        return outcome.with_node_errors(checked.node_errors)

    def object_info(self, class_type: str | None = None) -> dict[str, Any]:
        """What `/object_info` answers, or `/object_info/{class_type}`."""
        return object_info(self._catalog, class_type)

    def is_output(self, class_type: str) -> bool:
        """Whether nodes of that class end a graph; False where there is no such class."""
        spec = self._catalog.get(class_type)
        return spec is not None and spec.is_output

    def queue_state(self) -> dict[str, Any]:
        """What `GET /queue` answers."""
        running, pending = self._queue.snapshot()
        return {
            "queue_running": [item.as_json() for item in running],
            "queue_pending": [item.as_json() for item in pending],
        }

    def queue_info(self) -> dict[str, Any]:
        """What `GET /prompt` answers."""
        return {"exec_info": {"queue_remaining": self._queue.remaining()}}

    def history(self, prompt_id: str | None = None, max_items: int | None = None, offset: int = -1) -> dict[str, Any]:
        """What `GET /history` or `/history/{prompt_id}` answers."""
        return self._queue.history(prompt_id, max_items, offset)

    def forget_history(self, prompt_ids: Collection[str] | None = None) -> None:
        """What `POST /history` does: drop these ended prompts, all for None."""
        self._queue.forget(prompt_ids)

    def interrupt(self, prompt_id: str | None = None) -> bool:
        """Stop the running prompt, if it is `prompt_id` or that is None; whether one was asked to stop."""
        return self._queue.interrupt(prompt_id)

    def delete(self, prompt_ids: Collection[str]) -> int:
        """Take waiting prompts out of the queue; how many there were."""
        return self._queue.delete(prompt_ids)

    def clear(self) -> None:
        """Take all waiting prompts out of the queue."""
        self._queue.clear()

    def cancel(self, prompt_id: str) -> bool:
        """Stop or drop a prompt, whether it runs or waits; False where it does neither any more."""
        return bool(self._queue.delete([prompt_id])) or self._queue.interrupt(prompt_id)

    def free(self) -> None:
        """Drop the cache before the next run."""
        self._executor.forget()

    def jobs(self, query: JobQuery | None = None) -> dict[str, Any]:
        """What `GET /api/jobs` answers."""
        return list_jobs(self._job_sources(), query or JobQuery())

    def job(self, prompt_id: str) -> dict[str, Any] | None:
        """What `GET /api/jobs/{prompt_id}` answers; None where there is no such job."""
        return one_job(self._job_sources(), prompt_id)

    def _job_sources(self) -> JobSources:
        running, pending = self._queue.snapshot()
        return JobSources(running=running, pending=pending, history=self._queue.history())

    def current_node(self, client_id: str) -> str | None:
        """The node that runs for this client, which a client that connects again is told; None where none does."""
        client, node_id = self._current
        return node_id if client == client_id else None

    def _send(self, kind: str, data: dict[str, Any], client_id: str | None) -> None:
        """Send, and go on where that fails: a run does not depend on who watches it."""
        if kind == "executing":
            self._current = (client_id, data["node"])
        try:
            self._given_send(kind, data, client_id)
        except Exception:
            _LOG.exception("A %s message could not be sent.", kind)

    def _tell_end(self, request: RunRequest) -> None:
        if request.client_id is not None:
            self._send("executing", {"node": None, "prompt_id": request.prompt_id}, request.client_id)

    def _work(self) -> None:
        while not self._stopping.is_set():
            item = self._queue.take(_TICK_SECONDS)
            if item is not None:
                if self._stopping.is_set():
                    item.interrupt.set()
                self._work_off(item)

    def _work_off(self, item: QueuedPrompt) -> None:
        request = RunRequest(
            graph=item.graph,
            prompt_id=item.prompt_id,
            client_id=item.client_id,
            extra_pnginfo=item.extra_pnginfo,
        )
        try:
            outcome = self._executor.execute(request, item.interrupt)
        except BaseException as error:  # a worker that dies would accept prompts and never run them
            _LOG.critical("The engine failed in run %s.", item.prompt_id, exc_info=error)
            outcome = self._broken(request, error)
        self._queue.done(item, outcome)
        self._tell_end(request)

    def _broken(self, request: RunRequest, error: BaseException) -> RunOutcome:
        """The end of a run in which the engine itself failed: told like a node's failure, of no node."""
        data: dict[str, Any] = {
            "prompt_id": request.prompt_id,
            "node_id": None,
            "node_type": None,
            "executed": [],
            "exception_message": f"The engine failed: {error}",
            "exception_type": type_name(error),
            "traceback": traceback.format_tb(error.__traceback__),
            "current_inputs": {},
            "current_outputs": [],
            "timestamp": self._clock.wall_ms(),
        }
        if request.client_id is not None:
            self._send("execution_error", data, request.client_id)
        return RunOutcome(
            prompt_id=request.prompt_id,
            status=RunStatus.ERROR,
            error=data,
            messages=(("execution_error", data),),
        )


def _is_canonical_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def _body_fault(number: object, targets: object, extra_data: object) -> str | None:
    if number is not None and (isinstance(number, bool) or not isinstance(number, int | float) or number != number):
        return "number is not a number."
    if targets is not None and not (isinstance(targets, list) and all(isinstance(each, str) for each in targets)):
        return "partial_execution_targets is not a list of node ids."
    return None if isinstance(extra_data, Mapping) else "extra_data is not an object."
