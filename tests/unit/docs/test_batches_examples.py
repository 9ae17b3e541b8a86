"""What docs/batches.md shows does what it says: the plan, the check of webhooks, the sample workflow."""

import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.standalone.batch_axes import groups_of, seeds_of
from penstock.adapters.testing.batch_house import SECRET
from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers
from penstock.core.application import Application
from penstock.core.contracts.batches import Axis, Batches, BatchPlan, Group
from penstock.core.wire import decode
from penstock.plugins.batches.plan_shapes import plan_of
from penstock.plugins.batches.routes_shapes import NewBatch
from penstock.plugins.batches.webhook_rules import WebhookRules

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
CHECK = DOCS / "examples" / "check_webhooks.py"
PAGE = (DOCS / "batches.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "example_workflows" / "batch_sizes.json"
PORTRAIT = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "dreamy.safetensors"}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "a red fox", "clip": ["1", 1]}},
    "3": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
    "4": {
        "class_type": "KSampler",
        "inputs": {
            "model": ["1", 0],
            "seed": 7,
            "steps": 4,
            "cfg": 8.0,
            "sampler_name": "euler",
            "positive": ["2", 0],
            "latent_image": ["3", 0],
        },
    },
    "5": {"class_type": "VAEDecode", "inputs": {"samples": ["4", 0], "vae": ["1", 2]}},
    "6": {"class_type": "SaveImage", "inputs": {"images": ["5", 0], "filename_prefix": "portrait"}},
}


def test_the_plan_of_the_page_makes_as_many_cells_as_it_says(tmp_path: Path) -> None:
    """Groups are nested, axes of a group go side by side, a repetition has one seed for all its cells."""
    (block,) = (one for one in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL) if '"plan"' in one)
    shape = {"workflow": "", "document": PORTRAIT}
    body = json.loads(block)
    plan = plan_of(decode(NewBatch, {"plan": {**body["plan"], **shape}}).plan)
    with DrivenRuns(tmp_path, FakeServers()) as penstock:
        preview = penstock.batches.preview(plan, limit=100)
    (said,) = re.findall(r"combinations, twice: (\d+) cells", PAGE)
    assert preview.total == int(said) == 60
    assert [len(group[0].labels) for group in preview.groups] == [3, 2, 5]
    values = [cell.values for cell in preview.cells]
    assert {(one["4.sampler_name"], one["4.steps"]) for one in values} == {("euler", 30), ("dpmpp_2m", 20)}
    assert {one["2.text"] for one in values} == {f"a {colour} fox" for colour in ("red", "blue", "green")}
    assert {one["4.cfg"] for one in values} == {1.0, 1.5, 2.0, 2.5, 3.0}
    assert len({one["4.seed"] for one in values}) == 2


def test_the_page_shows_the_check_of_webhooks() -> None:
    """Letter by letter."""
    assert CHECK.read_text(encoding="utf-8") in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_check_takes_what_penstock_signs_and_nothing_else() -> None:
    """A changed body, another secret and an old message are refused."""
    checked = runpy.run_path(str(CHECK))["checked"]
    body = b'{"type": "batch.finished"}'
    signature = WebhookRules("", SECRET).signature("msg_1", 1_700_000_000, body)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1700000000", "webhook-signature": f"v2,x {signature}"}
    assert checked(SECRET, headers, body, 1_700_000_060) == {"type": "batch.finished"}
    for secret, sent, now in (
        (SECRET, body + b" ", 1_700_000_060),
        ("whsec_b3RoZXI=", body, 1_700_000_060),
        (SECRET, body, 1_700_000_400),
    ):
        with pytest.raises(ValueError, match=r"\."):
            checked(secret, headers, sent, now)


def test_the_axes_of_the_command_line_are_read() -> None:
    """Every `--axis` and `--seeds` of the page."""
    axes = re.findall(r"--axis '([^']+)'", PAGE)
    assert len(axes) == 4
    groups = groups_of(axes)
    assert [len(group.axes) for group in groups] == [1, 1, 2, 1]
    (seeds,) = seeds_of(["increment:100"])
    assert seeds.start == 100


def test_the_sample_is_run_in_all_its_combinations(penstock_application: Callable[..., Application]) -> None:
    """What its note asks for is a batch of the parameters that it names."""
    axes = (
        Axis(keys=("Large: Upscale method",), values=("nearest-exact", "lanczos")),
        Axis(keys=("Small: Width",), values=(24, 48, 96, 192)),
    )
    plan = BatchPlan(document=SAMPLE.read_bytes(), groups=tuple(Group(axes=(axis,)) for axis in axes))
    preview = penstock_application().services.get(Batches).preview(plan)
    assert (preview.total, preview.cells[5].values) == (8, {"3.upscale_method": "lanczos", "2.width": 48})
    note: dict[str, Any] = next(
        one for one in json.loads(SAMPLE.read_bytes())["nodes"] if one["type"] == "MarkdownNote"
    )
    assert all(key in note["widgets_values"][0] for axis in axes for key in axis.keys)
