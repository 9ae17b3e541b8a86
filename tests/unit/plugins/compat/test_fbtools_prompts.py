"""The prompt routes of fbTools: its answers, without the defects that are named beside each."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.errors import BadName, ClientError, Conflict, Invalid, NotFound, TooLarge
from penstock.core.host import HostPaths
from penstock.core.wire import decode, encode
from penstock.plugins.compat import fbtools_prompts_shapes as shapes

Ask = Callable[..., Any]
BODIES = {
    "create": shapes.CreateBody,
    "add": shapes.AddBody,
    "remove": shapes.RemoveBody,
    "apply_libber": shapes.ApplyBody,
}


@pytest.fixture
def ask(application: Application, call_route: Any) -> Ask:
    """`ask("add", session_id=..., ...)`: the answer as JSON, of a body or a query with these fields."""

    def ask(route: str, /, scene_name: str | None = None, **given: Any) -> Any:
        path = {} if scene_name is None else {"scene_name": scene_name}
        if route in BODIES:
            body = decode(BODIES[route], given)
            return encode(call_route(application, f"fbtools_prompts.{route}", body=body, **path))
        query = shapes.SessionQuery(**given) if route == "list_names" else None
        return encode(call_route(application, f"fbtools_prompts.{route}", query=query, **path))

    return ask


@pytest.fixture
def session(ask: Ask) -> str:
    """A session with two prompts of version 1."""
    return str(ask("create", legacy_data={"girl_pos": "a girl", "male_pos": "", "n": 5})["session_id"])


def test_a_session_is_begun_empty(ask: Ask) -> None:
    """Success, the id, and the collection as a file would hold it; ids cannot be guessed."""
    made, other = ask("create"), ask("create")
    assert set(made) == {"success", "session_id", "collection"}
    assert (made["success"], made["collection"]) == (True, {"version": 2, "prompts": {}, "compositions": {}})
    assert made["session_id"] != other["session_id"]
    assert not made["session_id"].startswith("prompt_")


def test_legacy_data_is_migrated(ask: Ask) -> None:
    """Texts become prompts of the category legacy; everything is kept in v1_backup."""
    data = {"girl_pos": "a girl", "male_pos": "", "mine": "x", "n": 5}
    collection = ask("create", legacy_data=data)["collection"]
    assert {name: prompt["value"] for name, prompt in collection["prompts"].items() if prompt["value"]} == {
        "girl_pos": "a girl",
        "mine": "x",
    }
    assert collection["prompts"]["mine"]["category"] == "legacy"
    assert (collection["version"], collection["v1_backup"]) == (2, data)


def test_a_session_of_that_id_is_opened_and_never_replaced(ask: Ask) -> None:
    """There whoever knew or guessed the id emptied it (V); other legacy data for it is a 409."""
    first = ask("create", session_id="mine", legacy_data={"a": "x"})
    ask("add", session_id="mine", prompt_name="b", prompt_value="y")
    again = ask("create", session_id="mine")
    assert again["session_id"] == first["session_id"]
    assert sorted(again["collection"]["prompts"]) == ["a", "b"]
    with pytest.raises(Conflict):
        ask("create", session_id="mine", legacy_data={"a": "z"})
    assert ask("list_names", session_id=first["session_id"])["prompt_names"] == ["a", "b"]


def test_a_prompt_is_added_with_all_that_is_known_of_it(ask: Ask, session: str) -> None:
    """The collection and the sorted names are answered."""
    more = {"category": "c", "description": "d", "tags": ["t"], "processing_type": "libber", "libber_name": "lib"}
    answer = ask("add", session_id=session, prompt_name="../a b", prompt_value="é", **more)
    assert set(answer) == {"success", "collection", "prompt_names"}
    assert answer["prompt_names"] == sorted(answer["collection"]["prompts"])
    assert answer["collection"]["prompts"]["../a b"] == {"value": "é", **more}


def test_what_is_not_sent_stays(ask: Ask, session: str) -> None:
    """There every add lost description, tags and the kind of processing (V); what is empty goes."""
    more = {"category": "c", "description": "d", "tags": ["t"], "processing_type": "libber", "libber_name": "lib"}
    ask("add", session_id=session, prompt_name="a", prompt_value="x", **more)
    answer = ask("add", session_id=session, prompt_name="a", prompt_value="", category="", tags=[])
    assert answer["collection"]["prompts"]["a"] == {
        "value": "",
        "description": "d",
        "processing_type": "libber",
        "libber_name": "lib",
    }


def test_a_prompt_is_removed(ask: Ask, session: str) -> None:
    """`removed` says whether it was there."""
    answer = ask("remove", session_id=session, prompt_name="girl_pos")
    assert set(answer) == {"success", "removed", "collection", "prompt_names"}
    assert (answer["removed"], "girl_pos" in answer["collection"]["prompts"]) == (True, False)
    again = ask("remove", session_id=session, prompt_name="girl_pos")
    assert (again["removed"], again["collection"]) == (False, answer["collection"])


def test_names_are_listed_sorted(ask: Ask, session: str) -> None:
    """With their count."""
    ask("add", session_id=session, prompt_name="a", prompt_value="x")
    answer = ask("list_names", session_id=session)
    assert answer == {
        "success": True,
        "prompt_names": sorted(answer["prompt_names"]),
        "count": len(answer["prompt_names"]),
    }
    assert {"a", "girl_pos"} <= set(answer["prompt_names"])


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"prompt_name": ""}, Invalid, "prompt_name"),
        ({"prompt_name": "x" * 201}, Invalid, "prompt_name"),
        ({"prompt_name": "a\nb"}, Invalid, "prompt_name"),
        ({"prompt_value": "x" * 100_001}, TooLarge, "prompt_value"),
        ({"category": "x" * 201}, TooLarge, "category"),
        ({"tags": ["x" * 201]}, TooLarge, "tags"),
        ({"tags": ["x"] * 1_001}, TooLarge, "tags"),
        ({"libber_name": "../../etc/passwd"}, BadName, "libber_name"),
        ({"session_id": "nobody's"}, NotFound, "session_id"),
        ({"session_id": ""}, NotFound, "session_id"),
    ],
)
def test_what_cannot_be_a_prompt_is_refused(
    ask: Ask, session: str, given: dict[str, Any], error: type[ClientError], field: str
) -> None:
    """A 4xx that names the field; nothing is changed."""
    before = ask("list_names", session_id=session)
    with pytest.raises(error) as raised:
        ask("add", **{"session_id": session, "prompt_name": "new", "prompt_value": "x", **given})
    assert raised.value.field == field
    assert ask("list_names", session_id=session) == before


@pytest.mark.parametrize("body", [{"prompt_value": None}, {"tags": "abc"}, {"processing_type": "eval"}, {"value": "x"}])
def test_wrong_types_are_said(ask: Ask, session: str, body: dict[str, Any]) -> None:
    """There a missing value was a 500 with the words of a library (V)."""
    with pytest.raises(Invalid):
        ask("add", **{"session_id": session, "prompt_name": "new", "prompt_value": "x", **body})


def test_a_missing_session_is_said(ask: Ask) -> None:
    """By every route that needs one; ids that are too long are none."""
    for name, given in (("remove", {"prompt_name": "a"}), ("list_names", {})):
        with pytest.raises(NotFound):
            ask(name, session_id="gone", **given)
    with pytest.raises(Invalid):
        ask("list_names")
    for wrong in ("", "x" * 501):
        with pytest.raises(Invalid):
            ask("create", session_id=wrong)


def test_nothing_is_written_among_the_scenes(ask: Ask, session: str, penstock_paths: HostPaths) -> None:
    """A session is no collection of a scene, whatever it is called."""
    ask("create", session_id="../scene")
    ask("add", session_id=session, prompt_name="a", prompt_value="x")
    assert not (penstock_paths.output / "scenes").exists()


def test_a_session_survives_a_restart(ask: Ask, session: str, penstock_application: Any, call_route: Any) -> None:
    """It was in the memory of the server there."""
    before = ask("list_names", session_id=session)
    again = penstock_application()
    query = shapes.SessionQuery(session_id=session)
    assert encode(call_route(again, "fbtools_prompts.list_names", query=query)) == before


def test_a_library_is_applied_to_a_collection(ask: Ask, application: Application) -> None:
    """Every prompt has its references replaced, all else is as it was; nothing is saved."""
    libbers = application.services.get(Libbers)
    libbers.save("mine", Libber(libs={"a": "A%b%", "b": "B"}), None)
    prompts = {"one": {"value": "x %a%", "tags": ["t"]}, "none": {"value": ""}, "two": {"value": "%b% %c% %"}}
    given = {"version": 2, "prompts": prompts, "compositions": {"all": ["one", "two"]}, "extra": {"kept": True}}
    answer = ask("apply_libber", name="mine", prompt_collection_json=json.dumps(given))
    assert set(answer) == {"success", "collection", "prompt_names"}
    made = answer["collection"]
    assert {name: prompt["value"] for name, prompt in made["prompts"].items()} == {
        "one": "x AB",
        "none": "",
        "two": "B %c% %",
    }
    assert (made["prompts"]["one"]["tags"], made["compositions"]) == (["t"], {"all": ["one", "two"]})
    assert made["extra"] == {"kept": True}
    assert answer["prompt_names"] == ["none", "one", "two"]
    assert ask("apply_libber", name="mine", prompt_collection_json="")["collection"]["prompts"] == {}
    odd = ask("apply_libber", name="mine", prompt_collection_json='{"prompts": {"a": {"value": 5}, "b": "%b%"}}')
    assert [prompt["value"] for prompt in odd["collection"]["prompts"].values()] == [5, "B"]


def test_what_cannot_be_applied_is_said(ask: Ask, application: Application) -> None:
    """No library, no such library, no collection; a hostile library ends in a clear error, for all prompts together."""
    libbers = application.services.get(Libbers)
    doubling = {"x0": "y" * 1_000} | {f"x{number}": f"%x{number - 1}%" * 2 for number in range(1, 10)}
    libbers.save("hostile", Libber(libs=doubling), None)
    collection = json.dumps({"prompts": {f"p{number}": {"value": "%x9%"} for number in range(50)}})
    for given, error in (
        ({"prompt_collection_json": "{}"}, Invalid),
        ({"prompt_collection_json": "{}", "name": "none"}, NotFound),
        ({"prompt_collection_json": "{}", "name": "../x"}, BadName),
        ({"prompt_collection_json": "{}", "libber_session_id": "none"}, NotFound),
        ({"prompt_collection_json": "no json", "name": "hostile"}, Invalid),
        ({"prompt_collection_json": "[]", "name": "hostile"}, Invalid),
        ({"prompt_collection_json": collection, "name": "hostile"}, TooLarge),
    ):
        with pytest.raises(error) as raised:
            ask("apply_libber", **given)
        assert error is not Invalid or raised.value.field in ("name", "prompt_collection_json")


def test_the_names_of_a_scene_are_discovered(ask: Ask, penstock_paths: HostPaths) -> None:
    """As saved, of version 1 or 2; a scene is a name and never a path."""
    folder = penstock_paths.output / "scenes" / "beach"
    folder.mkdir(parents=True)
    (folder / "prompts.json").write_text('{"girl_pos": "a", "mine": "b"}')
    assert ask("discover", scene_name="beach") == {"success": True, "prompt_names": ["girl_pos", "mine"], "count": 2}
    with pytest.raises(NotFound):
        ask("discover", scene_name="hills")
    for hostile in ("..", "../beach", "a/b", "/etc", "", "nul\0"):
        with pytest.raises(BadName):
            ask("discover", scene_name=hostile)
