"""Libbers on a real ComfyUI: no run serves old words, two hosts edit one draft, nothing acknowledged is lost."""

import json
import uuid

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from live_client import LiveClient
from live_page import load, wait_for_frontend
from live_server import CHECKOUT
from live_texts import LiveDocument, TextNodes
from playwright.sync_api import expect

NOTICE_SECONDS = 5.0
"""A second is promised on a machine that has nothing else to do."""

LIBS = {"subject": "a %animal%", "animal": "fox", "light": "dusk", "style": "ink"}
TEXT = "%subject%, %light%, %style%"


def _libber(tab, stem="live", libs=LIBS):
    """A libber of its own, saved."""
    name = f"{stem} {uuid.uuid4().hex[:8]}"
    made = LiveDocument(tab, f"/penstock/libbers/{name}")
    answer = tab.request("POST", "/penstock/libbers", json={"name": name, "libs": libs})
    assert answer.status == 201, answer.body[:500]
    return name, made


def _graph(name, text, seed=0):
    return {
        "1": {"class_type": "LibberApply", "inputs": {"libber_name": name, "text": text, "seed": seed}},
        "2": {"class_type": "SuiteShow", "inputs": {"value": ["1", 0]}},
    }


def _applied(tab, name, text=TEXT, seed=0):
    """What a run makes of the text."""
    run = tab.run(_graph(name, text, seed))
    assert run.status == "success", run.error
    return run.outputs["2"]["shown"][0]


def _told(tab, kind, since, **data):
    """The message of this kind with this data, after the tab's first `since` ones."""
    return tab.wait_for(
        lambda one: (
            one["type"] == f"penstock.{kind}"
            and data.items() <= one["data"].items()
            and not any(one is old for old in tab.messages[:since])
        ),
        NOTICE_SECONDS,
    )


def _both(answer, key):
    """What a conflict says that is there, and what was sent."""
    error = answer.json()["error"]
    return error["current"][key], error["sent"][key]


@pytest.fixture(params=[0, 1], ids=["comfyui_writes", "standalone_writes"])
def hosts(request, tab, standalone):
    """`(the one that writes, the one that looks)`."""
    with LiveClient(standalone) as alone:
        both = (tab, alone)
        yield both[request.param], both[1 - request.param]


@pytest.fixture
def nodes(page):
    """The sample workflow of libbers."""
    load(page, "libber_apply")
    return TextNodes(page, "penstock-libber-editor")


def test_runs_see_what_is_saved_and_at_once(tab):
    """An edit changes no run until it is saved; then the same prompt makes the new text."""
    name, libber = _libber(tab)
    assert _applied(tab, name) == "a fox, dusk, ink"
    assert libber.edit(lib__animal="cat").status == 200
    assert tab.run(_graph(name, TEXT)).cached == {"1", "2"}
    assert libber.save().status == 200
    assert _applied(tab, name) == "a cat, dusk, ink"


def test_a_seed_draws_the_same_in_both_hosts(tab, standalone):
    """Chance is the same on ComfyUI, in the embedded engine's host and through the route."""
    name, libber = _libber(tab)
    text = "%*% %*% %*% %*%"
    for seed in (0, 7, 2**63 - 1):
        drawn = _applied(tab, name, text, seed)
        body = {"text": text, "libbers": [name], "seed": seed}
        with LiveClient(standalone) as alone:
            for host in (tab, alone):
                answer = host.request("POST", "/penstock/libber_substitutions", json=body)
                assert answer.json().get("text") == drawn, answer.body
    assert libber.saved()["libs"] == LIBS


def test_two_hosts_edit_one_draft(hosts):
    """What one host does to a draft is told and seen in the other; a stale write is refused with both versions."""
    ours, theirs = hosts
    name, here = _libber(ours)
    there = LiveDocument(theirs, here.path)
    draft = here.open()
    since = len(theirs.messages)
    assert here.edit(lib__animal="cat").status == 200
    _told(theirs, "draft_changed", since)
    assert there.open()["id"] == draft["id"]
    assert there.values()["lib:animal"] == "cat"
    stale = there.edit({"lib:animal": draft["entries"]["lib:animal"]["revision"]}, lib__animal="dog")
    assert stale.status == 409
    there_is, sent = _both(stale, "lib:animal")
    assert (there_is["value"], sent["value"] if isinstance(sent, dict) else sent) == ("cat", "dog")
    assert there.values()["lib:animal"] == "cat"
    since = len(ours.messages)
    assert there.save().status == 200
    _told(ours, "libber_changed", since, libber=name)
    assert _applied(ours, name) == "a cat, dusk, ink"
    assert not here.draft()["dirty"]


def test_what_another_program_saved_is_merged(tab, server):
    """A file that was written meanwhile is merged by key; what both changed is asked for, and then kept as decided."""
    name, libber = _libber(tab)
    assert libber.edit(lib__animal="cat", lib__light="noon").status == 200
    since = len(tab.messages)
    file = server.base.path / "output" / "libbers" / f"{name}.json"
    file.write_text(json.dumps({"libs": {**LIBS, "style": "oil", "light": "dawn"}, "mine": 1}))
    _told(tab, "libber_changed", since, libber=name, change="elsewhere")
    refused = libber.save()
    assert refused.status == 409
    assert _both(refused, "lib:light") == ("dawn", "noon")
    assert libber.saved()["libs"]["light"] == "dawn"
    assert libber.save({"lib:light": "mine"}).status == 200
    assert _applied(tab, name) == "a cat, noon, oil"
    assert json.loads(file.read_text())["mine"] == 1


def test_kill_and_restart_lose_nothing_that_was_acknowledged(prepare):
    """After kill -9 in the middle of edits the draft is there under its id, and can be undone, saved and run."""
    server = prepare("libbers")
    server.base.link("penstock")
    server.base.plugin(CHECKOUT / "tests" / "engine_suite" / "suite_nodes.py")
    server.start()
    with LiveClient(server.url) as tab:
        name, libber = _libber(tab)
        draft = libber.open()
        for animal in ("cat", "dog", "owl"):
            assert libber.edit(lib__animal=animal).status == 200
        server.process.kill()
        server.process.wait(30)
    server.start()
    with LiveClient(server.url) as tab:
        libber = LiveDocument(tab, libber.path)
        again = libber.open()
        assert (again["id"], again["dirty"], again["expires_in"] > 29 * 60) == (draft["id"], True, True)
        assert libber.values()["lib:animal"] == "owl"
        libber.ask("POST", f"/drafts/{draft['id']}/undo", json={})
        assert _applied(tab, name) == "a fox, dusk, ink"
        assert libber.save().status == 200
        assert _applied(tab, name) == "a dog, dusk, ink"
    server.stop()


def test_bad_input_changes_nothing_and_is_never_a_fault_of_the_server(tab):
    """Paths, odd keys, huge and wrong values are 4xx in JSON, and the libber is as it was."""
    name, libber = _libber(tab)
    before = libber.saved()
    for other in ("../evil", "a/b", "", "x" * 65, "con", "a\u0000b"):
        answer = tab.request("POST", "/penstock/libbers", json={"name": other})
        assert 400 <= answer.status < 500, (other, answer.status)
        assert answer.json()["error"]["code"]
    for values in (
        {"lib__été": "x"},
        {"lib__a": 5},
        {"lib__a": "x" * 10_000_000},
        {"other": "x"},
        {"max_depth": "ten"},
    ):
        answer = libber.edit(**values)
        assert 400 <= answer.status < 500, (list(values), answer.status)
        assert answer.json()["error"]["code"]
    assert libber.saved() == before
    assert not libber.draft()["dirty"]
    assert 400 <= tab.request("GET", f"/penstock/libbers/{name}/drafts/nobody").status < 500


def test_a_hostile_libber_ends_in_an_error_while_the_server_answers(tab):
    """Each snippet twice the one before: the node fails with the reason, and a ping meanwhile is not held up."""
    libs = {f"k{at}": f"%k{at + 1}%%k{at + 1}%" for at in range(60)} | {"k60": "x"}
    name = f"hostile {uuid.uuid4().hex[:8]}"
    body = {"name": name, "libs": libs, "max_depth": 100}
    assert tab.request("POST", "/penstock/libbers", json=body).status == 201
    run = tab.run(_graph(name, "%k0%"))
    assert run.status == "error"
    assert "4,000,000 characters" in run.error
    assert tab.get("/system_stats")


def test_a_libber_is_edited_in_its_node_saved_and_run(tab, nodes):
    """Written in the table of Libber Manager, saved, and in the result of Libber Apply and of the run."""
    name, _ = _libber(tab)
    nodes.set("LibberManager", libber_name=name)
    nodes.set("LibberApply", libber_name=name, text=TEXT)
    result = nodes.page.locator("penstock-libber-apply:visible .penstock-result-text")
    expect(result).to_have_text("a fox, dusk, ink")
    nodes.write("lib:animal", "text", "cat")
    nodes.expect_state("Unsaved changes (1)")
    assert nodes.runs(tab) == "a fox, dusk, ink"
    nodes.save()
    expect(result).to_have_text("a cat, dusk, ink")
    assert nodes.runs(tab) == "a cat, dusk, ink"


def test_a_reload_and_the_other_hosts_page_have_the_unsaved_edit(tab, nodes, standalone):
    """A page loaded anew in the middle of an edit, and the standalone page, show it; one sees the other save."""
    name, libber = _libber(tab)
    nodes.set("LibberManager", libber_name=name)
    nodes.write("lib:light", "text", "noon")
    nodes.expect_state("Unsaved changes (1)")
    page = nodes.page
    page.reload()
    wait_for_frontend(page, "LibberManager")
    load(page, "libber_apply")
    again = TextNodes(page, "penstock-libber-editor")
    again.set("LibberManager", libber_name=name)
    expect(again.cell("lib:light", "text")).to_have_text("noon")
    again.expect_state("Unsaved changes (1)")
    other = page.context.browser.new_page()
    try:
        other.goto(f"{standalone}/penstock/#/libbers/{name}")
        second = TextNodes(other, "penstock-libber-editor")
        expect(second.cell("lib:light", "text")).to_have_text("noon")
        second.write("lib:style", "text", "oil")
        expect(again.cell("lib:style", "text")).to_have_text("oil")
        second.save()
        again.expect_state("Saved")
    finally:
        other.close()
    assert libber.saved()["libs"] == {**LIBS, "light": "noon", "style": "oil"}
