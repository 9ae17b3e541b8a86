"""Every hostile name in every place of every route and node that takes a text: nothing outside the roots, never a 5xx.

The places are found in the OpenAPI document and in the nodes' declarations; `tests/http/test_hostile_names.py` has
those that need more than one request. Proof is an audit hook that sees what is opened, not what is answered.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from penstock.adapters.testing.corpora.links import set_traps
from penstock.adapters.testing.corpora.names import hostile_names

from ..http.opened_files import Opened, hook, opened
from .wire_client import Client
from .wire_fields import Place, places, widgets
from .wire_populated import populate
from .wire_routes import routes

__all__ = ["hook", "opened"]

Serve = Callable[..., Any]
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
SHARE = 4 if NIGHTLY else 300
"""Each place gets one name of so many, its neighbour the next one."""

MARK = b"nobody may read this 7f3a"
PARSER = (b"Request-Line", b"Got more than")
"""What the HTTP parser says of a path that is too long for it."""


def tried(
    client: Client, all_places: Sequence[Place], names: Sequence[str], share: int, always: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """What was wrong: an answer that is a 5xx or no JSON where it is an error, or one that gives something away."""
    wrong: list[tuple[Any, ...]] = []
    for number, place in enumerate(all_places):
        for name in (*always, *names[number % share :: share]):
            reply = place.send(client, name)
            told = reply.status < 400 or reply.body.startswith(PARSER) or "error" in reply.json
            if reply.status >= 500 or not told or MARK in reply.body:
                wrong.append((place.title, name[:60], reply.status, reply.body[:200]))
    return wrong


def ended(client: Client) -> None:
    """Wait for every run; those that wait for an answer are given up."""
    end = time.monotonic() + 120
    while any(client.request("GET", "/queue").json.values()):
        assert time.monotonic() < end
        if client.request("GET", "/penstock/gates").json["gates"]:
            client.json("POST", "/interrupt", {})


def ways_out(folder: Path) -> tuple[str, ...]:
    """What every place gets: the way out from wherever names are looked for, to decoys that a hole may destroy."""
    decoys = [folder / name for name in ("up.png", "straight.png")]
    for decoy in decoys:
        decoy.write_bytes(MARK)
    up = "../" * 12
    return (f"{up}{decoys[0].relative_to('/')}", str(decoys[1]), f"{up}{(folder / 'new').relative_to('/')}")


def secret(folder: Path) -> Path:
    """A folder beside the data with a file that nobody may read."""
    made = folder / "outside"
    made.mkdir()
    (made / "secret.png").write_bytes(MARK)
    return made


def test_no_name_leads_a_route_outside(
    serve_standalone: Serve, tmp_path: Path, opened: Opened, figure: Callable[..., None]
) -> None:
    """In paths, queries, bodies, forms and names of files: all that is opened or changed lies in the data folder."""
    server = serve_standalone()
    names = populate(server)
    client = Client(server.port)
    all_places = places(server, names)
    out = ways_out(secret(tmp_path))
    corpus = [case.name for case in hostile_names()]
    opened.on = True

    wrong = tried(client, all_places, corpus, SHARE, out)

    ended(client)
    opened.on = False
    client.close()
    assert wrong == []
    assert opened.changed
    assert sorted(path.name for path in (tmp_path / "outside").iterdir()) == ["secret.png", "straight.png", "up.png"]
    assert opened.changed_outside(tmp_path / "data") == []
    assert opened.read_outside(tmp_path / "data") == []
    assert {place.title.split(" path ")[0].split(" query ")[0] for place in all_places} > {"GET /penstock/pools/{pool}"}
    assert len(corpus) >= 300
    figure("G11", "hostile names in every text of every route", tried=client.sent, unit="requests")


def test_no_name_leads_a_node_outside(
    serve_standalone: Serve, tmp_path: Path, opened: Opened, figure: Callable[..., None]
) -> None:
    """In every widget of every node, whatever its type: the run is refused, or fails, or stays in the data folder."""
    server = serve_standalone()
    populate(server)
    client = Client(server.port)
    every = widgets(server.subject.application.nodes)
    out = ways_out(secret(tmp_path))
    corpus = [case.name for case in hostile_names()]
    wrong, runs = [], 0
    opened.on = True

    for number, place in enumerate(every):
        given = corpus[number % SHARE :: SHARE]
        wrong += tried(client, [place], given, 1, out)
        runs += len(given) + len(out)
        ended(client)

    opened.on = False
    client.close()
    assert wrong == []
    assert opened.changed_outside(tmp_path / "data") == []
    assert opened.read_outside(tmp_path / "data") == []
    assert len(every) > 60
    figure("G11", "hostile names in every widget of every node", tried=runs, unit="runs")


def test_traps_in_the_folders_are_no_way_out(
    serve_standalone: Serve, tmp_path: Path, opened: Opened, figure: Callable[..., None]
) -> None:
    """Links out, circles, pipes and sockets in every folder: no route reads through them, waits at them or fails."""
    server = serve_standalone()
    names = populate(server)
    out = secret(tmp_path)
    folders = [folder for folder in sorted((tmp_path / "data").rglob("*")) if folder.is_dir()]
    traps = {trap for folder in folders for trap in set_traps(folder, out)}
    client = Client(server.port)
    all_places = places(server, names)
    ways = sorted({"/".join(trap.parts) for trap in traps})
    opened.on = True

    wrong = tried(client, all_places, ways, 1 if NIGHTLY else len(ways))
    for route in routes(server):
        if route.method == "GET" and route.path not in ("/penstock/events", "/penstock/run_events"):
            reply = client.request("GET", route.at(**names))
            if reply.status >= 500 or MARK in reply.body:
                wrong.append((route.path, reply.status, reply.body[:200]))

    ended(client)
    opened.on = False
    client.close()
    assert wrong == []
    assert opened.read_outside(tmp_path / "data") == []
    assert opened.changed_outside(tmp_path / "data") == []
    assert (out / "secret.png").read_bytes() == MARK
    figure("G11", "requests over folders full of links, circles and pipes", tried=client.sent, unit="requests")
