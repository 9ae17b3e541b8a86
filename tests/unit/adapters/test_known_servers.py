"""The servers of a host: its own under a name that lasts, and those of the settings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.known_servers import KnownServers
from penstock.adapters.own_identity import OwnIdentity
from penstock.adapters.server_addresses import normalized
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.comfy_servers import ComfyServer
from penstock.core.errors import ClientError
from penstock.core.files import Files
from penstock.core.settings import SettingSpec


class OneSetting:
    """Settings that know the servers."""

    def __init__(self, servers: str) -> None:
        self.servers = servers

    def specs(self) -> tuple[SettingSpec, ...]:
        """See `Settings`."""
        return (SettingSpec(id="workflows.servers", label="", default=""),)

    def get(self, _id: str) -> str:
        """See `Settings`."""
        return self.servers


@pytest.fixture
def known(tmp_path: Path) -> Callable[..., KnownServers]:
    """`known(servers)`: of a host on this test's folder whose own server listens at port 8188."""

    def made(servers: str = "") -> KnownServers:
        settings: Any = OneSetting(servers)
        return KnownServers(
            identity=OwnIdentity("comfyui", tmp_path, Files()),
            folder=tmp_path / "node_classes",
            files=Files(),
            clock=FakeClock(),
            settings=settings,
            own=lambda name: ComfyServer(id=name, title="Own", url="http://127.0.0.1:8188", here=True),
            own_classes=lambda: {"Sampler": {}},
        )

    return made


def test_the_own_server_keeps_its_name_and_a_second_process_gets_another(known: Callable[..., KnownServers]) -> None:
    """So that runs are found again after a start, and two processes never take each other's."""
    first, second = known(), known()
    names = [one.list()[0].id for one in (first, second)]
    assert names[0].startswith("here-comfyui-")
    assert names[1] == f"{names[0]}-2"
    first.close()
    assert known().list()[0].id == names[0]


def test_servers_of_the_settings_follow_each_once(known: Callable[..., KnownServers]) -> None:
    """What is no address is left out, and what is the own one is not there twice."""
    found = known("http://a:1 a:1/ b:2 ftp://c http://127.0.0.1:8188").list()
    assert [(one.id, one.title, one.here) for one in found[1:]] == [
        ("http://a:1", "a:1", False),
        ("http://b:2", "b:2", False),
    ]


def test_classes_are_those_of_one_server(known: Callable[..., KnownServers]) -> None:
    """Of a server that never answered, or is none, nothing is known."""
    made = known("http://127.0.0.1:9")
    own = made.classes(made.list()[0].id)
    assert own is not None
    assert own.schemas == {"Sampler": {}}
    assert made.classes("http://127.0.0.1:9") is None
    assert made.classes("http://nobody") is None


@pytest.mark.parametrize("text", ["ftp://a", "http://", "http://u@a", "http://a?b"])
def test_what_is_no_address_is_refused(text: str) -> None:
    """With what to write instead."""
    with pytest.raises(ClientError):
        normalized(text)
