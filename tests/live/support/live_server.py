"""A real ComfyUI in a folder of its own, with this checkout linked into its custom nodes."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from hashlib import sha256
from pathlib import Path

from attrs import define, field

CHECKOUT = Path(__file__).resolve().parents[3]
START_SECONDS = float(os.environ.get("COMFYUI_START_SECONDS", "180"))


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a server answers at `url`."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@define
class BaseFolder:
    """A base directory for ComfyUI: models, custom_nodes, input, output, temp, user."""

    path: Path

    def __attrs_post_init__(self) -> None:
        for name in ("models", "custom_nodes", "input", "output", "temp", "user/default"):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        self.settings({})

    def settings(self, changes: dict[str, object]) -> None:
        """The frontend's settings; without the first one a dialog of templates covers the page."""
        settings = {"Comfy.TutorialCompleted": True, "Comfy.VueNodes.Enabled": False, **changes}
        (self.path / "user" / "default" / "comfy.settings.json").write_text(json.dumps(settings))

    def link(self, name: str, target: Path = CHECKOUT, folder: str = "custom_nodes") -> None:
        """Link a pack into the custom nodes."""
        (self.path / folder).mkdir(exist_ok=True)
        (self.path / folder / name).symlink_to(target, target_is_directory=True)

    def copy_in(self, name: str) -> None:
        """Put a copy of this checkout into the custom nodes, as a clone would: what ComfyUI needs of it."""
        skipped = shutil.ignore_patterns(".*", "tests", "*.egg-info", "__pycache__", "node_modules", "build", "dist")
        shutil.copytree(CHECKOUT, self.path / "custom_nodes" / name, ignore=skipped)

    def later_packs(self) -> list[str]:
        """Arguments for ComfyUI, to load the packs in `later_nodes` after those in `custom_nodes`."""
        config = self.path / "more_packs.yaml"
        config.write_text(f"more:\n  custom_nodes: {self.path / 'later_nodes'}\n")
        return ["--extra-model-paths-config", str(config)]

    def plugin(self, source: Path) -> None:
        """Put a single-file plugin into the user's plugin folder and enable exactly these bytes."""
        private = self.path / "user" / "__penstock"
        (private / "plugins").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, private / "plugins" / source.name)
        file = private / "settings.json"
        stored = json.loads(file.read_text()) if file.exists() else {"format": 1}
        stored.setdefault("enabled_files", {})[source.stem] = sha256(source.read_bytes()).hexdigest()
        file.write_text(json.dumps(stored))


@define
class LiveServer:
    """One ComfyUI process. `log` collects what it writes."""

    comfyui: Path
    python: str
    base: BaseFolder
    frontend: Path | None = None
    arguments: list[str] = field(factory=list)
    port: int = field(factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    start_seconds: float = 0.0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_path(self) -> Path:
        """The file with everything that it wrote."""
        return self.base.path / "comfyui.log"

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return self.log_path.read_text(errors="replace")

    def start(self) -> "LiveServer":
        """Start it and wait until it answers; its log is in the error where it does not."""
        began = time.monotonic()
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(), cwd=self.comfyui, env=self._environment(), stdout=log, stderr=log
            )
        while not answers(f"{self.url}/system_stats"):
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                self.stop()
                raise AssertionError(f"ComfyUI did not start:\n{self.log[-6000:]}")
            time.sleep(0.05)
        self.start_seconds = time.monotonic() - began
        return self

    def stop(self) -> None:
        """End it as a user's `kill` does: no exit handler runs."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def restart(self) -> None:
        """Stop it and start it again on the same folder and port."""
        self.stop()
        self.start()

    def _command(self) -> list[str]:
        places = ["--base-directory", str(self.base.path), "--database-url", "sqlite:///:memory:"]
        page = [] if self.frontend is None else ["--front-end-root", str(self.frontend)]
        listen = ["--listen", "127.0.0.1", "--port", str(self.port)]
        return [self.python, "main.py", "--cpu", "--disable-api-nodes", *listen, *places, *page, *self.arguments]

    def _environment(self) -> dict[str, str]:
        strange = ("COV_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
        return {**kept, "PYTHONUNBUFFERED": "1", "HF_HUB_OFFLINE": "1"}
