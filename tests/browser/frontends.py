"""Runs the tests of the nodes on older frontends of ComfyUI: `python tests/browser/frontends.py [pytest's arguments]`.

Each version is installed without its dependencies into a folder of its own, which is deleted afterwards.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

VERSIONS = ("1.39.19", "1.50.6")
"""Beside the newest, which the other browser tests run on."""
HERE = Path(__file__).parent
TESTS = ("test_editor_*.py", "*in_editor*.py")


def static_folder(version: str, folder: Path) -> Path:
    """What the package of that version serves, installed below `folder`."""
    package = f"comfyui-frontend-package=={version}"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), package]
    subprocess.run(install, check=True)
    return folder / "comfyui_frontend_package" / "static"


def run(version: str, arguments: list[str]) -> int:
    """The exit code of pytest with that frontend."""
    tests = sorted({str(path) for pattern in TESTS for path in HERE.glob(pattern)})
    with tempfile.TemporaryDirectory(prefix=f"frontend-{version}-") as folder:
        environment = {**os.environ, "COMFYUI_FRONTEND": str(static_folder(version, Path(folder)))}
        sys.stdout.write(f"ComfyUI's frontend {version}\n")
        sys.stdout.flush()
        return subprocess.run(
            [sys.executable, "-m", "pytest", *tests, *arguments], env=environment, check=False
        ).returncode


def main() -> int:
    """Every version, also where an earlier one failed."""
    results = {version: run(version, sys.argv[1:]) for version in VERSIONS}
    failed = [version for version, code in results.items() if code]
    sys.stdout.write(f"Failed on {', '.join(failed)}.\n" if failed else f"Passed on {', '.join(VERSIONS)}.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
