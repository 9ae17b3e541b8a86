"""An answer that is lost while another host writes on top: what was stored counts, once, and no picture goes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.core.errors import NotFound, PenstockError, ReadOnly
from penstock.plugins.pools_s3.documents import MOST_TOKENS
from penstock.plugins.pools_s3.failures import Lost, Unanswered, Unknown
from penstock.plugins.pools_s3.store import S3PoolStore

from .s3_stores import store_on
from .s3_worlds import OPERATIONS, Told, World, told, world


def theirs(store: S3PoolStore, times: int = 1) -> Callable[[str], None]:
    """Another host writes to the pool; to one that is not there it makes one."""

    def write(pool_id: str) -> None:
        for number in range(times):
            try:
                store.set_note(pool_id, "b", f"theirs {number}".encode())
            except NotFound:
                store.create(pool_id, {"b": b"theirs 0"})

    return write


def other_host(one: World, name: str) -> S3PoolStore:
    return store_on(one.bucket.another(), one.folder / name)


def one_after_the_other(name: str, folder: Path, times: int = 1) -> Told:
    """What is seen where the answer comes, and the other host writes after it."""
    one = world(folder)
    changed: list[str] = []
    real = one.bucket.send

    def send(name: str, action: str, **asked: object) -> dict[str, object]:
        if name == "put_object" and "/pools/" in str(asked["Key"]):
            changed.append(str(asked["Key"]).rpartition("/")[2].removesuffix(".json"))
        return real(name, action, **asked)

    one.bucket.send = send  # type: ignore[method-assign]
    OPERATIONS[name](one)
    theirs(other_host(one, "other"), times)(changed[-1])
    return told(other_host(one, "third"))


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("answer", [Unanswered("lost"), Lost()], ids=["no answer", "a second sending is refused"])
def test_a_change_under_another_one_counts_once(name: str, answer: Exception, tmp_path: Path) -> None:
    """It returns; every host sees it with the other's, each once, with all pictures."""
    expected = one_after_the_other(name, tmp_path / "expected")
    one = world(tmp_path / "one")
    one.bucket.meddle(theirs(other_host(one, "other")), answer)
    OPERATIONS[name](one)
    assert told(other_host(one, "third")) == expected
    assert told(one.store) == expected


@pytest.mark.parametrize("name", OPERATIONS)
def test_where_nobody_can_tell_nothing_is_taken_back(name: str, tmp_path: Path) -> None:
    """Under more changes than a document remembers the error says so, and every picture is there."""
    expected = one_after_the_other(name, tmp_path / "expected", MOST_TOKENS)
    one = world(tmp_path / "one")
    one.bucket.meddle(theirs(other_host(one, "other"), MOST_TOKENS), Unanswered("lost"))
    with pytest.raises(Unknown, match="nobody knows"):
        OPERATIONS[name](one)
    assert told(other_host(one, "third")) == expected


@pytest.mark.parametrize("name", ["add", "mask", "install", "copy"])
def test_under_what_a_newer_version_wrote_nothing_is_taken_back(name: str, tmp_path: Path) -> None:
    """It cannot be read, so that nobody here knows; the pictures are there once it can."""
    expected = one_after_the_other(name, tmp_path / "expected", 0)
    one = world(tmp_path / "one")
    kept: dict[str, bytes] = {}

    def write(pool_id: str) -> None:
        key = one.bucket.address.key("pools", f"{pool_id}.json")
        kept[key] = one.bucket.objects[key]
        one.bucket.objects[key] = kept[key].replace(b'"format":1', b'"format":2', 1)

    one.bucket.meddle(write, Unanswered("lost"))
    with pytest.raises(PenstockError) as raised:
        OPERATIONS[name](one)
    assert isinstance(raised.value, Unknown) and not isinstance(raised.value, ReadOnly)
    one.bucket.objects.update(kept)
    assert told(other_host(one, "third")) == expected


def test_no_picture_goes_that_a_pool_tells_of(tmp_path: Path) -> None:
    """Whatever went wrong after a change was stored: before pictures are taken back the pool is read again."""
    one = world(tmp_path)

    def broken(name: str, action: str, **asked: object) -> dict[str, object]:
        answer = type(one.bucket).send(one.bucket, name, action, **asked)
        if name == "put_object" and "/pools/" in str(asked["Key"]):
            raise ReadOnly("as nobody expects")
        return answer

    one.bucket.send = broken  # type: ignore[method-assign]
    with pytest.raises(ReadOnly):
        one.store.copy("p", "new")
    with pytest.raises(ReadOnly):
        one.store.add("p", [one.image()])
    assert set(told(other_host(one, "third"))[0]) == {"p", "new"}
