"""Real processes: killed at any time, and several at once on one pool. What they were told was stored is stored."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from penstock.plugins.pools.checking import Trouble

CHILD = Path(__file__).with_name("store_child.py")
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"


def child(folder: Path, seed: int, count: int, threads: int) -> subprocess.Popen[str]:
    words = [sys.executable, str(CHILD), str(folder), str(seed), str(count), str(threads)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def lines(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """What the process said."""
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def killed(server: subprocess.Popen[str], seed: int, seconds: float) -> list[dict[str, Any]]:
    """What a new process said until it was killed so long after it was ready; a last line that was cut is left out."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{seed} 10000\n")
    server.stdin.flush()
    said: list[dict[str, Any]] = []
    pid, timer = 0, None
    for line in server.stdout:
        try:
            what = json.loads(line)
        except ValueError:
            continue
        if "status" in what:
            assert os.WTERMSIG(what["status"]) == signal.SIGKILL
            break
        pid = what.get("pid", pid)
        said.append(what)
        if timer is None and pid and any("ready" in one for one in said):
            timer = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
            timer.start()
    assert timer is not None
    timer.join()
    return said


def expected(said: list[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], dict[str, Any] | None]:
    """By slot: its label, whether it has a mask, whether it was removed; and the change that was under way."""
    slots: dict[str, dict[str, Any]] = {}
    begun: dict[str, Any] | None = None
    for line in said:
        assert line.get("status", 0) != 500, line
        if "begin" in line:
            begun = line
        elif "refused" in line:
            begun = None
        elif "slot" in line:
            begun = None
            slots.setdefault(line["slot"], {}).update(line)
    return slots, begun


def check_slots(store, said: list[dict[str, Any]]) -> None:
    """Every acknowledged change is there; the one under way is there whole or not at all."""
    slots, begun = expected(said)
    live = {slot.id: slot for slot in store.page("p", 0, 100_000).slots}
    for sid, last in slots.items():
        open_change = begun if begun is not None and begun["slot"] == sid else {}
        if last.get("removed"):
            assert sid not in live
        elif open_change.get("begin") != "remove" or sid in live:
            assert sid in live, f"{sid} was acknowledged and is gone"
            assert live[sid].label in (last["label"], open_change.get("label"))
            if last.get("mask"):
                assert store.mask_path("p", sid) is not None
            assert store.image_path("p", sid).stat().st_size > 0


@pytest.mark.timeout(3000 if NIGHTLY else 120)
def test_kills_lose_nothing(laboratory):
    """A process that is killed at any moment leaves a pool that opens by itself with everything acknowledged."""
    chance = random.Random(20)
    acknowledged = 0
    words = [sys.executable, str(CHILD), str(laboratory.folder), "fork"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        for number in range(1000 if NIGHTLY else 50):
            said = killed(server, number, chance.uniform(0.0, 0.08))
            assert not [line for line in said if "refused" in line]
            acknowledged += len(said)
            store = laboratory.start()
            check_slots(store, said)
            assert [found for found in store.check() if found.trouble is not Trouble.MANIFEST_BEHIND] == []
            store.close()
            laboratory.stores.clear()
        assert server.stdin is not None
        server.stdin.close()
    assert acknowledged > 100, "the children were killed before they did anything"


def test_threads_and_processes_on_one_pool(laboratory):
    """8 threads each in two other processes and in this one: every acknowledged change is there afterwards."""
    processes = [child(laboratory.folder, 100 * number, 12, 8) for number in (1, 2)]
    store = laboratory.start()
    added: list[str] = []

    def work(number: int) -> None:
        for step in range(12):
            change = store.add("p", [laboratory.image(store, f"{number}-{step}", 9)])
            sid = change.slots[0].id
            added.append(sid)
            store.label("p", sid, f"{number}-{step}!")
            if step % 4 == 3:
                store.move("p", [sid], "img_0001")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, number) for number in range(8)]:
            done.result()
    said = [list(lines(process)) for process in processes]
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait() == 0
    slots = {slot.id: slot for slot in store.page("p", 0, 100_000).slots}
    assert len(added) == len(set(added)) == 96
    assert all(slots[sid].label.endswith("!") for sid in added)
    for one in said:
        assert one[-1] == {"done": True}
        assert not [line for line in one if "refused" in line]
        check_slots(store, one)
    others = [line["slot"] for one in said for line in one if line.get("mask") is False]
    assert len(set(others + added)) == len(others) + len(added), "an id was given twice"
    store.settle()
    assert store.check() == ()


def test_changes_of_another_process_are_seen(laboratory):
    """A store sees what another one did at once, and says once which pools changed."""
    ours, theirs = laboratory.start(), laboratory.start()
    ours.pool("p")
    revision = ours.revision("p")
    theirs.label("p", "img_0001", "from there")
    assert ours.slot("p", "img_0001").label == "from there"
    assert ours.revision("p") == revision + 1
    assert [pool.id for pool in ours.changed_pools()] == ["p"]
    assert ours.changed_pools() == ()
    ours.label("p", "img_0001", "from here")
    assert ours.changed_pools() == ()
    theirs.settle()
    assert ours.changed_pools() == (), "a manifest that says nothing new is no change"
    assert [pool.id for pool in theirs.changed_pools()] == ["p"]


def test_a_pool_deleted_elsewhere_is_gone_here(laboratory, seen: Callable):
    """A pool that another process deleted is not found; one that it made anew under the id is the new one."""
    ours, theirs = laboratory.start(), laboratory.start()
    before = seen(ours)
    trash_id = theirs.delete("p")
    assert not ours.exists("p")
    theirs.create("p")
    assert ours.pool("p").count == 0
    ours.add("p", [laboratory.image(ours)])
    theirs.delete("p")
    ours.undelete(trash_id)
    assert seen(theirs) == before


def test_the_manifest_is_written_at_rest(laboratory):
    """Two seconds after the last change, and ten after the first, the background thread writes the manifest."""
    store = laboratory.start()
    store.label("p", "img_0001", "rested")
    deadline = time.monotonic() + 20
    while "rested" not in (laboratory.pool / "manifest.json").read_text():
        assert time.monotonic() < deadline, "the manifest was never written"
        laboratory.clock.advance(1.1)
        threading.Event().wait(0.05)
    assert store.check() == ()


INJECTIONS = ["fsync,fdatasync:error=EIO:when=5+7", "pwrite64:error=ENOSPC:when=20+37", "pwrite64:error=EIO:when=9+41"]
INJECTIONS += ["link,linkat:error=ENOSPC:when=2+3", "rename,renameat,renameat2:error=EACCES:when=1+2"]


@pytest.mark.parametrize("injection", INJECTIONS)
def test_failing_system_calls_lose_nothing(injection: str, laboratory):
    """Whatever call of the process fails, SQLite's own included, is refused properly, and the rest is stored."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: its syscall injection is what this test is made of")
    calls = injection.split(":")[0]
    words = [strace, "-f", "-qq", "-o", str(laboratory.folder / "trace"), "-e", f"trace={calls}"]
    words += ["-e", f"inject={injection}", sys.executable, str(CHILD), str(laboratory.folder), "7", "120", "1"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=100, check=False)
    if "ptrace" in done.stderr or "PTRACE" in done.stderr:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()[:200]}")
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said[-1] == {"done": True}
    assert "INJECTED" in (laboratory.folder / "trace").read_text()
    assert [line for line in said if "slot" in line and "begin" not in line], "nothing was ever stored"
    store = laboratory.start()
    check_slots(store, said)
    left = [found for found in store.mend("p") if not found.mended]
    assert [found for found in left if found.trouble is not Trouble.SET_ASIDE] == []
