"""The libber routes of fbTools: its answers, without the defects that are named beside each."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, LibberEditing, Libbers
from penstock.core.draft_values import Edit
from penstock.core.errors import BadName, Busy, Conflict, Invalid, NotFound
from penstock.core.host import HostPaths
from penstock.core.routes import RouteCall
from penstock.core.wire import decode, encode
from penstock.plugins.compat import fbtools_libber_shapes as shapes

Ask = Callable[..., Any]
BODIES = {
    "create": shapes.CreateBody,
    "load": shapes.LibberBody,
    "save": shapes.LibberBody,
    "add_lib": shapes.AddBody,
    "remove_lib": shapes.RemoveBody,
    "apply": shapes.ApplyBody,
}
NAME_OR_SESSION = ("load", "save", "add_lib", "remove_lib", "apply", "keys", "get_lib")
MORE: dict[str, dict[str, Any]] = {
    "add_lib": {"key": "k", "value": "v"},
    "remove_lib": {"key": "hat"},
    "apply": {"text": "%hat%"},
    "get_lib": {"key": "hat"},
}
"""What these routes need besides the library."""


@pytest.fixture
def ask(application: Application, call_route: Any) -> Ask:
    """`ask("add_lib", name=..., ...)`: the answer as JSON, of a body, or of a query and a path."""

    def ask(route: str, /, **given: Any) -> Any:
        spec = f"fbtools_libber.{route}"
        if route in BODIES:
            return encode(call_route(application, spec, body=decode(BODIES[route], given)))
        if route == "get_data":
            handler = next(one.handler for one in application.routes if one.name == spec)
            return encode(handler(RouteCall(services=application.services, path=given)))
        path = {one: given.pop(one) for one in ("key",) if one in given}
        return encode(call_route(application, spec, query=shapes.LibberQuery(**given), **path))

    return ask


@pytest.fixture
def libbers(application: Application) -> Libbers:
    """The saved libraries."""
    return application.services.get(Libbers)


@pytest.fixture
def hats(libbers: Libbers) -> str:
    """A saved library; its name."""
    return libbers.save("hats", Libber(libs={"hat": "a %colour% hat", "colour": "red"}), None).name


def test_a_library_is_begun_filled_and_saved(ask: Ask, libbers: Libbers, penstock_paths: HostPaths) -> None:
    """As fbTools' page did it; the keys of each answer are those of there. Saved is saved, and not before."""
    made = ask("create", name="mine", delimiter="<<", max_depth=3)
    session = made.pop("session_id")
    assert made == {"name": "mine", "keys": [], "delimiter": "<<", "max_depth": 3, "status": "created"}
    added = ask("add_lib", name="mine", key="My Key", value="x")
    assert added == {"name": "mine", "keys": ["my_key"], "status": "added", "key": "my_key"}
    ask("add_lib", libber_session_id=session, key="b-c", value="y")
    assert libbers.names() == ()
    assert not (penstock_paths.output / "libbers").exists()
    assert ask("save", name="mine") == {"name": "mine", "filepath": "output/libbers/mine.json", "status": "saved"}
    assert libbers.get("mine").libber == Libber(libs={"my_key": "x", "b_c": "y"}, delimiter="<<", max_depth=3)
    assert ask("remove_lib", name="mine", key="B C") == {
        "name": "mine",
        "keys": ["my_key"],
        "status": "removed",
        "key": "b_c",
    }
    assert sorted(libbers.get("mine").libber.libs) == ["b_c", "my_key"]


def test_an_empty_library_is_saved(ask: Ask, libbers: Libbers) -> None:
    """The page of fbTools created and saved at once."""
    ask("create", name="empty")
    ask("save", name="empty")
    assert libbers.get("empty").libber == Libber()


def test_create_never_wipes(ask: Ask, hats: str, libbers: Libbers) -> None:
    """There a library of that name was emptied, and the next save erased its file (V)."""
    made = ask("create", name=hats, delimiter="#", max_depth=1)
    assert made["keys"] == ["colour", "hat"]
    assert (made["status"], made["delimiter"], made["max_depth"]) == ("loaded", "%", 10)
    ask("add_lib", name=hats, key="new", value="x")
    again = ask("create", name=hats)
    assert (again["keys"], again["session_id"]) == (["colour", "hat", "new"], made["session_id"])
    ask("save", name=hats)
    assert sorted(libbers.get(hats).libber.libs) == ["colour", "hat", "new"]


def test_a_draft_that_cannot_be_set_up_is_none(ask: Ask, application: Application) -> None:
    """A delimiter of nothing, which there made a reference of every word (V), or a depth without sense."""
    for wrong in ({"delimiter": ""}, {"max_depth": -1}, {"max_depth": 101}):
        with pytest.raises(Invalid):
            ask("create", name="mine", **wrong)
    assert application.services.get(LibberEditing).list() == ()
    assert ask("list")["libbers"] == []


def test_load_keeps_what_is_not_saved(ask: Ask, hats: str) -> None:
    """There every run and every load read the file again, and changes were lost (V)."""
    loaded = ask("load", name=hats)
    session = loaded.pop("session_id")
    assert loaded == {
        "name": hats,
        "keys": ["colour", "hat"],
        "delimiter": "%",
        "max_depth": 10,
        "status": "loaded",
    }
    ask("add_lib", name=hats, key="new", value="x")
    assert ask("load", name=hats)["keys"] == ["colour", "hat", "new"]
    assert ask("load", libber_session_id=session)["session_id"] == session


@pytest.mark.parametrize("name", NAME_OR_SESSION)
def test_a_library_is_meant_by_its_name_or_its_session(ask: Ask, hats: str, name: str) -> None:
    """By both at once where they agree; neither, another, an unknown one and a path are 4xx."""
    session, more = ask("load", name=hats)["session_id"], MORE.get(name, {})
    by_name, by_session = ask(name, name=hats, **more), None
    if name != "remove_lib":
        by_session = ask(name, libber_session_id=session, **more)
        assert by_session == by_name == ask(name, name=hats, libber_session_id=session, **more)
    for given, error in (
        ({}, Invalid),
        ({"name": "other", "libber_session_id": session}, Invalid),
        ({"libber_session_id": "gone"}, NotFound),
        ({"name": "other"}, NotFound),
        ({"name": "../hats"}, BadName),
        ({"name": ""}, BadName),
    ):
        with pytest.raises(error):
            ask(name, **given, **more)


def test_a_name_is_the_same_in_any_case(ask: Ask, hats: str, libbers: Libbers) -> None:
    """One library, one draft, under the name of its file."""
    session = ask("load", name="HATS")["session_id"]
    assert ask("create", name="Hats")["session_id"] == session
    assert ask("add_lib", name="hATS", key="new", value="x")["name"] == hats
    assert ask("keys", name="HATS") == {"name": hats, "keys": ["colour", "hat", "new"]}
    assert ask("save", name="HATS")["filepath"] == f"output/libbers/{hats}.json"
    assert libbers.names() == (hats,)


@pytest.mark.parametrize("name", ["create", "load", "save"])
def test_paths_are_refused(ask: Ask, hats: str, name: str, penstock_paths: HostPaths) -> None:
    """There any file could be read and written (S1, S2): a name is all that is taken, and that is said."""
    target = penstock_paths.output / "evil.py"
    with pytest.raises(Invalid) as raised:
        ask(name, name=hats, filepath=str(target))
    assert (raised.value.field, "output/libbers/<name>.json" in raised.value.hint) == ("filepath", True)
    assert not target.exists()


def test_nothing_is_opened_by_looking(ask: Ask, hats: str, application: Application) -> None:
    """Keys, snippets, data, list and apply are read from the file where nobody changes the library."""
    assert ask("keys", name=hats) == {"name": hats, "keys": ["colour", "hat"]}
    assert ask("get_lib", name=hats, key="Colour") == {"name": hats, "key": "colour", "value": "red"}
    assert ask("get_data", name=hats) == {
        "keys": ["colour", "hat"],
        "lib_dict": {"hat": "a %colour% hat", "colour": "red"},
        "delimiter": "%",
        "max_depth": 10,
    }
    assert ask("apply", name=hats, text="%hat% %no%") == {
        "result": "a red hat %no%",
        "original": "%hat% %no%",
        "name": hats,
    }
    assert ask("save", name=hats)["status"] == "saved"
    assert application.services.get(LibberEditing).list() == ()


def test_what_is_not_saved_counts_where_it_is_asked_for(ask: Ask, hats: str, libbers: Libbers) -> None:
    """Keys, data and apply show the draft, as they did the memory there; runs use what is saved."""
    session = ask("load", name=hats)["session_id"]
    ask("add_lib", name=hats, key="colour", value="blue")
    ask("add_lib", name=hats, key="new", value="x")
    assert ask("apply", name=hats, text="%hat% %new%")["result"] == "a blue hat x"
    assert ask("get_lib", name=hats, key="colour")["value"] == "blue"
    assert ask("get_data", name=session) == ask("get_data", name=hats)
    assert ask("get_data", name=hats)["lib_dict"]["new"] == "x"
    assert libbers.substitute("%hat%", [hats]).text == "a red hat"


def test_a_key_that_there_is_none_of_is_not_found(ask: Ask, hats: str, application: Application) -> None:
    """There it was "removed" (V); nothing is opened by it."""
    for name in ("remove_lib", "get_lib"):
        with pytest.raises(NotFound) as raised:
            ask(name, name=hats, key="nothing")
        assert raised.value.field == "key"
    assert application.services.get(LibberEditing).list() == ()


@pytest.mark.parametrize("key", ["", "a.b", "été", "%", "a\tc", "x" * 101])
def test_keys_that_no_text_can_refer_to_are_refused(ask: Ask, hats: str, key: str) -> None:
    """There they were taken, and could neither be used nor removed (V)."""
    with pytest.raises(Invalid):
        ask("add_lib", name=hats, key=key, value="x")
    assert ask("keys", name=hats)["keys"] == ["colour", "hat"]


@pytest.mark.parametrize("body", [{"value": 5}, {"value": None}, {"key": ["a"]}, {"overwrite": True}])
def test_snippets_are_text(ask: Ask, hats: str, body: dict[str, Any]) -> None:
    """There a number was taken, and every apply from then on was a 500 (V)."""
    with pytest.raises(Invalid):
        ask("add_lib", **{"name": hats, "key": "k", "value": "v", **body})


def test_the_list_has_what_is_saved_and_what_is_not_yet(ask: Ask, hats: str) -> None:
    """Names that the other routes take, the files, and where they lie, without a path of this machine."""
    ask("create", name="new")
    assert ask("list") == {
        "libbers": [hats, "new"],
        "files": [f"{hats}.json"],
        "libber_dir": "output/libbers",
        "count": 2,
    }


def test_a_save_never_writes_over_somebody_elses(ask: Ask, hats: str, libbers: Libbers) -> None:
    """What others saved is merged by key; a key that both changed is a 409 with both texts, and nothing is written."""
    ask("load", name=hats)
    ask("add_lib", name=hats, key="colour", value="blue")
    before = libbers.get(hats)
    libbers.save(hats, Libber(libs={**before.libber.libs, "theirs": "1"}), before.revision)
    ask("save", name=hats)
    merged = libbers.get(hats)
    assert merged.libber.libs == {"hat": "a %colour% hat", "colour": "blue", "theirs": "1"}
    ask("add_lib", name=hats, key="colour", value="green")
    libbers.save(hats, Libber(libs={**merged.libber.libs, "colour": "black"}), merged.revision)
    with pytest.raises(Conflict) as raised:
        ask("save", name=hats)
    assert "lib:colour" in raised.value.details["current"]  # type: ignore[operator]
    assert libbers.get(hats).libber.libs["colour"] == "black"


def test_what_is_changed_in_between_is_saved_too(
    ask: Ask, hats: str, libbers: Libbers, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script saves what is there, whoever adds to it just then; with no end to that it is told to try again."""
    editing = application.services.get(LibberEditing)
    draft = ask("load", name=hats)["session_id"]
    save, added = editing.save, iter(range(100))
    most = 2

    def meet(name: str, draft_id: str, seen: int, **more: Any) -> Any:
        if (number := next(added)) < most:
            editing.edit(name, draft_id, [Edit(f"lib:new{number}", "x")])
        return save(name, draft_id, seen, **more)

    monkeypatch.setattr(type(editing), "save", lambda _self, *given, **more: meet(*given, **more))
    ask("save", libber_session_id=draft)
    assert sorted(libbers.get(hats).libber.libs) == ["colour", "hat", "new0", "new1"]
    most = 100
    with pytest.raises(Busy):
        ask("save", libber_session_id=draft)


def test_every_route_is_legacy_and_where_it_was(application: Application) -> None:
    """fbTools' eight, and the two that it planned."""
    start = "/fbtools/libber/"
    found = {(spec.method, spec.path): spec.legacy for spec in application.routes if spec.path.startswith(start)}
    posts = ("create", "load", "save", "add_lib", "remove_lib", "apply")
    gets = ("list", "keys", "get_lib/{key}", "get_data/{name}")
    assert found == {("POST", start + name): True for name in posts} | {("GET", start + name): True for name in gets}
