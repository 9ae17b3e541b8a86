"""Moves of many slots in a pool so large that they are made in one statement and in memory, not slot by slot."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields
from attrs.exceptions import FrozenInstanceError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.pools import NewImage, Slot
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.lazy_slots import COLUMNS, LazySlots, slots_of
from penstock.plugins.pools.snapshot import Snapshot
from penstock.plugins.pools.store import DiskPoolStore

_MANY = 700
_DOT = bytes.fromhex("89504e470d0a1a0a")  # nobody looks into it here


class _Store:
    """A large pool in a folder, the order that it must have, and a second process beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.statements: list[str] = []
        self.store = self._start(self._traced)
        self.beside = self._start()
        self.store.create("p")
        self.order = [slot.id for slot in self.store.add("p", self._images(_MANY)).slots]

    def _start(self, connect: Any = sqlite3.connect) -> DiskPoolStore:
        return DiskPoolStore(
            self.folder / "pools", self.folder / "trash", Files(), FakeClock(), RandomIds(), connect=connect
        )

    def _traced(self, *words: Any, **options: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(*words, **options)
        connection.set_trace_callback(self.statements.append)
        return connection

    def _images(self, count: int) -> list[NewImage]:
        made = []
        for number in range(count):
            path = self.store.staging() / f"{number}.png"
            path.write_bytes(_DOT)
            made.append(NewImage(source=path, width=1, height=1))
        return made

    def orders(self) -> list[list[str]]:
        """The order as this process, another one, and one that starts now see it."""
        late = self._start()
        try:
            return [list(store.order("p").slots) for store in (self.store, self.beside, late)]
        finally:
            late.close()

    def close(self) -> None:
        self.beside.close()
        self.store.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Store]:
    made = _Store(tmp_path_factory.mktemp("large"))
    yield made
    made.close()


def _expected(order: list[str], ids: list[str], before: str | None) -> list[str]:
    staying = [sid for sid in order if sid not in set(ids)]
    place = len(staying) if before is None else staying.index(before)
    return staying[:place] + ids + staying[place:]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_however_many_are_moved_every_process_sees_the_same_order(large: _Store, data: st.DataObject) -> None:
    """Moves, their undo and their redo give the same order here, in a process beside, and after a start."""
    before_all = large.order
    shuffled = data.draw(st.permutations(before_all))
    ids = shuffled[: data.draw(st.sampled_from([1, 2, 299, 300, 301, 499, 500, 501, _MANY - 1, _MANY]))]
    staying = shuffled[len(ids) :]
    before = data.draw(st.sampled_from([None, *staying[:1]]))
    expected = _expected(before_all, ids, before)
    change = large.store.move("p", ids, before)
    assert large.orders() == [expected] * 3
    assert [slot.id for slot in change.slots] == ids
    assert list(change.positions) == [expected.index(sid) for sid in ids]
    if change.id:
        large.store.undo("p")
        assert large.orders() == [before_all] * 3
        large.beside.redo("p")
        assert large.orders() == [expected] * 3
    large.order = expected


def test_turning_the_whole_order_around_reads_no_slot_again(large: _Store) -> None:
    """What a move does is known in memory: one statement writes the ranks, none reads the pool, one commit."""
    large.store.page("p", 0, _MANY)
    large.statements.clear()
    large.order.reverse()
    large.store.move("p", large.order, None)
    told = [text.split(" ")[0] for text in large.statements]
    assert not [text for text in large.statements if text.startswith("SELECT id, image")]
    assert (told.count("UPDATE"), told.count("COMMIT")) == (1, 1)
    assert large.orders() == [large.order] * 3


def test_moving_one_slot_arranges_that_one_alone(large: _Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs the same in any pool: the others in memory stay where they are."""
    arranged: list[object] = []
    rearranged = Snapshot.rearranged
    monkeypatch.setattr(Snapshot, "rearranged", lambda now, ranks: arranged.append(ranks) or rearranged(now, ranks))
    large.store.move("p", large.order[:1], large.order[5])
    large.order = _expected(large.order, large.order[:1], large.order[5])
    assert arranged == []
    assert large.orders() == [large.order] * 3
    large.order.reverse()
    large.store.move("p", large.order, None)
    assert len(arranged) == 1


def test_a_change_after_a_large_move_is_seen(large: _Store) -> None:
    """The state in memory after a move is whole: labels, files and places of the slots are found in it."""
    large.order.reverse()
    large.store.move("p", large.order, None)
    sid = large.order[3]
    large.store.label("p", sid, "after")
    found = large.store.at("p", 3)
    assert found is not None
    assert (found[0].id, found[0].label, found[1]) == (sid, "after", 3)
    assert large.beside.at("p", 3) == found


def test_many_adds_are_read_one_by_one_only_where_that_is_quicker(large: _Store) -> None:
    """Adding a few dozens to a large pool does not read all of it again."""
    large.store.page("p", 0, _MANY)
    large.statements.clear()
    added = large.store.add("p", large._images(30)).slots
    large.order += [slot.id for slot in added]
    assert not [text for text in large.statements if "WHERE removed IS NULL" in text]
    assert large.orders() == [large.order] * 3
    large.store.remove("p", [slot.id for slot in added])
    large.order = large.order[:-30]


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=12, unique=True), st.data())
def test_a_rearranged_snapshot_is_as_if_read_anew(ranks: list[int], data: st.DataObject) -> None:
    """Same slots, ids, ranks, places and files as a snapshot of the new rows; the old one is untouched."""
    rows = [_row(number, rank) for number, rank in enumerate(sorted(ranks))]
    old = Snapshot("p", rows)
    moved = data.draw(st.dictionaries(st.sampled_from([row[0] for row in rows]), st.integers(2**62 + 1, 2**63 - 1)))
    moved = {sid: rank for sid, rank in moved.items() if list(moved.values()).count(rank) == 1}
    fresh = Snapshot("p", sorted(((*row[:11], moved.get(row[0], row[11])) for row in rows), key=lambda row: row[11]))
    made = old.rearranged(moved)
    assert (list(made.slots), made.ids, made.ranks) == (list(fresh.slots), fresh.ids, fresh.ranks)
    assert made.positions(made.ids) == list(range(len(rows)))
    assert made.files() == fresh.files()
    made.drop(made.ids[0])
    assert old.ids == [row[0] for row in rows]
    assert old.files() == fresh.files()


def _row(number: int, rank: int) -> tuple[Any, ...]:
    sid = f"img_{number}"
    return (sid, f"{sid}.png", None, "", 0, 1, 1, "", "", 0, 0, rank)


def test_slots_that_are_gone_are_left_out_of_places() -> None:
    """`live` gives those that are there, in the order asked for; `positions` of what is not there is a `KeyError`."""
    snapshot = Snapshot("p", [_row(number, number) for number in range(3)])
    assert list(snapshot.live(["img_2", "img_9", "img_0"])) == ["img_2", "img_0"]
    assert snapshot.positions(["img_2", "img_0"]) == [2, 0]
    with pytest.raises(KeyError):
        snapshot.positions(["img_9"])
    assert snapshot.slots.at([1]) == (Slot(id="img_1", image="img_1.png", width=1, height=1),)


@given(st.lists(st.tuples(st.text(max_size=3), st.none() | st.text(max_size=3), st.integers(-9, 9)), max_size=9))
def test_slots_of_rows_are_what_the_constructor_makes(rows: list[tuple[str, str | None, int]]) -> None:
    """Filled field by field they equal slots that were constructed, hash like them and cannot be changed either."""
    made = slots_of([(a, a, b, a, c, c, c, a, a, c, c, "a rank", "and more") for a, b, c in rows])
    assert made == [
        Slot(
            id=a, image=a, mask=b, label=a, added=c, width=c, height=c, image_tag=a, mask_tag=a,
            label_revision=c, mask_revision=c,
        )
        for a, b, c in rows
    ]  # fmt: skip
    assert all(hash(one) == hash(evolve(one)) for one in made)
    for one in made[:1]:
        with pytest.raises(FrozenInstanceError):
            one.label = "changed"  # type: ignore[misc]


def test_every_field_of_a_slot_is_filled() -> None:
    """A field that is added to `Slot` must be a column too."""
    assert tuple(one.name for one in fields(Slot)) == COLUMNS


@given(st.data())
def test_slots_are_made_once_whichever_are_asked_for(data: st.DataObject) -> None:
    """Pages, single places and several places give the same objects, in the order asked for."""
    rows = [_row(number, number) for number in range(8)]
    slots = LazySlots(rows)
    for _ in range(4):
        places = data.draw(st.lists(st.integers(0, 7), max_size=10))
        assert [slot.id for slot in slots.at(places)] == [f"img_{place}" for place in places]
        start, end = data.draw(st.tuples(st.integers(0, 9), st.integers(0, 9)))
        assert [id(slot) for slot in slots[start:end]] == [id(slots[place]) for place in range(start, min(end, 8))]


def test_a_large_move_of_an_image_that_is_gone_for_good_is_not_in_the_way_of_undo(large: _Store) -> None:
    """What expired takes every change with it that names it, so that what came before can still be undone."""
    sid = large.order[0]
    large.store.label("p", large.order[5], "undo me")
    large.store.move("p", [*large.order[1:], sid], None)
    gone = large.store.remove("p", [sid])
    large.store.empty_trash()
    change = large.store.undo("p")
    assert (change.reverts_kind, large.store.slot("p", large.order[5]).label) == ("labelled", "")
    assert change.reverts == gone.id - 2
    large.order = large.order[1:]
    assert large.orders() == [large.order] * 3
