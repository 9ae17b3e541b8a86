"""What a server says of itself: whoever is no ComfyUI is not shown as one."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import pytest
from attrs import frozen

from penstock.plugins.runs.comfy.introducing import introduce
from penstock.plugins.runs.comfy.web import WebClient


@frozen
class Said:
    """An answer, and the web that gives it."""

    system: Mapping[str, Any]
    status: int = 200

    async def get(self, _path: str) -> "Said":
        """Itself."""
        return self

    async def object(self) -> Mapping[str, Any]:
        """Its JSON."""
        return {"system": self.system, "devices": [{"name": "cpu"}]}


@pytest.mark.parametrize(
    ("system", "version"),
    [
        ({"comfyui_version": "0.33.0"}, "0.33.0"),
        ({"comfyui_version": "0.33.0", "penstock_version": "1.0"}, ""),
        ({"comfyui_version": 33}, ""),
        ({}, ""),
    ],
)
def test_only_a_comfyui_has_a_version_of_it(system: Mapping[str, Any], version: str) -> None:
    """Penstock's own engine names one for its clients' sake."""
    assert asyncio.run(introduce(cast(WebClient, Said(system)))) == (version, ("cpu",))
