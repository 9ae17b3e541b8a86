"""What plugin authors test with does what a host does: routes, graphs, events, without a socket or a browser."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import frozen
from PIL import Image

from penstock import hookimpl
from penstock.adapters.testing.fakes import EventRecorder
from penstock.adapters.testing.graph_runner import GraphFailed, GraphRunner
from penstock.adapters.testing.route_client import RouteClient
from penstock.core.application import Application
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import NotFound
from penstock.core.nodes import INT, InputSpec, NodeCall, NodeResult, NodeSpec
from penstock.core.routes import BytesAnswer, RouteCall, RouteSpec


def png() -> bytes:
    """A picture of one pixel."""
    stream = io.BytesIO()
    Image.new("RGB", (1, 1)).save(stream, "PNG")
    return stream.getvalue()


@frozen(kw_only=True)
class Query:
    many: int = 1


@frozen(kw_only=True)
class Body:
    text: str


@frozen(kw_only=True)
class Form:
    file: Upload
    text: str = ""


def echo(call: RouteCall[Body]) -> dict[str, Any]:
    if call.path["word"] == "none":
        raise NotFound("There is no none.", hint="Say more.", field="word")
    return {"word": call.path["word"], "text": call.body.text * call.query.many}


def size(call: RouteCall[Form]) -> dict[str, Any]:
    return {"name": call.body.file.file_name, "bytes": call.body.file.path.stat().st_size, "text": call.body.text}


def picture(_call: RouteCall[Any]) -> BytesAnswer:
    return BytesAnswer(data=png(), content_type="image/png", etag="1")


def double(call: NodeCall, *, number: int) -> NodeResult:
    return NodeResult(values=(), ui={"text": [number * 2]})


@hookimpl
def penstock_routes() -> list[RouteSpec]:
    return [
        RouteSpec(name="echo", method="POST", path="/penstock/echo/{word}", handler=echo, query=Query, body=Body),
        RouteSpec(name="size", method="POST", path="/penstock/echo/size", handler=size, body=Form),
        RouteSpec(name="picture", method="GET", path="/penstock/echo/picture", handler=picture),
    ]


@hookimpl
def penstock_nodes() -> list[NodeSpec]:
    number = InputSpec(id="number", type=INT, default=1, minimum=0, maximum=9)
    return [NodeSpec(id="Double", display_name="Double", category="x", inputs=(number,), run=double, is_output=True)]


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    return penstock_application(SimpleNamespace(penstock_routes=penstock_routes, penstock_nodes=penstock_nodes))


def test_routes_answer_as_over_http(
    penstock_client: Callable[[Application], RouteClient], application: Application
) -> None:
    """Path, query and body are decoded, errors are the JSON that people get, files come as bytes."""
    client = penstock_client(application)
    assert client.post("/penstock/echo/a%20b?many=2", {"text": "x"}).json == {"word": "a b", "text": "xx"}
    assert client.post("/penstock/echo/size", {"text": "t"}, {"file": [("a.bin", b"123")]}).json == {
        "name": "a.bin",
        "bytes": 3,
        "text": "t",
    }
    assert client.get("/penstock/echo/picture").data == png()
    gone = client.post("/penstock/echo/none", {"text": "x"})
    assert (gone.status, gone.error["code"], gone.error["field"]) == (404, "not_found", "word")
    for answer, status in (
        (client.post("/penstock/echo/a", {"text": 7}), 422),
        (client.post("/penstock/echo/a?more=1", {"text": "x"}), 422),
        (client.get("/penstock/echo/a"), 405),
        (client.get("/penstock/nowhere"), 404),
    ):
        assert (answer.status, bool(answer.error["message"])) == (status, True)


def test_bundled_routes_answer_too(
    penstock_client: Callable[[Application], RouteClient], application: Application, penstock_events: EventRecorder
) -> None:
    """A plugin's test may fill a pool as a person does, and hear of it."""
    client = penstock_client(application)
    assert client.post("/penstock/pools", {"id": "cats"}).status == 201
    added = client.post("/penstock/pools/cats/slots", {}, {"images": [("one.png", png())]})
    assert added.status < 300, added.error
    assert client.get("/penstock/pools/cats").json["count"] == 1
    application.dispatcher.settle()
    penstock_events.expect("pool_created", "slot_added", "slot_selected")


def test_events_are_compared_whole(penstock_events: EventRecorder, application: Application) -> None:
    """What is missing, and what nobody expected, is said."""
    with pytest.raises(AssertionError, match="pool_created"):
        penstock_events.expect("pool_created")


def test_graphs_run_with_the_plugins_nodes(
    penstock_graphs: Callable[[Application], GraphRunner], application: Application
) -> None:
    """What is shown, what ran, what the cache kept."""
    runner = penstock_graphs(application)
    graph = {"1": {"class_type": "Double", "inputs": {"number": 4}}}
    assert runner.run(graph).ui["1"] == {"text": [8]}
    assert runner.run(graph).executed == ()
    assert runner.run({"1": {"class_type": "Double", "inputs": {"number": 5}}}).executed == ("1",)


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        ({"1": {"class_type": "Double", "inputs": {"number": 99}}}, "node 1"),
        ({"1": {"class_type": "Nothing", "inputs": {}}}, "Nothing"),
    ],
)
def test_a_graph_that_fails_says_why(
    penstock_graphs: Callable[[Application], GraphRunner], application: Application, graph: Any, words: str
) -> None:
    """In the words that a user would read."""
    with pytest.raises(GraphFailed, match=words):
        penstock_graphs(application).run(graph)


def test_an_answer_that_is_no_json_is_the_plugins_fault(
    penstock_application: Callable[..., Application], penstock_client: Callable[[Application], RouteClient]
) -> None:
    """Named in the error and in the plugin list, with the route."""
    spec = RouteSpec(name="sets.get", method="GET", path="/penstock/sets", handler=lambda _call: {"a": {1, 2}})
    application = penstock_application(SimpleNamespace(penstock_routes=hookimpl(lambda: [spec])))
    answer = penstock_client(application).get("/penstock/sets")
    assert (answer.status, answer.error["code"], answer.error["plugin"]) == (424, "plugin_failed", "tested_0")
    assert "the answer of the route sets.get, a dict, cannot be sent: Object of type set" in answer.error["message"]
    (fault,) = application.registry.hooks.faults.of("tested_0")
    assert (fault.where, "Object of type set" in fault.message) == ("route sets.get", True)


def test_a_plugin_that_is_not_sound_fails_its_test(penstock_application: Callable[..., Application]) -> None:
    """So that a misspelt hook is never mistaken for a quiet one; with `broken` it starts all the same."""
    misspelt = SimpleNamespace(penstock_slot_labeled=hookimpl(lambda event: None))
    with pytest.raises(pytest.fail.Exception, match="did you mean penstock_slot_labelled"):
        penstock_application(misspelt)
    assert penstock_application(misspelt, broken=True).registry.plugins()
