"""The corpus: the workflows of two packages from PyPI, and node classes as a server tells them."""

import gzip
import importlib.util
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

TEMPLATES = "comfyui_workflow_templates_json"
BLUEPRINTS = "comfyui_subgraph_blueprints"


@frozen
class File:
    """A workflow of the corpus, as its bytes are."""

    name: str
    data: bytes

    def document(self) -> Any:
        """A new decoded copy."""
        return json.loads(self.data)


def templates() -> list[File]:
    """The official templates."""
    return list(_workflows(_folder(TEMPLATES, "templates")))


def blueprints() -> list[File]:
    """The official subgraphs, each a workflow of one instance."""
    return list(_workflows(_folder(BLUEPRINTS, "blueprints")))


def media_inputs() -> Mapping[str, set[str]]:
    """The nodes that read pictures, videos and sounds, by template, as the index of the templates lists them."""
    index = json.loads((_folder(TEMPLATES, "templates") / "index.json").read_bytes())
    listed = [template for category in index for template in category["templates"] if "io" in template]
    return {one["name"]: {str(told["nodeId"]) for told in one["io"].get("inputs", ())} for one in listed}


def node_classes(path: str) -> Mapping[str, Any]:
    """What a server answered to `GET /object_info`, plain or packed with gzip; nothing for an empty path."""
    if not path:
        return {}
    data = Path(path).read_bytes()
    found: Mapping[str, Any] = json.loads(gzip.decompress(data) if path.endswith(".gz") else data)
    return found


def _folder(package: str, name: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"The package {package} is not installed: pip install penstock[corpus]")
    return Path(next(iter(spec.submodule_search_locations))) / name


def _workflows(folder: Path) -> Iterator[File]:
    for path in sorted(folder.glob("*.json")):
        data = path.read_bytes()
        document = json.loads(data)
        if isinstance(document, dict) and isinstance(document.get("nodes"), list):
            yield File(path.stem, data)
