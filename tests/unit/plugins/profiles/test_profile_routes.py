"""The routes of profiles that answer at once."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.errors import BadName, ClientError, Conflict, NotFound
from penstock.core.wire import encode
from penstock.plugins.profiles.routes_shapes import NewName, NewProfile, Pictures

from .route_world import RouteWorld

ROUTES = {
    "GET /penstock/profiles": 200,
    "POST /penstock/profiles": 201,
    "GET /penstock/profiles/{profile}": 200,
    "PATCH /penstock/profiles/{profile}": 200,
    "DELETE /penstock/profiles/{profile}": 200,
    "POST /penstock/profiles/{profile}/duplicate": 202,
    "POST /penstock/profiles/{profile}/seed": 202,
    "POST /penstock/profiles/{profile}/export": 202,
    "GET /penstock/profile_exports/{export}": 200,
    "DELETE /penstock/profile_exports/{export}": 204,
    "POST /penstock/profile_imports": 202,
    "GET /penstock/profile_trash": 200,
    "POST /penstock/profile_trash/{trash}/restore": 200,
}


@pytest.fixture
def world(penstock_application: Callable[..., Application], call_route: Any, picture: Any) -> RouteWorld:
    return RouteWorld(penstock_application(), call_route, picture)


def test_the_routes_are_those_of_the_documentation(world: RouteWorld) -> None:
    """Methods, paths and statuses are what pages and scripts rely on; none is a legacy one."""
    found = [spec for spec in world.application.routes if spec.path.startswith("/penstock/profile")]
    assert {f"{spec.method} {spec.path}": spec.status for spec in found} == ROUTES
    assert not any(spec.legacy for spec in found)


def test_a_fresh_list_is_empty_and_may_be_written(world: RouteWorld) -> None:
    """Nothing, no problems; no registry is made by looking."""
    assert world.ask("list") == {"profiles": [], "problems": [], "read_only": False}
    assert not (world.application.host.paths.input / "grid_pool" / "profiles.json").exists()


def test_the_list_without_pictures_opens_no_pool(world: RouteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, ids and whether the images are there, in the order of the registry; nobody asks a pool for anything."""
    cats, dogs = world.made("Cats", "a"), world.made("Dogs")
    shutil.rmtree(world.application.host.paths.input / "grid_pool" / dogs)
    for name in ("pool", "page", "first_pages", "pools", "order"):
        monkeypatch.setattr(type(world.pools.store), name, _never)

    listed = world.ask("list")["profiles"]

    assert [(one["id"], one["name"], one["missing"]) for one in listed] == [(cats, "Cats", False), (dogs, "Dogs", True)]
    assert [(one["count"], one["pictures"]) for one in listed] == [(None, []), (None, [])]


def _never(*_arguments: object, **_more: object) -> None:
    raise AssertionError("a pool was opened")


def test_the_list_counts_images_and_names_the_first_where_asked(world: RouteWorld) -> None:
    """As many pictures of each as wanted, with the tags that their addresses need; those of a missing pool are none."""
    cats, dogs = world.made("Cats", "a", "b", "c"), world.made("Dogs")
    shutil.rmtree(world.application.host.paths.input / "grid_pool" / dogs)
    first = world.pools.store.page(cats, 0, 2).slots

    listed = world.ask("list", query=Pictures(pictures=2))["profiles"]

    assert listed[0] == {
        "id": cats,
        "name": "Cats",
        "created": listed[0]["created"],
        "missing": False,
        "count": 3,
        "pictures": [{"id": slot.id, "image_tag": slot.image_tag} for slot in first],
    }
    assert (listed[1]["missing"], listed[1]["count"], listed[1]["pictures"]) == (True, 0, [])
    none = world.ask("list", query=Pictures(pictures=0))["profiles"]
    assert [(one["count"], one["pictures"]) for one in none] == [(3, []), (0, [])]


def test_a_pool_that_cannot_be_read_just_now_is_not_missing(world: RouteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk its images are not counted, and it is there all the same; one without a folder is missing."""
    cats, dogs = world.made("Cats", "a"), world.made("Dogs")
    shutil.rmtree(world.application.host.paths.input / "grid_pool" / dogs)
    monkeypatch.setattr(type(world.pools.store), "first_pages", lambda _store, _limit, _ids: ())

    listed = world.ask("list", query=Pictures(pictures=1))["profiles"]

    assert [(one["id"], one["missing"], one["count"]) for one in listed] == [(cats, False, None), (dogs, True, 0)]


@pytest.mark.parametrize("pictures", [-1, 9])
def test_a_list_has_eight_pictures_of_each_at_most(world: RouteWorld, pictures: int) -> None:
    """What is beyond is the client's error, and names the field."""
    with pytest.raises(ClientError) as raised:
        world.ask("list", query=Pictures(pictures=pictures))
    assert raised.value.field == "pictures"


def test_one_profile_comes_with_four_pictures(world: RouteWorld) -> None:
    """Its count and its first pictures; one whose images are gone is there and says so; an unknown one is a 404."""
    cats = world.made("Cats", *"abcde")
    found = world.ask("get", profile=cats)
    assert (found["name"], found["count"], len(found["pictures"]), found["missing"]) == ("Cats", 5, 4, False)
    shutil.rmtree(world.application.host.paths.input / "grid_pool" / cats)
    found = world.ask("get", profile=cats)
    assert (found["name"], found["count"], found["pictures"], found["missing"]) == ("Cats", 0, [], True)
    with pytest.raises(NotFound):
        world.ask("get", profile="nothing")


def test_a_profile_is_made_empty_or_of_a_pool(world: RouteWorld) -> None:
    """A new pool, or the one that is named, images and id as they were."""
    world.fill("own", "a", "b")
    made = world.ask("create", NewProfile(name="  Cats "))
    adopted = world.ask("create", NewProfile(name="Dogs", pool="own"))
    assert (made["name"], world.labels(made["id"])) == ("Cats", "")
    assert (adopted["id"], adopted["name"], world.labels("own")) == ("own", "Dogs", "ab")
    assert world.names() == ["Cats", "Dogs"]


@pytest.mark.parametrize(
    ("body", "error", "field"),
    [
        (NewProfile(name=""), ClientError, "name"),
        (NewProfile(name=" \t"), ClientError, "name"),
        (NewProfile(name="x" * 201), ClientError, "name"),
        (NewProfile(name="two\nlines"), ClientError, "name"),
        (NewProfile(name="nul\0"), ClientError, "name"),
        (NewProfile(name="Cats", pool=""), BadName, "pool"),
        (NewProfile(name="Cats", pool="../x"), BadName, "pool"),
        (NewProfile(name="Cats", pool="con"), BadName, "pool"),
    ],
)
def test_what_is_no_name_or_no_id_makes_nothing(world: RouteWorld, body: NewProfile, error: Any, field: str) -> None:
    """The error names the field; no profile and no pool is made."""
    with pytest.raises(error) as raised:
        world.ask("create", body)
    assert raised.value.field == field
    assert raised.value.status in (400, 422)
    assert world.names() == []
    assert world.pools.store.pools() == ()


def test_a_used_name_is_a_conflict_that_suggests_a_free_one(world: RouteWorld) -> None:
    """Whatever its capitals; the answer names the profile that has it; a pool that is a profile cannot be another."""
    cats = world.made("Cats")
    for name, suggestion in (("cats", "cats (2)"), ("CATS ", "CATS (2)")):
        with pytest.raises(Conflict) as raised:
            world.ask("create", NewProfile(name=name))
        assert raised.value.details["suggestion"] == suggestion
        assert raised.value.details["current"] == encode(world.profiles.get(cats))
    with pytest.raises(Conflict):
        world.ask("create", NewProfile(name="Dogs", pool=cats))
    assert world.names() == ["Cats"]


def test_a_rename_keeps_the_id(world: RouteWorld) -> None:
    """The new name is answered; the own name in other capitals is fine, another's is a 409, an unknown id a 404."""
    cats, _dogs = world.made("Cats", "a"), world.made("Dogs")
    assert world.ask("rename", NewName(name="cats"), profile=cats)["name"] == "cats"
    assert world.ask("rename", NewName(name="Lions"), profile=cats)["id"] == cats
    with pytest.raises(Conflict) as raised:
        world.ask("rename", NewName(name="DOGS"), profile=cats)
    assert raised.value.details["suggestion"] == "DOGS (2)"
    with pytest.raises(NotFound):
        world.ask("rename", NewName(name="Bears"), profile="nothing")
    assert (world.names(), world.labels(cats)) == (["Lions", "Dogs"], "a")


def test_a_deleted_profile_comes_back_as_it_was(world: RouteWorld) -> None:
    """It leaves the list and stands in the trash with its name; restored it has its id, name and images."""
    cats = world.made("Cats", "a", "b")
    deleted = world.ask("delete", profile=cats)
    assert (deleted["profile"]["name"], deleted["profile"]["id"]) == ("Cats", cats)
    assert (world.names(), world.pools.store.exists(cats)) == ([], False)
    (shown,) = world.ask("deleted")["deleted"]
    assert (shown["trash"], shown["profile"]) == (deleted["trash"], deleted["profile"])
    assert world.ask("restore", trash=deleted["trash"]) == deleted["profile"]
    assert (world.names(), world.labels(cats), world.ask("deleted")) == (["Cats"], "ab", {"deleted": []})


def test_a_restored_profile_gets_a_free_name(world: RouteWorld) -> None:
    """Where its own is in use by now."""
    trash = world.ask("delete", profile=world.made("Cats"))["trash"]
    world.made("cats")
    assert world.ask("restore", trash=trash)["name"] == "Cats (2)"


@pytest.mark.parametrize("trash", ["nothing", "..", "", "a/b"])
def test_what_is_not_in_the_trash_cannot_be_restored(world: RouteWorld, trash: str) -> None:
    """A 4xx, whatever the id looks like."""
    with pytest.raises(ClientError) as raised:
        world.ask("restore", trash=trash)
    assert raised.value.status in (400, 404)


@pytest.mark.parametrize("name", ["get", "delete", "export", "duplicate"])
@pytest.mark.parametrize("profile", ["../x", "", "con", "a b", "x" * 65])
def test_what_is_no_id_is_refused_by_name(world: RouteWorld, name: str, profile: str) -> None:
    """Before anything is looked up or queued."""
    with pytest.raises(BadName) as raised:
        world.ask(name, profile=profile)
    assert raised.value.field == "profile"
    assert world.jobs() == ()


def test_a_registry_of_a_newer_penstock_is_shown_and_not_written(world: RouteWorld) -> None:
    """The list says that it is read only; every change is a 403 and the file stays as it is."""
    world.made("Cats")
    path = world.application.host.paths.input / "grid_pool" / "profiles.json"
    newer = path.read_text().replace('"format": 1', '"format": 99')
    path.write_text(newer)
    assert world.ask("list")["read_only"]
    assert [one["name"] for one in world.ask("list")["profiles"]] == ["Cats"]
    with pytest.raises(ClientError) as raised:
        world.ask("create", NewProfile(name="Dogs"))
    assert raised.value.status == 403
    assert path.read_text() == newer
