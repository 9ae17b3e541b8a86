"""Events about profiles. `profile` is the profile after the change (before it, where it was deleted)."""

from ..contracts.profiles import Profile
from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class ProfileEvent(Event):
    """What all events about one profile carry."""

    profile: Profile


@frozen(kw_only=True)
class ProfileCreated(ProfileEvent):
    """There is a new profile: an empty one, or a pool that got a name (`adopted`)."""

    adopted: bool = False


@frozen(kw_only=True)
class ProfileRenamed(ProfileEvent):
    """A profile has another name; its id stays."""

    old_name: str


@frozen(kw_only=True)
class ProfileDeleted(ProfileEvent):
    """A profile went to the trash; `trash` brings it back for 30 days, empty where only its name was left."""

    trash: str = ""


@frozen(kw_only=True)
class ProfileRestored(ProfileEvent):
    """A deleted profile is back."""


@frozen(kw_only=True)
class ProfileDuplicated(ProfileEvent):
    """`profile` is a copy of the profile with the id `source`."""

    source: str


@frozen(kw_only=True)
class ProfileImported(ProfileEvent):
    """`profile` came out of a zip file; `file_name` is what its sender called that: show it, open nothing by it."""

    file_name: str = ""


@frozen(kw_only=True)
class ProfileExported(ProfileEvent):
    """A zip file of so many bytes was made of the profile."""

    bytes: int


@frozen(kw_only=True)
class ProfilesChangedElsewhere(Event):
    """Another process (the other host, Dataset Gates, a script) changed the list of profiles; read it again."""
