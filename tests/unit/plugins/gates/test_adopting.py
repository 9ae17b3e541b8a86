"""Gates that waited in a process which died are parked at the next start: each once, whatever happens meanwhile."""

import contextlib
import errno
import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from penstock.adapters.testing.file_faults import Crash
from penstock.core.contracts.gates import GateAnswer, GateState
from penstock.core.files import Files
from penstock.plugins.gates.adopting import adopt_waiting
from penstock.plugins.gates.copies_on_disk import copies_on_disk
from penstock.plugins.gates.parked_folder import ParkedFolder
from penstock.plugins.gates.parked_store import DiskParkedRuns

from .parked_world import WORKFLOW, ParkedWorld, decisions, gate, graph, picture, question
from .test_parked_crashes import arm, check_whole

DEAD, ALIVE = "standalone-x", "standalone-y"
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MODES = ["power", "torn", *(["before", "after", "bytes", "entries"] if NIGHTLY else [])]

Step = Callable[[ParkedWorld], object]


def copy(world: ParkedWorld, *node_ids: str, host: str = DEAD, prompt_id: str = "p1") -> list[str]:
    """Copies of gates that wait in the process `host`; their tokens."""
    copies = copies_on_disk(world.start(host))
    asked = [gate(node_id, prompt_id=prompt_id) for node_id in node_ids]
    for one in asked:
        call = SimpleNamespace(prompt=world.prompt, extra_pnginfo=WORKFLOW)
        copies.write(SimpleNamespace(gate=one, question=question(one.token), call=call))  # type: ignore[arg-type]
    return [one.token for one in asked]


def park(world: ParkedWorld, *node_ids: str, prompt_id: str = "p1") -> list[str]:
    """Gates that were parked in the process that died; their tokens."""
    store = world.start(DEAD)
    return [world.park(store, node_id, prompt_id=prompt_id) for node_id in node_ids]


def in_a_rest(world: ParkedWorld) -> list[str]:
    """A gate was parked and answered, the process died while a gate waited in the rest; the token of the latter."""
    world.prompt = graph("a>g1 g1>g2 g2>o1")
    store = world.start(DEAD)
    rest = world.answer(store, world.park(store, "g1"), mask=np.ones((3, 4), np.float32), route=2).run_id
    world.prompt = dict(world.queue.submitted[0].prompt)
    world.queue.asked[rest] = frozenset({"o1"})
    return copy(world, "g2", prompt_id=rest)


def adopt(world: ParkedWorld) -> None:
    """What a start does with copies, on a disk that may fail."""
    folder = ParkedFolder(world.root, Files(world.calls), world.clock, world.ids, told=world.told.append)
    adopt_waiting(folder, lambda process: process == ALIVE)


def restarted(world: ParkedWorld) -> DiskParkedRuns:
    """A store as the next process opens it."""
    world.gone.add(DEAD)
    adopt(world)
    return world.start("standalone-z")


def waiting(world: ParkedWorld) -> list[str]:
    """What lies there for copies."""
    home = world.folder / "gates" / "waiting"
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


@pytest.fixture
def worlds(tmp_path: Path) -> Callable[[], ParkedWorld]:
    """As many empty data folders as wanted."""
    numbers = itertools.count()

    def make() -> ParkedWorld:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return ParkedWorld(folder, prompt=graph("a>g1 g1>o1 g2>o1"))

    return make


@pytest.fixture
def world(worlds: Callable[[], ParkedWorld]) -> ParkedWorld:
    """An empty data folder."""
    return worlds()


def test_a_gate_of_a_dead_process_is_a_parked_gate(world: ParkedWorld) -> None:
    """It has its candidates, and its answer queues what the run left undone; nothing stays."""
    (token,) = copy(world, "g1")
    assert world.start().open() == ()
    store = restarted(world)
    (offered,) = store.open()
    assert (offered.token, offered.state, offered.expires) == (token, GateState.PARKED, None)
    assert np.array_equal(store.images(token), picture(token))
    assert waiting(world) == []
    assert world.answer(store, token).run_state == "queued"
    assert world.targets() == [("o1",)]
    world.queue.end()
    store.look()
    assert (store.open(), world.left()) == ((), [])


def test_a_host_of_another_kind_may_answer_it(world: ParkedWorld) -> None:
    """The run is over for everybody: its process died."""
    (token,) = copy(world, "g1")
    restarted(world)
    world.gone.clear()  # it goes on with nothing that hosts of another kind began
    assert world.answer(world.start("comfyui-a"), token).run_state == "queued"


def test_gates_of_processes_that_live_are_left_alone(world: ParkedWorld) -> None:
    """They are answered there."""
    copy(world, "g1", host=ALIVE)
    (token,) = copy(world, "g1", prompt_id="p2")
    before = [path for path in waiting(world) if path.startswith(ALIVE)]
    assert [one.token for one in restarted(world).open()] == [token]
    assert waiting(world) == before


def test_an_output_behind_a_parked_and_a_waiting_gate_waits_for_both(world: ParkedWorld) -> None:
    """One was parked, one waited, the process died: they are gates of one run, and it is queued once."""
    (parked,) = park(world, "g1")
    (waited,) = copy(world, "g2")
    store = restarted(world)
    assert len(list(world.root.iterdir())) == 1
    assert world.answer(store, parked).run_state == "waiting"
    assert world.answer(store, waited).run_state == "queued"
    assert len(world.queue.submitted) == 1


def test_gates_of_other_runs_stay_by_themselves(world: ParkedWorld) -> None:
    """Another run of the same workflow, and one whose gates were answered since."""
    park(world, "g1")
    copy(world, "g2", prompt_id="p2")
    copy(world, "g1", prompt_id="p3")
    assert len(restarted(world).open()) == 3
    assert len(list(world.root.iterdir())) == 3


def test_a_gate_that_was_parked_before_its_copy_was_dropped_is_offered_once(world: ParkedWorld) -> None:
    """The process died between the two; its sibling that only waited is not lost with it."""
    for prompt_id, copied in (("p1", ("g1",)), ("p2", ("g1", "g2"))):
        park(world, "g1", prompt_id=prompt_id)
        copy(world, *copied, prompt_id=prompt_id)
    assert sorted(one.token for one in restarted(world).open()) == ["t_p1_g1_0", "t_p2_g1_0", "t_p2_g2_0"]
    assert waiting(world) == []


def test_a_parked_gate_that_was_answered_elsewhere_is_not_offered_again(world: ParkedWorld) -> None:
    """Another process went on with the dead one's parked gates; what waited is a run of its own then."""
    (parked,) = park(world, "g1")
    world.prompt = graph("a>g1 g1>o1 g2>o2")
    copy(world, "g1", "g2")
    world.gone.add(DEAD)
    world.answer(world.start("standalone-z"), parked)
    store = restarted(world)
    undecided = [one.token for one in store.open() if one.decided is None]
    assert undecided == ["t_p1_g2_0"]


def test_a_gate_that_waited_in_the_rest_of_a_parked_one_takes_its_place(world: ParkedWorld) -> None:
    """Nobody is offered the same rest twice: the first gate has ended, and its answer is there for the second one."""
    (second,) = in_a_rest(world)
    store = restarted(world)
    store.look()
    assert [one.token for one in store.open()] == [second]
    assert store.get("t_p1_g1_0").state is GateState.ANSWERED
    world.answer(store, second)
    queued = world.queue.submitted[1]
    assert set(decisions(queued)) == {"g1", "g2"}
    assert all(store.decided(decision, node_id, queued.prompt_id) for node_id, decision in decisions(queued).items())
    world.queue.end()
    store.look()
    assert (store.open(), world.left()) == ((), [])


def test_a_rest_with_more_to_do_than_the_gate_that_waited_in_it_is_lost(world: ParkedWorld) -> None:
    """Its other output may not have run: whoever queues it again gets that."""
    world.prompt = graph("a>g1 g1>g2 g2>o1 g1>o2")
    store = world.start(DEAD)
    first = world.park(store, "g1")
    rest = world.answer(store, first).run_id
    world.prompt = dict(world.queue.submitted[0].prompt)
    (second,) = copy(world, "g2", prompt_id=rest)
    store = restarted(world)
    world.queue.states.clear()
    store.look()
    assert {one.token: one.run_state for one in store.open()} == {first: "lost", second: ""}


def test_half_a_copy_is_no_gate(world: ParkedWorld) -> None:
    """The process died while it wrote: what was whole is offered, the rest is gone."""
    copy(world, "g1")
    home = world.folder / "gates" / "waiting" / DEAD
    (home / "halfwritten").mkdir()
    (home / "halfwritten" / "t.images.npy").write_bytes(b"half")
    (run,) = (path for path in home.iterdir() if path.name != "halfwritten")
    (run / "0123.part").write_bytes(b"half")
    store = restarted(world)
    assert len(store.open()) == 1
    assert waiting(world) == []
    assert len(world.left()) == 3


def test_a_damaged_copy_is_set_aside_and_told(world: ParkedWorld) -> None:
    """As a damaged parked gate is; the others are offered."""
    copy(world, "g1")
    copy(world, "g1", prompt_id="p2")
    first = next(iter((world.folder / "gates" / "waiting" / DEAD).glob("*/run.json")))
    first.write_text("{")
    assert len(restarted(world).open()) == 1
    (aside,) = (world.folder / "gates" / "damaged").iterdir()
    assert (aside / "run.json").read_text() == "{"
    assert aside.name in world.told[0]
    assert waiting(world) == []


def test_a_copy_of_a_newer_penstock_is_kept(world: ParkedWorld) -> None:
    """It is left alone, where parked gates are: the newer one offers it."""
    copy(world, "g1")
    path = next(iter((world.folder / "gates" / "waiting" / DEAD).glob("*/run.json")))
    path.write_text('{"format": 99}')
    assert restarted(world).open() == ()
    assert (world.root / path.parent.name / "run.json").read_text() == '{"format": 99}'
    assert waiting(world) == []


def test_one_whose_images_are_missing_stops_no_other(world: ParkedWorld) -> None:
    """What cannot join its run now stays for the next start; the others are offered."""
    park(world, "g1")
    copy(world, "g2")
    copy(world, "g1", prompt_id="p2")
    home = world.folder / "gates" / "waiting" / DEAD
    (path,) = home.glob("*/t_p1_g2_0.images.npy")
    path.unlink()
    assert [one.token for one in restarted(world).open()] == ["t_p1_g1_0", "t_p2_g1_0"]
    assert (path.parent / "run.json").exists()


SCENES: dict[str, tuple[Step, ...]] = {
    "one": (lambda world: copy(world, "g1"),),
    "two of a run": (lambda world: copy(world, "g1", "g2"),),
    "beside a parked one": (lambda world: park(world, "g1"), lambda world: copy(world, "g2")),
    "in the rest of a parked one": (lambda world: in_a_rest(world),),
    "parked already": (lambda world: park(world, "g1"), lambda world: copy(world, "g1")),
    "one of two parked already": (lambda world: park(world, "g1"), lambda world: copy(world, "g1", "g2")),
}


def prepared(world: ParkedWorld, scene: str) -> list[str]:
    """The scene; the tokens that must be offered, each once."""
    found = {token for step in SCENES[scene] for token in step(world)}  # type: ignore[attr-defined]
    world.start()
    return sorted(found)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("mode", MODES)
def test_a_crash_at_every_call_loses_and_doubles_nothing(
    scene: str, mode: str, worlds: Callable[[], ParkedWorld]
) -> None:
    """The next start finishes what this one began: every gate once, with its candidates, and all can go on."""
    for number in itertools.count(1):
        world = worlds()
        wanted = prepared(world, scene)
        calls = world.calls
        arm(calls, mode, number)
        with contextlib.suppress(Crash):
            adopt(world)
        calls.power_loss(lose_bytes=mode in ("power", "bytes"), lose_entries=mode in ("power", "entries"))
        world.calls = type(calls)()
        store = restarted(world)
        what = f"{mode} {number}: {calls.log}"
        assert sorted(one.token for one in store.open()) == wanted, what
        assert waiting(world) == [], what
        check_whole(world, store)
        if calls.count < number:
            return


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_failing_call_loses_and_doubles_nothing(scene: str, error: int, worlds: Callable[[], ParkedWorld]) -> None:
    """The start goes on with what could be done, and the next one does the rest."""
    for number in itertools.count(1):
        world = worlds()
        wanted = prepared(world, scene)
        world.calls.fail = (number, error)
        adopt(world)
        reached = world.calls.count >= number
        seen = [one.token for one in world.start("standalone-z").open()]
        assert len(set(seen)) == len(seen)
        store = restarted(world)
        assert sorted(one.token for one in store.open()) == wanted, world.calls.log
        assert waiting(world) == []
        if not reached:
            return


def test_on_a_full_disk_a_gate_is_offered_nevertheless(world: ParkedWorld) -> None:
    """A move takes no room."""
    (token,) = copy(world, "g1")
    world.start()
    for name in ("parked", "locks"):
        (world.folder / "gates" / name).mkdir(exist_ok=True)
    world.calls.fail = (1, errno.ENOSPC)
    adopt(world)
    store = world.start("standalone-z")
    assert [one.token for one in store.open()] == [token]
    world.gone.add(DEAD)
    assert store.answer(store.get(token), GateAnswer(route=1)).run_state == "queued"


def test_two_starts_at_once_offer_each_gate_once(world: ParkedWorld) -> None:
    """Whoever comes second finds nothing more to do."""
    tokens = copy(world, "g1") + copy(world, "g1", prompt_id="p2")
    world.start()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _number: adopt(world), range(2)))
    assert sorted(one.token for one in restarted(world).open()) == tokens
    assert waiting(world) == []
