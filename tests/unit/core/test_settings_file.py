"""Settings: one file is the truth; the environment wins over the command line, and that over the file."""

import contextlib
import errno
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve

from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.core.errors import ClientError, Conflict, NotFound, ReadOnly, StorageFailed
from penstock.core.files import Files
from penstock.core.settings import SettingSpec
from penstock.core.settings_file import LARGEST, LayeredSettings, SettingsFile

SIZE = SettingSpec(id="pools.thumbnail_size", label="Size", default=256, minimum=64, maximum=1024)
MODE = SettingSpec(id="gates.mode", label="Mode", default="wait", options=("wait", "park"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "__penstock" / "settings.json"


def layered(path: Path, overrides: dict[str, str] | None = None, env: dict[str, str] | None = None) -> LayeredSettings:
    return LayeredSettings(SettingsFile(path, Files()), [SIZE, MODE], overrides or {}, env or {})


def test_a_value_that_is_set_is_there_after_a_restart(path: Path) -> None:
    """What set returned is durable, and watchers hear of it."""
    settings = layered(path)
    heard: list[object] = []
    settings.watch(lambda name, value: heard.append((name, value)))
    settings.set("pools.thumbnail_size", 128)
    assert heard == [("pools.thumbnail_size", 128)]
    assert layered(path).get("pools.thumbnail_size") == 128
    assert layered(path).get("gates.mode") == "wait"


@pytest.mark.parametrize("number", range(1, 13))
def test_a_disk_that_refuses_for_good_leaves_the_value_that_the_next_start_finds(path: Path, number: int) -> None:
    """Where even undoing is refused the new value stays in the file: then it is in force, and watchers hear of it."""
    calls = FaultyCalls()
    settings = LayeredSettings(SettingsFile(path, Files(calls)), [SIZE, MODE], {}, {})
    heard: list[object] = []
    settings.watch(lambda _name, value: heard.append(value))
    settings.set("pools.thumbnail_size", 128)
    calls.fail_from = (calls.count + number, errno.EIO)
    with contextlib.suppress(StorageFailed):
        settings.set("pools.thumbnail_size", 300)
    assert settings.get("pools.thumbnail_size") == heard[-1] == layered(path).get("pools.thumbnail_size")


OBSTACLES: dict[str, Callable[[Path], object]] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a folder": lambda path: path.mkdir(),
    "a circle of links": lambda path: path.symlink_to(path),
    "more than settings can be": lambda path: path.write_bytes(b" " * (LARGEST + 1)),
}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes among files")
@pytest.mark.parametrize("kind", OBSTACLES)
def test_what_is_no_file_is_set_aside(path: Path, kind: str) -> None:
    """Whatever is in the file's place is kept beside it, nothing waits for it, and a value can be set."""
    path.parent.mkdir()
    OBSTACLES[kind](path)
    assert not SettingsFile(path, Files()).is_sound()
    layered(path).set("pools.thumbnail_size", 128)
    assert layered(path).get("pools.thumbnail_size") == 128
    assert SettingsFile(path, Files()).is_sound()
    assert len(list(path.parent.glob("settings.json.corrupt-*"))) == 1


def test_the_environment_wins_over_the_command_line_and_that_over_the_file(path: Path) -> None:
    """Layers count in that order, and a forced setting cannot be stored."""
    layered(path).set("pools.thumbnail_size", 128)
    forced = {"pools.thumbnail_size": "200"}
    assert layered(path, forced).get("pools.thumbnail_size") == 200
    both = layered(path, forced, {"PENSTOCK_POOLS_THUMBNAIL_SIZE": "300"})
    assert both.get("pools.thumbnail_size") == 300
    with pytest.raises(Conflict):
        both.set("pools.thumbnail_size", 64)


@pytest.mark.parametrize(
    ("name", "value"),
    [("pools.thumbnail_size", "9"), ("pools.thumbnail_size", 9), ("gates.mode", "x"), ("gates.mode", True)],
)
def test_a_value_that_does_not_fit_is_refused(path: Path, name: str, value: object) -> None:
    """Wrong types, options and ranges are 4xx and change nothing."""
    with pytest.raises(ClientError):
        layered(path).set(name, value)
    assert not path.exists()


@pytest.mark.parametrize("value", ["\ud800", "a\udfffb"])
def test_half_a_character_is_no_text(path: Path, value: str) -> None:
    """It could be neither stored nor sent."""
    name = SettingSpec(id="pools.name", label="Name", default="")
    with pytest.raises(ClientError, match="half a character"):
        LayeredSettings(SettingsFile(path, Files()), [name], {}, {}).set("pools.name", value)
    assert not path.exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_is_finite(path: Path, value: float) -> None:
    """JSON has no word for others."""
    size = SettingSpec(id="pools.share", label="Share", default=0.5)
    with pytest.raises(ClientError):
        LayeredSettings(SettingsFile(path, Files()), [size], {}, {}).set("pools.share", value)


def test_no_process_loses_what_another_one_stored(path: Path) -> None:
    """Four that write at the same time: everything that was stored is there."""

    def switch(process: int) -> None:
        file = SettingsFile(path, Files())
        for number in range(20):
            file.change(lambda was, number=number: evolve(was, disabled=was.disabled | {f"p{process}_{number}"}))  # type: ignore[misc]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(switch, range(4)))
    assert len(SettingsFile(path, Files()).read().disabled) == 80


def test_an_unknown_setting_is_not_found(path: Path) -> None:
    """Reading or writing a setting that nobody declares is 404."""
    with pytest.raises(NotFound):
        layered(path).get("nobody.knows")


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"values": 7}', b"\xff\xfe", b"[" * 100_000, b'{"format": 1e999}']
)
def test_a_damaged_file_is_set_aside_and_defaults_count(path: Path, damage: bytes) -> None:
    """The damaged bytes are kept beside, reading gives defaults, writing works again."""
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    settings = layered(path)
    assert settings.get("pools.thumbnail_size") == 256
    assert [kept.read_bytes() for kept in path.parent.glob("*.corrupt-*")] == [damage]
    settings.set("pools.thumbnail_size", 64)
    assert layered(path).get("pools.thumbnail_size") == 64


def test_a_newer_file_is_read_and_never_written(path: Path) -> None:
    """A format of the future opens read-only."""
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"format": 99, "values": {"pools.thumbnail_size": 70}}))
    settings = layered(path)
    assert settings.get("pools.thumbnail_size") == 70
    with pytest.raises(ReadOnly):
        settings.set("pools.thumbnail_size", 64)


def test_fields_of_others_are_kept(path: Path) -> None:
    """What a later release or another tool wrote beside ours survives a change."""
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"format": 1, "values": {"other.setting": 1}, "theirs": [1, 2]}))
    layered(path).set("pools.thumbnail_size", 64)
    kept = json.loads(path.read_text())
    assert kept["theirs"] == [1, 2]
    assert kept["values"] == {"other.setting": 1, "pools.thumbnail_size": 64}
