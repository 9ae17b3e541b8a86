"""Listing a folder: which files are pictures, their order, what is left out."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.core.errors import BadName, Invalid, NotFound, ReadOnly, TooLarge
from penstock.core.names import natural_order
from penstock.plugins.datasets import listing

from .loader_sets import Sets


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    """Empty folders."""
    return Sets(tmp_path / "host")


def test_pictures_are_known_by_their_ending_in_any_letters(sets: Sets) -> None:
    """Every kind of picture is listed, nothing else is."""
    kinds = ("png", "JPG", "jpeg", "jfif", "WebP", "bmp", "gif", "tif", "TIFF", "avif")
    sets.touch(*(f"a{number}.{kind}" for number, kind in enumerate(kinds)))
    sets.touch("b.txt", "png", "c.png.txt", "d.mp4", "e.", "f.psd")
    assert sets.names() == tuple(f"a{number}.{kind}" for number, kind in enumerate(kinds))


def test_names_come_in_natural_order(sets: Sets) -> None:
    """Numbers count as numbers, capitals do not count, odd digits are letters."""
    sets.touch("a10.png", "a2.png", "A1.png", "b.png", "1²2.png", "٣.png")
    assert sets.names() == ("1²2.png", "A1.png", "a2.png", "a10.png", "b.png", "٣.png")


def test_depth_says_how_far_down(sets: Sets) -> None:
    """0 is the folder alone, 1 one level below it, -1 all."""
    sets.touch("a.png", "in/b.png", "in/deep/c.png", "in/deep/er/d.png")
    assert sets.names(depth=0) == ("a.png",)
    assert sets.names(depth=1) == ("a.png", "in/b.png")
    assert sets.names(depth=2) == ("a.png", "in/b.png", "in/deep/c.png")
    assert sets.names(depth=-1) == ("a.png", "in/b.png", "in/deep/c.png", "in/deep/er/d.png")


def test_paths_are_sorted_as_one_text(sets: Sets) -> None:
    """A folder's pictures stand among the others by their whole path, as in Dataset Gates."""
    sets.touch("b.png", "a/z.png", "a 1.png", "a2/x.png", "a10/x.png")
    assert sets.names(depth=1) == ("a2/x.png", "a10/x.png", "a 1.png", "a/z.png", "b.png")


def test_a_depth_below_minus_one_is_refused(sets: Sets) -> None:
    """It means nothing."""
    with pytest.raises(Invalid) as caught:
        sets.listed(depth=-2)
    assert caught.value.field == "depth"


def test_hidden_entries_are_never_listed(sets: Sets) -> None:
    """Neither hidden files nor what lies in hidden folders."""
    sets.touch(".a.png", ".thumbnails/b.png", "c.png", "._c.png")
    assert sets.listed(depth=-1).names == ("c.png",)
    assert sets.listed(depth=-1).skipped == ()


def test_mask_files_are_no_pictures_of_their_own(sets: Sets) -> None:
    """A mask of a listed picture is left out, beside it or in the folder of masks; other files there are pictures."""
    sets.touch("a.jpg", "a-masklabel.png", "b-masklabel.png", "masks/a.png", "masks/c.png", "masks/a.txt")
    assert sets.names(depth=1) == ("a.jpg", "b-masklabel.png", "masks/c.png")


def test_a_folder_of_masks_by_itself_is_a_folder_of_pictures(sets: Sets) -> None:
    """What belongs to pictures that are not in the listing is a picture."""
    sets.touch("a.jpg", "masks/a.png")
    assert sets.names("masks") == ("a.png",)


def test_what_is_no_file_is_no_picture(sets: Sets) -> None:
    """Folders and pipes may have any name; a folder named as a picture is looked into."""
    sets.touch("a.png/b.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(sets.input / "c.png")
    assert sets.names(depth=0) == ()
    assert sets.names(depth=1) == ("a.png/b.png",)


def test_links_are_listed_where_they_stay_inside(sets: Sets, tmp_path: Path) -> None:
    """A link to an allowed picture is one; what leads out is told, links to folders are not followed."""
    sets.touch("real/a.png", "set/b.png")
    (tmp_path / "secret.png").touch()
    folder = sets.input / "set"
    (folder / "in.png").symlink_to(sets.input / "real" / "a.png")
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    (folder / "gone.png").symlink_to(sets.input / "no.png")
    (folder / "text.txt").symlink_to(tmp_path / "secret.png")
    (folder / "below").symlink_to(sets.input / "real")
    (folder / "loop").symlink_to(folder)
    assert sets.listed("set").names == ("b.png", "in.png")
    assert sets.listed("set").skipped == ("out.png",)
    assert sets.listed("set", -1).names == ("b.png", "in.png")
    assert sets.listed("set", -1).skipped == ("below", "loop", "out.png")


@pytest.mark.skipif(os.name == "nt", reason="a folder may be another's there")
def test_folders_and_links_cost_no_walk_from_the_top_each(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolving a path costs as much as it is long: it is done as often for a few as for many, and for deep ones."""
    asked: list[str] = []
    real = os.path.realpath
    monkeypatch.setattr(os.path, "realpath", lambda path, **more: asked.append(str(path)) or real(path, **more))

    def resolved(many: int) -> int:
        folder = sets.input / f"set{many}"
        sets.touch(f"real/{many}.png", f"set{many}/" + "in/" * many + "a.png")
        for number in range(many):
            (folder / f"link{number}.png").symlink_to(sets.input / "real" / f"{many}.png")
        asked.clear()
        assert len(sets.names(folder.name, -1)) == many + 1
        return len(asked)

    assert resolved(50) == resolved(5)


def test_a_link_to_a_link_is_followed_to_its_end(sets: Sets, tmp_path: Path) -> None:
    """It may lead out on its way; a folder behind a link is where it lies in truth."""
    sets.touch("set/a.png")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.png").touch()
    (sets.input / "out").symlink_to(tmp_path / "secret")
    (sets.input / "s.png").symlink_to(tmp_path / "secret" / "s.png")
    (sets.input / "a.png").symlink_to("set/a.png")
    links = {"1": "../s.png", "2": "../out/s.png", "3": "../a.png", "4": "a.png", "5": "../out/../secret/s.png"}
    for name, target in links.items():
        (sets.input / "set" / f"{name}.png").symlink_to(target)
    found = sets.listed("set")
    assert found.names == ("3.png", "4.png", "a.png")
    assert found.skipped == ("1.png", "2.png", "5.png")


def test_penstocks_own_state_is_never_walked_through(tmp_path: Path) -> None:
    """Where an allowed folder holds the user folder, what is private stays so."""
    sets = Sets(tmp_path / "host", both=str(tmp_path / "host"))
    private = sets.folders.paths.private
    private.mkdir(parents=True)
    (private / "a.png").touch()
    (private.parent / "b.png").touch()
    assert sets.names(str(tmp_path / "host"), -1) == ("user/b.png",)


def test_a_name_that_is_no_text_is_told_and_not_listed(sets: Sets) -> None:
    """No node and no page could name it."""
    if sys.platform != "linux":
        pytest.skip("names are text there")
    Path(os.fsdecode(os.fsencode(sets.input) + b"/caf\xe9.png")).touch()
    sets.touch("b.png")
    assert sets.listed().names == ("b.png",)
    assert sets.listed().skipped == ("caf?.png",)


def test_what_is_not_there_or_not_allowed_is_said(sets: Sets, tmp_path: Path) -> None:
    """A missing folder is not found; another's folder is refused."""
    with pytest.raises(NotFound):
        sets.listed("cats")
    with pytest.raises(BadName):
        sets.listed(str(tmp_path))
    sets.touch("a.png")
    with pytest.raises(NotFound):
        sets.listed("a.png")


def test_a_folder_that_cannot_be_read_is_told(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the folder it is told and the others are listed; the folder itself is an error, one that is gone is not."""
    sets.touch("a.png", "locked/b.png", "gone/c.png")
    wrong = {"locked": PermissionError(errno.EACCES, "no"), "gone": FileNotFoundError(errno.ENOENT, "gone")}
    real = os.scandir

    def scandir(path: str) -> Any:
        if (error := wrong.get(Path(path).name)) is not None:
            raise error
        return real(path)

    monkeypatch.setattr(listing.os, "scandir", scandir)
    assert sets.listed(depth=1).names == ("a.png",)
    assert sets.listed(depth=1).skipped == ("locked",)
    with pytest.raises(ReadOnly):
        sets.listed("locked")
    with pytest.raises(NotFound):
        sets.listed("gone")


def test_a_listing_has_an_end(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    """More pictures and folders than anybody can mean are refused."""
    monkeypatch.setattr(listing, "MOST", 3)
    sets.touch("a.png", "b.png")
    assert len(sets.names()) == 2
    sets.touch("c.png")
    with pytest.raises(TooLarge, match="input"):
        sets.listed()


def test_a_listing_says_what_it_is_of(sets: Sets) -> None:
    """The address in one spelling, the real path, the depth."""
    sets.touch("cats/a.png")
    found = sets.listed("cats/", 3)
    assert (found.address, found.path, found.depth) == ("input/cats", (sets.input / "cats").resolve(), 3)


def test_importing_the_plugin_loads_no_libraries_of_pictures() -> None:
    """numpy and Pillow wait until a picture is read."""
    code = "import sys, penstock.plugins.datasets.nodes_loader; print({'numpy', 'PIL'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_large_folder_costs_one_pass_and_the_sort(sets: Sets) -> None:
    """At most twice the processor time of listing the names once and sorting them, and no file is looked at."""
    sets.touch(*(f"big/{number}.png" for number in range(3_000)))

    def plainly() -> list[str]:
        with os.scandir(sets.input / "big") as entries:
            return sorted((one.name for one in entries if one.is_file()), key=natural_order)

    def seconds(work: Callable[[], object]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    rounds = [(seconds(plainly), seconds(lambda: sets.names("big"))) for _ in range(7)]
    assert list(sets.names("big")) == plainly()
    assert min(ours for _, ours in rounds) <= 2 * min(plain for plain, _ in rounds)
