"""What ran, as a table (CSV) and as JSON: pieces of text, one after the other, however many cells there are."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from ....core.contracts.batches import Batch
from ....core.contracts.runs import Run, Runs
from ....core.exact_numbers import exact_values
from ....core.wire import encode
from ..batch_shapes import batch_shape

_PAGE: Final = 1000
_YEAR_10000: Final = 253_402_300_800_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What makes a spreadsheet take a text for a formula, at its beginning."""


def cells_csv(batch: Batch, runs: Runs) -> Iterator[str]:
    """A line for each cell, by place. Text that a spreadsheet would take for a formula has an apostrophe before it."""
    columns = _columns(batch)
    names = [f"{title} ({address})" if title else address for address, title in columns.items()]
    yield _line(["place", "run", "status", *map(_safe, names), *_AFTER])
    for run in _cells(batch, runs):
        values = [_safe(run.values.get(address)) for address in columns]
        yield _line([run.place, run.id, run.status.value, *values, *_after(run)])


def cells_json(batch: Batch, runs: Runs) -> Iterator[str]:
    """`{"batch": …, "cells": […]}`, the cells by place."""
    yield f'{{"batch": {json.dumps(encode(batch_shape(batch)))}, "cells": ['
    comma = ""
    for run in _cells(batch, runs):
        yield comma + "\n" + json.dumps(_cell(run))
        comma = ","
    yield "\n]}\n"


_AFTER: Final = ("seconds", "started", "ended", "server", "attempt", "outputs", "error")


def _columns(batch: Batch) -> dict[str, str]:
    """The addresses that vary, with the titles of their axes."""
    found = {address: axis.title for group in batch.groups for axis in group for address in axis.addresses}
    seeds = batch.plan.seeds if batch.plan is not None else ()
    return {**found, **{rule.key: "" for rule in seeds}}


def _cells(batch: Batch, runs: Runs) -> Iterator[Run]:
    first = 0
    while found := runs.cells(batch.id, first=first, limit=_PAGE):
        yield from found
        first = found[-1].place + 1


def _after(run: Run) -> list[Any]:
    outputs = "; ".join(output.name or output.text for output in run.outputs)
    error = run.error.message if run.error is not None else ""
    return [
        _seconds(run),
        _time(run.started),
        _time(run.ended),
        _safe(run.server),
        run.attempt,
        _safe(outputs),
        _safe(error),
    ]


def _cell(run: Run) -> dict[str, Any]:
    return {
        "place": run.place,
        "run": run.id,
        "status": run.status.value,
        "values": exact_values(run.values),
        "parameters_used": None if run.parameters_used is None else exact_values(run.parameters_used),
        "seconds": _seconds(run),
        "started": run.started,
        "ended": run.ended,
        "server": run.server,
        "prompt_id": run.prompt_id,
        "attempt": run.attempt,
        "outputs": encode(run.outputs),
        "error": None if run.error is None else encode(run.error),
    }


def _seconds(run: Run) -> float | None:
    return None if run.started is None or run.ended is None else (run.ended - run.started) / 1000


def _time(wall_ms: int | None) -> str:
    """A time as text; empty where a server's clock said one that no calendar has."""
    if wall_ms is None or not 0 <= wall_ms < _YEAR_10000:
        return ""
    return datetime.fromtimestamp(wall_ms / 1000, UTC).isoformat(timespec="milliseconds")


def _safe(value: Any) -> Any:
    """A value in a table: numbers as they are, text that begins like a formula as text."""
    if value is None or isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(values: list[Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(values)
    return written.getvalue()
