"""Places of data sets that take a name from outside: routes, and inputs of nodes."""

from typing import Any

from penstock.core.nodes import NodeSpec

from .hostile_places import PIXEL, Send, in_field, in_path

D = "/penstock/datasets"

NODES = frozenset(
    {"FolderImageLoader", "BucketResize", "Sidecar", "SaveImageSidecars", "PoolExport", "DatasetStatistics"}
)
"""The nodes of data sets."""


def in_node(node: str, name: str, **more: Any) -> Send:
    """A run of one node with the name in an input, with what it needs; an output node saves what it makes."""

    def send(server: Any, value: str) -> Any:
        kinds = {spec.id: spec for spec in server.subject.application.nodes}
        graph = {
            "i": {"class_type": "EmptyImage", "inputs": {"width": 1, "height": 1, "batch_size": 1, "color": 0}},
            "s": _complete(kinds["Sidecar"], content="x", name="kept", extension=".txt"),
            "t": _complete(kinds[node], **{**more, name: value}),
        }
        if node == "FolderImageLoader":
            graph["o"] = {"class_type": "PreviewImage", "inputs": {"images": ["t", 0]}}
        if node == "Sidecar":
            graph["o"] = _complete(kinds["SaveImageSidecars"], images=["i", 0], sidecar=["t", 0])
        return server.post_json("/prompt", {"prompt": graph})

    return send


def _complete(spec: NodeSpec, **given: Any) -> dict[str, Any]:
    """The node with the defaults of what is not given."""
    widgets = (one for one in spec.inputs if one.type in ("INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"))
    return {"class_type": spec.id, "inputs": {**{one.id: one.default for one in widgets}, **given}}


def in_source(route: str, key: str) -> Send:
    """A request with the name as the folder, or the pool, that is looked at."""
    return lambda server, name: server.post_json(f"{D}/{route}", {"source": {key: name}})


def export(server: Any, **body: Any) -> Any:
    """An export of the pool `kept`, or what else the body says."""
    return server.post_json(f"{D}/exports", {"pool": "kept", "folder": "kept", "existing": "number", **body})


def _allowing(server: Any, name: str) -> Any:
    """The folders while the setting says so; then it is what it was."""
    path = "/penstock/settings/datasets.load_folders"
    refused = server.post_json(path, {"value": name}, "PUT")
    found = server.get(f"{D}/folders")
    server.post_json(path, {"value": ""}, "PUT")
    return found if refused.status == 200 else refused


_IMAGES: dict[str, Any] = {"images": ["i", 0]}
_NODE_PLACES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("FolderImageLoader", "folder", {}),
    ("Sidecar", "content", {}),
    ("Sidecar", "name", {"content": "x"}),
    ("Sidecar", "extension", {"content": "x"}),
    ("SaveImageSidecars", "filename_prefix", {**_IMAGES, "sidecar": ["s", 0]}),
    ("SaveImageSidecars", "output_folder", {**_IMAGES, "sidecar": ["s", 0]}),
    ("PoolExport", "pool", {}),
    ("PoolExport", "folder", {"pool": "kept"}),
    ("PoolExport", "words", {"pool": "kept"}),
    ("DatasetStatistics", "folder", {}),
)

PLACES: dict[str, Send] = {
    "data set's folder": in_path("GET", f"{D}/listing?folder={{}}"),
    "data set's picture": in_path("GET", f"{D}/picture?folder=kept&name={{}}"),
    "data set's picture, small": in_path("GET", f"{D}/picture?folder=kept&side=64&name={{}}"),
    "data set's picture, mask": in_path("GET", f"{D}/picture?folder=kept&mask=true&name={{}}"),
    "data set's picture, folder": in_path("GET", f"{D}/picture?name=a.png&folder={{}}"),
    "data set's new folder": in_field("POST", f"{D}/folders", "folder"),
    "data set's statistics, folder": in_source("statistics", "folder"),
    "data set's statistics, pool": in_source("statistics", "pool"),
    "data set's fits, folder": in_source("fits", "folder"),
    "data set's fits, pool": in_source("fits", "pool"),
    "data set's export plan": in_field("POST", f"{D}/export_plans", "folder", pool="kept"),
    "data set's export, pool": lambda server, name: export(server, pool=name),
    "data set's export, folder": lambda server, name: export(server, folder=name),
    "data set's export, prefix": lambda server, name: export(server, prefix=name),
    "data set's export, words": lambda server, name: export(server, filter={"words": name}),
    "data set's export, slot": lambda server, name: export(server, filter={"slots": [name]}),
    "data set's trash": in_path("POST", f"{D}/trash/{{}}/restore"),
    "data sets' setting": _allowing,
    **{f"{node}'s {name}": in_node(node, name, **more) for node, name, more in _NODE_PLACES},
}
"""Every place, by what it is called."""


def keep_datasets(server: Any) -> None:
    """A folder with a picture, and a pool, both called `kept`."""
    folder = server.subject.application.host.paths.input / "kept"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.png").write_bytes(PIXEL)
    (folder / "a.txt").write_text("a caption")
    assert server.post_form("/penstock/pools/kept/slots", ("images", "a.png", PIXEL)).status == 200


def good_sends(server: Any) -> dict[str, Any]:
    """The answers of runs of every place of a node with a good name."""
    good = {"folder": "kept", "pool": "kept", "extension": ".txt", "output_folder": "output"}
    return {
        f"{node}'s {name}": in_node(node, name, **more)(server, good.get(name, "good"))
        for node, name, more in _NODE_PLACES
    }
