"""What saved files carry in ComfyUI."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from penstock.adapters.comfyui.call import ComfyCall
from penstock.core.services import Services


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (SimpleNamespace(disable_metadata=False), {"prompt", "workflow"}),
        (SimpleNamespace(disable_metadata=True), set()),
        (SimpleNamespace(), {"prompt", "workflow"}),
    ],
)
def test_the_graph_is_carried_unless_the_user_wants_none(
    monkeypatch: pytest.MonkeyPatch, args: SimpleNamespace, names: set[str]
) -> None:
    """`--disable-metadata` holds for our nodes as well; what the run knows of its graph stays as it is."""
    cli_args = ModuleType("comfy.cli_args")
    cli_args.args = args  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "comfy", ModuleType("comfy"))
    monkeypatch.setitem(sys.modules, "comfy.cli_args", cli_args)
    call = ComfyCall(services=Services(), prompt={"1": {}}, extra_pnginfo={"workflow": {"id": "w"}})
    assert set(call.metadata) == names
    assert call.extra_pnginfo == {"workflow": {"id": "w"}}
