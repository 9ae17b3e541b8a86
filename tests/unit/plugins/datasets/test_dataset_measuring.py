"""Measuring a data set: sizes, captions and masks, read once for each state of a file."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from PIL import Image

from penstock.core.application import Application
from penstock.core.contracts.datasets import Datasets, DatasetSource, ImageFacts
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, Invalid, NotFound, StorageFailed
from penstock.plugins.datasets.measuring import Measuring
from penstock.plugins.datasets.measuring_files import SHORTENED

from .loader_sets import Sets


@define
class CountedPictures:
    """Real pictures; counts which headers are read, and can fail as a disk does."""

    real: Any
    read: Counter[str] = field(factory=Counter)
    broken: bool = False

    def size(self, path: Path) -> tuple[int, int]:
        self.read[path.name] += 1
        if self.broken:
            raise StorageFailed("The disk does not answer.")
        size: tuple[int, int] = self.real.size(path)
        return size


@define
class House:
    """A folder `cats` and what is measured of it."""

    sets: Sets
    pictures: CountedPictures
    measuring: Measuring
    told: list[tuple[int, int]] = field(factory=list)

    def facts(self, folder: str = "cats", depth: int = 0) -> dict[str, ImageFacts]:
        source = DatasetSource(folder=folder, depth=depth)
        self.told.clear()
        found = self.measuring.facts(source, lambda done, total: self.told.append((done, total)))
        return {one.name: one for one in found}

    def orphans(self, depth: int = 0) -> tuple[str, ...]:
        source = DatasetSource(folder="cats", depth=depth)
        return self.measuring.orphans(source, self.measuring.facts(source, lambda _done, _total: None))

    def write(self, name: str, text: str) -> Path:
        path = self.sets.input / name
        path.write_text(text, "utf-8")
        return path


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty folder `cats`."""
    sets = Sets(tmp_path / "host")
    (sets.input / "cats").mkdir()
    pictures = CountedPictures(sets.pictures)
    no_pools: Any = None
    counted: Any = pictures
    return House(sets, pictures, Measuring(sets.folders, no_pools, counted))


def test_a_picture_is_known_without_decoding_it(house: House) -> None:
    """Its size, bytes, format, caption and whether it has a mask file."""
    path = house.sets.draw("cats/a.png", size=(40, 30))
    house.write("cats/a.txt", "a cat, black\n")
    house.sets.draw("cats/a-masklabel.png", mode="L")
    assert house.facts() == {
        "a.png": ImageFacts(
            name="a.png", width=40, height=30, bytes=path.stat().st_size, kind="PNG", caption="a cat, black", mask=True
        )
    }


def test_a_lying_picture_is_measured_upright(house: House) -> None:
    """EXIF that turns a picture turns its size."""
    exif = Image.Exif()
    exif[0x0112] = 6
    house.sets.save("cats/a.jpg", Image.new("RGB", (40, 30)), exif=exif)
    found = house.facts()["a.jpg"]
    assert (found.width, found.height, found.kind) == (30, 40, "JPEG")


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("png", "PNG"),
        ("jpg", "JPEG"),
        ("webp", "WEBP"),
        ("gif", "GIF"),
        ("bmp", "BMP"),
        ("tif", "TIFF"),
        ("avif", "AVIF"),
    ],
)
def test_the_format_is_that_of_the_bytes(house: House, ending: str, kind: str) -> None:
    """A picture under the name of another kind is told as what it is."""
    if kind == "AVIF":
        pytest.importorskip("PIL.AvifImagePlugin")
    path = house.sets.draw(f"cats/a.{ending}")
    path.rename(path.with_suffix(".png"))
    assert house.facts()["a.png"].kind == kind


def test_what_is_no_picture_says_so(house: House) -> None:
    """It has a problem and no size; the others are measured all the same."""
    (house.sets.input / "cats/bad.png").write_bytes(b"MZ no picture")
    (house.sets.input / "cats/empty.png").touch()
    house.sets.draw("cats/good.png")
    found = house.facts()
    assert [bool(found[name].problem) for name in ("bad.png", "empty.png", "good.png")] == [True, True, False]
    assert (found["bad.png"].width, found["bad.png"].bytes) == (0, 13)


def test_a_caption_that_cannot_be_read_is_a_problem(house: House) -> None:
    """The message names the file; the size is known all the same."""
    house.sets.draw("cats/a.png", size=(40, 30))
    house.write("cats/a.txt", "x" * (1024 * 1024 + 1))
    found = house.facts()["a.png"]
    assert (found.width, found.caption) == (40, None)
    assert "a.txt" in found.problem


def test_no_text_and_an_empty_text_are_told_apart(house: House) -> None:
    """None is no file, an empty text is an empty file."""
    house.sets.draw("cats/a.png")
    house.sets.draw("cats/b.png")
    house.write("cats/b.txt", "\n")
    found = house.facts()
    assert (found["a.png"].caption, found["b.png"].caption) == (None, "")


def test_headers_are_read_once(house: House) -> None:
    """Counting again opens no picture, not even one that cannot be read; looking at the folder opens none either."""
    house.sets.draw("cats/a.png")
    (house.sets.input / "cats/bad.png").write_bytes(b"MZ")
    source = DatasetSource(folder="cats")
    assert house.measuring.unmeasured(source) == 2
    first = house.facts()
    assert house.measuring.unmeasured(source) == 0
    assert house.facts() == first
    assert house.pictures.read == {"a.png": 1, "bad.png": 1}


def test_a_picture_that_changed_is_read_again(house: House) -> None:
    """Another time or another length is another state; the other pictures are not opened."""
    house.sets.draw("cats/a.png", size=(4, 3))
    house.sets.draw("cats/b.png")
    house.facts()
    path = house.sets.draw("cats/a.png", size=(40, 30))
    assert house.measuring.unmeasured(DatasetSource(folder="cats")) == 1
    assert house.facts()["a.png"].width == 40
    state = path.stat()
    house.sets.draw("cats/a.png", size=(50, 30))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert house.facts()["a.png"].width == 50
    assert house.pictures.read == {"a.png": 3, "b.png": 1}


def test_a_caption_that_changed_is_read_again(house: House) -> None:
    """The text as it is now, also where it was taken away or another file takes its place."""
    house.sets.draw("cats/a.png")
    path = house.write("cats/a.txt", "one")
    assert house.facts()["a.png"].caption == "one"
    house.write("cats/a.txt", "another")
    assert house.facts()["a.png"].caption == "another"
    path.unlink()
    assert house.facts()["a.png"].caption is None
    house.write("cats/a.caption", "third")
    assert house.facts()["a.png"].caption == "third"


def test_a_caption_that_was_written_in_place_with_its_old_time_is_read_again(house: House) -> None:
    """Copying may keep the time and the length."""
    house.sets.draw("cats/a.png")
    path = house.write("cats/a.txt", "one")
    assert house.facts()["a.png"].caption == "one"
    state = path.stat()
    while path.stat().st_ctime_ns == state.st_ctime_ns:  # clocks of disks are coarse
        house.write("cats/a.txt", "two")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert house.facts()["a.png"].caption == "two"


@pytest.mark.parametrize("front", ["", " " * (SHORTENED + 1)])
def test_a_long_caption_is_kept_shortened_with_its_length(house: House, front: str) -> None:
    """Many large files need no more room than small ones; what is kept of a text that says something does so, too."""
    house.sets.draw("cats/a.png")
    house.sets.draw("cats/b.png")
    text = f"{front}cat, " + "x" * SHORTENED
    house.write("cats/a.txt", text)
    house.write("cats/b.txt", "x" * SHORTENED)
    for _ in range(2):
        found = house.facts()
        caption = found["a.png"].caption
        assert caption is not None
        assert len(caption) == SHORTENED
        assert caption.lstrip().startswith("cat, x")
        assert found["a.png"].characters == len(text)
        assert (found["b.png"].caption, found["b.png"].characters) == ("x" * SHORTENED, None)


def test_a_failing_disk_is_asked_again(house: House) -> None:
    """What the disk said is told and not remembered: it says nothing of the file."""
    house.sets.draw("cats/a.png")
    house.pictures.broken = True
    assert "disk" in house.facts()["a.png"].problem
    house.pictures.broken = False
    assert house.facts()["a.png"].problem == ""


def test_folders_below_count_to_the_depth(house: House) -> None:
    """Names are paths below the folder, in natural order."""
    for name in ("cats/a10.png", "cats/a2.png", "cats/in/b.png", "cats/in/deep/c.png"):
        house.sets.draw(name)
    assert list(house.facts()) == ["a2.png", "a10.png"]
    assert list(house.facts(depth=1)) == ["a2.png", "a10.png", "in/b.png"]
    assert list(house.facts(depth=-1))[-1] == "in/deep/c.png"


def test_progress_ends_with_everything_done(house: House) -> None:
    """It begins with nothing, never goes back, and ends with all; an empty folder has nothing to do."""
    for number in range(40):
        house.sets.draw(f"cats/{number}.png")
    house.facts()
    assert house.told[0] == (0, 40)
    assert house.told[-1] == (40, 40)
    assert house.told == sorted(house.told)
    (house.sets.input / "none").mkdir()
    assert house.facts("none") == {}
    assert house.told == [(0, 0)]


def test_whoever_raises_in_progress_ends_the_work(house: House) -> None:
    """A cancel goes through at once; what was read by then is kept."""
    for number in range(40):
        house.sets.draw(f"cats/{number}.png")

    def cancel(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.measuring.facts(DatasetSource(folder="cats"), cancel)
    assert 0 < house.measuring.unmeasured(DatasetSource(folder="cats")) < 40


def test_captions_without_a_picture_are_found(house: House) -> None:
    """In the folders that hold pictures, to the depth that was asked for; hidden files and other endings never."""
    for name in ("cats/a.png", "cats/in/b.png"):
        house.sets.draw(name)
    (house.sets.input / "cats/texts").mkdir()
    for name in ("a.txt", "a.caption", "lost10.txt", "lost2.caption", ".hidden.txt", "a.json", "in/a.txt", "in/b.txt"):
        house.write(f"cats/{name}", "x")
    house.write("cats/texts/readme.txt", "x")
    assert house.orphans() == ("lost2.caption", "lost10.txt")
    assert house.orphans(depth=-1) == ("in/a.txt", "lost2.caption", "lost10.txt")


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (DatasetSource(folder="cats", pool="p"), Invalid),
        (DatasetSource(folder="dogs"), NotFound),
        (DatasetSource(folder="../cats"), BadName),
    ],
)
def test_only_what_may_be_used_is_measured(house: House, source: DatasetSource, error: type[Exception]) -> None:
    """Exactly one folder or pool, which exists and is allowed."""
    with pytest.raises(error):
        house.measuring.facts(source, lambda _done, _total: None)
    with pytest.raises(error):
        house.measuring.unmeasured(source)


Start = Callable[..., Application]
Picture = Callable[..., Upload]


def test_a_pool_says_the_sizes_of_its_slots(penstock_application: Start, picture: Picture) -> None:
    """Names are slot ids in the pool's order, labels are captions; a slot without a label has none."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture(size=(7, 5)), picture(size=(3, 9))], labels=["a cat, black", ""])
    first, second = (slot.id for slot in pools.store.page("p").slots)
    pools.set_mask("p", second, picture(size=(3, 9)))
    datasets = application.services.get(Datasets)
    found = datasets.facts(DatasetSource(pool="p"), lambda _done, _total: None)
    assert [(one.name, one.width, one.height, one.kind, one.caption, one.mask) for one in found] == [
        (first, 7, 5, "PNG", "a cat, black", False),
        (second, 3, 9, "PNG", None, True),
    ]
    assert all(one.bytes > 0 and not one.problem for one in found)


def test_a_slot_whose_file_is_gone_is_a_problem(penstock_application: Start, picture: Picture) -> None:
    """The others are measured; an empty pool has no pictures, and one that is not there is an error."""
    application = penstock_application()
    pools, datasets = application.services.get(Pools), application.services.get(Datasets)
    pools.add("p", [picture(), picture((0, 0, 0))])
    pools.store.image_path("p", pools.store.page("p").slots[0].id).unlink()
    found = datasets.facts(DatasetSource(pool="p"), lambda _done, _total: None)
    assert [bool(one.problem) for one in found] == [True, False]
    pools.create("empty")
    assert datasets.facts(DatasetSource(pool="empty"), lambda _done, _total: None) == ()
    with pytest.raises(NotFound):
        datasets.facts(DatasetSource(pool="other"), lambda _done, _total: None)
