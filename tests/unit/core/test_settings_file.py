"""Settings: one file is the truth; the environment wins over the command line, and that over the file."""

import contextlib
import errno
import json
import logging
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve

from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core.errors import ClientError, Conflict, NotFound, PenstockError, ReadOnly, StorageFailed
from penstock.core.files import Files
from penstock.core.settings import SettingSpec
from penstock.core.settings_file import LARGEST, LayeredSettings, SettingsFile, Stored

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


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def kept_texts(path: Path) -> list[str]:
    return [kept.read_text() for kept in path.parent.glob("*.corrupt-*")]


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if getattr(one, "penstock_damage", False)]


@pytest.mark.parametrize("damage", ["{dam", '{"values": {"a": 1}, "plugin_order": null}'])
def test_what_another_process_mended_and_stored_is_never_set_aside(
    path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding damage and setting it aside another process mends the file and stores a value: it stays."""
    written(path, damage)
    real, other = SettingsFile._look, SettingsFile(path, Files())

    def slow(file: SettingsFile) -> object:
        found = real(file)
        monkeypatch.setattr(SettingsFile, "_look", real)
        other.change(lambda was: evolve(was, values={**was.values, "b": "stored"}))
        return found

    monkeypatch.setattr(SettingsFile, "_look", slow)
    assert SettingsFile(path, Files()).read().values["b"] == "stored"
    assert SettingsFile(path, Files()).read().values["b"] == "stored"
    assert kept_texts(path) == [damage]


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize(
    ("damage", "values"),
    [("{", {}), ('{"values": {"a": 1}, "plugin_order": null}', {"a": 1})],
    ids=["whole", "a field"],
)
def test_damage_that_cannot_be_set_aside_is_told_once_and_hinders_no_reading(
    path: Path, damage: str, values: dict[str, int], number: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Wherever the disk refuses from some call on, what is good is read and the file stays; changing is refused."""
    for call in range(1, 20):
        written(path, damage)
        calls = FaultyCalls(fail_from=(call, number))
        file = SettingsFile(path, Files(calls))
        caplog.clear()
        assert file.read().values == file.read().values == values
        assert len(told(caplog)) == 1
        if calls.count < call:
            break
        if not file.is_sound():  # it is where even undoing was refused
            with pytest.raises(PenstockError):
                file.mend()
        assert damage in [path.read_text() if path.exists() else "", *kept_texts(path)]
        with pytest.raises(PenstockError):
            file.change(lambda was: was)
    else:
        pytest.fail("reading never came to its end")


@pytest.mark.parametrize(
    "shape",
    [
        {"values": [1]},
        {"values": {"a": 1}, "disabled_plugins": None},
        {"values": {"a": 1}, "enabled_files": 7, "plugin_order": {"first": "x"}},
        {"format": "2.1", "values": {"a": 1}},
    ],
)
def test_a_newer_file_of_another_shape_is_left_alone(path: Path, shape: dict[str, object]) -> None:
    """What this release cannot make out in a newer file is no damage: nothing is set aside, nothing written."""
    text = written(path, json.dumps({"format": 2} | shape)).read_text()
    file = SettingsFile(path, Files())
    assert file.is_sound()
    assert file.read().read_only
    assert file.read().values == (shape["values"] if isinstance(shape["values"], dict) else {})
    with pytest.raises(ReadOnly):
        file.change(lambda was: was)
    assert (path.read_text(), kept_texts(path)) == (text, [])


ODD: dict[str, object] = {
    "format": None,
    "values": [1],
    "disabled_plugins": ["off", 7],
    "enabled_plugins": "on",
    "plugin_order": None,
    "enabled_files": {"mine": "digest", "odd": 1},
}
GOOD: dict[str, object] = {
    "format": 1,
    "values": {"a": 1},
    "disabled_plugins": ["off"],
    "enabled_plugins": ["on"],
    "plugin_order": ["first"],
    "enabled_files": {"mine": "digest"},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_field_costs_no_other(path: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """What is good in the file goes on counting, also after a restart; the file as it was is kept, told once."""
    text = written(path, json.dumps({**GOOD, name: ODD[name], "theirs": [1]})).read_text()
    assert not SettingsFile(path, Files()).is_sound()
    first, after = SettingsFile(path, Files()).read(), SettingsFile(path, Files()).read()
    usual = Stored(
        values={"a": 1},
        disabled=frozenset({"off"}),
        enabled=frozenset({"on"}),
        order=("first",),
        approved={"mine": "digest"},
        unknown={"theirs": [1]},
    )
    lost = {"values": {"values": {}}, "enabled_plugins": {"enabled": frozenset()}, "plugin_order": {"order": ()}}
    assert first == after == evolve(usual, **lost.get(name, {}))  # type: ignore[arg-type]
    assert SettingsFile(path, Files()).is_sound()
    assert kept_texts(path) == [text]
    (message,) = told(caplog)
    assert name in message
    assert next(path.parent.glob("*.corrupt-*")).name in message


def test_an_odd_field_costs_nothing_where_the_change_finds_it(path: Path) -> None:
    """A change mends the file, keeps it as it was, and stores its value beside the good ones."""
    text = written(path, '{"values": {"a": 1}, "plugin_order": null}').read_text()
    SettingsFile(path, Files()).change(lambda was: evolve(was, values={**was.values, "b": 2}))
    assert SettingsFile(path, Files()).read().values == {"a": 1, "b": 2}
    assert kept_texts(path) == [text]


def test_a_disk_that_refuses_the_mending_leaves_no_heap_of_copies(path: Path) -> None:
    """However often damage is read that cannot be mended, at most one copy is beside it."""
    for call in range(1, 20):
        written(path, '{"values": {"a": 1}, "plugin_order": null}')
        for kept in path.parent.glob("*.corrupt-*"):
            kept.unlink()
        for _ in range(3):
            assert SettingsFile(path, Files(FaultyCalls(fail=(call, errno.ENOSPC)))).read().values == {"a": 1}
        assert len(kept_texts(path)) <= 1


@pytest.mark.parametrize("after", [True, False])
def test_a_crash_while_a_field_is_mended_loses_nothing(path: Path, after: bool) -> None:
    """At each call, with what was not forced to the disk gone: the good fields and the odd bytes are there."""
    damage = '{"values": {"a": 1}, "plugin_order": null}'
    for call in range(1, 30):
        for kept in path.parent.glob("*.corrupt-*"):
            kept.unlink()
        written(path, damage)
        calls = FaultyCalls(crash_after=call) if after else FaultyCalls(crash_before=call)
        with contextlib.suppress(Crash):
            SettingsFile(path, Files(calls)).read()
        calls.power_loss()
        assert SettingsFile(path, Files()).read().values == {"a": 1}
        assert damage in kept_texts(path)
        if not calls.dead:
            break
    else:
        pytest.fail("mending never came to its end")


def test_half_a_character_in_the_file_hinders_no_change(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It counts as not stored, and everything, it too, is still there after a change; other text stays legible."""
    text = '{"values": {"pools.name": "a\\ud800b", "\\udfff": "ü"}, "theirs": "\\ud83d\\ude00"}'
    before = json.loads(written(path, text).read_text())
    specs = [SIZE, SettingSpec(id="pools.name", label="Name", default="none")]
    settings = LayeredSettings(SettingsFile(path, Files()), specs, {}, {})
    assert settings.get("pools.name") == "none"
    settings.set("pools.thumbnail_size", 64)
    after = json.loads(path.read_text())
    assert after["values"] == {**before["values"], "pools.thumbnail_size": 64}
    assert after["theirs"] == before["theirs"]
    assert '"ü"' in path.read_text()
    settings.set("pools.name", "good")
    assert LayeredSettings(SettingsFile(path, Files()), specs, {}, {}).get("pools.name") == "good"
    assert caplog.records[0].levelno == logging.WARNING
