"""Pools and their exports on one folder without a host: a disk that may fail, pictures with masks and labels."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field

from ...core.contracts.datasets import DatasetExport, ExportPlan, ExportRequest
from ...core.contracts.uploads import Upload
from ...core.files import Files
from ...core.ids import RandomIds
from ...plugins.datasets.service import DatasetService
from ...plugins.datasets.service_specs import assembled
from ...plugins.pictures.service import PictureService
from .fakes import EventRecorder
from .file_faults import FaultyCalls
from .profile_house import ProfileHouse


@define
class ExportHouse:
    """See the module. `start` opens everything anew, as the next process would. `allowed` are the two settings."""

    folder: Path
    allowed: tuple[str, str] = ("", "")
    told: EventRecorder = field(factory=EventRecorder)
    pools: ProfileHouse = field(init=False)
    pictures: PictureService = field(init=False)
    datasets: DatasetService = field(init=False)

    def start(self, calls: FaultyCalls | None = None) -> "ExportHouse":
        """Open pools and data sets, on a disk that works or on one that somebody prepared."""
        self.pools = ProfileHouse(self.folder).start(calls)
        paths = self.pools.paths
        paths.output.mkdir(parents=True, exist_ok=True)
        files = Files(self.pools.calls)
        self.pictures = PictureService(self.folder / "thumbnails", Files())
        self.datasets = assembled(
            paths,
            files,
            self.pools.clock,
            RandomIds(),
            self.pools.pools,
            self.pictures,
            self.told.events.append,
            lambda: self.allowed,
        )
        return self

    def close(self) -> None:
        """End it in order."""
        self.pools.close()

    def kill(self, *, power: bool = False) -> None:
        """The process is gone, and the system lets go of its locks; with the power, what was not synced goes, too."""
        self.let_go()
        self.pools.kill(lose_bytes=power, lose_entries=power)

    def let_go(self) -> None:
        """The system lets go of the locks of a dead process."""
        for owned in self.datasets.exporting.journal._staged._own.values():
            owned.lock.release()

    @property
    def output(self) -> Path:
        """The host's output folder."""
        return self.pools.paths.output

    def upload(self, image: Any, name: str = "a.png", **options: Any) -> Upload:
        """A picture of Pillow on its way in."""
        buffer = io.BytesIO()
        image.save(buffer, "PNG", **options)
        path = self.folder / f"{next(self.pools.numbers)}.upload"
        path.write_bytes(buffer.getvalue())
        return Upload(path=path, file_name=name, content_type="image/png", size=path.stat().st_size)

    def add(self, pool: str, image: Any, label: str = "", mask: Any = None, **options: Any) -> str:
        """Add a picture of Pillow with its label and its mask (gray, white is painted); the slot's id."""
        made = self.pools.pools.add(pool, [self.upload(image, **options)], labels=[label])[0]
        assert made.slot is not None, made.error
        if mask is not None:
            self.pools.pools.set_mask(pool, made.slot.id, self.upload(mask), alpha_is_mask=False)
        return made.slot.id

    def request(self, pool: str = "cats", folder: str = "sets/cats", **options: Any) -> ExportRequest:
        """A request."""
        return ExportRequest(pool=pool, folder=folder, **options)

    def export(self, pool: str = "cats", folder: str = "sets/cats", **options: Any) -> DatasetExport:
        """Export without watching."""
        return self.datasets.export(self.request(pool, folder, **options), lambda _done, _total: None)

    def plan(self, pool: str = "cats", folder: str = "sets/cats", **options: Any) -> ExportPlan:
        """What an export would do."""
        return self.datasets.plan_export(self.request(pool, folder, **options))

    def loaded(self, folder: str) -> Sequence[Any]:
        """Every picture of an exported folder, as the loader node emits it."""
        listing = self.datasets.listing(folder)
        return [self.datasets.load(listing, index) for index in range(len(listing.names))]

    def emitted(self, pool: str = "cats") -> Sequence[tuple[Any, Any, str]]:
        """Every slot as the pool node emits it: IMAGE, MASK, label."""
        from ...plugins.pools.arrays import DecodedImages

        store, decoded = self.pools.store, DecodedImages()
        found = []
        for slot in store.page(pool, 0, 10_000).slots:
            image = decoded.image(store.image_path(pool, slot.id))
            mask = decoded.mask(store.mask_path(pool, slot.id), *image.shape[1:3])
            found.append((image, mask, slot.label))
        return found


def tree(folder: Path) -> Mapping[str, bytes]:
    """Every file below a folder by its path there; hidden ones, too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
