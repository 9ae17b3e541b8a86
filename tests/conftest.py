"""Sizes of all property tests: small for every change, large by `PENSTOCK_PROFILE=nightly`. One PostgreSQL server."""

import itertools
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("change", deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
settings.register_profile("nightly", deadline=None, suppress_health_check=list(HealthCheck), max_examples=2000)
settings.load_profile(os.environ.get("PENSTOCK_PROFILE", "change"))


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
