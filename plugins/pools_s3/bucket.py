"""The requests that pools need of a bucket: each one either answers, or raises one of ours. Blocks; any thread.

Connects at the first request, and again after an error of the way. The client's own loop runs on a thread of its own.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from ...core.values import frozen
from .address import Address
from .failures import Lost, Missing, NoStore, Unanswered, Unchanged, no_store, translated

_ANSWER_SECONDS: Final = 20
_CONNECT_SECONDS: Final = 4
_WHOLE_SECONDS: Final = 180
_MOST_DELETED: Final = 1000
_PAUSES: Final = (0.1, 0.5)
"""Seconds before what may be done twice is tried again."""


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
        self._client: Any = None

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
            answer = self.request("delete_objects", "delete in the bucket", Delete={"Objects": objects, "Quiet": True})
            if answer.get("Errors"):
                code = str(answer["Errors"][0].get("Code", ""))[:80]
                raise Unanswered(f"Could not delete {len(answer['Errors'])} objects in the bucket ({code}).")

    def listing(self, prefix: str) -> Mapping[str, str]:
        """The ETags of all objects whose keys begin with `prefix`, by the rest of the key."""
        return {
            one["Key"].removeprefix(prefix): one["ETag"]
            for answer in self._listed(prefix)
            for one in answer.get("Contents", [])
        }

    def ages(self, prefix: str) -> Mapping[str, float]:
        """The seconds since all objects whose keys begin with `prefix` were stored, by the rest of the key.

        By the clock of the server: those of hosts may differ by years. Empty where the server tells no time.
        """
        found: dict[str, float] = {}
        for answer in self._listed(prefix):
            now = _time_of(answer)
            if now is not None:
                for one in answer.get("Contents", []):
                    found[one["Key"].removeprefix(prefix)] = now - one["LastModified"].timestamp()
        return found

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        more: dict[str, str] = {}
        while True:
            answer = self.request("list_objects_v2", "list the bucket", Prefix=prefix, **more)
            yield answer
            following = {"ContinuationToken": answer.get("NextContinuationToken", "")}
            if not answer.get("IsTruncated"):
                return
            if following == more or not following["ContinuationToken"]:
                raise no_store("list the bucket", str(self.address))
            more = following

    def request(self, name: str, action: str, **arguments: Any) -> dict[str, Any]:
        """One request by the client's name for it; what it reads is in `data`. The one way to the server.

        What may be done twice is tried again where no answer came. A conditional write is not: its writer looks first.
        """
        if name != "put_object" or not _is_conditional(arguments):
            for pause in _PAUSES:
                try:
                    return self._sent(name, action, arguments)
                except NoStore:
                    raise
                except Unanswered:
                    time.sleep(pause)
        return self._sent(name, action, arguments)

    def _sent(self, name: str, action: str, arguments: dict[str, Any]) -> dict[str, Any]:
        from fsspec.asyn import sync

        where = str(self.address)
        try:
            system = self._connected()
            client = self._client = system.s3
            made = _with_body(getattr(client, name))
            answer: dict[str, Any] = sync(
                system.loop, made, timeout=_WHOLE_SECONDS, Bucket=self.address.bucket, **arguments
            )
        except Exception as error:  # the client raises whatever it meets, such as what its parser finds odd
            found = translated(error, action, where)
            if isinstance(found, (Missing, Lost, Unchanged)) and not isinstance(found, _expected(name, arguments)):
                found = no_store(action, where)
            raise found from error
        if not _is_told(name, answer):
            raise no_store(action, where)
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            system, client = self._system, self._client
            self._system = self._client = None
        if client is not None:
            system.close_session(system.loop, client)

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
            "retries": {"total_max_attempts": 1, "mode": "standard"},  # see `request`
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


def _is_conditional(arguments: Mapping[str, Any]) -> bool:
    return not arguments.keys().isdisjoint({"IfMatch", "IfNoneMatch"})


def _expected(name: str, arguments: Mapping[str, Any]) -> tuple[type[Exception], ...]:
    """What a request may be answered with beside what it asks for."""
    if name == "get_object":
        return (Missing, Unchanged) if _is_conditional(arguments) else (Missing,)
    if name == "put_object":
        return (Missing, Lost) if _is_conditional(arguments) else ()
    return (Missing,) if name == "copy_object" else ()


def _is_told(name: str, answer: Mapping[str, Any]) -> bool:
    """Whether an answer has what every object store says: a web page that answers to everything does not."""
    if name in ("get_object", "put_object"):
        return "ETag" in answer
    if name == "copy_object":
        return "ETag" in answer.get("CopyObjectResult", {})
    return name != "list_objects_v2" or "Name" in answer or "KeyCount" in answer


def _time_of(answer: Mapping[str, Any]) -> float | None:
    """When the server answered, by its own clock."""
    told = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        return parsedate_to_datetime(told).timestamp()
    except (TypeError, ValueError):
        return None


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
