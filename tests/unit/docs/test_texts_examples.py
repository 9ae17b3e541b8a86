"""What docs/libbers.md and docs/prompts.md show is what happens."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from penstock import hookimpl
from penstock.adapters.standalone.engine import Engine
from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.contracts.prompts import PromptCollection, Prompts
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.editing import DocumentEditing
from penstock.core.host import HostPaths
from penstock.core.nodes import STRING, InputSpec, NodeResult, NodeSpec

DOCS = Path(__file__).resolve().parents[3] / "docs"
LIBBERS = (DOCS / "libbers.md").read_text(encoding="utf-8")
PROMPTS = (DOCS / "prompts.md").read_text(encoding="utf-8")
ANIMALS = Libber(libs={"subject": "a red fox", "mood": ""})
STYLES = Libber(libs={"style": "oil on canvas", "mood": "calm"})
Start = Callable[..., Application]


class Showing:
    """A plugin with a node that shows a text."""

    @hookimpl
    def penstock_nodes(self) -> Iterable[NodeSpec]:
        yield NodeSpec(
            id="ShowText",
            display_name="Show Text",
            category="Test",
            inputs=(InputSpec(id="text", type=STRING),),
            run=lambda _call, text: NodeResult(ui={"text": [text]}),
            is_output=True,
        )


def block(page: str, words: str) -> dict[str, Any]:
    """The names of the one Python block of a page that has these words."""
    (found,) = (one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if words in one)
    names: dict[str, Any] = {"my_plugin": object()}
    exec(compile(found, "a guide", "exec"), names)
    return names


def stored(application: Application) -> Libbers:
    """The libbers of the guide, saved."""
    libbers = application.services.get(Libbers)
    libbers.save("animals", ANIMALS, None)
    libbers.save("styles", STYLES, None)
    return libbers


def rows() -> dict[str, str]:
    """The table of references: what is written, and what it becomes, as the page says it."""
    (table,) = re.findall(r"\| you write \| becomes \| \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", LIBBERS)
    made = {}
    for line in table.splitlines():
        written, becomes = (cell.strip() for cell in line.strip("|").split(" | ")[:2])
        made[written] = becomes
    return made


def between_backticks(cell: str) -> list[str]:
    """The texts of a cell."""
    return re.findall(r"`([^`]*)`", cell)


@pytest.mark.parametrize("written", rows())
def test_references_become_what_the_table_says(penstock_application: Start, written: str) -> None:
    """Each line of "What you can write"."""
    libbers, becomes = stored(penstock_application()), rows()[written]
    chosen = {"one of the three snippets that are not empty": ["a red fox", "oil on canvas", "calm"]}
    for place, text in enumerate(between_backticks(written)):
        made = libbers.substitute(text, ["animals", "styles"], seed=7).text
        if becomes == "as written":
            assert made == text
        elif becomes == "nothing":
            assert made == ""
        elif " or " in becomes or becomes in chosen:
            assert made in chosen.get(becomes, between_backticks(becomes))
        else:
            assert made == between_backticks(becomes)[place]


def test_the_tests_on_the_pages_pass(penstock_application: Start) -> None:
    """What the guides say about testing a plugin works as it stands there."""
    block(LIBBERS, "def test_")["test_the_first_libber_that_knows_a_key_counts"](penstock_application)


def test_the_test_about_compositions_passes(penstock_application: Start) -> None:
    """As the other one, in an application of its own."""
    block(PROMPTS, "def test_")["test_a_composition_is_filled_from_its_libber"](penstock_application)


def test_the_node_of_the_guide_runs_again_when_its_libber_was_saved(
    penstock_application: Start, penstock_paths: HostPaths
) -> None:
    """It takes what is saved, and its fingerprint keeps the host from serving the caption of before."""
    names = block(LIBBERS, "FillCaption")
    plugin = type("Plugin", (), {"penstock_nodes": staticmethod(names["penstock_nodes"])})()
    application = penstock_application(plugin, Showing())
    libbers = application.services.get(Libbers)
    first = libbers.save("captions", Libber(libs={"intro": "photo of"}), None)
    engine = Engine(application.nodes, application.services, penstock_paths)
    graph = {
        "1": {"class_type": "FillCaption", "inputs": {"label": "a fox"}},
        "2": {"class_type": "ShowText", "inputs": {"text": ["1", 0]}},
    }
    assert engine.run(graph).ui["2"]["text"] == ["photo of a fox"]
    libbers.save("captions", Libber(libs={"intro": "drawing of"}), first.revision)
    assert engine.run(graph).ui["2"]["text"] == ["drawing of a fox"]


def test_the_function_of_the_guide_adds_a_prompt(penstock_application: Start) -> None:
    """To a folder that is new, and beside the prompts of one that is not, also when somebody else saves in between."""
    services = penstock_application().services
    remember = block(PROMPTS, "def remember")["remember"]
    remember(services, "cats", "first", "one")
    remember(services, "cats", "second", "two")
    collection: PromptCollection = services.get(Prompts).read("cats").collection
    assert {name: prompt.value for name, prompt in collection.prompts.items()} == {"first": "one", "second": "two"}


def test_the_documents_of_the_guide_are_edited_saved_and_merged(penstock_application: Start) -> None:
    """Two drafts' worth of changes meet in the guide's own documents, and both are kept."""
    guide = (DOCS / "writing-a-plugin.md").read_text(encoding="utf-8")
    names = block(guide, "AlbumDocuments")
    hooks = {name: staticmethod(names[name]) for name in ("penstock_services", "penstock_routes")}
    application = penstock_application(type("Albums", (), hooks)())
    assert "/penstock/albums/{album}/drafts/{draft}/save" in {route.path for route in application.routes}
    documents = names["AlbumDocuments"]()
    albums = DocumentEditing(documents, application.services.get(Drafts))
    draft = albums.open("summer", create=True).draft
    albums.edit("summer", draft.id, [Edit("cover", "sea")])
    saved = albums.save("summer", draft.id, 2).draft
    documents.write("summer", {"cover": "sea", "back": "dunes"}, saved.base)
    albums.edit("summer", draft.id, [Edit("cover", "beach")])
    assert albums.save("summer", draft.id, saved.revision + 1).merged == ("back",)
    assert documents.read("summer").entries == {"cover": "beach", "back": "dunes"}
