"""Importing bytes, and comparing folders before and after a zip file was refused."""

from pathlib import Path

from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.pools import Progress, no_progress
from penstock.core.contracts.profiles import ProfileImport


def take(
    house: ProfileHouse, data: bytes, file_name: str = "sent.zip", progress: Progress = no_progress
) -> ProfileImport:
    """Import a zip file of these bytes."""
    archive = house.folder / "sent.upload"
    archive.write_bytes(data)
    try:
        return house.profiles.import_zip(archive, file_name, progress)
    finally:
        archive.unlink()


def everything(folder: Path) -> dict[str, int]:
    """Every file and folder below `folder`, and its size; locks do not count."""
    found = (path for path in folder.rglob("*") if ".locks" not in path.parts)
    return {str(path): path.stat().st_size if path.is_file() else 0 for path in found}
