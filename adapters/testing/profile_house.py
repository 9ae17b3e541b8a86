"""Pools and profiles on one folder without a host: a disk that may fail, events that are told when the test says so."""

import itertools
from collections import deque
from pathlib import Path

from attrs import define, field

from ...core.contracts.uploads import Upload
from ...core.dispatch import Dispatcher, HookTable
from ...core.events.base import Event
from ...core.events.profiles import ProfileEvent, ProfilesChangedElsewhere
from ...core.faults import FaultLog
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import RandomIds
from ...plugins.pools.comings import PoolComings
from ...plugins.pools.image_checks import DEFAULT_LIMITS
from ...plugins.pools.service import PoolService
from ...plugins.pools.service_uploads import Uploads
from ...plugins.pools.store import DiskPoolStore
from ...plugins.pools.watch_folders import FolderIds
from ...plugins.profiles.service import ProfileService
from ...plugins.profiles.service_specs import assembled
from ...plugins.profiles.watch import PoolsSeen
from .database_faults import FaultyDatabase
from .fakes import FakeClock
from .file_faults import FaultyCalls
from .invariants.pictures import png


class HeldEvents(Dispatcher):
    """A dispatcher without a thread: `deliver` hands on what was published, in the thread of the test."""

    def __init__(self) -> None:
        super().__init__(HookTable({}, FaultLog()), lambda _event: None, "epoch")
        self.told: list[Event] = []
        self.pending: deque[Event] = deque()
        self.seen: PoolsSeen | None = None

    def notify(self, event: Event) -> Event:
        """Publish: number it and keep it."""
        stamped = super().notify(event)
        self.told.append(stamped)
        self.pending.append(stamped)
        return stamped

    def deliver(self) -> None:
        """Let the registry follow what happened to pools."""
        while self.pending and self.seen is not None:
            self.seen.see(self.pending.popleft())

    def follow(self) -> None:
        """`deliver`, and let it follow what it could not follow before."""
        self.deliver()
        if self.seen is not None:
            self.seen.follow()


@define
class ProfileHouse:
    """See the module. `start` opens everything anew, as the next process would; another house may share the folder."""

    folder: Path
    clock: FakeClock = field(factory=FakeClock)
    calls: FaultyCalls = field(factory=FaultyCalls)
    database: FaultyDatabase = field(factory=FaultyDatabase)
    events: HeldEvents = field(factory=HeldEvents)
    numbers: "itertools.count[int]" = field(factory=itertools.count)
    store: DiskPoolStore = field(init=False)
    pools: PoolService = field(init=False)
    profiles: ProfileService = field(init=False)

    @property
    def paths(self) -> HostPaths:
        """The folders of the host."""
        return HostPaths(**{name: self.folder / name for name in ("input", "output", "temp", "user")})

    @property
    def root(self) -> Path:
        """Where the pools and the registry are."""
        return self.paths.input / "grid_pool"

    @property
    def registry(self) -> Path:
        """The file of the registry."""
        return self.root / "profiles.json"

    @property
    def names(self) -> list[str]:
        """The names of the profiles, in their order."""
        return [profile.name for profile in self.profiles.list()]

    def start(self, calls: FaultyCalls | None = None) -> "ProfileHouse":
        """Open pools and profiles, on a disk that works or on one that somebody prepared."""
        self.paths.input.mkdir(parents=True, exist_ok=True)
        self.paths.user.mkdir(parents=True, exist_ok=True)
        self.calls, self.events = calls or FaultyCalls(), HeldEvents()
        self.database = FaultyDatabase(calls=self.calls)
        files, ids, private = Files(self.calls), RandomIds(), self.paths.private
        self.store = DiskPoolStore(self.root, private / "trash", files, self.clock, ids, self.database.connect)
        uploads = Uploads(files, self.store.staging, lambda: DEFAULT_LIMITS)
        folders = PoolComings(FolderIds(self.root))
        self.pools = PoolService(self.store, folders, uploads, self.events, self.clock, ids, lambda: 100_000)
        self.profiles = assembled(self.paths, files, self.clock, ids, self.pools, self.events.notify)
        self.profiles.start()
        self.events.seen = PoolsSeen(self.profiles)
        return self

    def kill(self, *, lose_bytes: bool = False, lose_entries: bool = False) -> None:
        """The process is gone; with the power, what was not synced is too."""
        self.database.abandon()
        self.calls.power_loss(lose_bytes=lose_bytes, lose_entries=lose_entries)

    def close(self) -> None:
        """End it in order."""
        self.calls.crash_before = self.calls.crash_after = self.calls.fail = self.calls.fail_from = None
        self.profiles.close()
        self.store.close()

    def picture(self) -> Upload:
        """A new picture on its way in, different from all others."""
        number = next(self.numbers)
        path = self.folder / f"{number}.upload"
        path.write_bytes(png(number))
        return Upload(path=path, file_name=f"{number}.png", content_type="image/png", size=path.stat().st_size)

    def fill(self, pool_id: str, *labels: str) -> list[str]:
        """Add a picture for each label; the ids of the slots."""
        results = self.pools.add(pool_id, [self.picture() for _ in labels], labels=labels)
        return [result.slot.id for result in results if result.slot is not None]

    def profile_events(self) -> list[str]:
        """The names of what was told of profiles since this was asked last, after all was delivered."""
        self.events.deliver()
        told, self.events.told = self.events.told, []
        return [event.name for event in told if isinstance(event, ProfileEvent | ProfilesChangedElsewhere)]
