"""P1: how soon a gate opens in a page, and how many bytes that takes."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from attrs import evolve
from bench.baseline_gates import chooser_message, gate_message
from bench.gate_runs import GateRuns, gate_runs, question
from bench.pictures import photograph
from bench.table import Row, Wanted, faster, ratio
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.core.contracts.gates import GateKind

_PREVIEW = 768
"""Pixels a side, as the pages ask for."""
_SMALL = 256
"""Pixels a side of one picture of many."""
_MANY = 8


def p1(bench: Bench) -> Iterator[Row]:
    """One picture of two sizes, then a batch."""
    with gate_runs(bench.fresh("previews")) as runs:
        cases = [(1024, 12, 10, 5), (4096, 100, 300, 3)]
        for side, times, fewer, rounds in bench.size(cases, cases[:1]):
            images = _pictures(side, 1)
            yield from _opening(
                runs, f"gate on {side} x {side}", images, partial(gate_message, images), (times, fewer), rounds
            )
        yield from _choosing(runs, rounds=bench.size(5, 3))


def _opening(
    runs: GateRuns, what: str, images: Any, baseline: Callable[[], str], wanted: tuple[int, int], rounds: int
) -> Iterator[Row]:
    """From the node's call to the last byte that the page needs."""
    contenders = {
        "ours": Contender(run=lambda _ended: _opened(runs, images), prepare=runs.end_all, calls=2),
        "baseline": Contender(run=baseline),
    }
    series = interleaved(contenders, rounds=rounds)
    yield faster("P1", f"{what}: until it can be shown", series["baseline"], series["ours"], wanted[0])
    runs.end_all()
    sizes = len(baseline()) / 1e3, _opened(runs, images) / 1e3
    yield ratio("P1", f"{what}: bytes", *sizes, Wanted(at_least=wanted[1]), "baseline", " kB")
    runs.end_all()


def _opened(runs: GateRuns, images: Any) -> int:
    """Bytes of the message and of the preview that the page asks for then."""
    runs.ask(question(images))
    gate = runs.opened()
    return len(json.dumps(gate)) + len(runs.gates.picture(gate["token"], 0, _PREVIEW))


def _choosing(runs: GateRuns, rounds: int) -> Iterator[Row]:
    images = _pictures(1024, _MANY)
    contenders = {
        "ours": Contender(run=lambda _ended: _chooser_opened(runs, images), prepare=runs.end_all),
        "baseline": Contender(run=partial(chooser_message, images, _SMALL)),
    }
    series = interleaved(contenders, rounds=rounds)
    what = f"chooser of {_MANY} of 1024 x 1024: until it can be shown"
    yield faster("P1", what, series["baseline"], series["ours"], 3)
    runs.end_all()


def _chooser_opened(runs: GateRuns, images: Any) -> None:
    """One picture after the other, so that free cores make no difference; a server makes several at a time."""
    runs.ask(evolve(question(images), kind=GateKind.CHOOSER, routes=()))
    token = runs.opened()["token"]
    for index in range(_MANY):
        runs.gates.picture(token, index, _SMALL)


def _pictures(side: int, many: int) -> Any:
    """IMAGE `[many,side,side,3]`: four photographs, again and again."""
    import numpy as np

    made = [np.asarray(photograph(side, seed), np.float32) / 255 for seed in range(1, min(many, 4) + 1)]
    return np.stack([made[number % len(made)] for number in range(many)])


GOALS = {"P1": p1}
