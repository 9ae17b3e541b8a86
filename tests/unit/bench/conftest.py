"""Lets tests import the bench's modules as `bench.<name>`, the way the bench itself does."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _bench_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2]))
