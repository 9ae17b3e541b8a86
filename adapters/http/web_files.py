"""The browser modules of the core and of active plugins, at `/penstock/web/<name>/`, for both hosts."""

import mimetypes
import stat
from pathlib import Path
from typing import Final

from ...core.errors import BadName, NotFound
from ...core.names import contained, is_file_name
from ...core.plugin import folder_of
from ...core.registry import Registry
from ...core.routes import FileAnswer, RouteCall, RouteSpec

WEB: Final = Path(__file__).parents[2] / "web"
_ALWAYS: Final = ("library", "standalone")
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".svg": "image/svg+xml",
    ".map": "application/json",
}


def web_route() -> RouteSpec:
    """The route of all browser modules."""
    return RouteSpec(
        name="http.web",
        method="GET",
        path="/penstock/web/{file:.+}",
        handler=_web_file,
        summary="A browser module of the core or of an active plugin.",
        answer=FileAnswer,
    )


def _web_file(call: RouteCall[None]) -> FileAnswer:
    folder, _, rest = call.path["file"].partition("/")
    root = web_folders(call.services.get(Registry)).get(folder)
    if root is None:
        raise NotFound(f"No active plugin has browser modules called {folder[:60]!r}.")
    return file_below(root, rest)


def web_folders(registry: Registry) -> dict[str, Path]:
    """Where the browser modules are, by the name in their URL."""
    found = {name: WEB / name for name in _ALWAYS} | {"locales": WEB.parent / "locales"}
    for plugin in registry.active():
        if plugin.web is not None:
            beside = folder_of(registry.module(plugin.name))
            if beside is not None:
                found[plugin.name] = beside / plugin.web
        elif (WEB / plugin.name).is_dir():
            found[plugin.name] = WEB / plugin.name
    return found


def file_below(root: Path, name: str) -> FileAnswer:
    """The file `name` (with `/` between its parts) below `root`; `NotFound` where there is none. Blocks."""
    parts = name.split("/")
    try:
        if not all(is_file_name(part) for part in parts):
            raise NotFound("There is no such file.")
        path = contained(root, *parts)
        found = path.stat()
    except (BadName, OSError) as error:
        raise NotFound("There is no such file.") from error
    if not stat.S_ISREG(found.st_mode):
        raise NotFound("There is no such file.")
    return FileAnswer(path=path, content_type=content_type_of(path), etag=f"{found.st_mtime_ns:x}-{found.st_size:x}")


def content_type_of(path: Path) -> str:
    """The content type by the file's suffix; octets where it is not known."""
    return _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
