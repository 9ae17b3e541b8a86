"""One run on one server: prepared, sent, and followed to its end.

Nothing is guessed: where nobody knows whether a server took it, the server is asked until it says so. Errors of the
database are waited out, since what a server has must not be forgotten.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Final, TypeVar

from attrs import define, field

from ...core.contracts.runs import RunError, RunStatus
from ...core.errors import NotFound, PenstockError
from . import service_events as events
from .driver_core import Core, Submission
from .driver_endings import INTERNAL, Endings
from .ports import JobReport, OutcomeUnknown, PromptJob, Refused, ServerLink, Standing, Unreachable
from .sending import Sender, cannot_be_sent
from .store_ports import Phase, RunEnd
from .tracking import is_end, is_gone

T = TypeVar("T")
_LOG: Final = logging.getLogger("penstock.runs")
_PAUSE: Final = 1.0


@define(eq=False)
class Delivery:
    """See the module. `look_soon` asks for a look at the server, `back_off` says that it did not take a run,
    `room` that it may take one.
    """

    core: Core
    link: ServerLink
    look_soon: Callable[[], None]
    back_off: Callable[[], None]
    show: Callable[[Submission], None]
    room: Callable[[], None]
    sender: Sender = field(init=False)
    endings: Endings = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.sender = Sender(self.core, self.link)
        self.endings = Endings(self.core, self.link, self.room)

    async def whole(self, one: Submission) -> None:
        """From the claim to the end, or to where it is no longer ours."""
        try:
            if await self._delivered(one):
                one.settled.set()
                await self._followed(one)
        finally:
            one.settled.set()
            self.core.previews.drop(one.run.id)

    async def _delivered(self, one: Submission) -> bool:
        """Whether the server has it now."""
        if one.phase is Phase.SENDING and one.prompt is None:
            job = await self._prepared(one)
            return job is not None and await self._sent(one, job)
        job = await self._described(one)
        if one.phase is not Phase.SENDING:
            one.watched = True
            return True
        return await self._is_taken(one) or await self._sent(one, job)

    async def _prepared(self, one: Submission) -> PromptJob | None:
        """What to send; None where the run cannot be sent, or was taken over. No server has it yet."""
        while True:
            try:
                return await self.sender.prepared(one)
            except Unreachable as error:
                await self._not_taken(one, error)
                return None
            except Refused as error:
                await self._refused(one, error)
                return None
            except OSError as error:
                await self._fail(one, RunError(code="file", message=f"A file cannot be read: {error}"))
                return None
            except PenstockError as error:
                if not error.retryable:
                    await self._fail(one, cannot_be_sent(error))
                    return None
                _LOG.warning("The run %s cannot be prepared now: %s", one.run.id, error)
            await asyncio.sleep(_PAUSE)

    async def _described(self, one: Submission) -> PromptJob:
        """What was sent before, or may have been; without its titles where the workflow cannot be read any more."""
        try:
            job = await self.sender.prepared(one)
        except (Unreachable, Refused, OSError, PenstockError) as error:
            _LOG.info("The nodes of the run %s have no titles: %s", one.run.id, error)
            job = None
        return job or PromptJob(prompt_id=one.prompt_id, prompt=one.prompt or {})

    async def _sent(self, one: Submission, job: PromptJob) -> bool:
        while True:
            if not self.sender.is_fresh(one):
                one.prompt = None
                if (again := await self._prepared(one)) is None:
                    return False
                job = again
            if one.cancel_wanted:
                await self._give_back(one)
                return False
            try:
                await self.link.submit(job)
            except Refused as error:
                await self._refused(one, error)
                return False
            except Unreachable as error:
                await self._not_taken(one, error)
                return False
            except OutcomeUnknown as error:
                _LOG.info("Nobody knows whether %s took a run: %s", self.link.server.title, error)
                if await self._is_taken(one):
                    return True
                continue  # it certainly has it not: the same id again
            await self._mark_sent(one)
            return True

    async def _is_taken(self, one: Submission) -> bool:
        """Ask the server until it is known."""
        one.watched, one.absent_since = True, None
        self.look_soon()
        while True:
            report = await self._report(one)
            if report is _NOTHING and not one.hinted_start:
                continue
            if is_gone(one, report, self.core.clock.monotonic()):
                one.watched = False
                return False
            if report.standing is not Standing.ABSENT:
                await self._mark_sent(one)
                one.report = report
                one.news.set()
                return True

    async def _mark_sent(self, one: Submission) -> None:
        one.phase, one.watched, one.absent_since = Phase.SENT, True, None
        sent = await self._stored(self.core.store.sent, one.lease)
        if sent is not None:
            one.run = sent
        self.core.changed()
        self.look_soon()
        self.show(one)

    async def _followed(self, one: Submission) -> None:
        while True:
            report = await self._report(one)
            if one.hinted_start:
                one.hinted_start = False
                await self._started(one, None)
            if report is _NOTHING:
                continue
            one.position = report.position
            if is_gone(one, report, self.core.clock.monotonic()):
                await self._lost(one)
                return
            if report.standing is Standing.ABSENT:
                continue
            if report.standing is not Standing.PENDING and not (
                report.standing is Standing.CANCELLED and report.started is None
            ):
                await self._started(one, report.started or report.ended)
            if is_end(report):
                await self._ended(one, report)
                return
            self.show(one)

    async def _report(self, one: Submission) -> JobReport:
        """What the next look says, or `_NOTHING` where something else is new."""
        await one.news.wait()
        one.news.clear()
        report, one.report = one.report, None
        return _NOTHING if report is None else report

    async def _started(self, one: Submission, when: int | None) -> None:
        if one.phase is Phase.RUNNING:
            return
        one.phase, one.began = Phase.RUNNING, self.core.clock.monotonic()
        one.cancel_wanted = False  # the wish may have been for what does not run: the driver reads it again
        run = await self._stored(self.core.store.started, one.lease, when or self.core.clock.wall_ms())
        if run is not None:
            one.run = run
            self.core.changed(events.started(run))
        self.show(one)

    async def _ended(self, one: Submission, report: JobReport) -> None:
        one.ending = True
        self.show(one)
        try:
            how = await self.endings.of(one, report)
        except Exception:
            _LOG.exception("What the run %s made cannot be read.", one.run.id)
            how = self.endings.unread(one, report)
        await self._end(one, how)

    async def _end(self, one: Submission, how: RunEnd) -> None:
        run = await self._stored(self.core.store.end, one.lease, how)
        if run is not None:
            one.run = run
            self.core.changed(events.ended(run))

    async def _lost(self, one: Submission) -> None:
        error = RunError(
            code="lost",
            message=f"{self.link.server.title} knows nothing of it any more.",
            hint="It was started anew, or its queue was cleared. Retry the run.",
        )
        found = await self._stored(self.core.store.lose, one.lease, error)
        if found is not None:
            run, again = found
            lost = run.status in (RunStatus.LOST, RunStatus.QUEUED)
            self.core.changed(events.lost(run, again=again) if lost else events.ended(run))

    async def _not_taken(self, one: Submission, error: Unreachable) -> None:
        _LOG.info("%s did not take a run: %s", self.link.server.title, error)
        self.back_off()
        await self._give_back(one)

    async def _give_back(self, one: Submission) -> None:
        """The server certainly has it not."""
        if await self._stored(self.core.store.back_to_waiting, one.lease):
            try:
                run = await self._stored(self.core.store.get, one.run.id)
            except NotFound:
                return
            self.core.changed(events.ended(run) if run.status is RunStatus.CANCELLED else None)

    async def _refused(self, one: Submission, error: Refused) -> None:
        faults = await self.sender.at_fields(one, error.faults) if error.faults else ()
        said = RunError(
            code="refused",
            message=f"The server refuses it: {error.message}",
            hint="Look at the values that are named." if error.faults else "Look into the server's log.",
            faults=faults,
        )
        await self._fail(one, said)

    async def _fail(self, one: Submission, error: RunError) -> None:
        how = RunEnd(status=RunStatus.FAILED, ended=self.core.clock.wall_ms(), error=error, timeline=one.nodes)
        await self._end(one, how)

    async def give_up(self, one: Submission) -> None:
        """Nobody can go on with it: it ends, and its server is told."""
        with contextlib.suppress(Unreachable):
            await self.link.cancel(one.prompt_id)
        await self._fail(one, INTERNAL)

    async def _stored(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do it in the database; its trouble is waited out."""
        while True:
            try:
                return await self.core.threads.database(work, *arguments)
            except PenstockError as error:
                if not error.retryable:
                    raise
                _LOG.warning("The database is waited for: %s", error)
            await asyncio.sleep(_PAUSE)


_NOTHING: Final = JobReport(standing=Standing.PENDING)
