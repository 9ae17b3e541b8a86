"""Duplicating slots and copying them to other pools: all or none, with masks and labels, undoable."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

import penstock
from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.pools import Candidate, ChangeKind, Pools, Refusal, SlotAddress
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, ClientError, Conflict, Invalid, NotFound, Refused, TooLarge
from penstock.core.settings import Settings
from penstock.plugins.pools import routes_shapes as shapes

Start = Callable[..., Application]
Picture = Callable[..., Upload]


@pytest.fixture
def application(penstock_application: Start) -> Application:
    return penstock_application()


@pytest.fixture
def pools(application: Application) -> Pools:
    return application.services.get(Pools)


@pytest.fixture
def ids(pools: Pools, picture: Picture) -> list[str]:
    """Three slots of the pool `p`, labelled; the second has a mask."""
    pools.add("p", [picture((value, 0, 0)) for value in (1, 2, 3)], labels=["a", "b", "c"])
    ids = list(pools.store.order("p").slots)
    pools.set_mask("p", ids[1], picture(255, mode="L"))
    return ids


def labels(pools: Pools, pool_id: str = "p") -> list[str]:
    return [slot.label for slot in pools.store.page(pool_id).slots]


def staged(pools: Pools) -> list[str]:
    return [path.name for path in pools.store.staging().iterdir()]


def test_duplicates_stand_after_the_last_original(pools: Pools, ids: list[str]) -> None:
    """In the order of the request, with new ids, the same bytes, masks and labels, and files of their own."""
    change = pools.duplicate("p", [ids[1], ids[0]])
    assert labels(pools) == ["a", "b", "b", "a", "c"]
    assert (change.kind, change.positions) == (ChangeKind.ADDED, (2, 3))
    assert not {slot.id for slot in change.slots} & set(ids)
    for copied, original in zip(change.slots, (ids[1], ids[0]), strict=True):
        source = pools.store.slot("p", original)
        assert (copied.width, copied.height, copied.mask is None) == (source.width, source.height, source.mask is None)
        here, there = pools.store.image_path("p", copied.id), pools.store.image_path("p", original)
        assert here.read_bytes() == there.read_bytes()
        assert here.stat().st_ino != there.stat().st_ino
    mask, source_mask = pools.store.mask_path("p", change.slots[0].id), pools.store.mask_path("p", ids[1])
    assert mask is not None
    assert source_mask is not None
    assert mask.read_bytes() == source_mask.read_bytes()
    assert mask.stat().st_ino != source_mask.stat().st_ino
    assert staged(pools) == []


def test_duplicates_go_before_a_slot_where_it_is_named(pools: Pools, ids: list[str]) -> None:
    """The place is the caller's; an unknown one is not found and nothing is copied."""
    pools.duplicate("p", [ids[2]], before=ids[0])
    assert labels(pools) == ["c", "a", "b", "c"]
    with pytest.raises(NotFound):
        pools.duplicate("p", [ids[2]], before="nothing")
    assert labels(pools) == ["c", "a", "b", "c"]
    assert staged(pools) == []


def test_undo_takes_the_copies_away_and_redo_brings_them_back(pools: Pools, ids: list[str]) -> None:
    """With masks and at their places; what was done to a copy since is not lost by an undo."""
    change = pools.duplicate("p", [ids[0], ids[1]])
    undone = pools.undo("p", change.id)
    assert (undone.kind, undone.reverts, undone.reverts_kind) == (ChangeKind.REMOVED, change.id, ChangeKind.ADDED)
    assert (undone.pool.undo, undone.pool.redo) == (change.id - 1, change.id)
    assert labels(pools) == ["a", "b", "c"]
    redone = pools.redo("p")
    assert (redone.kind, redone.reverts_kind) == (ChangeKind.ADDED, ChangeKind.ADDED)
    assert (redone.pool.undo, redone.pool.redo) == (change.id, None)
    assert labels(pools) == ["a", "b", "a", "b", "c"]
    assert pools.store.mask_path("p", change.slots[1].id) is not None
    pools.clear_mask("p", change.slots[1].id)
    with pytest.raises(Conflict):
        pools.undo("p", change.id)


def test_copies_in_another_pool_share_nothing(pools: Pools, ids: list[str], picture: Picture) -> None:
    """They stand at its end; changing or deleting one side leaves the other alone."""
    pools.add("q", [picture()], labels=["first"])
    change = pools.copy_slots("p", [ids[1], ids[0]], "q")
    assert (change.pool.id, change.pool.count, change.positions) == ("q", 3, (1, 2))
    assert labels(pools, "q") == ["first", "b", "a"]
    pools.label("p", ids[1], "changed")
    pools.delete("p")
    assert labels(pools, "q") == ["first", "b", "a"]
    assert pools.store.mask_path("q", change.slots[0].id) is not None
    pools.undo("q")
    assert labels(pools, "q") == ["first"]


def test_a_target_that_does_not_exist_is_made(
    application: Application, pools: Pools, ids: list[str], penstock_events: EventRecorder
) -> None:
    """Its creation is told first, then each copy with where it comes from, in order, then the selection."""
    assert application.dispatcher.settle()
    before = len(penstock_events.events)
    named = pools.copy_slots("p", ids[:2], "q")
    minted = pools.copy_slots("p", ids[:1], None)
    assert application.dispatcher.settle()
    events: list[Any] = penstock_events.events[before:]
    assert [(event.name, event.pool_id) for event in events] == [
        ("pool_created", "q"),
        ("slot_added", "q"),
        ("slot_added", "q"),
        ("slot_selected", "q"),
        ("pool_created", minted.pool.id),
        ("slot_added", minted.pool.id),
        ("slot_selected", minted.pool.id),
    ]
    assert [event.copied_from for event in events[1:3]] == [
        SlotAddress(pool_id="p", slot_id=ids[0]),
        SlotAddress(pool_id="p", slot_id=ids[1]),
    ]
    assert [event.position for event in events[1:3]] == [0, 1]
    assert named.pool.selected == named.slots[0].id


def test_the_same_pool_as_source_and_target_is_a_duplicate(pools: Pools, ids: list[str]) -> None:
    """The copies stand after the last original."""
    pools.copy_slots("p", [ids[0]], "p")
    assert labels(pools) == ["a", "a", "b", "c"]


@pytest.mark.parametrize(
    ("slots", "error"),
    [
        ([], ClientError),
        (["nothing"], NotFound),
        (["../img_0001.png"], NotFound),
        (["img_0001", "img_0001"], Invalid),
        (["img_0001", "nothing"], NotFound),
        ([f"img_{number:04d}" for number in range(10_000)], TooLarge),
    ],
)
def test_a_list_that_cannot_be_copied_changes_nothing(
    pools: Pools, ids: list[str], slots: list[str], error: type[Exception]
) -> None:
    """No pool is made, no slot is added, no file stays behind."""
    for step in (lambda: pools.duplicate("p", slots), lambda: pools.copy_slots("p", slots, "q")):
        with pytest.raises(error):
            step()
    assert labels(pools) == ["a", "b", "c"]
    assert not pools.store.exists("q")
    assert staged(pools) == []


@pytest.mark.parametrize("bad", ["", "../evil", "/etc", "a b", "x" * 65, "NUL", "a\x00", "."])
def test_pools_that_have_no_proper_id_are_refused(pools: Pools, ids: list[str], bad: str) -> None:
    """As source and as target."""
    for step in (
        lambda: pools.duplicate(bad, ids),
        lambda: pools.copy_slots(bad, ids, "q"),
        lambda: pools.copy_slots("p", ids, bad),
    ):
        with pytest.raises(BadName):
            step()
    with pytest.raises(NotFound):
        pools.copy_slots("nothing", ids, "q")
    assert not pools.store.exists("q")


def test_plugins_are_asked_about_each_copy(penstock_application: Start, picture: Picture) -> None:
    """For the pool that it goes to; where one is refused none is stored, and the answer names it."""
    asked: list[tuple[str, str, bool]] = []

    def decide(candidate: Candidate) -> Refusal | None:
        asked.append((candidate.pool_id, candidate.label, candidate.path.is_file()))
        return Refusal(reason="No b.") if (candidate.pool_id, candidate.label) == ("q", "b") else None

    plugin = SimpleNamespace(penstock_admit_slot=penstock.hookimpl(lambda candidate: decide(candidate)))
    pools = penstock_application(plugin).services.get(Pools)
    pools.add("p", [picture(), picture()], labels=["a", "b"])
    ids = pools.store.order("p").slots
    asked.clear()
    with pytest.raises(Refused, match=r"No b\.") as refused:
        pools.copy_slots("p", ids, "q")
    assert asked == [("q", "a", True), ("q", "b", True)]
    results: Any = refused.value.details["results"]
    assert [(one["slot"], one["error"]["code"]) for one in results] == [(ids[1], "refused")]
    assert not pools.store.exists("q")
    assert staged(pools) == []
    pools.copy_slots("p", ids[:1], "q")
    assert labels(pools, "q") == ["a"]


def test_the_limit_of_slots_holds(application: Application, pools: Pools, ids: list[str]) -> None:
    """For duplicates and for copies, as a whole."""
    application.services.get(Settings).set("pools.max_slots", 4)
    with pytest.raises(TooLarge):
        pools.duplicate("p", ids[:2])
    pools.duplicate("p", ids[:1])
    with pytest.raises(TooLarge):
        pools.copy_slots("p", pools.store.order("p").slots, "p")
    assert pools.store.pool("p").count == 4


def test_routes_answer_small(application: Application, call_route: Any, pools: Pools, ids: list[str]) -> None:
    """A duplicate is a change, a copy the state of the pool that it went to, the order all ids."""
    body = shapes.Duplication(slots=tuple(ids))
    changed = call_route(application, "slots.duplicate", body=body, pool="p")
    assert (changed.kind, changed.count, changed.change) == (ChangeKind.ADDED, 3, changed.pool.undo)
    copied = call_route(application, "slots.copy", body=shapes.Copying(slots=(ids[0],), to=None), pool="p")
    assert (copied.count, copied.pool.count, copied.change) == (1, 1, copied.pool.undo)
    order = call_route(application, "slots.order", pool="p")
    assert order.slots == tuple(slot.id for slot in pools.store.page("p").slots)
    assert order.pool == pools.store.pool("p")


def test_a_copy_has_the_thumbnail_of_its_original(
    application: Application, call_route: Any, pools: Pools, ids: list[str]
) -> None:
    """It is not made again: the bytes are the same, and so is their tag."""
    (copy,) = pools.copy_slots("p", ids[:1], "q").slots
    original = pools.store.slot("p", ids[0])
    assert copy.image_tag == original.image_tag
    made = [
        call_route(application, "slots.thumbnail", query=shapes.Version(v=slot.image_tag), pool=pool, slot=slot.id)
        for pool, slot in (("p", original), ("q", copy))
    ]
    assert made[0].etag == made[1].etag
    assert made[1].immutable


def test_the_list_of_pools_shows_first_pictures(
    application: Application, call_route: Any, pools: Pools, ids: list[str]
) -> None:
    """As many as are asked for, none without asking; more than eight are refused."""
    pools.create("empty")

    def pictures(count: int) -> dict[str, list[str]]:
        found = call_route(application, "pools.list", query=shapes.Pictures(pictures=count)).pools
        return {pool.id: [picture.id for picture in pool.pictures] for pool in found}

    assert pictures(2) == {"empty": [], "p": ids[:2]}
    assert pictures(0) == {"empty": [], "p": []}
    for wrong in (-1, 9):
        with pytest.raises(ClientError):
            pictures(wrong)
