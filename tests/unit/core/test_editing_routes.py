"""The routes of drafts: what they take, what they answer, and that they change nothing else."""

from collections.abc import Mapping
from typing import Any

import pytest

from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.contracts.editing import Editing
from penstock.core.editing_routes import LARGEST_EDIT, draft_routes
from penstock.core.errors import BadName, Conflict, Invalid, NotFound
from penstock.core.routes import RouteCall
from penstock.core.services import Services
from penstock.core.wire import decode, encode

from .conftest import EditingProcess

PREFIX = "/penstock/papers/{paper}"
ROUTES = {spec.name: spec for spec in draft_routes("papers", Editing, PREFIX)}


@pytest.fixture
def services(here: EditingProcess) -> Services:
    made = Services()
    made.put(Editing, here.editing)
    return made


def ask(services: Services, name: str, draft: str = "", body: Any = None, **query: Any) -> Any:
    """What the route answers, as JSON."""
    spec = ROUTES[f"papers.drafts.{name}"]
    call = RouteCall[Any](
        services=services,
        path={"paper": "one", "draft": draft},
        query=decode(spec.query, query) if spec.query else None,
        body=decode(spec.body, body or {}) if spec.body else None,
    )
    return encode(spec.handler(call))


def open_one(services: Services) -> str:
    return str(ask(services, "open")["id"])


def values(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: entry["value"] for key, entry in answer["entries"].items()}


def test_the_paths_are_resources_below_the_document() -> None:
    """Each draft has its own, each with a name, a summary and a shape."""
    assert {(spec.method, spec.path.removeprefix(PREFIX)) for spec in ROUTES.values()} == {
        ("POST", "/drafts"),
        ("GET", "/drafts"),
        ("GET", "/drafts/{draft}"),
        ("PATCH", "/drafts/{draft}"),
        ("DELETE", "/drafts/{draft}"),
        ("POST", "/drafts/{draft}/undo"),
        ("POST", "/drafts/{draft}/redo"),
        ("GET", "/drafts/{draft}/differences"),
        ("POST", "/drafts/{draft}/save"),
    }
    assert all(spec.summary for spec in ROUTES.values())
    assert ROUTES["papers.drafts.edit"].max_bytes == LARGEST_EDIT == 16 << 20


def test_a_draft_is_shown_beside_its_file(services: Services, papers: MemoryDocuments) -> None:
    """All of its entries, their order, and whether there is something to save."""
    answer = ask(services, "open")
    revision = papers.read("one").revision
    assert values(answer) == {"a": 1, "b": 2, "c": 3}
    assert {key: answer[key] for key in answer if key not in ("entries", "id")} == {
        "kind": "papers",
        "name": "one",
        "base": revision,
        "revision": 1,
        "dirty": False,
        "expires_in": 1800.0,
        "can_undo": False,
        "can_redo": False,
        "order": ["a", "b", "c"],
        "file_revision": revision,
        "read_only": False,
        "problems": [],
        "migrates": False,
        "merged": [],
    }


def test_an_edit_answers_with_what_it_changed(services: Services) -> None:
    """And with the order of all; so do undo and redo."""
    draft = open_one(services)
    edits = [{"key": "a", "value": None}, {"key": "B", "value": [1], "instead_of": "b"}, {"key": "c", "removed": True}]
    answer = ask(services, "edit", draft, {"edits": edits, "seen": {"a": 1}})
    assert answer["entries"] == {"a": {"value": None, "revision": 2}, "b": {"value": [1], "revision": 2}}
    assert (answer["order"], answer["revision"], answer["dirty"], answer["can_undo"]) == (["a", "b"], 2, True, True)
    back = ask(services, "undo", draft)
    assert (values(back), back["order"]) == ({"a": 1, "b": 2, "c": 3}, ["a", "b", "c"])
    assert values(ask(services, "redo", draft)) == {"a": None, "b": [1]}


def test_only_what_changed_since_can_be_asked_for(services: Services) -> None:
    """For a tab that knows the rest."""
    draft = open_one(services)
    ask(services, "edit", draft, {"edits": [{"key": "a", "value": 10}]})
    ask(services, "edit", draft, {"edits": [{"key": "n", "value": 4}]})
    assert values(ask(services, "get", draft)) == {"a": 10, "b": 2, "c": 3, "n": 4}
    assert values(ask(services, "get", draft, since=1)) == {"a": 10, "n": 4}
    assert values(ask(services, "get", draft, since=2)) == {"n": 4}
    assert values(ask(services, "get", draft, since=99)) == {}


def test_a_save_answers_with_what_it_took(services: Services, papers: MemoryDocuments) -> None:
    """The entries that are others now, and the file's revision."""
    draft = open_one(services)
    ask(services, "edit", draft, {"edits": [{"key": "a", "value": 10}]})
    papers.put("one", {"a": 1, "b": 20, "c": 3})
    shown = ask(services, "differences", draft)["differences"]
    assert shown == [{"key": "a", "before": 1, "after": 10, "had": True, "has": True}]
    answer = ask(services, "save", draft, {"revision": 2})
    assert (values(answer), answer["merged"], answer["dirty"]) == ({"b": 20}, ["b"], False)
    assert answer["base"] == answer["file_revision"] == papers.read("one").revision


def test_conflicts_are_told_and_decided(services: Services, papers: MemoryDocuments) -> None:
    """Both versions by key, then the decision."""
    draft = open_one(services)
    ask(services, "edit", draft, {"edits": [{"key": "a", "value": 10}]})
    papers.put("one", {"a": 11})
    with pytest.raises(Conflict) as refused:
        ask(services, "save", draft, {"revision": 2})
    body = refused.value.as_json()["error"]
    assert isinstance(body, dict)
    assert (body["current"], body["sent"], body["field"]) == ({"a": 11}, {"a": 10}, "a")
    assert values(ask(services, "save", draft, {"revision": 2, "take": {"a": "theirs"}})) == {"a": 11}
    with pytest.raises(Invalid):
        ask(services, "save", draft, {"revision": 2, "take": {"a": "both"}})


def test_a_draft_is_discarded_at_the_revision_that_was_seen(services: Services) -> None:
    """Then it is gone for everybody."""
    draft = open_one(services)
    with pytest.raises(Conflict):
        ask(services, "discard", draft, revision=7)
    assert ask(services, "discard", draft, revision=1) is None
    with pytest.raises(NotFound):
        ask(services, "get", draft)


@pytest.mark.parametrize("draft", ["../x", "", "a/b", "x" * 65, "\x00"])
def test_what_is_no_id_is_refused(services: Services, draft: str) -> None:
    """By each route that takes one."""
    bodies = {"edit": {"edits": []}, "save": {"revision": 1}}
    for name in ("get", "edit", "undo", "redo", "differences", "save", "discard"):
        with pytest.raises(BadName):
            ask(services, name, draft, bodies.get(name))
