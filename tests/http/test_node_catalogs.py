"""Both catalogs of node classes, that of the standalone host and that over ComfyUI's HTTP API, keep one contract.

The second one talks to the standalone server, which speaks ComfyUI's protocol; tests/live does it with ComfyUI itself.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from penstock.adapters.comfyui.node_catalog import ComfyNodeCatalog
from penstock.core.clock import SystemClock
from penstock.core.contracts.node_catalog import NodeCatalog

from .test_run_queues import fake_comfyui


@pytest.fixture
def server(serve_standalone: Callable[..., Any]) -> Any:
    """A running standalone server."""
    return serve_standalone()


@pytest.fixture(params=["standalone", "comfyui"])
def catalog(request: pytest.FixtureRequest, server: Any, monkeypatch: pytest.MonkeyPatch) -> NodeCatalog:
    """The catalog of the server, from inside or over HTTP."""
    if request.param == "standalone":
        return server.subject.application.services.get(NodeCatalog)  # type: ignore[no-any-return]
    fake_comfyui(monkeypatch)
    return ComfyNodeCatalog(SimpleNamespace(address="0.0.0.0", port=server.port), SystemClock())


def test_all_classes_of_the_queue_are_told(catalog: NodeCatalog, server: Any) -> None:
    """As `/object_info` describes them; all run here, the answer is fresh and has a fingerprint."""
    found = catalog.classes()
    assert dict(found.schemas) == server.get("/object_info").json
    assert found.here == set(found.schemas)
    assert found.revision
    assert found.read
    assert not found.stale


def test_the_revision_follows_what_is_told(catalog: NodeCatalog, server: Any) -> None:
    """It stays while nothing changes; a file that LoadImage may take is a change."""
    first = catalog.classes()
    assert catalog.classes(fresh=True).revision == first.revision
    (server.subject.application.host.paths.input / "new.png").write_bytes(b"png")
    assert catalog.classes(fresh=True).revision != first.revision


def test_a_comfyui_that_does_not_listen_yet_has_no_classes() -> None:
    """Nothing is raised."""
    found = ComfyNodeCatalog(SimpleNamespace(), SystemClock()).classes()
    assert (dict(found.schemas), found.here) == ({}, frozenset())
