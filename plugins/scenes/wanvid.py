"""Lora stacks as the nodes of other packs take them: a list of objects, and WANVIDLORA lists with paths."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, Final

from ...core.contracts.model_files import ModelFiles
from ...core.contracts.prompts import thawed
from ...core.contracts.scenes import Lora
from .loras import entry_of, is_enabled

WANVIDLORA: Final = "WANVIDLORA"
_LOG: Final = logging.getLogger("penstock.scenes")


def stack_value(loras: Iterable[Lora]) -> list[dict[str, Any]] | None:
    """The value of a LORA_STACK_DATA link; None without loras."""
    return [entry_of(one) for one in loras] or None


def wanvid_value(loras: Iterable[Lora], target: str, files: ModelFiles | None) -> list[dict[str, Any]] | None:
    """The value of a WANVIDLORA link: the enabled loras of a target whose files this host has; None without any."""
    wanted = [one for one in loras if is_enabled(one) and one.model_target == target]
    if files is None:
        return None
    made = [one for one in (_wanvid(lora, files) for lora in wanted) if one is not None]
    return made or None


def _wanvid(lora: Lora, files: ModelFiles) -> dict[str, Any] | None:
    path = files.path("loras", lora.lora)
    if path is None:
        _LOG.warning("There is no lora %s: it is left out.", lora.lora[:200])
        return None
    told: Mapping[str, Any] = thawed(lora.unknown)
    merge = bool(told.get("merge_loras", True))
    return {
        "path": str(path),
        "strength": round(lora.strength_model, 4),
        "name": PurePath(lora.lora.replace("\\", "/")).stem,
        "blocks": told.get("blocks", {}),
        "layer_filter": told.get("layer_filter", ""),
        "low_mem_load": bool(told.get("low_mem_load", False)) and merge,
        "merge_loras": merge,
    }
