"""The store on a bucket keeps the invariants of the published suite: on a real server, and at length in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from penstock.adapters.testing.invariants import PoolStoreMachine
from penstock.core.contracts.pools import PoolStore
from penstock.plugins.pools_s3.address import Address
from penstock.plugins.pools_s3.bucket import Bucket

from .memory_bucket import MemoryBucket
from .s3_stores import BucketFaults, store_on

AT_LENGTH = settings(stateful_step_count=25)
SHORTLY = settings(max_examples=max(3, settings().max_examples // 40), stateful_step_count=12)
pytestmark = pytest.mark.timeout(900)


class S3Machine(PoolStoreMachine):
    """The suite with restarts, kills and a server that refuses, fills up and loses answers."""

    persistent = True

    def __init__(self) -> None:
        self.bucket: Any = self.made_bucket()
        super().__init__()

    def made_bucket(self) -> Bucket:
        """A new bucket."""
        return MemoryBucket()

    def open_store(self, folder: Path) -> PoolStore:
        bucket = self.bucket = self.bucket.another()
        self.faults = BucketFaults(bucket)
        return store_on(bucket, folder)


class TwoHosts:
    """A store of which every call goes to the one or the other of two hosts."""

    def __init__(self, one: PoolStore, other: PoolStore) -> None:
        self.hosts = [one, other]

    def __getattr__(self, name: str) -> Any:
        self.hosts.reverse()
        return getattr(self.hosts[0], name)


class TwoHostsMachine(S3Machine):
    """What the one does the other sees at once: every other call goes to another host."""

    def open_store(self, folder: Path) -> PoolStore:
        one, other = (store_on(self.bucket.another(), folder) for _ in range(2))
        made: Any = TwoHosts(one, other)
        return made  # type: ignore[no-any-return]


TestInMemory = S3Machine.TestCase
TestTwoHosts = TwoHostsMachine.TestCase
TestInMemory.settings = AT_LENGTH
TestTwoHosts.settings = AT_LENGTH


def test_the_store_keeps_the_promises_on_a_server(s3_address: Callable[[], Address]) -> None:
    """The whole suite, closed and opened again and killed at any time."""

    class ServerMachine(PoolStoreMachine):
        persistent = True

        def __init__(self) -> None:
            self.address = s3_address()
            super().__init__()

        def open_store(self, folder: Path) -> PoolStore:
            return store_on(Bucket(self.address), folder)

    run_state_machine_as_test(ServerMachine, settings=SHORTLY)


def test_two_hosts_keep_them_on_a_server(s3_address: Callable[[], Address]) -> None:
    """With every other call by another host."""

    class ServerMachine(PoolStoreMachine):
        persistent = True

        def __init__(self) -> None:
            self.address = s3_address()
            super().__init__()

        def open_store(self, folder: Path) -> PoolStore:
            one, other = (store_on(Bucket(self.address), folder) for _ in range(2))
            made: Any = TwoHosts(one, other)
            return made  # type: ignore[no-any-return]

    run_state_machine_as_test(ServerMachine, settings=SHORTLY)
