"""The doctor as a route."""

import threading
from collections.abc import Callable
from typing import Any

from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.host import HostPaths
from penstock.core.jobs import Job, Jobs, JobStatus
from penstock.plugins.pools.routes_doctor import Examination

Start = Callable[..., Application]
Call = Callable[..., Any]


def ended(jobs: Jobs, job: Job) -> Job:
    """The job once it has ended: jobs run one after the other, so one that is submitted later ends later."""
    done = threading.Event()
    jobs.submit("later", lambda _: done.set())
    assert done.wait(10)
    return jobs.get(job.id)


def test_the_doctor_finds_and_mends(
    penstock_application: Start, call_route: Call, picture: Callable[..., Any], penstock_paths: HostPaths
) -> None:
    """A missing manifest is found without a change, and there again after mending."""
    application = penstock_application()
    pools = application.services.get(Pools)  # type: ignore[type-abstract]
    pools.add("p", [picture()])
    pools.store.close()
    jobs = application.services.get(Jobs)
    checked = ended(jobs, call_route(application, "pools.doctor", body=Examination()))
    assert checked.status is JobStatus.DONE
    assert checked.result["pools"] == 1
    (penstock_paths.input / "grid_pool" / "p" / "manifest.json").unlink()
    found = ended(jobs, call_route(application, "pools.doctor", body=Examination())).result["findings"]
    assert "manifest_missing" in [one["trouble"] for one in found]
    mended = ended(jobs, call_route(application, "pools.doctor", body=Examination(mend=True))).result["findings"]
    assert all(one["mended"] for one in mended if one["trouble"] == "manifest_missing")
    again = ended(jobs, call_route(application, "pools.doctor", body=Examination())).result["findings"]
    assert "manifest_missing" not in [one["trouble"] for one in again]
