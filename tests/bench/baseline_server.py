"""BASELINE, for comparison only: the pool over HTTP, straightforwardly; every answer is the whole manifest.

`/export` and `/import` carry the pool as a zip file, which stays in a temporary folder beside the pool's. The work is
done in the request's coroutine. Run as a script: `baseline_server.py FOLDER`; prints where it listens.
"""

import asyncio
import sys
import uuid
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from aiohttp import web
from bench.baseline_pool import BaselinePool
from bench.baseline_profiles import export_profile, import_profile
from bench.serving import announced


def baseline_app(folder: Path) -> web.Application:
    """Add, label, export, import and ping."""
    pool = BaselinePool(folder)
    beside, others = (folder.with_name(f"{folder.name}.{kind}") for kind in ("temp", "imported"))
    for made in (beside, others):
        made.mkdir(exist_ok=True)

    async def add(request: web.Request) -> web.Response:
        form = await request.post()
        image = form["image"]
        assert isinstance(image, web.FileField)
        return web.json_response(pool.add(image.file.read()))

    async def label(request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response(pool.label(body["index"], body["label"]))

    async def export(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(export_profile(folder, "bench", beside / "profile_bench.zip"))

    async def take(request: web.Request) -> web.Response:
        archive = beside / f"import_{uuid.uuid4().hex}.zip"
        async for part in await request.multipart():
            with archive.open("wb") as staged:
                while chunk := await part.read_chunk():  # type: ignore[union-attr]
                    staged.write(chunk)
        return web.json_response({"name": import_profile(archive, others / uuid.uuid4().hex)})

    async def ping(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application(client_max_size=64 << 20)
    app.add_routes([web.post("/add", add), web.post("/label", label), web.get("/ping", ping)])
    app.add_routes([web.get("/export", export), web.post("/import", take)])
    return app


if __name__ == "__main__":
    asyncio.run(announced(baseline_app(Path(sys.argv[1]))))
