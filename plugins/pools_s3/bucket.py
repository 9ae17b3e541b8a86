"""The requests that pools need of a bucket: each one either answers, or raises one of ours. Blocks; any thread.

Connects at the first request, and again after an error of the way. The client's own loop runs on a thread of its own.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ...core.values import frozen
from .address import Address
from .failures import translated

_ANSWER_SECONDS: Final = 20
_CONNECT_SECONDS: Final = 4
_WHOLE_SECONDS: Final = 180
_MOST_DELETED: Final = 1000


@frozen
class Got:
    """An object: its bytes and its ETag."""

    data: bytes
    etag: str


class Bucket:
    """See the module. Raises `PenstockError`, and where a method says so `Missing`, `Lost`, `Unchanged`."""

    def __init__(self, address: Address, answer_seconds: float = _ANSWER_SECONDS) -> None:
        self.address: Final = address
        self._answer_seconds = answer_seconds
        self._lock = threading.Lock()
        self._system: Any = None

    def get(self, key: str, unless: str | None = None) -> Got:
        """An object; `Missing`, and `Unchanged` where its ETag is `unless`."""
        more = {} if unless is None else {"IfNoneMatch": unless}
        answer = self.request("get_object", "read the bucket", Key=key, **more)
        return Got(answer["data"], answer["ETag"])

    def put(self, key: str, data: bytes) -> None:
        """Store an object, whatever was there."""
        self.request("put_object", "store in the bucket", Key=key, Body=data)

    def put_if(self, key: str, data: bytes, seen: str | None) -> str:
        """Store an object where it is still the one with the ETag `seen` (None: absent), else `Lost`; its new ETag."""
        condition = {"IfNoneMatch": "*"} if seen is None else {"IfMatch": seen}
        answer = self.request("put_object", "store in the bucket", Key=key, Body=data, **condition)
        return str(answer["ETag"])

    def copy(self, source: str, target: str) -> None:
        """Copy an object on the server; `Missing`."""
        origin = {"Bucket": self.address.bucket, "Key": source}
        self.request("copy_object", "copy in the bucket", Key=target, CopySource=origin)

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; those that are not there are no error."""
        wanted = list(keys)
        for start in range(0, len(wanted), _MOST_DELETED):
            objects = [{"Key": key} for key in wanted[start : start + _MOST_DELETED]]
            self.request("delete_objects", "delete in the bucket", Delete={"Objects": objects, "Quiet": True})

    def listing(self, prefix: str) -> Mapping[str, str]:
        """The ETags of all objects whose keys begin with `prefix`, by the rest of the key."""
        found: dict[str, str] = {}
        more: dict[str, str] = {}
        while True:
            answer = self.request("list_objects_v2", "list the bucket", Prefix=prefix, **more)
            found |= {one["Key"].removeprefix(prefix): one["ETag"] for one in answer.get("Contents", [])}
            if not answer.get("IsTruncated"):
                return found
            more = {"ContinuationToken": answer["NextContinuationToken"]}

    def request(self, name: str, action: str, **arguments: Any) -> dict[str, Any]:
        """One request by the client's name for it; what it reads is in `data`. The one way to the server."""
        from botocore.exceptions import BotoCoreError, ClientError
        from fsspec.asyn import sync

        try:
            system = self._connected()
            made = _with_body(getattr(system.s3, name))
            answer: dict[str, Any] = sync(
                system.loop, made, timeout=_WHOLE_SECONDS, Bucket=self.address.bucket, **arguments
            )
        except (BotoCoreError, ClientError, OSError, TimeoutError) as error:
            raise translated(error, action, str(self.address)) from error
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            system, self._system = self._system, None
        if system is not None:
            system.close_session(system.loop, system.s3)

    def _connected(self) -> Any:
        with self._lock:
            if self._system is None:
                self._system = self._made()
            return self._system

    def _made(self) -> Any:
        import s3fs

        address = self.address
        config: dict[str, Any] = {
            "connect_timeout": _CONNECT_SECONDS,
            "read_timeout": self._answer_seconds,
            "retries": {"max_attempts": 2, "mode": "standard"},
            "request_checksum_calculation": "when_required",  # servers other than Amazon's know no newer ones
            "response_checksum_validation": "when_required",
            "max_pool_connections": 32,
        }
        if address.endpoint:
            config["s3"] = {"addressing_style": "path"}
        return s3fs.S3FileSystem(
            endpoint_url=address.endpoint or None,
            client_kwargs={"region_name": address.region} if address.region else {},
            config_kwargs=config,
            skip_instance_cache=True,
            use_listings_cache=False,
        )


def _with_body(method: Callable[..., Any]) -> Callable[..., Any]:
    async def call(**arguments: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await method(**arguments)
        if "Body" in answer:
            try:
                async with answer["Body"] as body:
                    answer["data"] = await body.read()
            except Exception as error:  # of the client below the client
                raise ConnectionError(f"the answer broke off: {error}") from error
        return answer

    return call
