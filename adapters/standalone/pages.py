"""What a browser opens: Penstock's own page, or ComfyUI's real frontend where it is installed."""

import importlib.util
from functools import partial
from pathlib import Path
from typing import Final

from aiohttp import web

from ...core.errors import NotFound, Unavailable
from ..http.web_files import WEB, file_below
from ..http.workers import Workers

PAGE: Final = WEB / "standalone" / "index.html"
PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PAGE_HEADERS: Final = {
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_FOREIGN_POLICY: Final = "object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
"""For ComfyUI's pages, which say themselves what they load."""


def frontend_folder() -> Path:
    """Where `comfyui-frontend-package` keeps its pages; `Unavailable` where it is not installed."""
    found = importlib.util.find_spec("comfyui_frontend_package")
    folder = Path(found.origin).parent / "static" if found is not None and found.origin else None
    if folder is None or not (folder / "index.html").is_file():
        raise Unavailable(
            "ComfyUI's frontend is not installed.", hint="Run: pip install comfyui-frontend-package, then start again."
        )
    return folder


async def own_page(_request: web.Request) -> web.StreamResponse:
    """Penstock's page."""
    return web.FileResponse(PAGE, headers=_PAGE_HEADERS)


async def to_own_page(_request: web.Request) -> web.StreamResponse:
    """The page's address without its last `/`."""
    return web.Response(status=308, headers={"Location": "/penstock/"})


class StaticFiles:
    """Files below a folder, for a path like `/{file:.*}`; an empty path is its `index.html`."""

    def __init__(self, root: Path, workers: Workers) -> None:
        self._root = root
        self._workers = workers

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One file; its place is checked on a worker thread."""
        name = request.match_info.get("file", "") or "index.html"
        if name.endswith("/"):
            raise NotFound("There is no such page.")
        found = await self._workers.run("short", partial(file_below, self._root, name))
        headers = {
            "Content-Type": found.content_type,
            "Content-Security-Policy": _FOREIGN_POLICY,
            "Cache-Control": "no-cache",
        }
        return web.FileResponse(found.path, headers=headers)
