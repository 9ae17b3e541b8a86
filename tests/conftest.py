"""Sizes of all property tests: small for every change, large by `PENSTOCK_PROFILE=nightly`. One PostgreSQL server."""

import gc
import itertools
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from .figures.recording import Figure, keep, size

settings.register_profile("change", deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
settings.register_profile("nightly", deadline=None, suppress_health_check=list(HealthCheck), max_examples=2000)
settings.load_profile(os.environ.get("PENSTOCK_PROFILE", "change"))


Record = Callable[..., None]


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no collection of garbage has to look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Record:
    """`figure("G5", "writes on a full disk", 2_400, "requests")`: said last, once all held; see `Figure`."""

    def record(
        goal: str, what: str, tried: int, unit: str, *, lacking: str = "", measured: dict[str, float] | None = None
    ) -> None:
        test, _, _ = request.node.nodeid.partition("[")
        made = Figure(
            goal=goal,
            what=what,
            tried=tried,
            unit=unit,
            test=test,
            size=size(),
            measured=measured or {},
            lacking=lacking,
        )
        keep(made)

    return record


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """`postgresql()`: the URL of a new database on a server of this test run; skipped where there can be none."""
    from penstock.adapters.testing import postgresql_server

    if reason := postgresql_server.lacking():
        pytest.skip(reason)
    numbers = itertools.count(1)
    with postgresql_server.server() as url:

        def made() -> str:
            return postgresql_server.database(url, f"tested_{next(numbers)}")

        yield made


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The URL of a server on loopback that speaks S3; the credentials for it are in the environment."""
    from penstock.adapters.testing import s3_server

    with pytest.MonkeyPatch.context() as patch, s3_server.server() as url:
        for name, value in s3_server.CREDENTIALS.items():
            patch.setenv(name, value)
        yield url


@pytest.fixture
def s3_address(s3_server: str) -> Callable[[], object]:
    """`s3_address()`: the address of a new bucket."""
    from penstock.plugins.pools_s3.address import Address
    from penstock.plugins.pools_s3.bucket import Bucket

    def made() -> Address:
        name = f"tested-{next(_BUCKETS)}"
        address = Address(bucket=name, prefix="all/pools", endpoint=s3_server, region="us-east-1")
        bucket = Bucket(address)
        bucket.request("create_bucket", "make the bucket")
        bucket.close()
        return address

    return made


_BUCKETS = itertools.count(1)
