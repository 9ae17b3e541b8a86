"""Penstock inside ComfyUI. Import-safe without ComfyUI: what needs it is imported by `comfy_entrypoint`."""

from pathlib import Path
from typing import Any, Final

WEB_DIRECTORY: Final = str(Path(__file__).resolve().parents[2] / "web" / "comfyui")
"""Absolute: served by ComfyUI, which imports every `.js` below it in the browser."""


async def comfy_entrypoint() -> Any:
    """What ComfyUI calls while it loads its packs: the extension with all nodes of the active plugins."""
    from .extension import PenstockExtension

    return PenstockExtension()
