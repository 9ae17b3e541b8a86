"""Crashes and disks that refuse, at every call: all of a change or nothing of it, and no picture is ever lost."""

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy
import pytest
from attrs import evolve

from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.core.contracts.scenes import Lora
from penstock.core.errors import DiskFull, PenstockError
from penstock.core.files import SystemCalls
from penstock.plugins.scenes import storing

RED, BLUE = png_bytes((255, 0, 0)), png_bytes((0, 0, 255))
MOST_CALLS: Final = 200
MORE_MODES: Final = ("crash_before", "crash_after", "torn")
MORE_ERRORS: Final = (errno.EIO, errno.EACCES)


def begun(house: SceneHouse) -> SceneHouse:
    """A scene with metadata, loras, a mask and a base picture."""
    house.put({"format": 1, "pose_name": "before"})
    house.put([{"lora": "before"}], name="lora_stack.json")
    house.put({"high": [], "low": []}, name="loras.json")
    house.put(RED, name="base.png")
    house.put(RED, name="hero_mask_bkgd.png")
    house.service.turns.look()
    return house


def save(house: SceneHouse) -> None:
    house.save(
        lambda now: evolve(
            now, pose_name="after", loras=(Lora(lora="after"),), masks=(evolve(now.masks[0], type="color"),)
        )
    )


def save_value(house: SceneHouse) -> None:
    info = house.service.info("cats")
    image = numpy.zeros((1, 6, 8, 3), dtype=numpy.float32)
    image[..., 2] = 1.0
    document = evolve(info.document, pose_name="after", loras=(Lora(lora="after"),))
    house.service.save_info(evolve(info, document=document, images={"base": image, "depth": image}))


def put_picture(house: SceneHouse) -> None:
    path = house.folder / "upload"
    path.write_bytes(BLUE)
    storing.put_picture(house.service, "cats", "base", path)


def delete_picture(house: SceneHouse) -> None:
    storing.delete_picture(house.service, "cats", "base")


def rename(house: SceneHouse) -> None:
    house.service.rename("cats", "dogs")


def delete(house: SceneHouse) -> None:
    house.service.delete("cats")


CHANGES: Final[dict[str, Callable[[SceneHouse], None]]] = {
    one.__name__: one for one in (save, save_value, put_picture, delete_picture, rename, delete)
}


def files_of_scene(house: SceneHouse) -> dict[str, bytes]:
    """What the scene holds under either name; thumbnails follow, and half-written files are swept."""
    kept = ("thumbnail.png", ".part", ".tmp")
    found = {name.partition("/")[2]: data for name, data in house.tree().items() if not name.startswith(".")}
    return {name: data for name, data in found.items() if name and not name.endswith(kept)}


def everywhere(house: SceneHouse) -> list[bytes]:
    """Every file of the house, the trash included."""
    return [path.read_bytes() for path in house.folder.rglob("*") if path.is_file()]


def said(house: SceneHouse) -> dict[str, Any]:
    """What the scene says that is there, under either name."""
    for name in ("cats", "dogs"):
        if name in house.service.names():
            found = house.service.get(name)
            return {"pose": found.pose_name, "loras": [one.lora for one in found.loras], "problems": found.problems}
    return {}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("mode", ["power", *(pytest.param(one, marks=pytest.mark.nightly) for one in MORE_MODES)])
def test_a_crash_at_every_call_leaves_a_scene_that_opens(
    houses: Callable[[], SceneHouse], name: str, mode: str
) -> None:
    """Each file is the old one or the new one, whole; no picture is lost; the next process goes on with it.

    A picture that is replaced is never away in between.
    """
    whole = begun(houses())
    before = files_of_scene(whole)
    CHANGES[name](whole)
    after = files_of_scene(whole)
    for number in range(1, MOST_CALLS):
        house = begun(houses())
        number_from = house.calls.count + number
        if mode == "torn":
            house.calls.torn = (number_from, 0.5)
        else:
            setattr(house.calls, "crash_after" if mode != "crash_before" else mode, number_from)
        with contextlib.suppress(Crash):
            CHANGES[name](house)
        crashed = house.calls.dead
        if mode == "power" and crashed:
            house.calls.power_loss(lose_entries=False)
        again = house.again()
        for file, data in files_of_scene(house).items():
            assert data in (before.get(file), after.get(file)), (number, file)
        if name in ("put_picture", "save_value"):
            assert set(before) <= set(files_of_scene(house)), number
        assert RED in everywhere(house)
        assert said(again).get("problems", ()) == ()
        if "cats" in again.service.names():
            again.save(description="goes on")
        if not crashed:
            return
    raise AssertionError("the change never ended")


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(
    "error", [errno.ENOSPC, *(pytest.param(one, marks=pytest.mark.nightly) for one in MORE_ERRORS)]
)
def test_a_disk_that_refuses_leaves_all_as_it_was(houses: Callable[[], SceneHouse], name: str, error: int) -> None:
    """At any call, once: what raised changed nothing; what did not, is done."""
    whole = begun(houses())
    before = files_of_scene(whole)
    CHANGES[name](whole)
    after = files_of_scene(whole)
    done = 0
    for number in range(1, MOST_CALLS):
        house = begun(houses())
        house.calls.fail = (house.calls.count + number, error)
        house.events()
        try:
            CHANGES[name](house)
        except PenstockError:
            assert files_of_scene(house) == before, number
            assert house.events() == []
        else:
            assert files_of_scene(house) == after, number
            done += 1
        if house.calls.count < house.calls.fail[0]:
            break
    assert done


class FullDisk(SystemCalls):
    """A disk that has no room for a byte once it is `full`."""

    full = False

    def create(self, path: Path) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return super().create(path)


@pytest.mark.parametrize("name", ["delete", "delete_picture"])
def test_deleting_works_on_a_full_disk(tmp_path: Path, name: str) -> None:
    """It is what somebody does then."""
    disk = FullDisk()
    house = begun(SceneHouse(tmp_path, calls=FaultyCalls(real=disk)))
    disk.full = True
    CHANGES[name](house)
    assert RED in everywhere(house)
    assert house.names()[-1] in ("scene_deleted", "scene_saved")
    with pytest.raises(DiskFull):
        house.service.create("dogs")


def test_a_file_is_swept_that_a_dead_process_left(house: SceneHouse) -> None:
    """With the next change; what prompts have half written is theirs."""
    begun(house)
    ours = Path(house.path(name="0123456789abcdef.scene.json.part"))
    theirs = Path(house.path(name="0123456789abcdef.prompts.json.part"))
    for path in (ours, theirs):
        path.write_bytes(b"half")
    house.save(pose_name="after")
    assert not ours.exists()
    assert theirs.exists()
