"""Data sets: folders of pictures with their texts, and what training needs to know of them. Every value is frozen.

A *folder* is named by text, the same in nodes, routes and commands: `cats` and `input/cats` lie in the host's input
folder (when something is saved, `cats` lies in the output folder), `output/cats` in its output folder, an absolute
path in one of the folders that the settings allow. Everything raises `PenstockError`, blocks, and is safe on any
thread.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from attrs import field

from ..values import frozen

SIDECAR: Final = "SIDECAR"
"""The type of links that carry texts to save beside images: a list of `{"content", "name", "ext"}`."""

Progress = Callable[[int, int], None]
"""Called with `(done, total)` while long work goes on; raising ends the work, all undone."""

MaskKind = Literal["none", "alpha", "file", "folder"]
CaptionKind = Literal["txt", "caption", "none"]
ImageKind = Literal["keep", "png", "jpg", "webp"]
Existing = Literal["refuse", "number", "replace"]
Presence = Literal["any", "with", "without"]


@frozen(kw_only=True)
class DatasetFolder:
    """A folder that may be used. `address` is the text that names it; `problem` says why it cannot be used now.

    `kind` is input, output (the host's own) or allowed (by the settings).
    """

    address: str
    path: Path
    kind: Literal["input", "output", "allowed"]
    can_save: bool
    problem: str = ""


@frozen(kw_only=True)
class FolderImage:
    """A picture of a folder. `name` is its path below the folder, with `/`; `stem` its file name without ending.

    `caption` is None where no file holds one. `mask_file` is the file of its mask, None where it has none: then the
    mask is the picture's transparency.
    """

    name: str
    stem: str
    path: Path
    caption: str | None = None
    caption_file: Path | None = None
    mask_file: Path | None = None


@frozen(kw_only=True)
class FolderListing:
    """The pictures of a folder in natural order of `names`, which are paths below `path` with `/`.

    `skipped` are entries that are not listed because they lead out of what is allowed.
    """

    address: str
    path: Path
    depth: int
    names: tuple[str, ...]
    skipped: tuple[str, ...] = ()


@frozen(kw_only=True)
class BucketOptions:
    """How pictures are fitted: at most `resolution` squared pixels, sides multiples of `divisible` pixels.

    A picture that is enlarged more than `max_upscale` times is told of.
    """

    resolution: int = 1280
    divisible: int = 64
    max_upscale: float = 1.5


@frozen(kw_only=True)
class Fit:
    """How a picture is fitted: scaled by `scale` to cover `width` x `height` pixels, the middle kept.

    `box` (left, top, right, bottom) is what is kept, in pixels of the picture, not rounded. `cropped` is the share of
    the picture's area that is cut off, 0..1.
    """

    width: int
    height: int
    scale: float
    box: tuple[float, float, float, float]
    cropped: float


@frozen(kw_only=True)
class DatasetSource:
    """What is looked at: a folder with the folders below it to `depth` (-1: all), or a pool. Exactly one is named."""

    folder: str = ""
    depth: int = 0
    pool: str = ""


@frozen(kw_only=True)
class ImageFacts:
    """What is known of a picture without decoding it: pixels, upright, and bytes; `problem` where it cannot be read.

    `caption` is the beginning of a long text, of at least 4,000 characters; `characters` is then the length of the
    whole, and None where `caption` is the whole.
    """

    name: str
    width: int = 0
    height: int = 0
    bytes: int = 0
    kind: str = ""
    caption: str | None = None
    characters: int | None = None
    mask: bool = False
    problem: str = ""


@frozen(kw_only=True)
class BucketCount:
    """A bucket: how many pictures fall into it, how many are enlarged too much, the mean share cut off (0..1)."""

    width: int
    height: int
    images: int
    enlarged: int
    cropped: float


@frozen(kw_only=True)
class SizeCount:
    """How many pictures have this size."""

    width: int
    height: int
    images: int


@frozen(kw_only=True)
class TagCount:
    """How many captions have this tag: a part between commas, without blanks around it, cut at 200 characters."""

    tag: str
    images: int


@frozen(kw_only=True)
class DatasetWarning:
    """Something that training would suffer from. `names` are the first of the `images` pictures it concerns."""

    code: str
    message: str
    hint: str
    images: int
    names: tuple[str, ...] = ()


@frozen(kw_only=True)
class CaptionCounts:
    """How many pictures have a caption, an empty one, none; characters of those that have one."""

    present: int = 0
    empty: int = 0
    missing: int = 0
    shortest: int = 0
    median: int = 0
    longest: int = 0


@frozen(kw_only=True)
class DatasetStatistics:
    """What a data set consists of. Buckets, sizes and tags come with the most frequent first.

    `kinds` counts formats (`PNG`, `JPEG`, ...). `megapixels` are counts by upper bound in megapixels (0.25, 0.5, 1, 2,
    4, 8, and `more`). `tags` are the first of `tags_in_all`, at most 200. Tags are those in the first 4,000
    characters of each caption, at most 2,000 of them; once 200,000 different ones are known, no new ones are counted,
    so that `tags_in_all` is never more.
    """

    source: DatasetSource
    options: BucketOptions
    images: int
    unreadable: int
    bytes: int
    masks: int
    kinds: Mapping[str, int]
    sizes: tuple[SizeCount, ...]
    sizes_in_all: int
    megapixels: Mapping[str, int]
    buckets: tuple[BucketCount, ...]
    captions: CaptionCounts
    tags: tuple[TagCount, ...]
    tags_in_all: int
    warnings: tuple[DatasetWarning, ...]


@frozen(kw_only=True)
class SlotFilter:
    """Which slots of a pool: those whose label has every word of `words` and none behind a `-`, case ignored.

    Words in double quotes are one. `slots` limits to these ids (None: all of the pool).
    """

    words: str = ""
    labels: Presence = "any"
    masks: Presence = "any"
    slots: tuple[str, ...] | None = None


@frozen(kw_only=True)
class ExportRequest:
    """Write slots of `pool` as a training folder.

    - `folder`: where; made new. `existing` says what happens where it is there: `refuse`; `number` takes `name-2`,
      `name-3`, ...; `replace` moves a folder that an export wrote to the trash (any other is refused).
    - `images`: `keep` writes the stored bytes, `png`, `jpg`, `webp` encode (`quality` 1..100).
    - `masks`: `alpha` (255 - mask, PNG or WebP only), `file` (`0001-masklabel.png` beside it), `folder`
      (`masks/0001.png`), white = painted; `none`.
    - `captions`: the label as `0001.txt` or `0001.caption` (UTF-8); slots without a label have none, or with
      `empty_captions` an empty one.
    - `fit`: resize each picture and its mask to its bucket.

    Names are places in the export, from 1, as many digits as needed (at least 4), `prefix` before them.
    """

    pool: str
    folder: str
    filter: SlotFilter = field(factory=SlotFilter)
    existing: Existing = "refuse"
    images: ImageKind = "keep"
    quality: int = 95
    masks: MaskKind = "file"
    captions: CaptionKind = "txt"
    empty_captions: bool = False
    prefix: str = ""
    fit: BucketOptions | None = None


@frozen(kw_only=True)
class ExportPlan:
    """What an export would write: into `folder` (absolute `path`), `images` pictures with `masks` and `captions`.

    `bytes` is an estimate. `replaces` says that a folder is there and would go to the trash.
    """

    folder: str
    path: Path
    images: int
    masks: int
    captions: int
    bytes: int
    replaces: bool
    warnings: tuple[DatasetWarning, ...] = ()


@frozen(kw_only=True)
class DatasetExport:
    """A finished export. `trash` brings a replaced folder back."""

    folder: str
    path: Path
    images: int
    masks: int
    captions: int
    trash: str | None = None


@frozen(kw_only=True)
class TrashedDataset:
    """A replaced folder: `id` brings it back to `folder`, `deleted` is wall time in ms."""

    id: str
    folder: str
    deleted: int


@frozen(kw_only=True)
class LoadedItem:
    """A picture of a folder as a node emits it: IMAGE, MASK, caption (empty without one), stem and place."""

    image: Any = field(eq=False, repr=False)
    mask: Any = field(eq=False, repr=False)
    caption: str
    stem: str
    index: int


class Datasets(Protocol):
    """The service of data sets."""

    def folders(self) -> tuple[DatasetFolder, ...]:
        """The folders that may be used: input, output, then those of the settings in their order."""
        ...

    def listing(self, folder: str, depth: int = 0) -> FolderListing:
        """The pictures of a folder, in natural order of their paths; `depth` 0 is the folder alone, -1 everything.

        Raises `NotFound` where there is no such folder and `BadName` where it is not allowed.
        """
        ...

    def image(self, listing: FolderListing, index: int) -> FolderImage:
        """One picture with its caption and mask file; `EndOfFolder` where `index` is none of the listing."""
        ...

    def load(self, listing: FolderListing, index: int) -> LoadedItem:
        """One picture decoded, as ComfyUI's LoadImage reads it."""
        ...

    def fit(self, width: int, height: int, options: BucketOptions) -> Fit:
        """The bucket of a picture of this size; `Invalid` for options without any bucket."""
        ...

    def facts(self, source: DatasetSource, progress: Progress) -> tuple[ImageFacts, ...]:
        """Size, caption and mask of every picture, by place; headers are read once for each state of a file."""
        ...

    def statistics(self, source: DatasetSource, options: BucketOptions, progress: Progress) -> DatasetStatistics:
        """What the data set consists of, with warnings."""
        ...

    def plan_export(self, request: ExportRequest) -> ExportPlan:
        """What `export` would do; raises what it would raise before it writes anything."""
        ...

    def export(self, request: ExportRequest, progress: Progress) -> DatasetExport:
        """Write a training folder, whole or not at all."""
        ...

    def trash(self) -> tuple[TrashedDataset, ...]:
        """The replaced folders, the last one first."""
        ...

    def restore(self, trash_id: str) -> str:
        """Bring a replaced folder back; an export that is in its place goes to the trash. Returns its address.

        `Conflict` where anything else is there.
        """
        ...
