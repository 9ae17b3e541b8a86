"""A crash at every call and every statement of every operation: what was acknowledged is there, the rest is not."""

import contextlib
import itertools
import os
from collections.abc import Callable

import pytest

from penstock.adapters.testing.file_faults import Crash
from penstock.core.errors import NotFound
from penstock.plugins.pools.checking import Trouble

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
HARMLESS = {Trouble.MANIFEST_BEHIND}
"""The manifest is written at rest: being behind the index is no damage."""

OPERATIONS = {
    "add": (lambda lab, store: store.add("p", [lab.image(store, "new")]),),
    "add two": (lambda lab, store: store.add("p", [lab.image(store, "a"), lab.image(store, "b")]),),
    "select": (lambda lab, store: store.select("p", "img_0003"),),
    "label": (lambda lab, store: store.label("p", "img_0001", "changed"),),
    "move": (lambda lab, store: store.move("p", ["img_0003"], "img_0001"),),
    "remove": (lambda lab, store: store.remove("p", ["img_0001", "img_0002"]),),
    "set mask": (lambda lab, store: store.set_mask("p", "img_0001", lab.staged(store, 51)),),
    "replace mask": (lambda lab, store: store.set_mask("p", "img_0002", lab.staged(store, 52)),),
    "clear mask": (lambda lab, store: store.clear_mask("p", "img_0002"),),
    "duplicate": (lambda lab, store: store.add("p", store.copies("p", ["img_0002", "img_0001"]), "img_0003"),),
    "undo": (lambda lab, store: store.undo("p"),),
    "redo": (lambda lab, store: store.redo("p"),),
    "settle": (lambda lab, store: store.label("p", "img_0001", "changed"), lambda lab, store: store.settle()),
    "add, undo": (
        lambda lab, store: store.add("p", [lab.image(store, "x", 53)]),
        lambda lab, store: store.undo("p"),
    ),
    "duplicate, undo, redo": (
        lambda lab, store: store.add("p", store.copies("p", ["img_0002"])),
        lambda lab, store: store.undo("p"),
        lambda lab, store: store.redo("p"),
    ),
}
SINGLE = {name: steps[0] for name, steps in OPERATIONS.items() if len(steps) == 1}
PAIRS = {f"{one}, then {two}": (SINGLE[one], SINGLE[two]) for one in SINGLE for two in SINGLE}


def allowed_states(laboratories, seen, steps) -> list[object]:
    """The states that a person may find: before the first step and after each."""
    lab = laboratories()
    store = lab.start()
    states = [seen(store)]
    for step in steps:
        with contextlib.suppress(NotFound):
            step(lab, store)
        states.append(seen(store))
    return states


def run_until_crash(lab, store, steps) -> int:
    """Run the steps; how many were acknowledged."""
    done = 0
    with contextlib.suppress(Crash):
        for step in steps:
            with contextlib.suppress(NotFound):
                step(lab, store)
            done += 1
    return done


def reopened(lab, seen, allowed: list[object], what: str) -> None:
    """After the crash the pool opens by itself, holds one of the allowed states, is whole, and can be changed."""
    store = lab.start()
    found = seen(store)
    assert found in allowed, what
    wrong = [finding for finding in store.check("p") if finding.trouble not in HARMLESS]
    assert wrong == [], what
    added = store.add("p", [lab.image(store, "afterwards")]).slots[0]
    assert added.id not in {slot[0] for slot in found[1]}, what
    assert seen(store)[1][:-1] == found[1], what
    store.settle()
    assert [finding for finding in store.check("p") if finding.trouble is not Trouble.SET_ASIDE] == [], what


def crash_at_every_call(steps, modes: tuple[str, ...], laboratories: Callable, seen: Callable) -> None:
    allowed = allowed_states(laboratories, seen, steps)
    for number in itertools.count(1):
        for mode in modes:
            lab = laboratories()
            store = lab.start()
            store.pool("p")
            start = lab.calls.count
            if mode == "torn":
                lab.calls.torn = (start + number, 0.5)
            elif mode == "before":
                lab.calls.crash_before = start + number
            else:
                lab.calls.crash_after = start + number
            done = run_until_crash(lab, store, steps)
            crashed = lab.calls.dead
            what = f"{mode} call {number}: {lab.calls.log[start:]}"
            lab.kill(lose_bytes=mode in ("power", "bytes"), lose_entries=mode in ("power", "entries"))
            reopened(lab, seen, allowed[done : done + 2], what)
            if not crashed and mode == "before":
                return


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_crash_at_every_file_call_loses_nothing(name: str, laboratories: Callable, seen: Callable):
    """Whenever the process or the power goes, the pool is as before the operation or as after it."""
    more = ("after", "bytes", "entries") if NIGHTLY else ()
    crash_at_every_call(OPERATIONS[name], ("before", "power", "torn", *more), laboratories, seen)


@pytest.mark.nightly
@pytest.mark.skipif(not NIGHTLY, reason="pairs of operations are for PENSTOCK_PROFILE=nightly")
@pytest.mark.parametrize("name", PAIRS)
def test_a_crash_in_every_pair_of_operations_loses_nothing(name: str, laboratories: Callable, seen: Callable):
    """The same for any two operations one after the other: what the first did is never undone by the second."""
    crash_at_every_call(PAIRS[name], ("before", "power"), laboratories, seen)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_crash_at_every_statement_loses_nothing(name: str, laboratories: Callable, seen: Callable):
    """Whenever the process dies between two statements of the database, the pool is as before or as after."""
    steps = OPERATIONS[name]
    allowed = allowed_states(laboratories, seen, steps)
    for number in itertools.count(1):
        for mode in ("before", "after") if NIGHTLY else ("after",):
            lab = laboratories()
            store = lab.start()
            store.pool("p")
            start = len(lab.database.statements)
            setattr(lab.database, f"crash_{mode}", start + number)
            done = run_until_crash(lab, store, steps)
            crashed = lab.database.dead
            what = f"{mode} statement {number}: {lab.database.statements[start:]}"
            lab.kill()
            reopened(lab, seen, allowed[done : done + 2], what)
            if not crashed:
                return


def test_a_crash_while_opening_loses_nothing(laboratories: Callable, seen: Callable):
    """An index that is being made again, when the process dies, is made again the next time."""
    lab = laboratories()
    store = lab.start()
    before = seen(store)
    for number in range(1, 60):
        lab = laboratories()
        (lab.pool / "pool.db").unlink()
        store = lab.start()
        lab.database.crash_after = number
        with contextlib.suppress(Crash):
            store.pool("p")
        if not lab.database.dead:
            return
        log = lab.database.statements
        lab.kill()
        assert seen(lab.start()) == before, log
    pytest.fail("opening never ended")


@pytest.mark.parametrize("what", ["create", "copy", "delete", "undelete"])
def test_a_crash_in_whole_pools_leaves_all_or_nothing(what: str, laboratories: Callable, seen: Callable):
    """A pool that is made, copied, deleted or brought back is there whole or not at all."""
    number = 0
    while True:
        number += 1
        for loss in (False, True):
            lab = laboratories()
            store = lab.start()
            before = seen(store)
            trash_id = store.delete("p") if what == "undelete" else ""
            lab.calls.crash_after = lab.calls.count + number
            steps = {
                "create": lambda store=store: store.create("q"),
                "copy": lambda store=store: store.copy("p", "q"),
                "delete": lambda store=store: store.delete("p"),
                "undelete": lambda store=store, trash_id=trash_id: store.undelete(trash_id),
            }
            try:
                steps[what]()
            except Crash:
                acknowledged = False
            else:
                acknowledged = True
            log = lab.calls.log
            lab.kill(lose_bytes=loss, lose_entries=loss)
            again = lab.start()
            pools = {pool.id for pool in again.pools()}
            if what in ("create", "copy"):
                assert "p" in pools
                assert seen(again) == before
                assert ("q" in pools) >= acknowledged, log
                if "q" in pools:
                    assert seen(again, "q")[1] == (before[1] if what == "copy" else ())
            elif what == "delete":
                assert ("p" not in pools) >= acknowledged, log
                assert "p" not in pools or seen(again) == before
                if "p" not in pools:
                    deleted = [
                        path.name
                        for path in lab.trash.iterdir()
                        if path.name.startswith("p.") and "files" not in path.name
                    ]
                    again.undelete(deleted[0])
                    assert seen(again) == before
            else:
                assert ("p" in pools) >= acknowledged, log
                if "p" not in pools:
                    again.undelete(trash_id)
                assert seen(again) == before
        if acknowledged:
            return
