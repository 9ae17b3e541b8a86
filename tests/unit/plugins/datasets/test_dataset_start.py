"""What a killed process left of data sets is put right by the next start, whether or not anybody saves again."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from penstock.core.application import Application
from penstock.core.host import HostPaths
from penstock.core.jobs import Job, Jobs, JobStatus

KILLED = """
import os, sys
from pathlib import Path
from penstock.core.files import Files
from penstock.plugins.datasets.journal import Journal

part = Path(sys.argv[2])
Journal(Path(sys.argv[1]), Files()).staging(part)
part.mkdir()
(part / "0001.png").write_bytes(b"half")
os._exit(9)
"""


def test_a_start_removes_what_a_killed_process_staged(
    penstock_paths: HostPaths, penstock_application: Callable[..., Application]
) -> None:
    """In a job of its own, so that the start does not wait."""
    part = penstock_paths.output / ".set.abc.part"
    journal = penstock_paths.private / "datasets/journal"
    journal.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", KILLED, str(journal), str(part)], check=False, cwd=Path("/"))
    assert part.is_dir()
    (job,) = ended(penstock_application())
    assert (job.status, job.name, part.exists()) == (JobStatus.DONE, "Finish what was being saved", False)


def test_a_start_with_nothing_to_finish_begins_no_job(penstock_application: Callable[..., Application]) -> None:
    """The list of jobs stays empty, and no folder is made."""
    application = penstock_application()
    assert application.services.get(Jobs).list() == ()
    assert not (application.host.paths.private / "datasets").exists()


def ended(application: Application) -> tuple[Job, ...]:
    """The jobs, once all of them have ended."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        jobs = application.services.get(Jobs).list()
        if all(job.status in (JobStatus.DONE, JobStatus.FAILED) for job in jobs):
            return jobs
        time.sleep(0.01)
    raise AssertionError("the job does not end")
