"""One run of one graph: results pulled by the outputs, in ComfyUI's order, with its lists, blockers and lazy inputs."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Final, cast

from attrs import field

from ....core.errors import PenstockError
from ....core.nodes import Interrupted, NodeResult, NodeSpec
from ....core.services import Services
from ....core.values import frozen
from .cache import CachedResult, ResultCache, read_only
from .call import EngineCall
from .graph import Graph, GraphNode
from .interrupt import Interrupt
from .mapping import (
    Items,
    NodeInputError,
    as_result,
    blocked_result,
    calls_of,
    is_blocked,
    joined_outputs,
    joined_ui,
)
from .messages import RunMessages
from .outcome import NodeFailed, RunOutcome, RunStatus, failure_json, interruption_json
from .scheduler import Scheduler
from .signatures import Signatures

_LOG: Final = logging.getLogger("penstock.engine")
Call = NodeResult | asyncio.Task[Any]


class NodeCancelled(Exception):
    """Raised in place of a CancelledError that an async node ends with of its own accord."""


@frozen(kw_only=True)
class RunRequest:
    """What to run, for whom."""

    graph: Graph
    prompt_id: str
    client_id: str | None = None
    extra_pnginfo: Mapping[str, Any] = field(factory=dict)


class PromptRun:
    """One run, used once; it lives on an event loop of its own, whose end cancels the async calls that still go on."""

    def __init__(
        self,
        request: RunRequest,
        services: Services,
        cache: ResultCache,
        messages: RunMessages,
        interrupt: Interrupt,
    ) -> None:
        self._request: Final = request
        self._graph: Final = request.graph
        self._services: Final = services
        self._cache: Final = cache
        self._messages: Final = messages
        self._interrupt: Final = interrupt
        self._wake: Final = asyncio.Event()
        self._signatures: Final = Signatures(request.graph, services, lambda node: self._node_call(node, 0))
        self._results: Final[dict[str, CachedResult]] = {}
        self._done: Final[set[str]] = set()
        self._scheduler: Final = Scheduler(request.graph, self._done)
        self._granted: Final[dict[str, set[str]]] = {}
        self._waiting: Final[dict[str, list[Call]]] = {}
        self._tasks: Final[list[asyncio.Task[Any]]] = []
        self._ui: Final[dict[str, Mapping[str, list[Any]]]] = {}
        self._executed: Final[list[str]] = []
        self._cached: tuple[str, ...] = ()

    async def execute(self) -> RunOutcome:
        """Run to the end; never raises for what a node does."""
        self._messages.started()
        self._interrupt.attach(asyncio.get_running_loop(), self._wake)
        try:
            self._recall()
            for output in self._graph.outputs:
                self._scheduler.add(output)
            await self._drive()
        except NodeFailed as failure:
            return self._failed(failure)
        finally:
            self._interrupt.detach()
        self._messages.succeeded()
        return self._outcome(RunStatus.SUCCESS)

    def _recall(self) -> None:
        """Take from the cache what is unchanged."""
        signatures = {node_id: self._signatures.of(node_id) for node_id in self._graph.nodes}
        for node_id, signature in signatures.items():
            result = self._cache.get(signature)
            if result is not None:
                self._results[node_id] = result
        self._cache.trim(set(signatures.values()))
        self._done.update(self._results)
        self._cached = tuple(self._results)
        self._messages.cached(self._cached)

    async def _drive(self) -> None:
        while not self._scheduler.finished:
            node_id = self._scheduler.pick()
            if node_id is None:
                await self._wait()
            else:
                await self._visit(self._graph.nodes[node_id])

    async def _wait(self) -> None:
        """Until an async node is done, or the user wants the run to stop."""
        waiting = self._scheduler.held
        if not waiting:
            raise RuntimeError("Nodes wait for each other: a cycle that validation missed.")
        await self._wake.wait()
        self._wake.clear()
        if self._interrupt.is_set():
            raise NodeFailed(waiting[0], Interrupted("The run was stopped."), {})

    async def _visit(self, node: GraphNode) -> None:
        calls = self._waiting.pop(node.id, None)
        if calls is not None:
            self._conclude(node, calls, {})
            return
        known = self._results.get(node.id) or self._cache.get(self._signatures.of(node.id))
        if known is not None:
            self._reuse(node.id, known)
            return
        self._messages.node_started(node.id)
        inputs, missing = self._inputs(node)
        self._messages.executing(node.id)
        try:
            if self._ask_for_more(node, inputs, missing):
                return
            calls = [
                await self._call(node, index, arguments) for index, arguments in enumerate(calls_of(node.spec, inputs))
            ]
        except (Exception, SystemExit) as error:
            raise NodeFailed(node.id, error, inputs) from error
        if any(isinstance(call, asyncio.Task) for call in calls):
            self._set_aside(node.id, calls)
        else:
            self._conclude(node, calls, inputs)

    def _reuse(self, node_id: str, result: CachedResult) -> None:
        """The node's result is known, from an earlier run or from an equal node of this one."""
        if result.ui is not None:
            self._ui[node_id] = result.ui
        self._messages.executed(node_id, result.ui)
        self._finish(node_id, result)

    def _finish(self, node_id: str, result: CachedResult) -> None:
        self._results[node_id] = result
        self._done.add(node_id)
        self._messages.node_finished(node_id)
        self._scheduler.finish(node_id)

    def _inputs(self, node: GraphNode) -> tuple[dict[str, Items], set[str]]:
        """What reaches the node, and the lazy inputs that it has not asked for yet.

        These are None, also where their value is known: what a node sees must not depend on what else runs. As in
        ComfyUI they have their value where another input of the node is fed by the same source.
        """
        granted = self._granted.setdefault(node.id, set(node.eager_sources()))
        inputs: dict[str, Items] = {}
        missing: set[str] = set()
        for item in node.spec.inputs:
            link = node.links.get(item.id)
            if link is None:
                inputs[item.id] = (node.constants.get(item.id, item.default),)
            elif link.source not in granted:
                inputs[item.id] = (None,)
                missing.add(item.id)
            else:
                inputs[item.id] = self._results[link.source].outputs[link.output]
        return inputs, missing

    def _ask_for_more(self, node: GraphNode, inputs: Mapping[str, Items], missing: set[str]) -> bool:
        """Whether the node needs lazy inputs that are missing; then they are scheduled before it."""
        needs = node.spec.needs
        if needs is None:
            return False
        wanted: dict[str, None] = {}
        for index, arguments in enumerate(calls_of(node.spec, inputs)):
            self._check_interrupt()
            if not is_blocked(node.spec, arguments):
                wanted.update(dict.fromkeys(needs(self._node_call(node, index), **arguments)))
        unknown = wanted.keys() - inputs.keys()
        if unknown:
            raise NodeInputError(f"Node {node.id} needs {sorted(unknown)}, inputs that it does not have.")
        required = [input_id for input_id in wanted if input_id in missing]
        for input_id in required:
            self._granted[node.id].add(node.links[input_id].source)
            self._scheduler.require(node.id, input_id)
        return bool(required)

    def _check_interrupt(self) -> None:
        if self._interrupt.is_set():
            raise Interrupted("The run was stopped.")

    def _node_call(self, node: GraphNode, index: int) -> EngineCall:
        return EngineCall(
            services=self._services,
            prompt_id=self._request.prompt_id,
            node_id=node.id,
            list_index=index,
            prompt=self._graph.prompt,
            extra_pnginfo=self._request.extra_pnginfo,
            interrupt=self._interrupt,
            messages=self._messages,
        )

    async def _call(self, node: GraphNode, index: int, arguments: Mapping[str, Any]) -> Call:
        """Call the node once; an async one that does not end at once goes on as a task."""
        self._check_interrupt()
        if is_blocked(node.spec, arguments):
            return blocked_result(node.spec)
        returned = node.spec.run(self._node_call(node, index), **arguments)
        if not node.spec.is_async:
            return as_result(node.spec, returned)
        task = asyncio.ensure_future(cast("Coroutine[Any, Any, Any]", returned))
        self._tasks.append(task)
        task.add_done_callback(self._look_at)
        await asyncio.sleep(0)
        return _ended(node.spec, task) if task.done() else task

    def _set_aside(self, node_id: str, calls: list[Call]) -> None:
        """Others run while the node goes on by itself; it is taken up again when all its calls end, or one fails."""
        self._waiting[node_id] = calls
        self._scheduler.hold(node_id)
        tasks = [call for call in calls if isinstance(call, asyncio.Task)]

        def ended(task: asyncio.Task[Any]) -> None:
            if all(other.done() for other in tasks) or task.cancelled() or task.exception() is not None:
                self._scheduler.release(node_id)
                self._wake.set()

        for task in tasks:
            task.add_done_callback(ended)

    def _conclude(self, node: GraphNode, calls: Sequence[Call], inputs: Mapping[str, Items]) -> None:
        try:
            ended = [call for call in calls if not isinstance(call, asyncio.Task) or call.done()]
            results = [_ended(node.spec, call) if isinstance(call, asyncio.Task) else call for call in ended]
            outputs = joined_outputs(node.spec, results)
        except (Exception, SystemExit) as error:
            raise NodeFailed(node.id, error, inputs) from error
        ui = joined_ui(results)
        result = CachedResult(
            outputs=tuple(tuple(read_only(item) for item in items) for items in outputs), ui=ui or None
        )
        if ui:
            self._ui[node.id] = ui
            self._messages.executed(node.id, ui)
        self._cache.put(self._signatures.of(node.id), result)
        self._executed.append(node.id)
        self._finish(node.id, result)

    def _look_at(self, task: asyncio.Task[Any]) -> None:
        """Asyncio complains of exceptions that nobody looked at: of calls that fail beside another, or after a stop."""
        if not task.cancelled() and task.exception() is not None:
            _LOG.debug("An async call of run %s failed.", self._request.prompt_id, exc_info=task.exception())

    def _failed(self, failure: NodeFailed) -> RunOutcome:
        node_type = self._graph.nodes[failure.node_id].spec.id
        if isinstance(failure.cause, Interrupted):
            _LOG.info("Run %s was stopped at node %s.", self._request.prompt_id, failure.node_id)
            data = interruption_json(failure, node_type, self._executed)
            self._messages.interrupted(data)
            return self._outcome(RunStatus.INTERRUPTED, data)
        expected = isinstance(failure.cause, PenstockError)
        _LOG.error("Node %s failed: %s", failure.node_id, failure.cause, exc_info=None if expected else failure.cause)
        data = failure_json(failure, node_type, self._executed, self._results)
        self._messages.failed(data)
        return self._outcome(RunStatus.ERROR, data)

    def _outcome(self, status: RunStatus, error: Mapping[str, Any] | None = None) -> RunOutcome:
        return RunOutcome(
            prompt_id=self._request.prompt_id,
            status=status,
            outputs={node_id: result.outputs for node_id, result in self._results.items()},
            ui=dict(self._ui),
            executed=tuple(self._executed),
            cached=self._cached,
            error=error,
            messages=tuple(self._messages.history),
        )


def _ended(spec: NodeSpec, task: asyncio.Task[Any]) -> NodeResult:
    """The result of an ended call; a cancelled one is an error of the node, so that it cannot end the engine's loop."""
    if task.cancelled():
        raise NodeCancelled(f"{spec.id} was cancelled from inside.")
    return as_result(spec, task.result())
