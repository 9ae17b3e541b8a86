"""Orders by chance: each number once, always the same for the same key."""

import pytest

from penstock.plugins.batches.planning.permuting import Permutation

FIRST_OF_7 = [586368719551299, 2814873888259467, 8056581133451914]
TEN_OF_1 = [4, 1, 0, 7, 2, 3, 9, 8, 6, 5]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 16, 17, 255, 1000])
def test_every_number_stands_at_one_place(size: int) -> None:
    """Whatever the size is."""
    assert sorted(Permutation(size, 42).at(place) for place in range(size)) == list(range(size))


def test_what_a_key_gives_never_changes() -> None:
    """Batches that were planned by an older release keep their seeds and samples."""
    found = [Permutation(2**53, 7).at(place) for place in range(3)]
    assert found == FIRST_OF_7
    assert [Permutation(10, 1).at(place) for place in range(10)] == TEN_OF_1


def test_keys_give_different_orders() -> None:
    """Two of them hardly agree."""
    one, other = ([Permutation(1000, key).at(place) for place in range(1000)] for key in (1, 2))
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 20
