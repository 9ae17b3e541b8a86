"""Invariant suites: Hypothesis state machines that every implementation of a contract must pass, yours included.

Those called `...Machine` are state machines (`TestMine = MyMachine.TestCase`), those called `...CrashSuite` classes of
pytest tests.
"""

from .crashes import CrashSuite as CrashSuite
from .pool_crashes import PoolStoreCrashSuite as PoolStoreCrashSuite
from .pools import PoolStoreMachine as PoolStoreMachine
from .store_faults import CrashFaults as CrashFaults
from .store_faults import StoreFaults as StoreFaults
