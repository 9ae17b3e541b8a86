"""A graph goes to the host's queue as a whole, with the workflow of the page, or it is said why not."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

import pytest
from attrs import define, field

from penstock.core.contracts.workflows import Applied
from penstock.core.errors import Invalid, Unavailable
from penstock.plugins.workflows.running import MissingNodes, queue_prompt

PROMPT = {"1": {"class_type": "A", "inputs": {}}, "2": {"class_type": "Save", "inputs": {"seed": 2**64 - 1}}}
APPLIED = Applied(prompt=PROMPT, values={})


@define
class FakeQueue:
    """Takes what is submitted, or raises what it is told to."""

    ends: frozenset[str] = frozenset({"2"})
    error: Exception | None = None
    taken: list[dict[str, Any]] = field(factory=list)

    def outputs(self, prompt: Mapping[str, Any]) -> frozenset[str]:
        """Those that it was told."""
        return self.ends

    def submit(self, prompt: Mapping[str, Any], *, targets: Collection[str], **more: Any) -> None:
        """Keep it."""
        if self.error is not None:
            raise self.error
        self.taken.append({"prompt": prompt, "targets": list(targets), **more})


def queued(queue: FakeQueue, applied: Applied = APPLIED, document: Any = None, client_id: str = "") -> str:
    """The id of a run."""
    return queue_prompt(queue, applied, document, client_id)  # type: ignore[arg-type]


def test_a_run_carries_the_workflow_and_tells_its_page() -> None:
    """Under a canonical id of its own, for all outputs; numbers as they are."""
    queue = FakeQueue()
    prompt_id = queued(queue, document={"nodes": []}, client_id="tab")
    assert str(uuid.UUID(prompt_id)) == prompt_id
    assert queue.taken == [
        {
            "prompt": PROMPT,
            "targets": ["2"],
            "prompt_id": prompt_id,
            "extra_pnginfo": {"workflow": {"nodes": []}},
            "client_id": "tab",
        }
    ]
    assert queued(queue) != prompt_id
    assert queue.taken[1]["extra_pnginfo"] == {}


def test_missing_nodes_are_listed_and_nothing_is_queued() -> None:
    """All of them in the details, the first ten in the message."""
    queue = FakeQueue()
    names = tuple(f"Node{number}" for number in range(12))
    with pytest.raises(MissingNodes, match=r"Node0, .* and 2 more") as caught:
        queued(queue, Applied(prompt=PROMPT, values={}, missing_classes=names))
    assert caught.value.status == 422
    assert caught.value.as_json()["error"]["missing_classes"] == list(names)  # type: ignore[index]
    assert queue.taken == []


def test_a_graph_without_outputs_is_refused() -> None:
    """It would run nothing."""
    with pytest.raises(Invalid, match="output"):
        queued(FakeQueue(ends=frozenset()))


def test_what_the_host_refuses_is_said_at_its_input() -> None:
    """Each fault has the address of the value that it is about."""
    said = {
        "reason": "Prompt outputs failed validation",
        "refused_inputs": [
            {"node": "2", "input": "seed", "message": "Value too big"},
            {"node": "1", "input": "", "message": "No"},
        ],
    }
    with pytest.raises(Invalid, match="Prompt outputs failed validation") as caught:
        queued(FakeQueue(error=Invalid("refused", details=said)))
    assert caught.value.field == "2.seed"
    assert caught.value.details["faults"] == [
        {"field": "2.seed", "code": "refused", "message": "Value too big"},
        {"field": "1", "code": "refused", "message": "No"},
    ]


def test_a_host_that_is_away_is_said_as_it_is() -> None:
    """And a refusal without particulars keeps its words."""
    with pytest.raises(Unavailable):
        queued(FakeQueue(error=Unavailable("away")))
    with pytest.raises(Invalid, match="odd"):
        queued(FakeQueue(error=Invalid("odd")))
