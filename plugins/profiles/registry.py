"""The registry of profiles, `<input>/grid_pool/profiles.json`, in the format of Dataset Gates; read, never written."""

import json
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ...core.errors import BadName, StorageFailed, from_os_error
from ...core.host import HostPaths
from ...core.names import check_id

_MOST_BYTES: Final = 16 << 20


@frozen(kw_only=True)
class Profile:
    """A named pool: `id` is the pool's, `name` a label, `created` wall time in ms (0 in files of Dataset Gates)."""

    id: str
    name: str
    created: int = 0


def registry_path(paths: HostPaths) -> Path:
    """Where the registry lies; it need not exist."""
    return paths.input / "grid_pool" / "profiles.json"


def read_profiles(path: Path) -> tuple[Profile, ...]:
    """The profiles in their order; none where there is no file. Entries that are none are left out.

    Raises `StorageFailed` for a file that is damaged, and the errors of the disk.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _damaged(path)
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise from_os_error(error, "read the profiles") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    entries = data.get("profiles") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise _damaged(path)
    return tuple({made.id: made for entry in entries if (made := _profile(entry)) is not None}.values())


def find_profile(profiles: tuple[Profile, ...], profile_id: str) -> Profile | None:
    """The profile with this id; names never decide."""
    return next((profile for profile in profiles if profile.id == profile_id), None)


def _profile(entry: Any) -> Profile | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        return None
    try:
        profile_id = check_id(entry.get("id"))
    except BadName:
        return None
    created = entry.get("created", 0)
    return Profile(id=profile_id, name=entry["name"], created=created if type(created) is int else 0)


def _damaged(path: Path) -> StorageFailed:
    return StorageFailed(
        f"{path.name} is damaged; the names of the profiles cannot be read.",
        hint="Restore it from a backup. The pools themselves are not affected.",
    )
