"""Stores on a bucket, and a bucket whose requests fail, lose their answer or end the process."""

import errno
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.errors import DiskFull
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools_s3.address import Address
from penstock.plugins.pools_s3.bucket import Bucket
from penstock.plugins.pools_s3.failures import Unanswered
from penstock.plugins.pools_s3.store import S3PoolStore


class Killed(BaseException):
    """The process ends here."""


class FaultyBucket(Bucket):
    """Counts requests; from the `at`-th on each fails as `how` says, until `disarm`.

    `refuse`: it never arrives. `lose`: it is done, and the answer is lost. `full`: the bucket is full.
    `kill`, `kill_after`: the process ends before or after it.
    """

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.requests = 0
        self.failed = False
        self._at: int | None = None
        self._how = ""
        self._times = 0
        self._counting = threading.Lock()
        self._meddling: tuple[Callable[[str], object], Exception] | None = None

    def arm(self, at: int, how: str, times: int = 10**6) -> None:
        """Let `times` requests fail, the `at`-th (1 is the next) first."""
        with self._counting:
            self.requests, self._at, self._how, self._times, self.failed = 0, at, how, times, False

    def disarm(self) -> bool:
        """Let every request through again; returns whether one had failed."""
        with self._counting:
            self._at = None
            return self.failed

    def meddle(self, other: Callable[[str], object], answer: Exception) -> None:
        """Store the next change of a pool, call `other` with the pool's id, and only then answer so."""
        self._meddling = other, answer

    def send(self, name: str, action: str, **arguments: Any) -> dict[str, Any]:
        """One request that gets through."""
        return super().request(name, action, **arguments)

    def request(self, name: str, action: str, **arguments: Any) -> dict[str, Any]:
        if self._meddling is not None and name == "put_object" and "/pools/" in arguments["Key"]:
            (other, answer), self._meddling = self._meddling, None
            self.send(name, action, **arguments)
            other(arguments["Key"].rpartition("/")[2].removesuffix(".json"))
            raise answer
        with self._counting:
            self.requests += 1
            hit = self._at is not None and self._at <= self.requests < self._at + self._times
            self.failed |= hit
            how = self._how
        if not hit:
            return self.send(name, action, **arguments)
        if how == "kill":
            raise Killed
        if how == "full" and name == "put_object":
            raise DiskFull("The bucket is full.")
        if how in ("lose", "kill_after"):
            self.send(name, action, **arguments)
        if how == "kill_after":
            raise Killed
        raise Unanswered(f"Could not {action}: the server does not answer.")


class BucketFaults:
    """`StoreFaults` on a bucket: what a disk refuses, a server refuses."""

    def __init__(self, bucket: FaultyBucket) -> None:
        self.bucket = bucket

    def arm(self, call: int, error: int) -> None:
        """The `call`-th request and all later ones fail; of EIO one answer is lost.

        Where all later ones are lost too nobody can know what became of a change: `test_s3_crashes` has that.
        """
        if error == errno.EIO:
            self.bucket.arm(call, "lose", times=1)
        else:
            self.bucket.arm(call, "full" if error == errno.ENOSPC else "refuse")

    def disarm(self) -> bool:
        """Every request gets through again."""
        return self.bucket.disarm()


def store_on(bucket: Bucket, folder: Path, quota: int = 10**9) -> S3PoolStore:
    """A host's store on the bucket; `folder` is of that host."""
    return S3PoolStore(bucket, folder, Files(), FakeClock(), RandomIds(), quota)
