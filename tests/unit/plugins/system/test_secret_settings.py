"""A setting that holds a secret is taken and used, and never answered."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve

import penstock
from penstock.core.application import Application
from penstock.core.errors import ClientError, Conflict, PenstockError
from penstock.core.host import Host
from penstock.core.settings import Settings, SettingSpec
from penstock.core.wire import encode
from penstock.plugins.system.answers import SettingChange

Start = Callable[..., Application]
Call = Callable[..., Any]
SECRET = "s3cr3tPW"


def _with_secret() -> object:
    plugin = SimpleNamespace(PLUGIN=penstock.Plugin(name="tested"))
    plugin.penstock_settings = penstock.hookimpl(
        lambda: [SettingSpec(id="tested.key", label="Key", default="", secret=True)]
    )
    return plugin


def _answered(application: Application, call_route: Call, setting: str) -> str:
    """Everything that the routes say of the settings."""
    listed, alone = (
        call_route(application, "system.settings"),
        call_route(application, "system.setting", setting=setting),
    )
    return f"{encode(listed)} {encode(alone)}"


def test_a_stored_secret_is_used_and_not_answered(penstock_application: Start, call_route: Call) -> None:
    """The change itself answers `***`; plugins get the value; empty is shown as empty."""
    application = penstock_application(_with_secret())
    assert call_route(application, "system.setting", setting="tested.key").value == ""
    changed = call_route(application, "system.change_setting", body=SettingChange(value=SECRET), setting="tested.key")
    assert changed.value == "***"
    assert application.services.get(Settings).get("tested.key") == SECRET
    assert SECRET not in _answered(application, call_route, "tested.key")


def test_what_is_shown_for_a_secret_is_not_stored(penstock_application: Start, call_route: Call) -> None:
    """A page that sends back what it was given does not lose the secret."""
    application = penstock_application(_with_secret())
    call_route(application, "system.change_setting", body=SettingChange(value=SECRET), setting="tested.key")
    with pytest.raises(ClientError):
        call_route(application, "system.change_setting", body=SettingChange(value="***"), setting="tested.key")
    assert application.services.get(Settings).get("tested.key") == SECRET


def test_a_forced_secret_is_not_answered(penstock_application: Start, penstock_host: Host, call_route: Call) -> None:
    """Neither read nor by the conflict that a change of it is."""
    host = evolve(penstock_host, environment={"PENSTOCK_TESTED_KEY": SECRET})
    application = penstock_application(_with_secret(), host=host)
    assert SECRET not in _answered(application, call_route, "tested.key")
    with pytest.raises(Conflict) as told:
        call_route(application, "system.change_setting", body=SettingChange(value="other"), setting="tested.key")
    assert SECRET not in _words(told.value)


def test_the_password_of_the_database_is_not_answered(
    penstock_application: Start, penstock_host: Host, call_route: Call
) -> None:
    """`database.url` holds one."""
    url = f"postgresql://bob:{SECRET}@127.0.0.1:1/x"
    application = penstock_application(host=evolve(penstock_host, environment={"PENSTOCK_DATABASE_URL": url}))
    assert application.services.get(Settings).get("database.url") == url
    assert SECRET not in _answered(application, call_route, "database.url")


def _words(error: PenstockError) -> str:
    return f"{error} {error.hint} {error.details}"
