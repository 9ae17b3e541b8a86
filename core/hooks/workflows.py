"""Hooks about workflows: what plugins know of nodes (**collect**), and what happened (**observe**).

The observe hooks are called for every plugin after the change is durable and all locks are released, in the order of
the changes, on the host's one dispatcher thread; an error is logged with the plugin's name, the change stands.
"""

from collections.abc import Iterable

from ..events.workflows import (
    WorkflowChanged,
    WorkflowDeleted,
    WorkflowImported,
    WorkflowParametersUsed,
    WorkflowPresetDeleted,
    WorkflowPresetSaved,
    WorkflowRestored,
    WorkflowsChangedElsewhere,
)
from ..parameter_rules import ParameterRule
from .markers import collect, observe


@collect
def penstock_parameter_rules() -> Iterable[ParameterRule]:  # type: ignore[empty-body]
    """What this plugin knows about the widgets of nodes: types, roles, labels, limits, or their order.

    Called once at the start, on the thread that starts the host; one rule for each node class. Two third parties that
    claim one class both lose it and are named. Since 0.1. Example::

        @hookimpl
        def penstock_parameter_rules():
            return [ParameterRule(class_type="MySampler", widgets=[WidgetRule(name="noise", role="seed")])]
    """


@observe
def penstock_workflow_imported(event: WorkflowImported) -> None:
    """A workflow was imported, or a new version of one. Since 0.1. Example::

    @hookimpl
    def penstock_workflow_imported(event):
        print(event.title, "has version", event.version)
    """


@observe
def penstock_workflow_changed(event: WorkflowChanged) -> None:
    """Name, description, tags, thumbnail or default parameters were changed. Since 0.1. Example::

    @hookimpl
    def penstock_workflow_changed(event):
        print(event.title, "changed:", *event.changed)
    """


@observe
def penstock_workflow_deleted(event: WorkflowDeleted) -> None:
    """A workflow went to the trash, where it is kept 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_workflow_deleted(event):
        print(event.title, "is in the trash")
    """


@observe
def penstock_workflow_restored(event: WorkflowRestored) -> None:
    """A workflow came back out of the trash. Since 0.1. Example::

    @hookimpl
    def penstock_workflow_restored(event):
        print(event.title, "is back")
    """


@observe
def penstock_workflow_preset_saved(event: WorkflowPresetSaved) -> None:
    """A preset was created, or has other values or another name. Since 0.1. Example::

    @hookimpl
    def penstock_workflow_preset_saved(event):
        print(event.preset_name, "is new" if event.created else "changed")
    """


@observe
def penstock_workflow_preset_deleted(event: WorkflowPresetDeleted) -> None:
    """A preset is gone. Since 0.1. Example::

    @hookimpl
    def penstock_workflow_preset_deleted(event):
        print(event.preset_name, "is gone")
    """


@observe
def penstock_workflow_parameters_used(event: WorkflowParametersUsed) -> None:
    """A workflow was queued with parameters, which are its last used ones now. Since 0.1. Example::

    @hookimpl
    def penstock_workflow_parameters_used(event):
        print(event.title, "runs as", event.prompt_id)
    """


@observe
def penstock_workflows_changed_elsewhere(event: WorkflowsChangedElsewhere) -> None:
    """Another process changed workflows in the shared database. Since 0.1. Example::

    @hookimpl
    def penstock_workflows_changed_elsewhere(event):
        print("read the workflows again")
    """
