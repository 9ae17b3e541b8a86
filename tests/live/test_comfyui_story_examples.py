"""The two sample workflows of stories in a real browser on a real ComfyUI, without any model."""

import uuid

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from live_page import load, run
from live_stories import SIDE, make_scene, make_story
from PIL import Image

SET = """values => {
  for (const node of app.graph.nodes) {
    for (const widget of node.widgets ?? []) {
      const value = values[`${node.type}.${widget.name}`];
      if (value !== undefined) { widget.value = value; widget.callback?.(value); }
    }
  }
}"""


def choose(page, **values):
    """Give widgets their values, `node__widget` each."""
    page.evaluate(SET, {name.replace("__", "."): value for name, value in values.items()})


def test_the_two_stages_run_as_they_are_opened(page, tab, server):
    """Stage 1 saves each scene and its negative into a new execution; stage 2 its transitions, beside them."""
    mark = uuid.uuid4().hex[:6]
    scenes = [f"Morning {mark}", f"From A to B {mark}", f"Night {mark}"]
    for at, name in enumerate(scenes):
        make_scene(tab, name, 10 * at)
    make_story(tab, f"Day {mark}", scenes)
    load(page, "story_images")
    choose(page, StoryEdit__story_select=f"Day {mark}")
    run(page, tab)
    (made,) = tab.get(f"/penstock/executions?story=Day%20{mark}")["executions"]
    slugs = [f"000_morning_{mark}", f"001_from_a-to-b_{mark}", f"002_night_{mark}"]
    folder = f"stories/Day {mark}/jobs/{made['job']}/executions/{made['exec_id']}"
    images = server.base.path / "output" / folder / "images"
    assert sorted(path.name for path in images.iterdir()) == [f"{slug}_{at:02d}.png" for slug in slugs for at in (0, 1)]
    assert made["finished"] is not None
    load(page, "story_transitions")
    choose(page, StoryTransitions__exec_images_dir=f"{folder}/images")
    run(page, tab)
    films = sorted(path.name for path in (images.parent / "videos").iterdir())
    assert films == [f"000_morning_{mark}_to_from_a-to-b_{mark}_00001_.webp", f"{slugs[1]}_to_night_{mark}_00001_.webp"]
    with Image.open(images.parent / "videos" / films[0]) as film:
        assert (film.n_frames, film.size) == (2, (SIDE, SIDE))
