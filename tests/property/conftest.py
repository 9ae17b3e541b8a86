"""State machines are counted: how many were run, and of how many steps each was."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis.stateful import RuleBasedStateMachine


@pytest.fixture(autouse=True)
def _counted(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, figure: Callable[..., None]
) -> Iterator[None]:
    """After a test that held, the steps of the state machines that it ran are a figure."""
    steps: dict[str, int] = {}
    check = RuleBasedStateMachine.check_invariants

    def counted(machine: RuleBasedStateMachine, *given: Any) -> None:
        check(machine, *given)
        name = type(machine).__name__
        steps[name] = steps.get(name, 0) + 1

    monkeypatch.setattr(RuleBasedStateMachine, "check_invariants", counted)
    failed = request.session.testsfailed
    yield
    for name, count in steps.items() if request.session.testsfailed == failed else ():
        figure("G9", f"stores beside their models, over the API: {name}", count, "steps")
