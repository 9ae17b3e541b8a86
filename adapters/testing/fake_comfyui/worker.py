"""The one worker of a fake server: executes prompts node by node, as ComfyUI does, and tells about it."""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from attrs import define, field, frozen

from .faults import Faults
from .folders import Folders
from .frames import picture, preview, preview_with_metadata, text
from .prompt_queue import Item, PromptQueue
from .quirks import Quirks
from .sockets import Sockets
from .validating import before, is_link

Tell = Callable[[str, dict[str, Any], str | None], Awaitable[None]]


@frozen(kw_only=True)
class Executed:
    """A prompt that was executed: its `outcome` is success, error or interrupted; `ran` are the nodes that worked."""

    prompt_id: str
    prompt: Mapping[str, Any] = field(repr=False)
    outcome: str
    ran: tuple[str, ...]


class _Interrupted(Exception):
    pass


class _NodeFailed(Exception):
    pass


@define(eq=False)
class Worker:
    """Only on its server's event loop. `cache` holds the meanings of nodes whose results are still there."""

    quirks: Quirks
    queue: PromptQueue
    sockets: Sockets
    folders: Folders
    tell: Tell
    faults: Faults
    record: Callable[[Executed], None]
    go_on: Callable[[], Awaitable[None]]
    cache: dict[str, dict[str, Any]] = field(factory=dict)
    interrupted: bool = False
    client: str = ""
    node: str | None = None
    _states: dict[str, dict[str, Any]] = field(factory=dict)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            item = await self.queue.get()
            await self.tell("status", {}, None)
            await self._execute(item)

    async def _execute(self, item: Item) -> None:
        _number, prompt_id, prompt, extra, _outputs = item
        self.interrupted, self._states, self.client = False, {}, extra.get("client_id", "")
        run = _Run(worker=self, prompt_id=prompt_id, prompt=prompt, client=self.client or None)
        outcome = await self._outcome(run, item)
        self.node = None
        self.record(Executed(prompt_id=prompt_id, prompt=prompt, outcome=outcome, ran=tuple(run.ran)))
        await self._remember(item, run, outcome)
        await self.tell("status", {}, None)
        await self.tell("executing", {"node": None, "prompt_id": prompt_id}, self.client)

    async def _outcome(self, run: "_Run", item: Item) -> str:
        await run.say("execution_start", {})
        cached = [node for node in run.prompt if run.meaning(node) in self.cache]
        await run.say("execution_cached", {"nodes": cached})
        try:
            for output in item[4]:
                for node in before(run.prompt, output):
                    await run.execute(node)
        except _Interrupted:
            await run.say("execution_interrupted", {**run.at_node(), "executed": run.ran}, everybody=True)
            return "interrupted"
        except _NodeFailed as failed:
            await run.say("execution_error", {**run.at_node(), "executed": run.ran, **_described(failed)})
            return "error"
        await run.say("execution_success", {})
        return "success"

    async def _remember(self, item: Item, run: "_Run", outcome: str) -> None:
        success = outcome == "success"
        status = {"status_str": "success" if success else "error", "completed": success, "messages": run.messages}
        entry = {"outputs": run.outputs, "status": status, "meta": {}}
        await asyncio.sleep(self.quirks.history_lag)
        if not self.quirks.history_gap:
            self.queue.done(item, entry)
            return
        self.queue.done(item, None)
        late = {item[1]: {"prompt": list(item), **entry}}
        asyncio.get_running_loop().call_later(self.quirks.history_gap, self.queue.history.update, late)

    def state(self, prompt_id: str, node: str, value: float, maximum: float, state: str) -> dict[str, Any]:
        """Note how far a node is; what `progress_state` says of all."""
        self._states[node] = {"value": value, "max": maximum, "state": state, "node_id": node, "prompt_id": prompt_id}
        for told in self._states.values():
            told |= {"display_node_id": told["node_id"], "parent_node_id": None, "real_node_id": told["node_id"]}
        return {"prompt_id": prompt_id, "nodes": dict(self._states)}

    def check(self) -> None:
        """Stop here where somebody wants it."""
        if self.interrupted:
            self.interrupted = False
            raise _Interrupted


@define(eq=False)
class _Run:
    """One execution of a prompt."""

    worker: Worker
    prompt_id: str
    prompt: Mapping[str, Any]
    client: str | None
    messages: list[Any] = field(factory=list)
    outputs: dict[str, Any] = field(factory=dict)
    ran: list[str] = field(factory=list)
    seen: set[str] = field(factory=set)

    async def say(self, kind: str, data: dict[str, Any], *, everybody: bool = False) -> None:
        """A message that the history keeps, too."""
        told = {**data, "prompt_id": self.prompt_id, "timestamp": int(time.time() * 1000)}
        self.messages.append([kind, told])
        await self.worker.tell(kind, told, self.client or (None if everybody else ""))

    async def tell(self, kind: str, data: dict[str, Any]) -> None:
        """A message to the client whose prompt it is."""
        nobody = None if kind.startswith("progress") else ""  # ComfyUI tells everybody where it knows no client
        await self.worker.tell(kind, {**data, "prompt_id": self.prompt_id}, self.client or nobody)

    def at_node(self) -> dict[str, Any]:
        node = self.worker.node or ""
        return {"node_id": node, "node_type": self.prompt.get(node, {}).get("class_type", "")}

    def meaning(self, node: str) -> str:
        return meaning_of(self.prompt, node)

    async def execute(self, node: str) -> None:
        if node in self.seen:
            return
        self.seen.add(node)
        meaning = self.meaning(node)
        if meaning in self.worker.cache:
            await self._cached(node, self.worker.cache[meaning])
            return
        self.worker.node = node
        self.worker.check()
        await self.tell("executing", {"node": node, "display_node": node})
        await self._state(node, 0, 1, "running")
        await self._steps(node, meaning)
        await self._state(node, 1, 1, "finished")
        self.worker.check()
        result = self._result(node, meaning)
        self.worker.cache[meaning] = result
        self.ran.append(node)
        if result:
            self.outputs[node] = result
            await self.tell("executed", {"node": node, "display_node": node, "output": result})

    async def _cached(self, node: str, result: dict[str, Any]) -> None:
        if result:
            self.outputs[node] = result
            await self.tell("executed", {"node": node, "display_node": node, "output": result})

    async def _state(self, node: str, value: float, maximum: float, state: str) -> None:
        if self.worker.quirks.states:
            await self.tell("progress_state", self.worker.state(self.prompt_id, node, value, maximum, state))

    async def _steps(self, node: str, meaning: str) -> None:
        inputs = self.prompt[node]["inputs"]
        if inputs.get("fails") is True:
            raise _NodeFailed(f"{self.prompt[node]['class_type']} cannot do this.")
        steps = inputs["steps"] if isinstance(inputs.get("steps"), int) else 0
        await asyncio.sleep(self.worker.quirks.pace)
        for step in range(1, steps + 1):
            await self.worker.go_on()
            self.worker.check()
            await asyncio.sleep(self.worker.quirks.pace)
            await self._state(node, step, steps, "running")
            await self.tell("progress", {"value": step, "max": steps, "node": node})
            await self._preview(node, meaning)

    async def _preview(self, node: str, meaning: str) -> None:
        if not self.worker.quirks.previews or self.client is None:
            return
        made = picture(meaning, 16, "JPEG")
        if self.worker.sockets.flags.get(self.client, {}).get("supports_preview_metadata") is True:
            metadata = {"node_id": node, "prompt_id": self.prompt_id, "display_node_id": node, "real_node_id": node}
            await self.worker.sockets.show(preview_with_metadata(made, metadata), self.client)
        else:
            await self.worker.sockets.show(preview(made), self.client)
        await self.worker.sockets.show(text(node, "working"), self.client)

    def _result(self, node: str, meaning: str) -> dict[str, Any]:
        kind, inputs = self.prompt[node]["class_type"], self.prompt[node]["inputs"]
        if kind == "SaveImage":
            return {"images": [self.worker.folders.save("output", inputs["filename_prefix"], picture(meaning))]}
        if kind == "PreviewImage":
            return {"images": [self.worker.folders.save("temp", "ComfyUI_temp", picture(meaning))]}
        if kind == "PreviewAny":
            source = inputs["source"]
            return {"text": [f"from {source[0]}" if is_link(source) else str(source)]}
        return {}


def meaning_of(prompt: Mapping[str, Any], node: str) -> str:
    """What a node's result depends on, as one text: `frames.picture` of it is what is saved."""
    parts = [(one, prompt[one]["class_type"], prompt[one]["inputs"]) for one in before(prompt, node)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _described(failed: _NodeFailed) -> dict[str, Any]:
    return {
        "exception_message": str(failed),
        "exception_type": "ValueError",
        "traceback": ['  File "nodes.py", line 1, in run\n'],
        "current_inputs": {},
        "current_outputs": [],
    }
