"""One good request to each route of a server that has one thing of every kind."""

import asyncio
import json
from pathlib import Path

from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.standalone.server import Server, ServerOptions

from ..http.conftest import LiveServer
from .wire_client import Client
from .wire_fields import good_request
from .wire_populated import populate
from .wire_routes import ENDLESS, routes


async def smoke(folder: Path) -> tuple[dict[str, int], int]:
    """How many answers had which status, and the port."""
    server = Server(ServerOptions(paths=data_paths(folder / "data"), port=0, discover=False))
    await server.start()
    try:
        return await asyncio.to_thread(asked, server), server.port
    finally:
        await server.stop()


def asked(subject: Server) -> dict[str, int]:
    """Ask every route once, what deletes at the end."""
    server = LiveServer(port=subject.port, subject=subject)
    names = populate(server)
    client = Client(subject.port)
    statuses: dict[str, int] = {}
    for route in sorted(routes(server), key=lambda one: one.method == "DELETE"):
        if route.path not in ENDLESS:
            body, headers = good_request(route)
            status = str(client.request(route.method, route.at(**names), body, headers).status)
            statuses[status] = statuses.get(status, 0) + 1
    client.json("POST", "/prompt", {"prompt": json.loads(GRAPH)})
    while any(client.request("GET", "/queue").json.values()):
        continue
    client.close()
    server.loop.close()
    return statuses


GRAPH = """{
  "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "smoke"}}
}"""
