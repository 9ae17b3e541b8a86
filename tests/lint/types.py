"""Runs `mypy --strict` on the package, which needs a folder named `penstock`: a link in a temporary folder is one."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """The exit code of mypy."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "penstock").symlink_to(ROOT, target_is_directory=True)
        command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
        cache = ["--cache-dir", str(ROOT / ".mypy_cache")]
        packages = [f"penstock.{name}" for name in ("core", "plugins", "adapters")]
        arguments = [argument for package in packages for argument in ("-p", package)]
        return subprocess.run([*command, *cache, *arguments], cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
