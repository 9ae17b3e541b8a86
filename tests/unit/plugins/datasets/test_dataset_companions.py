"""What belongs to a picture: the files of its caption and its mask."""

from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.plugins.datasets.companions import InFolders, OnDisk, There, caption_file, mask_file

from .loader_sets import Sets


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    """Empty folders."""
    return Sets(tmp_path / "host")


@pytest.fixture(params=[OnDisk, InFolders])
def there(request: pytest.FixtureRequest, sets: Sets) -> Callable[[], There]:
    """Both ways to look at the disk, new each time."""
    return lambda: request.param(sets.folders)


def test_the_caption_is_the_text_beside_it(sets: Sets, there: Callable[[], There]) -> None:
    """`.txt` first, then `.caption`; a text of another name is none."""
    picture = sets.input / "a.b.png"
    sets.touch("a.txt", "a.b.png.txt", "c.txt")
    assert caption_file(picture, there()) is None
    sets.touch("a.b.caption")
    assert caption_file(picture, there()) == sets.input / "a.b.caption"
    sets.touch("a.b.txt")
    assert caption_file(picture, there()) == sets.input / "a.b.txt"


def test_the_mask_is_beside_it_or_in_the_folder_of_masks(sets: Sets, there: Callable[[], There]) -> None:
    """The one beside it first; in the folder any kind of picture will do, PNG first."""
    picture = sets.input / "a.jpg"
    sets.touch("masks/b.png", "masks/a.txt")
    assert mask_file(picture, there()) is None
    sets.touch("masks/a.JPG")
    assert mask_file(picture, there()) == sets.input / "masks" / "a.JPG"
    sets.touch("masks/a.png")
    assert mask_file(picture, there()) == sets.input / "masks" / "a.png"
    sets.touch("a-masklabel.png")
    assert mask_file(picture, there()) == sets.input / "a-masklabel.png"


def test_masks_in_a_linked_folder_belong_to_it_where_that_may_be_read(
    sets: Sets, there: Callable[[], There], tmp_path: Path
) -> None:
    """A link that leads out counts as not there, whatever lies behind it."""
    picture = sets.input / "a.png"
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.png").touch()
    (sets.input / "masks").symlink_to(tmp_path / "secret")
    assert mask_file(picture, there()) is None
    (sets.input / "masks").unlink()
    sets.touch("painted/a.png")
    (sets.input / "masks").symlink_to(sets.input / "painted")
    assert mask_file(picture, there()) == sets.input / "masks" / "a.png"


def test_only_files_that_may_be_read_belong_to_it(sets: Sets, there: Callable[[], There], tmp_path: Path) -> None:
    """Folders, links that lead out and links to nothing are not there; a link that stays inside is."""
    picture = sets.input / "a.png"
    (tmp_path / "secret.txt").touch()
    (sets.input / "a-masklabel.png").mkdir()
    (sets.input / "a.txt").symlink_to(tmp_path / "secret.txt")
    assert (caption_file(picture, there()), mask_file(picture, there())) == (None, None)
    sets.touch("real.txt")
    (sets.input / "a.caption").symlink_to(sets.input / "real.txt")
    assert caption_file(picture, there()) == sets.input / "a.caption"
    (sets.input / "real.txt").unlink()
    assert caption_file(picture, there()) is None
