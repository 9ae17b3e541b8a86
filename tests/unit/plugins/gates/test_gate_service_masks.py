"""Masks at a gate: drafts that stick, masks that come with the answer, and what does not fit."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from penstock.core.contracts.gates import GateAnswer, GateKind
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import Conflict, Invalid, PenstockError

from .gate_world import Run, World

PAINTED = np.ones((3, 4), np.float32)


def test_a_draft_goes_with_the_answer_and_is_there_in_the_next_run(world: World) -> None:
    """Sticky until it is cleared; every tab sees it and its revision."""
    gate, waiting = world.arm()
    assert (gate.has_mask, world.service.mask_png(gate.token)) == (False, None)
    changed = world.service.set_mask(gate.token, world.mask())
    assert changed.has_mask
    assert changed.mask_revision > gate.mask_revision
    assert world.service.get(gate.token) == changed
    png = world.service.mask_png(gate.token)
    assert png is not None
    assert png.startswith(b"\x89PNG")
    answered = world.service.answer(gate.token, GateAnswer(route=1))
    assert answered.decided is not None
    assert answered.decided.masked
    assert np.array_equal(waiting.result(10).mask, PAINTED)
    again, waiting = world.arm()
    assert (again.has_mask, again.mask_revision) == (True, changed.mask_revision)
    world.service.answer(again.token, GateAnswer(route=1))
    assert np.array_equal(waiting.result(10).mask, PAINTED)


def test_clearing_takes_the_draft_away_for_good(world: World) -> None:
    """The revision grows, so that no tab shows the old one."""
    gate, _ = world.arm()
    painted = world.service.set_mask(gate.token, world.mask())
    cleared = world.service.set_mask(gate.token, None)
    assert not cleared.has_mask
    assert cleared.mask_revision > painted.mask_revision
    assert world.service.mask_png(gate.token) is None
    world.service.answer(gate.token, GateAnswer(route=1))
    again, waiting = world.arm()
    assert not again.has_mask
    world.service.answer(again.token, GateAnswer(route=1))
    assert waiting.result(10).mask is None


def test_a_mask_that_comes_with_the_answer_is_used_and_sticks(world: World) -> None:
    """One request: no gap in which the answer is there and its mask is not."""
    gate, waiting = world.arm()
    world.service.answer(gate.token, GateAnswer(route=1), mask=world.mask(level=51))
    mask = waiting.result(10).mask
    assert mask.dtype == np.float32
    assert np.allclose(mask, 0.2)
    assert world.arm()[0].has_mask


def test_clear_mask_leaves_the_draft_out_of_this_answer(world: World) -> None:
    """And in place for the next run."""
    gate, waiting = world.arm()
    world.service.set_mask(gate.token, world.mask())
    answered = world.service.answer(gate.token, GateAnswer(route=1, clear_mask=True))
    assert answered.decided is not None
    assert not answered.decided.masked
    assert waiting.result(10).mask is None
    assert world.arm()[0].has_mask


def test_an_empty_mask_with_the_answer_is_none(world: World) -> None:
    """Nothing is painted: no mask went along, and the draft is gone."""
    gate, waiting = world.arm()
    world.service.set_mask(gate.token, world.mask())
    answered = world.service.answer(gate.token, GateAnswer(route=1), mask=world.mask(level=0))
    assert answered.decided is not None
    assert not answered.decided.masked
    assert waiting.result(10).mask is None
    assert not world.arm()[0].has_mask


def test_masks_that_do_not_fit_leave_gate_and_draft_as_they_were(world: World, tmp_path: Path) -> None:
    """Another size, garbage: 422 with the field, for the draft and for the answer."""
    gate, waiting = world.arm()
    before = world.service.set_mask(gate.token, world.mask())
    garbage = tmp_path / "garbage.upload"
    garbage.write_bytes(b"MZ this is no image")
    for wrong in (world.mask(width=16, height=4), Upload(path=garbage, size=19)):
        with pytest.raises(Invalid) as error:
            world.service.answer(gate.token, GateAnswer(route=1), mask=wrong)
        assert error.value.field == "mask"
        with pytest.raises(Invalid):
            world.service.set_mask(gate.token, wrong)
    assert world.service.get(gate.token) == before
    world.service.answer(gate.token, GateAnswer(route=2))
    assert np.array_equal(waiting.result(10).mask, PAINTED)


def test_an_answer_that_does_not_fit_keeps_its_mask_out(world: World) -> None:
    """Bad input changes nothing, the draft included."""
    gate, _ = world.arm()
    with pytest.raises(Invalid):
        world.service.answer(gate.token, GateAnswer(route=9), mask=world.mask())
    assert world.service.mask_png(gate.token) is None


def test_the_draft_is_resized_where_the_aspect_agrees_and_left_out_where_not(world: World) -> None:
    """The next image may have another size; the stored mask stays until it is replaced."""
    gate, _ = world.arm()
    world.service.answer(gate.token, GateAnswer(route=1), mask=world.mask())
    twice, waiting = world.arm(images=np.zeros((1, 6, 8, 3), np.float32))
    assert twice.has_mask
    world.service.answer(twice.token, GateAnswer(route=1))
    assert waiting.result(10).mask.shape == (6, 8)
    square, waiting = world.arm(images=np.zeros((1, 8, 8, 3), np.float32))
    assert not square.has_mask
    world.service.answer(square.token, GateAnswer(route=1))
    assert waiting.result(10).mask is None
    assert world.arm()[0].has_mask


def test_other_nodes_and_other_workflows_have_masks_of_their_own(world: World) -> None:
    """A place is a node in its workflow."""
    gate, _ = world.arm()
    world.service.set_mask(gate.token, world.mask())
    assert not world.arm(Run(node_id="8"))[0].has_mask
    assert not world.arm(Run(prompt_id="p3", extra_pnginfo={"workflow": {"id": "w2"}}))[0].has_mask
    assert world.arm(Run(prompt_id="p4"))[0].has_mask


@pytest.mark.parametrize("kind", [GateKind.CHOOSER, GateKind.TEXT])
def test_other_kinds_take_no_mask(world: World, kind: GateKind) -> None:
    """Neither as a draft nor with the answer."""
    given = {"text": "x"} if kind is GateKind.TEXT else {}
    gate, _ = world.arm(kind=kind, routes=(), **given)
    answer = GateAnswer(text="x") if kind is GateKind.TEXT else GateAnswer(selection=(0,))
    with pytest.raises(Invalid):
        world.service.set_mask(gate.token, world.mask())
    with pytest.raises(Invalid):
        world.service.answer(gate.token, answer, mask=world.mask())
    assert world.service.mask_png(gate.token) is None
    world.service.answer(gate.token, answer)


def test_a_gate_that_ended_takes_no_mask(world: World) -> None:
    """409 with how it ended."""
    gate, _ = world.arm()
    world.service.answer(gate.token, GateAnswer(route=1))
    for mask in (world.mask(), None):
        with pytest.raises(Conflict) as error:
            world.service.set_mask(gate.token, mask)
        assert isinstance(error.value.details["current"], dict)


def test_a_mask_that_cannot_be_stored_goes_along_all_the_same(world: World) -> None:
    """The answer counts with what came with it; only the next run starts without."""
    gate, waiting = world.arm()

    def full(*_arguments: object) -> None:
        raise PenstockError("The disk is full.")

    world.parts.drafts.save = full  # type: ignore[method-assign, assignment]
    assert world.service.answer(gate.token, GateAnswer(route=1), mask=world.mask()).decided is not None
    assert np.array_equal(waiting.result(10).mask, PAINTED)
    assert not world.arm()[0].has_mask


def test_an_answer_that_comes_too_late_leaves_the_draft_as_it_is(world: World) -> None:
    """The mask that sticks is that of the answer that counted, whoever sent another one in the same moment."""
    gate, waiting = world.arm()
    checked = world.parts.drafts.checked

    def slowly(*arguments: Any) -> Any:
        world.parts.drafts.checked = checked  # type: ignore[method-assign]
        world.service.answer(gate.token, GateAnswer(route=1), mask=world.mask(level=51))
        return checked(*arguments)

    world.parts.drafts.checked = slowly  # type: ignore[method-assign]
    with pytest.raises(Conflict):
        world.service.answer(gate.token, GateAnswer(route=2), mask=world.mask())
    assert np.allclose(waiting.result(10).mask, 0.2)
    again, waiting = world.arm()
    world.service.answer(again.token, GateAnswer(route=1))
    assert np.allclose(waiting.result(10).mask, 0.2)
