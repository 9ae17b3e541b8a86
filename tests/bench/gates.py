"""G1: from the answer to the node that goes on, what waiting costs, and whether Stop ends the right gate."""

import random
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from bench.baseline_gates import PERIOD, MessageBoard
from bench.gate_runs import GateRuns, gate_runs, question
from bench.table import Row, Wanted, count, ratio
from bench.workbench import Bench

from penstock.core.contracts.gates import GateAnswer

_ARMED = 100
"""Gates that wait at the same time."""


def g1(bench: Bench) -> Iterator[Row]:
    """Waking up, waiting, stopping."""
    with gate_runs(bench.fresh("gates")) as runs:
        yield from _waking(runs, bench.size(200, 20))
        yield from _idle(runs, bench.size(10.0, 2.0))
        yield from _stopping(runs, bench.size(40, 10))


def _waking(runs: GateRuns, times: int) -> Iterator[Row]:
    """Turn by turn; the baseline is answered at a random moment between two of its looks."""
    chance = random.Random(1)
    theirs, ours = [], []
    for number in range(times + 1):
        theirs.append(_baseline_wake(chance.random() * PERIOD))
        ours.append(_our_wake(runs))
        if not number:
            theirs.clear(), ours.clear()
    for name, of, wanted in (("median", 50, 200), ("99th percentile", 99, 100)):
        values = [_percentile(milliseconds, of) for milliseconds in (theirs, ours)]
        yield ratio("G1", f"answer to wake-up, {name} of {times}", *values, Wanted(at_least=wanted), "baseline", " ms")


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _baseline_wake(after: float) -> float:
    """Milliseconds."""
    board = MessageBoard()
    with ThreadPoolExecutor(1) as node:
        started = threading.Event()
        woke = node.submit(_timed_wait, board, started)
        started.wait()
        time.sleep(after)
        start = time.perf_counter_ns()
        board.post("7", 1)
        return (woke.result() - start) / 1e6


def _timed_wait(board: MessageBoard, started: threading.Event) -> int:
    started.set()
    board.wait("7")
    return time.perf_counter_ns()


def _our_wake(runs: GateRuns) -> float:
    """Milliseconds, from before the answer is checked, decided and told to the node that goes on."""
    woke = runs.ask(question())
    token = runs.opened()["token"]
    start = time.perf_counter_ns()
    runs.gates.answer(token, GateAnswer(text="a dog"))
    return (woke.result(60) - start) / 1e6


def _idle(runs: GateRuns, seconds: float) -> Iterator[Row]:
    """CPU time of the whole process while 100 gates of one run wait (a host runs one at a time), less that of rest."""
    rest = _busy(seconds)
    board = MessageBoard()
    with ThreadPoolExecutor(_ARMED) as nodes:
        waits = [nodes.submit(board.wait, str(number)) for number in range(_ARMED)]
        theirs = _busy(seconds) - rest
        for number in range(_ARMED):
            board.post(str(number), 1)
        wait(waits)
    for _ in range(_ARMED):
        runs.ask(question(), "a run")
        runs.opened()
    ours = _busy(seconds) - rest
    runs.end_all()
    what = f"CPU of {_ARMED} waiting gates, % of a core (the process at rest: {rest:.2g})"
    yield count("G1", what, ours, Wanted(at_most=0.2), f"{theirs:.3g}", "baseline")


def _busy(seconds: float) -> float:
    """Per cent of a core that this process uses while this thread sleeps."""
    time.sleep(0.5)  # whatever was started or ended comes to rest
    start = time.process_time_ns()
    time.sleep(seconds)
    return (time.process_time_ns() - start) / seconds / 1e7


def _stopping(runs: GateRuns, times: int) -> Iterator[Row]:
    """One of the two that wait, the older and the younger in turn."""
    theirs = sum(_baseline_stops_the_right_one(number % 2) for number in range(times))
    ours = sum(_ours_stops_the_right_one(runs, number % 2) for number in range(times))
    what = f"Stop with two gates waiting: right ones of {times}"
    yield count("G1", what, ours, Wanted(times, times), str(theirs), "baseline")


def _baseline_stops_the_right_one(which: int) -> bool:
    board = MessageBoard()
    with ThreadPoolExecutor(2) as nodes:
        waits = [nodes.submit(board.wait, node_id) for node_id in "79"]
        board.stop()  # pressed at one of them: the board does not say at which
        ended, _ = wait(waits, return_when=FIRST_COMPLETED)
        right = ended == {waits[which]}
        for node_id in "79":
            board.post(node_id, 1)
    return right


def _ours_stops_the_right_one(runs: GateRuns, which: int) -> bool:
    waits, tokens = [], []
    for _ in range(2):
        waits.append(runs.ask(question()))
        tokens.append(runs.opened()["token"])
    other = tokens[1 - which]
    runs.gates.stop(tokens[which])
    right = waits[which].result(60) == -1 and [gate.token for gate in runs.gates.open()] == [other]
    runs.gates.answer(other, GateAnswer(text="a dog"))
    return right and waits[1 - which].result(60) > 0


GOALS = {"G1": g1}
