"""The nodes of ComfyUI-FBTools 1.23.0 that Penstock has a like of, and workflows as its users have saved them.

A line is `node: inputs -> outputs`; what is required comes first, as editors show it. Widgets are of the types that
have one.
"""

from collections.abc import Sequence
from typing import Any, Final

from attrs import define, field, frozen

_WIDGETS: Final = frozenset({"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"})
_NODES: Final = """
SceneSelect: scenes_dir STRING, selected_scene COMBO, depth_image_type COMBO, pose_image_type COMBO, mask_name COMBO,
 mask_background BOOLEAN -> scene_info SCENE_INFO, prompt_dict DICT, comp_dict DICT, scene_name STRING,
 scene_dir STRING, input_img_glob STRING, output_image_prefix STRING, output_video_prefix STRING, base_image IMAGE,
 depth_image IMAGE, mask_image IMAGE, mask MASK, canny_image IMAGE, pose_image IMAGE, upscale_image IMAGE,
 lora_stack_data LORA_STACK_DATA, loras_high_out WANVIDLORA, loras_low_out WANVIDLORA
SceneCreate: scenes_dir STRING, scene_name STRING, resolution INT, upscale_method COMBO, upscale_factor FLOAT,
 densepose_model COMBO, densepose_cmap COMBO, depth_any_ckpt COMBO, depth_any_v2_ckpt COMBO, midas_a FLOAT,
 midas_bg_thresh FLOAT, zoe_environment COMBO, canny_low_threshold INT, canny_high_threshold INT,
 generate_nlf_pose BOOLEAN, nlf_model COMBO, nlf_draw_face BOOLEAN, nlf_draw_hands BOOLEAN, nlf_render_device COMBO,
 nlf_scale_hands BOOLEAN, nlf_render_backend COMBO, base_image IMAGE, lora_stack_data LORA_STACK_DATA
 -> scene_info SCENE_INFO, scene_name_out STRING
SceneUpdate: scene_info_in SCENE_INFO, update_base BOOLEAN, update_zoe BOOLEAN, update_depth BOOLEAN,
 update_densepose BOOLEAN, update_openpose BOOLEAN, update_midas BOOLEAN, update_canny BOOLEAN, update_upscale BOOLEAN,
 update_pose_json BOOLEAN, update_facepose BOOLEAN, update_editpose BOOLEAN, update_dwpose BOOLEAN,
 update_nlf_pose BOOLEAN, nlf_draw_face BOOLEAN, nlf_draw_hands BOOLEAN, nlf_render_device COMBO,
 nlf_scale_hands BOOLEAN, nlf_render_backend COMBO, nlf_model COMBO, update_loras BOOLEAN, pose_json STRING,
 resolution INT, upscale_method COMBO, upscale_factor FLOAT, densepose_model COMBO, densepose_cmap COMBO,
 depth_any_ckpt COMBO, depth_any_v2_ckpt COMBO, midas_a FLOAT, midas_bg_thresh FLOAT, zoe_environment COMBO,
 canny_low_threshold INT, canny_high_threshold INT, base_image IMAGE, pose_image IMAGE, pose_keypoint POSE_KEYPOINT,
 lora_stack_data LORA_STACK_DATA -> scene_info_out SCENE_INFO
SceneView: scene_info SCENE_INFO, depth_type COMBO, pose_type COMBO, mask_name COMBO -> depth_image IMAGE,
 pose_image IMAGE, mask_image IMAGE, mask MASK, scene_name STRING, scene_dir STRING
SceneSave: scene_info SCENE_INFO, scene_dir STRING ->
ScenePromptManager: scenes_dir STRING, scene_name COMBO, collection_json STRING -> prompt_dict DICT, comp_dict DICT,
 scene_name_out STRING, scene_dir STRING, status STRING
PromptComposer: composition_json STRING, scene_info SCENE_INFO -> prompt_dict DICT, composition_json_out STRING,
 info STRING
LibberManager: libber_name COMBO, libber_dir STRING, delimiter STRING, max_depth INT -> status STRING, keys_list STRING
LibberApply: libber_name COMBO, text STRING -> result STRING, info STRING
StoryCreate: story_name STRING, story_dir STRING, initial_scene COMBO, mask_name STRING, mask_background BOOLEAN,
 prompt_source COMBO, prompt_key STRING, custom_prompt STRING, depth_type COMBO, pose_type COMBO
 -> story_info STORY_INFO
StoryEdit: story_select COMBO, preview_scene_name COMBO -> story_info_out STORY_INFO, base_image IMAGE,
 mask_image IMAGE, mask MASK, pose_image IMAGE, depth_image IMAGE
StoryView: story_info STORY_INFO, selected_scene COMBO, prompt_in STRING, prompt_action COMBO
 -> story_info_out STORY_INFO, scene_info SCENE_INFO, story_name STRING, story_dir STRING, scene_count INT,
 scene_name STRING, selected_prompt STRING, pose_image IMAGE, mask_image IMAGE, depth_image IMAGE
StorySceneBatch: story_name COMBO, job_id COMBO -> scene_count INT, scene_batch SCENE_BATCH, job_id_out STRING,
 job_root_dir_out STRING
StoryScenePick: scene_batch SCENE_BATCH, scene_index INT -> mask_image IMAGE, mask MASK, depth_image IMAGE,
 pose_image IMAGE, canny_image IMAGE, prompt STRING, use_pose BOOLEAN, use_depth BOOLEAN, use_canny BOOLEAN,
 use_mask BOOLEAN, scene_name STRING, scene_order INT, scene_id STRING, job_id STRING, job_input_dir STRING,
 input_image_path STRING, scene_info SCENE_INFO
StorySave: story_info STORY_INFO, filename STRING -> save_path STRING
StoryLoad: stories_dir STRING, story_name COMBO, filename STRING -> story_info STORY_INFO
StorySceneImageSave: image IMAGE, scene_batch SCENE_BATCH, scene_index INT, image_format COMBO, quality INT
 -> image_out IMAGE, filename STRING, filepath STRING
"""


@frozen
class OldNode:
    """A node of the other pack: `(name, type)` of its inputs and outputs."""

    id: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]

    @property
    def widgets(self) -> tuple[str, ...]:
        """The inputs that saved workflows have a value of, by position."""
        return tuple(name for name, kind in self.inputs if kind in _WIDGETS)


def old_nodes() -> dict[str, OldNode]:
    """The nodes by their ids in saved workflows, `fbt_<name>`."""
    lines = _NODES.replace("\n ", " ").strip().splitlines()
    return {node.id: node for node in map(_node, lines)}


def _node(line: str) -> OldNode:
    name, _, rest = line.partition(":")
    inputs, _, outputs = rest.partition("->")
    return OldNode(f"fbt_{name}", _slots(inputs), _slots(outputs))


def _slots(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((part.split()[0], part.split()[1]) for part in text.split(",") if part.strip())


@define
class SavedWorkflow:
    """A workflow as the editor saves it, node by node; links are `(node, output)` by the names of inputs."""

    nodes: list[dict[str, Any]] = field(factory=list)
    links: list[list[Any]] = field(factory=list)

    def add(self, kind: str, values: Sequence[Any], links: dict[str, tuple[int, str]] | None = None) -> int:
        """A node of the other pack with its widgets' values; returns its id."""
        return self._add(old_nodes()[kind], list(values), links or {}, {"cnr_id": "fbtools", "ver": "1.23.0"})

    def add_preview(self, kind: str, name: str, source: tuple[int, str]) -> int:
        """A node of ComfyUI with one input and nothing else, such as PreviewAny."""
        return self._add(OldNode(kind, ((name, "*"),), ()), [], {name: source}, {"cnr_id": "comfy-core"})

    def as_json(self) -> dict[str, Any]:
        """What is in the file."""
        return {
            "id": "5f7c0f5e-2f0e-4d53-9d2a-6a1c6b9a3b11",
            "revision": 0,
            "last_node_id": len(self.nodes),
            "last_link_id": len(self.links),
            "nodes": self.nodes,
            "links": self.links,
            "groups": [],
            "config": {},
            "extra": {},
            "version": 0.4,
        }

    def _add(self, old: OldNode, values: list[Any], links: dict[str, tuple[int, str]], pack: dict[str, str]) -> int:
        node_id = len(self.nodes) + 1
        sockets = [one for one in old.inputs if one[0] not in old.widgets]
        shown = [one for one in old.inputs if one[0] in old.widgets]
        inputs: list[dict[str, Any]] = [
            {"localized_name": name, "name": name, "type": kind, "link": None} for name, kind in sockets
        ]
        inputs += [
            {"localized_name": name, "name": name, "type": kind, "widget": {"name": name}, "link": None}
            for name, kind in shown
        ]
        for slot, one in enumerate(inputs):
            if (source := links.get(str(one["name"]))) is not None:
                one["link"] = self._link(source, node_id, slot)
        node = {
            "id": node_id,
            "type": old.id,
            "pos": [60 + 480 * ((node_id - 1) % 3), 80 + 420 * ((node_id - 1) // 3)],
            "size": [400, 300],
            "flags": {},
            "order": node_id - 1,
            "mode": 0,
            "inputs": inputs,
            "outputs": [
                {"localized_name": name, "name": name, "type": kind, "links": None} for name, kind in old.outputs
            ],
            "properties": {"Node name for S&R": old.id, **pack},
            "widgets_values": values,
        }
        self.nodes.append(node)
        return node_id

    def _link(self, source: tuple[int, str], target: int, slot: int) -> int:
        node = self.nodes[source[0] - 1]
        names = [output["name"] for output in node["outputs"]]
        output = node["outputs"][names.index(source[1])]
        link = len(self.links) + 1
        output["links"] = [*(output["links"] or []), link]
        self.links.append([link, source[0], names.index(source[1]), target, slot, output["type"]])
        return link


def libber_workflow(libber: str, text: str) -> dict[str, Any]:
    """Libber nodes of the other pack, and a preview of the text that comes out."""
    made = SavedWorkflow()
    made.add("fbt_LibberManager", [libber, "/home/somebody/ComfyUI/output/libbers", "%", 10])
    applied = made.add("fbt_LibberApply", [libber, text])
    made.add_preview("PreviewAny", "source", (applied, "result"))
    return made.as_json()


def story_workflow(story: str, job: str) -> dict[str, Any]:
    """The way of the other pack through a story: batch, pick, save what the first scene's pose shows."""
    made = SavedWorkflow()
    batch = made.add("fbt_StorySceneBatch", [story, job])
    picked = made.add("fbt_StoryScenePick", [0], {"scene_batch": (batch, "scene_batch")})
    links = {"image": (picked, "pose_image"), "scene_batch": (batch, "scene_batch")}
    made.add("fbt_StorySceneImageSave", [0, "png", 95], links)
    made.add_preview("PreviewAny", "source", (picked, "prompt"))
    return made.as_json()
