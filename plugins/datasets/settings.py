"""Which folders may be used, beside the host's own."""

from typing import Final

from ...core.settings import SettingSpec

FOLDERS: Final = "datasets.folders"
LOAD_FOLDERS: Final = "datasets.load_folders"

SETTINGS: Final = (
    SettingSpec(
        id=FOLDERS,
        label="Folders to load from and save to",
        default="",
        description="Absolute paths, separated by ';' or new lines. ComfyUI's input and output folders may always be "
        "used, other folders only if they stand here: with all that lies in them.",
    ),
    SettingSpec(
        id=LOAD_FOLDERS,
        label="Folders to load from only",
        default="",
        description="Absolute paths, separated by ';' or new lines. Nothing is ever written into them.",
    ),
)
