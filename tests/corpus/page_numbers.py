"""The ids that ComfyUI's page gives to nodes inside subgraphs when ids repeat: for comparing only.

This project keeps the ids of the file: they are what its owner sees in it.
"""

from collections.abc import Iterator
from typing import Any


def as_the_page_numbers(document: dict[str, Any]) -> dict[str, Any]:
    """Change `document` so that no node inside a subgraph has an id that is used before it; the same object."""
    subgraphs = (document.get("definitions") or {}).get("subgraphs") or []
    used = {str(node["id"]) for node in document["nodes"]}
    told = document.get("last_node_id")
    last = max([told if isinstance(told, int) else 0, *_numbers(document["nodes"])])
    changed: dict[str, dict[str, int]] = {}
    for subgraph in subgraphs:
        renamed: dict[str, int] = {}
        for node in subgraph["nodes"]:
            old = str(node["id"])
            if old in used:
                last += 1
                node["id"] = renamed[old] = last
            used.add(str(node["id"]))
            last = max([last, *_numbers([node])])
        for link in subgraph["links"]:
            for end in ("origin_id", "target_id"):
                link[end] = renamed.get(str(link[end]), link[end])
        changed[subgraph["id"]] = renamed
    for graph in (document, *subgraphs):
        for node in graph["nodes"]:
            _rename_shown(node, changed.get(node["type"], {}))
    return document


def _numbers(nodes: list[dict[str, Any]]) -> Iterator[int]:
    return (node["id"] for node in nodes if isinstance(node["id"], int))


def _rename_shown(node: dict[str, Any], renamed: dict[str, int]) -> None:
    for entry in (node.get("properties") or {}).get("proxyWidgets") or []:
        entry[0] = str(renamed.get(str(entry[0]), entry[0]))
