"""Profiles through the routes, as the page uses them."""

import time
from collections.abc import Mapping
from typing import Any

import aiohttp
from live_client import LiveClient

WAIT_SECONDS = 60.0


class LiveProfiles:
    """The profiles of a running host."""

    def __init__(self, tab: LiveClient) -> None:
        self.tab = tab

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """A request; an error is a failed assertion."""
        answer = self.tab.request(method, path, **arguments)
        assert answer.status in (200, 201, 202), (method, path, answer.status, answer.body[:500])
        return answer.json()

    def names(self) -> dict[str, str]:
        """The names by id."""
        return {one["id"]: one["name"] for one in self.call("GET", "/penstock/profiles")["profiles"]}

    def create(self, name: str, pool: str | None = None) -> str:
        """Make one, of that pool where one is given; its id."""
        body = {"name": name} if pool is None else {"name": name, "pool": pool}
        return str(self.call("POST", "/penstock/profiles", json=body)["id"])

    def rename(self, profile: str, name: str) -> None:
        """Give it another name."""
        self.call("PATCH", f"/penstock/profiles/{profile}", json={"name": name})

    def delete(self, profile: str) -> str:
        """Move it to the trash; what brings it back."""
        return str(self.call("DELETE", f"/penstock/profiles/{profile}")["trash"])

    def restore(self, trash: str) -> None:
        """Bring it back."""
        self.call("POST", f"/penstock/profile_trash/{trash}/restore", json={})

    def duplicate(self, profile: str) -> str:
        """Copy it; the copy's id."""
        return str(self._done(self.call("POST", f"/penstock/profiles/{profile}/duplicate", json={}))["id"])

    def seed(self, profile: str, pool: str) -> int:
        """Copy a pool's images into it; how many."""
        return int(self._done(self.call("POST", f"/penstock/profiles/{profile}/seed", json={"pool": pool}))["count"])

    def export(self, profile: str) -> bytes:
        """The zip file."""
        made = self._done(self.call("POST", f"/penstock/profiles/{profile}/export", json={}))
        answer = self.tab.request("GET", made["url"])
        assert (answer.status, len(answer.body)) == (200, made["bytes"])
        return answer.body

    def begin_import(self, archive: bytes, file_name: str = "profile.zip") -> Mapping[str, Any]:
        """Send a zip file; the job."""
        form = aiohttp.FormData()
        form.add_field("file", archive, filename=file_name, content_type="application/zip")
        job: Mapping[str, Any] = self.call("POST", "/penstock/profile_imports", data=form)
        return job

    def import_zip(self, archive: bytes, file_name: str = "profile.zip") -> Mapping[str, Any]:
        """Send a zip file; what came of it."""
        return self._done(self.begin_import(archive, file_name))

    def ended(self, job: Mapping[str, Any]) -> Mapping[str, Any]:
        """The job, once it has ended."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            state: Mapping[str, Any] = self.call("GET", f"/penstock/jobs/{job['id']}")
            if state["status"] not in ("queued", "running"):
                return state
            time.sleep(0.02)
        raise AssertionError("the job never ended")

    def _done(self, job: Mapping[str, Any]) -> Mapping[str, Any]:
        state = self.ended(job)
        assert state["status"] == "done", state
        result: Mapping[str, Any] = state["result"]
        return result
