"""The engine's cache and the pool node: nothing stale, nothing run twice, whatever happens to the pools."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from penstock.adapters.standalone.engine import Engine
from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import ClientError
from penstock.core.nodes import INT, InputSpec, NodeSpec, OutputSpec

NUMBERS = itertools.count()
SINK = NodeSpec(
    id="TestSink",
    display_name="Sink",
    category="tests",
    is_output=True,
    inputs=tuple(InputSpec(id=name, type="*") for name in ("image", "mask", "index", "count", "label")),
    outputs=tuple(OutputSpec(id=f"{name}_out", type="*") for name in ("image", "mask", "index", "count", "label")),
    run=lambda _call, **inputs: tuple(inputs.values()),
)
NUMBER = NodeSpec(
    id="TestNumber",
    display_name="Number",
    category="tests",
    inputs=(InputSpec(id="value", type=INT, default=0, minimum=-1),),
    outputs=(OutputSpec(id="number", type=INT),),
    run=lambda _call, value: (value,),
)


@define
class Table:
    """A pool being changed, and the engine that runs graphs on it."""

    application: Application
    uploads: Path
    pool_id: str
    engine: Engine
    levels: Iterator[int] = field(factory=lambda: itertools.count(1))

    @property
    def pools(self) -> Pools:
        return self.application.services.get(Pools)

    def picture(self) -> Upload:
        path = self.uploads / f"{next(NUMBERS)}.upload"
        Image.new("L", (2, 2), next(self.levels) % 256).save(path, "PNG")
        return Upload(path=path)

    def slot(self, place: int) -> str:
        slots = self.pools.store.page(self.pool_id).slots
        return slots[place % len(slots)].id

    def graph(self, wiring: str, index: int) -> dict[str, Any]:
        grid: dict[str, Any] = {"index": index, "pool_id": self.pool_id}
        graph: dict[str, Any] = {"grid": {"class_type": "GridImagePool", "inputs": grid}}
        if wiring == "profile":
            grid.update(pool_id="someone_elses", profile=["profile", 0])
            graph["profile"] = {"class_type": "PoolProfile", "inputs": {"profile": "x", "profile_id": self.pool_id}}
        if wiring == "index":
            grid["index"] = ["number", 0]
            graph["number"] = {"class_type": "TestNumber", "inputs": {"value": index}}
        names = [one.id for one in SINK.inputs]
        links = {name: ["grid", place] for place, name in enumerate(names)}
        graph["sink"] = {"class_type": "TestSink", "inputs": links}
        return graph


def flat(values: tuple[Any, ...]) -> list[Any]:
    return [np.asarray(value).tolist() for value in values]


def expected(table: Table, index: int) -> list[Any]:
    """The outputs as they must be, from the store and the files alone."""
    store = table.pools.store
    found = store.at(table.pool_id, index)
    if found is None:
        return [[[[[0.0, 0.0, 0.0]]]], [[[0.0]]], 0, 0, ""]
    slot, place = found
    image = np.asarray(Image.open(store.image_path(table.pool_id, slot.id)).convert("RGB"), np.float32)[None] / 255
    mask_path = store.mask_path(table.pool_id, slot.id)
    mask = np.zeros((1, 2, 2), np.float32)
    if mask_path is not None:
        mask = np.asarray(Image.open(mask_path), np.float32)[None] / 255
    return flat((image, mask, place, store.pool(table.pool_id).count, slot.label))


OPERATIONS: dict[str, Callable[[Table, int], object]] = {
    "nothing": lambda table, n: None,
    "add": lambda table, n: table.pools.add(table.pool_id, [table.picture()]),
    "select": lambda table, n: table.pools.select(table.pool_id, table.slot(n)),
    "label": lambda table, n: table.pools.label(table.pool_id, table.slot(n), f"label {n}"),
    "move": lambda table, n: table.pools.move(table.pool_id, [table.slot(n)], None),
    "remove": lambda table, n: table.pools.remove(table.pool_id, [table.slot(n)]),
    "mask": lambda table, n: table.pools.set_mask(table.pool_id, table.slot(n), table.picture()),
    "clear": lambda table, n: table.pools.clear_mask(table.pool_id, table.slot(n)),
    "undo": lambda table, n: table.pools.undo(table.pool_id),
    "redo": lambda table, n: table.pools.redo(table.pool_id),
}


@pytest.fixture
def tables(penstock_application: Callable[..., Application], tmp_path: Path) -> Iterator[Callable[[], Table]]:
    application = penstock_application()
    engines: list[Engine] = []
    uploads = tmp_path / "uploads"
    uploads.mkdir()

    def lay() -> Table:
        nodes = [*application.nodes, SINK, NUMBER]
        engines.append(Engine(nodes, application.services, application.host.paths))
        return Table(application, uploads, f"pool{next(NUMBERS)}", engines[-1])

    yield lay
    for engine in engines:
        engine.stop()


@given(
    wiring=st.sampled_from(["own", "profile", "index"]),
    index=st.sampled_from([-1, 0, 1, 9]),
    steps=st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 3)), min_size=3, max_size=12),
)
def test_every_run_shows_the_pool_as_it_is(
    tables: Callable[[], Table], wiring: str, index: int, steps: list[tuple[str, int]]
) -> None:
    """After any operation a run gives what the pool holds, and a second run gives the same without running anything."""
    table = tables()
    table.pools.add(table.pool_id, [table.picture(), table.picture()])
    graph = table.graph(wiring, index)
    for name, number in steps:
        try:
            OPERATIONS[name](table, number)
        except (ClientError, ZeroDivisionError):
            continue  # an empty pool, nothing to undo
        first = table.engine.run(graph)
        assert first.ok, first.error
        assert flat(tuple(items[0] for items in first.outputs["sink"])) == expected(table, index)
        second = table.engine.run(graph)
        assert second.executed == ()
        assert flat(tuple(items[0] for items in second.outputs["sink"])) == expected(table, index)


def test_a_change_during_the_run_is_not_kept_under_the_old_state(tables: Callable[[], Table]) -> None:
    """Another slot is selected during the run, the first one afterwards: that is shown, not what was cached."""
    table = tables()
    table.pools.add(table.pool_id, [table.picture(), table.picture()], labels=["first", "second"])
    first, second = (slot.id for slot in table.pools.store.page(table.pool_id).slots)
    switch = NodeSpec(
        id="TestSwitch",
        display_name="Switch",
        category="tests",
        is_output=True,
        run=lambda _call: (table.pools.select(table.pool_id, second), ())[1],
    )
    application = table.application
    table.engine = Engine([*application.nodes, SINK, NUMBER, switch], application.services, application.host.paths)
    graph = {"a_switch": {"class_type": "TestSwitch", "inputs": {}}, **table.graph("own", -1)}
    run = table.engine.run(graph)
    assert run.executed.index("a_switch") < run.executed.index("grid")
    assert run.outputs["sink"][4] == ("second",)
    table.pools.select(table.pool_id, first)
    assert table.engine.run(graph).outputs["sink"][4] == ("first",)
