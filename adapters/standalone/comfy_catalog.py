"""What ComfyUI's frontend asks for at its start: extensions, translations, templates, features, the system."""

import json
import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ... import __version__
from ...core.errors import ClientError, NotFound
from ...core.host import HostPaths
from ...core.prompt_replacements import Replacements
from ...core.routes import RouteCall, RouteSpec
from ..http.web_files import WEB
from .comfy_queue import route
from .websocket import FEATURES

PACK: Final = "penstock"
"""The name under which ComfyUI would serve our `WEB_DIRECTORY`."""

ROOT: Final = WEB.parent
COMFYUI: Final = "0.33.0"
"""The ComfyUI whose protocol is spoken."""


def catalog_routes(paths: HostPaths) -> tuple[RouteSpec, ...]:
    """The routes; all of them read."""
    nothing: tuple[Any, ...] = ()
    return (
        route("GET", "/extensions", lambda _call: extensions(WEB / "comfyui")),
        route("GET", "/i18n", lambda _call: translations(ROOT / "locales")),
        route("GET", "/workflow_templates", lambda _call: templates(ROOT / "example_workflows")),
        route("GET", "/features", lambda _call: dict(FEATURES)),
        route("GET", "/system_stats", lambda _call: system_stats()),
        route("GET", "/internal/folder_paths", lambda _call: _folders(paths)),
        route("GET", "/internal/logs", lambda _call: ""),
        route("GET", "/internal/logs/raw", lambda _call: {"entries": [], "size": {"cols": 80, "rows": 24}}),
        route("PATCH", "/internal/logs/subscribe", lambda _call: {}, body=dict),
        route("GET", "/internal/files/{folder}", lambda call: _files(paths, call)),
        route("GET", "/embeddings", lambda _call: nothing),
        route("GET", "/models", lambda _call: nothing),
        route("GET", "/models/{folder}", _no_model),
        route("GET", "/experiment/models", lambda _call: nothing),
        route("GET", "/global_subgraphs", lambda _call: {}),
        route("GET", "/node_replacements", lambda call: call.services.get(Replacements).as_json()),
    )


def extensions(folder: Path) -> list[str]:
    """The modules that the frontend imports at its start: all of them, as ComfyUI lists them."""
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))
    return [f"/extensions/{PACK}/{name}" for name in found]


def translations(folder: Path) -> dict[str, Any]:
    """`locales/<language>/{main,nodeDefs,commands,settings}.json`, merged as ComfyUI merges those of packs."""
    return {path.name: dict(_language(path)) for path in sorted(folder.glob("*")) if path.is_dir()}


def _language(folder: Path) -> Iterator[tuple[str, Any]]:
    yield from _json(folder / "main.json").items()
    for part in ("nodeDefs", "commands", "settings"):
        if content := _json(folder / f"{part}.json"):
            yield part, content


def _json(path: Path) -> Mapping[str, Any]:
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def templates(folder: Path) -> dict[str, list[str]]:
    """The names of the sample workflows."""
    names = sorted(path.stem for path in folder.glob("*.json"))
    return {PACK: names} if names else {}


def system_stats() -> dict[str, Any]:
    """The machine and the versions; there is no device, since nothing here needs one."""
    total, free = _memory()
    return {
        "system": {
            "os": sys.platform,
            "python_version": sys.version,
            "embedded_python": False,
            "comfyui_version": COMFYUI,
            "required_frontend_version": "",
            "pytorch_version": "none (Penstock standalone)",
            "penstock_version": __version__,
            "argv": ["penstock"],
            "ram_total": total,
            "ram_free": free,
        },
        "devices": [{"name": platform.machine() or "cpu", "type": "cpu", "index": None}],
    }


def _memory() -> tuple[int, int]:
    """Bytes of memory, all and free, where the system says so."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return 0, 0
    fields = {line.split(":")[0]: int(line.split()[1]) << 10 for line in lines if line.endswith("kB")}
    return fields.get("MemTotal", 0), fields.get("MemAvailable", 0)


def _folders(paths: HostPaths) -> dict[str, list[str]]:
    return {"input": [str(paths.input)], "output": [str(paths.output)], "temp": [str(paths.temp)]}


def _files(paths: HostPaths, call: RouteCall[Any]) -> list[str]:
    known = {"input": paths.input, "output": paths.output, "temp": paths.temp}
    if (folder := known.get(call.path["folder"])) is None:
        raise ClientError("A folder is input, output or temp.", field="folder")
    found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    return [path.name for path in sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)]


def _no_model(call: RouteCall[Any]) -> None:
    raise NotFound("There are no models here.", field="folder")
