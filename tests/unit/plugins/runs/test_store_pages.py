"""Lists of runs: in order, page by page, each run once, whatever is asked for."""

from collections.abc import Iterator

import pytest

from penstock.adapters.testing.run_house import RunHouse, ended
from penstock.core.contracts.runs import Run, RunFilter, RunStatus
from penstock.core.errors import Invalid
from penstock.plugins.runs import store_reading


def walked(house: RunHouse, which: RunFilter, limit: int, *, oldest_first: bool = False) -> Iterator[Run]:
    """All pages, one after the other."""
    after = ""
    while True:
        page = house.store.page(which, limit=limit, after=after, oldest_first=oldest_first)
        assert len(page.runs) <= limit
        yield from page.runs
        if not (after := page.next):
            return


@pytest.fixture
def filled(house: RunHouse) -> RunHouse:
    """Runs of two workflows and of none, in a batch and out of it, of many statuses."""
    house.store.add(house.new(title="Mill", workflow="m", values={"6.text": "A Fox 100%"}), count=5)
    cells = [(place, {"3.seed": place}) for place in range(6)]
    house.store.add_cells("b", house.new(title="Täle", workflow="t", values={"6.text": "ÜNDER the_snow"}), cells)
    house.store.add(house.new(title="Loose"), count=3)
    for status in (RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.COMPLETED):
        house.store.end(house.claim().lease, ended(status, outputs=int(status is RunStatus.COMPLETED)))
    house.store.started(house.claim().lease, 1)
    house.store.delete(next(walked(house, RunFilter(statuses=(RunStatus.FAILED,)), 1)).id)
    for _ in range(2):
        house.store.end(house.claim().lease, ended(outputs=1))
    return house


def fits(run: Run, which: RunFilter) -> bool:
    """What a filter means, word by word."""
    text = "\n".join([run.title, *(str(value) for value in run.values.values())]).casefold()
    return (
        (not which.statuses or run.status in which.statuses)
        and (which.batch is None or run.batch == which.batch)
        and (not which.workflow or run.workflow == which.workflow)
        and (not which.with_outputs or bool(run.outputs))
        and all(word in text for word in which.search.casefold().split())
    )


FILTERS = {
    "all": RunFilter(),
    "queued": RunFilter(statuses=(RunStatus.QUEUED,)),
    "two statuses": RunFilter(statuses=(RunStatus.COMPLETED, RunStatus.RUNNING)),
    "batch": RunFilter(batch="b"),
    "no batch": RunFilter(batch=""),
    "queued of a batch": RunFilter(batch="b", statuses=(RunStatus.QUEUED,)),
    "workflow": RunFilter(workflow="m"),
    "outputs": RunFilter(with_outputs=True),
    "outputs of a batch": RunFilter(batch="b", with_outputs=True),
    "outputs of a workflow": RunFilter(workflow="m", with_outputs=True, statuses=(RunStatus.COMPLETED,)),
    "search": RunFilter(search="FOX mill"),
    "search shared": RunFilter(search="ünder täle"),
    "search a seed of a batch": RunFilter(search="3", batch="b"),
    "search literally": RunFilter(search="100%"),
    "search no pattern": RunFilter(search="the%snow"),
    "search an underscore": RunFilter(search="e_s"),
    "search a status": RunFilter(search="fox", statuses=(RunStatus.RUNNING,)),
    "nothing": RunFilter(workflow="none", search="\0 \ud800"),
}


@pytest.mark.parametrize("oldest_first", [False, True], ids=["newest", "oldest"])
def test_each_run_that_fits_comes_once_in_order(
    filled: RunHouse, oldest_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pages of any size, and where a search looks at few rows at once."""
    everything = list(walked(filled, RunFilter(), 1000, oldest_first=oldest_first))
    assert len(everything) == 13
    monkeypatch.setattr(store_reading, "MOST_SEARCHED", 4)
    for name, which in FILTERS.items():
        wanted = [run for run in everything if fits(run, which)]
        assert wanted or name in ("nothing", "search no pattern"), name
        for limit in (2, 50):
            found = list(walked(filled, which, limit, oldest_first=oldest_first))
            assert [run.id for run in found] == [run.id for run in wanted], (name, limit)
            assert found == wanted


def test_a_page_does_not_change_where_runs_come_meanwhile(filled: RunHouse) -> None:
    """New ones are before the first page: the next page goes on where the last one ended."""
    first = filled.store.page(RunFilter(), limit=4)
    rest = list(walked(filled, RunFilter(), 100))[4:]
    filled.store.add(filled.new(), count=3)
    assert list(filled.store.page(RunFilter(), limit=100, after=first.next).runs) == rest


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "٣", "9" * 30, " 1"])
def test_a_page_that_begins_nowhere_is_refused(house: RunHouse, after: str) -> None:
    """What is no `next` of another page."""
    with pytest.raises(Invalid):
        house.store.page(RunFilter(), limit=5, after=after)
