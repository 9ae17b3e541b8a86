"""What a bucket answers: the one in memory as the server does, and what a broken way to it becomes."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.core.errors import StorageFailed
from penstock.plugins.pools_s3.address import Address
from penstock.plugins.pools_s3.bucket import Bucket
from penstock.plugins.pools_s3.failures import Lost, Missing, Unanswered, Unchanged

from .memory_bucket import MemoryBucket

KEYS = st.sampled_from(["all/pools/a", "all/pools/b", "all/other/c"])
WORDS = st.sampled_from(["get", "get unless", "put", "put new", "put if", "put stale", "copy", "delete", "list"])
STEPS = st.lists(st.tuples(WORDS, KEYS, KEYS, st.binary(min_size=1, max_size=3)), max_size=8)


def answer(bucket: Bucket, etags: dict[str, str], word: str, key: str, other: str, data: bytes) -> Any:
    """What the bucket answers, or the class of its error; ETags are kept by key."""
    steps: dict[str, Callable[[], Any]] = {
        "get": lambda: bucket.get(key).data,
        "get unless": lambda: bucket.get(key, etags.get(key, '"0"')).data,
        "put": lambda: bucket.put(key, data),
        "put new": lambda: bool(bucket.put_if(key, data, None)),
        "put if": lambda: bool(bucket.put_if(key, data, etags.get(key, '"0"'))),
        "put stale": lambda: bool(bucket.put_if(key, data, '"0"')),
        "copy": lambda: bucket.copy(key, f"{other}.copy"),  # a server copies nothing to itself
        "delete": lambda: bucket.delete([key]),
        "list": lambda: sorted(bucket.listing("all/pools/")),
    }
    try:
        found = steps[word]()
    except (Lost, Missing, Unchanged) as error:
        found = type(error)
    with contextlib.suppress(Missing):
        etags[key] = bucket.get(key).etag
    return found


@settings(max_examples=8)
@given(STEPS)
def test_the_bucket_in_memory_answers_as_the_server_does(
    s3_address: Callable[[], Address], drawn: list[tuple[str, str, str, bytes]]
) -> None:
    """Contents, conditions, what is missing and what is listed."""
    real, memory = Bucket(s3_address()), MemoryBucket()
    there: dict[str, str] = {}
    here: dict[str, str] = {}
    for step in drawn:
        assert answer(real, there, *step) == answer(memory, here, *step), step
    real.close()


@pytest.fixture
def broken(s3_server: str) -> Iterator[Callable[[bytes], str]]:
    """`broken(b"...")`: the URL of a server that says just that to everybody, and closes where it says anything."""
    sockets: list[socket.socket] = []

    def serve(said: bytes) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        sockets.append(listening)

        def answer_all() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    sockets.append(connection)
                    if said:
                        connection.recv(65536)
                        connection.sendall(said)
                        connection.close()

        threading.Thread(target=answer_all, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield serve
    for one in sockets:
        one.close()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: "1"\r\n\r\nhalf of',
        b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n",
        b"no HTTP at all",
    ],
    ids=["silent", "half", "slow down", "nonsense"],
)
def test_a_broken_way_to_the_server_is_told_and_may_be_tried_again(broken: Callable[[bytes], str], said: bytes) -> None:
    """A server that is silent, breaks off, has trouble, or is none: what was asked may be done or not."""
    bucket = Bucket(Address(bucket="tested", endpoint=broken(said), region="us-east-1"), answer_seconds=0.5)
    with pytest.raises(Unanswered) as raised:
        bucket.get("key")
    assert raised.value.retryable


def test_a_refused_connection_is_told(s3_server: str) -> None:
    """Nobody listens there."""
    bucket = Bucket(Address(bucket="tested", endpoint="http://127.0.0.1:9", region="us-east-1"))
    with pytest.raises(StorageFailed, match="does not answer"):
        bucket.put("key", b"x")


OPERATIONS: dict[str, Callable[[Bucket], object]] = {
    "get": lambda bucket: bucket.get("a"),
    "put": lambda bucket: bucket.put("a", b"x"),
    "put new": lambda bucket: bucket.put_if("a", b"x", None),
    "copy": lambda bucket: bucket.copy("a", "b"),
    "list": lambda bucket: bucket.listing("a"),
    "ages": lambda bucket: bucket.ages("a"),
}
PAGE = b"<html><body>console</body></html>"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "405 No", "409 Conflict", "412 No", "304 Not Modified"])
@pytest.mark.parametrize("body", [b"", PAGE], ids=["empty", "page"])
def test_another_program_at_the_address_is_told(
    broken: Callable[[bytes], str], operation: str, status: str, body: bytes
) -> None:
    """A web page that answers to everything is no empty bucket, and none without this object."""
    if status.startswith("304"):
        body = b""
    said = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
    bucket = Bucket(Address(bucket="tested", endpoint=broken(said), region="us-east-1"), answer_seconds=1)
    if operation == "put new" and status[:3] in ("409", "412"):
        with pytest.raises((Lost, StorageFailed)):
            OPERATIONS[operation](bucket)
    else:
        with pytest.raises(StorageFailed):
            OPERATIONS[operation](bucket)
    bucket.close()


def test_ages_are_told_by_the_server(s3_address: Callable[[], Address]) -> None:
    """Seconds since each object was stored, whatever the clock here says."""
    bucket = Bucket(s3_address())
    bucket.put("all/pools/a", b"x")
    (age,) = bucket.ages("all/pools/").values()
    assert -2 <= age < 60
    bucket.close()


def test_a_bucket_that_was_never_asked_is_closed(s3_server: str) -> None:
    """Without a connection, which could be refused."""
    Bucket(Address(bucket="tested", endpoint=s3_server)).close()
