"""What the routes of data sets take and answer."""

from pathlib import Path

from attrs import field

from ...core.contracts.datasets import BucketOptions, DatasetFolder, DatasetSource, Fit, TrashedDataset
from ...core.values import frozen


@frozen(kw_only=True)
class FolderList:
    """The folders that may be used: input, output, then those of the settings."""

    folders: tuple[DatasetFolder, ...]


@frozen(kw_only=True)
class NewFolder:
    """The address of a folder that is to be made; one without a root lies in the output folder."""

    folder: str


@frozen(kw_only=True)
class FolderAddress:
    """The address of a folder, in one spelling."""

    folder: str


@frozen(kw_only=True)
class ListingQuery:
    """Which folder, how many folders deep (0 to 64, -1: all), and which page: `limit` 1 to 500 pictures."""

    folder: str = ""
    depth: int = 0
    start: int = 0
    limit: int = 100


@frozen(kw_only=True)
class Subfolder:
    """A folder in a folder. `images` counts its pictures; null where that would take too long, and on later pages."""

    name: str
    address: str
    images: int | None = None


@frozen(kw_only=True)
class ListedImage:
    """A picture of a folder: `name` is its path below it. `caption` has the first 300 characters, null without one.

    `mask` says that it has a mask file. `tag` changes with the file, empty where that is gone. `problem` says what is
    wrong with what lies beside it.
    """

    name: str
    stem: str
    caption: str | None
    mask: bool
    tag: str
    problem: str = ""


@frozen(kw_only=True)
class Listing:
    """A page of the `count` pictures of `folder` from place `start` on, and the folders in it.

    `parent` is the address of the folder that it lies in, null where that may not be used. `skipped` are entries that
    lead out of what is allowed.
    """

    folder: str
    path: Path
    parent: str | None
    can_save: bool
    folders: tuple[Subfolder, ...]
    count: int
    start: int
    images: tuple[ListedImage, ...]
    skipped: tuple[str, ...] = ()


@frozen(kw_only=True)
class PictureQuery:
    """Which picture of which folder. `mask`: the file of its mask instead.

    `side`: a small JPEG of at most so many pixels along the longer side. `v`: the tag, for caches.
    """

    folder: str
    name: str
    side: int | None = None
    v: str | None = None
    mask: bool = False


@frozen(kw_only=True)
class StatisticsRequest:
    """What to look at: a folder, or a pool; and how its pictures are fitted."""

    source: DatasetSource
    options: BucketOptions = field(factory=BucketOptions)


@frozen(kw_only=True)
class Bucket:
    """A bucket in pixels."""

    width: int
    height: int


@frozen(kw_only=True)
class FitsRequest:
    """A page of pictures with their buckets: all of them, or those of one `bucket`. `limit` is 1 to 500."""

    source: DatasetSource
    options: BucketOptions = field(factory=BucketOptions)
    bucket: Bucket | None = None
    start: int = 0
    limit: int = 100


@frozen(kw_only=True)
class FittedImage:
    """A picture and its bucket. `fit` is null where the picture cannot be read, then `problem` says why.

    Of a pool `slot` is its id, and `name` the same. `tag` changes with the file. `caption` has the first 300
    characters.
    """

    name: str
    slot: str | None
    tag: str
    width: int
    height: int
    fit: Fit | None
    caption: str | None
    mask: bool
    problem: str = ""


@frozen(kw_only=True)
class Fits:
    """A page of `count` pictures from place `start` on."""

    count: int
    start: int
    images: tuple[FittedImage, ...]


@frozen(kw_only=True)
class DeletedFolders:
    """The training folders that exports replaced, the last one first."""

    deleted: tuple[TrashedDataset, ...]
