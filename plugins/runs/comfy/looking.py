"""What a server knows of prompts. "It knows nothing of it" needs a clear answer; anything else is no answer."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from attrs import define, evolve, field

from ..ports import JobReport, Standing, Unreachable
from .answers import Answer
from .job_reports import ended, from_job
from .web import WebClient, refusal

_AT_ONCE: Final = 8
_GRAPH: Final = b', "workflow": {'
"""The last member of a job: its graph and its document, which are ours."""

_ABSENT: Final = JobReport(standing=Standing.ABSENT)
_STRANGE: Final = JobReport(standing=Standing.PENDING)
"""The server has it, in a state that nobody knows: it is looked at again, and others are not held up."""


@define(eq=False)
class Looking:
    """Asks `/api/jobs/{id}` where it exists: there queue and history are read in one step. Else the queue first, then
    the history: a prompt that ends in between is found in the second.
    """

    _web: WebClient
    _jobs: bool | None = None
    """Whether the server has that route, None while it is not known."""
    _gate: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def forget(self) -> None:
        """Another server may be there now."""
        self._jobs = None

    async def reports(self, prompt_ids: Sequence[str]) -> dict[str, JobReport]:
        """One report for each id. Raises `Unreachable`."""
        found: dict[str, JobReport] = {}
        if prompt_ids and self._jobs is not False:
            asked = await asyncio.gather(*(self._job(one) for one in prompt_ids))
            found = {one: report for one, report in zip(prompt_ids, asked, strict=True) if report is not None}
        missing = [one for one in prompt_ids if one not in found]
        return {**found, **await self._from_queue(missing)} if missing else found

    async def waiting(self) -> list[str]:
        """The ids that wait on the server, the next one first. Raises `Unreachable`."""
        if self._jobs:
            said = await self._object("/api/jobs?status=pending")
            jobs = said.get("jobs")
            return _by_number((one.get("priority"), one.get("id")) for one in _objects(jobs))
        return _by_number((item[0], item[1]) for item in _items(await self._object("/queue"), "queue_pending"))

    async def _job(self, prompt_id: str) -> JobReport | None:
        """None where the server has no such route."""
        async with self._gate:
            answer = await self._web.get(f"/api/jobs/{quote(prompt_id, safe='')}")
        said = await answer.beginning(_GRAPH)
        if answer.status == 200 and said is not None and said.get("id") == prompt_id:
            self._jobs = True
            return from_job(said) or _STRANGE
        if answer.status == 404 and said is not None and said.get("error") == "Job not found":
            self._jobs = True
            return _ABSENT
        if answer.status in (404, 405) and not self._jobs:
            self._jobs = False
            return None
        raise Unreachable(_strange(answer))

    async def _from_queue(self, prompt_ids: Sequence[str]) -> dict[str, JobReport]:
        queue = await self._object("/queue")
        running = {item[1] for item in _items(queue, "queue_running")}
        waiting = _by_number((item[0], item[1]) for item in _items(queue, "queue_pending"))
        return {one: await self._placed(one, running, waiting) for one in prompt_ids}

    async def _placed(self, prompt_id: str, running: set[Any], waiting: list[str]) -> JobReport:
        if prompt_id in running:
            return JobReport(standing=Standing.RUNNING)
        if prompt_id in waiting:
            return JobReport(standing=Standing.PENDING, position=waiting.index(prompt_id))
        history = await self._object(f"/history/{quote(prompt_id, safe='')}")
        if prompt_id not in history:
            return _ABSENT
        entry = history[prompt_id]
        told = entry if isinstance(entry, Mapping) else {}
        return ended(told.get("status"), told.get("outputs"))

    async def _object(self, path: str) -> Mapping[str, Any]:
        answer = await self._web.get(path)
        said = await answer.object() if answer.status == 200 else None
        if said is None:
            raise Unreachable(_strange(answer))
        return said


def placed(reports: Mapping[str, JobReport], waiting: Sequence[str]) -> dict[str, JobReport]:
    """The reports, with the places of those that wait."""
    return {
        one: evolve(report, position=waiting.index(one))
        if report.standing is Standing.PENDING and one in waiting
        else report
        for one, report in reports.items()
    }


def _items(queue: Mapping[str, Any], name: str) -> list[list[Any]]:
    """The entries of a queue. One that is not as ComfyUI's might hide a prompt: then nothing was answered."""
    items = queue.get(name)
    if not isinstance(items, list) or not all(isinstance(one, list) and len(one) >= 2 for one in items):
        raise Unreachable("Its queue cannot be read.")
    return items


def _objects(items: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else ()


def _by_number(entries: Iterable[tuple[Any, Any]]) -> list[str]:
    """`/queue` tells the order of a heap; what runs next has the smallest number."""
    known = [(number, one) for number, one in entries if isinstance(number, int | float) and isinstance(one, str)]
    return [one for _, one in sorted(known)]


def _strange(answer: Answer) -> str:
    return "It gave an answer that makes no sense." if answer.status == 200 else refusal(answer.status)
