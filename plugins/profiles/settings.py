"""The settings of profiles: what a zip file may cost."""

from typing import Final

from ...core.settings import SettingSpec

SETTINGS: Final = (
    SettingSpec(
        id="profiles.max_zip_megabytes",
        label="Largest zip file of a profile (MB)",
        default=4096,
        minimum=1,
        maximum=65_536,
        description="A larger zip file is not imported, nor one that would unpack to more.",
    ),
    SettingSpec(
        id="profiles.max_zip_files",
        label="Most files in a zip file of a profile",
        default=50_000,
        minimum=1,
        maximum=1_000_000,
        description="A zip file with more files is refused before its list of files is read.",
    ),
)
