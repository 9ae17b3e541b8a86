"""Background work: named daemon threads with a stop event, and jobs with progress that a person can watch and cancel.

Nothing relies on the stop: a host may be killed at any time.
"""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from queue import Empty, Queue
from typing import Any, Final

from attrs import evolve

from .clock import Clock
from .errors import Conflict, NotFound, PenstockError
from .ids import Ids
from .values import frozen

_LOG: Final = logging.getLogger("penstock.jobs")
_KEPT: Final = 200
"""Ended jobs that are kept for the list."""

_TELL_EVERY: Final = 0.2
"""Seconds between two tellings of a job's progress at least; a new status is told at once."""


class JobStatus(StrEnum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@frozen(kw_only=True)
class Job:
    """A job as it stands. `done` of `total` steps are finished (`total` 0: not known); `result` is its answer."""

    id: str
    name: str
    status: JobStatus = JobStatus.QUEUED
    done: int = 0
    total: int = 0
    message: str = ""
    result: Any = None
    error: dict[str, object] | None = None
    created: int = 0


class JobCancelled(Exception):
    """Raised inside a job's work at its next progress report after it was cancelled."""


class JobProgress:
    """What a job's work is given: report with it, and often, since that is where a cancel takes effect."""

    def __init__(self, jobs: "Jobs", job_id: str) -> None:
        self._jobs = jobs
        self._id = job_id

    def report(self, done: int, total: int, message: str = "") -> None:
        """Show that `done` of `total` steps are finished; raises `JobCancelled` after a cancel."""
        self._jobs.advance(self._id, done, total, message)


class Jobs:
    """Runs jobs one after the other on one worker thread. Safe on any thread.

    `changed` is called with each new status of a job, and with its progress at most five times a second.
    """

    def __init__(self, clock: Clock, ids: Ids, changed: Callable[[Job], object] = lambda _job: None) -> None:
        self._clock = clock
        self._ids = ids
        self._changed = changed
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._cancelled: set[str] = set()
        self._told = 0.0
        self._queue: Queue[tuple[str, Callable[[JobProgress], Any], Callable[[], None]] | None] = Queue()
        self._worker = Background("penstock-jobs", self._run_one)

    def start(self) -> None:
        """Start the worker."""
        self._worker.start()

    def stop(self) -> None:
        """Cancel what runs and end the worker."""
        for job in self.list():
            if job.status in (JobStatus.QUEUED, JobStatus.RUNNING):
                self.cancel(job.id)
        self._worker.ask_to_stop()
        self._queue.put(None)  # wakes a worker that waits for work
        self._worker.stop()
        self._forget_queued()

    def submit(self, name: str, work: Callable[[JobProgress], Any], *, ended: Callable[[], None] = lambda: None) -> Job:
        """Queue `work`; its result (JSON) stands in the job when it is done.

        `ended` removes what the job leaves: it is called before the job is told as ended, also where a cancel or the
        end of the host came before the work began.
        """
        job = Job(id=self._ids.new(), name=name, created=self._clock.wall_ms())
        with self._lock:
            self._jobs[job.id] = job
            self._forget_oldest()
        self._changed(job)
        self._queue.put((job.id, work, ended))
        return job

    def list(self) -> tuple[Job, ...]:
        """Every job that is still known, oldest first."""
        with self._lock:
            return tuple(self._jobs.values())

    def get(self, job_id: str) -> Job:
        """One job; `NotFound` where it is not known."""
        with self._lock:
            if job_id not in self._jobs:
                raise NotFound(f"There is no job {job_id!r}.", field="job")
            return self._jobs[job_id]

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop; `Conflict` where it has ended."""
        job = self.get(job_id)
        if job.status not in (JobStatus.QUEUED, JobStatus.RUNNING):
            raise Conflict(f"The job has ended: {job.status}.", details={"current": job.status.value})
        self._cancelled.add(job_id)
        return job

    def advance(self, job_id: str, done: int, total: int, message: str = "") -> None:
        """See `JobProgress.report`."""
        if job_id in self._cancelled:
            raise JobCancelled
        self._set(job_id, done=done, total=total, message=message)

    def _run_one(self, wait: float) -> None:
        try:
            queued = self._queue.get(timeout=wait)
        except Empty:
            return
        if queued is None:
            return
        job_id, work, ended = queued
        outcome = self._outcome(job_id, work)
        self._clean_up(job_id, ended)
        self._set(job_id, **outcome)
        self._cancelled.discard(job_id)

    def _outcome(self, job_id: str, work: Callable[[JobProgress], Any]) -> dict[str, Any]:
        try:
            if job_id in self._cancelled:
                return {"status": JobStatus.CANCELLED}
            self._set(job_id, status=JobStatus.RUNNING)
            return {"status": JobStatus.DONE, "result": work(JobProgress(self, job_id))}
        except JobCancelled:
            return {"status": JobStatus.CANCELLED}
        except PenstockError as error:
            return {"status": JobStatus.FAILED, "message": error.message, "error": error.as_json()}
        except Exception as error:
            _LOG.exception("The job %s failed.", job_id)
            return {"status": JobStatus.FAILED, "message": str(error), "error": PenstockError(str(error)).as_json()}

    def _clean_up(self, job_id: str, ended: Callable[[], None]) -> None:
        try:
            ended()
        except Exception:
            _LOG.exception("What the job %s leaves could not be removed.", job_id)

    def _forget_queued(self) -> None:
        """What was queued never runs now."""
        while not self._queue.empty():
            queued = self._queue.get_nowait()
            if queued is not None:
                self._clean_up(queued[0], queued[2])

    def _set(self, job_id: str, **changes: Any) -> None:
        with self._lock:
            job = self._jobs[job_id] = evolve(self._jobs[job_id], **changes)
            now = self._clock.monotonic()
            if "status" not in changes and now - self._told < _TELL_EVERY:
                return
            self._told = now
        self._changed(job)

    def _forget_oldest(self) -> None:
        ended = [job for job in self._jobs.values() if job.status not in (JobStatus.QUEUED, JobStatus.RUNNING)]
        for job in ended[: max(0, len(self._jobs) - _KEPT)]:
            del self._jobs[job.id]


class Background:
    """A daemon thread that calls `step(wait)` until it is stopped; a step waits at most `wait` (1 s or less)."""

    def __init__(self, name: str, step: Callable[[float], None], wait: float = 0.5) -> None:
        self._step = step
        self._wait = min(wait, 1.0)
        self._name = name
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; again after a stop is fine."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Ask the thread to end after its step."""
        self._stopping.set()

    def stop(self, timeout: float = 5.0) -> None:
        """Ask the thread to end and wait for it."""
        self.ask_to_stop()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def pause(self, seconds: float) -> bool:
        """Wait inside a step; True where the thread should stop."""
        return self._stopping.wait(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step(self._wait)
            except Exception:
                _LOG.exception("%s goes on after an error.", self._name)
                self._stopping.wait(self._wait)
