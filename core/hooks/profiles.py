"""Observe hooks about profiles.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands. The pool of a profile has events of its own (`penstock_pool_created` and the like).
"""

from ..events.profiles import (
    ProfileCreated,
    ProfileDeleted,
    ProfileDuplicated,
    ProfileExported,
    ProfileImported,
    ProfileRenamed,
    ProfileRestored,
    ProfilesChangedElsewhere,
)
from .markers import observe


@observe
def penstock_profile_created(event: ProfileCreated) -> None:
    """There is a new profile, empty or adopted from a node's own pool. Since 0.1. Example::

    @hookimpl
    def penstock_profile_created(event):
        print(event.profile.name, "was", "adopted" if event.adopted else "made")
    """


@observe
def penstock_profile_renamed(event: ProfileRenamed) -> None:
    """A profile has another name; its id stays. Since 0.1. Example::

    @hookimpl
    def penstock_profile_renamed(event):
        print(event.old_name, "is now", event.profile.name)
    """


@observe
def penstock_profile_deleted(event: ProfileDeleted) -> None:
    """A profile went to the trash, where it is kept 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_profile_deleted(event):
        print(event.profile.name, "can be restored with", event.trash)
    """


@observe
def penstock_profile_restored(event: ProfileRestored) -> None:
    """A deleted profile is back. Since 0.1. Example::

    @hookimpl
    def penstock_profile_restored(event):
        print(event.profile.name, "is back")
    """


@observe
def penstock_profile_duplicated(event: ProfileDuplicated) -> None:
    """A profile was copied, images and all. Since 0.1. Example::

    @hookimpl
    def penstock_profile_duplicated(event):
        print(event.profile.id, "is a copy of", event.source)
    """


@observe
def penstock_profile_imported(event: ProfileImported) -> None:
    """A profile came out of a zip file. Since 0.1. Example::

    @hookimpl
    def penstock_profile_imported(event):
        print(event.profile.name, "came from", event.file_name)
    """


@observe
def penstock_profile_exported(event: ProfileExported) -> None:
    """A zip file was made of a profile. Since 0.1. Example::

    @hookimpl
    def penstock_profile_exported(event):
        print(event.profile.name, event.bytes, "bytes")
    """


@observe
def penstock_profiles_changed_elsewhere(event: ProfilesChangedElsewhere) -> None:
    """Another process changed the list of profiles: read it again. Since 0.1. Example::

    @hookimpl
    def penstock_profiles_changed_elsewhere(event):
        print("the profiles changed, see event", event.seq)
    """
