"""Forms follow choices that bring inputs of their own, and such a choice and its inputs go in one request."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from penstock.adapters.testing.class_server import MADE, MAKER, class_server

from .workflow_server import WorkflowServer

GOOD = {"1.model.size": "2K", "1.model": "good"}


@pytest.fixture
def workflows(serve_standalone: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkflowServer]:
    """A server that knows the classes of another one."""
    with class_server(MAKER) as url:
        monkeypatch.setenv("PENSTOCK_WORKFLOWS_SERVERS", url)
        yield WorkflowServer(serve_standalone())


def values_in(form: Any) -> dict[str, Any]:
    assert form.status == 200, form
    return {one["address"]: one["value"] for one in form.json["parameters"]}


def test_a_form_is_asked_for_with_choices(workflows: WorkflowServer) -> None:
    """It has their inputs with defaults; the rest is the document's, and values of what is gone are ignored."""
    path = workflows.kept(MADE)
    assert workflows.parameter(path, "1.model")["reshapes"]
    assert not workflows.parameter(path, "1.prompt")["reshapes"]
    expected = {"1.prompt": "a fox", "1.model": "fast", "1.model.size": "1K"}
    values = {**GOOD, "1.model.speed": 2, "nothing": [1], "1.prompt": "b"}
    for body in ({"values": values}, {"values": values, "version": 1}):
        assert values_in(workflows.server.post_json(f"{path}/form", body)) == expected
    opened = {"workflow": MADE, "values": values}
    assert values_in(workflows.server.post_json("/penstock/workflow_forms", opened)) == expected
    assert workflows.server.get(f"{path}/form").json == workflows.server.post_json(f"{path}/form", {"values": {}}).json
    assert workflows.server.post_json(f"{path}/form", {"values": {}, "version": 9}).status == 404


def test_a_choice_and_its_inputs_are_applied_and_kept_together(workflows: WorkflowServer) -> None:
    """Whatever the order of the keys; presets, defaults and last used values take them too."""
    path = workflows.kept(MADE)
    applied = workflows.server.post_json(f"{path}/apply", {"values": GOOD})
    assert applied.json["prompt"]["1"]["inputs"] == {"prompt": "a fox", "model": "good", "model.size": "2K"}
    assert applied.json["values"] == {"1.prompt": "a fox", **GOOD}
    preset = workflows.preset(path, "good one", **GOOD)
    assert preset["values"] == GOOD
    body = {"revision": preset["revision"], "values": {"1.model": "good", "1.model.size": "1K"}}
    changed = workflows.server.post_json(f"{path}/presets/{preset['id']}", body, "PATCH")
    assert changed.json["values"] == body["values"]
    used = workflows.server.post_json(f"{path}/last_parameters", {"values": GOOD}, "PUT")
    assert used.json["last_parameters"] == GOOD


def test_an_input_without_its_choice_is_unknown(workflows: WorkflowServer) -> None:
    """And one that does not fit is named."""
    path = workflows.kept(MADE)
    for values, code in (
        ({"1.model.size": "2K"}, "unknown_parameter"),
        ({**GOOD, "1.model.size": "8K"}, "ill_typed"),
    ):
        answer = workflows.server.post_json(f"{path}/apply", {"values": values})
        assert (answer.status, answer.code) == (422, code)
