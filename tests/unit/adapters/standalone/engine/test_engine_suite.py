"""The suite of graphs, on the embedded engine: every graph through the queue, as a client sees it."""

import queue
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[4]))

from engine_suite import suite_datasets, suite_nodes, suite_profiles, suite_stories, suite_texts
from engine_suite.graphs import Step, SuiteGraph, suite
from engine_suite.judging import Observed, differences

from penstock.adapters.standalone.engine import Engine
from penstock.core.application import Application

WAIT_SECONDS = 30.0


@pytest.fixture
def suite_engine(engine_of: Callable[..., Engine], penstock_application: Callable[..., Application]) -> Engine:
    """A started engine with the nodes and services of the suite, beside those of the bundled plugins."""
    application = penstock_application(suite_datasets, suite_nodes, suite_profiles, suite_stories, suite_texts)
    engine = engine_of(*application.nodes, services=application.services)
    engine.start()
    return engine


def observe(engine: Engine, messages: Any, step: Step) -> Observed:
    """Submit the step's prompt and watch it to its end."""
    heard: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
    messages.listener = lambda kind, data: heard.put((kind, data))
    body: dict[str, Any] = {"prompt": step.prompt, "client_id": "suite"}
    if step.targets is not None:
        body["partial_execution_targets"] = step.targets
    answer = engine.submit(body)
    if "error" in answer:
        return Observed(answer=answer)
    seen: list[tuple[str, dict[str, Any]]] = []
    while not seen or seen[-1] != ("executing", {"node": None, "prompt_id": answer["prompt_id"]}):
        kind, data = heard.get(timeout=WAIT_SECONDS)
        if data.get("prompt_id") == answer["prompt_id"]:
            seen.append((kind, data))
            if kind == "executing" and data["node"] == step.stop_at is not None:
                assert engine.interrupt(answer["prompt_id"])
    history = engine.history(answer["prompt_id"])[answer["prompt_id"]]
    return Observed(answer=answer, messages=seen, outputs=history["outputs"])


@pytest.mark.parametrize("graph", suite("unit"), ids=lambda graph: graph.name)
def test_a_graph_of_the_suite(graph: SuiteGraph, suite_engine: Engine, messages: Any) -> None:
    """What a graph of the suite says holds on the embedded engine."""
    for number, step in enumerate(graph.steps):
        assert differences(step, observe(suite_engine, messages, step)) == [], f"{graph.says} (step {number})"
