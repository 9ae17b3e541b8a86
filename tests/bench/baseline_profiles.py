"""BASELINE, for comparison only: the straightforward way to carry a pool, written again for this bench.

An export deflates every file of the folder into one zip in a temporary folder; an import unpacks whatever a zip holds
into a new folder. Nothing is checked, synced, decoded or removed again.
"""

import json
import shutil
import zipfile
from pathlib import Path

PREFIX = "pool/"


def export_profile(folder: Path, name: str, archive: Path) -> Path:
    """Pack the files of `folder` into `archive`."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("profile_meta.json", json.dumps({"name": name}))
        for file in sorted(folder.iterdir()):
            packed.write(file, PREFIX + file.name)
    return archive


def import_profile(archive: Path, folder: Path) -> str:
    """Unpack `archive` into `folder`, which is made; the name in it."""
    folder.mkdir()
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            if name.startswith(PREFIX):
                with packed.open(name) as source, (folder / name.removeprefix(PREFIX)).open("wb") as target:
                    shutil.copyfileobj(source, target)
        return str(json.loads(packed.read("profile_meta.json"))["name"])
