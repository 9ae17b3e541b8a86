"""`penstock profiles`: list, export, import, rename, delete, restore, on a data folder."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    """A data folder with the profiles Cats (three images) and Dogs (none)."""
    data, picture = tmp_path / "data", tmp_path / "picture.png"
    Image.new("RGB", (4, 3), (9, 8, 7)).save(picture)
    with headless(data_paths(data)) as started:
        services = started.application.services
        profiles, pools = services.get(Profiles), services.get(Pools)
        cats = profiles.create("Cats").id
        for label in "abc":
            pools.add(cats, [Upload(path=picture, file_name="a.png", size=picture.stat().st_size)], labels=[label])
        profiles.create("Dogs")
    return data


@pytest.fixture
def penstock(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`penstock("list", ...)` on that folder, from a folder of its own."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return lambda *arguments: CliRunner().invoke(main, ["profiles", *arguments, "--data", str(data)])


def listed(penstock: Run, *more: str) -> list[dict[str, Any]]:
    result = penstock("list", "--json", *more)
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout))


def names(penstock: Run) -> list[tuple[str, int | None]]:
    return [(one["name"], one["count"]) for one in listed(penstock)]


def test_the_list_is_for_people_and_for_programs(penstock: Run) -> None:
    """A line for each with its number of images, its id and its name; the same as JSON."""
    result = penstock("list")
    assert result.exit_code == 0, result.output
    found = listed(penstock)
    lines = [line.split() for line in result.stdout.splitlines()]
    assert [(line[0], line[2], line[3]) for line in lines] == [
        ("3", found[0]["id"], "Cats"),
        ("0", found[1]["id"], "Dogs"),
    ]
    assert names(penstock) == [("Cats", 3), ("Dogs", 0)]


def test_an_empty_folder_lists_nothing(tmp_path: Path) -> None:
    """Not even an empty line; and an empty list for programs."""
    runs = [["list"], ["list", "--deleted"], ["list", "--json"]]
    results = [CliRunner().invoke(main, ["profiles", *run, "--data", str(tmp_path / "new")]) for run in runs]
    assert [(result.exit_code, result.stdout) for result in results] == [(0, ""), (0, ""), (0, "[]\n")]


def test_an_exported_profile_is_imported_on_another_machine(penstock: Run, tmp_path: Path) -> None:
    """Under the name of the profile in the current folder; imported elsewhere it has its name and its images."""
    result = penstock("export", "cats")
    assert result.exit_code == 0, result.output
    written = tmp_path / "here" / "Cats.zip"
    assert result.stdout == f"{written}\n"
    other = ["--data", str(tmp_path / "other")]
    imported = CliRunner().invoke(main, ["profiles", "import", str(written), str(written), *other])
    assert (imported.exit_code, imported.stdout) == (0, "Cats: 3 images\nCats (2): 3 images\n"), imported.output
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["Cats.zip"]


def test_an_export_goes_where_it_is_told(penstock: Run, tmp_path: Path, data: Path) -> None:
    """To a file or into a folder; the export that lay in the data folder is gone afterwards."""
    folder = tmp_path / "backup"
    folder.mkdir()
    identity = listed(penstock)[0]["id"]
    assert penstock("export", "Cats", str(folder)).stdout == f"{folder / 'Cats.zip'}\n"
    assert penstock("export", identity, str(folder / "x.zip")).stdout == f"{folder / 'x.zip'}\n"
    with zipfile.ZipFile(folder / "x.zip") as archive:
        assert archive.testzip() is None
    assert sorted(path.name for path in folder.iterdir()) == ["Cats.zip", "x.zip"]
    assert [*(data / "user" / "__penstock").rglob("*.zip")] == []


def test_an_export_never_writes_over_a_file(penstock: Run, tmp_path: Path) -> None:
    """The file stays as it was, and the command says so with exit code 1."""
    kept = tmp_path / "here" / "Cats.zip"
    kept.write_text("mine")
    result = penstock("export", "Cats")
    assert (result.exit_code, kept.read_text()) == (1, "mine")
    assert str(kept) in result.stderr


def test_an_export_to_a_folder_that_is_not_there_says_so(penstock: Run, tmp_path: Path) -> None:
    """One line and no traceback."""
    result = penstock("export", "Cats", str(tmp_path / "nowhere" / "x.zip"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Could not write")


def test_bad_files_do_not_keep_good_ones_out(penstock: Run, tmp_path: Path) -> None:
    """Each bad one is named with its reason, the good one is there, and the exit code is 1."""
    penstock("export", "Cats")
    bad = tmp_path / "bad.zip"
    bad.write_text("no zip")
    result = penstock("import", str(bad), str(tmp_path / "nowhere.zip"), str(tmp_path), "Cats.zip")
    assert result.exit_code == 1
    assert result.stdout == "Cats (2): 3 images\n"
    assert [str(one) in result.stderr for one in (bad, tmp_path / "nowhere.zip", tmp_path)] == [True] * 3
    assert "3 of 4 files were not imported." in result.stderr
    assert names(penstock) == [("Cats", 3), ("Dogs", 0), ("Cats (2)", 3)]


def test_a_rename_keeps_images_and_id(penstock: Run) -> None:
    """A used name is refused with a free one."""
    before = listed(penstock)[0]
    assert penstock("rename", "CATS", "Lions").stdout == "Lions\n"
    assert listed(penstock)[0] == {**before, "name": "Lions"}
    refused = penstock("rename", "Lions", "dogs")
    assert refused.exit_code == 1
    assert "dogs (2)" in refused.stderr


def test_a_deleted_profile_is_restored_by_name_or_trash(penstock: Run) -> None:
    """It is listed among the deleted with what brings it back."""
    told = penstock("delete", "Cats")
    (deleted,) = listed(penstock, "--deleted")
    assert told.stdout == f"Cats: deleted (penstock profiles restore {deleted['trash']})\n"
    assert penstock("list", "--deleted").stdout.split()[1:] == [deleted["trash"], "Cats"]
    assert names(penstock) == [("Dogs", 0)]
    assert penstock("restore", "cats").stdout == "Cats\n"
    penstock("delete", "Cats")
    assert penstock("restore", listed(penstock, "--deleted")[0]["trash"]).stdout == "Cats\n"
    assert sorted(names(penstock)) == [("Cats", 3), ("Dogs", 0)]


@pytest.mark.parametrize(
    "arguments", [("export", "Bears"), ("rename", "Bears", "x"), ("delete", "../x"), ("restore", "Bears")]
)
def test_unknown_profiles_are_named(penstock: Run, arguments: tuple[str, ...]) -> None:
    """With exit code 1 and where to look; nothing changes."""
    result = penstock(*arguments)
    assert result.exit_code == 1
    assert repr(arguments[1]) in result.stderr
    assert "penstock profiles list" in result.stderr
    assert names(penstock) == [("Cats", 3), ("Dogs", 0)]


def test_one_name_twice_asks_for_the_id(penstock: Run, data: Path) -> None:
    """Dataset Gates can make two profiles of one name: the ids are named, and an id decides."""
    path = data / "input" / "grid_pool" / "profiles.json"
    registry = json.loads(path.read_text())
    registry["profiles"][1]["name"] = "Cats"
    path.write_text(json.dumps(registry))
    first, second = (one["id"] for one in listed(penstock))
    result = penstock("delete", "Cats")
    assert result.exit_code == 1
    assert first in result.stderr
    assert second in result.stderr
    assert penstock("delete", second).exit_code == 0
    assert names(penstock) == [("Cats", 3)]


def test_a_mended_registry_is_told_once(penstock: Run, data: Path) -> None:
    """On stderr, so that what programs read stays clean; what was set aside is named."""
    path = data / "input" / "grid_pool" / "profiles.json"
    path.write_text(path.read_text()[:40])
    result = penstock("list", "--json")
    assert [one["name"] for one in json.loads(result.stdout)] == ["Cats", "Dogs"]
    (aside,) = path.parent.glob("profiles.json.corrupt-*")
    assert result.stderr.count(aside.name) == 1
