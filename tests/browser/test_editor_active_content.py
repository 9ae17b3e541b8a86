"""30 scripts in what our nodes show in ComfyUI's frontend, which has no policy of its own: text, and nothing else."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("comfyui_frontend_package", reason="comfyui-frontend-package is not installed")

from .active_content import PAYLOADS, POOL, Watched, furnish, watched
from .conftest import START_SECONDS, Editor, RunningServer, load

# Adds every node of ours, and gives each widget the value that is named like what was made, or one that is a script.
_ADD = """(wanted) => {
  app.graph.clear();
  const kinds = Object.entries(LiteGraph.registered_node_types).filter(([, type]) => {
    const module = type.nodeData?.python_module ?? "";
    return /penstock/i.test(module) || /penstock/i.test(type.category ?? "");
  });
  let at = 0;
  for (const [kind] of kinds) {
    const node = LiteGraph.createNode(kind);
    if (!node) continue;
    node.pos = [40 + (at % 8) * 460, 40 + Math.floor(at / 8) * 620];
    node.title = wanted[at++ % wanted.length];
    app.graph.add(node);
    for (const widget of node.widgets ?? []) {
      const listed = typeof widget.options?.values === "function" ? widget.options.values() : widget.options?.values;
      const made = (one) => ["tested", "hostile", "shown"].includes(one);
      const chosen = Array.isArray(listed)
        ? (listed.find(made) ?? listed.find((one) => wanted.includes(one)))
        : widget.name === "pool_id" ? "tested" : typeof widget.value === "string" ? wanted.join(" ") : undefined;
      if (chosen === undefined) continue;
      widget.value = chosen;
      widget.callback?.(chosen);
    }
  }
  app.canvas.ds.scale = 0.35;
  app.canvas.ds.offset = [0, 0];
  app.graph.setDirtyCanvas(true, true);
  return kinds.length;
}"""


@pytest.fixture(scope="module", params=["classic", "vue"])
def furnished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """ComfyUI's frontend on a server with payloads everywhere."""
    running = RunningServer(tmp_path_factory.mktemp("hostile"), frontend=True)
    settings = {"Comfy.TutorialCompleted": True, "Comfy.VueNodes.Enabled": request.param == "vue"}
    stored = running.data / "user/default/comfy.settings.json"
    stored.parent.mkdir(parents=True)
    stored.write_text(json.dumps(settings))
    running.start()
    furnish(running, tmp_path_factory.mktemp("pictures"))
    yield running
    running.stop()


@pytest.fixture
def page(chromium: Any, furnished: RunningServer) -> Iterator[Watched]:
    """The frontend, with an eye on it."""
    made = watched(chromium, furnished.address, makers=True)
    made.page.set_default_timeout(START_SECONDS * 1000)
    load(Editor(made.page, furnished))
    yield made
    made.page.context.close()


def test_what_nodes_show_is_text(page: Watched, figure: Callable[..., None]) -> None:
    """Every node of ours, its title, its widgets, its grids, gates and toasts: no element, no script, no request."""
    added = page.page.evaluate(_ADD, list(PAYLOADS))
    page.page.locator("penstock-pool-grid input.penstock-label").first.wait_for()

    shown = page.wait_for(len(PAYLOADS))

    assert added > 20
    assert page.page.evaluate(f"app.graph.nodes.some((node) => node.widgets?.some(({{value}}) => value === '{POOL}'))")
    figure("G15", "scripts in what the nodes show in ComfyUI's frontend", shown, "texts shown")
