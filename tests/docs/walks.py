"""Pages that lead through a project, block by block: files are written, commands run, what they print is compared."""

import re
import tomllib
from pathlib import Path
from typing import Final

from .pages import PAGES, Block, blocks_of
from .places import Place

_GAP: Final = "..."


def walks() -> list[Path]:
    """The pages with blocks that are files."""
    return [page for page in PAGES if any(block.file for block in blocks_of(page))]


def write(place: Place, block: Block) -> None:
    """A block as the file, or as the end of the file, that it names."""
    target = place.work / block.file
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.read_text(encoding="utf-8") + "\n\n" if block.adds else ""
    target.write_text(before + block.text, encoding="utf-8")


def matches(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed; `...` stands for anything, as a line or within one."""
    lines = [".*" if line == _GAP else re.escape(line).replace(re.escape(_GAP), ".*") for line in shown.splitlines()]
    return re.fullmatch(r"\n?".join(lines), printed.strip(), re.DOTALL) is not None


def install(place: Place) -> None:
    """Enter every project of the folder as an editable install does: its path, and its entry points."""
    for path in place.work.glob("*/pyproject.toml"):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        points = "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in found.items())
            for group, found in project["entry-points"].items()
        )
        site = place.folder / "site"
        info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir(parents=True)
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        (info / "METADATA").write_text(head, encoding="utf-8")
        place.paths += [site, path.parent / "src"]
