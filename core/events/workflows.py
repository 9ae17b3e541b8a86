"""Events about workflows. `workflow` is the id of one, `title` its name."""

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class WorkflowImported(Event):
    """A workflow was imported: a new one (`created`), or a new version of one."""

    workflow: str
    title: str
    version: int
    created: bool = True


@frozen(kw_only=True)
class WorkflowChanged(Event):
    """What a workflow says about itself was changed: name, description, tags, thumbnail or default parameters."""

    workflow: str
    title: str
    revision: int
    changed: tuple[str, ...] = ()


@frozen(kw_only=True)
class WorkflowDeleted(Event):
    """A workflow went to the trash, where it is kept for 30 days."""

    workflow: str
    title: str


@frozen(kw_only=True)
class WorkflowRestored(Event):
    """A workflow came back out of the trash."""

    workflow: str
    title: str


@frozen(kw_only=True)
class WorkflowPresetSaved(Event):
    """A preset was created (`created`) or has other values or another name."""

    workflow: str
    preset: str
    preset_name: str
    created: bool = False


@frozen(kw_only=True)
class WorkflowPresetDeleted(Event):
    """A preset is gone."""

    workflow: str
    preset: str
    preset_name: str


@frozen(kw_only=True)
class WorkflowParametersUsed(Event):
    """A workflow was queued: its last used parameters are those of this run."""

    workflow: str
    title: str
    prompt_id: str


@frozen(kw_only=True)
class WorkflowsChangedElsewhere(Event):
    """Another process changed workflows in the shared database: read them again."""
