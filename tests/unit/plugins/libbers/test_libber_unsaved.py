"""Drafts of libraries that have no file: they are listed, and no other library gets into them."""

import pytest

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.errors import Conflict

from .libber_world import LibberWorld


@pytest.fixture
def world(application: Application) -> LibberWorld:
    """Two libraries, of which `Birds` has unsaved changes."""
    made = LibberWorld(application)
    for name in ("Cats", "Birds"):
        made.ask("create", {"name": name, "libs": {"a": name}})
    made.edit("Birds", made.ask("drafts.open", libber="Birds")["id"], {"key": "lib:b", "value": "unsaved"})
    return made


def listed(world: LibberWorld) -> dict[str, tuple[bool, bool]]:
    """By name: whether there is a file, and whether there is something unsaved."""
    found = world.ask("list")["libbers"]
    assert [one["name"] for one in found] == sorted((one["name"] for one in found), key=str.lower)
    assert all(one["read_only"] is False and one["problems"] == [] for one in found)
    return {
        one["name"]: (one["revision"] is not None, one["draft"] is not None and one["draft"]["dirty"]) for one in found
    }


def test_unsaved_changes_are_listed_without_a_file(world: LibberWorld) -> None:
    """Of a library that was deleted, and of a new one; not what is left of one without any."""
    world.ask("drafts.open", libber="Cats")
    world.ask("delete", libber="Birds")
    world.ask("delete", libber="Cats")
    world.ask("drafts.open", {"create": True}, libber="New")
    assert listed(world) == {"Birds": (False, True), "New": (False, False)}


def test_a_library_is_not_renamed_into_the_unsaved_changes_of_another(
    world: LibberWorld, penstock_events: EventRecorder
) -> None:
    """However it is spelt; nothing is renamed or told then."""
    world.ask("delete", libber="Birds")
    world.application.dispatcher.settle()
    told = len(penstock_events.events)
    with pytest.raises(Conflict):
        world.ask("rename", {"name": "birds"}, libber="Cats")
    world.application.dispatcher.settle()
    assert len(penstock_events.events) == told
    assert listed(world) == {"Birds": (False, True), "Cats": (True, False)}


def test_a_library_changes_the_case_of_its_name_with_its_draft(world: LibberWorld) -> None:
    """Its own unsaved changes are in nobody's way."""
    world.ask("rename", {"name": "BIRDS"}, libber="Birds")
    assert listed(world) == {"BIRDS": (True, True), "Cats": (True, False)}
    assert world.ask("drafts.open", libber="birds")["can_undo"]
