"""Declarations of third parties are looked at when the host starts: each is refused alone, by its name, in one line."""

from typing import Any

import attrs
import pytest

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import Application, build
from penstock.core.declaration_checks import wrong_with
from penstock.core.hooks import hookimpl
from penstock.core.host import Host
from penstock.core.later import Later
from penstock.core.nodes import IMAGE, MASK, InputSpec, NodeSpec, OutputSpec
from penstock.core.routes import RouteSpec
from penstock.core.settings import Settings, SettingSpec
from penstock.core.sources import Origin, Source

IMAGE_INPUT = InputSpec(id="image", type=IMAGE)


def run(call: object, image: object) -> tuple[object, ...]:
    return (image,)


def node(**changes: Any) -> NodeSpec:
    right = NodeSpec(id="Flip Image", display_name="Flip", category="x", inputs=(IMAGE_INPUT,), run=run)
    return attrs.evolve(right, **changes)


def route(path: str = "/penstock/mine/{pool}", **changes: Any) -> RouteSpec:
    return attrs.evolve(RouteSpec(name="mine.get", method="GET", path=path, handler=lambda call: None), **changes)


def setting(name: str) -> SettingSpec:
    return SettingSpec(id=name, label="Level", default=1)


async def later(call: object, image: object) -> tuple[object, ...]:
    return ()


def picture_only(call: object, *, picture: object) -> None: ...


@pytest.mark.parametrize("name", ["Flip", "Flip Image", "CR Flip (mine)", "VHS_Load.2", "Ä", "a|b: c"])
def test_ids_that_comfyui_takes_are_taken(name: str) -> None:
    """Other packs have blanks, brackets and dots in theirs."""
    assert wrong_with("mine", node(id=name)) == ""


@pytest.mark.parametrize("name", ["", " ", "a/b", " a", "a ", "a\nb", "{a}", "a?b", "a\0", None, 7])
def test_ids_that_no_page_can_ask_for_are_refused(name: object) -> None:
    """An id is part of an address."""
    assert f"the id {name!r} of a node is none" in wrong_with("mine", node(id=name))


@pytest.mark.parametrize(
    "sound",
    [
        node(run=later),
        node(run=lambda call, **inputs: ()),
        node(run=lambda call, image, extra=1: ()),
        node(run=Later("nowhere", "run")),
        node(run=max),
        node(inputs=[IMAGE_INPUT]),
        node(inputs=(attrs.evolve(IMAGE_INPUT, type="LoRA_stack"),)),
        node(inputs=(attrs.evolve(IMAGE_INPUT, type="IMAGE,MASK"),)),
        node(outputs=(OutputSpec(id="a", type="*"), OutputSpec(id="b", type=MASK))),
    ],
)
def test_sound_nodes_are_taken(sound: NodeSpec) -> None:
    """Sync, async, with any inputs, of a module that is imported later, linked to what other packs have."""
    assert wrong_with("mine", sound) == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (node(inputs=(attrs.evolve(IMAGE_INPUT, type="image"),)), "the input image has the type 'image'"),
        (node(outputs=(OutputSpec(id="out", type="Mask"),)), "types are written in capitals, MASK"),
        (node(outputs=(OutputSpec(id="out", type=""),)), "the output out has the type ''"),
        (node(run=picture_only), "run takes (call, *, picture), not (call, image): missing a required argument"),
        (node(run=lambda call: ()), "run takes (call), not (call, image): got an unexpected keyword argument 'image'"),
        (node(inputs=(IMAGE_INPUT, IMAGE_INPUT)), "has two inputs called image"),
        (node(outputs=("image",)), "outputs takes a tuple of OutputSpecs"),
        (node(inputs=IMAGE_INPUT), "inputs takes a tuple of InputSpecs"),
        (node(run="run"), "run takes a function"),
    ],
)
def test_a_node_that_would_fail_in_its_first_run_is_refused(wrong: NodeSpec, words: str) -> None:
    """By its id, with what its author wrote and what is meant."""
    said = wrong_with("mine", wrong)
    assert said.startswith("the node Flip Image")
    assert words in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("path", ["/penstock/a", "/penstock/{a}/{b_2}", r"/penstock/{a:\d{1,3}}/x", "/penstock/{f:.+}"])
def test_sound_paths_are_taken(path: str) -> None:
    """With names, and with regular expressions of the names."""
    assert wrong_with("mine", route(path)) == ""
    assert wrong_with("mine", route(path.removeprefix("/penstock"), legacy=True)) == ""
    assert wrong_with("mine", route(path, handler=Later("nowhere", "get"))) == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (route(method="get"), "has the method 'get': did you mean GET?"),
        (route(method="FETCH"), "has the method 'FETCH'"),
        (route("/b10/x"), "paths begin with /penstock/"),
        (route("penstock/x"), "paths begin with /penstock/"),
        (route("b10", legacy=True), "paths begin with /penstock/"),
        (route(None), "has the path None"),  # type: ignore[arg-type]
        (route("/penstock/{pool"), "'/penstock/{pool' cannot be part of a path"),
        (route("/penstock/{}"), "cannot be part of a path"),
        (route("/penstock/{a-b}"), "{a-b} is no placeholder"),
        (route("/penstock/{a}/{a}"), "a stands in it twice"),
        (route("/penstock/{a:(}"), "no regular expression"),
        (route("/penstock/a b"), "cannot be part of a path"),
        (route("/penstock/a?b=1"), "cannot be part of a path"),
        (route(handler=later), "never async"),
        (route(handler="get"), "handler takes a plain function"),
    ],
)
def test_a_route_that_cannot_be_served_is_refused(wrong: RouteSpec, words: str) -> None:
    """By its name."""
    said = wrong_with("mine", wrong)
    assert said.startswith("the route mine.get")
    assert words in said


def test_settings_begin_with_the_name_of_their_plugin() -> None:
    """So that no two plugins, and no variables of the environment, meet."""
    assert wrong_with("mine", setting("mine.level")) == wrong_with("mine", setting("mine.a.b-c")) == ""
    said = "the id 'level' of a setting does not begin with 'mine.': 'mine.level'"
    assert wrong_with("mine", setting("level")) == said
    assert "'mine.level'" in wrong_with("mine", setting("other.level"))
    assert "other characters" in wrong_with("mine", setting("mine.my level"))
    assert "other characters" in wrong_with("mine", setting("mine."))


class Mixed:
    """Each of its hooks brings one that is right and one that is not."""

    @hookimpl
    def penstock_nodes(self) -> list[NodeSpec]:
        return [node(id="Right"), node(id="Wrong", run=picture_only)]

    @hookimpl
    def penstock_routes(self) -> list[RouteSpec]:
        return [route("/penstock/right"), route("/wrong")]

    @hookimpl
    def penstock_settings(self) -> list[SettingSpec]:
        return [setting("mixed.right"), setting("wrong")]


def test_what_is_wrong_is_refused_alone_and_told_by_name(penstock_host: Host) -> None:
    """The rest of the plugin works."""
    source = Source(name="mixed", origin=Origin.DISTRIBUTION, location="here", version="1", load=Mixed)
    application = build(penstock_host, [source])
    assert [one.id for one in application.nodes] == ["Right"]
    assert [one.path for one in application.routes] == ["/penstock/right"]
    assert [one.id for one in application.services.get(Settings).specs()] == ["mixed.right"]
    faults = application.registry.plugins()[0].faults
    assert sorted(fault.where for fault in faults) == ["penstock_nodes", "penstock_routes", "penstock_settings"]
    assert all("rong" in fault.message for fault in faults)


def test_ours_are_as_we_ask_of_others(penstock_host: Host) -> None:
    """Bundled plugins are not looked at when a host starts, so it is done here."""
    application: Application = build(penstock_host, plugin_sources(discover=False))
    for spec in (*application.nodes, *application.routes):
        assert wrong_with("", spec) == ""
    for one in application.services.get(Settings).specs():
        assert wrong_with(one.id.partition(".")[0], one) == ""
