"""The bundled workflows and runs pass the published suites, in the one database."""

from pathlib import Path
from typing import Any

from hypothesis import settings

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers
from penstock.adapters.testing.invariants import RunsMachine, WorkflowsMachine
from penstock.adapters.testing.workflow_house import WorkflowHouse
from penstock.core.ids import RandomIds


class WorkflowMachine(WorkflowsMachine):
    """Workflows in SQLite."""

    persistent = True
    house: Any

    def open_store(self, folder: Path) -> Any:
        self.house = WorkflowHouse(folder, ids=RandomIds())  # type: ignore[arg-type]
        return self.house.workflows

    def close_store(self) -> None:
        self.house.close()


class RunMachine(RunsMachine):
    """Runs in SQLite, in a whole Penstock that has no server."""

    persistent = True
    house: Any

    def open_store(self, folder: Path) -> Any:
        self.house = DrivenRuns(folder, FakeServers())
        self.house.__enter__()
        return self.house.runs

    def close_store(self) -> None:
        self.house.__exit__(None, None, None)


TestWorkflows = WorkflowMachine.TestCase
TestRuns = RunMachine.TestCase
TestWorkflows.settings = settings(stateful_step_count=12, max_examples=settings().max_examples // 3)
TestRuns.settings = settings(stateful_step_count=12, max_examples=settings().max_examples // 6)
