"""`penstock doctor` where the disk refuses."""

from pathlib import Path

from click.testing import CliRunner

from penstock.adapters.standalone.command import main


def test_doctor_says_what_the_disk_refuses(tmp_path: Path) -> None:
    """Folders that cannot be made are named with the reason, and the exit code is 1: no traceback."""
    (tmp_path / "input").write_text("a file where the folder belongs")

    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])

    assert result.exit_code == 1, result.exception
    expected = f"NOT MENDED {tmp_path / 'input'}: The folder is missing. Could not mend it: Not a directory"
    assert expected in result.stdout


def test_doctor_names_settings_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder in the place of the settings is named: no traceback."""
    (tmp_path / "user" / "__penstock" / "settings.json").mkdir(parents=True)

    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)])

    assert result.exit_code == 1, result.exception
    assert "settings.json: Could not read the settings: Is a directory" in result.stdout


def test_settings_that_cannot_be_read_end_a_command_with_a_reason(tmp_path: Path) -> None:
    """Every command says why it cannot start: no traceback."""
    (tmp_path / "user" / "__penstock" / "settings.json").mkdir(parents=True)

    result = CliRunner().invoke(main, ["plugins", "--data", str(tmp_path)])

    assert result.exit_code == 1, result.exception
    assert "Could not read the settings: Is a directory" in result.stderr
