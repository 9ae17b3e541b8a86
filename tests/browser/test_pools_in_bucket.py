"""The grid on pools in a bucket: a person sees no difference."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .standalone_page import ask, make_pool


@pytest.fixture
def server(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    s3_address: Callable[[], Any],
    start_server: Callable[..., Any],
) -> Any:
    """The standalone app with the plugin switched on, on a new bucket."""
    address = s3_address()
    monkeypatch.setenv("PENSTOCK_POOLS_S3_ADDRESS", str(address))
    monkeypatch.setenv("PENSTOCK_POOLS_S3_ENDPOINT", address.endpoint)
    monkeypatch.setenv("PENSTOCK_POOLS_S3_REGION", address.region)
    private = tmp_path / "user" / "__penstock"
    private.mkdir(parents=True)
    (private / "settings.json").write_text(json.dumps({"format": 1, "enabled_plugins": ["pools_s3"]}))
    return start_server(tmp_path)


def test_a_pool_in_a_bucket_is_used_like_any_other(
    server: Any, open_page: Callable[..., Any], grid_of: Callable[[Any], Any], photographs: list[Path]
) -> None:
    """Pictures are uploaded, shown, labelled, selected and removed; what a reload shows came back from the bucket."""
    make_pool(server, "bucket")
    page = open_page(f"{server.address}/#/pools/bucket")
    grid = grid_of(page)
    grid.upload(photographs)
    grid.label(1, "coffee")
    grid.tiles.nth(1).click()
    expect(grid.selected).to_have_count(1)
    with page.expect_response(lambda response: response.url.endswith("/remove") and response.ok):
        grid.remove(0)
    grid.expect_count(2)
    assert ask(server, "POST", "/penstock/pools/bucket/undo", {})
    grid.expect_count(3)
    page.reload()
    grid = grid_of(page)
    grid.expect_count(3)
    expect(grid.labels.nth(1)).to_have_value("coffee")
    loaded = "all => all.every((one) => one.complete && one.naturalWidth > 0)"
    page.wait_for_function(f"({loaded})([...document.querySelectorAll('penstock-pool-grid .penstock-tile img')])")
    assert not (server.data / "input" / "grid_pool" / "bucket").exists()
