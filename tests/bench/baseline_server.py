"""BASELINE, for comparison only: the pool over HTTP, straightforwardly; every answer is the whole manifest.

The work is done in the request's coroutine. Run as a script: `baseline_server.py FOLDER`; prints where it listens.
"""

import asyncio
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from aiohttp import web
from bench.baseline_pool import BaselinePool
from bench.serving import announced


def baseline_app(folder: Path) -> web.Application:
    """Add, label, list and ping."""
    pool = BaselinePool(folder)

    async def add(request: web.Request) -> web.Response:
        form = await request.post()
        image = form["image"]
        assert isinstance(image, web.FileField)
        return web.json_response(pool.add(image.file.read()))

    async def label(request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response(pool.label(body["index"], body["label"]))

    async def ping(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application(client_max_size=64 << 20)
    app.add_routes([web.post("/add", add), web.post("/label", label), web.get("/ping", ping)])
    return app


if __name__ == "__main__":
    asyncio.run(announced(baseline_app(Path(sys.argv[1]))))
