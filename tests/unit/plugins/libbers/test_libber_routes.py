"""The routes of libraries: shapes, names, what is refused, what is stored."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError, TooLarge

from .libber_world import LibberWorld

ROUTES = {
    "GET /penstock/libbers": 200,
    "POST /penstock/libbers": 201,
    "GET /penstock/libbers/{libber}": 200,
    "PATCH /penstock/libbers/{libber}": 200,
    "DELETE /penstock/libbers/{libber}": 200,
    "GET /penstock/libbers/{libber}/file": 200,
    "POST /penstock/libbers/{libber}/drafts": 201,
    "GET /penstock/libbers/{libber}/drafts": 200,
    "GET /penstock/libbers/{libber}/drafts/{draft}": 200,
    "PATCH /penstock/libbers/{libber}/drafts/{draft}": 200,
    "DELETE /penstock/libbers/{libber}/drafts/{draft}": 204,
    "POST /penstock/libbers/{libber}/drafts/{draft}/undo": 200,
    "POST /penstock/libbers/{libber}/drafts/{draft}/redo": 200,
    "GET /penstock/libbers/{libber}/drafts/{draft}/differences": 200,
    "POST /penstock/libbers/{libber}/drafts/{draft}/save": 200,
    "GET /penstock/libber_trash": 200,
    "POST /penstock/libber_trash/{trash}/restore": 200,
    "POST /penstock/libber_imports": 201,
    "POST /penstock/libber_substitutions": 200,
    "GET /penstock/text_functions": 200,
}
EMPTY = {"libs": {}, "delimiter": "%", "max_depth": 10, "problems": [], "read_only": False}


@pytest.fixture
def world(application: Application) -> LibberWorld:
    """The routes of an application."""
    return LibberWorld(application)


def test_the_routes_are_those_of_the_documentation(world: LibberWorld) -> None:
    """Methods, paths and statuses are what pages and scripts rely on; none is a legacy one."""
    found = [
        spec
        for spec in world.application.routes
        if spec.path.startswith(("/penstock/libber", "/penstock/text_functions"))
    ]
    assert {f"{spec.method} {spec.path}": spec.status for spec in found} == ROUTES
    assert not any(spec.legacy for spec in found)
    assert all(spec.summary for spec in found)


def test_without_libraries_the_list_is_empty(world: LibberWorld) -> None:
    """And says where they will lie; looking makes no folder."""
    assert world.ask("list") == {"libbers": [], "folder": "output/libbers"}
    assert world.ask("deleted") == {"deleted": []}
    assert not world.folder.exists()


def test_a_library_is_made_read_renamed_deleted_and_restored(world: LibberWorld) -> None:
    """Its keys are normalised, its order stays, each answer is what is stored now."""
    made = world.ask("create", {"name": "Cats", "libs": {"Small One": "%big%", "big": "lion"}, "max_depth": 3})
    assert made == {**EMPTY, "name": "Cats", "revision": made["revision"], "max_depth": 3,
                    "libs": {"small_one": "%big%", "big": "lion"}}  # fmt: skip
    assert world.ask("get", libber="cats") == made
    renamed = world.ask("rename", {"name": "Big cats"}, libber="cats")
    assert renamed == {**made, "name": "Big cats"}
    deleted = world.ask("delete", libber="Big cats")
    assert world.ask("deleted") == {"deleted": [deleted]}
    assert world.ask("list")["libbers"] == []
    assert world.ask("restore", trash=deleted["id"]) == renamed
    assert [path.name for path in world.folder.glob("*.json")] == ["Big cats.json"]


def test_the_list_counts_and_says_what_is_wrong(world: LibberWorld) -> None:
    """Sorted by name; a damaged one is listed with its reason, a newer one as read-only, open drafts with theirs."""
    world.ask("create", {"name": "Dogs", "libs": {"a": "x", "b": "y"}})
    world.ask("create", {"name": "cats"})
    (world.folder / "Broken.json").write_bytes(b"{")
    (world.folder / "Newer.json").write_text('{"libs": {"a": "x"}, "format": 2}')
    draft = world.ask("drafts.open", libber="dogs")
    world.edit("Dogs", draft["id"], {"key": "lib:c", "value": "z"})
    listed = {one["name"]: one for one in world.ask("list")["libbers"]}
    assert list(listed) == ["Broken", "cats", "Dogs", "Newer"]
    assert {name: (one["count"], one["read_only"]) for name, one in listed.items()} == {
        "Broken": (0, True),
        "cats": (0, False),
        "Dogs": (2, False),
        "Newer": (1, True),
    }
    assert "damaged" in listed["Broken"]["problems"][0]
    assert listed["Broken"]["revision"] is None
    assert listed["cats"]["draft"] is None
    assert (listed["Dogs"]["draft"]["id"], listed["Dogs"]["draft"]["dirty"]) == (draft["id"], True)


def test_a_deleted_library_leaves_no_draft_that_would_bring_it_back(world: LibberWorld) -> None:
    """A draft with changes goes on: they are nowhere else."""
    for name in ("clean", "dirty"):
        world.ask("create", {"name": name, "libs": {"a": "x"}})
    clean, dirty = (world.ask("drafts.open", libber=name) for name in ("clean", "dirty"))
    world.edit("dirty", dirty["id"], {"key": "lib:b", "value": "y"})
    for name in ("clean", "dirty"):
        world.ask("delete", libber=name)
    with pytest.raises(NotFound):
        world.ask("drafts.get", libber="clean", draft=clean["id"])
    assert "lib:b" in world.ask("drafts.get", libber="dirty", draft=dirty["id"])["entries"]


def test_a_used_name_is_a_conflict_with_what_has_it(world: LibberWorld) -> None:
    """In any case; nothing is written over."""
    made = world.ask("create", {"name": "Cats", "libs": {"a": "x"}})
    world.ask("create", {"name": "Dogs"})
    for refused in (
        lambda: world.ask("create", {"name": "CATS"}),
        lambda: world.ask("rename", {"name": "cats"}, libber="Dogs"),
    ):
        with pytest.raises(Conflict) as conflict:
            refused()
        assert conflict.value.details["current"]["name"] == "Cats"  # type: ignore[index]
    assert world.ask("get", libber="Cats") == made


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "a\\b", "x\0", "é", "x" * 65, "nul", ".hidden"])
def test_names_are_never_paths(world: LibberWorld, name: str) -> None:
    """On every route that takes one."""
    world.ask("create", {"name": "Cats"})
    asks: list[Callable[[], Any]] = [
        lambda: world.ask("get", libber=name),
        lambda: world.ask("delete", libber=name),
        lambda: world.ask("file", libber=name),
        lambda: world.ask("rename", {"name": "x"}, libber=name),
        lambda: world.ask("rename", {"name": name}, libber="Cats"),
        lambda: world.ask("create", {"name": name}),
        lambda: world.ask("drafts.open", {"create": True}, libber=name),
        lambda: world.ask("substitute", {"text": "x", "libbers": [name]}),
        lambda: world.send(b'{"libs": {}}', name=name),
    ]
    for ask in asks:
        with pytest.raises(BadName):
            ask()
    with pytest.raises(NotFound):
        world.ask("restore", trash=name)
    assert [one["name"] for one in world.ask("list")["libbers"]] == ["Cats"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, Invalid),
        ({"name": 3}, Invalid),
        ({"name": "A", "libs": {"a": 3}}, Invalid),
        ({"name": "A", "libs": {"a": None}}, Invalid),
        ({"name": "A", "libs": {"a": "\ud800"}}, Invalid),
        ({"name": "A", "libs": {"\ud800": "x"}}, Invalid),
        ({"name": "A", "libs": {"日本": "x"}}, Invalid),
        ({"name": "A", "libs": {"a b": "x", "a-b": "y"}}, Invalid),
        ({"name": "A", "libs": ["a"]}, Invalid),
        ({"name": "A", "delimiter": ""}, Invalid),
        ({"name": "A", "max_depth": 101}, Invalid),
        ({"name": "A", "max_depth": True}, Invalid),
        ({"name": "A", "filepath": "/x"}, Invalid),
        ({"name": "A", "libs": {"a": "x" * 100_001}}, TooLarge),
        ({"name": "A", "libs": {f"k{number}": "" for number in range(10_001)}}, TooLarge),
    ],
)
def test_what_is_no_library_is_refused(world: LibberWorld, body: Any, error: type[PenstockError]) -> None:
    """With a field, and nothing is made."""
    with pytest.raises(error):
        world.ask("create", body)
    assert world.ask("list")["libbers"] == []


def test_a_file_goes_out_and_comes_in_as_it_is(world: LibberWorld) -> None:
    """Byte for byte, under its own name or a given one, the next free where that is used."""
    data = b'{"lib_dict": {"Big": "lion"}, "theirs": 1.50}'
    assert world.send(data, "Katzen.JSON")["name"] == "Katzen"
    again = world.send(data, "Katzen.json")
    assert (again["name"], again["libs"]) == ("Katzen 2", {"big": "lion"})
    assert world.send(data, "x", name="KATZEN")["name"] == "KATZEN 3"
    answer = world.ask("file", libber="katzen 2")
    assert (world.folder / "Katzen 2.json").read_bytes() == data
    assert answer["download_name"] == "Katzen 2.json"
    assert answer["etag"] == again["revision"]
    assert answer["path"] == str(world.folder / "Katzen 2.json")


@pytest.mark.parametrize("data", [b"", b"no json", b"[1]", b'{"prompts": {}}', b"[" * 200_000, b"\x89PNG\r\n"])
def test_a_file_that_is_no_library_is_refused(world: LibberWorld, data: bytes) -> None:
    """With the reason."""
    with pytest.raises(Invalid) as refused:
        world.send(data)
    assert refused.value.field == "file"
    assert not world.folder.exists()


def test_a_file_that_is_too_large_is_refused(world: LibberWorld) -> None:
    """Before it is parsed."""
    with pytest.raises(PenstockError) as refused:
        world.send(b'{"libs": {}}' + b" " * (33 << 20))
    assert refused.value.status == 413


def test_texts_are_substituted_with_what_is_not_saved_yet(world: LibberWorld) -> None:
    """Snippets of an open editor lie over the saved ones, null takes one away; a library may be all new."""
    world.ask("create", {"name": "Cats", "libs": {"big": "lion", "small": "%big% cub", "old": "x"}, "delimiter": "%"})
    plain = world.ask("substitute", {"text": "%small% %old% %new%", "libbers": ["cats"]})
    assert plain == {"text": "lion cub x %new%", "used": ["small", "big", "old"], "unknown": ["new"], "too_deep": [],
                     "cycles": [], "functions": [], "unknown_functions": [], "failed": []}  # fmt: skip
    laid = {"CATS": {"New": "!", "big": "tiger", "old": None}, "Fresh": {"only": "here"}}
    asked = {"text": "%small% %old% %new% %only%", "libbers": ["cats", "Fresh"], "libs": laid}
    assert world.ask("substitute", asked)["text"] == "tiger cub %old% ! here"
    assert world.ask("substitute", {**asked, "text": "<<small>>", "delimiter": "<<"})["text"] == "<<small>>"
    assert world.ask("substitute", {**asked, "text": "<<small<<", "delimiter": "<<"})["text"] == "%big% cub"
    assert world.ask("substitute", {**asked, "text": "%small%", "max_depth": 1})["too_deep"] == ["big"]
    assert world.ask("substitute", {"text": "%a%", "libbers": []})["text"] == "%a%"
    assert world.ask("get", libber="Cats")["libs"]["big"] == "lion"
    drawn = {world.ask("substitute", {"text": "%*%", "libbers": ["Cats"], "seed": seed})["text"] for seed in range(9)}
    assert drawn <= {"lion", "lion cub", "x"}
    assert len(drawn) > 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x"}, 422),
        ({"text": 3, "libbers": []}, 422),
        ({"text": "\ud800", "libbers": []}, 422),
        ({"text": "x", "libbers": "Cats"}, 422),
        ({"text": "x", "libbers": ["Dogs"]}, 404),
        ({"text": "x", "libbers": ["Cats"], "seed": -1}, 422),
        ({"text": "x", "libbers": ["Cats"], "seed": 2**64}, 422),
        ({"text": "x", "libbers": ["Cats"], "seed": 1.5}, 422),
        ({"text": "x", "libbers": ["Cats"], "libs": {"Cats": {"a": 3}}}, 422),
        ({"text": "x", "libbers": ["Cats"], "libs": {"Cats": {"a": "\ud800"}}}, 422),
        ({"text": "x", "libbers": ["Cats"], "delimiter": ""}, 422),
        ({"text": "x", "libbers": ["Cats"], "max_depth": -1}, 422),
        ({"text": "x", "libbers": ["Cats"] * 101}, 413),
        ({"text": "%a%", "libbers": ["Cats"], "libs": {"Cats": {"a": "%b%%b%" * 2_000, "b": "x" * 2_000}}}, 413),
    ],
)
def test_what_cannot_be_substituted_is_refused(world: LibberWorld, body: Any, status: int) -> None:
    """Always as a fault of the client, with the reason."""
    world.ask("create", {"name": "Cats"})
    with pytest.raises(PenstockError) as refused:
        world.ask("substitute", body)
    assert refused.value.status == status


def test_every_answer_is_json(world: LibberWorld) -> None:
    """Whatever files hold."""
    world.folder.mkdir()
    odd = '{"libs": {"a": "\\ud800", "\\ud800": "x", "b": "ok"}, "delimiter": "\\ud800", "max_depth": NaN}'
    (world.folder / "Odd.json").write_text(odd)
    answers = [world.ask("list"), world.ask("get", libber="Odd"), world.ask("drafts.open", libber="Odd"),
               world.ask("substitute", {"text": "%a% %b%", "libbers": ["Odd"]})]  # fmt: skip
    for answer in answers:
        json.dumps(answer, allow_nan=False).encode()


def test_the_functions_of_texts_are_listed_with_their_plugins(world: LibberWorld) -> None:
    """Their names, a sentence each, and who brings them."""
    found = world.ask("functions")["functions"]
    assert [one["name"] for one in found] == sorted(one["name"] for one in found)
    assert {"name": "upper", "summary": "All letters large.", "plugin": "libbers"} in found
