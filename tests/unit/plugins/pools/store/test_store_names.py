"""Ids of slots that nobody gave one: the file's stem, and a number where that is taken."""

from penstock.plugins.pools.store_names import slot_id


class Counted(set[str]):
    """Counts how often it is asked."""

    asked = 0

    def __contains__(self, value: object) -> bool:
        self.asked += 1
        return super().__contains__(value)


def test_an_id_is_the_stem_and_then_the_next_number() -> None:
    """As many slots as like may share an image; each id is the next one, and free."""
    taken: set[str] = set()
    for expected in ("img_0001", *(f"img_0001-{number}" for number in range(2, 40))):
        assert slot_id("img_0001.png", taken) == expected
        taken.add(expected)


def test_many_slots_of_one_image_cost_few_looks_each() -> None:
    """A manifest of a hundred thousand slots with one image opens: the next id is not counted up to."""
    taken = Counted({"a", *(f"a-{number}" for number in range(2, 100_000))})
    assert slot_id("a.png", taken) == "a-100000"
    assert taken.asked < 50


def test_an_id_is_free_wherever_there_are_gaps() -> None:
    """Numbers that others made up are never given twice."""
    taken = {"a", "a-2", "a-4", "a-8", "a-16"}
    assert slot_id("a.png", taken) not in taken
