"""What a killed host leaves of uploads."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from penstock.adapters.comfyui import server_edge
from penstock.adapters.http.staged_uploads import old_uploads, staging_folder, sweep_uploads
from penstock.adapters.standalone.server import ServerOptions, load
from penstock.adapters.standalone.websocket import Tabs
from penstock.core.application import Application
from penstock.core.files import Files
from penstock.core.host import HostPaths


def staged(paths: HostPaths, name: str, hours: float) -> Path:
    """An upload that was staged so many hours ago."""
    folder = staging_folder(paths)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(b"PK")
    os.utime(path, (time.time() - hours * 3600,) * 2)
    return path


class Server:
    """What Penstock touches of ComfyUI's server."""

    def __init__(self) -> None:
        self.app = web.Application()


def in_comfyui(application: Application) -> None:
    server_edge.serve(application, Server())  # type: ignore[arg-type]


def standalone(application: Application) -> None:
    load(ServerOptions(paths=application.host.paths, discover=False), Tabs())


@pytest.mark.parametrize("host", [in_comfyui, standalone])
def test_a_host_removes_old_uploads_at_its_start(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths, host: Callable[[Application], None]
) -> None:
    """A day old ones go; younger ones may belong to another host on the same data, other files to somebody else."""
    old, young = staged(penstock_paths, "old.upload", 25), staged(penstock_paths, "young.upload", 1)
    other = staged(penstock_paths, "other.txt", 99)
    host(penstock_application())
    assert [path.exists() for path in (old, young, other)] == [False, True, True]
    assert list(old_uploads(penstock_paths)) == []


def test_what_cannot_be_removed_is_left_and_logged(
    penstock_paths: HostPaths, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No host fails to start for it."""
    old = staged(penstock_paths, "old.upload", 25)

    def refuse(_files: Files, path: Path) -> None:
        raise OSError(errno.EIO, "refused", str(path))

    monkeypatch.setattr(Files, "discard", refuse)
    with caplog.at_level("INFO", "penstock.http"):
        sweep_uploads(penstock_paths, Files())
    assert old.exists()
    assert "could not be removed" in caplog.text
