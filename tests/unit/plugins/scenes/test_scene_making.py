"""Scene Create and Scene Update: what they store, what they leave alone, what plugins derive for them."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy
import pytest
from attrs import frozen

from penstock.core.application import Application
from penstock.core.contracts.prompts import Prompt, PromptCollection, Prompts
from penstock.core.contracts.scenes import ScenePictureRequest, Scenes
from penstock.core.errors import BadName, Invalid, NotFound
from penstock.core.hooks import hookimpl
from penstock.core.host import HostPaths
from penstock.core.nodes import NodeResult, NodeSpec
from penstock.core.registry import Registry

PROMPTS = '{"version": 2, "prompts": {"a": {"value": "A"}, "b": {"value": "B"}}}'


def image(level: float = 0.5, size: tuple[int, int] = (8, 6), batch: int = 1) -> Any:
    return numpy.full((batch, size[1], size[0], 3), level, dtype=numpy.float32)


@frozen
class Studio:
    """An application; `run` runs a node."""

    application: Application
    call: Any

    def run(self, node: str, **inputs: Any) -> dict[str, Any]:
        """The outputs of a node by their ids, run as a host does: left-out inputs have their defaults."""
        spec = self.spec(node)
        given = {one.id: one.default for one in spec.inputs} | inputs
        made: Any = spec.run(self.call, **given)
        assert isinstance(made, NodeResult)
        return dict(zip((one.id for one in spec.outputs), made.values, strict=True))

    def spec(self, node: str) -> NodeSpec:
        return next(one for one in self.application.nodes if one.id == node)

    def check(self, node: str, **inputs: Any) -> bool | str:
        validate = self.spec(node).validate
        assert validate is not None
        return validate(self.application.services, **inputs)

    @property
    def scenes(self) -> Scenes:
        return self.application.services.get(Scenes)

    @property
    def prompts(self) -> Prompts:
        return self.application.services.get(Prompts)


@pytest.fixture
def studios(penstock_application: Callable[..., Application], node_call: Callable[..., Any]) -> Callable[..., Studio]:
    """`studios(plugin, ...)`: an application with these plugins."""

    def make(*plugins: Any) -> Studio:
        application = penstock_application(*plugins)
        return Studio(application, node_call(application))

    return make


@pytest.fixture
def studio(studios: Callable[..., Studio]) -> Studio:
    """An application."""
    return studios()


def test_a_scene_is_made_of_all_that_is_linked(studio: Studio) -> None:
    """Pictures, mask, pose, loras and prompts are stored, and come out as they were."""
    mask = numpy.zeros((1, 6, 8), dtype=numpy.float32)
    mask[0, 2] = 1.0
    made = studio.run(
        "SceneCreate",
        scene_name="cats",
        base_image=image(0.2, batch=3),
        upscale_factor=2.0,
        depth_zoe_image=image(0.6),
        pose_open_image=image(0.8),
        canny_image=image(1.0),
        mask=mask,
        mask_name="hero",
        pose_json='{"people": []}',
        lora_stack_data=[{"lora": "x", "enabled": True}],
        prompt_collection_json=PROMPTS,
        prompt_name="b",
    )
    assert (made["scene_name_out"], made["prompt"]) == ("cats", "B")
    document = made["scene_info"].document
    assert document == studio.scenes.get("cats")
    assert document.pictures == ("base", "upscale", "depth_zoe", "pose_open", "canny")
    assert (document.resolution, document.pose) == (512, {"people": ()})
    assert [one.name for one in document.masks] == ["hero"]
    assert made["scene_info"].lora_stack[0]["enabled"] is True
    selected = studio.run("SceneSelect", selected_scene="cats", mask_name="hero", depth_image_type="zoe")
    assert numpy.array_equal(selected["mask"], mask)
    assert numpy.allclose(selected["depth_image"], 0.6)
    upscaled = studio.scenes.image(made["scene_info"], "upscale")
    assert upscaled.shape == (1, 12, 16, 3)


def test_made_again_it_changes_nothing(studio: Studio, penstock_paths: HostPaths) -> None:
    """The same pictures are not written again, and nothing goes to the trash."""
    studio.run("SceneCreate", scene_name="cats", base_image=image(), prompt_collection_json=PROMPTS)

    def times() -> dict[str, int]:
        folder = penstock_paths.output / "scenes" / "cats"
        return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}

    before = times()
    studio.run("SceneCreate", scene_name="cats", base_image=image(), prompt_collection_json=PROMPTS)
    assert times() == before


def test_over_another_scene_it_keeps_what_it_is_not_given(studio: Studio) -> None:
    """Prompts of other names, other pictures, what somebody wrote; the old base picture waits in the trash."""
    studio.run("SceneCreate", scene_name="cats", base_image=image(0.2), depth_image=image(0.4))
    studio.prompts.save("cats", PromptCollection(prompts={"mine": Prompt(value="M")}), None)
    made = studio.run("SceneCreate", scene_name="cats", base_image=image(0.8), prompt_collection_json=PROMPTS)
    assert set(made["scene_info"].prompts.prompts) == {"mine", "a", "b"}
    assert made["scene_info"].document.pictures == ("base", "depth")
    assert numpy.allclose(studio.scenes.image(made["scene_info"], "base"), 0.8, atol=0.01)


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        ({"scene_name": "../x"}, BadName),
        ({"scene_name": ""}, BadName),
        ({"base_image": None}, Invalid),
        ({"base_image": numpy.zeros((0, 4, 4, 3))}, Invalid),
        ({"depth_image": numpy.zeros((4, 4))}, Invalid),
        ({"mask": numpy.zeros((1, 6, 8))}, Invalid),
        ({"mask": numpy.zeros((1, 6, 8)), "mask_name": "../x"}, BadName),
        ({"mask": "x", "mask_name": "hero"}, Invalid),
        ({"pose_json": "{"}, Invalid),
        ({"prompt_collection_json": "["}, Invalid),
        ({"prompt_name": "missing"}, NotFound),
        ({"lora_stack_data": "x"}, Invalid),
        ({"lora_stack_data": [{"lora": 5}]}, Invalid),
        ({"resolution": 5}, Invalid),
        ({"scenes_dir": "/etc"}, Invalid),
    ],
    ids=str,
)
def test_what_cannot_be_stores_nothing(
    studio: Studio, penstock_paths: HostPaths, inputs: dict[str, Any], kind: type[Exception]
) -> None:
    """Not even a folder."""
    with pytest.raises(kind):
        studio.run("SceneCreate", **{"scene_name": "cats", "base_image": image(), **inputs})
    assert not (penstock_paths.output / "scenes" / "cats").exists()


def test_what_is_wrong_is_said_before_the_run(studio: Studio) -> None:
    """Names and JSON; what is linked is not known yet."""
    assert studio.check("SceneCreate") is True
    assert studio.check("SceneCreate", scene_name="cats", pose_json="", prompt_collection_json=PROMPTS) is True
    assert "../x" in str(studio.check("SceneCreate", scene_name="../x"))
    assert "pose_json" in str(studio.check("SceneCreate", pose_json="{"))
    assert studio.check("SceneUpdate", prompt_collection_json="[") is not True
    assert studio.check("SceneUpdate", pose_json="[]") is True


def test_an_update_changes_what_it_is_told_and_no_more(studio: Studio) -> None:
    """The value that came in stays as it was; pictures are by way of the trash."""
    first = studio.run("SceneCreate", scene_name="cats", base_image=image(0.2), depth_image=image(0.4))["scene_info"]
    made = studio.run(
        "SceneUpdate",
        scene_info_in=first,
        base_image=image(0.9),
        depth_image=image(0.6),
        pose_json='{"people": [1]}',
        lora_stack_data=[{"lora": "x"}],
    )["scene_info_out"]
    assert numpy.allclose(studio.scenes.image(made, "depth"), 0.6, atol=0.01)
    assert numpy.allclose(studio.scenes.image(made, "base"), 0.2, atol=0.01)
    assert (made.document.pose, made.document.loras, made.document.resolution) == (None, (), 512)
    assert first.document.pictures == ("base", "depth")
    made = studio.run(
        "SceneUpdate",
        scene_info_in=first,
        base_image=image(0.9),
        update_base=True,
        update_upscale=True,
        upscale_factor=1.5,
        update_pose_json=True,
        pose_json='{"people": [1]}',
        update_loras=True,
        lora_stack_data=[{"lora": "x"}],
        resolution=256,
        prompt_collection_json=PROMPTS,
        prompt_name="a",
    )
    document = made["scene_info_out"].document
    assert made["prompt"] == "A"
    assert numpy.allclose(studio.scenes.image(made["scene_info_out"], "base"), 0.9, atol=0.01)
    assert studio.scenes.image(made["scene_info_out"], "upscale").shape == (1, 9, 12, 3)
    assert (document.pose, [one.lora for one in document.loras], document.resolution) == (
        {"people": (1,)},
        ["x"],
        256,
    )
    last = studio.run("SceneUpdate", scene_info_in=made["scene_info_out"], update_loras=True)["scene_info_out"]
    assert last.document.loras == ()


def test_an_update_of_what_is_no_scene_is_refused(studio: Studio) -> None:
    """And so is a base picture that there is none of."""
    with pytest.raises(Invalid):
        studio.run("SceneUpdate", scene_info_in={"scene_name": "cats"})
    studio.scenes.create("cats")
    with pytest.raises(NotFound):
        studio.run("SceneUpdate", scene_info_in=studio.scenes.info("cats"), update_upscale=True)


def test_plugins_derive_what_is_not_linked(studios: Callable[..., Studio]) -> None:
    """Each is asked once, with the base picture and the settings; no answer leaves the picture out."""
    asked: list[ScenePictureRequest] = []

    @hookimpl
    def penstock_derive_scene_picture(request: ScenePictureRequest) -> Any:
        asked.append(request)
        if request.picture == "canny":
            request.base[:] = 0.0  # a plugin may work in place: it has its own copy
            return image(0.25)
        if request.picture == "depth":
            raise RuntimeError("no model")
        return "no picture" if request.picture == "pose_dw" else None

    studio = studios(SimpleNamespace(penstock_derive_scene_picture=penstock_derive_scene_picture))
    made = studio.run(
        "SceneCreate", scene_name="cats", base_image=image(0.5), pose_open_image=image(), canny_low_threshold=7
    )["scene_info"]
    assert made.document.pictures == ("base", "pose_open", "canny")
    assert numpy.allclose(studio.scenes.image(made, "base"), 0.5, atol=0.01)
    names = [one.picture for one in asked]
    assert len(names) == len(set(names))
    assert "pose_open" not in names
    assert {(one.scene, one.settings["canny_low_threshold"]) for one in asked} == {("cats", 7)}
    faults = studio.application.services.get(Registry).hooks.faults.of("tested_0")
    assert ["no model" in one.message or "pose_dw" in one.message for one in faults] == [True, True]
    asked.clear()
    studio.run("SceneUpdate", scene_info_in=made, depth_image=image())
    assert asked == []
    studio.run("SceneUpdate", scene_info_in=made, update_base=True, base_image=image(0.7))
    assert "canny" in [one.picture for one in asked]


def test_making_runs_again_once_the_scene_is_gone(studio: Studio) -> None:
    """And not because somebody changed it: their change would be taken back."""

    def fingerprint() -> str:
        spec = studio.spec("SceneCreate")
        given = {one.id: one.default for one in spec.inputs} | {"scene_name": "cats"}
        return str(spec.fingerprint_of(studio.application.services, lambda: studio.call, given))

    before = fingerprint()
    studio.run("SceneCreate", scene_name="cats", base_image=image())
    assert fingerprint() == before, "what it made itself is no reason to make it again"
    now = studio.scenes.get("cats")
    studio.scenes.save_info(studio.scenes.info("cats"))
    studio.prompts.save("cats", PromptCollection(), None)
    assert fingerprint() == before
    assert now.revision == studio.scenes.get("cats").revision
    studio.scenes.delete("cats")
    assert fingerprint() != before
