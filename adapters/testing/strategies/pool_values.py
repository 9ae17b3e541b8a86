"""Pools, their slots and changes, profiles. The store of a `PoolStorage` is none: bring one of your own."""

from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ....core.contracts.pool_storage import PoolStorage
from ....core.contracts.pools import (
    AddResult,
    Candidate,
    Change,
    ChangeKind,
    NewImage,
    Pool,
    PoolOrder,
    Refusal,
    Slot,
    SlotPage,
)
from ....core.contracts.profiles import Profile, ProfileImport
from ....core.events.pools import SlotsReordered
from . import scalars
from .building import built, of
from .meanings import Strategy


def slots(**fields: Strategy) -> st.SearchStrategy[Slot]:
    """Slots: a mask has a tag, and there is none without the other."""
    return of(Slot, **fields)


def pools(**fields: Strategy) -> st.SearchStrategy[Pool]:
    """States of pools: one slot is selected unless the pool is empty, and stands in it."""
    return of(Pool, **fields)


def profiles(**fields: Strategy) -> st.SearchStrategy[Profile]:
    """Named pools."""
    return of(Profile, **fields)


def candidates(**fields: Strategy) -> st.SearchStrategy[Candidate]:
    """What plugins that admit slots are asked about; no file is there."""
    return of(Candidate, **fields)


def refusals(**fields: Strategy) -> st.SearchStrategy[Refusal]:
    """Answers of such a plugin."""
    return of(Refusal, **fields)


def changes(**fields: Strategy) -> st.SearchStrategy[Change]:
    """Changes of pools: as many positions as slots."""
    return of(Change, **fields)


def _slot() -> st.SearchStrategy[Slot]:
    number = st.integers(1, 9_999)
    tag = scalars.revisions()

    def made(slot: Slot, number: int, mask_tag: str) -> Slot:
        mask = f"img_{number:04d}.{slot.mask_revision or 1}.mask.png" if mask_tag else None
        return evolve(slot, id=f"img_{number:04d}", image=f"img_{number:04d}.png", mask=mask, mask_tag=mask_tag)

    return st.builds(made, built(Slot, label=scalars.texts(), image_tag=tag), number, st.just("") | tag)


@st.composite
def _pool(draw: st.DrawFn) -> Pool:
    pool = draw(built(Pool, selected=st.none(), position=st.just(0), count=scalars.counts(50)))
    if pool.count:
        place = draw(st.integers(0, pool.count - 1))
        pool = evolve(pool, selected=f"img_{place + 1:04d}", position=place)
    return pool


@st.composite
def _page(draw: st.DrawFn) -> SlotPage:
    found = draw(st.lists(slots(), max_size=3, unique_by=lambda slot: slot.id))
    start = draw(scalars.counts(20))
    more = draw(scalars.counts(20))
    return SlotPage(pool=_of_count(draw(pools()), start + len(found) + more), start=start, slots=tuple(found))


@st.composite
def _order(draw: st.DrawFn) -> PoolOrder:
    ids = draw(scalars.unique(scalars.ids(), most=4))
    pool = _of_count(draw(pools()), len(ids))
    return PoolOrder(pool=evolve(pool, selected=ids[pool.position] if ids else None), slots=ids)


def _of_count(pool: Pool, count: int) -> Pool:
    if not count:
        return evolve(pool, count=0, selected=None, position=0)
    place = min(pool.position, count - 1)
    return evolve(pool, count=count, selected=f"img_{place + 1:04d}", position=place)


@st.composite
def _change(draw: st.DrawFn) -> Change:
    found = draw(st.lists(slots(), max_size=3, unique_by=lambda slot: slot.id))
    positions = draw(st.lists(scalars.counts(20), min_size=len(found), max_size=len(found), unique=True))
    undone = draw(scalars.maybe(st.tuples(scalars.counts(), st.sampled_from(ChangeKind))))
    kind = draw(st.sampled_from(ChangeKind))
    return Change(
        id=draw(scalars.counts()),
        kind=kind,
        pool=draw(pools()),
        slots=tuple(found),
        positions=tuple(positions),
        before=draw(scalars.maybe(scalars.ids())) if kind is ChangeKind.MOVED else None,
        reverts=None if undone is None else undone[0],
        reverts_kind=None if undone is None else undone[1],
    )


def _reordered() -> st.SearchStrategy[SlotsReordered]:
    def placed(event: SlotsReordered, start: int) -> SlotsReordered:
        return evolve(event, positions=tuple(range(start, start + len(event.slot_ids))))

    ids = scalars.unique(scalars.ids(), least=1)
    return st.builds(placed, built(SlotsReordered, slot_ids=ids), scalars.counts(20))


def _added() -> st.SearchStrategy[AddResult]:
    error = st.fixed_dictionaries({"code": scalars.identifiers(), "message": scalars.words()})
    stored = built(AddResult, slot=slots(), position=scalars.counts(20), error=st.none())
    return stored | built(AddResult, slot=st.none(), position=st.none(), error=error)


def _storage() -> st.SearchStrategy[PoolStorage]:
    def kept(title: str, ids: frozenset[str], look_every: float) -> PoolStorage:
        nowhere: Any = object()
        return PoolStorage(store=nowhere, title=title, ids=lambda: ids, look_every=look_every)

    return st.builds(kept, scalars.words(), st.frozensets(scalars.ids(), max_size=3), st.floats(0.4, 60))


def rules() -> dict[type, Any]:
    """What holds of several fields together."""
    return {
        Slot: _slot,
        Pool: _pool,
        SlotPage: _page,
        PoolOrder: _order,
        Change: _change,
        SlotsReordered: _reordered,
        AddResult: _added,
        NewImage: lambda: built(NewImage, extra=st.just(""), image_tag=st.just("")),
        PoolStorage: _storage,
        Profile: lambda: built(Profile, name=scalars.words()),
        ProfileImport: lambda: built(ProfileImport, count=scalars.counts(100), left_out=scalars.counts(100)),
    }
