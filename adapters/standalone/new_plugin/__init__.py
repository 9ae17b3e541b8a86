"""`penstock plugins new`: a small, complete project of a plugin, to be changed into one's own."""

import keyword
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ....core.clock import Clock, SystemClock
from ....core.errors import BadName, Conflict, from_os_error
from ....core.files import Files
from ...bundled import BUNDLED

_TEMPLATES: Final = Path(__file__).parent
_SUFFIX: Final = ".tmpl"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST: Final = 40
_DOT: Final = "dot_"
"""What hidden files of the project begin with here: a wheel leaves hidden ones out."""

LICENSES: Final = {"mit": "MIT", "bsd-3-clause": "BSD-3-Clause", "none": ""}
"""What a new plugin may be licensed under, each with its SPDX name; `none` leaves that to its author."""


def new_plugin(name: str, folder: Path, files: Files, *, terms: str = "mit", clock: Clock | None = None) -> Path:
    """Write the project `penstock-<name>` into `folder`, whole or not at all; returns its folder.

    `name` are lower-case words joined by `_`: `BadName` otherwise, `Conflict` where the folder is there already.
    `terms` is one of `LICENSES`.
    """
    year = datetime.fromtimestamp((clock or SystemClock()).wall_ms() / 1000, UTC).year
    words = {**_words(name), "license_lines": _license_lines(LICENSES[terms]), "year": str(year)}
    target = folder / f"penstock-{words['dashed']}"
    if target.exists():
        raise Conflict(f"{target} is there already.", hint="Choose another name, or another folder.", field="name")
    part = folder / f".{target.name}.part"
    try:
        files.make_folder(folder)
        files.remove_tree(part)
        for path, text in _project(words, terms):
            files.make_folder((part / path).parent)
            files.write(part / path, text.encode())
        files.move_tree(part, target)
    except OSError as error:
        raise from_os_error(error, f"write {target.name}") from error
    return target


def _words(name: str) -> dict[str, str]:
    """What stands in the templates as `@@word@@`."""
    bundled = {module.rpartition(".")[2] for module in BUNDLED}
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or keyword.iskeyword(name) or name == "penstock":
        raise BadName(
            f"{repr(name)[:80]} is no name for a plugin.",
            hint=f"Use lower-case words joined by '_', at most {_LONGEST} letters: my_captions.",
            field="name",
        )
    if name in bundled:
        raise BadName(f"{name} comes with Penstock.", hint="Choose another name.", field="name")
    parts = name.split("_")
    return {
        "name": name,
        "module": f"penstock_{name}",
        "dashed": name.replace("_", "-"),
        "title": " ".join(part.capitalize() for part in parts),
        "class": "".join(part.capitalize() for part in parts),
    }


def _license_lines(spdx: str) -> str:
    """The lines of pyproject.toml that name the license."""
    return f'license = "{spdx}"\nlicense-files = ["LICENSE"]\n' if spdx else ""


def _project(words: dict[str, str], terms: str) -> Iterator[tuple[Path, str]]:
    """The files by their path in the project."""
    for template in sorted(_TEMPLATES.rglob(f"*{_SUFFIX}")):
        path = template.relative_to(_TEMPLATES)
        parts = [_named(part) for part in path.with_name(path.name.removesuffix(_SUFFIX)).parts]
        if parts[0] == "src":
            parts.insert(1, words["module"])
        if parts[0].startswith("LICENSE."):
            if parts[0] != f"LICENSE.{terms}":
                continue
            parts[0] = "LICENSE"
        text = template.read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(f"@@{word}@@", value)
        yield Path(*parts), text


def _named(part: str) -> str:
    return f".{part.removeprefix(_DOT)}" if part.startswith(_DOT) else part
