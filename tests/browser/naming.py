"""What a test calls the things it makes: tests share their servers, and a second try begins as the first did."""

import pytest


def name_of(request: pytest.FixtureRequest) -> str:
    """The name of the test, another one for each try."""
    name = str(request.node.name)
    tries = _tries(request)
    return name if tries == 1 else f"test_{tries}_{name.removeprefix('test_')}"


def of_try(request: pytest.FixtureRequest, name: str) -> str:
    """A name that the test gives, another one for each try."""
    tries = _tries(request)
    return name if tries == 1 else f"{name}-{tries}"


def _tries(request: pytest.FixtureRequest) -> int:
    """Which try of the test this is; pytest-rerunfailures counts them."""
    return int(getattr(request.node, "execution_count", 1))
