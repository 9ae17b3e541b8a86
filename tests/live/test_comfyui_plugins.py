"""In a real ComfyUI: a stranger's installed plugin works beside one that is switched off and one that is broken."""

import json
import os

import pytest
from live_client import LiveClient

GUEST = '''
"""A plugin as a stranger ships it: a node, a route, a setting, and an observer."""

from attrs import frozen

from penstock import Plugin, hookimpl
from penstock.core.nodes import STRING, InputSpec, NodeResult, NodeSpec, OutputSpec
from penstock.core.routes import RouteSpec
from penstock.core.settings import SettingSpec

PLUGIN = Plugin(name="guest", title="Guest", description="Shouts.")


@frozen(kw_only=True)
class Heard:
    """What was shouted."""

    text: str


def shout(call, text):
    return NodeResult(values=(text.upper(),), ui={"text": [text.upper()]})


@hookimpl
def penstock_nodes():
    yield NodeSpec(
        id="GuestShout",
        display_name="Shout",
        category="Guests",
        run=shout,
        is_output=True,
        inputs=(InputSpec(id="text", type=STRING, default="hello"),),
        outputs=(OutputSpec(id="text", type=STRING),),
    )


@hookimpl
def penstock_routes():
    yield RouteSpec(
        name="guest.hear", method="GET", path="/penstock/guest", handler=lambda call: Heard(text="HELLO"), answer=Heard
    )


@hookimpl
def penstock_settings():
    yield SettingSpec(id="guest.loud", label="Loud", default=True)
'''
pytestmark = pytest.mark.timeout(600)  # two starts of ComfyUI in one test
BROKEN = "from penstock import hookimpl\nimport no_such_module\n"
OFF = "libbers"


@pytest.fixture(scope="module")
def mixed(prepare, tmp_path_factory):
    """A ComfyUI with the guest as an installed distribution, a broken file, and one bundled plugin switched off."""
    site = tmp_path_factory.mktemp("site")
    (site / "penstock_guest.py").write_text(GUEST)
    info = site / "penstock_guest-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: penstock-guest\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text("[penstock]\nguest = penstock_guest\n")
    broken = tmp_path_factory.mktemp("broken") / "broken.py"
    broken.write_text(BROKEN)
    server = prepare("plugins")
    server.base.link("penstock")
    server.base.plugin(broken)
    file = server.base.path / "user" / "__penstock" / "settings.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"disabled_plugins": [OFF]}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")])))
        yield server.start()
    server.stop()


@pytest.fixture
def client(mixed):
    """A tab at it."""
    with LiveClient(mixed.url) as opened:
        yield opened


def test_the_list_says_who_takes_part(client):
    """With the package, what it brought, why one is off, and the traceback of the other."""
    found = {one["name"]: one for one in client.get("/penstock/plugins")["plugins"]}
    guest, broken, off = found["guest"], found["broken"], found[OFF]
    assert (guest["status"], guest["distribution"], guest["version"]) == ("active", "penstock-guest", "1.2")
    assert guest["brought"]["nodes"] == ["GuestShout"] and guest["brought"]["settings"] == ["guest.loud"]
    assert guest["brought"]["routes"] == ["GET /penstock/guest"]
    assert (off["status"], off["reason"]) == ("disabled", "switched off in the settings")
    assert broken["status"] == "failed" and "no_such_module" in broken["reason"]
    assert 'broken.py", line 2' in broken["faults"][0]["traceback"]
    assert {name for name, one in found.items() if one["faults"]} == {"broken"}


def test_nodes_and_routes_are_those_of_who_takes_part(client):
    """Those of the guest and of the others are there, those of the plugin that is off are not."""
    nodes = client.get("/object_info")
    assert {"GuestShout", "GridImagePool"} <= nodes.keys()
    assert not [node for node in ("LibberManager", "LibberApply") if node in nodes]
    assert client.get("/penstock/guest") == {"text": "HELLO"}
    assert client.request("GET", "/penstock/libbers").status == 404
    assert client.request("GET", "/penstock/web/libbers/index.js").status == 404
    assert client.request("GET", "/penstock/pools").status == 200
    assert "guest.loud" in [one["id"] for one in client.get("/penstock/settings")["settings"]]


def test_the_guests_node_runs(client):
    """In ComfyUI's own queue."""
    ended = client.run({"1": {"class_type": "GuestShout", "inputs": {"text": "here"}}})
    assert ended.status == "success", ended.error
    assert ended.outputs["1"]["text"] == ["HERE"]


def test_the_page_shows_them(mixed, chromium):
    """ComfyUI's page starts without an error of ours, has the guest's node, and its list names what is broken."""
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "enstock" in said.text else None)
    page.goto(mixed.url)
    page.wait_for_function("() => !!window.LiteGraph?.registered_node_types?.GuestShout", timeout=60_000)
    page.wait_for_function(
        "() => window.app?.extensionManager?.command?.commands?.some(({ id }) => id === 'Penstock.ShowPlugins')",
        timeout=60_000,
    )
    page.evaluate("app.extensionManager.command.execute('Penstock.ShowPlugins')")
    card = page.locator(".penstock-plugins-dialog [data-plugin=broken]")
    card.wait_for()
    assert "no_such_module" in card.inner_text()
    assert page.locator(".penstock-plugin").first.get_attribute("data-plugin") == "broken"
    page.close()
    assert [problem for problem in problems if "Failed to fetch" not in problem] == []


def test_a_switch_in_the_settings_counts_from_the_next_start(mixed, chromium):
    """ComfyUI's own setting is stored by Penstock; nothing changes until the restart, then the plugin is gone."""
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.goto(mixed.url)
    page.wait_for_function("() => !!window.LiteGraph?.registered_node_types?.ImageGate", timeout=60_000)
    page.wait_for_function(
        "() => window.app?.extensionManager?.setting?.get('Penstock.Plugins.gates') === true", timeout=60_000
    )
    with page.expect_response(lambda answer: answer.url.endswith("/penstock/plugins/gates/disable")) as stored:
        page.evaluate("app.extensionManager.setting.set('Penstock.Plugins.gates', false)")
    assert stored.value.ok
    page.close()
    with LiveClient(mixed.url) as before:
        assert "ImageGate" in before.get("/object_info")
    mixed.restart()
    with LiveClient(mixed.url) as after:
        assert "ImageGate" not in after.get("/object_info")
        assert after.request("GET", "/penstock/gates").status == 404
        found = {one["name"]: one for one in after.get("/penstock/plugins")["plugins"]}
        assert (found["gates"]["status"], found["guest"]["status"]) == ("disabled", "active")
