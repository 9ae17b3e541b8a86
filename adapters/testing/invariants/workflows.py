"""The invariant suite of `Workflows` as rows: documents byte for byte, versions, names, what was used last.

Promises that are checked: what is imported is kept byte for byte under a number that counts from 1; the very same
document is found and not stored again; names are free; all of it after a restart.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ....core.contracts.workflows import Workflows
from ....core.errors import Invalid, NotFound
from .refusals import refused


def _document(seed: int, blanks: int) -> bytes:
    graph = {"3": {"class_type": "Sampler", "inputs": {"seed": seed, "steps": 20, "positive": "a fox"}}}
    return json.dumps(graph).encode() + b" " * blanks


documents = st.builds(_document, st.integers(0, 2**64 - 1) | st.integers(0, 2), st.integers(0, 2))


class WorkflowsMachine(RuleBasedStateMachine):
    """See the module. Override `open_store`; set `persistent`. The host has a node class `Sampler` with a `seed`."""

    persistent: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-workflows-"))
        self.kept: dict[str, list[bytes]] = {}
        self.used: dict[str, Any] = {}
        self.store = self.open_store(self.folder)

    def open_store(self, folder: Path) -> Workflows:
        """The workflows on `folder`; called again after each restart."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def close_store(self) -> None:
        """End the service in order."""

    def teardown(self) -> None:
        """Take the folder away."""
        self.close_store()
        shutil.rmtree(self.folder)

    @rule(data=documents, name=st.sampled_from(["Tale", "Fox"]))
    def import_new(self, data: bytes, name: str) -> None:
        """A workflow is made, or it, or a version of it, is found there."""
        before = {one.name for one in self.store.list()}
        found = self.store.import_file(data, file_name=f"{name}.json")
        workflow = found.workflow.id
        if found.created:
            assert workflow not in self.kept
            assert found.workflow.name not in before
            self.kept[workflow] = [data]
        elif found.added:
            self.kept[workflow].append(data)
        assert self.kept[workflow][found.version - 1] == data
        assert self.store.get(found.workflow.name).id == workflow

    @precondition(lambda self: self.kept)
    @rule(draw=st.data(), data=documents)
    def import_version(self, draw: st.DataObject, data: bytes) -> None:
        """It becomes the next version, or is found to be one."""
        workflow = draw.draw(st.sampled_from(list(self.kept)))
        found = self.store.import_file(data, into=workflow)
        assert (found.workflow.id, found.created) == (workflow, False)
        if found.added:
            self.kept[workflow].append(data)
            assert found.version == len(self.kept[workflow])
        assert self.kept[workflow][found.version - 1] == data

    @precondition(lambda self: self.kept)
    @rule(draw=st.data(), seed=st.integers(0, 2**53))
    def use(self, draw: st.DataObject, seed: int) -> None:
        """What was used last is kept by address, and goes into the graph."""
        workflow = draw.draw(st.sampled_from(list(self.kept)))
        self.store.used(workflow, {"seed": seed})
        self.used[workflow] = seed
        assert self.store.apply(workflow, {"3.seed": seed}).prompt["3"]["inputs"]["seed"] == seed

    @rule(data=st.sampled_from([b"", b"{", b"[]", b"7", b'{"3": 7}']))
    def no_document(self, data: bytes) -> None:
        """What is no document makes no workflow."""
        refused(Invalid, lambda: self.store.import_file(data, file_name="bad.json"))

    @precondition(lambda self: self.persistent)
    @rule()
    def restart(self) -> None:
        """Everything is there in the next process."""
        self.close_store()
        self.store = self.open_store(self.folder)

    @invariant()
    def workflows_are_as_the_model_says(self) -> None:
        """Documents byte for byte, by number; names unique."""
        found = self.store.list()
        assert {one.id for one in found} == self.kept.keys()
        assert len({one.name for one in found}) == len(found)
        for one in found:
            assert one.versions == one.latest.number == len(self.kept[one.id])
            for number, data in enumerate(self.kept[one.id], 1):
                assert self.store.document(one.id, number) == data
            assert self.store.document(one.id) == self.kept[one.id][-1]
            used = one.last_parameters or {}
            assert used.get("3.seed") == self.used.get(one.id)
        refused(NotFound, lambda: self.store.get("nobody"))
