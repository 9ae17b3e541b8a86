"""Penstock inside ComfyUI: `comfy_entrypoint` and `WEB_DIRECTORY` are what its loader looks for.

Importing this package imports neither torch nor ComfyUI; both are there already when the entry point is called.
"""

from pathlib import Path
from typing import Any, Final

WEB_DIRECTORY: Final = str(Path(__file__).resolve().parents[2] / "web" / "comfyui")
"""Absolute: an installed distribution serves its own files, whatever folder ComfyUI loaded."""


async def comfy_entrypoint() -> Any:
    """The extension; raises where this ComfyUI is too old, which ComfyUI logs and survives."""
    from .no_collection import no_collection

    with no_collection():
        from .extension import load_extension

        return load_extension()


__all__ = ["WEB_DIRECTORY", "comfy_entrypoint"]
