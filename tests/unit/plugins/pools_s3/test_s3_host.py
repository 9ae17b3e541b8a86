"""A host whose pools are in a bucket: nodes, routes, profiles, exports and events work as with folders."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from PIL import Image

from penstock.adapters.testing.fakes import EventRecorder
from penstock.adapters.testing.route_client import RouteClient
from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import StorageFailed, Unavailable
from penstock.core.host import Host
from penstock.core.registry import Status
from penstock.plugins.pools_s3 import opening
from penstock.plugins.pools_s3.address import Address

Start = Callable[..., Application]
Picture = Callable[..., Upload]
Graphs = Callable[[Application], Any]
Clients = Callable[[Application], RouteClient]


@pytest.fixture
def start_on(penstock_application: Start, penstock_host: Host) -> Callable[..., Application]:
    """`start_on(address)`: a host with the plugin switched on and its pools at the address."""

    def start(address: Address, name: str = "testing") -> Application:
        environment = {
            "PENSTOCK_POOLS_S3_ADDRESS": str(address),
            "PENSTOCK_POOLS_S3_ENDPOINT": address.endpoint,
            "PENSTOCK_POOLS_S3_REGION": "us-east-1",
        }
        (penstock_host.paths.private).mkdir(parents=True, exist_ok=True)
        (penstock_host.paths.private / "settings.json").write_text('{"format": 1, "enabled_plugins": ["pools_s3"]}')
        return penstock_application(host=evolve(penstock_host, environment=environment, name=name))

    return start


def png(colour: tuple[int, int, int]) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (6, 4), colour).save(data, "PNG")
    return data.getvalue()


def faults(application: Application, plugin: str) -> str:
    entry = next(one for one in application.registry.plugins() if one.plugin.name == plugin)
    return " ".join(fault.message for fault in entry.faults)


def test_it_is_off_until_it_is_switched_on(penstock_application: Start) -> None:
    """Nothing of it takes part, and pools are in folders."""
    application = penstock_application()
    entry = next(one for one in application.registry.plugins() if one.plugin.name == "pools_s3")
    assert (entry.status, entry.off_by_default) == (Status.DISABLED, True)
    assert application.services.get(Pools).storage_title == ""


def test_routes_and_the_node_work_on_a_bucket(
    start_on: Callable[..., Application],
    s3_address: Callable[[], Address],
    penstock_graphs: Graphs,
    penstock_client: Clients,
    penstock_events: EventRecorder,
) -> None:
    """Pictures go up and come back byte for byte, thumbnails are made, the node gives the selected one, undo works."""
    address = s3_address()
    application = start_on(address)
    client = penstock_client(application)
    files = {"images": [("red.png", png((255, 0, 0))), ("blue.png", png((0, 0, 255)))]}
    added = client.post("/penstock/pools/cats/slots", {"labels": "red"}, files)
    assert added.status in (200, 201), added.json
    slots = client.get("/penstock/pools/cats/slots").json["slots"]
    assert [slot["label"] for slot in slots] == ["red", ""]
    first, second = (slot["id"] for slot in slots)
    assert client.get(f"/penstock/pools/cats/slots/{first}/image").data == png((255, 0, 0))
    assert client.get(f"/penstock/pools/cats/slots/{second}/thumbnail").status == 200
    graph = {
        "1": {"class_type": "GridImagePool", "inputs": {"index": -1, "pool_id": "cats"}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }
    result = penstock_graphs(application).run(graph)
    assert result.executed == ("1", "2")
    (shown,) = result.ui["2"]["images"]
    with Image.open(application.host.paths.temp / shown.get("subfolder", "") / shown["filename"]) as image:
        assert image.convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    assert application.services.get(Pools).storage_title == f"Pools are kept in {address} at {address.endpoint}."
    assert client.post("/penstock/pools/cats/undo", {}).status == 200
    assert client.get("/penstock/pools/cats").json["count"] == 0
    assert client.post("/penstock/doctor", {}).status == 404
    assert application.dispatcher.settle()
    assert {"pool_created", "slot_added", "slot_removed"} <= set(penstock_events.names)
    assert not list((application.host.paths.input / "grid_pool").glob("cats*"))


def test_profiles_are_pools_of_the_bucket(
    start_on: Callable[..., Application], s3_address: Callable[[], Address], picture: Picture
) -> None:
    """Their names are noted in the bucket: a host with another data folder, or that lost its list, finds them there."""
    address = s3_address()
    application = start_on(address)
    made = application.services.get(Profiles).create("Cats")
    application.services.get(Pools).add(made.id, [picture()])
    application.stop()
    (application.host.paths.input / "grid_pool" / "profiles.json").unlink()
    last = application.host.paths.private / "profiles" / "registry.json"
    last.unlink(missing_ok=True)
    again = start_on(address)
    assert [(one.id, one.name) for one in again.services.get(Profiles).list()] == [(made.id, "Cats")]


def test_a_server_that_is_away_stops_no_start(start_on: Callable[..., Application], s3_server: str) -> None:
    """Every operation says that it does not answer, and may be tried again."""
    away = Address(bucket="tested-away", endpoint="http://127.0.0.1:9", region="us-east-1")
    application = start_on(away)
    with pytest.raises(StorageFailed, match="does not answer") as raised:
        application.services.get(Pools).store.pools()
    assert raised.value.retryable


def test_a_bucket_that_is_not_there_is_named(start_on: Callable[..., Application], s3_server: str) -> None:
    """With what to do; once it is there everything works, without a new start."""
    from penstock.plugins.pools_s3.bucket import Bucket

    address = Address(bucket="tested-later", endpoint=s3_server, region="us-east-1")
    pools = start_on(address).services.get(Pools)
    with pytest.raises(StorageFailed, match="no bucket") as raised:
        pools.create("p")
    assert "pools_s3.address" in raised.value.hint
    bucket = Bucket(address)
    bucket.request("create_bucket", "make the bucket")
    bucket.close()
    assert pools.create("p").id == "p"


def test_without_credentials_people_are_told_where_they_come_from(
    s3_server: str, s3_address: Callable[[], Address], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """They are never a setting."""
    from penstock.plugins.pools_s3.bucket import Bucket

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    bucket = Bucket(Address(bucket="tested-any", endpoint=s3_server, region="us-east-1"))
    with pytest.raises(StorageFailed, match="no credentials") as raised:
        bucket.listing("")
    assert "AWS_ACCESS_KEY_ID" in raised.value.hint


@pytest.mark.parametrize(
    "address", ["bucket/pools", "s3://", "s3://Bad_Bucket", "s3://bucket/a/../b", "https://bucket", "s3://bucket/a b"]
)
def test_an_address_that_is_none_keeps_pools_from_opening(
    penstock_application: Start, penstock_host: Host, address: str
) -> None:
    """Rather than to put pictures into folders where nobody looks for them; the plugin list says why."""
    environment = {"PENSTOCK_PLUGINS": "pools,pools_s3", "PENSTOCK_POOLS_S3_ADDRESS": address}
    application = penstock_application(host=evolve(penstock_host, environment=environment))
    assert application.services.find(Pools) is None
    assert f"{address!r} is no address" in faults(application, "pools_s3")
    assert "pools_s3" in faults(application, "pools")


def test_without_s3fs_the_command_that_mends_it_is_named(
    start_on: Callable[..., Application], monkeypatch: pytest.MonkeyPatch, s3_server: str
) -> None:
    """In the plugin list; pools do not open."""
    monkeypatch.setattr(opening.importlib.util, "find_spec", lambda _name: None)
    application = start_on(Address(bucket="tested-none", endpoint=s3_server))
    with pytest.raises(Unavailable):
        application.services.get(Pools)
    assert "s3fs" in faults(application, "pools_s3")
    assert 'pip install "s3fs>=' in faults(application, "pools_s3")


def test_without_an_address_pools_stay_in_folders(penstock_application: Start, penstock_host: Host) -> None:
    """Switched on and not set up yet."""
    application = penstock_application(host=evolve(penstock_host, environment={"PENSTOCK_PLUGINS": "pools,pools_s3"}))
    assert application.services.get(Pools).storage_title == ""


def test_lost_settings_open_no_pools_in_folders(
    start_on: Callable[..., Application], penstock_application: Start, s3_address: Callable[[], Address]
) -> None:
    """The plugin is off by default, so that without its settings nothing would say that pools are in a bucket."""
    application = start_on(s3_address())
    application.services.get(Pools).create("cats")
    application.stop()
    (application.host.paths.private / "settings.json").write_bytes(b'{"format": 1, "enabled_plugins": ["poo')
    again = penstock_application(host=evolve(application.host, environment={}))
    assert again.services.find(Pools) is None
    assert "pools_s3" in faults(again, "pools")
    assert not list((application.host.paths.input / "grid_pool").glob("cats*"))
