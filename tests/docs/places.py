"""Where the commands of a page run: an empty home, a data folder, this Penstock on PATH, nothing else of the user's."""

import os
import queue
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import define, field

SECONDS: Final = 60.0
PROGRAMS: Final = ("penstock", "python")
"""What pages may run of this environment; everything of the system is there, too, but what is in `REFUSED`."""
REFUSED: Final = ("comfy", "git", "npm", "pip", "pip3", "tox", "twine")
"""What would install, publish or fetch: blocks with these are marked as not run."""
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+\S*")


@define
class Place:
    """`folder` is where commands run; `words` are what stands on the page for what only a run can know (`RUN`)."""

    folder: Path
    words: dict[str, str] = field(factory=dict)
    paths: list[Path] = field(factory=list)
    started: list["subprocess.Popen[str]"] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        for name in ("home", "work"):
            (self.folder / name).mkdir()
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        for name in PROGRAMS:
            _script(bin_folder / name, f'exec "{Path(sys.executable).parent / name}" "$@"')
        for name in REFUSED:
            _script(bin_folder / name, f"echo {name}: mark this block as not run >&2; exit 1")

    @property
    def work(self) -> Path:
        """The current folder of the commands."""
        return self.folder / "work"

    @property
    def data(self) -> Path:
        """The data folder of `penstock` without `--data`."""
        return self.folder / "data"

    @property
    def environment(self) -> Mapping[str, str]:
        """What the commands see of the environment."""
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT") if name in os.environ}
        programs = os.pathsep.join((str(self.folder / "bin"), os.environ["PATH"]))
        home = str(self.folder / "home")
        own = {"HOME": home, "PATH": programs, "PENSTOCK_DATA": str(self.data), "PYTHONWARNINGS": "error"}
        added = {"PYTHONPATH": os.pathsep.join(map(str, self.paths))} if self.paths else {}
        return {**kept, **own, **added, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, script: str) -> str:
        """What a script prints; `AssertionError` with all it said where it fails."""
        for word, value in self.words.items():
            script = re.sub(rf"\b{word}\b", value, script)
        bash = shutil.which("bash")
        assert bash
        ended = subprocess.run(
            [bash, "-euo", "pipefail", "-c", script],
            cwd=self.work,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert ended.returncode == 0, f"{script}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def serve(self, *arguments: str) -> str:
        """The address of `penstock serve` with these arguments, once it answers there."""
        command = [str(Path(sys.executable).parent / "penstock"), "serve", *arguments]
        said: queue.Queue[str] = queue.Queue()
        process = subprocess.Popen(
            [*command, "--no-browser", "--port", "0"],
            cwd=self.work,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        threading.Thread(target=_read, args=(process, said), daemon=True).start()
        lines = []
        while True:
            line = said.get(timeout=SECONDS)
            lines.append(line)
            if found := _ADDRESS.search(line):
                return found[0].rstrip("/")
            assert line, f"{command} ended:\n{''.join(lines)}"

    def stop(self) -> None:
        """Stop the servers."""
        while self.started:
            process = self.started.pop()
            process.terminate()
            process.wait(SECONDS)
            if process.stdout:
                process.stdout.close()


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def _read(process: "subprocess.Popen[str]", said: "queue.Queue[str]") -> None:
    """Every line, and an empty one at the end."""
    assert process.stdout
    try:
        for line in process.stdout:
            said.put(line)
    except ValueError:  # closed meanwhile
        return
    finally:
        said.put("")
