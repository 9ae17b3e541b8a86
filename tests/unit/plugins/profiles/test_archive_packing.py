"""Zip files that we write: sound for every reader, one state of the pool, nothing but its own files."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.core.contracts.pools import Pool, PoolContents
from penstock.core.contracts.profiles import Profile
from penstock.core.errors import StorageFailed, TooLarge
from penstock.core.files import Files, StagedFile
from penstock.plugins.profiles import archive_writing
from penstock.plugins.profiles.archive_guard import guarded
from penstock.plugins.profiles.archive_limits import ArchiveLimits
from penstock.plugins.profiles.archive_writing import Changed, pack

CATS = Profile(id="cats", name='Kätzchen "and" dogs', created=1_700_000_000_000)


@pytest.fixture
def contents(tmp_path: Path) -> Callable[..., PoolContents]:
    """`contents(name=bytes, ...)`: a pool's folder with these files, and a manifest."""
    folder = tmp_path / "pool"
    folder.mkdir()

    def make(files: dict[str, bytes]) -> PoolContents:
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return PoolContents(
            pool=Pool(id="cats"), manifest=b'{"slots": []}', files=tuple(folder / name for name in files)
        )

    return make


def packed(made: PoolContents, folder: Path) -> Path:
    with Files().stage(folder, passing=True) as staged:
        pack(made, CATS, staged)
    return staged.path


def test_python_reads_what_we_write(contents: Callable[..., PoolContents], tmp_path: Path) -> None:
    """Every member is there, stored, with its bytes and checksum; the name travels in the meta."""
    files = {"img_0001.png": b"one", "img_0002.png": os.urandom(3 << 20), "größe 1.png": b""}

    with zipfile.ZipFile(packed(contents(files), tmp_path)) as archive:
        assert archive.testzip() is None
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {info.flag_bits & 0x08 for info in archive.infolist()} == {0}, "sizes stand before the data"
        assert {name: archive.read(f"pool/{name}") for name in files} == files
        assert json.loads(archive.read("profile_meta.json")) == {
            "name": CATS.name,
            "format": 1,
            "created": 1_700_000_000_000,
        }
        assert archive.read("pool/manifest.json") == b'{"slots": []}'


def test_our_guard_takes_what_we_write(contents: Callable[..., PoolContents], tmp_path: Path) -> None:
    """What is exported can be imported: members lie one behind the other, as the guard wants it."""
    path = packed(contents({"a.png": b"x", "b.png": b"y" * 70_000}), tmp_path)

    with path.open("rb") as stream:
        members = guarded(stream, ArchiveLimits())

    assert [member.name for member in members] == [
        "profile_meta.json",
        "pool/manifest.json",
        "pool/a.png",
        "pool/b.png",
    ]


def test_progress_counts_the_bytes_of_the_pool(contents: Callable[..., PoolContents], tmp_path: Path) -> None:
    """It starts at none, never goes back, and ends with all."""
    seen: list[tuple[int, int]] = []
    made = contents({"a.png": b"x" * 10, "b.png": b"y" * (2 << 20)})

    with Files().stage(tmp_path, passing=True) as staged:
        pack(made, CATS, staged, lambda done, total: seen.append((done, total)))

    total = 10 + (2 << 20) + len(made.manifest)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, total), (total, total))


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_plain_file_is_not_packed(contents: Callable[..., PoolContents], tmp_path: Path, kind: str) -> None:
    """A link to somebody's secrets in a pool's folder does not travel, and a pipe does not hang the export."""
    made = contents({"a.png": b"x"})
    path = made.files[0]
    path.unlink()
    (tmp_path / "secret").write_bytes(b"secret")
    {"link": lambda: path.symlink_to(tmp_path / "secret"), "folder": path.mkdir, "pipe": lambda: os.mkfifo(path)}[
        kind
    ]()

    with pytest.raises((StorageFailed, OSError)):
        packed(made, tmp_path)

    assert not list(tmp_path.glob("*.part"))


def test_a_file_that_is_gone_asks_to_start_anew(contents: Callable[..., PoolContents], tmp_path: Path) -> None:
    """The pool moved on while it was packed: nothing of it stays."""
    made = contents({"a.png": b"x", "b.png": b"y"})
    made.files[1].unlink()

    with pytest.raises(Changed) as caught:
        packed(made, tmp_path)

    assert caught.value.path == made.files[1]
    assert not list(tmp_path.glob("*.part"))


def test_a_file_that_is_written_meanwhile_asks_to_start_anew(
    contents: Callable[..., PoolContents], tmp_path: Path
) -> None:
    """The checksum stands before the bytes, so bytes that change between must be noticed."""
    made = contents({"a.png": b"x" * 100})

    class Meddling(StagedFile):
        def write(self, data: bytes | bytearray | memoryview) -> int:
            if b"pool/a.png" in bytes(data):
                made.files[0].write_bytes(b"y" * 100)
            return super().write(data)

    with pytest.raises(Changed), Meddling(Files().calls, tmp_path / "x.part") as staged:
        pack(made, CATS, staged)


def test_offsets_beyond_4_gib_are_told_in_64_bit(contents: Callable[..., PoolContents], tmp_path: Path) -> None:
    """Python finds members behind 5 GiB."""
    made = contents({"a.png": b"far"})
    path = tmp_path / "far.zip"
    far = 5 << 30

    class Far:
        size = far
        stream = io.BytesIO()

        def write(self, data: bytes) -> int:
            self.size += len(data)
            return self.stream.write(data)

    sink = Far()
    pack(made, CATS, sink)  # type: ignore[arg-type]
    with path.open("wb") as stream:
        stream.truncate(far)
        stream.seek(far)
        stream.write(sink.stream.getvalue())

    with zipfile.ZipFile(path) as archive:
        assert archive.read("pool/a.png") == b"far"
        assert archive.testzip() is None


def test_a_file_that_no_plain_zip_can_hold_is_refused(
    contents: Callable[..., PoolContents], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size would have to lie."""
    monkeypatch.setattr(archive_writing, "UNSET", 100)

    with pytest.raises(TooLarge, match=r"pool/a\.png"):
        packed(contents({"a.png": b"x" * 100}), tmp_path)
