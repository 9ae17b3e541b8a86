"""`penstock doctor` where the disk refuses."""

import errno
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from penstock.adapters.standalone.command import main
from penstock.adapters.standalone.paths import data_paths, make_folders
from penstock.core.files import Files


def test_doctor_says_what_the_disk_refuses(tmp_path: Path) -> None:
    """Folders that cannot be made are named with the reason, and the exit code is 1: no traceback."""
    (tmp_path / "input").write_text("a file where the folder belongs")

    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])

    assert result.exit_code == 1, result.exception
    expected = f"NOT MENDED {tmp_path / 'input'}: The folder is missing. A file, a folder or a link is in the way"
    assert expected in result.stdout


def test_doctor_mends_settings_that_are_no_file(tmp_path: Path) -> None:
    """A folder in the place of the settings is named and set aside: no traceback."""
    (tmp_path / "user" / "__penstock" / "settings.json").mkdir(parents=True)

    dry = CliRunner().invoke(main, ["doctor", "--dry-run", "--data", str(tmp_path)])
    done = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])

    assert (dry.exit_code, done.exit_code) == (1, 0), done.exception
    assert "settings.json: The settings are damaged: defaults are used." in dry.stdout
    assert [path.is_dir() for path in (tmp_path / "user" / "__penstock").glob("settings.json.corrupt-*")] == [True]


def test_settings_that_the_disk_refuses_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor and every other command say why, and end with 1: no traceback."""
    (tmp_path / "user" / "__penstock").mkdir(parents=True)
    (tmp_path / "user" / "__penstock" / "settings.json").write_text("{}")
    monkeypatch.setattr("penstock.core.settings_file.read_file", refused)

    doctor = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])
    other = CliRunner().invoke(main, ["plugins", "--data", str(tmp_path)])

    assert (doctor.exit_code, other.exit_code) == (1, 1), other.exception
    assert "Could not read the settings: Input/output error" in doctor.stdout
    assert "Could not read the settings" in other.stderr


def refused(_path: Path, _limit: int) -> bytes:
    raise OSError(errno.EIO, "Input/output error")


def registry(data: Path, text: str) -> Path:
    """A data folder with the pool `abc` and a list of profiles."""
    paths = data_paths(data)
    make_folders(paths, Files())
    (paths.input / "grid_pool" / "abc").mkdir(parents=True)
    path = paths.input / "grid_pool" / "profiles.json"
    path.write_text(text)
    return path


def test_doctor_mends_a_damaged_list_of_profiles(tmp_path: Path) -> None:
    """A dry run names it and changes nothing; then the names that can be read are there again, the old file is kept."""
    damaged = '{"profiles": [{"id": "abc", "name": "Cats", "created": 0}, {"id"'
    path = registry(tmp_path, damaged)
    dry = CliRunner().invoke(main, ["doctor", "--dry-run", "--data", str(tmp_path)])
    assert (dry.exit_code, path.read_text()) == (1, damaged), dry.output
    assert f"found      {path}: The list of profiles is damaged" in dry.stdout

    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])

    assert result.exit_code == 0, result.output
    assert f"mended     {path}: The list of profiles is damaged" in result.stdout
    assert json.loads(path.read_text())["profiles"] == [{"id": "abc", "name": "Cats", "created": 0}]
    (kept,) = path.parent.glob("profiles.json.corrupt-*")
    assert kept.read_text() == damaged


def test_doctor_says_where_the_list_of_profiles_cannot_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is named, the damaged list stays, and the exit code is 1."""
    path = registry(tmp_path, "{")

    def full(_files: Files, target: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(Files, "write", full)
    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])

    assert result.exit_code == 1, result.output
    assert f"NOT MENDED {path}: The list of profiles is damaged" in result.stdout
    assert "The disk is full" in result.stdout
    assert path.read_text() == "{"


def test_doctor_notes_profiles_without_images(tmp_path: Path) -> None:
    """Nothing is wrong that it could mend: the name is kept, and so are entries that are none."""
    text = '{"profiles": [{"id": "gone", "name": "Cats", "created": 0}, {"id": "../x", "name": "Dogs"}]}'
    path = registry(tmp_path, text)

    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])

    assert result.exit_code == 0, result.output
    assert "note       profile 'Cats': Its pool gone is gone." in result.stdout
    assert f"note       {path}: Entries that are no profiles: 1." in result.stdout
    assert path.read_text() == text
