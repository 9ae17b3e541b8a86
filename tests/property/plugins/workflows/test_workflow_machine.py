"""Workflows under everything that may happen to them: two processes, stale pages, crashes, the trash, time."""

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import define, evolve, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.workflow_house import WorkflowHouse, graph
from penstock.core.errors import Conflict, NotFound

NAMES = ("Tale", "tale", "Mill", "Ünder")
DAY = 24 * 3600
SEEDS = st.integers(0, 2**64 - 1)


@define
class Known:
    """A workflow as it must be."""

    name: str
    revision: int = 1
    tags: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    presets: dict[str, tuple[str, int, int]] = field(factory=dict)
    gone_presets: dict[str, tuple[str, int, int]] = field(factory=dict)
    defaults: dict[str, Any] = field(factory=dict)
    last: dict[str, Any] | None = None
    deleted: int | None = None

    def copy(self) -> "Known":
        return evolve(self, presets=dict(self.presets), gone_presets=dict(self.gone_presets))


class WorkflowMachine(RuleBasedStateMachine):
    """`known` are the workflows by id; each rule is done by one of two processes."""

    @initialize()
    def begin(self) -> None:
        """Two processes on one folder."""
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.clock, self.ids = FakeClock(), CountingIds()
        self.hosts = [WorkflowHouse(self.folder, clock=self.clock, ids=self.ids) for _ in range(2)]
        self.known: dict[str, Known] = {}

    def teardown(self) -> None:
        """The folder goes."""
        for host in self.hosts:
            host.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kept(self) -> dict[str, Known]:
        return {workflow: one for workflow, one in self.known.items() if one.deleted is None}

    def pick(self, number: int) -> tuple[str, Known] | None:
        kept = sorted(self.kept())
        return (kept[number % len(kept)], self.known[kept[number % len(kept)]]) if kept else None

    def is_used(self, name: str, own: str = "") -> bool:
        return any(one.name.casefold() == name.casefold() for key, one in self.kept().items() if key != own)

    @rule(host=st.integers(0, 1), name=st.sampled_from(NAMES), seed=SEEDS)
    def import_one(self, host: int, name: str, seed: int) -> None:
        """A graph without an inner id is a workflow of its own, unless these very bytes are there by this name."""
        twin = next(
            (
                key
                for key, one in self.kept().items()
                if one.name.casefold() == name.casefold() and one.seeds[-1] == seed
            ),
            None,
        )
        found = self.hosts[host].add(name, seed=seed)
        if twin is not None:
            assert (found.workflow.id, found.added) == (twin, False)
            return
        assert found.created
        assert not self.is_used(found.workflow.name)
        assert found.workflow.name == name or self.is_used(name)
        self.known[found.workflow.id] = Known(found.workflow.name, seeds=(seed,))

    @rule(host=st.integers(0, 1), number=st.integers(0, 5), seed=SEEDS)
    def add_version(self, host: int, number: int, seed: int) -> None:
        """One more, or nothing where it is the newest already."""
        if (picked := self.pick(number)) is not None:
            found = self.hosts[host].add(into=picked[0], seed=seed)
            assert found.added == (picked[1].seeds[-1] != seed)
            picked[1].seeds += (seed,) if found.added else ()

    @rule(host=st.integers(0, 1), number=st.integers(0, 5), version=st.integers(1, 4))
    def restore_version(self, host: int, number: int, version: int) -> None:
        """An old one at the end again."""
        if (picked := self.pick(number)) is None:
            return
        workflow, one = picked
        if version > len(one.seeds):
            assert refused(lambda: self.hosts[host].workflows.restore_version(workflow, version), NotFound)
            return
        entry = self.hosts[host].workflows.restore_version(workflow, version)
        one.seeds += (one.seeds[version - 1],) if one.seeds[version - 1] != one.seeds[-1] else ()
        assert entry.latest.number == len(one.seeds)

    @rule(
        host=st.integers(0, 1), number=st.integers(0, 5), stale=st.booleans(), name=st.none() | st.sampled_from(NAMES),
        tags=st.lists(st.sampled_from("ab"), unique=True),
    )  # fmt: skip
    def change(self, host: int, number: int, stale: bool, name: str | None, tags: list[str]) -> None:
        """By revision, and never to a name that another has."""
        if (picked := self.pick(number)) is None:
            return
        workflow, one = picked
        seen = one.revision - stale

        def call() -> object:
            return self.hosts[host].workflows.change(workflow, seen, name=name, tags=tags)

        if stale or (name is not None and self.is_used(name, workflow)):
            assert refused(call, Conflict)
            return
        call()
        one.name, one.tags, one.revision = name or one.name, tuple(tags), one.revision + 1

    @rule(host=st.integers(0, 1), number=st.integers(0, 5), seed=SEEDS)
    def use(self, host: int, number: int, seed: int) -> None:
        """Queue it: the last used values are these, exactly; then make them its defaults."""
        if (picked := self.pick(number)) is not None:
            workflow, one = picked
            self.hosts[host].workflows.run(workflow, {"seed": str(seed)})
            self.hosts[1 - host].workflows.set_default_parameters(workflow, one.revision, {"3.seed": seed})
            one.last = one.defaults = {"3.seed": seed}
            one.revision += 1

    @rule(host=st.integers(0, 1), number=st.integers(0, 5), name=st.sampled_from(NAMES), seed=SEEDS)
    def save_preset(self, host: int, number: int, name: str, seed: int) -> None:
        """A new one, or other values of the one that has the name."""
        if (picked := self.pick(number)) is None:
            return
        workflow, one = picked
        service = self.hosts[host].workflows
        used = next((key for key, preset in one.presets.items() if preset[0].casefold() == name.casefold()), None)
        if used is None:
            made = service.save_preset(workflow, name, {"seed": seed})
            one.presets[made.id] = (name, seed, 1)
            return
        assert refused(lambda: service.save_preset(workflow, name, {"seed": seed}), Conflict)
        _, _, revision = one.presets[used]
        assert refused(lambda: service.change_preset(workflow, used, revision + 1, values={}), Conflict)
        service.change_preset(workflow, used, revision, name=name, values={"seed": seed})
        one.presets[used] = (name, seed, revision + 1)

    @rule(host=st.integers(0, 1), number=st.integers(0, 5), preset=st.integers(0, 3), back=st.booleans())
    def delete_preset(self, host: int, number: int, preset: int, back: bool) -> None:
        """Take one away, or bring one back with a free name."""
        if (picked := self.pick(number)) is None:
            return
        workflow, one = picked
        service, there = self.hosts[host].workflows, one.gone_presets if back else one.presets
        if not there:
            return
        key = sorted(there)[preset % len(there)]
        name, seed, revision = there.pop(key)
        if not back:
            service.delete_preset(workflow, key, revision)
            one.gone_presets[key] = (name, seed, revision)
            return
        restored = service.restore_preset(workflow, key)
        assert restored.name == name or any(other[0].casefold() == name.casefold() for other in one.presets.values())
        one.presets[key] = (restored.name, seed, revision)

    @rule(host=st.integers(0, 1), number=st.integers(0, 5))
    def delete(self, host: int, number: int) -> None:
        """Into the trash."""
        if (picked := self.pick(number)) is not None:
            self.hosts[host].workflows.delete(picked[0])
            picked[1].deleted = self.clock.wall_ms()

    @rule(host=st.integers(0, 1), number=st.integers(0, 5))
    def restore(self, host: int, number: int) -> None:
        """Back with everything, its name made free; one that was there too long is gone."""
        gone = sorted(key for key, one in self.known.items() if one.deleted is not None)
        if gone:
            one = self.known[gone[number % len(gone)]]
            workflow = gone[number % len(gone)]
            if self.clock.wall_ms() - (one.deleted or 0) >= 30 * DAY * 1000:
                assert refused(lambda: self.hosts[host].workflows.restore(workflow), NotFound)
                del self.known[workflow]
                return
            entry = self.hosts[host].workflows.restore(workflow)
            assert entry.name == one.name or self.is_used(one.name)
            one.name, one.deleted = entry.name, None

    @rule(days=st.integers(0, 16))
    def wait(self, days: int) -> None:
        """Time goes on."""
        self.clock.advance(days * DAY + 1)

    @rule(number=st.integers(0, 5), seed=SEEDS, statement=st.integers(1, 14), after=st.booleans())
    def die(self, number: int, seed: int, statement: int, after: bool) -> None:
        """A third process dies while it adds a version: it is there whole, or not at all."""
        if (picked := self.pick(number)) is None or picked[1].seeds[-1] == seed:
            return
        workflow, one = picked
        faulty = FaultyDatabase(cursors=True)
        dying = WorkflowHouse(self.folder, clock=self.clock, ids=self.ids, connect=faulty.connect)
        dying.workflows.list()
        place = len(faulty.statements) + statement
        faulty.crash_before, faulty.crash_after = (None, place) if after else (place, None)
        try:
            dying.add(into=workflow, seed=seed)
        except Crash:
            faulty.abandon()
        else:
            dying.close()
        count = self.hosts[0].workflows.get(workflow).latest.number
        assert count - len(one.seeds) in (0, 1)
        one.seeds += (seed,) * (count - len(one.seeds))

    @invariant()
    def both_see_the_same(self) -> None:
        """All that is known, and nothing else."""
        for host in self.hosts:
            service = host.workflows
            assert {one.id for one in service.list()} == set(self.kept())
            for workflow, one in self.kept().items():
                entry = service.get(workflow)
                assert (entry.name, entry.revision, entry.tags) == (one.name, one.revision, one.tags)
                assert (entry.default_parameters, entry.last_parameters) == (one.defaults, one.last)
                assert entry.versions == entry.latest.number == len(one.seeds)
                assert json.loads(service.document(workflow)) == graph(seed=one.seeds[-1])
                presets = {
                    found.id: (found.name, found.values["3.seed"], found.revision)
                    for found in service.presets(workflow)
                }
                assert presets == one.presets


def refused(call: Callable[[], object], error: type[Exception]) -> bool:
    """Whether it raises that, and nothing else."""
    try:
        call()
    except error:
        return True
    return False


WorkflowMachine.TestCase.settings = settings(
    settings(), max_examples=max(settings().max_examples // 3, 5), stateful_step_count=20
)
TestWorkflows = WorkflowMachine.TestCase
