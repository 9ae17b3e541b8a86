"""Jobs: progress, results, cancels, errors."""

import threading
from collections.abc import Callable, Iterator

import pytest

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.errors import Conflict, DiskFull, NotFound
from penstock.core.jobs import Background, Job, JobProgress, Jobs, JobStatus


class Watched:
    def __init__(self) -> None:
        self.seen: list[Job] = []
        self.ended = threading.Condition()

    def __call__(self, job: Job) -> None:
        with self.ended:
            self.seen.append(job)
            self.ended.notify_all()

    def wait_for(self, job_id: str, *statuses: JobStatus) -> Job:
        with self.ended:
            assert self.ended.wait_for(lambda: any(j.id == job_id and j.status in statuses for j in self.seen), 10)
            return next(j for j in reversed(self.seen) if j.id == job_id)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def jobs(watched: Watched, clock: FakeClock) -> Iterator[Jobs]:
    made = Jobs(clock, CountingIds(), watched)
    made.start()
    yield made
    made.stop()


def test_a_job_reports_progress_and_keeps_its_result(jobs: Jobs, watched: Watched, clock: FakeClock) -> None:
    """Progress is seen while it runs, the result stands in the job when it is done."""

    def work(progress: JobProgress) -> str:
        clock.advance(1)
        progress.report(1, 2, "half")
        return "made"

    job = watched.wait_for(jobs.submit("make", work).id, JobStatus.DONE)
    assert job.result == "made"
    assert any(seen.message == "half" and (seen.done, seen.total) == (1, 2) for seen in watched.seen)


def test_each_status_is_told_once(jobs: Jobs, watched: Watched, clock: FakeClock) -> None:
    """However long ago something was told: queued is not told again when the job begins."""
    clock.advance(60)
    job = jobs.submit("make", lambda _progress: None)
    watched.wait_for(job.id, JobStatus.DONE)
    assert [seen.status for seen in watched.seen] == [JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.DONE]


def test_progress_is_told_five_times_a_second_at_most(jobs: Jobs, watched: Watched, clock: FakeClock) -> None:
    """Whoever watches a job is not flooded, and what the job itself says is up to date all the same."""

    def work(progress: JobProgress) -> int:
        for step in range(100):
            clock.advance(0.05)
            progress.report(step, 100)
        return jobs.list()[0].done

    job = watched.wait_for(jobs.submit("count", work).id, JobStatus.DONE)
    told = [seen for seen in watched.seen if seen.status is JobStatus.RUNNING and seen.done]
    assert job.result == 99
    assert 20 <= len(told) <= 25


def test_a_cancelled_job_stops_at_its_next_report(jobs: Jobs, watched: Watched) -> None:
    """Cancel takes effect at the next progress report, also while the job is still queued."""
    started, go = threading.Event(), threading.Event()

    def work(progress: JobProgress) -> None:
        started.set()
        assert go.wait(10)
        progress.report(1, 2)

    running, queued = jobs.submit("long", work), jobs.submit("next", work)
    assert started.wait(10)
    jobs.cancel(running.id)
    jobs.cancel(queued.id)
    go.set()
    assert watched.wait_for(running.id, JobStatus.CANCELLED).status is JobStatus.CANCELLED
    assert watched.wait_for(queued.id, JobStatus.CANCELLED).status is JobStatus.CANCELLED


def test_what_a_job_leaves_is_removed_before_its_end_is_told(watched: Watched, clock: FakeClock) -> None:
    """`ended` is called once for each job: done, failed, cancelled in the queue, or queued when the host stops."""
    jobs, go = Jobs(clock, CountingIds(), watched), threading.Event()
    ended: list[tuple[str, list[JobStatus]]] = []

    def wait(_: JobProgress) -> None:
        assert go.wait(10)
        raise DiskFull("no room")

    def told(name: str) -> Callable[[], None]:
        return lambda: ended.append((name, [job.status for job in jobs.list() if job.name == name]))

    failed = jobs.submit("failed", wait, ended=told("failed"))
    cancelled = jobs.submit("cancelled", lambda _: 1, ended=told("cancelled"))
    jobs.cancel(cancelled.id)
    jobs.start()
    go.set()
    watched.wait_for(failed.id, JobStatus.FAILED)
    watched.wait_for(cancelled.id, JobStatus.CANCELLED)
    jobs.stop()
    jobs.submit("never run", lambda _: 1, ended=told("never run"))
    jobs.stop()
    assert ended == [
        ("failed", [JobStatus.RUNNING]),
        ("cancelled", [JobStatus.QUEUED]),
        ("never run", [JobStatus.QUEUED]),
    ]


def test_a_failed_job_says_why_and_the_next_one_runs(jobs: Jobs, watched: Watched) -> None:
    """An error of ours keeps its code; a bug is `internal`; the worker goes on."""

    def full(progress: JobProgress) -> None:
        raise DiskFull("no room")

    def bug(progress: JobProgress) -> None:
        raise ZeroDivisionError("a bug")

    first = watched.wait_for(jobs.submit("full", full).id, JobStatus.FAILED)
    second = watched.wait_for(jobs.submit("bug", bug).id, JobStatus.FAILED)
    assert first.error is not None and first.error["error"]["code"] == "disk_full"  # type: ignore[index]
    assert second.error is not None and second.error["error"]["code"] == "internal"  # type: ignore[index]
    assert watched.wait_for(jobs.submit("fine", lambda _: 1).id, JobStatus.DONE).result == 1


def test_an_ended_or_unknown_job_cannot_be_cancelled(jobs: Jobs, watched: Watched) -> None:
    """Unknown is 404, ended is 409."""
    with pytest.raises(NotFound):
        jobs.cancel("nothing")
    done = watched.wait_for(jobs.submit("fine", lambda _: 1).id, JobStatus.DONE)
    with pytest.raises(Conflict):
        jobs.cancel(done.id)


def test_a_background_thread_survives_an_error_and_ends_when_stopped() -> None:
    """A step that raises is logged and tried again; stop ends the thread."""
    steps: list[int] = []
    twice = threading.Event()

    def step(wait: float) -> None:
        steps.append(1)
        if len(steps) >= 2:
            twice.set()
        raise RuntimeError("again")

    background = Background("penstock-test", step, wait=0.001)
    background.start()
    assert twice.wait(10)
    background.stop()
    count = len(steps)
    assert count >= 2
    assert not any(thread.name == "penstock-test" for thread in threading.enumerate())
