"""What Dataset Gates' profile routes take and answer. The body of `seed` is a plain object: it has a field `from`."""

from ...core.contracts.profiles import Profile
from ...core.contracts.uploads import Upload
from ...core.values import frozen


@frozen(kw_only=True)
class NameBody:
    """The name of the new profile."""

    name: str


@frozen(kw_only=True)
class RenameBody:
    """The profile and its new name."""

    id: str
    name: str


@frozen(kw_only=True)
class CopyBody:
    """The profile to copy and the name of the copy."""

    id: str
    name: str


@frozen(kw_only=True)
class IdBody:
    """The profile."""

    id: str


@frozen(kw_only=True)
class IdQuery:
    """The profile; a missing id is an error, as an empty one is."""

    id: str = ""


@frozen(kw_only=True)
class ZipForm:
    """A form with the zip file of a profile."""

    file: Upload


@frozen(kw_only=True)
class Registry:
    """The profiles, as `profiles.json` lists them."""

    profiles: tuple[Profile, ...]


@frozen(kw_only=True)
class Copied:
    """How many files were copied: images, masks and the manifest."""

    copied: int
