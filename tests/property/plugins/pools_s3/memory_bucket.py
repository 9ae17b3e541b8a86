"""A bucket in memory that answers requests as the server does: a test compares the two."""

import hashlib
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from penstock.plugins.pools_s3.address import Address
from penstock.plugins.pools_s3.failures import Lost, Missing, Unchanged

from .s3_stores import FaultyBucket

Objects = dict[str, bytes]


class ServerClock:
    """The clock of the server, and when it stored what."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.stored: dict[str, float] = {}

    def told(self, when: float) -> datetime:
        return datetime.fromtimestamp(when, UTC)


class MemoryBucket(FaultyBucket):
    """See the module. Those with the same `objects` are one bucket, as seen by several hosts."""

    def __init__(self, objects: Objects | None = None, lock: Any = None, clock: ServerClock | None = None) -> None:
        super().__init__(Address(bucket="memory", prefix="all"))
        self.clock = clock or ServerClock()
        self.objects: Objects = {} if objects is None else objects
        self.lock = lock or threading.Lock()

    def another(self) -> "MemoryBucket":
        """The same bucket, as another host sees it."""
        return MemoryBucket(self.objects, self.lock, self.clock)

    def send(self, name: str, action: str, **asked: Any) -> dict[str, Any]:
        with self.lock:
            answer: dict[str, Any] = getattr(self, f"_{name}")(asked)
            return answer

    def _etag(self, key: str) -> str | None:
        return None if key not in self.objects else f'"{hashlib.md5(self.objects[key]).hexdigest()}"'

    def _get_object(self, asked: dict[str, Any]) -> dict[str, Any]:
        key = asked["Key"]
        if key not in self.objects:
            raise Missing
        if self._etag(key) == asked.get("IfNoneMatch"):
            raise Unchanged
        return {"data": self.objects[key], "ETag": self._etag(key)}

    def _put_object(self, asked: dict[str, Any]) -> dict[str, Any]:
        key, seen = asked["Key"], asked.get("IfMatch")
        if seen is not None and key not in self.objects:
            raise Missing
        if (seen is not None and self._etag(key) != seen) or ("IfNoneMatch" in asked and key in self.objects):
            raise Lost
        self.objects[key] = bytes(asked["Body"])
        self.clock.stored[key] = self.clock.now
        return {"ETag": self._etag(key)}

    def _copy_object(self, asked: dict[str, Any]) -> dict[str, Any]:
        source = asked["CopySource"]["Key"]
        if source not in self.objects:
            raise Missing
        self.objects[asked["Key"]] = self.objects[source]
        self.clock.stored[asked["Key"]] = self.clock.now
        return {}

    def _delete_objects(self, asked: dict[str, Any]) -> dict[str, Any]:
        for one in asked["Delete"]["Objects"]:
            self.objects.pop(one["Key"], None)
        return {}

    def _list_objects_v2(self, asked: dict[str, Any]) -> dict[str, Any]:
        keys = sorted(key for key in self.objects if key.startswith(asked["Prefix"]))
        contents = [
            {"Key": key, "ETag": self._etag(key), "LastModified": self.clock.told(self.clock.stored.get(key, 0.0))}
            for key in keys
        ]
        date = format_datetime(self.clock.told(self.clock.now), usegmt=True)
        return {
            "Contents": contents, "IsTruncated": False, "ResponseMetadata": {"HTTPHeaders": {"date": date}}
        }  # fmt: skip
