"""Crash suites: the process dies, the power goes, or the disk refuses, at every call of every operation of a store.

A subclass is a class of pytest tests. It opens the store on a folder and says in `faults` how its calls fail::

    class TestMyStore(PoolStoreCrashSuite):
        def open_store(self, folder):
            calls = FaultyCalls()
            self.faults = CallFaults(calls)
            return MyStore(folder, Files(calls))

Promises that are checked, for every call of every operation:

- the next process finds the state before the operation or the one after it, whole, and it can go on from there;
- what was acknowledged before the crash is there, after a power cut too;
- where the disk refuses, the error is a `PenstockError` that is no 500, and the state is that before or that after.
"""

import contextlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from ....core.errors import PenstockError
from ..file_faults import Crash
from .store_faults import ERRORS, CrashFaults

Store = TypeVar("Store")
Operations = Mapping[str, Callable[[Any], object]]
"""What is done with a prepared store, by name."""


@contextlib.contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: the faults are simulated, a real disk would only cost time."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    home = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="penstock-", dir=home) as folder:
        yield Path(folder)


class CrashSuite(Generic[Store]):
    """See the module. Suites of contracts say `OPERATIONS`, `prepare`, `seen` and `go_on`; subclasses `open_store`."""

    OPERATIONS: ClassVar[Operations] = {}
    with_power_cuts: ClassVar[bool] = True
    """Whether what was not forced to the disk is lost in half of the crashes."""
    faults: CrashFaults

    def open_store(self, folder: Path) -> Store:
        """The store of a new process on `folder`, of which `self.faults` are the faults."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def close_store(self, store: Store) -> None:
        """End it in order."""

    def prepare(self, store: Store) -> None:
        """What every operation begins with."""
        raise NotImplementedError

    def seen(self, store: Store) -> Any:
        """Everything that a person can see, to be compared."""
        raise NotImplementedError

    def go_on(self, store: Store, found: Any) -> None:
        """The store that was found after a crash can be changed, and all else stays as it was `found`."""
        raise NotImplementedError

    def fits(self, found: Any, before: Any, after: Any) -> bool:
        """Whether a state may be found after a crash between the one before and the one after."""
        return bool(found in (before, after))

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each operation."""
        if "operation" in metafunc.fixturenames:
            metafunc.parametrize("operation", list(self.OPERATIONS))

    def run(self) -> None:
        """Every test of the suite for every operation, where there is no pytest that would find them."""
        for operation in self.OPERATIONS:
            self.test_a_crash_at_every_call_leaves_all_or_nothing(operation)
            self.test_an_error_at_every_call_is_answered_and_leaves_all_or_nothing(operation)

    def test_a_crash_at_every_call_leaves_all_or_nothing(self, operation: str) -> None:
        """Whenever the process or the power goes, the next process finds what was before, or what was to be."""
        with quick_folder() as home:
            before, after = self._ends(home, operation)
            for number, is_late in ((number, late) for number in itertools.count(1) for late in (False, True)):
                store = self._begun(home)
                faults = self.faults
                faults.crash(number, after=is_late)
                returned = False
                with contextlib.suppress(Crash):
                    self.OPERATIONS[operation](store)
                    returned = True
                has_died = faults.dead
                faults.end(power=self.with_power_cuts and is_late)
                again = self.open_store(home / "try")
                found = self.seen(again)
                where = f"{operation}, {'after' if is_late else 'before'} call {number}"
                assert found == after if returned else self.fits(found, before, after), where
                self.go_on(again, found)
                self.close_store(again)
                if not has_died:
                    return

    def test_an_error_at_every_call_is_answered_and_leaves_all_or_nothing(self, operation: str) -> None:
        """What returned is done; what is refused is as before, or whole where the disk refuses to turn it back.

        Where neither is possible the next process finds the one or the other.
        """
        with quick_folder() as home:
            before, after = self._ends(home, operation)
            for number in itertools.count(1):
                store = self._begun(home)
                error = ERRORS[number % len(ERRORS)]
                self.faults.arm(number, error)
                raised = None
                try:
                    self.OPERATIONS[operation](store)
                except PenstockError as refused:
                    raised = refused
                has_failed = self.faults.disarm()
                where = f"{operation}, {os.strerror(error)} from call {number} on"
                assert raised is None or raised.status != 500, where
                found = self.seen(store)
                assert raised is not None or found == after, where
                self.close_store(store)
                if not self.fits(found, before, after):
                    again = self.open_store(home / "try")
                    assert self.fits(self.seen(again), before, after), where
                    self.close_store(again)
                if not has_failed:
                    return

    def _begun(self, home: Path) -> Store:
        shutil.rmtree(home / "try", ignore_errors=True)
        shutil.copytree(home / "prepared", home / "try")
        store = self.open_store(home / "try")
        self.seen(store)
        return store

    def _ends(self, home: Path, operation: str) -> tuple[Any, Any]:
        (home / "prepared").mkdir()
        first = self.open_store(home / "prepared")
        self.prepare(first)
        self.close_store(first)
        store = self._begun(home)
        before = self.seen(store)
        self.OPERATIONS[operation](store)
        after = self.seen(store)
        self.close_store(store)
        return before, after
