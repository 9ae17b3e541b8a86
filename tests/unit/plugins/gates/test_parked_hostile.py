"""Whatever lies in the folder of parked runs: it is contained, set aside and told, and never a traceback."""

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from penstock.adapters.testing.corpora.names import hostile_names
from penstock.core.contracts.gates import GateAnswer
from penstock.core.errors import Conflict, NotFound
from penstock.core.files import Files
from penstock.plugins.gates.parked_arrays import open_array, stage_array

from .parked_world import ParkedWorld, decisions


@pytest.fixture
def world(tmp_path: Path) -> ParkedWorld:
    """A data folder with one parked gate."""
    made = ParkedWorld(tmp_path)
    made.park(made.start())
    return made


def run_file(world: ParkedWorld) -> Path:
    return next(world.root.glob("*/run.json"))


def changed(world: ParkedWorld, change: Callable[[Any], object]) -> None:
    body = json.loads(run_file(world).read_bytes())
    change(body)
    run_file(world).write_text(json.dumps(body))


def _set(path: tuple[Any, ...], value: Any) -> Callable[[Any], object]:
    def change(body: Any) -> None:
        for step in path[:-1]:
            body = body[step]
        body[path[-1]] = value

    return change


CHANGES: dict[str, Callable[[Any], object]] = {
    "a token that leads out": _set(("gates", 0, "gate", "token"), "../../secret"),
    "an absolute token": _set(("gates", 0, "gate", "token"), "/etc/passwd"),
    "another folder's id": _set(("id",), "elsewhere"),
    "no gates": _set(("gates",), None),
    "a gate that is text": _set(("gates",), ["x"]),
    "a wrong state": _set(("gates", 0, "gate", "state"), "open"),
    "a lane that never ends": _set(("gates", 0, "gate", "list_index"), 10**9),
    "a negative lane": _set(("gates", 0, "gate", "list_index"), -1),
    "a prompt that is no text": _set(("prompt",), {}),
    "a prompt that is no JSON": _set(("prompt",), "{"),
    "a prompt that is a list": _set(("prompt",), "[]"),
    "metadata that are a list": _set(("extra_pnginfo",), "[]"),
    "an unknown field": _set(("surprise",), 1),
    "a format that is text": _set(("format",), "1"),
    "a run without an id": _set(("queued",), [{"lane": 0}]),
    "a token twice": lambda body: body["gates"].append(body["gates"][0]),
    "a node that is text": _set(("prompt",), '{"g1": "x"}'),
    "a gate whose node is not there": _set(("gates", 0, "gate", "node_id"), "77"),
}
BYTES = [b"", b"{", b"[]", b"null", b"\xff\xfe\0", b"[" * 100_000, b'{"format": 1}', b"\0" * 5_000]


def damaged_is_set_aside_and_told(world: ParkedWorld) -> None:
    store = world.start()
    assert (store.open(), world.left()) == ((), [])
    assert len(list((world.folder / "gates" / "damaged").iterdir())) == 1
    assert ["damaged" in line for line in world.told] == [True]
    assert store.bytes() == 0
    world.park(store)
    assert len(store.open()) == 1


@pytest.mark.parametrize("name", CHANGES)
def test_a_run_file_that_somebody_changed_is_set_aside(world: ParkedWorld, name: str) -> None:
    """Wrong names, types and numbers are no gate: the folder is moved aside with its images, and told once."""
    changed(world, CHANGES[name])

    damaged_is_set_aside_and_told(world)


@pytest.mark.parametrize("data", BYTES, ids=lambda data: repr(data[:12]))
def test_a_run_file_that_is_no_json_is_set_aside(world: ParkedWorld, data: bytes) -> None:
    """Garbage, nothing at all and endless nesting are set aside."""
    run_file(world).write_bytes(data)

    damaged_is_set_aside_and_told(world)


def test_every_byte_of_a_run_file_may_be_wrong(world: ParkedWorld) -> None:
    """A byte that is flipped, anywhere: the gate is offered or set aside, nothing else happens."""
    path, whole = run_file(world), run_file(world).read_bytes()
    for place in range(0, len(whole), 7):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :])
        store = world.start()
        for gate in store.open():
            store.get(gate.token)
        assert store.busy() in (False, True)
        store.look()


def test_a_newer_format_is_left_alone(world: ParkedWorld) -> None:
    """What a newer Penstock kept is neither offered nor moved nor swept."""
    changed(world, _set(("format",), 99))
    before = world.left()

    store = world.start()

    assert (store.open(), world.left()) == ((), before)
    assert "newer" in world.told[0]


def test_links_are_not_followed(world: ParkedWorld, tmp_path: Path) -> None:
    """A link in the place of a run, of its file or of its images leads nowhere."""
    store = world.start()
    token = store.open()[0].token
    path, outside = run_file(world), tmp_path / "outside"
    outside.mkdir()
    (outside / "run.json").write_bytes(path.read_bytes())
    (world.root / "linked").symlink_to(outside, target_is_directory=True)
    images = next(world.root.glob("*/*.images.npy"))
    (outside / "images.npy").write_bytes(images.read_bytes())
    images.unlink()
    images.symlink_to(outside / "images.npy")

    assert [gate.token for gate in world.start().open()] == [token]
    with pytest.raises(NotFound):
        store.images(token)
    path.unlink()
    path.symlink_to(outside / "run.json")
    assert world.start().open() == ()
    assert (outside / "run.json").is_file()


def test_folders_with_any_name_are_passed_over(world: ParkedWorld) -> None:
    """What is no id of ours is not looked into, whatever it is called; ours without a run is swept."""
    for case in hostile_names():
        if "/" not in case.name:
            with contextlib.suppress(OSError, ValueError):
                (world.root / case.name).mkdir()

    assert len(world.start().open()) == 1
    assert world.told == []


def test_no_name_finds_what_is_not_there(world: ParkedWorld) -> None:
    """As a token or as a decision, a hostile name is not known, and nothing is read or made for it."""
    store = world.start()
    for case in hostile_names():
        with pytest.raises(NotFound):
            store.get(case.name)
        assert not store.decided(f"{case.name}:0", "g1", "p1")
        assert not store.decided(case.name, case.name, case.name)


@pytest.mark.parametrize(
    "damage", ["cut", "longer", "gone", "no header", "pickled", "other type", "huge header", "no Python"]
)
@pytest.mark.parametrize("answered", [False, True])
def test_damaged_images_are_not_shown_and_the_gate_asks_anew(world: ParkedWorld, damage: str, answered: bool) -> None:
    """Images that cannot be trusted are not found and not answered; a queued rest asks the gate again."""
    store = world.start()
    token = store.open()[0].token
    if answered:
        store.answer(store.get(token), GateAnswer(route=1))
    path = next(world.root.glob("*/*.images.npy"))
    whole = path.read_bytes()
    header = b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 999, 999, 3), }"
    damages = {
        "cut": whole[:-1],
        "longer": whole + b"x",
        "no header": b"x" * 200,
        "other type": whole.replace(b"<f4", b"<i4"),
        "no Python": whole[:10] + b"\x00{'(,\xff[[" * 2 + whole[26:],
        "huge header": header.ljust(127) + b"\n",
    }
    if damage == "gone":
        path.unlink()
    elif damage == "pickled":
        with path.open("wb") as stream:
            np.save(stream, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    else:
        path.write_bytes(damages[damage])

    with pytest.raises(NotFound):
        store.images(token)
    if answered:
        decision = decisions(world.queue.submitted[0])["g1"]
        queued = world.queue.submitted[0].prompt_id
        assert (store.decided(decision, "g1", queued), store.result(decision, "g1", queued)) == (False, None)
        world.queue.end()
        store.look()
    else:
        with pytest.raises(Conflict):
            store.answer(store.get(token), GateAnswer(route=1))
        assert world.queue.submitted == []
        store.discard(token)
    assert world.left() == []


@pytest.mark.parametrize("shape", [(1, 1, 1, 3), (0, 4, 4, 3), (2, 5, 7, 4), (3, 2)])
def test_arrays_come_back_bit_by_bit(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Every float32, infinities and not-a-numbers included, in any memory order, is the same after the disk."""
    bits = np.random.default_rng(1).integers(0, 2**32, shape, dtype=np.uint32)
    array = np.asfortranarray(bits.view(np.float32))

    found = open_array(stage_array(Files(), tmp_path, array))

    assert (found.shape, found.dtype) == (shape, np.float32)
    assert np.array_equal(np.ascontiguousarray(found).view(np.uint32), bits)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_lock_that_is_no_file_hides_no_gate(world: ParkedWorld, caplog: pytest.LogCaptureFixture) -> None:
    """What is parked is offered at the next start, and that it cannot be changed is told."""
    lock = next(world.root.parent.glob("locks/?.lock"))
    lock.unlink()
    lock.symlink_to(lock)
    store = world.start()
    gate = store.open()[0]
    assert "could not lock a parked run" in caplog.text
    with pytest.raises(Conflict, match="in the way"):
        world.answer(store, gate.token)
