"""For any folder: a listing is what a plain walk finds, and a walk through it meets every picture once."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.errors import ClientError, EndOfFolder
from penstock.core.host import HostPaths
from penstock.core.names import natural_order
from penstock.plugins.datasets.companions import InFolders, OnDisk, caption_file, mask_file
from penstock.plugins.datasets.folders import Folders
from penstock.plugins.datasets.listing import list_images
from penstock.plugins.datasets.loading import folder_image

KINDS = {".png", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif"}

stems = st.one_of(
    st.sampled_from(["a", "A", "a1", "a10", "a2", "a-masklabel", "é", "²", ".a", "a.b", "png", "masks"]),
    st.from_regex(r"[a-c0-3²]{1,3}", fullmatch=True),
)
endings = st.sampled_from([".png", ".PNG", ".jpg", ".TifF", ".txt", ".caption", "", ".psd", "."])
folder_names = st.sampled_from(["masks", "in", "2", "10", ".hidden", "x.png"])
files = st.tuples(st.lists(folder_names, max_size=3), stems, endings).map(
    lambda one: "/".join([*one[0], one[1] + one[2]])
)
trees = st.lists(files, max_size=14, unique=True)
depths = st.integers(-1, 4)


def scratch() -> "tempfile.TemporaryDirectory[str]":
    """A folder in memory where that is possible."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


def host(root: Path) -> Folders:
    """Empty folders."""
    named = {name: root / name for name in ("input", "output", "temp", "user")}
    for path in named.values():
        path.mkdir()
    return Folders(HostPaths(**named), lambda: ("", ""))


def plant(folder: Path, tree: list[str]) -> None:
    """Empty files; one that stands where a folder is, or the other way round, is left out."""
    for name in tree:
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        except OSError:
            continue


def plainly(folder: Path, depth: int) -> Iterator[str]:
    """The pictures, found by asking for everything and leaving out what is none."""
    everything = [one.relative_to(folder) for one in folder.rglob("*") if one.is_file()]
    seen = [one for one in everything if not any(part.startswith(".") for part in one.parts)]
    reached = [one for one in seen if depth < 0 or len(one.parts) - 1 <= depth]
    pictures = {one for one in reached if one.suffix.lower() in KINDS}
    masks: set[Path] = set()
    for one in sorted(pictures, key=lambda path: len(path.parts)):
        base = one.name.removesuffix("-masklabel.png")
        beside = base != one.name and any(other.parent == one.parent and other.stem == base for other in pictures)
        spelled = one.suffix in (one.suffix.lower(), one.suffix.upper())
        above = one.parent.name == "masks" and any(
            other.parent == one.parent.parent and other.stem == one.stem and other not in masks for other in pictures
        )
        if beside or (above and spelled):
            masks.add(one)
    return (one.as_posix() for one in pictures - masks)


@given(tree=trees, depth=depths)
def test_a_listing_is_what_a_plain_walk_finds(tree: list[str], depth: int) -> None:
    """The same pictures as by asking for every file, in natural order, each once, nothing skipped."""
    with scratch() as root:
        folders = host(Path(root).resolve())
        plant(folders.paths.input, tree)
        found = list_images(folders, "input", depth)
        assert list(found.names) == sorted(plainly(folders.paths.input, depth), key=natural_order)
        assert found.skipped == ()
        assert all((found.path / name).is_file() for name in found.names)


@given(tree=trees, depth=depths)
def test_a_walk_meets_every_picture_once_and_then_ends(tree: list[str], depth: int) -> None:
    """Place after place, with the companions that many pictures at once have, too."""
    with scratch() as root:
        folders = host(Path(root).resolve())
        plant(folders.paths.input, tree)
        found = list_images(folders, "input", depth)
        at_once = InFolders(folders)
        for place, name in enumerate(found.names):
            image = folder_image(folders, found, place)
            assert (image.name, image.stem) == (name, PurePosixPath(name).stem)
            assert image.caption_file == caption_file(image.path, at_once) == caption_file(image.path, OnDisk(folders))
            assert image.mask_file == mask_file(image.path, at_once)
            assert image.mask_file is None or image.mask_file.relative_to(found.path).as_posix() not in found.names
        with pytest.raises(EndOfFolder if found.names else ClientError):
            folder_image(folders, found, len(found.names))


addresses = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(["input", "output", "cats", "..", ".", "", "grid_pool", "~", "link", "out", ".x", "con", "é"]),
        max_size=4,
    ).map("/".join),
)


@given(address=addresses)
def test_any_address_is_refused_or_lies_inside(address: str) -> None:
    """What is found has one spelling that names it again; nothing is made, nothing else is raised."""
    with scratch() as made:
        root = Path(made).resolve()
        folders = host(root)
        own = folders.paths
        (own.input / "cats").mkdir()
        (own.input / "link").symlink_to(own.input / "cats")
        (own.input / "out").symlink_to(root)
        before = sorted(os.walk(root))
        for ask, roots in ((folders.to_load, (own.input, own.output)), (folders.to_save, (own.input, own.output))):
            try:
                found = ask(address)
            except ClientError:
                continue
            assert any(found.path.is_relative_to(one) for one in roots)
            assert ask(found.address) == found
            assert folders.allows(found.path)
        assert sorted(os.walk(root)) == before
