"""Which routes a host serves: legacy ones only with `compat`, never those that somebody else has, fixed ones first."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.http.edge import Route, edge_of, handlers, routes_of
from penstock.adapters.http.guard import Guard
from penstock.adapters.http.web_files import file_below, web_folders
from penstock.adapters.http.workers import Workers
from penstock.core.application import Application
from penstock.core.errors import NotFound
from penstock.core.host import Host
from penstock.core.registry import Registry
from penstock.core.routes import RouteSpec

Start = Callable[..., Application]


def switched_off(host: Host, name: str) -> None:
    host.files.make_folder(host.paths.private)
    host.files.write(host.paths.private / "settings.json", b'{"format": 1, "disabled_plugins": ["%s"]}' % name.encode())


def test_legacy_routes_are_served_with_compat_only(penstock_application: Start, penstock_host: Host) -> None:
    """While `compat` is on the paths of replaced systems are served; with it off none of them is."""
    legacy = [spec for spec in routes_of(penstock_application()) if spec.legacy]
    assert legacy

    switched_off(penstock_host, "compat")

    assert not [spec for spec in routes_of(penstock_application(host=penstock_host)) if spec.legacy]


def test_paths_of_others_are_left_to_them(penstock_application: Start, caplog: pytest.LogCaptureFixture) -> None:
    """A legacy path that another pack serves is not served twice, and is named in the log."""
    application = penstock_application()

    with caplog.at_level(logging.WARNING, "penstock.http"):
        served = {(spec.method, spec.path) for spec in routes_of(application, {("GET", "/grid_pool/list")})}

    assert ("GET", "/grid_pool/list") not in served
    assert ("POST", "/grid_pool/add") in served
    assert any("/grid_pool/list" in record.getMessage() for record in caplog.records)


def test_fixed_paths_come_before_patterns(penstock_application: Start) -> None:
    """A path without names is matched before one whose name could stand for it."""
    specs = [
        RouteSpec(name=path, method="GET", path=path, handler=lambda _call: None)
        for path in ("/a/{x}/{y}", "/a/{x}/b", "/a/{x}", "/a/b")
    ]
    workers = Workers(1, 1)

    made: tuple[Route, ...] = handlers(edge_of(penstock_application(), Guard(), workers), specs)

    workers.close()
    assert [route.path for route in made] == ["/a/b", "/a/{x}", "/a/{x}/b", "/a/{x}/{y}"]


def test_modules_of_switched_off_plugins_are_not_served(penstock_application: Start, penstock_host: Host) -> None:
    """The browser modules of a plugin have an address only while it is active."""
    assert "pools" in web_folders(penstock_application().services.get(Registry))

    switched_off(penstock_host, "pools")

    found = web_folders(penstock_application(host=penstock_host).services.get(Registry))
    assert "pools" not in found
    assert "library" in found


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a/../../x", "/etc/hostname", ".hidden", "link", "folder", "a//b", "nul\0"]
)
def test_only_files_of_the_folder_are_served(tmp_path: Path, name: str) -> None:
    """No name leads out of a folder of modules, through links neither, and a folder is no file."""
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (root / "a.js").write_text("1")
    (tmp_path / "x").write_text("secret")
    (root / "link").symlink_to(tmp_path / "x")

    assert file_below(root, "a.js").content_type.startswith("text/javascript")
    with pytest.raises(NotFound):
        file_below(root, name)
