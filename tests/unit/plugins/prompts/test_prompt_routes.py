"""The routes of prompts without a socket, on a whole application with the real libbers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from attrs import frozen

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError, TooLarge
from penstock.core.host import HostPaths
from penstock.core.wire import decode, encode

VERSION_1 = '{"girl_pos": "G", "male_pos": "", "n": 5}'


@frozen
class World:
    """An application; `call` is the fixture of that name."""

    application: Application
    call: Callable[..., Any]
    paths: HostPaths

    def ask(self, name: str, body: Any = None, query: Any = None, **path: str) -> Any:
        """What the route `prompts.<name>` answers, as JSON, for a body and a query as JSON."""
        spec = next(one for one in self.application.routes if one.name == f"prompts.{name}")
        made = None if spec.body is None else decode(spec.body, body or {})
        asked = None if spec.query is None else decode(spec.query, query or {})
        return encode(self.call(self.application, spec.name, body=made, query=asked, **path))

    def put(self, folder: str, text: str) -> None:
        """Another program writes the prompts of a folder."""
        path = self.paths.output / "scenes" / folder / "prompts.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def text(self, folder: str, name: str = "prompts.json") -> str:
        """A file in a folder of prompts."""
        return (self.paths.output / "scenes" / folder / name).read_text()


@pytest.fixture
def world(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths, call_route: Callable[..., Any]
) -> World:
    """The routes."""
    return World(penstock_application(), call_route, penstock_paths)


def test_a_collection_is_made_edited_and_saved(world: World) -> None:
    """Empty at first; saved with what its draft had; listed with its number of prompts and its draft."""
    made = world.ask("create", {"folder": "cats"})
    assert (made["prompts"], made["has_v1_backup"], made["migrated"]) == ({}, False, False)
    draft = world.ask("drafts.open", folder="cats")
    edits = [{"key": "prompt:a", "value": {"value": "A", "tags": ["t"]}}, {"key": "composition:c", "value": ["a"]}]
    draft = world.ask("drafts.edit", {"edits": edits}, folder="cats", draft=draft["id"])
    assert world.ask("get", folder="cats")["prompts"] == {}
    saved = world.ask("drafts.save", {"revision": draft["revision"]}, folder="cats", draft=draft["id"])
    assert not saved["dirty"]
    found = world.ask("get", folder="cats")
    assert found["prompts"] == {"a": {"value": "A", "processing_type": "raw", "tags": ["t"]}}
    assert found["compositions"] == {"c": ["a"]}
    (listed,) = world.ask("list")["collections"]
    assert (listed["folder"], listed["count"], listed["revision"]) == ("cats", 1, found["revision"])
    assert listed["draft"]["id"] == draft["id"]


def test_a_folder_has_one_collection(world: World) -> None:
    """Conflict with what is there; what is no name is a bad one."""
    world.ask("create", {"folder": "cats"})
    with pytest.raises(Conflict, match="already"):
        world.ask("create", {"folder": "cats"})
    for name in ("../x", "", "a/b", "a\0b"):
        with pytest.raises(BadName):
            world.ask("create", {"folder": name})


@pytest.mark.parametrize("route", ["get", "delete", "restore_v1", "drafts.open"])
def test_what_is_not_there_is_not_found(world: World, route: str) -> None:
    """And nothing is made; a name that is none is a bad one."""
    with pytest.raises(NotFound):
        world.ask(route, folder="nothing")
    with pytest.raises(BadName):
        world.ask(route, folder="../x")
    assert not (world.paths.output / "scenes" / "nothing").exists()


def test_a_version_1_folder_shows_what_it_will_be(world: World) -> None:
    """Listed as one that migrates; the draft says so, and its differences show the old texts."""
    world.put("old", VERSION_1)
    (listed,) = world.ask("list")["collections"]
    assert (listed["migrates"], listed["count"]) == (True, 1)
    draft = world.ask("drafts.open", folder="old")
    assert draft["migrates"]
    (found,) = world.ask("drafts.differences", folder="old", draft=draft["id"])["differences"]
    assert (found["key"], found["before"], found["after"]["value"]) == ("prompt:girl_pos", "G", "G")
    saved = world.ask("drafts.save", {"revision": draft["revision"]}, folder="old", draft=draft["id"])
    assert not saved["migrates"]
    assert world.text("old", "prompts.json.v1.backup") == VERSION_1
    assert world.ask("get", folder="old")["has_v1_backup"]


def test_going_back_to_version_1_ends_the_draft(world: World, penstock_events: EventRecorder) -> None:
    """409 while it has changes that are not saved, unless they may be lost; then it is closed."""
    world.put("old", VERSION_1)
    draft = world.ask("drafts.open", folder="old")
    path = {"folder": "old", "draft": draft["id"]}
    draft = world.ask("drafts.save", {"revision": draft["revision"]}, **path)
    world.ask("drafts.edit", {"edits": [{"key": "prompt:a", "value": {"value": "A"}}]}, **path)
    before = world.text("old")
    with pytest.raises(Conflict, match="not saved"):
        world.ask("restore_v1", folder="old")
    assert world.text("old") == before
    found = world.ask("restore_v1", {"discard": True}, folder="old")
    assert found["migrated"]
    assert world.text("old") == VERSION_1
    with pytest.raises(NotFound):
        world.ask("drafts.get", **path)
    world.application.dispatcher.settle()
    assert penstock_events.names[-2:] == ["prompts_restored", "draft_closed"]


def test_a_deleted_collection_comes_back(world: World) -> None:
    """Its clean draft ends with it; one with changes goes on, so that nothing is lost."""
    world.put("cats", '{"version": 2, "prompts": {"a": "A"}}')
    world.put("dogs", '{"version": 2, "prompts": {"a": "A"}}')
    clean, dirty = (world.ask("drafts.open", folder=folder)["id"] for folder in ("cats", "dogs"))
    world.ask("drafts.edit", {"edits": [{"key": "prompt:a", "removed": True}]}, folder="dogs", draft=dirty)
    trash = [world.ask("delete", folder=folder)["trash"] for folder in ("cats", "dogs")]
    assert {one["folder"] for one in world.ask("deleted")["deleted"]} == {"cats", "dogs"}
    with pytest.raises(NotFound):
        world.ask("drafts.get", folder="cats", draft=clean)
    assert world.ask("drafts.get", folder="dogs", draft=dirty)["file_revision"] is None
    for folder, one in zip(("cats", "dogs"), trash, strict=True):
        assert world.ask("restore", trash=one)["folder"] == folder
        with pytest.raises(NotFound):
            world.ask("restore", trash=one)


def test_names_are_those_of_all_folders_or_of_some(world: World) -> None:
    """None of them, where the only folder is empty."""
    world.put("old", VERSION_1)
    world.put("cats", '{"version": 2, "prompts": {"a": "A"}}')
    assert world.ask("names")["names"] == ["a", "girl_pos", "male_pos"]
    assert world.ask("names", query={"folder": ["cats"]})["names"] == ["a"]
    assert world.ask("names", query={"folder": [""]})["names"] == []
    with pytest.raises(BadName):
        world.ask("names", query={"folder": ["../x"]})


def test_uses_are_found_through_other_snippets(world: World) -> None:
    """Keys that end up in a prompt, as the real libbers say."""
    libber = Libber(libs={"mood": "sad %sky%", "sky": "blue", "other": "x"})
    world.application.services.get(Libbers).save("styles", libber, None)
    prompt = {"value": "%mood%", "processing_type": "libber", "libber_name": "styles"}
    world.put("cats", json.dumps({"version": 2, "prompts": {"a": prompt}}))
    (use,) = world.ask("uses", query={"libber": "styles"})["uses"]
    assert (use["folder"], use["prompt"], sorted(use["keys"])) == ("cats", "a", ["mood", "sky"])
    with pytest.raises(BadName):
        world.ask("uses", query={"libber": "../x"})


def test_text_is_parsed_for_editors(world: World) -> None:
    """Either version; the answer's text is all of it as version 2."""
    found = world.ask("parse", {"text": VERSION_1})
    assert (found["migrated"], found["prompts"]["girl_pos"]["value"]) == (True, "G")
    assert json.loads(found["text"])["v1_backup"] == json.loads(VERSION_1)
    assert world.ask("parse", {"text": found["text"]})["text"] == found["text"]
    assert world.ask("parse", {"text": ""})["prompts"] == {}
    newer = '{"version": 3, "prompts": {"a": "A"}}'
    found = world.ask("parse", {"text": newer})
    assert (found["read_only"], json.loads(found["text"])["version"]) == (True, 3)
    with pytest.raises(Invalid, match="JSON"):
        world.ask("parse", {"text": "["})


def test_a_text_is_composed_of_what_is_sent(world: World) -> None:
    """Prompts as texts or objects, names of prompts or of compositions; nothing is stored."""
    world.application.services.get(Libbers).save("styles", Libber(libs={"mood": "sad"}), None)
    filled = {"value": "%mood%", "processing_type": "libber", "libber_name": "styles"}
    body = {"prompts": {"a": "A", "b": filled}, "compositions": {"c": ["b", "gone"]}, "names": ["a", "c", "b"]}
    found = world.ask("compose", body)
    assert found == {"text": "A sad sad", "notes": ['There is no prompt "gone".']}
    assert not (world.paths.output / "scenes").exists()


@pytest.mark.parametrize(
    "body",
    [
        {"prompts": {"a": 5}, "names": ["a"]},
        {"prompts": {"a": [1]}, "names": []},
        {"prompts": [], "names": []},
        {"prompts": {}, "names": "a"},
        {"prompts": {}, "names": [1]},
        {"prompts": {}, "names": [], "compositions": {"a": "b"}},
        {"prompts": {}, "names": [], "seed": "1"},
        {"prompts": {}, "names": ["a"] * 6_000},
        {"prompts": {"a": "x" * 90_000}, "names": ["a"] * 4_000},
        {"prompts": {"a": "x" * 90_000}, "names": ["c"] * 4_000, "compositions": {"c": ["a"] * 4_000}},
    ],
)
def test_what_cannot_be_composed_is_the_callers_error(world: World, body: Any) -> None:
    """Wrong types, and more than a text may be."""
    with pytest.raises(PenstockError) as caught:
        world.ask("compose", body)
    assert isinstance(caught.value, Invalid | TooLarge)


def test_a_prompt_is_renamed_in_a_draft(world: World, penstock_events: EventRecorder) -> None:
    """One edit, compositions with it; told once, when it is saved, before the save."""
    world.put("cats", '{"version": 2, "prompts": {"a": "A", "b": "B"}, "compositions": {"c": ["a", "b"]}}')
    draft = world.ask("drafts.open", folder="cats")
    edits = [{"key": "prompt:z", "value": {"value": "A"}, "instead_of": "prompt:a"}]
    draft = world.ask("drafts.edit", {"edits": edits}, folder="cats", draft=draft["id"])
    assert sorted(draft["entries"]) == ["composition:c", "prompt:z"]
    assert draft["order"] == ["prompt:z", "prompt:b", "composition:c"]
    world.ask("drafts.save", {"revision": draft["revision"]}, folder="cats", draft=draft["id"])
    world.application.dispatcher.settle()
    told = [name for name in penstock_events.names if name.startswith("prompt")]
    assert told[-2:] == ["prompt_renamed", "prompts_saved"]
    assert world.ask("get", folder="cats")["compositions"] == {"c": ["z", "b"]}


def test_a_rename_of_a_discarded_draft_is_forgotten(world: World, penstock_events: EventRecorder) -> None:
    """Another draft that takes one prompt away and adds another renames nothing."""
    world.put("cats", '{"version": 2, "prompts": {"a": "A"}}')
    draft = world.ask("drafts.open", folder="cats")["id"]
    edits = [{"key": "prompt:z", "value": {"value": "A"}, "instead_of": "prompt:a"}]
    world.ask("drafts.edit", {"edits": edits}, folder="cats", draft=draft)
    world.ask("drafts.discard", folder="cats", draft=draft)
    world.application.dispatcher.settle()
    draft = world.ask("drafts.open", folder="cats")["id"]
    edits = [{"key": "prompt:a", "removed": True}, {"key": "prompt:z", "value": {"value": "other"}}]
    made = world.ask("drafts.edit", {"edits": edits}, folder="cats", draft=draft)
    world.ask("drafts.save", {"revision": made["revision"]}, folder="cats", draft=draft)
    world.application.dispatcher.settle()
    assert "prompt_renamed" not in penstock_events.names


def test_odd_numbers_in_a_file_do_not_break_the_answer(world: World) -> None:
    """NaN, a huge number, half a surrogate pair: shown as JSON has it."""
    odd = '{"value": "x\\ud800", "w": NaN, "n": 1e999, "i": ' + "9" * 5_000 + "}"
    world.put("cats", '{"version": 2, "prompts": {"a": ' + odd + "}}")
    assert set(world.ask("get", folder="cats")["prompts"]["a"]) == {"value", "processing_type", "w", "n", "i"}
    assert world.ask("list")["collections"][0]["count"] == 1


def test_unsaved_changes_are_listed_without_a_file(world: World) -> None:
    """Of a collection that was deleted, and of a new one."""
    world.ask("create", {"folder": "cats"})
    draft = world.ask("drafts.open", folder="cats")["id"]
    edits = [{"key": "prompt:a", "value": {"value": "A"}}]
    world.ask("drafts.edit", {"edits": edits}, folder="cats", draft=draft)
    world.ask("delete", folder="cats")
    world.ask("drafts.open", {"create": True}, folder="new")
    found = world.ask("list")["collections"]
    shown = [(one["folder"], one["revision"], one["read_only"], one["draft"]["dirty"]) for one in found]
    assert shown == [("cats", None, False, True), ("new", None, False, False)]
