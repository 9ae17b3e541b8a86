"""The profile routes of Dataset Gates: what held there holds here, except its defects, which are named by number."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadArchive, BadName, ClientError, Conflict, Invalid, NotFound
from penstock.core.host import HostPaths
from penstock.core.routes import FileAnswer
from penstock.core.wire import encode
from penstock.plugins.compat.grid_profiles_exports import KEPT
from penstock.plugins.compat.grid_profiles_shapes import CopyBody, IdBody, IdQuery, NameBody, RenameBody, ZipForm

Ask = Callable[..., Any]


@pytest.fixture
def pools(application: Application) -> Pools:
    return application.services.get(Pools)


@pytest.fixture
def profiles(application: Application) -> Profiles:
    return application.services.get(Profiles)


@pytest.fixture
def ask(application: Application, call_route: Any) -> Ask:
    """`ask("create", body)`: the answer, as JSON."""

    def ask(name: str, body: Any = None, query: Any = None) -> Any:
        answer = call_route(application, f"grid_profiles.{name}", body=body, query=query)
        return answer if isinstance(answer, FileAnswer) else encode(answer)

    return ask


@pytest.fixture
def cats(ask: Ask, pools: Pools, picture: Any) -> str:
    """A profile `Cats` with two images, the first with a mask; its id."""
    made = str(ask("create", NameBody(name="Cats"))["id"])
    for label in "ab":
        pools.add(made, [picture((ord(label), 1, 2))], labels=[label])
    first = pools.store.page(made).slots[0]
    pools.set_mask(made, first.id, picture(200, mode="L"))
    return made


def labels(pools: Pools, pool_id: str) -> str:
    return "".join(slot.label for slot in pools.store.page(pool_id, 0, 100).slots)


def contents(pools: Pools, pool_id: str) -> list[tuple[str, bytes, bytes | None]]:
    """Label, image bytes and mask bytes of each slot, in order."""
    store = pools.store
    found = []
    for slot in store.page(pool_id, 0, 100).slots:
        mask = store.mask_path(pool_id, slot.id)
        found.append((slot.label, store.image_path(pool_id, slot.id).read_bytes(), mask and mask.read_bytes()))
    return found


def upload(folder: Path, data: bytes, name: str = "x.zip") -> Upload:
    path = folder / "import.upload"
    path.write_bytes(data)
    return Upload(path=path, file_name=name, size=len(data))


def test_every_route_is_legacy_and_where_it_was(application: Application) -> None:
    """Old scripts find the same methods and paths; they stand aside for a pack that has them."""
    start = "/grid_pool/profiles/"
    found = {(spec.method, spec.path): spec.legacy for spec in application.routes if spec.path.startswith(start)}
    posts = ("create", "rename", "delete", "duplicate", "seed", "import")
    assert found == {
        **{("POST", f"{start}{name}"): True for name in posts},
        ("GET", f"{start}list"): True,
        ("GET", f"{start}export"): True,
    }


def test_a_created_profile_is_listed_and_in_the_file(ask: Ask, penstock_paths: HostPaths) -> None:
    """The entry is answered; list answers the registry; Dataset Gates finds the same in profiles.json."""
    assert ask("list") == {"profiles": []}
    entry = ask("create", NameBody(name="setA"))
    assert set(entry) == {"id", "name", "created"}
    assert ask("list") == {"profiles": [entry]}
    folder = penstock_paths.input / "grid_pool"
    assert json.loads((folder / "profiles.json").read_text())["profiles"] == [entry]
    assert (folder / entry["id"]).is_dir()


def test_a_used_name_is_refused(ask: Ask, cats: str) -> None:
    """On create, rename and duplicate, with a free one; there it was a 500 (V)."""
    dogs = ask("create", NameBody(name="Dogs"))["id"]
    for name, body in (
        ("create", NameBody(name="Cats")),
        ("rename", RenameBody(id=dogs, name="Cats")),
        ("duplicate", CopyBody(id=dogs, name="Cats")),
    ):
        with pytest.raises(Conflict) as raised:
            ask(name, body)
        assert raised.value.details["suggestion"] == "Cats (2)"
    assert [one["name"] for one in ask("list")["profiles"]] == ["Cats", "Dogs"]
    assert ask("rename", RenameBody(id=cats, name="Cats"))["name"] == "Cats"


def test_rename_answers_the_entry(ask: Ask, cats: str) -> None:
    """Same id, new name; the next list has it."""
    assert ask("rename", RenameBody(id=cats, name="Lions"))["id"] == cats
    assert [(one["id"], one["name"]) for one in ask("list")["profiles"]] == [(cats, "Lions")]


def test_delete_answers_what_is_left_and_can_be_undone(ask: Ask, cats: str, pools: Pools, profiles: Profiles) -> None:
    """The folder and the entry go, to the trash here."""
    dogs = ask("create", NameBody(name="Dogs"))
    assert ask("delete", IdBody(id=cats)) == {"profiles": [dogs]}
    assert not pools.store.exists(cats)
    (deleted,) = profiles.deleted()
    assert profiles.restore(deleted.trash).id == cats
    assert labels(pools, cats) == "ab"


def test_duplicate_copies_the_files(ask: Ask, cats: str, pools: Pools) -> None:
    """At once, with masks, under an id of its own."""
    copy = ask("duplicate", CopyBody(id=cats, name="Copy"))
    assert (copy["name"], labels(pools, copy["id"])) == ("Copy", "ab")
    assert contents(pools, copy["id"]) == contents(pools, cats)
    assert contents(pools, cats)[0][2] is not None


def test_seed_copies_all_files_into_an_empty_profile(ask: Ask, cats: str, pools: Pools) -> None:
    """Images, masks and manifest are counted, as there; a pool that does not exist gives none and is not made."""
    dogs = ask("create", NameBody(name="Dogs"))["id"]
    assert ask("seed", {"from": "fresh", "id": dogs}) == {"copied": 0}
    assert not pools.store.exists("fresh")
    assert ask("seed", {"from": cats, "id": dogs}) == {"copied": 4}
    assert labels(pools, dogs) == "ab"


def test_seed_never_overwrites(ask: Ask, cats: str, pools: Pools, picture: Any) -> None:
    """A profile that has images keeps them, itself included (D6)."""
    pools.add("own", [picture(9)], labels=["x"])
    for source in ("own", cats):
        with pytest.raises(Conflict):
            ask("seed", {"from": source, "id": cats})
    assert labels(pools, cats) == "ab"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "from"),
        ({"from": "../../.ssh", "id": "CATS"}, "from"),
        ({"from": "/etc", "id": "CATS"}, "from"),
        ({"from": "own"}, "id"),
        ({"from": "own", "id": None}, "id"),
        ({"from": "own", "id": 7}, "id"),
        ({"from": "own", "id": "CATS", "name": "x"}, "name"),
    ],
)
def test_seed_takes_two_ids(ask: Ask, cats: str, body: dict[str, Any], field: str) -> None:
    """Paths and what is missing are 4xx that name the field (S5); nothing is copied."""
    with pytest.raises(ClientError) as raised:
        ask("seed", {key: cats if value == "CATS" else value for key, value in body.items()})
    assert (raised.value.field, raised.value.status in (400, 422)) == (field, True)


def test_an_export_is_imported_with_name_and_bytes(ask: Ask, cats: str, pools: Pools, tmp_path: Path) -> None:
    """The zip itself is answered, named after the profile; what comes of it has the same images, masks and labels."""
    answer = ask("export", query=IdQuery(id=cats))
    assert (answer.content_type, answer.download_name) == ("application/zip", "Cats.zip")
    data = answer.path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert json.loads(archive.read("profile_meta.json"))["name"] == "Cats"
    entry = ask("import", ZipForm(file=upload(tmp_path, data)))
    assert (set(entry), entry["name"]) == ({"id", "name", "created"}, "Cats (2)")
    assert contents(pools, entry["id"]) == contents(pools, cats)


def test_exports_do_not_pile_up(ask: Ask, cats: str, penstock_paths: HostPaths) -> None:
    """Scripts never discard one: the last few are kept, so that those that are being fetched stay."""
    made = [ask("export", query=IdQuery(id=cats)).path for _ in range(KEPT + 3)]
    assert [path.exists() for path in made] == [False] * 3 + [True] * KEPT
    assert len(list(penstock_paths.private.rglob("*.zip"))) <= KEPT


def test_a_bad_zip_leaves_nothing(ask: Ask, pools: Pools, tmp_path: Path) -> None:
    """A 4xx, no profile, no pool (S7, S9)."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("profile_meta.json", "[]")
        archive.writestr("pool/../../../custom_nodes/pwn.py", "x")
    for bad in (data.getvalue(), b"no zip"):
        with pytest.raises(BadArchive):
            ask("import", ZipForm(file=upload(tmp_path, bad)))
    assert (ask("list"), pools.store.pools()) == ({"profiles": []}, ())


HOSTILE = ("", ".", "..", "../../x", "/etc", "a/b", "con", "x" * 65, "nul\0")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_ids_never_lead_out_of_the_folder(ask: Ask, cats: str, hostile: str) -> None:
    """Delete, rename, duplicate and export take ids and nothing else (S3, S4, S6)."""
    for name, body, query in (
        ("delete", IdBody(id=hostile), None),
        ("rename", RenameBody(id=hostile, name="x"), None),
        ("duplicate", CopyBody(id=hostile, name="x"), None),
        ("export", None, IdQuery(id=hostile)),
    ):
        with pytest.raises(BadName):
            ask(name, body, query)
    assert [one["id"] for one in ask("list")["profiles"]] == [cats]


def test_unknown_profiles_are_not_found(ask: Ask, pools: Pools, picture: Any) -> None:
    """A pool that has no name is none (V): there, delete removed whatever folder it was given."""
    pools.add("own", [picture(9)])
    for profile in ("nothing", "own"):
        for name, body, query in (
            ("delete", IdBody(id=profile), None),
            ("rename", RenameBody(id=profile, name="x"), None),
            ("duplicate", CopyBody(id=profile, name="x"), None),
            ("seed", {"from": "own", "id": profile}, None),
            ("export", None, IdQuery(id=profile)),
        ):
            with pytest.raises(NotFound):
                ask(name, body, query)
    with pytest.raises(BadName):
        ask("export")
    assert pools.store.exists("own")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 201])
def test_what_is_no_name_is_refused(ask: Ask, cats: str, name: str) -> None:
    """Empty names and line breaks, which broke downloads there (S14)."""
    for route, body in (
        ("create", NameBody(name=name)),
        ("rename", RenameBody(id=cats, name=name)),
        ("duplicate", CopyBody(id=cats, name=name)),
    ):
        with pytest.raises(ClientError) as raised:
            ask(route, body)
        assert isinstance(raised.value, Invalid) or raised.value.status == 400
    assert [one["name"] for one in ask("list")["profiles"]] == ["Cats"]


def test_a_damaged_registry_is_mended_and_not_emptied(ask: Ask, cats: str, penstock_paths: HostPaths) -> None:
    """There the next create wrote over it and all names were gone (D5)."""
    path = penstock_paths.input / "grid_pool" / "profiles.json"
    for damaged in ('{"profiles": null}', path.read_text()[:-9], ""):
        path.write_text(damaged)
        ask("create", NameBody(name=f"after {len(damaged)}"))
        assert ask("list")["profiles"][0]["name"] == "Cats"
        assert ask("list")["profiles"][0]["id"] == cats
