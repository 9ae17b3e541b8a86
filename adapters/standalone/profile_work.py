"""What the commands of `penstock profiles` do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import asdict

from ...core.contracts.pools import Pools, PoolStore, Progress
from ...core.contracts.profiles import DeletedProfile, Profile, Profiles
from ...core.errors import Conflict, NotFound, from_os_error
from ...core.files import Files
from ...core.names import is_file_name
from ...core.values import frozen
from ...plugins.profiles.names import key
from .doctor import Report
from .headless import headless
from .paths import data_paths, default_data
from .said_warnings import Say, said_warnings


@frozen
class Work:
    """The services that the commands use."""

    profiles: Profiles
    store: PoolStore
    files: Files


@contextmanager
def opened(data: Path | None, say: Say) -> Iterator[Work]:
    """The profiles of a data folder while the block runs; what had to be mended in their list is said."""
    with said_warnings(say) as told, headless(data_paths(data or default_data())) as started:
        services = started.application.services
        work = Work(services.get(Profiles), services.get(Pools).store, services.get(Files))
        for problem in work.profiles.problems():
            told.tell(problem)
        yield work


def shown(report: Report, what: str) -> Progress:
    """The bytes of this profile or file on the terminal."""
    return lambda done, total: report(done, total, what)


def found(work: Work, name: str) -> Profile:
    """The profile of this name or id; `NotFound` without one, `Conflict` where several share the name."""
    listed = work.profiles.list()
    named = [profile for profile in listed if key(profile.name) == key(name.strip())]
    named = named or [profile for profile in listed if profile.id == name]
    if not named:
        raise NotFound(f"There is no profile {name!r}.", hint="penstock profiles list shows all.")
    if len(named) > 1:
        ids = ", ".join(profile.id for profile in named)
        raise Conflict(f"{len(named)} profiles have the name {name!r}.", hint=f"Say which one by its id: {ids}.")
    return named[0]


def found_deleted(work: Work, name: str) -> DeletedProfile:
    """The deleted profile that this trash id brings back, or the last deleted one of this name."""
    deleted = work.profiles.deleted()
    for one in deleted:
        if name in (one.trash, one.profile.id) or key(one.profile.name) == key(name.strip()):
            return one
    raise NotFound(f"There is no deleted profile {name!r}.", hint="penstock profiles list --deleted shows all.")


def listed_profiles(work: Work) -> list[dict[str, Any]]:
    """Every profile with its number of images; None where they are gone."""
    return [{**asdict(profile), "count": _count(work.store, profile.id)} for profile in work.profiles.list()]


def _count(store: PoolStore, pool_id: str) -> int | None:
    try:
        return store.pool(pool_id).count
    except NotFound:
        return None


def deleted_profiles(work: Work) -> list[dict[str, Any]]:
    """Every deleted profile with what brings it back."""
    return [{**asdict(one.profile), "deleted": one.deleted, "trash": one.trash} for one in work.profiles.deleted()]


def as_text(profiles: list[dict[str, Any]]) -> str:
    """A line for each; the name last, it may hold anything."""
    return "\n".join(_deleted_line(one) if "trash" in one else _line(one) for one in profiles)


def _line(profile: dict[str, Any]) -> str:
    count = "gone" if profile["count"] is None else str(profile["count"])
    return f"{count:>6}  {_day(profile['created']):<10}  {profile['id']:<32}  {profile['name']}"


def _deleted_line(profile: dict[str, Any]) -> str:
    return f"{_day(profile['deleted']):<10}  {profile['trash']}  {profile['name']}"


def _day(time_ms: int) -> str:
    """The local date; nothing for 0, which is what Dataset Gates writes, and for what no calendar has."""
    try:
        return datetime.fromtimestamp(time_ms / 1000).strftime("%Y-%m-%d") if time_ms else ""
    except (ValueError, OverflowError, OSError):
        return ""


def export_to(work: Work, profile: Profile, file: Path | None, progress: Progress) -> Path:
    """Pack the profile into `file` (or a folder, or the current one), which must be free; where it lies now."""
    if (wanted := _target(file, profile, f"{profile.name}.zip")).exists():
        raise _taken(wanted)
    made = work.profiles.export(profile.id, progress)
    try:
        target = _target(file, profile, made.file_name)
        _copied(work.files, made.path, target)
    finally:
        work.profiles.discard_export(made.id)
    return target


def _target(file: Path | None, profile: Profile, file_name: str) -> Path:
    if file is not None and not file.is_dir():
        return file.absolute()
    return (file or Path()).absolute() / (file_name if is_file_name(file_name) else f"{profile.id}.zip")


def _taken(target: Path) -> Conflict:
    return Conflict(f"There is a file {target}.", hint="Say another name, or remove it.")


def _copied(files: Files, source: Path, target: Path) -> None:
    """Copied and then renamed: whoever finds the file finds all of it."""
    try:
        with files.stage(target.parent) as staged:
            files.copy(source, staged)
        try:
            files.place(staged.path, target)
        except OSError:
            files.discard(staged.path)
            raise
    except FileExistsError as error:
        raise _taken(target) from error
    except OSError as error:
        raise from_os_error(error, f"write {target}") from error


def import_from(work: Work, file: Path, progress: Progress) -> str:
    """Make a profile of a zip file; the line that says what came of it."""
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    made = work.profiles.import_zip(file.absolute(), file.name, progress)
    left_out = f", {made.left_out} files left out" if made.left_out else ""
    return f"{made.profile.name}: {made.count} images{left_out}"
