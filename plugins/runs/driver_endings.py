"""How runs end: their results are fetched, then one transaction says so."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from ...core.contracts.runs import RunError, RunStatus
from ...core.errors import PenstockError
from .driver_core import OUTPUTS, Core, Submission
from .outputs_reading import outputs_in
from .ports import JobReport, ServerLink, Standing, Unreachable
from .store_ports import KeptOutput, RunEnd

_LOG: Final = logging.getLogger("penstock.runs")
INTERNAL: Final = RunError(
    code="internal",
    message="Penstock cannot go on with it: an error of its own.",
    hint="Look into Penstock's log, and report it.",
)
PATIENCE: Final = 60.0
"""Seconds in which results are asked for again before a run ends without them."""
_PAUSES: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
_LONGEST: Final = 100_000
_STATUS: Final = {
    Standing.COMPLETED: RunStatus.COMPLETED,
    Standing.FAILED: RunStatus.FAILED,
    Standing.CANCELLED: RunStatus.CANCELLED,
}


@frozen
class Endings:
    """Of the runs on one server. Used on the driver's loop alone."""

    core: Core
    link: ServerLink
    room: Callable[[], None]
    """Says that the server may be given the next run."""
    patience: float = PATIENCE

    async def of(self, one: Submission, report: JobReport) -> RunEnd:
        """How it ended, its results fetched where that was possible."""
        now = self.core.clock.wall_ms()
        outputs = await self._results(one, report)
        error = _failure(one, report) if report.standing is Standing.FAILED else None
        if report.standing is Standing.COMPLETED:
            error = missing(outputs)
        ended = max(report.ended or now, one.run.started or 0)
        if one.track is not None:
            if report.standing is Standing.COMPLETED:
                one.track.completed(report.cached, report.started, ended)
            else:
                one.track.close("" if error is None else error.node, ended)
        return RunEnd(
            status=_STATUS[report.standing],
            ended=ended,
            seconds=self._seconds(one, report),
            error=error,
            outputs=outputs,
            timeline=one.nodes,
        )

    def unread(self, one: Submission, report: JobReport) -> RunEnd:
        """How it ended where its results cannot be told at all."""
        status = _STATUS[report.standing]
        error = None if status is RunStatus.CANCELLED else INTERNAL
        if status is RunStatus.FAILED:
            error = _failure(one, report)
        now = self.core.clock.wall_ms()
        return RunEnd(status=status, ended=now, seconds=self._seconds(one, report), error=error, timeline=one.nodes)

    def _seconds(self, one: Submission, report: JobReport) -> float:
        """How long the server worked: as it says itself, else as it was seen here."""
        if report.started is not None and report.ended is not None:
            return max(0, report.ended - report.started) / 1000
        return 0.0 if one.began is None else self.core.clock.monotonic() - one.began

    async def _results(self, one: Submission, report: JobReport) -> tuple[KeptOutput, ...]:
        planned = [
            self.core.outputs.planned(one.run, number, found, one.titles.get(found.node, ""))
            for number, found in enumerate(outputs_in(report.outputs))
        ]
        one.waits_for = OUTPUTS if any(kept.item is not None for kept in planned) else ""
        until = self.core.clock.monotonic() + (self.patience if report.standing is Standing.COMPLETED else 0.0)
        return tuple([await self._insisted(one, kept, until) for kept in planned])

    async def _insisted(self, one: Submission, kept: KeptOutput, until: float) -> KeptOutput:
        pauses = iter(_PAUSES)
        while kept.item is not None and not kept.file:
            try:
                return await self.fetched(one, kept)
            except FileNotFoundError as error:
                _LOG.warning("A result of the run %s is gone: %s", one.run.id, error)
                return without_item(kept)
            except (Unreachable, OSError, PenstockError) as error:
                _LOG.info("A result of the run %s could not be fetched: %s", one.run.id, error)
                if self.core.clock.monotonic() >= until:
                    return kept
            await self._late(one)
            await asyncio.sleep(next(pauses, _PAUSES[-1]))
        return kept

    async def _late(self, one: Submission) -> None:
        """The server has room for the next one."""
        if not one.late:
            one.late = True
            try:
                await self.core.threads.database(self.core.store.results_late, one.lease)
            except PenstockError as error:
                _LOG.info("The server of the run %s is given nothing meanwhile: %s", one.run.id, error)
            self.room()

    async def fetched(self, one: Submission, kept: KeptOutput) -> KeptOutput:
        """An output with its file; raises what says why not."""
        threads, files = self.core.threads, self.core.outputs
        assert kept.item is not None  # noqa: S101 - texts are not fetched
        if self.link.server.here and (own := await threads.heavy(files.own_file, kept)) is not None:
            return await threads.heavy(files.fetched, kept, own)
        path, file = await threads.heavy(files.target, one.run, kept)
        await self.link.download(kept.item, path)
        return await threads.heavy(files.fetched, kept, file)


def missing(outputs: Iterable[KeptOutput]) -> RunError | None:
    """What is to say of results that are not here: those that its server has no more, and those that may come."""
    without = [kept for kept in outputs if kept.output.kind != "text" and not kept.file]
    gone = [kept for kept in without if kept.item is None]
    if not without:
        return None
    if gone:
        return RunError(
            code="outputs_gone",
            message=f"The server does not have {_counted(len(gone))} any more.",
            hint="Somebody deleted the files there. Run it again.",
        )
    return RunError(
        code="outputs_missing",
        message=f"{_counted(len(without)).capitalize()} could not be fetched from the server.",
        hint="They are fetched once the server gives them; look into its output folder otherwise.",
    )


def _counted(count: int) -> str:
    return "one result" if count == 1 else f"{count} results"


def _failure(one: Submission, report: JobReport) -> RunError:
    said: Mapping[str, Any] = report.error or {}
    node = str(said.get("node_id") or "")
    trace = said.get("traceback")
    details = "".join(map(str, trace)) if isinstance(trace, list | tuple) else str(trace or "")
    message = str(said.get("exception_message") or said.get("message") or "The server does not say why.").strip()
    kind = str(said.get("exception_type") or "").rpartition(".")[2]
    title = one.titles.get(node, "") or one.titles.get(node.partition(":")[0], "")
    return RunError(
        code="node_failed" if node else "failed",
        message=f"{kind}: {message}"[:_LONGEST] if kind else message[:_LONGEST],
        hint=_hint(kind, message),
        node=node,
        node_type=str(said.get("node_type") or ""),
        node_title=title,
        details=details[:_LONGEST],
    )


def _hint(kind: str, message: str) -> str:
    if "OutOfMemory" in kind or "out of memory" in message.lower():
        return "Make the pictures smaller, or fewer at once, or use a server with more memory."
    return "Look at the values of that node, and into the server's log."


def without_item(kept: KeptOutput) -> KeptOutput:
    """What is left of an output that is gone for good: it is not asked for again."""
    return evolve(kept, item=None)
