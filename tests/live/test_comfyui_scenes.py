"""Scenes on a real ComfyUI: made, chosen and changed by nodes, and edited in another host meanwhile."""

import uuid

import pytest
from live_client import LiveClient
from live_stories import flat, make_scene, shade_of, states, upload

LORA = "penstock_test_lora.safetensors"


@pytest.fixture
def scene(tab):
    """A scene with pictures of the shades 40 to 42; its name."""
    name = f"scene {uuid.uuid4().hex[:8]}"
    make_scene(tab, name, 40)
    return name


def _folder(server, scene):
    return server.base.path / "output" / "scenes" / scene


def _image(shade, side=32):
    inputs = {"width": side, "height": side, "batch_size": 1, "color": shade * 0x010101}
    return {"class_type": "EmptyImage", "inputs": inputs}


def _select(scene, **more):
    inputs = {"scenes_dir": "", "selected_scene": scene, "depth_image_type": "depth", "pose_image_type": "open"}
    return {"class_type": "SceneSelect", "inputs": {**inputs, "mask_name": "", "mask_background": True, **more}}


def _shown(tab, scene, outputs):
    """What a run shows of outputs of Scene Select."""
    shows = {f"o{at}": {"class_type": "SuitePixels", "inputs": {"image": ["s", at]}} for at in outputs}
    run = tab.run({"s": _select(scene), **shows})
    assert run.status == "success", run.error
    return run, {at: run.outputs[f"o{at}"]["shown"] for at in outputs if f"o{at}" in run.outputs}


def _pixels(shade, side):
    return [f"1 {side} {side} 3 float32", *[" ".join([str(round(shade / 255 * 1000))] * 3)] * 5]


def test_a_scene_made_by_a_node_is_there_for_pages_and_other_nodes(server, tab):
    """Scene Create writes what it was given; Scene Select has the same pixels, all at the size of the base."""
    name = f"made {uuid.uuid4().hex[:8]}"
    make = {"scenes_dir": "", "scene_name": name, "resolution": 32, "upscale_method": "nearest-exact"}
    make |= {"upscale_factor": 1.0, "canny_low_threshold": 100, "canny_high_threshold": 200}
    make |= {"base_image": ["b", 0], "depth_image": ["d", 0]}
    graph = {
        "b": _image(10),
        "d": _image(20, 16),
        "c": {"class_type": "SceneCreate", "inputs": make},
        "v": {"class_type": "SceneSave", "inputs": {"scene_info": ["c", 0], "scene_dir": ""}},
    }
    run = tab.run(graph)
    assert run.status == "success", run.error
    shown = tab.get(f"/penstock/scenes/{name}")
    assert {one["name"] for one in shown["pictures"]} >= {"base", "depth"}
    assert shade_of(_folder(server, name) / "base.png") == 10
    _, pixels = _shown(tab, name, (8, 9))
    assert pixels[8] == _pixels(10, 32)
    assert pixels[9] == _pixels(20, 32)


def test_a_run_sees_a_picture_that_the_other_host_put_and_else_is_cached(tab, scene, standalone):
    """The same prompt is cached until a file of the scene is another one, whoever wrote it."""
    _, pixels = _shown(tab, scene, (9,))
    assert pixels[9] == _pixels(40, 64)
    again, _ = _shown(tab, scene, (9,))
    assert again.cached == {"s", "o9"}
    with LiveClient(standalone) as alone:
        upload(alone, f"/penstock/scenes/{scene.replace(' ', '%20')}/pictures/depth", "file", flat(90))
    changed, pixels = _shown(tab, scene, (9,))
    assert changed.cached == set()
    assert pixels[9] == _pixels(90, 64)


def test_a_node_that_replaces_a_picture_leaves_the_old_one_in_the_trash(server, tab, scene):
    """Scene Update with a connected picture: the new one is there, the old bytes can still be found."""
    before = states(_folder(server, scene))
    update = {"scene_info_in": ["l", 0], "update_base": False, "update_upscale": False, "update_pose_json": False}
    update |= {"update_loras": False, "pose_json": "", "resolution": 64, "upscale_method": "nearest-exact"}
    update |= {"upscale_factor": 1.0, "canny_low_threshold": 100, "canny_high_threshold": 200}
    graph = {
        "l": {"class_type": "SceneLoad", "inputs": {"scene_name": scene}},
        "i": _image(77, 64),
        "u": {"class_type": "SceneUpdate", "inputs": {**update, "depth_image": ["i", 0]}},
        "v": {"class_type": "SceneSave", "inputs": {"scene_info": ["u", 0], "scene_dir": ""}},
    }
    run = tab.run(graph)
    assert run.status == "success", run.error
    assert shade_of(_folder(server, scene) / "depth.png") == 77
    private = server.base.path / "user" / "__penstock" / "trash"
    kept = {path.read_bytes() for path in private.rglob("*.png")}
    assert len(kept) > 0
    after = states(_folder(server, scene))
    same = {"base.png", "pose_open.png", "canny.png"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_a_folder_of_the_old_system_opens_and_is_not_written(server, tab):
    """Old prompts, loras and pictures: chosen, run and looked at without a byte or a time that changes."""
    name = f"old {uuid.uuid4().hex[:8]}"
    folder = _folder(server, name)
    folder.mkdir(parents=True)
    (folder / "prompts.json").write_text('{"girl_pos": "a girl", "male_pos": "", "wan_prompt": "waves"}')
    (folder / "loras.json").write_text('{"high": [["a.safetensors", 0.5]], "low": []}')
    (folder / "pose.json").write_text("[]")
    (folder / "base.png").write_bytes(flat(33))
    before = states(folder)
    _, pixels = _shown(tab, name, (8, 9))
    assert (pixels[8], pixels[9]) == (_pixels(33, 64), _pixels(0, 64))
    graph = {"s": _select(name, prompt_name="girl_pos"), "o": _text(["s", 18])}
    run = tab.run(graph)
    assert run.status == "success", run.error
    assert run.outputs["o"]["shown"] == ["a girl"]
    assert tab.get(f"/penstock/scenes/{name}")["prompts"] > 0
    assert states(folder) == before


def _text(link):
    return {"class_type": "SuiteShow", "inputs": {"value": link}}


def test_what_is_not_there_is_said_before_the_run(tab, scene):
    """A scene, a prompt and a mask that there are none of: the prompt is refused, and the message names them."""
    for inputs, named in (
        ({"selected_scene": "nowhere at all"}, "nowhere at all"),
        ({"prompt_name": "no such prompt"}, "no such prompt"),
        ({"mask_name": "no such mask"}, "no such mask"),
        ({"selected_scene": "../../etc"}, "../../etc"),
        ({"scenes_dir": "/etc"}, "scenes"),
    ):
        prompt = {"s": _select(scene, **inputs), "o": _text(["s", 3])}
        answer = tab.request("POST", "/prompt", json={"prompt": prompt, "client_id": tab.client_id})
        assert answer.status == 400, inputs
        assert named in answer.body.decode(), inputs


def test_loras_of_a_scene_are_found_among_comfyuis_models(server, tab, scene):
    """A lora by its name in lists becomes the path of its file, for the model that it is for."""
    file = server.base.path / "models" / "loras" / LORA
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"no weights")
    body = {"scene": scene, "loras": [{"lora": LORA, "strength_model": 0.5, "model_target": "Wan2.2-Wrapper-High"}]}
    assert tab.request("POST", "/fbtools/scene/update_metadata", json=body).status == 200
    assert tab.request("POST", "/fbtools/scene/save_metadata", json={"scene": scene}).status == 200
    run = tab.run({"s": _select(scene), "o": _text(["s", 16]), "p": _text(["s", 15])})
    assert run.status == "success", run.error
    assert LORA in run.outputs["p"]["shown"][0]
    assert str(file) in run.outputs["o"]["shown"][0]
