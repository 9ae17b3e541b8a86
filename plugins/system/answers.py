"""What the routes of this plugin answer and take."""

from collections.abc import Mapping
from typing import Any, Literal

from ...core.jobs import Job
from ...core.settings import SettingValue
from ...core.switched_off import StartLimit
from ...core.troubles import Trouble
from ...core.values import frozen


@frozen(kw_only=True)
class About:
    """Who answers. `api` grows when routes change incompatibly; `web` changes whenever a file of the pages does.

    `epoch` names this run of the process and `seq` the event published last.
    """

    name: str
    version: str
    api: int
    web: str
    host: str
    epoch: str
    seq: int


@frozen(kw_only=True)
class Health:
    """How this Penstock is. `status` is `ok`, or `troubled` where `troubles` or `faulty` name something.

    `troubles` are damaged files since the start, oldest first, the last 100: what was wrong and what became of them.
    `faulty` are the plugins that have faults, by name; the list of plugins says which.
    """

    status: Literal["ok", "troubled"]
    epoch: str
    troubles: tuple[Trouble, ...]
    faulty: tuple[str, ...]


@frozen(kw_only=True)
class FaultLine:
    """Something that a plugin did wrong: in which hook or phase, what it said, and the traceback of its error."""

    where: str
    message: str
    traceback: str = ""


@frozen(kw_only=True)
class BroughtLine:
    """What a plugin brought along: ids of nodes and settings, routes as `GET /path`, names of services and commands."""

    nodes: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@frozen(kw_only=True)
class PluginLine:
    """One plugin. `status` and `reason` are of this start, `wanted` is whether it is switched on for the next one.

    `web` is the address of its browser module where it is active and has one. `forced` says why it cannot be switched
    now (the environment, safe mode), empty where it can. `distribution` is the package that it comes with.
    """

    name: str
    title: str
    version: str
    description: str
    origin: str
    location: str
    status: str
    reason: str
    essential: bool
    wanted: bool
    requires: tuple[str, ...]
    hooks: tuple[str, ...]
    faults: tuple[FaultLine, ...]
    web: str | None
    distribution: str = ""
    forced: str = ""
    brought: BroughtLine = BroughtLine()


@frozen(kw_only=True)
class PluginList:
    """Every plugin that was found at this start, in the order in which they are asked.

    `limits` are safe mode and the environment, where they keep plugins off for this start.
    """

    plugins: tuple[PluginLine, ...]
    limits: tuple[StartLimit, ...] = ()


@frozen(kw_only=True)
class Switched:
    """A plugin's switch as it is stored now; it takes effect at the next start."""

    name: str
    wanted: bool


@frozen(kw_only=True)
class SettingLine:
    """One setting. `value` is in force; `forced` tells that the environment or the command line sets it.

    The value of a secret is `***`.
    """

    id: str
    label: str
    description: str
    type: str
    value: SettingValue
    default: SettingValue
    options: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    restart: bool
    variable: str
    forced: bool


@frozen(kw_only=True)
class SettingList:
    """Every setting of every active plugin, by id."""

    settings: tuple[SettingLine, ...]


@frozen(kw_only=True)
class SettingChange:
    """The value to store; its type is that of the setting."""

    value: Any


@frozen(kw_only=True)
class JobList:
    """The jobs that are still known, oldest first."""

    jobs: tuple[Job, ...]


@frozen(kw_only=True)
class NodeReplacementLine:
    """A node that stands in for one of another pack; the fields of ComfyUI's list.

    `input_mapping` are `{new_id, old_id}` and `{new_id, set_value}`, `output_mapping` `{new_idx, old_idx}`.
    """

    new_node_id: str
    old_node_id: str
    old_widget_ids: tuple[str, ...]
    input_mapping: tuple[Mapping[str, Any], ...]
    output_mapping: tuple[Mapping[str, int], ...]


@frozen(kw_only=True)
class NodeReplacementList:
    """The stand-ins by the ids of the nodes that they replace."""

    replacements: Mapping[str, tuple[NodeReplacementLine, ...]]
