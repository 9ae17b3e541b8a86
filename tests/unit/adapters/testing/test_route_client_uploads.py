"""Uploads of the route client are as those of a host."""

from collections.abc import Callable
from typing import Any

from penstock.adapters.testing.driven_runs import until
from penstock.adapters.testing.route_client import RouteClient
from penstock.core.application import Application
from penstock.core.jobs import Job, Jobs, JobStatus


def test_an_upload_may_be_kept_for_a_job(
    penstock_application: Callable[..., Application], penstock_client: Callable[[Application], RouteClient]
) -> None:
    """A handler that moves its upload away, as the import of profiles does, finds it there later."""
    application = penstock_application()
    client, jobs = penstock_client(application), application.services.get(Jobs)

    def done(started: Any) -> Job:
        def ended() -> Job | None:
            job = jobs.get(started.json["id"])
            return job if job.status is JobStatus.DONE else None

        job = until(ended, described=jobs.list)
        assert job is not None
        return job

    profile = client.post("/penstock/profiles", {"name": "Cats"}).json["id"]
    export = done(client.post(f"/penstock/profiles/{profile}/export")).result
    file = ("cats.zip", client.get(export["url"]).data)
    done(client.post("/penstock/profile_imports", {}, {"file": [file]}))
    assert len(client.get("/penstock/profiles").json["profiles"]) == 2
