"""What mkdocs calls while it builds the site: pages that are written from the code, links that leave docs/."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.files import File
from reference import events, routes, tables, values

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = "https://github.com/penstock/penstock/blob/main/"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "reference/events.md": events.page,
    "reference/values.md": values.values_page,
    "reference/declarations.md": values.declared_page,
    "reference/nodes.md": tables.nodes_page,
    "reference/settings.md": tables.settings_page,
    "reference/routes.md": routes.page,
}
_ROW: Final = re.compile(r"^\|.*$", re.MULTILINE)
_CODE: Final = re.compile(r"`[^`]*`")
_LINK: Final = re.compile(r"(\]\()([^)#\s]+)")


def on_files(files: Any, config: Any) -> Any:
    """The generated pages, the changelog, and the pictures of the example workflows."""
    for path, page in PAGES.items():
        files.append(File.generated(config, path, content=page()))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    files.append(File.generated(config, "changelog.md", content=_LINK.sub(_from_the_root, changes)))
    for picture in sorted((ROOT / "example_workflows").glob("*.jpg")):
        files.append(File.generated(config, f"example_workflows/{picture.name}", abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Links that leave docs/ lead to the pictures beside the site, or to the repository; bars in tables are shown."""
    if page.file.src_uri in PAGES:
        return markdown
    return _ROW.sub(lambda row: _CODE.sub(_with_bars, row[0]), _LINK.sub(_from_docs, markdown))


def _with_bars(found: re.Match[str]) -> str:
    """GitHub wants a bar within code of a table escaped, the site shows what stands there."""
    return found[0].replace("\\|", "|")


def _from_docs(found: re.Match[str]) -> str:
    opening, target = found.groups()
    if not target.startswith("../"):
        return found[0]
    path = target.removeprefix("../")
    if not (ROOT / path).exists():
        return found[0]
    if path == "CHANGELOG.md":
        return f"{opening}changelog.md"
    return f"{opening}{path if path.startswith('example_workflows/') and path.endswith('.jpg') else SOURCE + path}"


def _from_the_root(found: re.Match[str]) -> str:
    opening, target = found.groups()
    if re.match("[a-z]+:", target):
        return found[0]
    return f"{opening}{target.removeprefix('docs/') if target.startswith('docs/') else '../' + target}"
