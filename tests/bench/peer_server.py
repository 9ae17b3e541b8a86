"""The peer's own routes in a bare aiohttp app: `peer_server.py FOLDER CHECKOUT`; prints where it listens.

Its routes ask ComfyUI's modules for the table of routes and for the input folder; both are stood in for here.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from aiohttp import web
from bench.peer import Peer
from bench.serving import announced


def peer_app(folder: Path, peer: Peer) -> web.Application:
    """Its routes of pools and profiles, and a ping; its temporary files go beside `folder`."""
    beside = folder.with_name(f"{folder.name}.temp")
    beside.mkdir(exist_ok=True)
    tempfile.tempdir = str(beside)
    table = web.RouteTableDef()
    _stand_in("server", PromptServer=SimpleNamespace(instance=SimpleNamespace(routes=table)))
    _stand_in("folder_paths", get_input_directory=lambda: str(folder))
    peer.module("routes")
    peer.module("profiles_routes")

    async def ping(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application(client_max_size=64 << 20)
    app.add_routes([*table, web.get("/ping", ping)])
    return app


def _stand_in(name: str, **members: object) -> None:
    module = ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


if __name__ == "__main__":
    asyncio.run(announced(peer_app(Path(sys.argv[1]), Peer(Path(sys.argv[2])))))
