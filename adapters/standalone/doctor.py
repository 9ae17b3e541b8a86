"""`penstock doctor`: what is wrong with a data folder, and mending it."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, Literal

from ...core.clock import SystemClock
from ...core.errors import PenstockError, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import RandomIds
from ...core.settings_file import SettingsFile
from ...core.values import frozen
from ...plugins.pools.checking import Trouble
from ...plugins.pools.store import DiskPoolStore
from ...plugins.profiles.registry import Registry
from ...plugins.profiles.registry_document import DamagedRegistry, Document
from ...plugins.profiles.registry_file import LastGood, RegistryFile, registry_path
from ..http.staged_uploads import old_uploads

POOLS: Final = "grid_pool"
Report = Callable[[int, int, str], None]
"""Takes what is done, of how many, and what comes next."""


@frozen(kw_only=True)
class Line:
    """One thing that is wrong: where (a folder, a file, a pool), what, and whether it is right by now.

    A `note` is nothing wrong: something that a person may want to know.
    """

    place: str
    message: str
    mended: bool = False
    note: bool = False


def _nobody_watches(_done: int, _total: int, _message: str) -> None:
    """Shows nothing."""


def examine(paths: HostPaths, *, mend: bool, report: Report = _nobody_watches) -> Iterator[Line]:
    """Everything that is wrong with a data folder, mended where `mend`; else nothing is changed. Blocks.

    Raises `PenstockError` where the disk refuses to be read.
    """
    files = Files()
    yield from _folders(paths, files, mend=mend)
    yield from _settings(paths, files, mend=mend)
    yield from _uploads(paths, files, mend=mend)
    if (paths.input / POOLS).is_dir():
        store = DiskPoolStore(paths.input / POOLS, paths.private / "trash", files, SystemClock(), RandomIds())
        try:
            yield from _pools(store, report, mend=mend)
            yield from _profiles(paths, files, store, mend=mend)
        finally:
            store.close()


def _folders(paths: HostPaths, files: Files, *, mend: bool) -> Iterator[Line]:
    for folder in (paths.input, paths.output, paths.temp, paths.user, paths.private):
        if not folder.is_dir():
            yield _mended(folder, "The folder is missing.", mend and partial(files.make_folder, folder))
        elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield Line(place=str(folder), message="The folder cannot be read and written; check its permissions.")


def _settings(paths: HostPaths, files: Files, *, mend: bool) -> Iterator[Line]:
    path = paths.private / "settings.json"
    settings = SettingsFile(path, files)
    try:
        fine = settings.is_sound()
    except PenstockError as error:
        yield Line(place=str(path), message=error.message)
        return
    if not fine:
        yield _mended(path, "The settings are damaged: defaults are used.", mend and settings.mend)


def _uploads(paths: HostPaths, files: Files, *, mend: bool) -> Iterator[Line]:
    for path in old_uploads(paths):
        yield _mended(path, "An upload that a killed server left behind.", mend and partial(files.discard, path))


def _mended(path: Path, message: str, mending: Callable[[], object] | Literal[False]) -> Line:
    """The line for what `mending` puts right; where the disk refuses, why it did not."""
    if not mending:
        return Line(place=str(path), message=message)
    try:
        mending()
    except OSError as error:
        return Line(place=str(path), message=f"{message} {from_os_error(error, 'mend it').message}")
    except PenstockError as error:
        return Line(place=str(path), message=f"{message} {error.message}")
    return Line(place=str(path), message=message, mended=True)


def _pools(store: DiskPoolStore, report: Report, *, mend: bool) -> Iterator[Line]:
    pools = store.pool_ids()
    for done, pool_id in enumerate(pools):
        report(done, len(pools), f"pool {pool_id}")
        try:
            findings = store.mend(pool_id) if mend else store.check(pool_id)
        except PenstockError as error:
            yield Line(place=f"pool {pool_id}", message=error.message)
            continue
        for found in findings:
            yield Line(
                place=f"pool {pool_id}: {found.name}",
                message=found.message,
                mended=found.mended,
                note=found.trouble is Trouble.SET_ASIDE,
            )


def _profiles(paths: HostPaths, files: Files, store: DiskPoolStore, *, mend: bool) -> Iterator[Line]:
    """The list of profiles: damage, entries that are none, profiles whose images are gone."""
    file = RegistryFile(registry_path(paths), files, SystemClock())
    try:
        found = file.read()
    except DamagedRegistry as error:
        registry = Registry(file, LastGood(paths.private / "profiles" / "registry.json", files), store)
        yield _mended(file.path, f"The list of profiles is damaged: {error}.", mend and partial(_mend_list, registry))
        return
    except PenstockError as error:
        yield Line(place=str(file.path), message=error.message)
        return
    document = found or Document()
    if strays := document.strays():
        yield Line(place=str(file.path), message=f"Entries that are no profiles: {strays}.", note=True)
    for profile in document.profiles:
        if not store.exists(profile.id):
            yield Line(place=f"profile {profile.name!r}", message=f"Its pool {profile.id} is gone.", note=True)


def _mend_list(registry: Registry) -> None:
    with registry.holding():
        pass  # whoever holds it has it mended


def pool_count(paths: HostPaths) -> int:
    """How many folders there are that could be pools."""
    folder = paths.input / POOLS
    found = folder.iterdir() if folder.is_dir() else iter(())
    return sum(1 for path in found if path.is_dir() and not path.name.startswith("."))


def shown(line: Line, *, mend: bool) -> str:
    """The line for a person."""
    state = "note" if line.note else "mended" if line.mended else "NOT MENDED" if mend else "found"
    return f"{state:<10} {line.place}: {line.message}"
