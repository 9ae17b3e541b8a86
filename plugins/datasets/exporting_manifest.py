"""`penstock_dataset.json`: what an export consists of, and the proof that a folder is one."""

import json
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ...core.contracts.datasets import ExportRequest
from ...core.values import frozen
from ...core.wire import encode
from .exporting_names import MANIFEST

FORMAT: Final = 1
_MOST_BYTES: Final = 256_000_000


@frozen(kw_only=True)
class Entry:
    """A picture of an export: names below its folder. `mask` is the file that holds it, the picture's own for alpha."""

    file: str
    caption: str | None
    mask: str | None
    slot: str
    label: str


def manifest_of(request: ExportRequest, entries: Sequence[Entry], exported: int) -> bytes:
    """The file's bytes; `exported` is wall time in ms."""
    options = encode(request)
    made = {
        "format": FORMAT,
        "pool": options.pop("pool"),
        "exported": exported,
        "images": [encode(entry) for entry in entries],
        "options": {key: value for key, value in options.items() if key != "folder"},
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def is_export(folder: Path) -> bool:
    """Whether an export wrote this folder; False where that cannot be read."""
    return _made(folder) is not None


def texts_of(folder: Path) -> Mapping[str, bytes | None]:
    """The files that the export wrote, by their names below the folder: what captions held, None for the others."""
    made, found = _made(folder), dict[str, bytes | None]()
    for one in [] if made is None else made["images"]:
        if not isinstance(one, dict):
            continue
        names = {key: one[key] for key in ("file", "mask", "caption") if isinstance(one.get(key), str)}
        found |= dict.fromkeys(names.values())
        if "caption" in names:
            found[names["caption"]] = caption_of(str(one.get("label", "")))
    return found


def caption_of(label: str) -> bytes:
    """What the caption's file holds."""
    return label.encode("utf-8", "replace")


def _made(folder: Path) -> dict[str, Any] | None:
    path = folder / MANIFEST
    try:
        if folder.is_symlink() or not _is_small_file(path):
            return None
        made: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(made, dict) or not isinstance(made.get("format"), int):
        return None
    return made if isinstance(made.get("images"), list) else None


def _is_small_file(path: Path) -> bool:
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size <= _MOST_BYTES
