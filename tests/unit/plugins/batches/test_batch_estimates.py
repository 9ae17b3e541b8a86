"""How long a batch will take: as long as cells that must do their work."""

from penstock.adapters.testing.batch_house import BatchHouse


def test_a_plan_takes_what_is_usual_for_its_document(own: BatchHouse) -> None:
    """Nothing is said where nothing is known."""
    asked = own.plan()
    total = own.batches.preview(asked).total
    assert own.batches.preview(asked).seconds is None
    own.runs.usual = 5.0
    assert own.batches.preview(asked).seconds == 5.0 * total


def test_cells_that_were_cached_do_not_shorten_what_is_left(own: BatchHouse) -> None:
    """What is left takes what the others took; what is usual while all were cached."""
    made = own.start(6)
    own.runs.usual = 5.0
    own.runs.end(made.id, 0, seconds=0.1)
    assert own.batches.get(made.id).seconds_left == 25.0
    own.runs.end(made.id, 1, seconds=8)
    assert own.batches.get(made.id).seconds_left == 32.0
