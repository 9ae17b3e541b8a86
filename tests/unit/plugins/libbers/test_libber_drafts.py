"""Drafts of libraries through the routes: edited, saved, merged; they follow renames and are found in any case."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.libbers import LibberEditing, Libbers
from penstock.core.errors import Conflict, Invalid, NotFound, PenstockError, ReadOnly, TooLarge

from .libber_world import LibberWorld


@pytest.fixture
def world(application: Application) -> LibberWorld:
    """The routes of an application, with a library."""
    made = LibberWorld(application)
    made.ask("create", {"name": "Cats", "libs": {"a": "1", "b": "2", "c": "3"}})
    return made


def lib(key: str, value: Any = None, **more: Any) -> dict[str, Any]:
    """An edit of a snippet."""
    return {"key": f"lib:{key}", "value": value, **more}


def test_an_edit_is_stored_when_it_is_saved(world: LibberWorld, penstock_events: EventRecorder) -> None:
    """Until then the file is as it was; one event of each kind, stored before changed."""
    draft = world.ask("drafts.open", libber="Cats")
    assert draft["order"] == ["lib:a", "lib:b", "lib:c", "delimiter", "max_depth"]
    edited = world.edit(
        "Cats", draft["id"], lib("My Key", "4"), lib("a", removed=True), {"key": "max_depth", "value": 2}
    )
    assert set(edited["entries"]) == {"lib:my_key", "max_depth"}
    assert edited["dirty"]
    assert list(world.ask("get", libber="Cats")["libs"]) == ["a", "b", "c"]
    world.application.dispatcher.settle()
    penstock_events.events.clear()
    saved = world.ask("drafts.save", {"revision": edited["revision"]}, libber="Cats", draft=draft["id"])
    assert not saved["dirty"]
    assert saved["can_undo"]
    found = world.ask("get", libber="Cats")
    assert (found["libs"], found["max_depth"]) == ({"b": "2", "c": "3", "my_key": "4"}, 2)
    assert found["revision"] == saved["base"] == saved["file_revision"]
    world.application.dispatcher.settle()
    assert penstock_events.names == ["libber_saved", "libber_changed", "draft_changed"]
    assert penstock_events.events[0].added == ("my_key",)  # type: ignore[attr-defined]


def test_a_rename_of_a_key_stays_in_its_place(world: LibberWorld) -> None:
    """In the draft and in the file; a key that is in use is a conflict, one that is spelt otherwise is the same."""
    draft = world.ask("drafts.open", libber="Cats")["id"]
    edited = world.edit("Cats", draft, lib("B 2", "two", instead_of="lib:b"))
    assert edited["order"][:3] == ["lib:a", "lib:b_2", "lib:c"]
    with pytest.raises(Conflict):
        world.edit("Cats", draft, lib("A", "x", instead_of="lib:c"))
    same = world.edit("Cats", draft, lib("B-2", "zwei", instead_of="lib:b_2"))
    world.ask("drafts.save", {"revision": same["revision"]}, libber="Cats", draft=draft)
    assert world.ask("get", libber="Cats")["libs"] == {"a": "1", "b_2": "zwei", "c": "3"}


def test_an_edit_that_is_refused_changes_nothing(world: LibberWorld) -> None:
    """All edits of a step or none; the field and a key that would do are said."""
    draft = world.ask("drafts.open", libber="Cats")
    with pytest.raises(Invalid) as refused:
        world.edit("Cats", draft["id"], lib("good", "x"), lib("schön", "x"))
    assert (refused.value.field, refused.value.details) == ("key", {"suggestion": "schon"})
    assert world.ask("drafts.get", libber="Cats", draft=draft["id"])["revision"] == draft["revision"]


def test_what_two_writers_changed_is_merged(world: LibberWorld) -> None:
    """Another program changed another snippet: both stay; the same one: nobody is written over before a choice."""
    draft = world.ask("drafts.open", libber="Cats")["id"]
    edited = world.edit("Cats", draft, lib("a", "mine"))
    (world.folder / "Cats.json").write_text('{"libs": {"a": "1", "b": "theirs", "c": "3"}}')
    saved = world.ask("drafts.save", {"revision": edited["revision"]}, libber="Cats", draft=draft)
    assert saved["merged"] == ["lib:b"]
    assert world.ask("get", libber="Cats")["libs"] == {"a": "mine", "b": "theirs", "c": "3"}
    edited = world.edit("Cats", draft, lib("a", "mine again"))
    (world.folder / "Cats.json").write_text('{"libs": {"a": "theirs", "b": "theirs", "c": "3"}}')
    with pytest.raises(Conflict) as both:
        world.ask("drafts.save", {"revision": edited["revision"]}, libber="Cats", draft=draft)
    shown = both.value.details
    assert (shown["current"], shown["sent"]) == ({"lib:a": "theirs"}, {"lib:a": "mine again"})
    assert shown["file_revision"] == world.revision("Cats")
    taken = {"revision": edited["revision"], "take": {"lib:a": "mine"}, "file_revision": shown["file_revision"]}
    world.ask("drafts.save", taken, libber="Cats", draft=draft)
    assert world.ask("get", libber="Cats")["libs"]["a"] == "mine again"


def test_one_library_has_one_draft_however_it_is_spelt(world: LibberWorld) -> None:
    """Whoever opens it joins, and every route finds it; in the file it keeps its name."""
    draft = world.ask("drafts.open", libber="cATS")
    assert draft["name"] == "Cats"
    assert world.ask("drafts.open", libber="CATS")["id"] == draft["id"]
    edited = world.edit("cats", draft["id"], lib("d", "4"))
    for step in ("undo", "redo"):
        edited = world.ask(f"drafts.{step}", libber="caTs", draft=draft["id"])
    assert [one["key"] for one in world.ask("drafts.differences", libber="CATS", draft=draft["id"])["differences"]] == [
        "lib:d"
    ]
    world.ask("drafts.save", {"revision": edited["revision"]}, libber="CatS", draft=draft["id"])
    assert [path.name for path in world.folder.glob("*.json")] == ["Cats.json"]
    world.ask("drafts.discard", libber="catS", draft=draft["id"])
    assert world.application.services.get(LibberEditing).find("CATS") is None


def test_a_draft_of_a_new_library_is_found_in_any_case(world: LibberWorld) -> None:
    """Its file is made when it is saved, not before."""
    with pytest.raises(NotFound):
        world.ask("drafts.open", libber="New")
    draft = world.ask("drafts.open", {"create": True}, libber="New")
    assert world.ask("drafts.open", {"create": True}, libber="NEW")["id"] == draft["id"]
    assert not (world.folder / "New.json").exists()
    world.ask("drafts.save", {"revision": draft["revision"]}, libber="new", draft=draft["id"])
    assert world.ask("get", libber="New")["libs"] == {}


def test_a_draft_follows_the_rename_of_its_library(world: LibberWorld) -> None:
    """With what is not saved yet and its history; the old name is free."""
    draft = world.ask("drafts.open", libber="Cats")["id"]
    world.edit("Cats", draft, lib("d", "4"))
    world.ask("rename", {"name": "Big cats"}, libber="cats")
    found = world.ask("drafts.open", libber="big cats")
    assert (found["id"], found["name"], found["dirty"], found["can_undo"]) == (draft, "Big cats", True, True)
    with pytest.raises(NotFound):
        world.ask("drafts.get", libber="Cats", draft=draft)
    world.ask("drafts.save", {"revision": found["revision"]}, libber="Big cats", draft=draft)
    assert world.ask("get", libber="Big cats")["libs"]["d"] == "4"
    assert world.ask("create", {"name": "Cats"})["libs"] == {}


def test_a_draft_outlives_its_library(world: LibberWorld) -> None:
    """A deleted library is made again by saving its draft anew; a restored one goes on with it."""
    draft = world.ask("drafts.open", libber="Cats")["id"]
    edited = world.edit("Cats", draft, lib("d", "4"))
    trash = world.ask("delete", libber="Cats")["id"]
    world.ask("restore", trash=trash)
    assert world.ask("drafts.get", libber="Cats", draft=draft)["dirty"]
    world.ask("delete", libber="Cats")
    assert world.ask("drafts.get", libber="cats", draft=draft)["file_revision"] is None
    with pytest.raises(Conflict) as gone:
        world.ask("drafts.save", {"revision": edited["revision"]}, libber="Cats", draft=draft)
    assert gone.value.details["gone"] is True
    world.ask("drafts.save", {"revision": edited["revision"], "anew": True}, libber="Cats", draft=draft)
    assert set(world.ask("get", libber="Cats")["libs"]) == {"a", "b", "c", "d"}


def test_what_can_only_be_read_is_not_edited(world: LibberWorld) -> None:
    """A newer Penstock wrote it: the draft shows it and takes no edit, the file stays."""
    path = world.folder / "Newer.json"
    path.write_text('{"libs": {"a": "x"}, "format": 2}')
    before = path.read_bytes()
    draft = world.ask("drafts.open", libber="Newer")
    assert draft["read_only"]
    with pytest.raises(ReadOnly):
        world.edit("Newer", draft["id"], lib("a", "y"))
    with pytest.raises(ReadOnly):
        world.ask("drafts.save", {"revision": draft["revision"]}, libber="Newer", draft=draft["id"])
    assert path.read_bytes() == before


def test_a_full_library_can_be_edited(world: LibberWorld) -> None:
    """10,000 snippets, the most there can be; one more is refused, one changed is stored."""
    world.ask("create", {"name": "Full", "libs": {f"k{number}": "x" for number in range(10_000)}})
    draft = world.ask("drafts.open", libber="Full")["id"]
    edited = world.edit("Full", draft, lib("k77", "changed"))
    world.ask("drafts.save", {"revision": edited["revision"]}, libber="Full", draft=draft)
    assert world.ask("get", libber="Full")["libs"]["k77"] == "changed"
    more = world.edit("Full", draft, lib("k10000", "x"))
    with pytest.raises(TooLarge):
        world.ask("drafts.save", {"revision": more["revision"]}, libber="Full", draft=draft)
    assert "k10000" not in world.ask("get", libber="Full")["libs"]


def test_saves_renames_and_looks_at_once_do_not_block_each_other(
    world: LibberWorld, penstock_application: Callable[..., Application]
) -> None:
    """Two hosts on the folder, people who save and people who rename: nobody waits for the other for ever."""
    other = LibberWorld(penstock_application())
    refused: list[PenstockError] = []

    def work(own: LibberWorld, number: int) -> None:
        for step in range(8):
            try:
                name = own.application.services.get(Libbers).names()[0]
                if number % 2:
                    own.ask("rename", {"name": f"Cats {number} {step}"}, libber=name)
                else:
                    draft = own.ask("drafts.open", libber=name)["id"]
                    edited = own.edit(name, draft, lib(f"k{number}_{step}", "x"))
                    own.ask("drafts.save", {"revision": edited["revision"]}, libber=name, draft=draft)
            except PenstockError as error:
                refused.append(error)

    threads = [threading.Thread(target=work, args=((world, other)[n // 2], n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert {error.code for error in refused} <= {"not_found", "conflict"}
