"""What the routes of workflows take and answer.

Integers that JavaScript cannot hold exactly are strings of digits in every answer but in a `prompt`; requests may write
integers as such strings, too.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ...core.contracts.uploads import Upload


@frozen(kw_only=True)
class WorkflowShape:
    """A workflow as lists show it. Times are wall time in ms; `thumbnail` and `map` are tags for addresses."""

    id: str
    name: str
    revision: int
    created: int
    changed: int
    description: str
    tags: tuple[str, ...]
    format: str
    versions: int
    nodes: int
    source_id: str
    thumbnail: str | None
    map: str
    last_used: int | None


@frozen(kw_only=True)
class TagCount:
    """How many workflows have a tag."""

    name: str
    count: int


@frozen(kw_only=True)
class WorkflowList:
    """Workflows, the last used or changed first; the tags of all workflows by name."""

    workflows: tuple[WorkflowShape, ...]
    tags: tuple[TagCount, ...]


@frozen(kw_only=True)
class VersionShape:
    """A version; `bytes` is the size of its document."""

    number: int
    format: str
    created: int
    note: str
    nodes: int
    bytes: int
    sha256: str


@frozen(kw_only=True)
class PresetShape:
    """Named values by address."""

    id: str
    name: str
    values: Mapping[str, Any]
    revision: int
    created: int
    changed: int


@frozen(kw_only=True)
class WholeWorkflow(WorkflowShape):
    """A workflow with its versions, the newest first, its presets by name, and its values by address.

    `latest` is the number of the newest version.
    """

    latest: int
    history: tuple[VersionShape, ...]
    presets: tuple[PresetShape, ...]
    default_parameters: Mapping[str, Any]
    last_parameters: Mapping[str, Any] | None


@frozen(kw_only=True)
class ImportedShape:
    """What an import did: made a workflow, added a version to one, or found this very document there."""

    workflow: WorkflowShape
    version: int
    created: bool
    added: bool
    problems: tuple[str, ...]


@frozen(kw_only=True)
class Deleted:
    """What was deleted; it can be restored."""

    id: str
    deleted: bool


@frozen(kw_only=True)
class TrashedWorkflow(WorkflowShape):
    """A workflow in the trash."""

    deleted: int


@frozen(kw_only=True)
class WorkflowTrash:
    """Workflows in the trash, the last deleted first."""

    deleted: tuple[TrashedWorkflow, ...]


@frozen(kw_only=True)
class ListQuery:
    """`search` is found in names, descriptions and tags; `tag` is one of the tags."""

    search: str = ""
    tag: str = ""


@frozen(kw_only=True)
class NewFile:
    """A workflow as JSON, or a picture that carries one. `into` is the workflow that gets it as a new version."""

    file: Upload
    name: str = ""
    into: str = ""
    note: str = ""


@frozen(kw_only=True)
class WorkflowChange:
    """What is named is changed; `revision` is the one that was seen."""

    revision: int
    name: str | None = None
    description: str | None = None
    tags: tuple[str, ...] | None = None


@frozen(kw_only=True)
class NewThumbnail:
    """A picture."""

    file: Upload


@frozen(kw_only=True)
class TagQuery:
    """`v` is the tag of the picture, so that it may be kept for ever."""

    v: str = ""


@frozen(kw_only=True)
class NewPreset:
    """Values by address, role or label, under a name."""

    name: str
    values: Mapping[str, Any]


@frozen(kw_only=True)
class PresetChange:
    """Another name, other values, or both; `revision` is the one that was seen."""

    revision: int
    name: str | None = None
    values: Mapping[str, Any] | None = None


@frozen(kw_only=True)
class PresetRevision:
    """The revision of the preset that was seen."""

    revision: int


@frozen(kw_only=True)
class LastParameters:
    """The values of a run that somebody queued without us."""

    values: Mapping[str, Any]
    prompt_id: str = ""


@frozen(kw_only=True)
class DefaultParameters:
    """The values that the form starts with; `revision` is that of the workflow that was seen."""

    revision: int
    values: Mapping[str, Any]
