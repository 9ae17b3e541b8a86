"""Where plugins come from: odd files and names cost nobody the start."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from penstock.core import sources
from penstock.core.registry import Status, load
from penstock.core.sources import installed, single_files

ODD = ["my plugin (1).py", "ü.py", ".py", "con.py", "a" * 90 + ".py", "v1.2.py"]


@pytest.mark.parametrize("odd", ODD)
def test_a_file_with_an_odd_name_is_listed_under_a_plain_one(odd: str, tmp_path: Path) -> None:
    """A name that is no id is made one; the file is named, and can be enabled like any other."""
    (tmp_path / odd).write_text("")

    (unapproved,) = single_files(tmp_path, {})
    (approved,) = single_files(tmp_path, {unapproved.name: unapproved.digest})
    (entry,) = load([approved]).plugins()

    assert (odd in entry.location, entry.status) == (True, Status.ACTIVE)


def test_what_is_no_readable_file_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder or a link to nowhere that is called like a plugin does not keep the others from loading."""
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "link.py").symlink_to(tmp_path / "nowhere")
    (tmp_path / "fine.py").write_text("")

    assert [source.name for source in single_files(tmp_path, {})] == ["fine"]
    assert ("folder.py" in caplog.text, "link.py" in caplog.text) == (True, True)


def test_an_entry_point_with_an_odd_name_is_listed_under_a_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dots are usual in entry points; one distribution must not keep Penstock from starting."""
    monkeypatch.setattr(
        sources, "entry_points", lambda group: [EntryPoint("my.pack", "json", group)] * (group == "penstock")
    )

    (entry,) = load(installed()).plugins()

    assert (entry.plugin.name, "json" in entry.location) == ("my_pack", True)
