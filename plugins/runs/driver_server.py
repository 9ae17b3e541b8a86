"""One server: runs are claimed for it, sent, looked after and shown, while its connection comes and goes."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Final

from attrs import define, field

from ...core.contracts.comfy_servers import ComfyServer
from ...core.contracts.runs import ServerState
from ...core.errors import PenstockError
from ...core.wire import encode
from . import service_events as events
from .driver_core import NO_SERVER, OUTPUTS, Core, Submission
from .driver_delivery import Delivery
from .driver_fetching import fetch_missing
from .ports import Hint, JobReport, LinkState, ServerLink, Standing, Unreachable
from .servers import schemas_of
from .store_ports import Claim, Lease, Phase
from .tracking import Pace, is_end

_LOG: Final = logging.getLogger("penstock.runs")
_IDLE: Final = 5.0
"""Seconds after which work is looked for without a reason."""
_UNKNOWN: Final = 1.0
_MOST_TROUBLES: Final = 3
"""How often errors of our own may stop a run until it is given up."""
_LONGEST_BACK_OFF: Final = 30.0
_FETCH_EVERY: Final = 60.0
_SHOW_EVERY: Final = 0.2
_CANCEL_EVERY: Final = 2.0
ONLINE: Final = "online"
_ABSENT: Final = JobReport(standing=Standing.ABSENT)


@define(eq=False)
class ServerDriver:
    """See the module. Everything but `state` happens on the driver's loop; `came_or_went` is called there."""

    server: ComfyServer
    core: Core
    came_or_went: Callable[[], None]
    link: ServerLink = field(init=False)
    delivery: Delivery = field(init=False)
    out: dict[str, Submission] = field(factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(factory=dict)
    _free: asyncio.Event = field(factory=asyncio.Event)
    _due: asyncio.Event = field(factory=asyncio.Event)
    _pace: Pace = field(factory=Pace)
    _missing: asyncio.Event = field(factory=asyncio.Event)
    _troubles: dict[str, int] = field(factory=dict)
    _failures: int = 0
    _rested: float = 0.0
    _status: str = ""

    def __attrs_post_init__(self) -> None:
        self.link = self.core.make_link(self.server, self._heard, self._changed)
        self.delivery = Delivery(self.core, self.link, self._look_soon, self._back_off, self._show, self.wake)

    async def run(self) -> None:
        """Until it is cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for work in (self.link.run, self._claiming, self._looking, self._fetching):
                    group.create_task(self._on_and_on(work))
        finally:
            left = list(self.tasks.values())
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    @property
    def state(self) -> ServerState:
        """How the server is. Safe on any thread."""
        link = self.link.state
        phases = [one.phase for one in list(self.out.values())]
        running = phases.count(Phase.RUNNING)
        return ServerState(
            id=self.server.id,
            title=self.server.title,
            url=self.server.url,
            here=self.server.here,
            status=link.status,
            since=link.since,
            reason=link.reason,
            version=link.version,
            devices=link.devices,
            running=running,
            waiting=len(phases) - running,
            others=link.others,
        )

    @property
    def is_online(self) -> bool:
        """Whether it answers."""
        return self.link.state.status == ONLINE

    def wake(self) -> None:
        """There may be something to send."""
        self._free.set()

    def take(self, claim: Claim) -> Submission | None:
        """Drive a run, from wherever it stands; None for one that is driven already."""
        run = claim.run.id
        if run in self.out and self.out[run].lease == claim.lease:
            return None
        one = self.out[run] = Submission.of(claim)
        self.tasks[run] = asyncio.get_running_loop().create_task(self._driven(one))
        return one

    def cancel(self, runs: Iterable[str]) -> None:
        """These shall be cancelled."""
        for run in runs:
            if run in self.out and not self.out[run].cancel_wanted:
                self.out[run].cancel_wanted = True
                self._due.set()

    def wished(self, runs: Collection[str]) -> None:
        """These shall be cancelled, and no others: a wish may have been for what does not run yet."""
        for one in self.out.values():
            if one.cancel_wanted != (one.run.id in runs):
                one.cancel_wanted = not one.cancel_wanted
                self._due.set()

    def drop(self, leases: Iterable[Lease]) -> None:
        """Others drive these by now, or they have ended."""
        for lease in leases:
            if lease.run in self.out and self.out[lease.run].lease == lease:
                self.tasks[lease.run].cancel()

    async def _driven(self, one: Submission) -> None:
        try:
            await self.delivery.whole(one)
        except Exception:
            _LOG.exception("The run %s is left to the next look at what was left over.", one.run.id)
            await self._troubled(one)
        finally:
            if one.telling is not None:
                one.telling.cancel()
            if self.out.get(one.run.id) is one:
                del self.out[one.run.id], self.tasks[one.run.id]
            self._free.set()

    async def _troubled(self, one: Submission) -> None:
        """It is tried again when its lease expires, but not for ever."""
        self._troubles[one.run.id] = self._troubles.get(one.run.id, 0) + 1
        if self._troubles[one.run.id] < _MOST_TROUBLES:
            await asyncio.sleep(_UNKNOWN)
            return
        del self._troubles[one.run.id]
        try:
            await self.delivery.give_up(one)
        except Exception:
            _LOG.exception("The run %s cannot be ended.", one.run.id)

    async def _on_and_on(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except PenstockError as error:
                _LOG.warning("%s is not driven now: %s", self.server.title, error)
            except Exception:
                _LOG.exception("The driver of %s goes on after an error.", self.server.title)
            await asyncio.sleep(_UNKNOWN)

    async def _claiming(self) -> None:
        while True:
            rest = self._rested - self.core.clock.monotonic()
            await _set_within(self._free, min(_IDLE, rest) if rest > 0 else _IDLE)
            self._free.clear()
            while self._has_room() and (claim := await self._claimed()) is not None:
                self.core.changed()
                if (one := self.take(claim)) is not None:
                    await one.settled.wait()

    def _has_room(self) -> bool:
        rested = self.core.clock.monotonic() >= self._rested
        return self.is_online and rested and sum(not one.late for one in self.out.values()) < 1 + self.core.ahead()

    async def _claimed(self) -> Claim | None:
        schemas = await self.core.threads.heavy(schemas_of, self.core.servers(), self.server.id)
        if schemas is None:
            self._rested = self.core.clock.monotonic() + _UNKNOWN
            return None
        return await self.core.threads.database(
            self.core.store.claim,
            self.server.id,
            schemas,
            1 + self.core.ahead(),
            **({"only_wanted": True} if self.server.only_wanted else {}),
        )

    async def _looking(self) -> None:
        while True:
            absent = any(one.absent_since is not None for one in self.out.values())
            await _set_within(self._due, self._pace.wait(absent=absent))
            self._due.clear()
            if self.is_online:
                await self._cancelled()
                await self._looked()

    async def _looked(self) -> None:
        watched = [one for one in self.out.values() if one.watched and not one.ending]
        if not watched:
            return
        try:
            reports = await self.link.look([one.prompt_id for one in watched])
        except Unreachable:
            return
        for one in watched:
            one.report = reports.get(one.prompt_id, _ABSENT)
            one.news.set()
        if all(is_end(report) for report in reports.values()):
            self._pace.settle()

    async def _fetching(self) -> None:
        """Results that were not there when their run ended: when the server comes, and now and then."""
        tries: dict[str, int] = {}
        while True:
            await _set_within(self._missing, _FETCH_EVERY)
            if self._missing.is_set():
                tries.clear()
            self._missing.clear()
            if self.is_online:
                await fetch_missing(self.delivery.endings, tries)

    async def _cancelled(self) -> None:
        now = self.core.clock.monotonic()
        for one in list(self.out.values()):
            wanted = one.cancel_wanted and one.watched and not one.ending
            if wanted and (one.cancel_told is None or now - one.cancel_told >= _CANCEL_EVERY):
                one.cancel_told = now
                try:
                    await self.link.cancel(one.prompt_id)
                except Unreachable:
                    return
                self._pace.hurry()

    def _heard(self, hint: Hint) -> None:
        one = next((each for each in self.out.values() if each.prompt_id == hint.prompt_id), None)
        if one is None:
            return
        if hint.preview is not None:
            self.core.previews.put(one.run.id, hint.preview, hint.preview_type)
        new = one.track is not None and one.track.heard(hint, self.core.clock.wall_ms())
        if hint.started and one.phase is not Phase.RUNNING:
            one.hinted_start = True
            one.news.set()
        if hint.ended:
            self._look_soon()
        if new or hint.preview is not None:
            self._show(one)

    def _changed(self, state: LinkState) -> None:
        if state.status == ONLINE and self._status != ONLINE:
            self._failures, self._rested = 0, 0.0
            self._free.set()
            self._look_soon()
            self._missing.set()
        if state.status != self._status:
            self._status = state.status
            for one in self.out.values():
                if one.waits_for != OUTPUTS:
                    one.waits_for = "" if state.status == ONLINE else NO_SERVER
                self._show(one)
            self.came_or_went()

    def _look_soon(self) -> None:
        self._pace.hurry()
        self._due.set()

    def _back_off(self) -> None:
        """It did not take a run: others get it, and this one is asked again later."""
        self._failures += 1
        seconds = min(_LONGEST_BACK_OFF, 2.0 ** (self._failures - 1)) * random.uniform(0.75, 1.25)  # noqa: S311
        self._rested = self.core.clock.monotonic() + seconds
        asyncio.get_running_loop().call_later(seconds, self._free.set)

    def _show(self, one: Submission) -> None:
        if one.telling is None:
            wait = _SHOW_EVERY if one.shown is not None else 0.0
            one.telling = asyncio.get_running_loop().call_later(wait, self._tell, one)

    def _tell(self, one: Submission) -> None:
        one.telling = None
        far = one.progress(self.core.previews.tag(one.run.id), self.core.clock.monotonic())
        if far == one.shown:
            return
        one.shown = far
        self.core.publish(events.progressed(one.run, far))
        self.core.hub.tell("run_progressed", encode(far), run=one.run.id, batch=one.run.batch)


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
