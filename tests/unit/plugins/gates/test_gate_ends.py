"""How a gate tells that its run was interrupted, and which workflow it is of."""

import asyncio
import threading

import pytest
from attrs import define

from penstock.core.contracts.gates import CancelReason
from penstock.plugins.gates.places import place_of, workflow_id

from .gate_world import Run, World, image_question


@define(eq=False)
class FastRun(Run):
    """A run whose host acts upon an interrupt before the gates' own thread looks."""

    def interrupted(self) -> bool:
        return self.interrupts and threading.current_thread() is threading.main_thread()


def test_an_interrupt_that_cancels_the_node_itself_is_told_as_one(world: World) -> None:
    """A host that throws the waiting node away because of an interrupt: the gate was interrupted, not merely ended."""

    async def run() -> str:
        run = FastRun()
        waiting = asyncio.create_task(world.service.ask(run, image_question()))
        while not world.service.open():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        token = world.service.open()[0].token
        run.interrupts = True
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return token

    assert world.service.get(asyncio.run(run())).reason is CancelReason.INTERRUPTED


def test_the_id_of_a_graph_without_one_is_none() -> None:
    """Graphs without an id have the same zeros in ComfyUI's frontend: they are told by their shapes, as without one."""
    zeros = {"workflow": {"id": "00000000-0000-0000-0000-000000000000"}}
    one, none = Run(extra_pnginfo=zeros), Run(extra_pnginfo={})
    other = Run(extra_pnginfo=zeros, prompt={"7": {"class_type": "X"}})
    assert workflow_id(one) == ""
    assert place_of(one) == place_of(none) != place_of(other)
