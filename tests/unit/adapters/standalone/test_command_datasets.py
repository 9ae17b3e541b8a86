"""`penstock datasets`: list, stats, export, restore, on a data folder."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from penstock.adapters.standalone.command import main
from penstock.adapters.standalone.headless import headless
from penstock.adapters.standalone.paths import data_paths
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.uploads import Upload

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the profile Cats: three images with the labels a, b and c."""
    data, picture = tmp_path / "data", tmp_path / "picture.png"
    Image.new("RGB", (4, 3), (9, 8, 7)).save(picture)
    with headless(data_paths(data)) as started:
        services = started.application.services
        cats = services.get(Profiles).create("Cats").id
        for label in "abc":
            upload = Upload(path=picture, file_name="a.png", size=picture.stat().st_size)
            services.get(Pools).add(cats, [upload], labels=[f"{label}, cat"])
    return data


@pytest.fixture
def penstock(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`penstock("list", ...)` on that folder, from a folder of its own."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return lambda *arguments: CliRunner().invoke(main, ["datasets", *arguments, "--data", str(data)])


def test_a_pool_is_exported_by_its_name(penstock: Run, data: Path) -> None:
    """The last line says where, and how much; what the options say is written."""
    result = penstock("export", "cats", "sets/cats", "--captions", "caption", "--pictures", "jpg", "--prefix", "c")
    assert result.exit_code == 0, result.output
    folder = data / "output" / "sets" / "cats"
    assert str(folder) in result.stdout
    assert "3 pictures, 0 masks, 3 captions" in result.stdout
    assert sorted(path.name for path in folder.iterdir()) == [
        *("c0001.caption", "c0001.jpg", "c0002.caption", "c0002.jpg", "c0003.caption", "c0003.jpg"),
        "penstock_dataset.json",
    ]


def test_a_dry_run_writes_nothing(penstock: Run, data: Path) -> None:
    """It says what would be written."""
    result = penstock("export", "Cats", "sets/cats", "--words", "a", "--labels", "with", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "3 pictures" in result.stdout
    assert not (data / "output" / "sets").exists()


def test_a_replaced_export_is_restored(penstock: Run, data: Path) -> None:
    """The export says what brings it back."""
    penstock("export", "Cats", "sets/cats")
    refused = penstock("export", "Cats", "sets/cats")
    assert refused.exit_code == 1
    assert "already" in refused.output
    result = penstock("export", "Cats", "sets/cats", "--existing", "replace", "--resolution", "64")
    assert result.exit_code == 0, result.output
    trash = result.stdout.split()[-1]
    (data / "output" / "sets" / "cats").rename(data / "output" / "other")
    assert penstock("restore", trash).stdout == "output/sets/cats\n"


def test_folders_are_listed(penstock: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for each picture with its caption; the same as JSON; by address or by path."""
    penstock("export", "Cats", "sets/cats")
    lines = penstock("list", "output/sets/cats").stdout.splitlines()
    assert [line.split(None, 1) for line in lines] == [[f"000{n}.png", f"{a}, cat"] for n, a in enumerate("abc", 1)]
    found = json.loads(penstock("list", "output", "--depth", "-1", "--json").stdout)
    assert found[0] == {"name": "sets/cats/0001.png", "caption": "a, cat", "mask": False}
    monkeypatch.chdir(data / "output")
    assert penstock("list", "sets/cats").stdout.splitlines() == lines
    missing = penstock("list", "nowhere")
    assert missing.exit_code == 1
    assert "nowhere" in missing.output


def test_statistics_are_for_people_and_for_programs(penstock: Run) -> None:
    """Of a folder or of a pool, never of both or none."""
    penstock("export", "Cats", "sets/cats")
    text = penstock("stats", "output/sets/cats")
    assert text.exit_code == 0, text.output
    assert "3 pictures" in text.stdout
    assert "cat 3" in text.stdout
    found = json.loads(penstock("stats", "--pool", "Cats", "--json").stdout)
    assert (found["images"], found["captions"]["present"]) == (3, 3)
    assert penstock("stats").exit_code == 2
    assert penstock("stats", "cats", "--pool", "Cats").exit_code == 2
    assert penstock("stats", "--pool", "nobody").exit_code == 1
    assert penstock("stats", "output", "--resolution", "8").exit_code == 1


def test_an_unknown_pool_is_told(penstock: Run, data: Path) -> None:
    """Nothing is written."""
    result = penstock("export", "Dogs", "sets/dogs")
    assert result.exit_code == 1
    assert "Dogs" in result.output
    assert not (data / "output" / "sets").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names cannot hold such characters there")
def test_captions_and_names_do_not_command_the_terminal(penstock: Run, data: Path) -> None:
    """What a terminal would obey, as in captions that somebody downloaded, is shown as its escape."""
    folder = data / "input" / "odd"
    folder.mkdir(parents=True)
    Image.new("RGB", (4, 3)).save(folder / "c\x1b[2Jat\n.png")
    (folder / "c\x1b[2Jat\n.txt").write_text("a \x1b]52;c;x\x07red cat\x9b1m", "utf-8")
    (folder / "l\x1b[2J.png").symlink_to(data.parent / "picture.png")
    for command in ("list", "stats"):
        result = penstock(command, "input/odd")
        assert result.exit_code == 0, result.output
        assert "\\x1b]52;c;x\\x07red cat\\x9b1m" in result.stdout
        assert all(one == "\n" or one.isprintable() for one in result.output)
    assert len(penstock("list", "input/odd").stdout.splitlines()) == 1
