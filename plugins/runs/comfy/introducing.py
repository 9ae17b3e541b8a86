"""Whether a ComfyUI answers at an address, and what it says of itself."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..ports import Unreachable
from .listening import remaining
from .web import WebClient, refusal

_MOST_DEVICES: Final = 16
_LONGEST: Final = 100


async def knock(web: WebClient) -> None:
    """Raises `Unreachable` where it is no ComfyUI, or does not talk to us."""
    answer = await web.get("/prompt")
    if answer.status != 200:
        raise Unreachable(refusal(answer.status))
    said = await answer.object()
    if said is None or remaining(said) is None:
        raise Unreachable("What answers there is no ComfyUI server.")


async def introduce(web: WebClient) -> tuple[str, tuple[str, ...]]:
    """The version of ComfyUI and the names of its devices, empty where it does not tell them. Raises `Unreachable`.

    A Penstock's own engine names a ComfyUI for its clients' sake, and is none.
    """
    answer = await web.get("/system_stats")
    said = await answer.object() if answer.status == 200 else None
    system = said.get("system") if said is not None else None
    known = system if isinstance(system, Mapping) else {}
    version = None if "penstock_version" in known else known.get("comfyui_version")
    return _text(version), tuple(_devices(said or {}))[:_MOST_DEVICES]


def _devices(said: Mapping[str, Any]) -> Iterator[str]:
    found = said.get("devices")
    for one in found if isinstance(found, list) else ():
        name = _text(one.get("name")) if isinstance(one, Mapping) else ""
        if name:
            yield name


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
