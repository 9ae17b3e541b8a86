"""The sample workflows fit the nodes, have pictures, and do what they say."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from PIL import Image

from penstock import hookimpl
from penstock.adapters.standalone.engine import Engine, RunOutcome
from penstock.core.application import Application
from penstock.core.contracts.executions import Executions
from penstock.core.contracts.gates import GateAnswer, PendingGate
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.prompts import Prompt, PromptCollection, Prompts
from penstock.core.contracts.scenes import Scenes
from penstock.core.contracts.stories import Stories, StoryInfo, StoryScene
from penstock.core.contracts.uploads import Upload
from penstock.core.host import HostPaths
from penstock.core.nodes import ANY, COMBO, InputSpec, NodeResult, NodeSpec

FOLDER = Path(__file__).resolve().parents[3] / "example_workflows"
WORKFLOWS = sorted(path.stem for path in FOLDER.glob("*.json"))
PREVIEW_ANY = NodeSpec(
    id="PreviewAny",
    display_name="Preview Any",
    category="Test",
    inputs=(InputSpec(id="source", type=ANY),),
    run=lambda _call, source: NodeResult(ui={"text": [source]}),
    is_output=True,
)
"""ComfyUI's node that shows a text; the embedded engine has none."""

COLOURS = {"Morning": (1.0, 0.0, 0.0), "Noon": (0.0, 1.0, 0.0), "Night": (0.0, 0.0, 1.0)}
CONTROL = "control_after_generate"
PLAIN = {
    "LibberApply": ("libber_name", "text", "seed", CONTROL, "more_libbers"),
    "PromptCollectionEdit": (
        "prompt_collection_json_in",
        "operation",
        "prompt_name",
        "prompt_value",
        "prompt_category",
        "prompt_description",
        "collection",
    ),
    "PromptComposer": ("prompt_collection_json_in", "composition", "seed", CONTROL, "composition_json", "collection"),
    "SceneSelect": (
        "scenes_dir",
        "selected_scene",
        "depth_image_type",
        "pose_image_type",
        "mask_name",
        "mask_background",
        "prompt_name",
        "seed",
    ),
    "StoryEdit": ("story_select", "preview_scene_name"),
    "StoryExecutionInit": ("job_id", "exec_id"),
    "StorySaveImage": (
        "scene_index",
        "variants",
        "image_format",
        "quality",
        "exec_images_dir",
        "scene_order",
        "scene_name",
    ),
    "StorySceneBatch": ("story_name", "job_id", "exec_id", "variants", "seed"),
    "StoryTransitions": ("exec_images_dir",),
}
"""Nodes some of whose widgets have plain sockets, with all their widgets in their order."""

COUNTED = {"FolderImageLoader": "index"}
"""Nodes whose other number than the seed is counted after each run."""

TYPED = {"INT", "FLOAT", "STRING", "BOOLEAN", COMBO}


def workflow(name: str) -> dict[str, Any]:
    """As the editor saved it."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def graph(name: str, **typed: Any) -> dict[str, Any]:
    """The workflow in API format, as the editor sends it; `typed` are widgets that a user changed."""
    saved = workflow(name)
    sources = {link[0]: [str(link[1]), link[2]] for link in saved["links"]}
    made = {}
    for node in saved["nodes"]:
        if node["type"] == "MarkdownNote":
            continue
        inputs = {key: value for key, value in widgets(node) if key != CONTROL}
        inputs |= {key: value for key, value in typed.items() if key in inputs}
        inputs |= {one["name"]: sources[one["link"]] for one in node["inputs"] if one["link"] is not None}
        made[str(node["id"])] = {"class_type": node["type"], "inputs": inputs, "_meta": {"title": node.get("title")}}
    return made


def widgets(node: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The widgets of a node with their values. Nodes of ours may keep the plain socket of a widget that they show."""
    names = [one["name"] for one in node["inputs"] if "widget" in one or one["name"] in PLAIN.get(node["type"], ())]
    if node["type"] in PLAIN:
        names.sort(key=PLAIN[node["type"]].index)
    counted = COUNTED.get(node["type"], "seed")
    if counted in names:
        names.insert(names.index(counted) + 1, CONTROL)
    return list(zip(names, node.get("widgets_values") or [], strict=True))


def is_widget(spec: InputSpec) -> bool:
    """Whether the editor makes a widget of this input."""
    return spec.type in TYPED and not spec.socket


@pytest.fixture
def run(penstock_application: Callable[..., Application], penstock_paths: HostPaths) -> Callable[..., Any]:
    """`run(name, answer, **typed)`: how the workflow ends when every gate is answered so, and what was asked."""

    def start(name: str, answer: GateAnswer, **typed: Any) -> tuple[RunOutcome, list[PendingGate]]:
        asked: list[PendingGate] = []

        class Answering:
            @hookimpl
            def penstock_nodes(self) -> Iterable[NodeSpec]:
                yield PREVIEW_ANY

            @hookimpl
            def penstock_answer_gate(self, gate: PendingGate) -> GateAnswer:
                asked.append(gate)
                return answer

        application = penstock_application(Answering())
        if libs := typed.pop("libs", None):
            application.services.get(Libbers).save(typed["libber_name"], Libber(libs=libs), None)
        if pool := typed.get("pool_id") or typed.get("profile_id"):
            a_pool(application, penstock_paths, pool)
        engine = Engine(application.nodes, application.services, penstock_paths)
        return engine.run(graph(name, **typed)), asked

    return start


def prompts_of(name: str) -> dict[str, Any]:
    """The prompts that a workflow carries."""
    (node,) = (one for one in workflow(name)["nodes"] if one["type"] == "PromptCollectionEdit")
    return dict(json.loads(node["widgets_values"][0])["prompts"])


def a_pool(application: Application, paths: HostPaths, pool_id: str) -> None:
    """One red picture, labelled "a cat"."""
    file = paths.temp / "red.upload"
    Image.new("RGB", (8, 6), (255, 0, 0)).save(file, "PNG")
    pools = application.services.get(Pools)
    upload = Upload(path=file, file_name="cat.png", content_type="image/png", size=file.stat().st_size)
    added = pools.add(pool_id, [upload])
    slot = added[0].slot
    assert slot is not None
    pools.label(pool_id, slot.id, "a cat")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_each_workflow_has_its_picture(name: str) -> None:
    """ComfyUI shows `<name>.jpg` beside a template; it is a JPEG of 600 pixels at least."""
    with Image.open(FOLDER / f"{name}.jpg") as image:
        assert image.format == "JPEG"
        assert image.width >= 600


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nodes_of_ours_are_saved_as_they_are_declared(
    penstock_application: Callable[..., Application], name: str
) -> None:
    """Inputs, outputs and widget values of every node of ours are those of its declaration, in its order."""
    specs: Mapping[str, NodeSpec] = {spec.id: spec for spec in penstock_application().nodes}
    ours = [node for node in workflow(name)["nodes"] if node["type"] in specs]
    assert ours
    for node in ours:
        spec = specs[node["type"]]
        assert [name for name, _ in widgets(node) if name != CONTROL] == [
            one.id for one in spec.inputs if is_widget(one)
        ]
        assert {one["name"] for one in node["inputs"]} == {one.id for one in spec.inputs}
        outputs = [(one["name"], one["type"]) for one in node["outputs"]]
        assert outputs == [(one.display_name or one.id, one.type) for one in spec.outputs][: len(outputs)]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_links_join_what_is_there(name: str) -> None:
    """Each link is known at both of its ends and joins an output of its type."""
    saved = workflow(name)
    nodes = {node["id"]: node for node in saved["nodes"]}
    for number, source, output, target, place, kind in saved["links"]:
        assert number in nodes[source]["outputs"][output]["links"]
        assert nodes[source]["outputs"][output]["type"] == kind
        assert nodes[target]["inputs"][place]["link"] == number


@pytest.mark.parametrize(("route", "colour"), [(1, (255, 0, 0)), (2, (0, 255, 255))])
def test_image_gate_shows_the_chosen_branch_alone(
    run: Callable[..., Any], penstock_paths: HostPaths, route: int, colour: tuple[int, int, int]
) -> None:
    """Route 1 keeps the picture, route 2 inverts it; the branch of the other route shows nothing."""
    outcome, asked = run("image_gate", GateAnswer(route=route), pool_id="cats")
    assert outcome.ok, outcome.error
    assert asked[0].gate.routes == ("keep", "invert")
    shown = [ui["images"][0]["filename"] for ui in outcome.ui.values() if "images" in ui]
    assert len(shown) == 1
    with Image.open(penstock_paths.temp / shown[0]) as image:
        assert image.convert("RGB").getpixel((0, 0)) == colour


def test_image_chooser_gate_passes_what_was_chosen(run: Callable[..., Any]) -> None:
    """Two of the four images are shown."""
    outcome, asked = run("image_chooser_gate", GateAnswer(selection=(3, 1)))
    assert outcome.ok, outcome.error
    assert np.shape(asked[0].images) == (4, 512, 512, 3)
    assert [len(ui["images"]) for ui in outcome.ui.values()] == [2]


def test_text_gate_names_the_file(run: Callable[..., Any], penstock_paths: HostPaths) -> None:
    """The gate asks about the label, and the text that it passed names the saved picture."""
    outcome, asked = run("text_gate", GateAnswer(text="a red cat"), pool_id="cats")
    assert outcome.ok, outcome.error
    assert asked[0].gate.text == "a cat"
    assert [path.name for path in penstock_paths.output.glob("*.png")] == ["a red cat_00001_.png"]


@pytest.mark.parametrize(
    ("name", "previews"),
    [("pool_profile", [(0, 0, 0), (255, 0, 0)]), ("two_pools_one_profile", [(255, 0, 0), (255, 0, 0)])],
)
def test_workflows_of_profiles_show_the_chosen_profile(
    run: Callable[..., Any], penstock_paths: HostPaths, name: str, previews: list[tuple[int, int, int]]
) -> None:
    """The profile's picture flows out of every grid that is linked; its mask is black."""
    outcome, _ = run(name, GateAnswer(), profile_id="cats")
    assert outcome.ok, outcome.error
    shown = [ui["images"][0]["filename"] for ui in outcome.ui.values() if "images" in ui]
    colours = []
    for file in shown:
        with Image.open(penstock_paths.temp / file) as image:
            colours.append(image.convert("RGB").getpixel((0, 0)))
    assert sorted(colours) == previews


def test_libber_apply_shows_the_text_with_its_snippets(run: Callable[..., Any]) -> None:
    """Without a libber the text passes as it is; with one its snippets are in it."""
    outcome, _ = run("libber_apply", GateAnswer())
    assert outcome.ok, outcome.error
    assert [ui["text"] for ui in outcome.ui.values() if len(ui["text"]) == 1] == [["%subject%, %light%, %style%"]]
    libs = {"subject": "a %animal%", "animal": "fox", "light": "dusk", "style": "oil"}
    outcome, _ = run("libber_apply", GateAnswer(), libs=libs, libber_name="words")
    assert outcome.ok, outcome.error
    assert ["a fox, dusk, oil"] in [ui["text"] for ui in outcome.ui.values()]


def test_prompt_composer_puts_the_prompts_of_the_workflow_together(run: Callable[..., Any]) -> None:
    """The chosen composition, another one, and all of them."""
    for composition, count in (("picture", 4), ("video", 3), ("", 5)):
        outcome, _ = run("prompt_composer", GateAnswer(), composition=composition)
        assert outcome.ok, outcome.error
        values = [one["value"] for one in prompts_of("prompt_composer").values()]
        (shown,) = (ui["text"][0] for ui in outcome.ui.values() if len(ui["text"]) == 1)
        assert sum(value in shown for value in values) == count


def test_dataset_walk_saves_each_picture_with_its_caption(run: Callable[..., Any], penstock_paths: HostPaths) -> None:
    """Fitted into its bucket; the run after the last picture says that all were used."""
    folder = penstock_paths.input / "cats"
    folder.mkdir(parents=True)
    for number, name in enumerate(("a", "b")):
        Image.new("RGB", (20, 10), (number, 0, 0)).save(folder / f"{name}.png")
        (folder / f"{name}.txt").write_text(f"cat {name}", encoding="utf-8")
    for index in range(2):
        outcome, _ = run("dataset_walk", GateAnswer(), folder="cats", index=index)
        assert outcome.ok, outcome.error
    saved = penstock_paths.output / "walk"
    assert [path.read_text() for path in sorted(saved.glob("*.txt"))] == ["cat a", "cat b"]
    with Image.open(saved / "picture_00002_.png") as image:
        assert image.size == (1792, 896)
        assert image.getpixel((0, 0)) == (1, 0, 0)
    outcome, _ = run("dataset_walk", GateAnswer(), folder="cats", index=2)
    assert "All 2 pictures of input/cats were used." in str(outcome.error)


def test_dataset_export_writes_a_profile_and_loads_it_back(run: Callable[..., Any], penstock_paths: HostPaths) -> None:
    """The folder holds the picture and its label, the preview shows what was loaded from it."""
    outcome, _ = run("dataset_export", GateAnswer(), profile_id="cats")
    assert outcome.ok, outcome.error
    folder = penstock_paths.output / "datasets" / "training"
    assert (folder / "0001.txt").read_text() == "a cat"
    (shown,) = (ui["images"][0]["filename"] for ui in outcome.ui.values() if "images" in ui)
    with Image.open(penstock_paths.temp / shown) as image:
        assert image.convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    (counted,) = (ui["statistics"][0] for ui in outcome.ui.values() if "statistics" in ui)
    assert counted["images"] == counted["captions"]["present"] == 1


def a_story(application: Application) -> None:
    """Three scenes of one colour each, in a story."""
    scenes, prompts = application.services.get(Scenes), application.services.get(Prompts)
    for name, colour in COLOURS.items():
        scenes.create(name)
        base = np.full((1, 6, 8, 3), colour, np.float32)
        scenes.save_info(evolve(scenes.info(name), images={"base": base}))
        prompts.save(name, PromptCollection(prompts={"main": Prompt(value=name)}), None)
    placed = tuple(StoryScene(scene_id=name, scene_name=name, prompt_key="main") for name in COLOURS)
    application.services.get(Stories).save(StoryInfo(story_name="Day", scenes=placed), None)


def test_the_two_stages_of_a_story_make_its_pictures_and_its_transitions(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths
) -> None:
    """Stage 1 saves each scene and its negative; stage 2 an animation from each scene to the next, beside them."""
    application = penstock_application()
    a_story(application)
    engine = Engine(application.nodes, application.services, penstock_paths)
    assert engine.run(graph("story_images", story_select="Day")).ok
    executions = application.services.get(Executions)
    (made,) = executions.list("Day")
    assert made.finished is not None
    assert [image.name for image in executions.images(made.key)] == [
        f"{order:03d}_{name.lower()}_{variant:02d}.png" for order, name in enumerate(COLOURS) for variant in (0, 1)
    ]
    with Image.open(made.images_dir / "001_noon_01.png") as image:
        assert image.convert("RGB").getpixel((0, 0)) == (255, 0, 255)
    folder = made.images_dir.relative_to(penstock_paths.output).as_posix()
    assert engine.run(graph("story_transitions", exec_images_dir=folder)).ok
    videos = sorted(path.name for path in made.videos_dir.iterdir())
    assert videos == ["000_morning_to_noon_00001_.webp", "001_noon_to_night_00001_.webp"]
    with Image.open(made.videos_dir / videos[1]) as film:
        assert film.n_frames == 2


def test_the_first_stage_goes_on_where_it_was_interrupted(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths
) -> None:
    """With the id of an execution only what lacks is made; what was there keeps its bytes."""
    application = penstock_application()
    a_story(application)
    engine = Engine(application.nodes, application.services, penstock_paths)
    assert engine.run(graph("story_images", story_select="Day")).ok
    executions = application.services.get(Executions)
    (made,) = executions.list("Day")
    before = {path.name: path.read_bytes() for path in made.images_dir.iterdir()}
    executions.delete_images(made.key, ["001_noon_00.png", "002_night_01.png"])
    times = {path.name: path.stat().st_mtime_ns for path in made.images_dir.iterdir()}
    again = graph("story_images", story_select="Day", exec_id=made.key.exec_id)
    assert engine.run(again).ok
    after = {path.name: path for path in made.images_dir.iterdir()}
    assert sorted(after) == sorted(before) and len(executions.list("Day")) == 1
    assert {name: after[name].stat().st_mtime_ns for name in times} == times
