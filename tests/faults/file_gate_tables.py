"""Gates: draft masks, kept answers, and runs that are parked."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import frozen

from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.core.contracts.gates import Gate, GateAnswer, GateKind, GateState
from penstock.core.files import Files
from penstock.plugins.gates.kept_answers import KeptAnswers
from penstock.plugins.gates.masks import MaskDrafts
from penstock.plugins.gates.parked_store import DiskParkedRuns

from ..unit.plugins.gates.parked_world import ParkedWorld, graph, picture
from .file_tables import Process, Step, Table, single

A, B = "a" * 32, "b" * 32
_LEVELS: Final = np.full((2, 4), 200, np.uint8)


@frozen
class _Places:
    """What people did at places of gates before and have not sent, and what they answered."""

    masks: MaskDrafts
    answers: KeptAnswers


def _open_places(folder: Path, calls: FaultyCalls) -> Process:
    files = Files(calls)
    return Process(_Places(MaskDrafts(folder / "masks", files, 0), KeptAnswers(folder / "answers", files, 0)), calls)


def _keep(place: str, route: int) -> Step:
    gate = Gate(token="t", kind=GateKind.IMAGE, title="Gate", state=GateState.ANSWERED, place=place)
    return lambda made: made.answers.keep(place, gate, GateAnswer(route=route), "0" * 64)


def _paint(place: str, level: int) -> Step:
    return lambda made: made.masks.save(place, np.full((2, 4), level, np.uint8), 4, 2)


def _prepare_places(made: _Places) -> None:
    _paint(A, 100)(made)
    _keep(A, 1)(made)


def _seen_places(made: _Places) -> Any:
    drafts = {place: made.masks.draft(place, 4, 2) for place in (A, B)}
    answers = {place: made.answers.get(place) for place in (A, B)}
    return (
        {place: one.array.tobytes() for place, one in drafts.items() if one is not None},
        {place: one.answer.route for place, one in answers.items() if one is not None},
    )


def _go_on_with_places(made: _Places, found: Any) -> None:
    _paint(B, 7)(made)
    _keep(B, 9)(made)
    drafts, answers = _seen_places(made)
    assert (drafts.get(A), answers.get(A)) == (found[0].get(A), found[1].get(A))
    assert answers[B] == 9


PLACES: Final = Table(
    name="gates",
    start=_open_places,
    prepare=_prepare_places,
    seen=_seen_places,
    go_on=_go_on_with_places,
    operations=single(
        {
            "paint a mask": _paint(B, 50),
            "paint over a mask": _paint(A, 50),
            "clear a mask": lambda made: made.masks.clear(A),
            "keep an answer": _keep(B, 2),
            "keep another answer": _keep(A, 2),
            "forget an answer": lambda made: made.answers.forget(A),
        }
    ),
)

# --- parked runs ------------------------------------------------------------------------------------------------------

_RUNS: Final = ("p1", "p2", "p3", "p4", "p5")


@frozen
class _Parked:
    """Runs that are parked, and the queue that runs nothing."""

    world: ParkedWorld
    store: DiskParkedRuns


def _open_parked(folder: Path, calls: FaultyCalls) -> Process:
    world = ParkedWorld(folder, prompt=graph("a>g1 g1>o1 g2>o2"))
    return Process(_Parked(world, world.start(calls=calls)), calls)


def _token(run: str, node: str = "g1") -> str:
    return f"t_{run}_{node}_0"


def _park(run: str, node: str = "g1") -> Step:
    return lambda made: made.world.park(made.store, node, prompt_id=run)


def _answer(run: str) -> Step:
    return lambda made: made.world.answer(made.store, _token(run), route=2, mask=np.ones((3, 4), np.float32))


def _prepare_parked(made: _Parked) -> None:
    for run in _RUNS:
        _park(run)(made)


def _seen_parked(made: _Parked) -> Any:
    """What a person sees of the open gates, each with its candidates."""
    found = made.store.open()
    for one in found:
        assert np.array_equal(made.store.images(one.token), picture(one.token))
    return sorted((one.token, one.has_mask, one.decided and one.decided.route) for one in found)


def _go_on_with_parked(made: _Parked, found: Any) -> None:
    _park("p8")(made)
    assert len(_seen_parked(made)) == len(found) + 1


PARKED: Final = Table(
    name="parked gates",
    start=_open_parked,
    prepare=_prepare_parked,
    seen=_seen_parked,
    go_on=_go_on_with_parked,
    late=frozenset({"drop", "discard"}),
    once=frozenset({"drop", "discard"}),
    operations=single(
        {
            "park": _park("p9"),
            "park a second": _park("p1", "g2"),
            "drop": lambda made: made.store.drop(_token("p2")),
            "answer": _answer("p3"),
            "discard": lambda made: made.store.discard(_token("p4")),
            "note a mask": lambda made: made.store.set_mask(_token("p5"), has_mask=True, mask_revision=3),
        }
    ),
)
