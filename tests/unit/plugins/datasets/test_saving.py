"""Saving images with their texts: names, numbers, folders, and that what is refused changes nothing."""

import errno
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.saving_house import SavingHouse, Unforced, picture, text
from penstock.core.errors import BadName, Conflict, Invalid, PenstockError, ReadOnly
from penstock.core.events.datasets import DatasetImagesSaved
from penstock.plugins.datasets.saving_names import next_number, prefix_of


@pytest.fixture
def house(tmp_path: Path) -> SavingHouse:
    """A host's folders, all empty."""
    return SavingHouse(tmp_path)


def names(folder: Path) -> list[str]:
    """All files below a folder, the hidden ones too, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_each_image_has_its_texts(house: SavingHouse) -> None:
    """Every image of a batch is a set of files of one number, and the event names the images."""
    sets = house.save(2, sidecars=[text("a cat\r\n"), text('{"é": 1}', "facts", ".json")])
    assert names(house.paths.output) == [
        "cat_00001_.png",
        "cat_00001_.txt",
        "cat_00001_facts.json",
        "cat_00002_.png",
        "cat_00002_.txt",
        "cat_00002_facts.json",
    ]
    assert (house.paths.output / "cat_00001_.txt").read_bytes() == b"a cat\r\n"
    assert (house.paths.output / "cat_00002_facts.json").read_bytes() == '{"é": 1}'.encode()
    assert (house.paths.output / "cat_00002_.png").read_bytes() == b"image 1"
    assert [(one.image, one.texts) for one in sets] == [
        ("cat_00001_.png", ("cat_00001_.txt", "cat_00001_facts.json")),
        ("cat_00002_.png", ("cat_00002_.txt", "cat_00002_facts.json")),
    ]
    assert house.events == [DatasetImagesSaved(folder="output", names=("cat_00001_.png", "cat_00002_.png"))]


def test_numbers_go_on_after_the_highest(house: SavingHouse) -> None:
    """Any file of that base counts, whatever its extension and capitals; gaps are not filled, other bases not asked."""
    for name in ("CAT_00007_.jpg", "cat_00012_notes.json", "cat_3.png", "cats_00099_.png", "cat_big_00050_.png"):
        (house.paths.output / name).touch()
    (house.paths.output / "cat_00020_").mkdir()
    house.save()
    assert (house.paths.output / "cat_00021_.png").is_file()


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("cat_00001_.png", 2),
        ("cat_5.png", 6),
        ("cat_5", 6),
        ("cat_99999_.png", 100_000),
        ("cat_00003_facts.json", 4),
        ("Cat_00003_.PNG", 4),
        ("cat_00003_00009_.png", 4),
        ("cat_.png", 1),
        ("cat.png", 1),
        ("cat_1a_.png", 1),
        ("cat_\u00b2_.png", 1),
        ("cat_\u0663_.png", 1),
        (f"cat_{'9' * 15}_.png", 10**15),
        (f"cat_{10**15}_.png", 10**15 + 1),
        (f"cat_{'9' * 40}_.png", 10**40),
        (f"cat_{'9' * 251}_.png", 1),
        ("a_cat_00007_.png", 1),
    ],
)
def test_the_next_number(name: str, number: int) -> None:
    """One above the number in a name of that base, as SaveImage counts; odd digits are no numbers."""
    assert next_number([name], ["cat"]) == number


def test_numbers_of_a_base_that_is_no_ascii() -> None:
    """Capitals and ways to write an accent do not matter outside ASCII either."""
    assert next_number(["CAFE\u0301_00004_.png"], ["caf\u00e9"]) == 5


def test_the_place_in_the_batch_is_part_of_a_name(house: SavingHouse) -> None:
    """`%batch_num%` is the place from 0; the numbers go on through the batch, after the highest of all its bases."""
    (house.paths.output / "b1_00005_.png").touch()
    assert [one.image for one in house.save(2, "b%batch_num%")] == ["b0_00006_.png", "b1_00007_.png"]


def test_the_prefix_may_hold_size_time_and_folders(house: SavingHouse) -> None:
    """Words are filled in as by SaveImage, in folders too; the folders are made."""
    now = time.localtime(house.saving.clock.wall_ms() / 1000)
    house.save(1, "%year%-%month%-%day%/%width%x%height%_%hour%%minute%%second%")
    day = f"{now.tm_year}-{now.tm_mon:02}-{now.tm_mday:02}"
    second = f"{now.tm_hour:02}{now.tm_min:02}{now.tm_sec:02}"
    assert names(house.paths.output) == [day, f"{day}/640x480_{second}_00001_.png"]


@pytest.mark.parametrize(
    ("given", "below", "base"),
    [
        ("cat", (), "cat"),
        ("a/b/cat", ("a", "b"), "cat"),
        ("a\\cat", ("a",), "cat"),
        ("a//./cat", ("a",), "cat"),
        ("cat/", (), "cat"),
        (" a / cat ", ("a",), "cat"),
    ],
)
def test_a_prefix_is_folders_and_a_base(given: str, below: tuple[str, ...], base: str) -> None:
    """Folders stand before the last part, whichever way the strokes lean."""
    found = prefix_of(given, (1, 1), 0)
    assert (found.below, found.base) == (below, base)


@pytest.mark.parametrize(
    "given",
    [
        *("", " ", "/", ".", "..", "../cat", "a/../cat", "/etc/cat", "C:\\cat", "~/cat", ".cat", "-cat", "a\0", "a\nb"),
        *(None, 3, "a/.b/cat", "con/cat", "\udcff", "%date:yyyy%", "a/b?/c"),
    ],
)
def test_a_prefix_that_leads_elsewhere_or_names_nothing_is_refused(house: SavingHouse, given: Any) -> None:
    """Nothing is made, and the field is told."""
    with pytest.raises(Invalid) as caught:
        house.save(1, given)
    assert caught.value.field == "filename_prefix"
    assert names(house.paths.output) == []
    assert house.calls.log == []


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("output", "output"),
        ("", "output"),
        ("my/sub", "output/my/sub"),
        ("output/my/sub/", "output/my/sub"),
        ("input/cats", "input/cats"),
    ],
)
def test_a_folder_is_an_address(house: SavingHouse, folder: str, place: str) -> None:
    """A relative folder lies in the output folder, one that begins with `input` in the input folder."""
    house.save(1, "cat", folder)
    assert names(house.root / place) == ["cat_00001_.png"]


def test_an_allowed_folder_elsewhere(house: SavingHouse, tmp_path: Path) -> None:
    """An absolute path works where the settings allow it, with a stroke at its end too."""
    (tmp_path / "sets").mkdir()
    house.both = str(tmp_path / "sets")
    house.save(1, "below/cat", f"{tmp_path}/sets/new/")
    assert names(tmp_path / "sets") == ["new", "new/below", "new/below/cat_00001_.png"]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/etc", BadName),
        ("../x", BadName),
        ("input/grid_pool/p1", BadName),
        ("output/.hidden", BadName),
        ("{root}/user/__penstock/x", BadName),
        ("{root}/load/x", ReadOnly),
    ],
)
def test_folders_that_may_not_be_written_are_refused(house: SavingHouse, folder: str, kind: type[Exception]) -> None:
    """What is not allowed, is for loading only, or belongs to Penstock is refused with the field, and untouched."""
    (house.root / "load").mkdir()
    house.load = str(house.root / "load")
    before = names(house.root)
    with pytest.raises(kind) as caught:
        house.save(1, "cat", folder.format(root=house.root))
    assert getattr(caught.value, "field", None) == "output_folder"
    assert names(house.root) == before
    assert house.calls.log == []


def test_a_prefix_cannot_lead_into_a_forbidden_folder(house: SavingHouse) -> None:
    """Folders of the prefix are checked as those of the folder are."""
    with pytest.raises(BadName) as caught:
        house.save(1, "grid_pool/p1/cat", "input")
    assert caught.value.field == "filename_prefix"
    assert house.calls.log == []


def test_a_link_that_leads_out_is_refused(house: SavingHouse, tmp_path: Path) -> None:
    """A link in the output folder to somewhere else is not written through."""
    (tmp_path / "elsewhere").mkdir()
    (house.paths.output / "link").symlink_to(tmp_path / "elsewhere")
    for prefix, folder in (("link/cat", "output"), ("cat", "output/link")):
        with pytest.raises(BadName):
            house.save(1, prefix, folder)
    assert names(tmp_path / "elsewhere") == []


@pytest.mark.parametrize(
    ("prefix", "sidecars", "field"),
    [
        ("x" * 250, [], "filename_prefix"),
        ("é" * 125, [], "filename_prefix"),
        ("x" * 200, [text("a", "y" * 60)], "sidecar"),
        ("cat", [text("a"), text("b")], "sidecar"),
        ("cat", [text("a", "é"), text("b", "E\u0301")], "sidecar"),
        ("cat", [text("a", ext=".exe")], "sidecar"),
        ("cat", [{"content": 3}], "sidecar"),
        ("cat", "text", "sidecar"),
    ],
)
def test_all_is_checked_before_anything_is_made(house: SavingHouse, prefix: str, sidecars: Any, field: str) -> None:
    """Names too long or equal, kinds that are not taken, content that is no text: no image is encoded for that."""

    def never() -> bytes:
        raise AssertionError("encoded")

    with pytest.raises(Invalid) as caught:
        house.saving.save([never], prefix, "output", sidecars, size=(1, 1))
    assert caught.value.field == field
    assert names(house.paths.output) == []
    assert house.calls.log == []


def test_a_path_that_is_too_long_is_refused(house: SavingHouse) -> None:
    """More than a system can address is told before it is tried."""
    with pytest.raises(PenstockError) as caught:
        house.save(1, "/".join(["x" * 200] * 21) + "/cat", "output")
    assert caught.value.status < 500
    assert names(house.paths.output) == []


def test_names_at_the_limit_are_saved(house: SavingHouse) -> None:
    """A name of exactly 255 bytes is taken."""
    base = "x" * (255 - len("_00001_.png"))
    house.save(1, base)
    assert names(house.paths.output) == [f"{base}_00001_.png"]


def test_no_images_are_refused(house: SavingHouse) -> None:
    """An empty batch saves nothing and says so."""
    with pytest.raises(Invalid) as caught:
        house.save(0)
    assert caught.value.field == "images"


def test_an_image_that_cannot_be_made_leaves_nothing(house: SavingHouse) -> None:
    """Where the third image fails, or somebody stops the run there, none of the batch is saved and no folder made."""

    class Stopped(Exception):
        pass

    def fail() -> bytes:
        raise Stopped

    with pytest.raises(Stopped):
        house.saving.save([picture(0), picture(1), fail], "a/b/cat", "output", [text("a")], size=(1, 1))
    assert names(house.paths.output) == []
    assert house.events == []
    assert names(house.paths.private / "datasets" / "journal") == [".lock"]


def test_a_name_that_is_taken_meanwhile_is_not_overwritten(house: SavingHouse) -> None:
    """Where somebody saves under the same name between the plan and the save, the next number is taken."""

    def slow() -> bytes:
        (house.paths.output / "cat_00001_.txt").write_text("mine")
        return b"image"

    house.saving.save([slow], "cat", "output", [text("a")], size=(1, 1))
    assert (house.paths.output / "cat_00001_.txt").read_text() == "mine"
    assert names(house.paths.output) == ["cat_00001_.txt", "cat_00002_.png", "cat_00002_.txt"]


class Meddled(Unforced):
    """Somebody does something just before each rename."""

    def __init__(self, meddle: Callable[[Path], None]) -> None:
        self.meddle = meddle

    def rename_new(self, source: Path, target: Path) -> None:
        """Rename, after that."""
        self.meddle(target)
        super().rename_new(source, target)


def test_a_name_that_is_taken_at_the_last_moment_is_not_overwritten(house: SavingHouse) -> None:
    """Somebody who does not know of our lock may come between any two calls: the set moves on as a whole."""
    wanted = house.paths.output / "cat_00001_.txt"

    def meddle(target: Path) -> None:
        if target == wanted:
            target.write_text("mine")

    house.calls.real = Meddled(meddle)
    house.save(1, sidecars=[text("a")])
    assert wanted.read_text() == "mine"
    assert names(house.paths.output) == ["cat_00001_.txt", "cat_00002_.png", "cat_00002_.txt"]


def test_a_name_that_can_never_be_had_is_told(house: SavingHouse) -> None:
    """Where a name is taken and still no file has it, it is an error and no endless search."""

    def meddle(target: Path) -> None:
        if not target.name.endswith(".part"):
            raise FileExistsError(errno.EEXIST, "there", str(target))

    house.calls.real = Meddled(meddle)
    with pytest.raises(Conflict) as caught:
        house.save()
    assert caught.value.field == "filename_prefix"
    assert names(house.paths.output) == []


def test_many_save_at_once(house: SavingHouse) -> None:
    """Threads that save under one prefix each get numbers of their own, and every set is whole."""
    problems: list[BaseException] = []

    def save(begin: str) -> None:
        try:
            for _ in range(3):
                house.save(2, "a/cat", sidecars=[text(begin)], begin=begin)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=save, args=(f"thread {place}",)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    folder = house.paths.output / "a"
    images = sorted(folder.glob("*.png"))
    assert [path.name for path in images] == [f"cat_{number:05}_.png" for number in range(1, 25)]
    for path in images:
        assert path.read_text().startswith(path.with_suffix(".txt").read_text())
    assert len(names(folder)) == 48
