"""Scene Select, View, Load and Save on a whole application."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from attrs import evolve, frozen
from PIL import Image

from penstock.adapters.testing.scene_house import png_bytes
from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.contracts.model_files import ModelFiles
from penstock.core.contracts.prompts import ProcessingType, Prompt, PromptCollection, Prompts
from penstock.core.contracts.scenes import Lora, SceneInfo, Scenes
from penstock.core.errors import BadName, Invalid, NotFound
from penstock.core.host import HostPaths
from penstock.core.nodes import NodeResult, NodeSpec

RED, BLUE = (255, 0, 0), (0, 0, 255)


@frozen
class Studio:
    """An application with a scene `cats`."""

    application: Application
    paths: HostPaths
    call: Any

    def spec(self, node: str) -> NodeSpec:
        return next(one for one in self.application.nodes if one.id == node)

    def run(self, node: str, **inputs: Any) -> dict[str, Any]:
        """The outputs of a node by their ids."""
        spec = self.spec(node)
        made: Any = spec.run(self.call, **inputs)
        values = made.values if isinstance(made, NodeResult) else made
        return dict(zip((one.id for one in spec.outputs), values, strict=True))

    def check(self, node: str, **inputs: Any) -> bool | str:
        """What the node says before a run."""
        validate = self.spec(node).validate
        assert validate is not None
        return validate(self.application.services, **inputs)

    def fingerprint(self, node: str, **inputs: Any) -> str:
        """The fingerprint of a node."""
        spec = self.spec(node)
        defaults = {one.id: one.default for one in spec.inputs}
        made = spec.fingerprint_of(self.application.services, lambda: self.call, {**defaults, **inputs})
        assert made is not None
        return made

    def put(self, name: str, data: bytes, scene: str = "cats") -> None:
        """A file of a scene."""
        path = self.paths.output / "scenes" / scene / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    @property
    def scenes(self) -> Scenes:
        return self.application.services.get(Scenes)

    @property
    def prompts(self) -> Prompts:
        return self.application.services.get(Prompts)


@frozen
class OneLora:
    """A host that has one lora."""

    def path(self, kind: str, name: str) -> Path | None:
        return Path("/models/loras") / name if (kind, name) == ("loras", "sub/h.safetensors") else None


@pytest.fixture
def studio(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths, node_call: Callable[..., Any]
) -> Studio:
    """A scene with a base picture of 8 x 6."""
    application = penstock_application()
    made = Studio(application, penstock_paths, node_call(application))
    made.put("base.png", png_bytes(RED))
    return made


def rgba(colour: Any, size: tuple[int, int] = (8, 6)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_scene_is_selected_with_all_that_it_has(studio: Studio) -> None:
    """Pictures as large as the base picture, masks as LoadImage reads them, texts, loras."""
    studio.put("depth_zoe.png", png_bytes(BLUE, (16, 12)))
    studio.put("hero_mask_bkgd.png", rgba((0, 255, 0, 0)))
    collection = PromptCollection(
        prompts={"a": Prompt(value="A"), "b": Prompt(value="B")}, compositions={"c": ("a", "b")}
    )
    studio.prompts.save("cats", collection, None)
    found = studio.run("SceneSelect", selected_scene="cats", depth_image_type="zoe", mask_name="hero", prompt_name="c")
    assert isinstance(found["scene_info"], SceneInfo)
    assert (found["prompt_dict"], found["comp_dict"]) == ({"a": "A", "b": "B"}, {"c": "A B"})
    assert found["prompt"] == "A B"
    assert (found["scene_name"], found["scene_dir"]) == ("cats", str(studio.scenes.folder("cats")))
    assert found["input_img_glob"].endswith("cats/input/*.png")
    assert found["output_image_prefix"] == "scenes/cats/input/img"
    assert found["output_video_prefix"] == "scenes/cats/output/vid_"
    assert found["depth_image"].shape == (1, 6, 8, 3)
    assert numpy.allclose(found["depth_image"][0, 0, 0], (0, 0, 1))
    assert found["mask"].shape == (1, 6, 8)
    assert found["mask"].min() == 1.0
    assert numpy.allclose(found["mask_image"][0, 0, 0], (0, 1, 0))
    assert numpy.allclose(found["upscale_image"], found["base_image"])
    assert (found["lora_stack_data"], found["loras_high_out"], found["loras_low_out"]) == (None, None, None)


def test_what_a_scene_lacks_is_black(studio: Studio) -> None:
    """And zeros for the mask; without a base the depth picture says the size, then the pose, then 512."""
    found = studio.run("SceneSelect", selected_scene="cats")
    for name in ("depth_image", "pose_image", "canny_image", "mask_image"):
        assert found[name].shape == (1, 6, 8, 3)
        assert not found[name].any()
    assert found["mask"].shape == (1, 6, 8)
    assert not found["mask"].any()
    studio.scenes.create("dogs")
    assert studio.run("SceneSelect", selected_scene="dogs")["base_image"].shape == (1, 512, 512, 3)
    studio.put("pose_open.png", png_bytes(RED, (5, 4)), "dogs")
    assert studio.run("SceneSelect", selected_scene="dogs")["base_image"].shape == (1, 4, 5, 3)
    studio.put("depth.png", png_bytes(RED, (3, 2)), "dogs")
    assert studio.run("SceneSelect", selected_scene="dogs")["pose_image"].shape == (1, 2, 3, 3)


def test_loras_have_the_paths_that_the_host_knows(studio: Studio) -> None:
    """Enabled ones by their pass; one that the host has not is left out."""
    studio.application.services.put(ModelFiles, OneLora())
    now = studio.scenes.get("cats")
    high = Lora(lora="sub/h.safetensors", model_target="Wan2.2-Wrapper-High", strength_model=0.123456)
    loras = (
        high,
        evolve(high, lora="missing"),
        evolve(high, unknown={"enabled": False}),
        evolve(high, model_target="Wan2.2-Wrapper-Low", unknown={"merge_loras": False, "low_mem_load": True}),
    )
    studio.scenes.save(evolve(now, loras=loras), now.revision)
    found = studio.run("SceneSelect", selected_scene="cats")
    assert len(found["lora_stack_data"]) == 4
    assert found["loras_high_out"] == [
        {
            "path": str(Path("/models/loras/sub/h.safetensors")),
            "strength": 0.1235,
            "name": "h",
            "blocks": {},
            "layer_filter": "",
            "low_mem_load": False,
            "merge_loras": True,
        }
    ]
    (low,) = found["loras_low_out"]
    assert (low["merge_loras"], low["low_mem_load"]) == (False, False)


@pytest.mark.parametrize(
    ("inputs", "kind", "said"),
    [
        ({"selected_scene": "nobody"}, NotFound, "nobody"),
        ({"selected_scene": ""}, BadName, "No scene"),
        ({"selected_scene": "../x"}, BadName, "../x"),
        ({"selected_scene": "cats", "prompt_name": "missing"}, NotFound, "missing"),
        ({"selected_scene": "cats", "mask_name": "missing"}, NotFound, "missing"),
        ({"selected_scene": "cats", "scenes_dir": "/etc"}, Invalid, "output folder"),
        ({"selected_scene": "cats", "scenes_dir": "../.."}, Invalid, "output folder"),
    ],
)
def test_what_is_not_there_is_said_before_the_run_and_in_it(
    studio: Studio, inputs: dict[str, str], kind: type[Exception], said: str
) -> None:
    """By its name, never an empty prompt."""
    told = studio.check("SceneSelect", mask_background=True, **inputs)
    assert isinstance(told, str)
    assert said in told
    with pytest.raises(kind, match=said.replace(".", r"\.")):
        studio.run("SceneSelect", **inputs)


def test_what_is_linked_is_known_in_the_run_only(studio: Studio) -> None:
    """And the folder of the scenes may be said, where it is the right one."""
    assert studio.check("SceneSelect") is True
    root = str(studio.paths.output / "scenes")
    good: dict[str, Any] = {
        "selected_scene": "cats",
        "scenes_dir": root,
        "mask_name": "(none)",
        "mask_background": True,
    }
    assert studio.check("SceneSelect", **good) is True
    assert studio.check("SceneLoad") is True
    assert studio.check("SceneLoad", scene_name="cats") is True
    assert "nobody" in str(studio.check("SceneLoad", scene_name="nobody"))


def test_an_old_prompt_is_found_by_its_old_name(studio: Studio) -> None:
    """girl_pos of a version 1 file; the value has it as a property too."""
    studio.put("prompts.json", b'{"girl_pos": "G", "male_pos": ""}')
    assert studio.run("SceneSelect", selected_scene="cats", prompt_name="girl_pos")["prompt"] == "G"
    info = studio.run("SceneLoad", scene_name="cats")["scene_info"]
    assert (info.girl_pos, info.male_pos, info.wan_prompt) == ("G", "", "")


def test_a_selected_scene_runs_again_when_it_or_its_libbers_change(studio: Studio) -> None:
    """And not when something else does."""
    collection = PromptCollection(
        prompts={"a": Prompt(value="%x%", processing_type=ProcessingType.LIBBER, libber_name="mine")}
    )
    revision = studio.prompts.save("cats", collection, None).revision
    libbers = studio.application.services.get(Libbers)
    seen = [studio.fingerprint("SceneSelect", selected_scene="cats")]

    def changed() -> bool:
        seen.append(studio.fingerprint("SceneSelect", selected_scene="cats"))
        return seen[-1] != seen[-2]

    assert not changed()
    saved = libbers.save("mine", Libber(libs={"x": "X"}), None)
    assert changed()
    assert studio.run("SceneSelect", selected_scene="cats", prompt_name="a")["prompt"] == "X"
    libbers.save("other", Libber(libs={"x": "X"}), None)
    studio.scenes.create("dogs")
    assert not changed()
    libbers.save("mine", Libber(libs={"x": "Y"}), saved.revision)
    assert changed()
    studio.put("depth.png", png_bytes())
    assert changed()
    studio.prompts.save("cats", evolve(collection, prompts={}), revision)
    assert changed()
    anything = studio.fingerprint("SceneSelect", selected_scene=None)
    studio.put("depth.png", png_bytes(BLUE, (3, 3)), "dogs")
    assert studio.fingerprint("SceneSelect", selected_scene=None) != anything


def test_a_scene_is_viewed_from_a_link(studio: Studio) -> None:
    """With the mask that is named; none means none."""
    studio.put("pose_dw.png", png_bytes(BLUE))
    studio.put("hero_mask_bkgd.png", rgba((0, 255, 0, 0)))
    info = studio.run("SceneLoad", scene_name="cats")["scene_info"]
    found = studio.run("SceneView", scene_info=info, pose_type="dw", mask_name="hero")
    assert numpy.allclose(found["pose_image"][0, 0, 0], (0, 0, 1))
    assert found["mask"].min() == 1.0
    assert (found["scene_name"], found["scene_dir"]) == ("cats", info.scene_dir)
    assert not studio.run("SceneView", scene_info=info)["mask"].any()
    with pytest.raises(NotFound):
        studio.run("SceneView", scene_info=info, mask_name="nobody")
    with pytest.raises(Invalid):
        studio.run("SceneView", scene_info={"scene_name": "cats"})


def test_a_view_runs_again_when_its_scene_changes(studio: Studio) -> None:
    """Which one that is says the graph; where it does not, any scene counts."""
    studio.scenes.create("dogs")
    studio.call.node_id = "3"
    graph = {
        "1": {"class_type": "SceneLoad", "inputs": {"scene_name": "cats"}},
        "2": {"class_type": "SceneUpdate", "inputs": {"scene_info_in": ["1", 0]}},
        "3": {"class_type": "SceneView", "inputs": {"scene_info": ["2", 0]}},
    }
    for first, dogs_count in ((graph["1"], False), ({"class_type": "Switch", "inputs": {}}, True), (5, True)):
        studio.call.prompt = {**graph, "1": first}
        before = studio.fingerprint("SceneView", scene_info=None)
        studio.put("depth.png", png_bytes(size=(len(before), 4 + dogs_count)), "dogs")
        after = studio.fingerprint("SceneView", scene_info=None)
        assert (after != before) == dogs_count
        studio.put("depth.png", png_bytes(size=(9, 4 + dogs_count)), "cats")
        assert studio.fingerprint("SceneView", scene_info=None) != after
        studio.scenes.folder("dogs").joinpath("depth.png").unlink()
        studio.scenes.folder("cats").joinpath("depth.png").unlink()
    studio.call.prompt = {"3": {"class_type": "SceneView", "inputs": {"scene_info": ["3", 0]}}}
    assert studio.fingerprint("SceneView", scene_info=None)


def test_a_scene_of_a_link_is_saved(studio: Studio) -> None:
    """What was changed in it, in its own folder and in no other."""
    info = studio.run("SceneLoad", scene_name="cats")["scene_info"]
    changed = evolve(info, document=evolve(info.document, resolution=256))
    assert studio.run("SceneSave", scene_info=changed) == {}
    assert studio.scenes.get("cats").resolution == 256
    studio.run("SceneSave", scene_info=changed, scene_dir=info.scene_dir)
    for folder in ("/etc", str(studio.scenes.folder("dogs")), "cats", "../cats"):
        with pytest.raises(Invalid):
            studio.run("SceneSave", scene_info=changed, scene_dir=folder)
