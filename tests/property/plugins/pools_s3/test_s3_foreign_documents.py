"""Documents that somebody else wrote into the bucket: they are used as they are or refused, and never lead outside."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.errors import PenstockError, StorageFailed
from penstock.core.files import Files
from penstock.plugins.pools_s3.cache import PictureCache, facts_of
from penstock.plugins.pools_s3.store import S3PoolStore

from .memory_bucket import MemoryBucket
from .s3_stores import store_on
from .s3_worlds import World, world

KEY = "all/pools/p.json"
EVIL = b"print('owned')\n"
CALLS: dict[str, Callable[[S3PoolStore, str], object]] = {
    "pools": lambda store, _slot: store.pools(),
    "ids": lambda store, _slot: store.ids(),
    "changed": lambda store, _slot: store.changed_pools(),
    "trash": lambda store, _slot: store.trash(),
    "exists": lambda store, _slot: store.exists("p"),
    "order": lambda store, _slot: store.order("p"),
    "page": lambda store, _slot: store.page("p"),
    "image": lambda store, slot: store.image_path("p", slot),
    "mask": lambda store, slot: store.mask_path("p", slot),
    "contents": lambda store, _slot: store.contents("p"),
    "note": lambda store, _slot: store.note("p", "a"),
    "undo": lambda store, _slot: store.undo("p"),
    "redo": lambda store, _slot: store.redo("p"),
    "label": lambda store, slot: store.label("p", slot, "zzz"),
    "move": lambda store, slot: store.move("p", [slot], None),
    "remove": lambda store, slot: store.remove("p", [slot]),
    "delete": lambda store, _slot: store.delete("p"),
    "create": lambda store, _slot: store.create("p"),
    "purge": lambda store, _slot: [store.purge(one.id) for one in store.trash()],
}


def lived(folder: Path) -> World:
    """A world with every kind of change in the history of `p`."""
    one = world(folder)
    first, second = one.ids()
    one.store.label("p", first, "cat")
    one.store.select("p", second)
    one.store.move("p", [second], first)
    one.store.set_mask("p", first, one.image().source)
    one.store.clear_mask("p", first)
    one.store.remove("p", [first])
    one.store.undo("p")
    one.store.undo("p", 2)
    return one


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> World:
    return lived(tmp_path_factory.mktemp("good"))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def put_in(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at a place."""
    if not path:
        return new
    made = copy.copy(value)
    made[path[0]] = put_in(value[path[0]], path[1:], new)
    return made


STRANGE = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        1,
        10**40,
        1.5,
        float("inf"),
        float("nan"),
        "",
        "../x",
        "/etc/passwd",
        "\ud800",
        "x" * 5000,
        [],
        {},
        [[]],
        [1],
        ["a"],
        ["a", "b"],
        ["a", None],
        [{}],
        {"slot": 1},
        "img_0001",
        "img_0002",
        "con.png",
        "\0",
    ]
)


@given(st.data())
def test_any_value_anywhere_is_refused_or_works(
    good: World, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Every call answers or raises one of ours, the other pools are there, and nothing is written outside."""
    told = json.loads(good.bucket.objects[KEY])
    path = data.draw(st.sampled_from(sorted(places(told), key=repr)))
    call = data.draw(st.sampled_from(list(CALLS)))
    bucket = MemoryBucket(dict(good.bucket.objects), clock=good.bucket.clock)
    bucket.objects[KEY] = json.dumps(put_in(told, path, data.draw(STRANGE))).encode()
    folder = tmp_path_factory.mktemp("fuzz")
    with suppress(PenstockError):
        CALLS[call](store_on(bucket, folder / "a" / "b"), "img_0001")
    if call != "purge":
        assert "old" in [one.pool_id for one in store_on(bucket.another(), folder / "a" / "c").trash()]
    assert [one.name for one in folder.iterdir()] in ([], ["a"])


@pytest.mark.parametrize(
    "name", ["../../../evil.py", "/etc/evil.py", "..", "a/b.png", "con.png", ".hidden.png", "a\\b"]
)
@pytest.mark.parametrize("part", ["image", "mask", "history"])
def test_no_name_leads_out_of_the_folder(name: str, part: str, tmp_path: Path) -> None:
    """A document with such a name is damaged; its bytes are never fetched."""
    one = lived(tmp_path / "host")
    told = json.loads(one.bucket.objects[KEY])
    if part == "history":
        (saved,) = [entry for entry in told["pool"]["history"] if entry["kind"] == "mask_saved"]
        saved["data"]["after"] = [name, "tag"]
    else:
        told["pool"]["slots"][0][part] = name
    found = facts_of(EVIL)
    told["files"][name] = [found.size, found.digest]
    one.bucket.objects[KEY] = json.dumps(told).encode()
    one.bucket.objects[one.bucket.address.key("pictures", "p", name)] = EVIL
    store = store_on(one.bucket.another(), tmp_path / "a" / "b" / "c" / "victim")
    for call in CALLS.values():
        with suppress(PenstockError):
            call(store, told["pool"]["slots"][0]["id"])
    with pytest.raises(StorageFailed, match="damaged"):
        store.page("p")
    assert not any(path.read_bytes() == EVIL for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("pool_id", ["../../other", "old", "P", ""])
def test_a_document_speaks_of_the_pool_that_it_is_named_after(pool_id: str, tmp_path: Path) -> None:
    """Neither of another pool, nor of another folder."""
    one = lived(tmp_path)
    told = json.loads(one.bucket.objects[KEY])
    told["pool"]["id"] = pool_id
    one.bucket.objects[KEY] = json.dumps(told).encode()
    with pytest.raises(StorageFailed, match="damaged"):
        store_on(one.bucket.another(), tmp_path / "other").page("p")


@pytest.mark.parametrize("trash", ["../../x", "old.1.a", "p.1", "p.1.a/b"])
def test_a_trash_id_is_one_of_its_pool(trash: str, tmp_path: Path) -> None:
    """The document would be moved to a key of that name."""
    one = lived(tmp_path)
    told = json.loads(one.bucket.objects[KEY])
    one.bucket.objects[KEY] = json.dumps({**told, "trash": trash, "deleted": 1}).encode()
    with pytest.raises(StorageFailed, match="damaged"):
        store_on(one.bucket.another(), tmp_path / "other").create("p")


def test_a_slot_without_its_facts_is_damage(tmp_path: Path) -> None:
    """Nobody could compare what is fetched."""
    one = lived(tmp_path)
    told = json.loads(one.bucket.objects[KEY])
    one.bucket.objects[KEY] = json.dumps({**told, "files": {}}).encode()
    with pytest.raises(StorageFailed, match="nothing is known of the picture"):
        store_on(one.bucket.another(), tmp_path / "other").image_path("p", "img_0001")


def test_pictures_here_lie_in_the_folder_for_them(tmp_path: Path) -> None:
    """Whatever it is asked for: a name that leads out is refused, a link that does is not followed."""
    one = world(tmp_path / "host")
    folder = tmp_path / "host" / one.bucket.address.digest
    cache = PictureCache(folder, one.bucket, Files(), FakeClock(), 10**9)
    for pool_id, name in (("p", "../x.png"), ("..", "x.png"), ("/etc", "passwd"), ("p", "/etc/passwd")):
        with pytest.raises(PenstockError):
            cache.path(pool_id, name, facts_of(EVIL))
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "linked").parent.mkdir(parents=True, exist_ok=True)
    (folder / "linked").symlink_to(outside)
    one.bucket.objects[one.bucket.address.key("pictures", "linked", "x.png")] = EVIL
    with pytest.raises(PenstockError):
        cache.path("linked", "x.png", facts_of(EVIL))
    assert list(outside.iterdir()) == []
