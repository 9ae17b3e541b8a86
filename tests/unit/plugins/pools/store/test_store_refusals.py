"""A disk or a database that refuses, at every call: the right error, nothing changed, and it works the next time."""

import errno
import os
import sqlite3
from collections.abc import Callable

import pytest

from penstock.adapters.testing.file_faults import ERRORS
from penstock.core.errors import BadName, Busy, DiskFull, PenstockError, ReadOnly, StorageFailed
from penstock.plugins.pools.checking import Trouble

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
EXPECTED = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EROFS: ReadOnly,
    errno.EACCES: ReadOnly,
    errno.ENAMETOOLONG: BadName,
}
EXPECTED_OF_DATABASE = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_IOERR: StorageFailed,
    sqlite3.SQLITE_READONLY: ReadOnly,
}
OPERATIONS = {
    "add": lambda lab, store, path: store.add("p", [lab.image(store, "new")]),
    "label": lambda lab, store, path: store.label("p", "img_0001", "changed"),
    "select": lambda lab, store, path: store.select("p", "img_0003"),
    "move": lambda lab, store, path: store.move("p", ["img_0003"], "img_0001"),
    "remove": lambda lab, store, path: store.remove("p", ["img_0001", "img_0002"]),
    "set mask": lambda lab, store, path: store.set_mask("p", "img_0002", path),
    "clear mask": lambda lab, store, path: store.clear_mask("p", "img_0002"),
    "undo": lambda lab, store, path: store.undo("p"),
    "redo": lambda lab, store, path: store.redo("p"),
    "create": lambda lab, store, path: store.create("q"),
    "copy": lambda lab, store, path: store.copy("p", "q"),
    "delete": lambda lab, store, path: store.delete("p"),
}


def pools_of(store, seen) -> dict[str, object]:
    """Everything there is to see."""
    return {pool.id: seen(store, pool.id) for pool in store.pools()}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("code", ERRORS if NIGHTLY else (errno.EIO, errno.ENOSPC, errno.EACCES, errno.ENAMETOOLONG))
def test_a_disk_that_refuses_changes_nothing(name: str, code: int, laboratories: Callable, seen: Callable):
    """Any call may fail: the error is the right one, the pool is as before, and the next try works."""
    run = OPERATIONS[name]
    for number in range(1, 100):
        lab = laboratories()
        store = lab.start()
        before = pools_of(store, seen)
        path = lab.staged(store)
        lab.calls.fail = (lab.calls.count + number, code)
        try:
            run(lab, store, path)
        except PenstockError as error:
            assert type(error) is EXPECTED.get(code, StorageFailed), lab.calls.log
            assert pools_of(store, seen) == before, lab.calls.log
            lab.calls.fail = None
            assert path.exists()
            run(lab, store, path)
            assert pools_of(store, seen) != before
        else:
            reached = lab.calls.count >= lab.calls.fail[0]
            lab.calls.fail = None
            assert pools_of(store, seen) != before, "what returned has happened"
            if not reached:
                return
        store.settle()
        harmless = {Trouble.ORPHAN, Trouble.TEMPORARY}  # swept on the next opening
        assert [found for found in store.check() if found.trouble not in harmless] == []
    pytest.fail("the operation never ran without the fault")


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("code", EXPECTED_OF_DATABASE)
def test_a_database_that_refuses_changes_nothing(name: str, code: int, laboratories: Callable, seen: Callable):
    """Any statement may fail: the error is the right one, the pool is as before, and the next try works."""
    run = OPERATIONS[name]
    for number in range(1, 200):
        lab = laboratories()
        store = lab.start()
        before = pools_of(store, seen)
        path = lab.staged(store)
        lab.database.fail = (len(lab.database.statements) + number, code)
        try:
            run(lab, store, path)
        except PenstockError as error:
            failed = lab.database.statements[lab.database.fail[0] - 1]
            assert type(error) is EXPECTED_OF_DATABASE[code], failed
            lab.database.fail = None
            assert pools_of(store, seen) == before, failed
            run(lab, store, path)
            assert pools_of(store, seen) != before, failed
        else:
            reached = len(lab.database.statements) >= lab.database.fail[0]
            lab.database.fail = None
            assert pools_of(store, seen) != before, "what returned has happened"
            if not reached:
                return
        assert [found for found in store.mend() if not found.mended and found.trouble is not Trouble.SET_ASIDE] == []
    pytest.fail("the operation never ran without the fault")


def test_short_writes_are_continued(laboratory, seen: Callable):
    """A disk that takes a few bytes at a time still gets everything."""
    store = laboratory.start()
    laboratory.calls.short_writes = 7
    store.copy("p", "q")
    assert seen(store, "q")[1] == seen(store)[1]
    store.settle()
    assert store.check() == ()
