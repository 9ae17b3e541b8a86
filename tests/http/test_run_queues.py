"""Both queues of runs, that of the engine and that over ComfyUI's HTTP API, keep one contract.

The second one talks to the standalone server, which speaks ComfyUI's protocol; tests/live does it with ComfyUI itself.
"""

import sys
import time
import uuid
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from penstock.adapters.comfyui.run_queue import ComfyRunQueue
from penstock.core.contracts.run_queue import RunQueue, RunState
from penstock.core.errors import Invalid, Unavailable

GRAPH = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "two"}},
    "3": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "three"}},
    "4": {"class_type": "LoadImage", "inputs": {"image": "missing.png"}},
    "5": {"class_type": "PreviewImage", "inputs": {"images": ["4", 0]}},
    "6": {"class_type": "NoSuchNode", "inputs": {}},
}
GOOD = {key: GRAPH[key] for key in "123"}


class OutputNode:
    """A class that ends a graph."""

    OUTPUT_NODE = True


@pytest.fixture
def server(serve_standalone: Callable[..., Any]) -> Any:
    """A running standalone server."""
    return serve_standalone()


@pytest.fixture(params=["engine", "comfyui"])
def queue(request: pytest.FixtureRequest, server: Any, monkeypatch: pytest.MonkeyPatch) -> RunQueue:
    """The queue of the server, from inside or over HTTP."""
    if request.param == "engine":
        return server.subject.application.services.get(RunQueue)  # type: ignore[no-any-return]
    fake_comfyui(monkeypatch)
    return ComfyRunQueue(SimpleNamespace(address="0.0.0.0", port=server.port), patience=10)


def fake_comfyui(monkeypatch: pytest.MonkeyPatch, **tls: str) -> None:
    """The modules of ComfyUI that the queue reads."""
    cli_args, nodes = ModuleType("comfy.cli_args"), ModuleType("nodes")
    cli_args.args = SimpleNamespace(**tls)  # type: ignore[attr-defined]
    nodes.NODE_CLASS_MAPPINGS = {  # type: ignore[attr-defined]
        "SaveImage": OutputNode,
        "PreviewImage": OutputNode,
        "EmptyImage": object,
    }
    monkeypatch.setitem(sys.modules, "comfy", ModuleType("comfy"))
    monkeypatch.setitem(sys.modules, "comfy.cli_args", cli_args)
    monkeypatch.setitem(sys.modules, "nodes", nodes)


def submit(queue: RunQueue, prompt: Any, targets: list[str]) -> str:
    """Queue a prompt; its id."""
    prompt_id = str(uuid.uuid4())
    queue.submit(
        prompt, prompt_id=prompt_id, targets=targets, extra_pnginfo={"workflow": {"id": "w"}}, client_id="somebody"
    )
    return prompt_id


def ended(queue: RunQueue, prompt_id: str) -> RunState:
    """How a run ended."""
    end = time.monotonic() + 20
    while (state := queue.state(prompt_id)) is RunState.QUEUED:
        assert time.monotonic() < end
        time.sleep(0.01)
    return state


def test_output_nodes_are_told(queue: RunQueue) -> None:
    """Those whose class ends a graph; classes that are not there, and what is no node, count as none."""
    odd: dict[str, Any] = {**GRAPH, "7": None, "8": {"class_type": ["x"]}, "9": {}}
    assert queue.outputs(odd) == {"2", "3", "5"}


def test_a_submitted_run_makes_its_targets_only(queue: RunQueue, server: Any) -> None:
    """The named outputs run under the given id, with the workflow in their files, and the end is known."""
    prompt_id = submit(queue, GOOD, ["3"])

    assert ended(queue, prompt_id) is RunState.DONE
    history = server.get(f"/history/{prompt_id}").json[prompt_id]
    assert list(history["outputs"]) == ["3"]
    assert history["prompt"][3]["extra_pnginfo"] == {"workflow": {"id": "w"}}
    assert history["prompt"][3]["client_id"] == "somebody"


def test_what_a_run_was_asked_for_is_known_while_it_waits(queue: RunQueue, server: Any) -> None:
    """The outputs that were named, without those that cannot run; nothing of a run that is not there."""
    server.subject.engine._stopping.set()  # the worker ends after its turn: what is queued stays queued
    server.subject.engine._worker.join(10)
    prompt_id = submit(queue, GOOD, ["3"])
    other = server.post_json("/prompt", {"prompt": {key: GRAPH[key] for key in "12345"}}).json["prompt_id"]

    assert queue.targets(prompt_id) == {"3"}
    assert queue.targets(other) == {"2", "3"}
    assert queue.targets(str(uuid.uuid4())) is None


def test_an_unknown_run_is_unknown(queue: RunQueue) -> None:
    """Ids that nobody queued, odd ones included."""
    for prompt_id in (str(uuid.uuid4()), "x", "a/b c?d"):
        assert queue.state(prompt_id) is RunState.UNKNOWN


@pytest.mark.parametrize("targets", [["5"], ["2", "5"], ["1"]])
def test_a_prompt_of_which_not_all_can_run_is_refused_as_a_whole(
    queue: RunQueue, server: Any, targets: list[str]
) -> None:
    """Where one target cannot run none is queued for good: the reason is told, with the node."""
    prompt = {key: GRAPH[key] for key in "12345"}

    with pytest.raises(Invalid) as caught:
        submit(queue, prompt, targets)

    assert caught.value.message
    if "5" in targets:
        assert "LoadImage" in str(caught.value.faults)
    end = time.monotonic() + 20
    while server.get("/prompt").json["exec_info"]["queue_remaining"]:
        assert time.monotonic() < end


def test_an_unknown_class_is_refused(queue: RunQueue) -> None:
    """The message names what is missing."""
    with pytest.raises(Invalid, match="NoSuchNode"):
        submit(queue, GRAPH, ["2"])


def test_a_run_that_is_taken_out_of_the_queue_is_unknown(queue: RunQueue, server: Any) -> None:
    """While it waits it is queued; deleted it is as if it had never been there."""
    server.subject.engine._stopping.set()  # the worker ends after its turn: what is queued stays queued
    server.subject.engine._worker.join(10)
    prompt_id = submit(queue, GOOD, ["2"])
    assert queue.state(prompt_id) is RunState.QUEUED
    server.post_json("/queue", {"delete": [prompt_id]})
    assert queue.state(prompt_id) is RunState.UNKNOWN


def test_comfyui_that_is_not_there_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it listens, and when nobody answers, the queue says so and nothing is lost."""
    fake_comfyui(monkeypatch)
    starting = ComfyRunQueue(SimpleNamespace())
    gone = ComfyRunQueue(SimpleNamespace(address="127.0.0.1", port=9), patience=1)
    for queue in (starting, gone):
        with pytest.raises(Unavailable):
            queue.state("x")
        with pytest.raises(Unavailable):
            submit(queue, GOOD, ["2"])


def test_tls_is_spoken_where_comfyui_speaks_it(monkeypatch: pytest.MonkeyPatch, server: Any) -> None:
    """With a key and a certificate on ComfyUI's command line the request is https, which a plain server refuses."""
    fake_comfyui(monkeypatch, tls_keyfile="key.pem", tls_certfile="cert.pem")
    queue = ComfyRunQueue(SimpleNamespace(address="::", port=server.port), patience=2)
    with pytest.raises(Unavailable):
        queue.state("x")
    queue = ComfyRunQueue(SimpleNamespace(address="127.0.0.1", port=server.port), patience=2)
    with pytest.raises(Unavailable, match="SSL"):
        queue.state("x")
