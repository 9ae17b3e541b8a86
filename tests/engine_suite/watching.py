"""A step of the suite in a server that speaks ComfyUI's protocol, watched through one open tab."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from engine_suite.graphs import Step
from engine_suite.judging import Observed

Message = Mapping[str, Any]


class Answer(Protocol):
    """An HTTP answer, read to its end."""

    @property
    def body(self) -> bytes:
        """Its bytes."""
        ...


class Tab(Protocol):
    """An open tab: HTTP requests, and the messages of its WebSocket so far (`{"type", "data"}`)."""

    client_id: str
    messages: list[dict[str, Any]]

    def request(self, method: str, path: str, **arguments: Any) -> Answer:
        """One request; `json=` is its body."""
        ...

    def wait_for(self, fits: Callable[[dict[str, Any]], bool]) -> Message:
        """The first message that fits, among those already here and those to come."""
        ...


def observe(tab: Tab, step: Step) -> Observed:
    """Queue the step's prompt, stop it where the step says so, and wait for its end."""
    body: dict[str, Any] = {"prompt": step.prompt, "client_id": tab.client_id}
    if step.targets is not None:
        body["partial_execution_targets"] = step.targets
    answer = json.loads(tab.request("POST", "/prompt", json=body).body)
    if "error" in answer:
        return Observed(answer=answer)
    prompt_id = answer["prompt_id"]
    if step.stop_at is not None:
        tab.wait_for(lambda message: _executes(message, prompt_id, step.stop_at))
        tab.request("POST", "/interrupt", json={"prompt_id": prompt_id})
    tab.wait_for(lambda message: _executes(message, prompt_id, None))
    history = json.loads(tab.request("GET", f"/history/{prompt_id}").body)[prompt_id]
    messages = [(one["type"], one["data"]) for one in tab.messages if _about(one, prompt_id)]
    return Observed(answer=answer, messages=messages, outputs=history["outputs"])


def _about(message: Message, prompt_id: str) -> bool:
    return bool((message.get("data") or {}).get("prompt_id") == prompt_id)


def _executes(message: Message, prompt_id: str, node_id: str | None) -> bool:
    """`node_id` None is the message that nothing runs any more, sent once the history is there."""
    return message["type"] == "executing" and _about(message, prompt_id) and message["data"]["node"] == node_id
