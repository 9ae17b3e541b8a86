"""The judge of histories: what has no one order is found out."""

import pytest

from .real_histories import Event, check_order


def wrote(revision: int, begun: float, ended: float, saw: int | None = None) -> Event:
    """A write of the label `r<revision>`."""
    return Event("a", True, revision, f"r{revision}", begun, ended, saw)


def read(revision: int, begun: float, ended: float, label: str = "") -> Event:
    """A read of it."""
    return Event("a", False, revision, label or f"r{revision}", begun, ended)


def test_writes_and_reads_that_overlap_have_an_order() -> None:
    """Whoever overlaps a write may see what was before it or what it wrote."""
    history = [wrote(1, 0, 5), wrote(2, 1, 6, saw=1), read(1, 2, 7), read(2, 2, 3), wrote(3, 8, 9, saw=2)]
    assert check_order(history) == len(history)


@pytest.mark.parametrize(
    "history",
    [
        [wrote(1, 0, 1), wrote(3, 2, 3)],
        [wrote(1, 0, 1), wrote(1, 0, 1)],
        [wrote(1, 0, 1), wrote(2, 2, 3, saw=0)],
        [wrote(1, 0, 1), read(1, 2, 3, "other")],
        [wrote(1, 0, 1), wrote(2, 2, 3), read(1, 4, 5)],
        [wrote(2, 0, 1), wrote(1, 2, 3)],
    ],
    ids=["lost", "twice", "on top of another", "another label", "stale read", "against time"],
)
def test_what_has_no_order_is_found(history: list[Event]) -> None:
    """A lost write, one made twice or over an unseen one, a wrong or stale read, an order against time."""
    with pytest.raises(AssertionError):
        check_order(history)
