"""Makes the plugin beside this file an installed distribution: with metadata and an entry point, found as any other."""

import shutil
from pathlib import Path

HERE = Path(__file__).parent
METADATA = "Metadata-Version: 2.1\nName: penstock-another\nVersion: 1.0\n"
ENTRY_POINTS = "[penstock]\nanother = penstock_another\n"


def installed(folder: Path) -> Path:
    """What `pip install` would leave, in `folder`, which then belongs on `sys.path`."""
    shutil.copytree(
        HERE / "penstock_another", folder / "penstock_another", ignore=shutil.ignore_patterns("__pycache__")
    )
    info = folder / "penstock_another-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    return folder
