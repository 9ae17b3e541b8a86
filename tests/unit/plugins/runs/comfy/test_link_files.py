"""Files on their way to a server and back."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.fake_comfyui import Fault, Quirks
from penstock.plugins.runs.comfy.limits import Limits
from penstock.plugins.runs.ports import Refused, Unreachable

UPLOAD, VIEW = "POST /upload/image", "GET /view"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Käse & Brot.PNG"
    path.write_bytes(b"\x89PNG" + bytes(range(256)) * 5_000)
    return path


def name_of(path: Path) -> str:
    return f"penstock/{hashlib.sha256(path.read_bytes()).hexdigest()[:40]}.png"


def nothing_in(folder: Path) -> bool:
    return not any(folder.iterdir())


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def test_a_file_is_named_by_its_content_and_sent_once(fakes: Any, linked: Any, file: Path, tmp_path: Path) -> None:
    """The same bytes under another name are the same file; other bytes under the same name are another."""
    fake = fakes()
    copy = tmp_path / "copy.png"
    copy.write_bytes(file.read_bytes())

    async def story() -> None:
        async with linked(fake.url) as it:
            expected = name_of(file)
            assert set(await asyncio.gather(*(it.link.upload(one) for one in (file, copy, file)))) == {expected}
            assert same(fake.folder / "input" / expected, file)
            fake.faults.at(UPLOAD, Fault.ERROR)
            assert await it.link.upload(copy) == expected
            assert fake.faults.open == 1
            fake.faults.clear()
            copy.write_bytes(b"something else")
            other = await it.link.upload(copy)
            assert other == name_of(copy) != expected

    asyncio.run(story())


def test_the_name_is_the_one_that_the_server_says(fakes: Any, linked: Any, file: Path) -> None:
    """Where the name is taken by other bytes, the server chose another: that one is used."""
    fake = fakes()

    async def story() -> None:
        taken = fake.folder / "input" / name_of(file)
        taken.parent.mkdir(parents=True)
        taken.write_bytes(b"other bytes")
        async with linked(fake.url) as it:
            said = await it.link.upload(file)
            assert said != name_of(file)
            assert same(fake.folder / "input" / said, file)
            assert taken.read_bytes() == b"other bytes"

    asyncio.run(story())


def test_another_server_is_sent_it_again(fakes: Any, linked: Any, file: Path) -> None:
    """What an earlier one had is not believed of the one that came back."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            name = await it.link.upload(file)
            (fake.folder / "input" / name).unlink()
            await asyncio.to_thread(fake.restart)
            await it.online(2)
            assert (fake.folder / "input" / await it.link.upload(file)).is_file()

    asyncio.run(story())


@pytest.mark.parametrize(
    "fault", [Fault.ERROR, Fault.RESET, Fault.NOT_JSON, Fault.EMPTY, Fault.GATEWAY, Fault.CUT, Fault.MISSING], ids=str
)
def test_an_upload_that_failed_is_made_again(fakes: Any, linked: Any, file: Path, fault: Fault) -> None:
    """Only a name that the server said counts."""
    fake = fakes()
    fake.faults.at(UPLOAD, fault)

    async def story() -> None:
        async with linked(fake.url) as it:
            with pytest.raises(Unreachable):
                await it.link.upload(file)
            assert await it.link.upload(file) == name_of(file)

    asyncio.run(story())


def test_a_file_that_is_gone_is_no_fault_of_the_server(fakes: Any, linked: Any, tmp_path: Path) -> None:
    """The error names the file."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            with pytest.raises(FileNotFoundError):
                await it.link.upload(tmp_path / "nowhere.png")

    asyncio.run(story())


async def made(it: Any, job: Any) -> dict[str, Any]:
    """A file that a prompt made."""
    one = job(1)
    await it.link.submit(one)
    item: dict[str, Any] = (await it.ended(one.prompt_id)).outputs["2"]["images"][0]
    return item


def test_a_result_comes_whole(fakes: Any, linked: Any, job: Any, tmp_path: Path) -> None:
    """Into a new folder, over what is there."""
    fake = fakes()
    target = tmp_path / "new" / "folder" / "made.png"

    async def story() -> None:
        async with linked(fake.url) as it:
            item = await made(it, job)
            for _ in range(2):
                size = await it.link.download(item, target)
                assert target.stat().st_size == size
            assert target.read_bytes() == (fake.folder / "output" / item["filename"]).read_bytes()
            assert list(target.parent.iterdir()) == [target]

    asyncio.run(story())


@pytest.mark.parametrize(
    "fault",
    [Fault.ERROR, Fault.RESET, Fault.HANG, Fault.GATEWAY, Fault.CUT, Fault.NOT_JSON, Fault.EMPTY, Fault.MISSING],
    ids=str,
)
def test_half_a_result_leaves_nothing(fakes: Any, linked: Any, job: Any, tmp_path: Path, fault: Fault) -> None:
    """A broken answer is tried again, a page of a proxy is no picture; that the file is gone is an answer."""
    fake = fakes()
    target = tmp_path / "made.png"

    async def story() -> None:
        async with linked(fake.url) as it:
            item = await made(it, job)
            fake.faults.at(VIEW, fault, times=2)  # a question may be asked again by itself
            with pytest.raises(FileNotFoundError if fault is Fault.MISSING else Unreachable):
                await it.link.download(item, target)
            assert nothing_in(tmp_path)
            fake.faults.clear()
            assert await it.link.download(item, target) > 0

    asyncio.run(story())


@pytest.mark.parametrize("item", [{}, {"filename": 7}, {"filename": ""}, {"filename": "../../etc/passwd"}])
def test_no_file_is_guessed(fakes: Any, linked: Any, tmp_path: Path, item: dict[str, Any]) -> None:
    """What a history says may be anything."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            with pytest.raises(FileNotFoundError):
                await it.link.download(item, tmp_path / "made.png")

    asyncio.run(story())


def test_limits_of_size_hold(fakes: Any, linked: Any, job: Any, tmp_path: Path) -> None:
    """Neither a file nor an answer is read without an end."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            item = await made(it, job)
        async with linked(fake.url, evolve(Limits(), largest_file=10)) as it:
            with pytest.raises(Unreachable, match="too large"):
                await it.link.download(item, tmp_path / "made.png")
            assert nothing_in(tmp_path)
        async with linked(fake.url, evolve(Limits(), largest_answer=400)) as it:
            with pytest.raises(Unreachable, match="too large"):
                await it.link.look(["x", *fake.accepted])

    asyncio.run(story())


def test_a_full_disk_is_told_as_such(fakes: Any, linked: Any, job: Any, tmp_path: Path) -> None:
    """It is not the server's fault, and nothing is left."""
    fake = fakes(Quirks())
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")

    async def story() -> None:
        async with linked(fake.url) as it:
            item = await made(it, job)
            with pytest.raises(OSError, match="directory"):
                await it.link.download(item, blocked / "made.png")

    asyncio.run(story())


def test_a_server_may_refuse_a_file(fakes: Any, linked: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large for it: that is an answer, and no reason to try again."""
    fake = fakes()
    monkeypatch.setattr("penstock.plugins.runs.comfy.uploading._FOLDER", "../outside")

    async def story() -> None:
        async with linked(fake.url) as it:
            with pytest.raises(Refused, match="Brot"):
                await it.link.upload(file)

    asyncio.run(story())
