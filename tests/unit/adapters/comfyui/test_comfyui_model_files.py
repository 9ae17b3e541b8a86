"""The files of ComfyUI's models, told by its `folder_paths`."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from penstock.adapters.comfyui.model_files import ComfyModelFiles


class FolderPaths(ModuleType):
    """What ComfyUI offers: one kind of models, one file; a path for anything that one asks for."""

    def get_filename_list(self, kind: str) -> list[str]:
        return {"loras": ["sub/a.safetensors"]}[kind]

    def get_full_path(self, kind: str, name: str) -> str | None:
        return f"/models/{kind}/{name}"


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "folder_paths", FolderPaths("folder_paths"))


def test_a_model_of_the_list_has_its_file() -> None:
    """By the name that lists have."""
    assert ComfyModelFiles().path("loras", "sub/a.safetensors") == Path("/models/loras/sub/a.safetensors")


@pytest.mark.parametrize(("kind", "name"), [("loras", "../../secret"), ("loras", ""), ("hats", "sub/a.safetensors")])
def test_what_is_in_no_list_has_none(kind: str, name: str) -> None:
    """A name of a workflow leads nowhere else."""
    assert ComfyModelFiles().path(kind, name) is None
