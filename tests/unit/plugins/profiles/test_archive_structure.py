"""Limits and large sizes, on files that would be too large to lie in the corpus."""

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from penstock.adapters.testing.corpora import zip_bytes
from penstock.adapters.testing.corpora.zip_bytes import DEFLATED, Piece, zip_of
from penstock.adapters.testing.corpora.zip_parts import MADE, profile
from penstock.core.errors import BadArchive, PenstockError, TooLarge
from penstock.core.files import Files
from penstock.plugins.profiles.archive_guard import Member, guarded
from penstock.plugins.profiles.archive_limits import ArchiveLimits
from penstock.plugins.profiles.archive_members import unpacked
from penstock.plugins.profiles.archive_reading import unpack

ROOM = ArchiveLimits(max_bytes=1 << 40)


def check(path: Path, limits: ArchiveLimits = ROOM) -> tuple[Member, ...]:
    with path.open("rb") as stream:
        return guarded(stream, limits)


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[[bytes], Path]:
    """`zipped(data)`: a file with these bytes."""

    def make(data: bytes) -> Path:
        path = tmp_path / "a.zip"
        path.write_bytes(data)
        return path

    return make


def far_archive(path: Path, size: int, *, lie: int = 0) -> None:
    """A member of `size` zeros, a hole in the file, and a small one behind it."""
    wide: dict[str, int | bytes] = {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "crc": 1}
    wide["extra"] = struct.pack("<HH2Q", 1, 16, size, size)
    first, second = Piece(name="a.bin"), Piece(name="b.bin", data=b"b")
    start = zip_bytes.header(first.told(0, wide))
    behind = len(start) + size
    far: dict[str, int | bytes] = {"offset": 0xFFFFFFFF, "extra": struct.pack("<HHQ", 1, 8, behind + lie)}
    tail = zip_bytes.header(second.told(0, {})) + second.data
    directory = zip_bytes.entry(first.told(0, wide), first.attributes)
    directory += zip_bytes.entry(second.told(0, far), second.attributes)
    end = zip_bytes.wide_end(2, len(directory), behind + len(tail))
    with path.open("wb") as stream:
        stream.write(start)
        stream.seek(behind)
        stream.write(tail + directory + end + zip_bytes.end(2, len(directory), 0xFFFFFFFF))


def test_members_and_offsets_beyond_4_gib_are_understood(tmp_path: Path) -> None:
    """64 bit sizes and places are read where the limit allows such files."""
    far_archive(tmp_path / "far.zip", 5 << 30)

    first, second = check(tmp_path / "far.zip")

    assert (first.size, second.name, second.size) == (5 << 30, "b.bin", 1)
    with pytest.raises(TooLarge):
        check(tmp_path / "far.zip", ArchiveLimits())


@pytest.mark.parametrize("lie", [-1, 1, 1 << 40, -(1 << 32)])
def test_a_64_bit_offset_that_lies_is_refused(tmp_path: Path, lie: int) -> None:
    """A place that is not right behind the member before is no place."""
    far_archive(tmp_path / "far.zip", 5 << 30, lie=lie)

    with pytest.raises(BadArchive):
        check(tmp_path / "far.zip")


@pytest.mark.parametrize(
    ("limits", "member"),
    [
        (ArchiveLimits(max_bytes=100), ""),
        (ArchiveLimits(max_files=2), ""),
        (ArchiveLimits(max_picture_bytes=10), "pool/img_0001.png"),
        (ArchiveLimits(max_manifest_bytes=10), "pool/manifest.json"),
        (ArchiveLimits(max_meta_bytes=10), "profile_meta.json"),
    ],
)
def test_each_limit_holds(zipped: Callable[[bytes], Path], tmp_path: Path, limits: ArchiveLimits, member: str) -> None:
    """What is larger than the settings allow is too large, and said to be."""
    (tmp_path / "out").mkdir()

    with pytest.raises(TooLarge) as caught:
        unpack(zipped(profile()), tmp_path / "out", Files(), limits)

    assert caught.value.details.get("member", "") == member
    assert list((tmp_path / "out").iterdir()) == []


def test_the_whole_may_not_unpack_to_more_than_the_limit(zipped: Callable[[bytes], Path]) -> None:
    """Deflated members count by what they become."""
    data = bytes(range(256)) * 400
    made = zip_of(*(Piece(name=f"{n}.bin", data=data, method=DEFLATED) for n in range(5)))

    with pytest.raises(TooLarge, match="the whole"):
        check(zipped(made), ArchiveLimits(max_bytes=len(data) * 4))


def test_the_number_of_members_is_checked_before_the_directory_is_read(zipped: Callable[[bytes], Path]) -> None:
    """A file with more than enough members costs the reading of its last bytes, not of its directory."""
    path = zipped(zip_of(*(Piece(name=f"{n}") for n in range(3_000))))
    read: list[int] = []

    class Watched:
        def __init__(self, stream: BinaryIO) -> None:
            self.stream = stream

        def seek(self, *place: int) -> int:
            return self.stream.seek(*place)

        def read(self, size: int) -> bytes:
            read.append(size)
            return self.stream.read(size)

    with path.open("rb") as stream, pytest.raises(TooLarge):
        guarded(Watched(stream), ArchiveLimits(max_files=2_999))  # type: ignore[arg-type]

    assert sum(read) < 200


def test_a_directory_of_long_names_is_refused_before_it_is_read(zipped: Callable[[bytes], Path]) -> None:
    """It would be held in memory, and every name looked at."""
    long = tuple(Piece(name=f"{n}" + "x" * 380) for n in range(1_000))

    with pytest.raises(TooLarge, match="directory"):
        check(zipped(zip_of(*long)), ArchiveLimits(max_files=1_000))


def test_a_lying_bomb_is_stopped_at_the_size_it_tells(zipped: Callable[[bytes], Path]) -> None:
    """Not one part more than told is unpacked, however much would come."""
    lie: dict[str, int | bytes] = {"size": 300_000}
    bomb = Piece(name="bomb", method=DEFLATED, packed=zip_bytes.bomb(64 << 20), local=lie, listed=lie)
    path = zipped(zip_of(bomb))
    (member,) = check(path)
    came: list[int] = []

    with path.open("rb") as stream, pytest.raises(BadArchive, match="more than"):
        came.extend(len(part) for part in unpacked(stream, member))

    assert sum(came) <= 300_000


def test_what_is_left_out_must_be_sound_too(zipped: Callable[[bytes], Path], tmp_path: Path) -> None:
    """A wrong checksum anywhere says that the file is damaged."""
    lie: dict[str, int | bytes] = {"crc": 7}
    (tmp_path / "out").mkdir()
    path = zipped(profile(Piece(name="readme.txt", data=b"hello", local=lie, listed=lie)))

    with pytest.raises(BadArchive, match=r"readme\.txt"):
        unpack(path, tmp_path / "out", Files(), ArchiveLimits())


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    """A pipe does not hang the import."""
    path = tmp_path / "a.zip"
    {"missing": lambda: None, "folder": path.mkdir, "pipe": lambda: os.mkfifo(path)}[kind]()

    with pytest.raises(PenstockError):
        unpack(path, tmp_path, Files(), ArchiveLimits())


def test_names_without_a_mark_are_read_as_people_wrote_them(zipped: Callable[[bytes], Path]) -> None:
    """UTF-8 where it is, which many programs do not mark; else the characters of DOS."""
    path = zipped(zip_of(Piece(name="é.txt".encode(), listed={"flags": 0}, local={"flags": 0}), Piece(name=b"\x81.txt",
                  listed={"flags": 0}, local={"flags": 0}), *MADE))  # fmt: skip

    assert [member.name for member in check(path)][:2] == ["é.txt", "ü.txt"]
