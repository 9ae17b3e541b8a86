"""The routes of the plugin `system`."""

import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve

import penstock
from penstock.core.application import Application
from penstock.core.errors import ClientError, Conflict, NotFound
from penstock.core.host import Host
from penstock.core.jobs import JobProgress, Jobs, JobStatus
from penstock.core.settings import SettingSpec
from penstock.core.wire import encode
from penstock.plugins.system.answers import SettingChange
from penstock.plugins.system.web_build import web_build

Start = Callable[..., Application]
Call = Callable[..., Any]


def _with_setting() -> object:
    plugin = SimpleNamespace(PLUGIN=penstock.Plugin(name="tested"))
    plugin.penstock_settings = penstock.hookimpl(
        lambda: [SettingSpec(id="tested.size", label="Size", default=3, minimum=1, maximum=9)]
    )
    return plugin


def test_about_says_who_answers(penstock_application: Start, call_route: Call) -> None:
    """Name, version, API number, host and build are there, so that pages can tell a mismatch."""
    about = call_route(penstock_application(), "system.about")
    assert (about.name, about.version, about.api, about.host) == ("penstock", penstock.__version__, 1, "testing")
    assert len(about.web) == 16
    assert about.epoch


def test_the_build_changes_with_any_file_of_the_pages(tmp_path: Path) -> None:
    """Another byte or another name is another build; the same files are the same build."""
    (tmp_path / "a.js").write_text("1")
    first = web_build(tmp_path)
    assert web_build(tmp_path) == first
    (tmp_path / "a.js").write_text("2")
    second = web_build(tmp_path)
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, web_build(tmp_path)}) == 3


def test_the_plugin_list_names_status_and_faults(penstock_application: Start, call_route: Call) -> None:
    """A plugin that fails to load is listed with the reason, beside the active ones."""
    broken = SimpleNamespace(penstock_no_such_hook=penstock.hookimpl(lambda: None))
    application = penstock_application(broken, broken=True)
    lines = {line.name: line for line in call_route(application, "system.plugins").plugins}
    assert lines["system"].status == "active"
    assert lines["system"].essential
    assert lines["tested_0"].status == "failed"
    assert "penstock_no_such_hook" in lines["tested_0"].reason
    assert lines["tested_0"].faults
    encode(call_route(application, "system.plugins"))


def test_switching_a_plugin_is_stored_and_in_force_at_the_next_start(
    penstock_application: Start, call_route: Call, penstock_events: Any
) -> None:
    """Disable, start again: the plugin is not loaded; enable, start again: it is. Both are events."""
    first = penstock_application()
    assert not call_route(first, "system.disable_plugin", plugin="compat").wanted
    lines = {line.name: line for line in call_route(first, "system.plugins").plugins}
    assert (lines["compat"].status, lines["compat"].wanted) == ("active", False)
    first.dispatcher.settle()
    assert penstock_events.names == ["plugin_disabled"]
    second = penstock_application()
    lines = {line.name: line for line in call_route(second, "system.plugins").plugins}
    assert lines["compat"].status == "disabled"
    assert call_route(second, "system.enable_plugin", plugin="compat").wanted
    lines = {line.name: line for line in call_route(penstock_application(), "system.plugins").plugins}
    assert lines["compat"].status == "active"


def test_essential_and_unknown_plugins_cannot_be_switched(penstock_application: Start, call_route: Call) -> None:
    """409 for what Penstock cannot do without, 404 for what is not there."""
    application = penstock_application()
    with pytest.raises(Conflict):
        call_route(application, "system.disable_plugin", plugin="system")
    with pytest.raises(NotFound):
        call_route(application, "system.enable_plugin", plugin="nobody")


def test_settings_are_listed_read_and_stored(penstock_application: Start, call_route: Call) -> None:
    """A stored value is the one that is read, in the list and alone; a wrong one changes nothing."""
    application = penstock_application(_with_setting())
    line = call_route(application, "system.setting", setting="tested.size")
    assert (line.type, line.value, line.default, line.forced) == ("int", 3, 3, False)
    changed = call_route(application, "system.change_setting", body=SettingChange(value=5), setting="tested.size")
    assert changed.value == 5
    for wrong in (0, 10, "5", True, None, 5.0):
        with pytest.raises(ClientError):
            call_route(application, "system.change_setting", body=SettingChange(value=wrong), setting="tested.size")
    listed = {line.id: line.value for line in call_route(application, "system.settings").settings}
    assert listed["tested.size"] == 5
    with pytest.raises(NotFound):
        call_route(application, "system.setting", setting="tested.nothing")


def test_a_setting_that_the_environment_forces_says_so(
    penstock_application: Start, penstock_host: Host, call_route: Call
) -> None:
    """It is shown as forced, and changing it is a conflict."""
    host = evolve(penstock_host, environment={"PENSTOCK_TESTED_SIZE": "7"})
    application = penstock_application(_with_setting(), host=host)
    line = call_route(application, "system.setting", setting="tested.size")
    assert (line.value, line.forced) == (7, True)
    with pytest.raises(Conflict):
        call_route(application, "system.change_setting", body=SettingChange(value=5), setting="tested.size")


def test_jobs_are_listed_watched_and_cancelled(penstock_application: Start, call_route: Call) -> None:
    """A running job is in the list, ends as cancelled after a cancel, and cannot be cancelled twice."""
    application = penstock_application()
    running, go_on = threading.Event(), threading.Event()

    def work(progress: JobProgress) -> None:
        running.set()
        go_on.wait(10)
        progress.report(1, 2)

    jobs = application.services.get(Jobs)
    job = jobs.submit("test", work)
    assert running.wait(10)
    assert [one.id for one in call_route(application, "system.jobs").jobs] == [job.id]
    call_route(application, "system.cancel_job", job=job.id)
    go_on.set()
    ended = threading.Event()
    jobs.submit("after", lambda _progress: ended.set())
    assert ended.wait(10)
    assert call_route(application, "system.job", job=job.id).status is JobStatus.CANCELLED
    with pytest.raises(Conflict):
        call_route(application, "system.cancel_job", job=job.id)
    with pytest.raises(NotFound):
        call_route(application, "system.job", job="nothing")


def test_health_names_what_was_damaged(penstock_application: Start, penstock_host: Host, call_route: Call) -> None:
    """A whole Penstock is ok; one that found a damaged file says which, and what became of it."""
    assert call_route(penstock_application(), "system.health").status == "ok"
    path = penstock_host.paths.private / "settings.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{")
    health = call_route(penstock_application(), "system.health")
    assert (health.status, [one.feature for one in health.troubles]) == ("troubled", ["settings"])
    assert "settings.json.corrupt-" in health.troubles[0].message
