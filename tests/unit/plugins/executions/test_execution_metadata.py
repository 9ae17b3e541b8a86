"""The hash of a source picture, and metadata.json as others may leave it."""

import hashlib
import json
import os
import struct
from typing import Any

import numpy
import pytest

from penstock.adapters.testing.execution_house import ExecutionHouse, picture
from penstock.core.errors import Busy, Conflict, ReadOnly
from penstock.plugins.executions.input_hash import input_hash
from penstock.plugins.executions.metadata import DamagedMetadata, decode


def by_hand(shape: tuple[int, ...], values: list[float]) -> str:
    """The hash as it is specified."""
    data = b"".join(struct.pack("<q", one) for one in shape) + b"".join(struct.pack("<f", one) for one in values)
    return hashlib.sha256(data).hexdigest()[:12]


class Tensor:
    """As much of torch as is asked for."""

    def __init__(self, array: Any) -> None:
        self.array, self.shape = array, array.shape

    def detach(self) -> "Tensor":
        return self

    cpu = float = detach

    def numpy(self) -> Any:
        return self.array


def test_the_hash_is_as_specified() -> None:
    """Shape and values, held to 0..1; what is no number is 0 and there is no -0."""
    values = [0.25, -1.0, 2.0, float("nan"), -0.0, float("inf"), float("-inf"), 1.0, 0.5]
    image = numpy.array(values, dtype=numpy.float32).reshape(1, 1, 3, 3)
    assert input_hash(image) == by_hand((1, 1, 3, 3), [0.25, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.5])
    assert input_hash(image) != input_hash(image.reshape(1, 3, 1, 3))


def test_the_hash_is_the_same_in_every_host() -> None:
    """Whatever made the array, and however it lies in memory."""
    image = numpy.random.default_rng(1).random((2, 5, 4, 3), dtype=numpy.float32)
    wanted = input_hash(image)
    other = numpy.ascontiguousarray(image.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3)
    assert not other.flags["C_CONTIGUOUS"]
    assert {input_hash(other), input_hash(Tensor(image)), input_hash(image.astype(">f4"))} == {wanted}
    assert input_hash(image[:1]) != wanted


def test_unknown_fields_stay(house: ExecutionHouse) -> None:
    """What a newer or another program wrote beside ours is written back."""
    found = house.begin(["A"])
    path = found.folder / "metadata.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "theirs": {"a": [1, None]}}))
    house.save(found, 0, b"a")
    house.executions.want(found.key, 1)
    assert json.loads(path.read_text())["theirs"] == {"a": [1, None]}


def test_a_file_without_our_fields_is_read(house: ExecutionHouse) -> None:
    """The five fields of the plan are enough."""
    found = house.begin(["A"])
    plain = {"exec_id": "x", "input_hash": found.input_hash, "timestamp": "2026-01-02T03:04:05", "story_name": "tale"}
    (found.folder / "metadata.json").write_text(json.dumps({**plain, "scene_count": 1}))
    read = house.executions.get(found.key)
    assert (read.scenes, read.variants, read.finished, read.problems, read.read_only) == ((), 0, None, (), False)
    assert read.started > 0


@pytest.mark.parametrize(
    "field",
    [
        *({"scenes": [{"order": -1}]}, {"scenes": [1]}, {"picks": {"x": "a"}}, {"variants": -1}, {"timestamp": 5}),
        *({"finished": "soon"}, {"input_hash": None}, {"variants": True}, {"picks": {"1": 5}}),
    ],
)
def test_what_cannot_be_used_is_told(house: ExecutionHouse, field: dict[str, Any]) -> None:
    """A field that makes no sense is left out and told; the execution is there."""
    found = house.begin(["A"])
    path = found.folder / "metadata.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **field}))
    assert len(house.executions.get(found.key).problems) == 1


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_metadata_is_damaged(data: bytes) -> None:
    """It says so, whatever the bytes are."""
    with pytest.raises(DamagedMetadata):
        decode(data)


def test_a_newer_format_is_not_written(house: ExecutionHouse) -> None:
    """It is shown and read-only; its pictures can still be saved."""
    found = house.begin(["A"])
    path = found.folder / "metadata.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))
    read = house.executions.get(found.key)
    assert (read.read_only, "newer" in read.problems[0]) == (True, True)
    house.save(found, 0, b"a")
    for change in (lambda: house.executions.want(found.key, 2), lambda: house.executions.pick(found.key, 0, None)):
        with pytest.raises(ReadOnly):
            change()
    assert json.loads(path.read_text())["format"] == 2


def test_damaged_metadata_is_shown_and_mended(house: ExecutionHouse) -> None:
    """It is listed with what is wrong; going on with it sets the damaged file aside, for the same picture only."""
    found = house.begin(["A"], job="j", exec_id="mine")
    house.save(found, 0, b"a")
    path = found.folder / "metadata.json"
    path.write_bytes(b"{broken")
    now = house.clock.wall_ms() / 1000
    os.utime(path, (now, now))
    (listed,) = house.executions.list()
    assert (listed.read_only, listed.images, listed.input_hash) == (True, 1, found.input_hash)
    with pytest.raises(Busy):
        house.begin(["A"], job="j", exec_id="mine")
    house.clock.advance(60)
    with pytest.raises(Conflict):
        house.begin(["A"], job="j", exec_id="mine", value=0.1)
    again = house.begin(["A"], job="j", exec_id="mine")
    assert (again.read_only, again.images, len(again.scenes)) == (False, 1, 1)
    assert [one.read_bytes() for one in found.folder.glob("metadata.json.corrupt-*")] == [b"{broken"]


def test_metadata_that_is_no_file_is_told(house: ExecutionHouse) -> None:
    """A folder or a link in its place is a problem of that execution, and of no other."""
    one, other = house.begin(["A"]), house.begin(["A"])
    path = one.folder / "metadata.json"
    path.unlink()
    path.symlink_to(other.folder / "metadata.json")
    problems = {found.key: bool(found.problems) for found in house.executions.list()}
    assert problems == {one.key: True, other.key: False}


def test_numbers_that_no_calendar_has(house: ExecutionHouse) -> None:
    """A clock that is far off makes executions all the same."""
    for wall in (-1, 0, 10**17):
        house.clock.set_wall(wall)
        assert house.executions.start("tale", [], picture())[1]
