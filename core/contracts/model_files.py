"""Where the files of models are: what only a host that has models can tell."""

from pathlib import Path
from typing import Protocol


class ModelFiles(Protocol):
    """The files of a host's models, by kind (`loras`). Only ComfyUI offers it. Blocks; safe on any thread."""

    def path(self, kind: str, name: str) -> Path | None:
        """The file of a model by its name in lists (`folder/name.safetensors`); None where there is none."""
        ...
