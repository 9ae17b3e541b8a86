"""The one connection to a ComfyUI server: `ServerLink` on its HTTP routes and its websocket."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve, field

from ....core.clock import Clock
from ....core.contracts.comfy_servers import ComfyServer
from ....core.files import Files
from ..ports import (
    Hint,
    JobReport,
    LinkState,
    MakeLink,
    OutcomeUnknown,
    PromptJob,
    Refused,
    ServerLink,
    Standing,
    Unreachable,
)
from .backoff import Backoff
from .cancelling import Cancelling
from .downloading import Downloading
from .introducing import introduce, knock
from .limits import Limits
from .listening import Listening
from .looking import Looking, placed
from .messages import Message, Preview
from .outstanding import Outstanding
from .submitting import ServerFailed, Submitting, TakenInPart
from .uploading import Uploading
from .watchdog import REFRESH, Watchdog
from .watching import Watching
from .web import WebClient

_LOG: Final = logging.getLogger("penstock.runs")
_WELL: Final = 10.0
"""Seconds after which a connection counts as a good one."""


def link_maker(clock: Clock, files: Files, limits: Limits | None = None) -> MakeLink:
    """Makes connections."""

    def make(server: ComfyServer, hint: Callable[[Hint], None], changed: Callable[[LinkState], None]) -> ServerLink:
        return ComfyLink(server, hint, changed, clock, files, limits or Limits())

    return make


@define(eq=False)
class ComfyLink:
    """See `ServerLink`. `limits` say how patient it is."""

    server: ComfyServer
    _hint: Callable[[Hint], None]
    _changed: Callable[[LinkState], None]
    _clock: Clock
    _files: Files
    _limits: Limits
    _state: LinkState = field(init=False)
    _web: WebClient = field(init=False)
    _listening: Listening = field(init=False)
    _watching: Watching = field(init=False)
    _watchdog: Watchdog = field(init=False)
    _looking: Looking = field(init=False)
    _cancelling: Cancelling = field(init=False)
    _submitting: Submitting = field(init=False)
    _uploading: Uploading = field(init=False)
    _outstanding: Outstanding = field(factory=Outstanding)
    _unwanted: set[str] = field(factory=set)
    """Prompts that were queued though they should not be, and could not be taken back yet."""

    def __attrs_post_init__(self) -> None:
        self._state = LinkState(status="connecting", since=self._clock.wall_ms())
        self._web = WebClient(self.server, self._limits)
        self._listening = Listening(self._web, self._heard, self._counted)
        self._watching = Watching(self._clock)
        self._watchdog = Watchdog(self._web, self._listening, lambda: len(self._outstanding) > 0)
        self._looking = Looking(self._web)
        self._cancelling = Cancelling(self._web, self._looking)
        self._submitting = Submitting(self._web)
        self._uploading = Uploading(self._web)

    @property
    def state(self) -> LinkState:
        """How the connection is now. Safe on any thread."""
        return self._state

    async def run(self) -> None:
        """Connect, listen and connect again, until it is cancelled; then nothing works until it is run anew."""
        self._web.open()
        backoff = Backoff(self._limits.retry)
        again = False
        try:
            while True:
                began = self._now()
                ended = await self._one_connection(backoff, again=again)
                again = ended == REFRESH
                if not again:
                    self._note(status="offline", reason=ended)
                    await asyncio.sleep(max(0.0, began + backoff.delay() - self._now()))
        finally:
            await self._listening.close()
            await self._web.close()

    async def submit(self, job: PromptJob) -> None:
        """See `ServerLink`. The websocket stands before anything is sent: a cached prompt ends in a millisecond.

        What may have been taken before is looked for first, twice: not every server refuses an id that it has.
        """
        if self._state.status != "online":
            raise Unreachable(self._state.reason or "It is not connected yet.")
        one = job.prompt_id
        self._watching.watch(one, job.prompt)
        if self._outstanding.is_doubtful(one) and await self._is_there(one):
            return
        since = self._now()
        self._outstanding.taken(one, since)  # as far as its own status tells: that comes before its answer
        try:
            new = await self._send(job)
        except OutcomeUnknown:
            self._outstanding.doubt(one)
            raise
        except BaseException:
            self._forget(one)
            raise
        if new:
            self._watchdog.expect(since)

    async def look(self, prompt_ids: Sequence[str]) -> Mapping[str, JobReport]:
        """See `ServerLink`."""
        since = self._now()
        reports = await self._looking.reports(prompt_ids)
        for one, report in reports.items():
            self._reported(one, report, since)
        waiting = [one for one in reports.values() if one.standing is Standing.PENDING and one.position is None]
        return placed(reports, await self._order()) if waiting else reports

    def _reported(self, prompt_id: str, report: JobReport, since: float) -> None:
        if self._outstanding.is_forgotten(prompt_id, report):
            self._begin_epoch()
        ended = self._outstanding.reported(prompt_id, report, since)
        if ended is not None:
            self._watchdog.expect(ended)
        if report.standing in (Standing.PENDING, Standing.RUNNING):
            self._watching.watch(prompt_id)
        elif report.standing is not Standing.ABSENT or not self._outstanding.is_doubtful(prompt_id):
            self._watching.forget(prompt_id)

    async def cancel(self, prompt_id: str) -> None:
        """See `ServerLink`. Where it still goes on at a later look (it had just begun), it is called again."""
        self._outstanding.dropped(prompt_id)
        await self._cancelling.stop(prompt_id)

    async def upload(self, file: Path, kind: str = "image") -> str:
        """See `ServerLink`; also raises `OSError` for the file, `Refused` and `Unreachable`.

        ComfyUI takes every kind of file at one place. Good for the epoch in which it was called.
        """
        return await self._uploading.have(file)

    async def download(self, item: Mapping[str, Any], target: Path) -> int:
        """See `ServerLink`; raises `FileNotFoundError` where the server has it no more, `Unreachable`, `OSError`."""
        return await Downloading(self._web, self._files).fetch(item, target)

    async def _one_connection(self, backoff: Backoff, *, again: bool) -> str:
        """Why it ended. `again`: it takes the place of one that may have been well."""
        try:
            await knock(self._web)
            await self._listening.connect()
        except Unreachable as error:
            return str(error)
        if again:
            self._note(status="online", reason="")
        else:
            self._begin_epoch(status="online", reason="")
        began = self._now()
        try:
            return await _first([self._listening.listen(), self._watchdog.watch(), self._tidy()])
        finally:
            if self._now() - began >= _WELL:
                backoff.reset()
            await self._listening.close()

    async def _tidy(self) -> str:
        """What is done beside listening at the begin of a connection; it never ends one."""
        try:
            version, devices = await introduce(self._web)
            self._note(version=version, devices=devices)
            for one in tuple(self._unwanted):
                await self._take_back(one)
        except Unreachable as error:
            _LOG.info("%s does not introduce itself: %s", self.server.title, error)
        await asyncio.Event().wait()
        return ""

    async def _send(self, job: PromptJob) -> bool:
        """Whether it is new there. A server that fails over it is asked whether it has it, and told once more."""
        for _ in range(2):
            try:
                return await self._submitting.send(job, self._listening.client_id)
            except TakenInPart as error:
                await self._take_back(error.queued)
                raise Refused(error.message, error.faults) from error
            except ServerFailed:
                if await self._is_there(job.prompt_id):
                    return False
        raise Refused("The server failed over this workflow (500); its log says why.")

    async def _is_there(self, prompt_id: str) -> bool:
        """Whether the server has it; it does not where two looks apart find nothing. Raises `OutcomeUnknown`."""
        try:
            for pause in (self._limits.doubt, 0.0):
                report = (await self._looking.reports([prompt_id]))[prompt_id]
                if report.standing is not Standing.ABSENT:
                    self._outstanding.taken(prompt_id, self._now())
                    return True
                await asyncio.sleep(pause)
        except Unreachable as error:
            self._outstanding.doubt(prompt_id)
            raise OutcomeUnknown(str(error)) from error
        return False

    async def _take_back(self, prompt_id: str) -> None:
        """Nobody waits for what it makes: where the server cannot be reached, it is tried again after the next
        connection.
        """
        self._unwanted.add(prompt_id)
        try:
            await self._cancelling.stop(prompt_id)
        except Unreachable as error:
            _LOG.warning("%s may still execute a refused workflow: %s", self.server.title, error)
        else:
            self._unwanted.discard(prompt_id)

    async def _order(self) -> list[str]:
        """What waits there; places are for people, nothing fails for want of them."""
        try:
            return await self._looking.waiting()
        except Unreachable as error:
            _LOG.debug("%s does not tell its queue: %s", self.server.title, error)
            return []

    def _forget(self, prompt_id: str) -> None:
        self._watching.forget(prompt_id)
        self._outstanding.forget(prompt_id)

    def _begin_epoch(self, **changes: Any) -> None:
        """It may be another process, or another server at the same address."""
        self._uploading.forget()
        self._looking.forget()
        self._cancelling.forget()
        self._note(epoch=self._state.epoch + 1, **changes)

    def _heard(self, said: Message | Preview) -> None:
        hints = self._watching.heard(said) if isinstance(said, Message) else [self._watching.pictured(said)]
        for hint in hints:
            if hint is not None:
                self._hint(hint)

    def _counted(self) -> None:
        count = self._listening.remaining
        if count is not None:
            self._note(others=max(0, count - len(self._outstanding)))

    def _note(self, **changes: Any) -> None:
        state = evolve(self._state, **changes)
        if state.status != self._state.status:
            state = evolve(state, since=self._clock.wall_ms())
            _LOG.info("%s is %s. %s", self.server.title, state.status, state.reason)
        if state != self._state:
            self._state = state
            self._changed(state)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


async def _first(works: Sequence[Coroutine[Any, Any, str]]) -> str:
    """The answer of whichever ends first; the others are stopped, and none is left behind."""
    tasks = [asyncio.ensure_future(one) for one in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(iter(done)).result()
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
