"""The store of runs under all that may happen: several owners, expiries, deaths, cancels, pauses, stale leases."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.run_house import CLASSES, RunHouse, ended
from penstock.core.contracts.runs import Run, RunError, RunFilter, RunStatus
from penstock.core.errors import Conflict, NotFound
from penstock.plugins.runs.store_ports import Lease
from penstock.plugins.runs.tables import SCHEMA

from .run_model import Known, Model

SERVERS = ("one", "two")
MOST = 2
LOST = RunError(code="lost", message="It is gone.")
HOST = st.integers(0, 1)
PICK = st.integers(0, 7)
ENDS = {"completed": RunStatus.COMPLETED, "failed": RunStatus.FAILED, "cancelled": RunStatus.CANCELLED}
TABLES = ("run", "document", "shared", "needs", "sent", "timeline", "output", "server", "duration", "news")


class RunMachine(RuleBasedStateMachine):
    """`model` says how all runs must be; each rule is done by one of two processes."""

    url = ""

    @initialize()
    def begin(self) -> None:
        """Two processes on one empty database."""
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.clock, self.ids, self.model = FakeClock(), CountingIds(), Model()
        self.hosts = [RunHouse(self.folder, self.url, self.clock, self.ids) for _ in range(2)]
        self.leases: list[Lease] = []
        self.places = 0
        if self.url:
            empty(self.hosts[0])

        for retries in (0, 1):
            self.add(0, 0, "", retries)
        self.add_cells(1, 3)
        for host in (0, 1):
            self.claim(host, "one")

    def teardown(self) -> None:
        """The folder goes."""
        for host in self.hosts:
            host.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def learn(self, run: Run, **more: object) -> None:
        known = Known(run.id, len(self.model.runs), run.prompt_id, run.batch, run.priority, run.wanted_server, **more)  # type: ignore[arg-type]
        known.retries_left = known.retries
        self.model.runs[run.id] = known

    def pick(self, number: int) -> Known | None:
        runs = list(self.model.runs.values())
        return runs[number % len(runs)] if runs else None

    @rule(host=HOST, priority=st.integers(-1, 1), wanted=st.sampled_from(("", "", *SERVERS)), retries=st.integers(0, 1))
    def add(self, host: int, priority: int, wanted: str, retries: int) -> None:
        """One more."""
        run = self.hosts[host].add(priority=priority, wanted_server=wanted, retries_when_lost=retries)
        self.learn(run, retries=retries)

    @rule(host=HOST, count=st.integers(1, 3))
    def add_cells(self, host: int, count: int) -> None:
        """Cells, with those that are there already."""
        self.places += count
        assert self.hosts[host].add_cells("b", self.places) == count
        for run in self.hosts[1 - host].store.cells("b", first=self.places - count):
            self.learn(run)

    @rule(host=HOST, server=st.sampled_from(SERVERS))
    def claim(self, host: int, server: str) -> None:
        """The one whose turn it is, or none."""
        wanted = self.model.next_for(server, MOST)
        claim = self.hosts[host].store.claim(server, CLASSES, MOST)
        assert (claim and claim.run.id) == (wanted and wanted.id)
        if claim is not None and wanted is not None:
            owner = self.hosts[host].store.owner
            self.model.claim(wanted, server, owner, self.clock.wall_ms(), claim.run.prompt_id)
            assert claim.lease == Lease(wanted.id, wanted.claims, owner)
            self.leases.append(claim.lease)

    @rule(
        host=HOST, number=PICK, one=st.booleans(), other=st.booleans(),
        what=st.sampled_from(("cancel", "cancel_many", "change_batch", "retry", "retry", "delete_or_restore")),
    )  # fmt: skip
    def wish(self, host: int, number: int, one: bool, other: bool, what: str) -> None:
        """What people do."""
        given = {"cancel": (number,), "cancel_many": (one, other), "change_batch": (one, number % 4 - 1)}
        getattr(self, what)(host, *given.get(what, (number, other) if what == "retry" else (number,)))

    @rule(host=HOST, what=st.sampled_from(("wait", "renew", "release", "adopt", "died", "expired", "expired")))
    def pass_time(self, host: int, what: str) -> None:
        """What processes do: hold their leases, stop, die, and take over."""
        if what in ("wait", "expired"):
            self.wait(31 if what == "expired" else 20)
        if what in ("renew", "release"):
            getattr(self, what)(host)
        if what in ("adopt", "died", "expired"):
            self.adopt(host, SERVERS, what == "died")

    @rule(host=HOST, number=PICK, what=st.sampled_from(("sent", "started", "back", "lose", "prepare", *ENDS, *ENDS)))
    def drive(self, host: int, number: int, what: str) -> None:
        """Under one of the latest leases, which may count no more: then nothing changes."""
        if not self.leases:
            return
        lease = self.leases[-1 - number % min(len(self.leases), 4)]
        run, store = self.model.under(lease), self.hosts[host].store
        if what == "sent":
            new = run is not None and run.phase == "sending"
            assert (store.sent(lease) is not None) == new
            if run is not None and new:
                run.phase = "sent"
        elif what == "started":
            assert (store.started(lease, 1) is not None) == (run is not None and self.model.start(run))
        elif what == "back":
            assert store.back_to_waiting(lease) == (run is not None)
            if run is not None:
                self.model.back(run)
        elif what == "prepare":
            assert store.prepare(lease, {}, {}) == (run is not None)
        elif what == "lose":
            assert (store.lose(lease, LOST) is not None) == (run is not None)
            if run is not None:
                self.model.lose(run)
        else:
            assert (store.end(lease, ended(ENDS[what], 1)) is not None) == (run is not None)
            if run is not None:
                run.over(what)

    def wait(self, seconds: int) -> None:
        """Leases go by."""
        self.clock.advance(seconds)

    def renew(self, host: int) -> None:
        """What a process holds, it holds for longer; it learns what it lost."""
        owner, now = self.hosts[host].store.owner, self.clock.wall_ms()
        mine = {lease.run: lease for lease in self.leases if lease.owner == owner}
        gone = {lease.run for lease in mine.values() if self.model.under(lease) is None}
        assert self.hosts[host].store.renew(list(mine.values())) == gone
        for run in mine.keys() - gone:
            self.model.runs[run].until = now + 30_000

    def adopt(self, host: int, servers: tuple[str, ...], died: bool) -> None:
        """One process takes over what the other let expire, or left behind."""
        store, dead = self.hosts[host].store, [self.hosts[1 - host].store.owner] * died
        wanted = self.model.expired(servers, dead, self.clock.wall_ms())
        claims = store.adopt_expired(servers, dead)
        assert {claim.run.id for claim in claims} == wanted
        for claim in claims:
            run = self.model.runs[claim.run.id]
            assert (claim.run.prompt_id, claim.phase) == (run.prompt_id, run.phase)
            run.owner, run.until = store.owner, self.clock.wall_ms() + 30_000
            self.leases.append(claim.lease)

    def release(self, host: int) -> None:
        """A process stops."""
        owner = self.hosts[host].store.owner
        self.hosts[host].store.release()
        for run in self.model.runs.values():
            if run.is_active and run.owner == owner:
                run.owner, run.until = "", 0

    def cancel(self, host: int, number: int) -> None:
        """One of them."""
        if (run := self.pick(number)) is None:
            return
        store = self.hosts[host].store
        if run.deleted:
            assert refused(lambda: store.want_cancel(run.id), NotFound)
        elif not (run.is_active or run.phase == "waiting"):
            assert refused(lambda: store.want_cancel(run.id), Conflict)
        else:
            store.want_cancel(run.id)
            if run.is_active:
                run.wish = 1
            else:
                run.over("cancelled")

    def cancel_many(self, host: int, running_too: bool, everything: bool) -> None:
        """A batch, or all."""
        which = [run for run in self.model.runs.values() if everything or run.batch == "b"]
        statuses = (RunStatus.QUEUED, RunStatus.RUNNING) if running_too else (RunStatus.QUEUED,)
        store = self.hosts[host].store
        done = store.want_cancel_all(statuses) if everything else store.want_cancel_batch("b", running_too=running_too)
        assert done.count == self.model.cancel(which, running_too=running_too)

    def change_batch(self, host: int, held: bool, priority: int) -> None:
        """It is paused or goes on, with another priority."""
        self.hosts[host].store.hold("b", held=held)
        self.hosts[host].store.set_priority("b", priority)
        for run in self.model.runs.values():
            if run.batch:
                run.held, run.priority = held, priority

    def retry(self, host: int, number: int, whole: bool) -> None:
        """One, or what is left of a batch."""
        if (run := self.pick(number)) is None:
            return
        store = self.hosts[host].store
        again = store.retry(batch="b") if whole else store.retry([run.id])
        which = [one for one in self.model.runs.values() if one.batch == "b"] if whole else [run]
        assert [one.id for one in again] == self.model.retry(which)

    def delete_or_restore(self, host: int, number: int) -> None:
        """One that has ended goes, and comes back."""
        if (run := self.pick(number)) is None:
            return
        store = self.hosts[host].store
        if run.deleted:
            store.restore(run.id)
            run.deleted = False
        elif run.is_active or run.phase == "waiting":
            assert refused(lambda: store.delete(run.id), Conflict)
        else:
            store.delete(run.id)
            run.deleted = True

    @rule(number=PICK, statement=st.integers(1, 25), after=st.booleans())
    def die(self, number: int, statement: int, after: bool) -> None:
        """A process dies while it writes an end: it is there whole, or not at all."""
        if self.url or not self.leases or (run := self.model.under(self.leases[-1])) is None:
            return
        faulty = FaultyDatabase(cursors=True)
        dying = RunHouse(self.folder, "", self.clock, self.ids, faulty.connect)
        dying.store.pending()
        place = len(faulty.statements) + statement
        faulty.crash_before, faulty.crash_after = (None, place) if after else (place, None)
        try:
            dying.store.end(self.leases[-1], ended(outputs=2))
        except Crash:
            faulty.abandon()
        else:
            dying.close()
        found = self.hosts[0].store.get(run.id)
        assert (found.status is RunStatus.COMPLETED) == (len(found.outputs) == 2)
        if found.status is RunStatus.COMPLETED:
            run.over("completed")

    @invariant()
    def both_see_the_same(self) -> None:
        """All that is known, and nothing else; the log has no gap and tells each end once."""
        kept = {run.id: run for run in self.model.runs.values() if not run.deleted}
        for host in self.hosts:
            found = host.store.page(RunFilter(), limit=1000, oldest_first=True).runs
            assert [run.id for run in found] == list(kept)
            for run in found:
                known = kept[run.id]
                assert (run.status.value, run.server if known.is_active else "", run.attempt, run.prompt_id) == (
                    known.status, known.server if known.is_active else "", known.attempt, known.prompt_id,
                )  # fmt: skip
                assert (run.held, run.priority) == (known.held, known.priority)
        wishes = [run.id for run in self.model.runs.values() if run.wish and run.owner == self.hosts[0].store.owner]
        assert sorted(self.hosts[0].store.wishes()) == sorted(wishes)
        entries = self.hosts[1].store.news(0, limit=10_000) or ()
        assert [entry.news.seq for entry in entries] == list(range(1, len(entries) + 1))
        for run in self.model.runs.values():
            told = [entry.news for entry in entries if entry.news.run == run.id]
            lost = [news.name for news in told if news.name == "run_lost" and not news.data["again"]]
            ends = [news.name for news in told if news.name in ("run_completed", "run_failed", "run_cancelled")]
            assert sorted(lost + ends) == sorted(run.ends)


def empty(house: RunHouse) -> None:
    """As a new database: making one takes longer than a whole try."""
    with house.database.engine(SCHEMA).begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {', '.join(f'runs_{name}' for name in TABLES)} CASCADE"))
        connection.execute(sa.text("UPDATE runs_counter SET value = 0"))


def refused(call: Callable[[], object], error: type[Exception]) -> bool:
    """Whether it raises that, and nothing else."""
    try:
        call()
    except error:
        return True
    return False


def test_store_on_sqlite() -> None:
    """Whatever happens, in whatever order."""
    size = settings(settings(), max_examples=max(settings().max_examples // 2, 12), stateful_step_count=30)
    run_state_machine_as_test(RunMachine, settings=size)


def test_store_on_postgresql(postgresql: Callable[[], str]) -> None:
    """The same there."""
    size = settings(settings(), max_examples=max(settings().max_examples // 6, 5), stateful_step_count=30)

    class Machine(RunMachine):
        url = postgresql()

    run_state_machine_as_test(Machine, settings=size)
