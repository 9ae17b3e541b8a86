"""Captions of a folder become the labels of a pool: a node, a page with a preview, and the routes between them."""

import contextlib
import json
import secrets
from functools import partial
from pathlib import PureWindowsPath

from penstock import Plugin, hookimpl
from penstock.core.contracts.datasets import Datasets
from penstock.core.contracts.pools import Pools
from penstock.core.errors import Conflict, PenstockError
from penstock.core.jobs import Job, Jobs
from penstock.core.names import check_label, contained, natural_order
from penstock.core.nodes import BOOLEAN, COMBO, INT, STRING, InputSpec, NodeSpec, OutputSpec
from penstock.core.routes import RouteSpec
from penstock.core.values import frozen

ABOUT = "Reads .txt, .caption and JSON captions of a folder into the labels of a pool."
NEEDS, PLAIN, JSON = ("pools", "datasets"), (".txt", ".caption"), (".json", ".jsonl")
PLUGIN = Plugin(name="caption_importer", title="Caption importer", description=ABOUT, requires=NEEDS, web="web")


@frozen(kw_only=True)
class Request:
    """`folder` is named as in data sets; `match` is name or order; `keep` leaves the labels that are there."""

    pool: str
    folder: str
    match: str = "name"
    keep: bool = True


@hookimpl
def penstock_nodes():
    """The same in a graph. Files change unseen, so the node runs each time."""
    names = {"id": "ImportCaptions", "display_name": "Import Captions", "category": "Captions", "is_output": True}
    yield NodeSpec(
        **names,
        inputs=(
            InputSpec(id="pool", type=STRING, default="", tooltip="The id of a pool or of a profile."),
            InputSpec(id="folder", type=STRING, default="", tooltip="As in data sets: input/cats, or a whole path."),
            InputSpec(id="match", type=COMBO, options=("name", "order"), default="name"),
            InputSpec(id="keep", type=BOOLEAN, default=True, tooltip="Leave the labels that are there."),
        ),
        outputs=(OutputSpec(id="labels", type=INT, tooltip="How many labels were set."),),
        run=lambda call, **inputs: (carry_out(call.services, Request(**inputs), call.progress),),
        fingerprint=lambda *_, **__: secrets.token_hex(8),
    )


@hookimpl
def penstock_routes():
    """Both take long in large folders, so they answer with a job; the page follows it."""
    for name, work in (("previews", plan), ("imports", carry_out)):
        kinds = {"method": "POST", "body": Request, "answer": Job, "status": 202, "handler": partial(begin, work)}
        yield RouteSpec(name=f"caption_importer.{name}", path=f"/penstock/caption_importer/{name}", **kinds)


def begin(work, call):
    """What is wrong with the pool or the folder stands in the job."""
    return call.services.get(Jobs).submit(PLUGIN.title, lambda job: work(call.services, call.body, job.report))


def plan(services, request, _progress):
    """What each slot has and would get, captions without a slot, and what is wrong with files."""
    store, folder = services.get(Pools).store, services.get(Datasets).listing(request.folder).path
    count, (captions, problems) = store.pool(request.pool).count, captions_of(folder)
    slots = [slot for at in range(0, count, 500) for slot in store.page(request.pool, at, 500).slots]
    places = {str(place): slot.id for place, slot in enumerate(slots, 1)} | {slot.id: slot.id for slot in slots}
    if request.match == "order":
        places = dict(zip(captions, (slot.id for slot in slots), strict=False))
    found = {places.get(name) or places.get(name.lstrip("0")): name for name in captions}
    rows = []
    for slot in (one for one in slots if one.id in found):
        text, row = captions[found[slot.id]], {"slot": slot.id, "tag": slot.image_tag, "now": slot.label}
        sets = text != slot.label and not (request.keep and slot.label)
        rows.append({**row, "caption": text, "from": found[slot.id], "revision": slot.label_revision, "sets": sets})
    return {"rows": rows, "unmatched": sorted(captions.keys() - {row["from"] for row in rows}), "problems": problems}


def carry_out(services, request, progress):
    """Set the labels; one that somebody changes meanwhile stays as it is. Returns how many were set."""
    rows, done = [row for row in plan(services, request, progress)["rows"] if row["sets"]], 0
    for place, row in enumerate(rows):
        progress(place, len(rows))
        with contextlib.suppress(Conflict):
            services.get(Pools).label(request.pool, row["slot"], row["caption"], row["revision"])
            done += 1
    return done


def captions_of(folder):
    """The captions of a folder by the stem of their picture, and what is wrong with files; text files win."""
    captions, problems = {}, []
    for path in sorted(folder.iterdir(), key=lambda path: (path.suffix.lower() in PLAIN, path.name)):
        if (kind := path.suffix.lower()) in (*PLAIN, *JSON) and path.is_file():
            try:
                text = contained(folder, path.name).read_bytes().decode("utf-8-sig", "replace")
                lines = text.splitlines() if kind == ".jsonl" else [text]
                said = [json.loads(line) for line in lines if line.strip()] if kind in JSON else text
                captions.update((name, check_label(text)) for name, text in read(said, path.stem))
            except (OSError, ValueError, RecursionError, PenstockError) as error:
                problems.append(f"{path.name}: {error}")
    return dict(sorted(captions.items(), key=lambda one: natural_order(one[0]))), problems


def read(said, name):
    """`(stem, caption)` of a document: texts by file name, objects with both, lists of them."""
    for one in said if isinstance(said, list) else ():
        yield from read(one, name)
    if isinstance(said, dict):
        file = next((said[key] for key in ("file_name", "file", "image") if said.get(key)), f"{name}.json")
        text = next((said[key] for key in ("caption", "text", "prompt", "tags") if said.get(key)), None)
        text = ", ".join(map(str, text)) if isinstance(text, list) else text
        for key, value in said.items() if text is None else [(file, text)]:
            yield from read(value, PureWindowsPath(str(key)).stem)
    elif isinstance(said, str) and said.strip():
        yield name, said.strip()
