"""Async calls that end after their run was stopped leave no complaint behind."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.standalone.engine import Engine, RunStatus
from penstock.adapters.standalone.engine.interrupt import Interrupt
from penstock.core.nodes import INT, Interrupted, NodeCall, NodeSpec, OutputSpec


def test_a_call_that_ends_when_its_run_is_stopped_is_no_error_of_the_log(
    engine_of: Callable[..., Engine], caplog: pytest.LogCaptureFixture
) -> None:
    """As at a gate: the call stops the run and ends with it, and asyncio has nothing to say about its exception."""

    async def stopping(call: NodeCall) -> tuple[Any, ...]:
        await asyncio.sleep(0)  # the run waits for this call by now
        call.stop()
        await asyncio.sleep(0)
        raise Interrupted("The run was stopped at a gate.")

    node = NodeSpec(
        id="Stopping",
        display_name="Stopping",
        category="Test",
        run=stopping,
        outputs=(OutputSpec(id="number", type=INT),),
        is_output=True,
        not_idempotent=True,
    )
    prompt = {str(number): {"class_type": "Stopping", "inputs": {}} for number in range(5)}
    outcome = engine_of(node).run(prompt, interrupt=Interrupt())
    gc.collect()
    assert outcome.status is RunStatus.INTERRUPTED
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
