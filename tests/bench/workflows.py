"""W1 and B1: a workflow of many nodes as a form, and a batch of 10,000 cells planned and stored."""

import itertools
import json
from collections.abc import Callable, Iterator
from functools import partial

from bench.table import Row, Wanted, count
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.adapters.testing.workflow_house import WorkflowHouse, page
from penstock.core.contracts.batches import Axis

NODES = 500
CELLS = 10_000


def w1(bench: Bench) -> Iterator[Row]:
    """The parameters of a workflow as ComfyUI's page saves it, found anew each time."""
    house = WorkflowHouse(bench.fresh("workflows"))
    document = large_page(NODES)
    found = len(house.workflows.form_in(document).parameters)
    yield count("W1", f"parameters found in a workflow of {NODES} nodes", found, Wanted(3 * NODES, 3 * NODES))
    forms = Contender(run=house.workflows.form_in, prepare=partial(_renamed, document, itertools.count()))
    series = interleaved({"form": forms}, rounds=bench.size(7, 3))["form"]
    house.close()
    yield count("W1", f"ms for the form of a workflow of {NODES} nodes", series.best * 1000, Wanted(at_most=250))


def _renamed(document: bytes, numbers: Iterator[int]) -> bytes:
    """The same under another id, so that no form of it is known."""
    return document.replace(b'"many"', f'"many{next(numbers)}"'.encode())


def large_page(nodes: int) -> bytes:
    """So many samplers side by side."""
    made = page("many")
    (sampler,) = made["nodes"]
    return json.dumps({**made, "nodes": [{**sampler, "id": number} for number in range(1, nodes + 1)]}).encode()


def b1(bench: Bench) -> Iterator[Row]:
    """From what somebody asks for to a plan that was checked, and to a batch that is stored."""
    house = BatchHouse(bench.fresh("planning"))
    seeds = Axis(keys=("seed",), values=tuple(range(CELLS // 100)))
    plan = house.plan(seeds, Axis(keys=("steps",), values=tuple(range(1, 101))))
    planned = _once(bench, partial(house.batches.preview, plan, limit=100))
    started = _once(bench, partial(house.batches.start, plan))
    house.close()
    yield count("B1", f"seconds to plan {CELLS:,} cells", planned, Wanted(at_most=2))
    yield count("B1", f"seconds to plan and start {CELLS:,} cells, runs in memory", started, Wanted(at_most=2))


def _once(bench: Bench, work: Callable[[], object]) -> float:
    """Seconds at best; a batch more is started with each round."""
    return interleaved({"it": Contender(run=work)}, rounds=bench.size(4, 2))["it"].best


GOALS = {"W1": w1, "B1": b1}
