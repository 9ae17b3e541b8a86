"""`python tests/examples/run.py --folder F`: third parties' plugins, as third parties install and test them.

In a fresh environment of its own, Penstock is installed from a copy of this checkout as a wheel, then every example,
then a project that `penstock plugins new` writes. Each one's own tests run, and one server starts with all of them.
Needs nothing but Python and pip's index. Ends with 1 where anything fails, and says what.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from serving import faults_of, served

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = tuple(sorted(path.parent.name for path in (ROOT / "examples").glob("*/pyproject.toml")))
NEW = "my_captions"
OWN = ("__init__.py", "py.typed", "pyproject.toml", "README.md", "LICENSE")
PACKAGES = ("adapters", "core", "example_workflows", "locales", "plugins", "web")
"""What a wheel of Penstock is built of. It is copied, since building leaves files in the sources."""

LEFT_OUT = shutil.ignore_patterns("__pycache__")


class StepFailedError(Exception):
    """Raised where a command fails or a check does not hold; says what it wrote."""


class Fresh:
    """An environment in a folder that is made anew."""

    def __init__(self, folder: Path, say: Callable[[str], object]) -> None:
        self.folder = folder
        self.say = say
        self.bin = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Says what is done, and how long it took."""
        began = time.monotonic()
        yield
        self.say(f"{time.monotonic() - began:6.1f} s  {what}")

    def run(self, *command: str | Path, cwd: Path | None = None) -> str:
        """What a command writes; `StepFailedError` where it ends with anything but 0."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=clean_environment(),
            check=False,
        )
        if done.returncode:
            raise StepFailedError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def pip(self, *what: str) -> str:
        """Install; what pip said."""
        return self.run(self.bin / "python", "-m", "pip", "install", "--disable-pip-version-check", *what)

    def test(self, project: str) -> str:
        """Run the tests of a project against what is installed: not `python -m`, which would find its sources first."""
        return self.run(self.bin / "pytest", "-q", "-p", "no:cacheprovider", cwd=self.folder / project)

    def make(self) -> None:
        """All of it."""
        with self.step("a fresh environment"):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self.run(sys.executable, "-m", "venv", self.folder / "venv")
        with self.step("Penstock from this checkout, and the examples"):
            for name in PACKAGES:
                shutil.copytree(ROOT / name, self.folder / "penstock" / name, ignore=LEFT_OUT)
            for name in OWN:
                shutil.copyfile(ROOT / name, self.folder / "penstock" / name)
            for name in EXAMPLES:
                shutil.copytree(ROOT / "examples" / name, self.folder / name, ignore=LEFT_OUT)
            self.pip(f"{self.folder / 'penstock'}[standalone]", *(f"./{name}[test]" for name in EXAMPLES))
        with self.step("a project of `penstock plugins new`"):
            made = Path(self.run(self.bin / "penstock", "plugins", "new", NEW).strip()).name
            if "is absent from the `packages`" in self.pip("-v", f"./{made}[test]"):
                raise StepFailedError(f"{made}: setuptools warns that folders are left out of its packages")
        projects = (*EXAMPLES, made)
        with self.step(f"the tests of {', '.join(projects)}"), ThreadPoolExecutor(2) as threads:
            for project, said in zip(projects, threads.map(self.test, projects), strict=True):
                self.say(f"          {project}: {said.strip().splitlines()[-1]}")
        with self.step("one server with all of them"):
            names = {name.removeprefix("penstock-").replace("-", "_") for name in projects}
            with served(self.bin / "penstock", self.folder / "data", clean_environment()) as address:
                faults = faults_of(address, names)
        if faults:
            raise StepFailedError("\n".join(faults))


def clean_environment() -> dict[str, str]:
    """Nothing of the environment that runs this leads to the checkout, or changes what plugins take part."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PENSTOCK_", "PYTHON", "VIRTUAL_ENV"))
    }


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where it is done; what is there is removed")
    began = time.monotonic()
    fresh = Fresh(parser.parse_args().folder.resolve(), lambda line: print(line, flush=True))  # noqa: T201
    try:
        fresh.make()
    except StepFailedError as error:
        fresh.say(str(error))
        return 1
    fresh.say(f"{time.monotonic() - began:6.1f} s  in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
