"""What the routes of profiles take and answer."""

from ...core.contracts.profiles import DeletedProfile, Profile
from ...core.contracts.uploads import Upload
from ...core.values import frozen


@frozen(kw_only=True)
class Pictures:
    """How many of the first pictures of each profile to name: 0 to 8; without a number no pool is opened."""

    pictures: int | None = None


@frozen(kw_only=True)
class Picture:
    """One of a profile's pictures: enough for the address of its thumbnail."""

    id: str
    image_tag: str


@frozen(kw_only=True)
class ListedProfile(Profile):
    """A profile as it is shown: `missing` where its pool is gone, `count` of images (null where nobody asked)."""

    missing: bool = False
    count: int | None = None
    pictures: tuple[Picture, ...] = ()


@frozen(kw_only=True)
class ProfileList:
    """The profiles in the order of the registry, what had to be mended in it, and whether it may be written."""

    profiles: tuple[ListedProfile, ...]
    problems: tuple[str, ...] = ()
    read_only: bool = False


@frozen(kw_only=True)
class NewProfile:
    """The name; with `pool` that pool gets it (it is made where it does not exist), without one a new pool is made."""

    name: str
    pool: str | None = None


@frozen(kw_only=True)
class NewName:
    """The new name."""

    name: str


@frozen(kw_only=True)
class DuplicateName:
    """The name of the copy; a free one is found where there is none."""

    name: str | None = None


@frozen(kw_only=True)
class SeedSource:
    """The pool whose images are copied."""

    pool: str


@frozen(kw_only=True)
class ZipFile:
    """The zip file of a profile, ours or Dataset Gates'."""

    file: Upload


@frozen(kw_only=True)
class TrashedProfile:
    """A profile that was deleted; `trash` brings it back for 30 days, empty where only its name was left."""

    profile: Profile
    trash: str


@frozen(kw_only=True)
class DeletedProfiles:
    """The profiles in the trash, the last deleted first."""

    deleted: tuple[DeletedProfile, ...]


@frozen(kw_only=True)
class Seeded:
    """The result of the job that copies images into a profile: how many."""

    count: int


@frozen(kw_only=True)
class FinishedExport:
    """The result of the job that packs a profile: `url` is where the zip file of so many `bytes` is for an hour.

    `warning` says what has to be set where it is to be imported; empty most of the time.
    """

    id: str
    profile: Profile
    file_name: str
    bytes: int
    url: str
    warning: str = ""
