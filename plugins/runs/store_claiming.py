"""Who sends what: runs are claimed for servers under leases, over all processes on the database."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from attrs import frozen
from sqlalchemy import Connection, Row

from ...core.stored_rows import LARGEST, StoredRow, odd_of, stored_row
from . import rows
from .store_ports import Claim, Lease, Phase
from .store_turns import StoreTurns
from .tables import NEEDS, RUN, SENT, SERVER

LEASE_MS: Final = 30_000
MOST_PASSED: Final = 20
"""How often a run may be passed over by others whose models are loaded."""

_LOOKED_AT: Final = 50


@frozen
class _Fits:
    """What a server may be given. `classes` None: anything."""

    server: str
    classes: frozenset[str] | None
    only_wanted: bool


class StoreClaiming(StoreTurns):
    """See the module."""

    _classes: dict[str, frozenset[str]] | None = None
    _ahead: Mapping[tuple[str, int], float] = MappingProxyType({})
    """Leases that end later than any can, each with the monotonic time of the first look: somebody set a clock back."""

    def claim(
        self, server: str, classes: Collection[str] | None, most: int, *, only_wanted: bool = False
    ) -> Claim | None:
        """Take the next run for a server: phase sending, attempt + 1, no prompt, a lease of 30 s.

        None where none fits, or `most` runs of ours (of all processes) are on that server. `classes` None: any fits.
        `only_wanted`: only runs that must go there. Among equal priorities the oldest goes first, or one of the next
        whose models the server's last run had. A prompt id that a server was given before is replaced by a new one.
        """
        fits = _Fits(server, None if classes is None else frozenset(classes), only_wanted)

        def work(connection: Connection) -> Claim | None:
            if _on_server(connection, server) >= most or not (some := self._candidates(connection, fits)):
                return None
            return self._claimed(connection, server, _chosen(connection, server, some))

        def is_worth_it(connection: Connection) -> bool:
            return _on_server(connection, server) < most and bool(self._candidates(connection, fits, 1))

        return self.writing(work) if self.reading(is_worth_it) else None

    def renew(self, leases: Sequence[Lease]) -> frozenset[str]:
        """Hold leases for 30 s more; the runs whose leases count no more."""
        wanted = {lease.run: lease for lease in leases}

        def work(connection: Connection) -> frozenset[str]:
            mine = sa.select(RUN.c.id, RUN.c.claims).where(rows.ACTIVE, RUN.c.owner == self.owner)
            held = {row.id for row in connection.execute(mine) if row.claims == _number(wanted.get(row.id))}
            until = {"lease": self.now() + LEASE_MS}
            connection.execute(sa.update(RUN).where(RUN.c.id.in_(sorted(held))).values(until))
            return frozenset(wanted) - held

        return self.writing(work) if leases else frozenset()

    def adopt_expired(self, servers: Sequence[str], dead: Collection[str] = ()) -> tuple[Claim, ...]:
        """Take over what was held on these servers and whose leases expired, or whose owners are `dead`.

        What expired under this process itself is among it: whoever drove it may be gone.
        """
        held = self._held_for_ever(servers)
        expired = sa.or_(RUN.c.lease <= self.now(), RUN.c.owner.in_(list(dead)), RUN.c.id.in_(held))
        where = (rows.ACTIVE, RUN.c.server.in_(list(servers)), expired)
        ids = sa.select(RUN.c.id).where(*where).order_by(RUN.c.number)

        def work(connection: Connection) -> tuple[Claim, ...]:
            taken = list(connection.execute(ids).scalars())
            mine = {"owner": self.owner, "lease": self.now() + LEASE_MS}
            connection.execute(sa.update(RUN).where(RUN.c.id.in_(taken)).values(mine))
            return tuple(_claim(connection, run) for run in taken)

        if not servers or self.reading(lambda connection: connection.execute(ids.limit(1)).first()) is None:
            return ()
        return self.writing(work)

    def _held_for_ever(self, servers: Sequence[str]) -> list[str]:
        """The runs whose leases end later than they can, and were not renewed for as long as one lasts (monotonic)."""
        late = (rows.ACTIVE, RUN.c.server.in_(list(servers)), RUN.c.lease > self.now() + LEASE_MS)
        found = sa.select(RUN.c.id, RUN.c.lease).where(*late)
        now, seen = self._clock.monotonic(), self._ahead
        rows_there = self.reading(lambda connection: connection.execute(found).all()) if servers else ()
        self._ahead = {(row.id, row.lease): seen.get((row.id, row.lease), now) for row in rows_there}
        return [run for (run, _), since in self._ahead.items() if now - since >= LEASE_MS / 1000]

    def owners(self) -> frozenset[str]:
        """The owners of what is on servers now."""
        wanted = sa.select(RUN.c.owner).where(rows.ACTIVE).distinct()
        return self.reading(lambda connection: frozenset(connection.execute(wanted).scalars()))

    def release(self) -> None:
        """Let all leases of this process expire now: it stops."""
        mine = sa.update(RUN).where(rows.ACTIVE, RUN.c.owner == self.owner).values(lease=0, owner="")
        self.writing(lambda connection: connection.execute(mine))

    def wishes(self) -> tuple[str, ...]:
        """The runs of this process that shall be cancelled."""
        wanted = sa.select(RUN.c.id).where(rows.ACTIVE, RUN.c.owner == self.owner, RUN.c.cancel_wanted > 0)
        return self.reading(lambda connection: tuple(connection.execute(wanted.order_by(RUN.c.number)).scalars()))

    def needs(self, run: str) -> frozenset[str]:
        """The node classes of a run."""

        def work(connection: Connection) -> frozenset[str]:
            key = connection.execute(sa.select(RUN.c.needs).where(RUN.c.id == rows.found(connection, run).id)).scalar()
            return self._needs(connection).get(str(key), frozenset())

        return self.reading(work)

    def _candidates(self, connection: Connection, fits: "_Fits", most: int = _LOOKED_AT) -> list[Row[Any]]:
        """What may go to a server, in turn."""
        where: list[Any] = [rows.WAITING, sa.text("held = 0")]
        if (fitting := self._fitting(connection, fits.classes)) is not None:
            where.append(RUN.c.needs.in_(fitting))
        columns = sa.select(RUN.c.id, RUN.c.number, RUN.c.priority, RUN.c.models, RUN.c.passed)
        found: list[Row[Any]] = []
        for wanted in {fits.server} if fits.only_wanted else {"", fits.server}:
            turn = columns.where(RUN.c.wanted == wanted, *where).order_by(RUN.c.priority.desc(), RUN.c.number)
            found += connection.execute(turn.limit(most))
        care = ((rows.stored(connection, row), row) for row in found)
        in_turn = sorted(care, key=lambda one: (-one[0].number("priority"), one[0].number("number")))
        return [row for _, row in in_turn[:most]]

    def _fitting(self, connection: Connection, there: frozenset[str] | None) -> list[str] | None:
        """The keys of the needs that these classes meet; None where they meet all."""
        if there is None:
            return None
        needs = self._needs(connection)
        fitting = [key for key, wanted in needs.items() if wanted <= there]
        return None if len(fitting) == len(needs) else fitting

    def _needs(self, connection: Connection) -> Mapping[str, frozenset[str]]:
        """The needs by key: what a key means never changes, so each is read once."""
        keys = set(connection.execute(sa.select(NEEDS.c.key)).scalars())
        known = {key: wanted for key, wanted in (self._classes or {}).items() if key in keys}
        if new := sorted(keys - known.keys()):
            for row in connection.execute(sa.select(NEEDS).where(NEEDS.c.key.in_(new))):
                known[row.key] = frozenset(
                    _classes(stored_row("What runs need", row, odd_of(connection, rows.LOG), "key"))
                )
        self._classes = known
        return known

    def _claimed(self, connection: Connection, server: str, run: str) -> Claim:
        new = {
            "phase": Phase.SENDING.value,
            "server": server,
            "prompt_id": sa.case((RUN.c.unsent == 1, RUN.c.prompt_id), else_=self.new_prompt_id()),
            "unsent": 0,
            "attempt": _one_more(RUN.c.attempt),
            "claims": _one_more(RUN.c.claims),
            "owner": self.owner,
            "lease": self.now() + LEASE_MS,
            "changed": self.now(),
            "passed": 0,
        }
        connection.execute(sa.update(RUN).where(RUN.c.id == run).values(new))
        return _claim(connection, run)


def _number(lease: Lease | None) -> int | None:
    return None if lease is None else lease.claim


def _one_more(column: Any) -> Any:
    """A count that is damaged begins anew: no database counts beyond its largest number."""
    return sa.case((sa.and_(column >= 0, column < LARGEST), column + 1), else_=1)


def _classes(row: StoredRow) -> list[str]:
    """None where nobody knows them: a server that lacks one says so."""
    return [name for name in row.loaded("classes", list, []) if isinstance(name, str)]


def _on_server(connection: Connection, server: str) -> int:
    counted = sa.select(sa.func.count()).select_from(RUN).where(rows.ACTIVE, RUN.c.server == server, RUN.c.late == 0)
    return int(connection.execute(counted).scalar_one())


def _chosen(connection: Connection, server: str, some: Sequence[Row[Any]]) -> str:
    """Whose turn it is; the one that is passed over remembers it, the server what it will have loaded."""
    first = some[0]
    loaded = connection.execute(sa.select(SERVER.c.models).where(SERVER.c.id == server)).scalar()
    same = (row for row in some if row.priority == first.priority and row.models == loaded)
    passed = rows.stored(connection, first).number("passed")
    row = first if passed >= MOST_PASSED else next(same, first)
    if row.id != first.id:
        connection.execute(sa.update(RUN).where(RUN.c.id == first.id).values(passed=passed + 1))
    if loaded is None:
        connection.execute(sa.insert(SERVER), {"id": server, "models": row.models})
    elif loaded != row.models:
        connection.execute(sa.update(SERVER).where(SERVER.c.id == server).values(models=row.models))
    return str(row.id)


def _claim(connection: Connection, run: str) -> Claim:
    row = connection.execute(rows.selected(RUN.c.id == run)).one()
    sent = sa.select(SENT.c.prompt).where(SENT.c.run == run, SENT.c.claim == row.claims)
    prompt = connection.execute(sent).scalar()
    return Claim(
        run=rows.run_of(connection, row),
        lease=Lease(run, row.claims, row.owner),
        phase=Phase(row.phase),
        cancel_wanted=rows.stored(connection, row).number("cancel_wanted") > 0,
        prompt=None if prompt is None else rows.unpacked_object(connection, run, prompt, "prompt") or {},
    )
