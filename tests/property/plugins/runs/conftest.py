"""Runs on fake servers: a whole Penstock, and what must hold of every run that it had."""

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from attrs import define

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers, until
from penstock.adapters.testing.fake_comfyui import CURRENT, FakeComfyUI, Fault, Happened, Quirks, meaning_of, picture
from penstock.core.contracts.runs import Run, RunStatus

LOSING = (Fault.RESTART, Fault.CLEARED, Fault.FORGOTTEN)
"""Faults after which a server truly knows nothing of a prompt that it took."""


@define
class Judge:
    """Says what is wrong with runs on a server; an empty list where every one is accounted for."""

    driven: DrivenRuns

    def wrongs(self, server: FakeComfyUI, runs: Sequence[Run]) -> list[str]:
        """Every wrong, in a sentence."""
        found = [f"{run.title}: {wrong}" for run in runs for wrong in self._of_run(server, run)]
        doubled = [prompt_id for life in server.lives for prompt_id, count in Counter(life).items() if count > 1]
        if doubled:
            found.append(f"sent twice: {doubled}")
        return found

    def _of_run(self, server: FakeComfyUI, run: Run) -> Iterator[str]:
        losses = self.driven.names(run.id).count("run_lost")
        outcomes = [one.outcome for one in server.executed if one.prompt["1"]["inputs"]["seed"] == int(run.title)]
        if outcomes.count("success") > 1 + losses:
            yield f"executed {outcomes}, lost {losses} times"
        taken = sum(prompt["1"]["inputs"]["seed"] == int(run.title) for prompt in server.prompts.values())
        if taken > 1 + losses:
            yield f"the server took {taken} submissions, lost {losses} times"
        if losses and not _may_lose(server):
            yield f"lost by a server that kept everything: {self.driven.names(run.id)}"
        said = [one.outcome for one in server.executed if one.prompt_id == run.prompt_id]
        if run.status is RunStatus.COMPLETED:
            yield from self._of_completed(server, run, said)
        elif not (run.status is RunStatus.CANCELLED and said == ["interrupted"]):
            yield f"{run.status}, the server says {said}: {run.error}"

    def _of_completed(self, server: FakeComfyUI, run: Run, said: list[str]) -> Iterator[str]:
        if said != ["success"]:
            yield f"completed, but the server says {said}"
            return
        prompt = next(one.prompt for one in server.executed if one.prompt_id == run.prompt_id)
        expected = hashlib.sha256(picture(meaning_of(prompt, "2"))).hexdigest()
        hashes = [output.sha256 for output in run.outputs]
        if hashes == [""] and Happened(moment="GET /view", fault=Fault.MISSING) in server.faults.happened:
            return  # the server says that it has no such file
        if hashes != [expected]:
            yield f"outputs {run.outputs}"
        elif hashlib.sha256(Path(self.driven.runs.output(run.id, 0)).read_bytes()).hexdigest() != expected:
            yield "another picture is kept"


def _may_lose(server: FakeComfyUI) -> bool:
    return any(one.fault in LOSING for one in server.faults.happened)


@define
class Stage:
    """A Penstock and its fake servers."""

    driven: DrivenRuns
    servers: list[FakeComfyUI]

    @property
    def judge(self) -> Judge:
        """Who says what is wrong."""
        return Judge(self.driven)

    def online(self) -> bool:
        """Whether every server is connected, by one websocket."""
        states = self.driven.runs.servers()
        return all(one.status == "online" for one in states) and all(one.connections == 1 for one in self.servers)

    def wait_online(self, seconds: float = 10.0) -> None:
        """Wait for that."""
        until(self.online, seconds, lambda: self.driven.runs.servers())


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory where that is possible."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as made:
        yield Path(made)


@pytest.fixture
def stage(folder: Path) -> Iterator[Callable[..., Stage]]:
    """`stage(quirks, …)`: a Penstock with a server for each, not one message exchanged yet."""
    with ExitStack() as stack:

        def build(*quirks: Quirks, **options: Any) -> Stage:
            made = [
                stack.enter_context(FakeComfyUI(one, folder=folder / f"server_{number}"))
                for number, one in enumerate(quirks or (CURRENT,))
            ]
            urls = FakeServers([server.url for server in made])
            return Stage(stack.enter_context(DrivenRuns(folder / "penstock", urls, **options)), made)

        yield build
