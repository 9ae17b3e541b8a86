"""Whole pools by the service: copies and unpacked folders are checked, watched, admitted, and told of."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

import penstock
from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.pools import Candidate, Pools, Refusal
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import (
    BadImage,
    BadName,
    Conflict,
    Invalid,
    NotFound,
    PenstockError,
    PluginFailed,
    Refused,
    TooLarge,
)
from penstock.core.settings import Settings

Start = Callable[..., Application]
Picture = Callable[..., Upload]


class Stop(Exception):
    """Raised by whoever watches."""


@pytest.fixture
def application(penstock_application: Start) -> Application:
    return penstock_application()


@pytest.fixture
def pools(application: Application) -> Pools:
    return application.services.get(Pools)


def filled(pools: Pools, picture: Picture) -> None:
    """A pool `p` with two images; the second has a mask and is selected."""
    pools.add("p", [picture((value, 0, 0)) for value in (1, 2)], labels=["a", "b"])
    second = pools.store.order("p").slots[1]
    pools.set_mask("p", second, picture(255, mode="L"))
    pools.select("p", second)


def unpacked(pools: Pools, picture: Picture) -> Path:
    """What makes up such a pool, in a folder in the staging folder."""
    if not pools.store.exists("p"):
        filled(pools, picture)
    folder = pools.store.staging() / "unpacked"
    folder.mkdir()
    contents = pools.store.contents("p")
    (folder / "manifest.json").write_bytes(contents.manifest)
    for path in contents.files:
        shutil.copyfile(path, folder / path.name)
    return folder


def admitting(decide: Callable[[Candidate], Any]) -> object:
    """A plugin that is asked before an image is stored."""
    return SimpleNamespace(penstock_admit_slot=penstock.hookimpl(lambda candidate: decide(candidate)))


def tell(folder: Path, **changes: object) -> None:
    """Change what the manifest says of the first slot."""
    told = json.loads((folder / "manifest.json").read_text())
    told["slots"][0].update(changes)
    (folder / "manifest.json").write_text(json.dumps(told))


def refused(pools: Pools, folder: Path, kind: type[PenstockError]) -> PenstockError:
    """What is said of a folder that must not become a pool; nothing is made of it, and it stays as it is."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ids = [pool.id for pool in pools.store.pools()]
    with pytest.raises(kind) as caught:
        pools.install(folder, to="q")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [pool.id for pool in pools.store.pools()] == ids
    return caught.value


def test_a_folder_becomes_a_pool_and_one_event(
    application: Application, pools: Pools, picture: Picture, penstock_events: EventRecorder
) -> None:
    """With the id that was asked for, its note, the very bytes, and progress that ends where all files are checked."""
    folder = unpacked(pools, picture)
    assert application.dispatcher.settle()
    told, seen = len(penstock_events.events), []
    pool = pools.install(
        folder, to="q", notes={"profile": b"{}"}, progress=lambda done, total: seen.append((done, total))
    )
    assert (pool.id, pool.count, pool.position) == ("q", 2, 1)
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert pools.store.note("q", "profile") == b"{}"
    for sid in pools.store.order("p").slots:
        assert pools.store.image_path("q", sid).read_bytes() == pools.store.image_path("p", sid).read_bytes()
    assert not folder.exists()
    assert application.dispatcher.settle()
    (event,) = penstock_events.events[told:]
    assert (event.name, event.pool_id, event.copied_from) == ("pool_created", "q", None)  # type: ignore[attr-defined]


def test_ids_are_minted_where_none_is_given(pools: Pools, picture: Picture) -> None:
    """For a copy and for an unpacked folder; one in use is a conflict, one that is none is refused."""
    one = pools.install(unpacked(pools, picture))
    two = pools.copy("p", notes={"profile": b"2"})
    assert len({one.id, two.id, "p"}) == 3
    assert pools.store.note(two.id, "profile") == b"2"
    with pytest.raises(Conflict):
        pools.copy("p", to=one.id)
    folder = unpacked(pools, picture)
    with pytest.raises(Conflict):
        pools.install(folder, to=one.id)
    for step in (lambda: pools.copy("p", to="a/b"), lambda: pools.install(folder, to="a/b")):
        with pytest.raises(BadName):
            step()


def test_a_copy_is_watched_and_told_of(
    application: Application, pools: Pools, picture: Picture, penstock_events: EventRecorder
) -> None:
    """Progress counts files; whoever watches may end it, and then there is neither a pool nor an event."""
    filled(pools, picture)
    assert application.dispatcher.settle()
    told, seen = len(penstock_events.events), []

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Stop

    with pytest.raises(Stop):
        pools.copy("p", to="q", progress=stop)
    assert not pools.store.exists("q")
    pools.copy("p", to="q", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)
    assert application.dispatcher.settle()
    (event,) = penstock_events.events[told:]
    assert (event.name, event.pool_id, event.copied_from) == ("pool_created", "q", "p")  # type: ignore[attr-defined]


def test_who_watches_may_end_the_checks(pools: Pools, picture: Picture) -> None:
    """The folder stays as it is, for the caller to remove."""
    folder = unpacked(pools, picture)

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Stop

    with pytest.raises(Stop):
        pools.install(folder, progress=stop)
    assert folder.is_dir()
    assert [pool.id for pool in pools.store.pools()] == ["p"]


@pytest.mark.parametrize("data", [b"", b"<html>no</html>", b"\x89PNG\r\n\x1a\n", b"MZ"])
@pytest.mark.parametrize("which", ["img_0001.png", "img_0002.1.mask.png"])
def test_what_is_no_picture_refuses_the_whole(data: bytes, which: str, pools: Pools, picture: Picture) -> None:
    """The error names the file, whether it is an image or a mask."""
    folder = unpacked(pools, picture)
    (folder / which).write_bytes(data)
    error = refused(pools, folder, BadImage)
    assert which in error.message
    assert error.details["member"] == which


def test_a_picture_that_is_too_large_refuses_the_whole(
    application: Application, pools: Pools, picture: Picture
) -> None:
    """The limits are those of uploads."""
    folder = unpacked(pools, picture)
    Image.new("L", (1100, 1000)).save(folder / "img_0002.png")
    application.services.get(Settings).set("pools.max_megapixels", 1)
    assert refused(pools, folder, TooLarge).details["member"] == "img_0002.png"


def test_more_images_than_a_pool_may_hold_are_refused(application: Application, pools: Pools, picture: Picture) -> None:
    """Before a single one is decoded."""
    folder = unpacked(pools, picture)
    (folder / "img_0001.png").write_bytes(b"no picture")
    application.services.get(Settings).set("pools.max_slots", 1)
    assert "has 2 images and may have 1" in refused(pools, folder, TooLarge).message


def test_a_size_that_is_not_that_of_the_picture_is_refused(pools: Pools, picture: Picture) -> None:
    """What a manifest says of width and height is used for painting: it has to be true."""
    folder = unpacked(pools, picture)
    tell(folder, width=4000, height=3000)
    assert refused(pools, folder, BadImage).details["member"] == "img_0001.png"
    tell(folder, width=0, height=0)
    pools.install(folder, to="q")
    slot = pools.store.page("q").slots[0]
    assert (slot.width, slot.height) == (4, 3)


def test_a_hostile_manifest_is_refused_before_any_picture_is_opened(pools: Pools, picture: Picture) -> None:
    """Every fault is listed."""
    folder = unpacked(pools, picture)
    tell(folder, image="../../etc/passwd.png", label=7)
    error = refused(pools, folder, Invalid)
    assert len(error.faults) == 2
    assert error.field == "manifest.json"


def test_plugins_are_asked_about_every_image(penstock_application: Start, picture: Picture) -> None:
    """With its label, size and file; one that is refused refuses the whole, and is named with the plugin."""
    asked: list[Candidate] = []

    def second(candidate: Candidate) -> Refusal | None:
        assert candidate.path.is_file()
        asked.append(candidate)
        return Refusal(reason="Not that one.") if candidate.pool_id == "q" and candidate.label == "b" else None

    pools = penstock_application(admitting(second)).services.get(Pools)
    error = refused(pools, unpacked(pools, picture), Refused)
    assert error.message == "img_0002.png: Not that one."
    assert (error.details["member"], error.details["plugin"]) == ("img_0002.png", "tested_0")
    assert [(one.pool_id, one.file_name, one.label, one.width) for one in asked[-2:]] == [
        ("q", "img_0001.png", "a", 4),
        ("q", "img_0002.png", "b", 4),
    ]


def test_a_plugin_that_fails_refuses_the_whole(penstock_application: Start, picture: Picture) -> None:
    """It is named, and nothing is made."""

    def fail(candidate: Candidate) -> None:
        if candidate.pool_id == "q":
            raise RuntimeError("broken")

    pools = penstock_application(admitting(fail)).services.get(Pools)
    assert refused(pools, unpacked(pools, picture), PluginFailed).details["plugin"] == "tested_0"


def test_only_a_folder_in_the_staging_folder_is_taken(pools: Pools, picture: Picture, tmp_path: Path) -> None:
    """Not one elsewhere, and not one that is gone."""
    filled(pools, picture)
    with pytest.raises(BadName):
        pools.install(tmp_path)
    with pytest.raises(NotFound):
        pools.install(pools.store.staging() / "gone")


def test_pictures_of_any_kind_keep_their_bytes(pools: Pools, picture: Picture) -> None:
    """Dataset Gates stores photographs as they are under a name that ends with .png: they are kept so."""
    folder = unpacked(pools, picture)
    Image.new("RGB", (8, 6), (9, 9, 9)).save(folder / "img_0001.png", "JPEG")
    data = (folder / "img_0001.png").read_bytes()
    tell(folder, width=8, height=6)
    pools.install(folder, to="q")
    assert pools.store.image_path("q", "img_0001").read_bytes() == data


def many(pools: Pools, count: int) -> list[str]:
    """A pool `many` with so many images of one pixel; the ids of its slots."""
    folder = pools.store.staging() / "many"
    folder.mkdir()
    Image.new("L", (1, 1)).save(folder / "img_0001.png")
    for number in range(2, count + 1):
        (folder / f"img_{number:04d}.png").write_bytes((folder / "img_0001.png").read_bytes())
    pools.install(folder, to="many")
    return list(pools.store.order("many").slots)


def test_more_copies_than_a_request_may_ask_for_are_one_change_where_somebody_watches(pools: Pools) -> None:
    """Progress counts to the last of them, one undo takes all away; a request may ask for a thousand."""
    ids = many(pools, 1_001)
    pools.create("q")
    with pytest.raises(TooLarge):
        pools.copy_slots("many", ids, "q")
    seen: list[tuple[int, int]] = []
    change = pools.copy_slots("many", ids, "q", progress=lambda done, total: seen.append((done, total)))
    assert (change.pool.count, pools.store.pool("q").count) == (1_001, 1_001)
    assert seen == sorted(seen)
    assert seen[0] == (0, 1_001)
    assert pools.undo("q").pool.count == 0


def test_copies_that_whoever_watches_ends_leave_nothing(pools: Pools) -> None:
    """Neither in the pool nor in the staging folder."""
    ids = many(pools, 50)
    pools.create("q")

    def stop(done: int, _total: int) -> None:
        if done:
            raise Stop

    with pytest.raises(Stop):
        pools.copy_slots("many", ids, "q", progress=stop)
    assert pools.store.pool("q").count == 0
    assert list(pools.store.staging().iterdir()) == []
