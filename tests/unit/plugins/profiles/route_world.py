"""The routes of profiles without a socket, on a whole application, and the zip files of its profiles."""

import io
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.uploads import Upload
from penstock.core.jobs import Job, Jobs, JobStatus
from penstock.core.wire import encode

ENDED = (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)


@frozen
class RouteWorld:
    """An application; `call` and `picture` are the fixtures of those names."""

    application: Application
    call: Callable[..., Any]
    picture: Callable[..., Upload]

    @property
    def pools(self) -> Pools:
        """The pool service."""
        return self.application.services.get(Pools)

    @property
    def profiles(self) -> Profiles:
        """The profile service."""
        return self.application.services.get(Profiles)

    def ask(self, name: str, body: Any = None, query: Any = None, **path: str) -> Any:
        """What the route `profiles.<name>` answers, as JSON."""
        return encode(self.call(self.application, f"profiles.{name}", body=body, query=query, **path))

    def made(self, name: str, *labels: str) -> str:
        """A profile with an image of its own for each label; its id."""
        profile = self.profiles.create(name)
        self.fill(profile.id, *labels)
        return profile.id

    def fill(self, pool_id: str, *labels: str) -> None:
        """Add an image for each label to a pool."""
        for number, label in enumerate(labels):
            self.pools.add(pool_id, [self.picture((number, 7, 9))], labels=[label])

    def labels(self, pool_id: str) -> str:
        """The labels of a pool in order."""
        return "".join(slot.label for slot in self.pools.store.page(pool_id, 0, 100).slots)

    def names(self) -> list[str]:
        """The names of the profiles in order."""
        return [profile.name for profile in self.profiles.list()]

    def jobs(self) -> tuple[Job, ...]:
        """Every job there has been."""
        return self.application.services.get(Jobs).list()

    def ended(self, job: Mapping[str, Any]) -> Job:
        """The job once it has ended."""
        return job_ended(self.application, str(job["id"]))

    def result(self, job: Mapping[str, Any]) -> Any:
        """The result of a job that went well."""
        found = self.ended(job)
        assert found.status is JobStatus.DONE, found
        return found.result

    def staged(self) -> list[Path]:
        """What lies where uploads are staged and where pools are put together."""
        paths = self.application.host.paths
        return [*(paths.private / "staging").rglob("*"), *self.pools.store.staging().iterdir()]

    def upload(self, data: bytes, name: str = "Cats.zip") -> Upload:
        """A file as the edge hands it over."""
        folder = self.application.host.paths.private / "staging"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{len(list(folder.iterdir()))}.upload"
        path.write_bytes(data)
        return Upload(path=path, file_name=name, size=len(data))


def job_ended(application: Application, job_id: str, seconds: float = 20.0) -> Job:
    """The job once it has ended."""
    end = time.monotonic() + seconds
    while (job := application.services.get(Jobs).get(job_id)).status not in ENDED:
        assert time.monotonic() < end, job
        time.sleep(0.005)
    return job


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A zip file of members, by name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()
