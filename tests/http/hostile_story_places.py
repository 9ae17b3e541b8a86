"""Places of scenes, stories and executions that take a name from outside: routes, and inputs of nodes."""

from typing import Any

from penstock.core.nodes import NodeSpec

from .hostile_places import Send, as_file, as_part, in_edit, in_field, in_path
from .story_server import StoryServer, picture

E = "/penstock/executions"


def keep_stories(server: Any) -> None:
    """A picture in the scene `kept`, which has prompts; a story of that name with an execution of one picture."""
    stories = StoryServer(server)
    assert stories.put("kept", "base", picture()).status == 200
    stories.write(stories.story("kept", "kept"), "a text")
    stories.execution("kept", "kept")


def in_node(node: str, name: str, **more: Any) -> Send:
    """A run of one node with the name in an input, and of what it needs and what asks for its output."""

    def send(server: Any, value: str) -> Any:
        kinds = {spec.id: spec for spec in server.subject.application.nodes}
        graph = {
            "i": {"class_type": "EmptyImage", "inputs": {"width": 1, "height": 1, "batch_size": 1, "color": 0}},
            "s": _complete(kinds["StoryLoad"], story_name="kept"),
            "b": _complete(kinds["StorySceneBatch"], story_name="kept", job_id="kept"),
            "c": _complete(kinds["SceneLoad"], scene_name="kept"),
            "t": _complete(kinds[node], **{**more, name: value}),
        }
        if not kinds[node].is_output:
            graph["o"] = _sink(kinds, [output.type for output in kinds[node].outputs])
        return server.post_json("/prompt", {"prompt": graph})

    return send


def _complete(spec: NodeSpec, **given: Any) -> dict[str, Any]:
    """The node with the defaults of what is not given."""
    widgets = (one for one in spec.inputs if one.type in ("INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"))
    return {"class_type": spec.id, "inputs": {**{one.id: one.default for one in widgets}, **given}}


def _sink(kinds: dict[str, NodeSpec], outputs: list[str]) -> dict[str, Any]:
    """An output node that asks for an output of one of these types."""
    for kind, made in (
        ("STORY_INFO", ("StorySave", "story_info")),
        ("SCENE_INFO", ("SceneSave", "scene_info")),
        ("SCENE_BATCH", ("StorySaveImage", "scene_batch")),
        ("STRING", ("StorySaveImage", "scene_name")),
        ("IMAGE", ("StorySaveImage", "images")),
    ):
        if kind in outputs:
            links = {"images": ["i", 0], made[1]: ["t", outputs.index(kind)]}
            links |= {"exec_images_dir": _ELSEWHERE} if kind == "STRING" else {"scene_batch": ["b", 1]}
            known = {one.id for one in kinds[made[0]].inputs}
            return _complete(kinds[made[0]], **{name: link for name, link in links.items() if name in known})
    raise ValueError(outputs)


_SAVE: dict[str, Any] = {"images": ["i", 0]}
_MAKE: dict[str, Any] = {"scenes_dir": "", "scene_name": "made", "base_image": ["i", 0], "resolution": 64}
_INIT: dict[str, Any] = {"image": ["i", 0], "story_info": ["s", 0]}
_FOLDER = "stories/kept/jobs/kept/000_kept/input"
_ELSEWHERE = "stories/kept/jobs/kept/001_other/input"
"""Who lists a folder and saves a picture there for each one doubles them with every run."""

_NODE_PLACES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("SceneSelect", "scenes_dir", {"selected_scene": "kept"}),
    ("SceneSelect", "selected_scene", {"scenes_dir": ""}),
    ("SceneSelect", "mask_name", {"scenes_dir": "", "selected_scene": "kept"}),
    ("SceneCreate", "scenes_dir", {**_MAKE}),
    ("SceneCreate", "scene_name", {**_MAKE}),
    ("SceneCreate", "pose_json", {**_MAKE}),
    ("SceneLoad", "scene_name", {}),
    ("SceneSave", "scene_dir", {"scene_info": ["c", 0]}),
    ("StoryCreate", "story_name", {"story_dir": "", "initial_scene": "kept"}),
    ("StoryCreate", "story_dir", {"story_name": "made", "initial_scene": "kept"}),
    ("StoryCreate", "initial_scene", {"story_name": "made", "story_dir": ""}),
    ("StoryLoad", "story_name", {"stories_dir": "", "filename": ""}),
    ("StoryLoad", "stories_dir", {"story_name": "kept", "filename": ""}),
    ("StoryLoad", "filename", {"story_name": "kept", "stories_dir": ""}),
    ("StorySave", "filename", {"story_info": ["s", 0]}),
    ("StoryEdit", "story_select", {}),
    ("StoryView", "selected_scene", {"story_info": ["s", 0]}),
    ("StorySceneBatch", "story_name", {"job_id": ""}),
    ("StorySceneBatch", "job_id", {"story_name": "kept"}),
    ("StorySceneBatch", "exec_id", {"story_name": "kept", "job_id": "kept"}),
    ("StoryExecutionInit", "job_id", _INIT),
    ("StoryExecutionInit", "exec_id", _INIT),
    ("StoryImageNamer", "scene_name", {"scene_order": 0}),
    ("StoryVideoNamer", "scene_name", {"scene_order": 0, "next_scene_name": "x"}),
    ("StoryVideoNamer", "next_scene_name", {"scene_order": 0, "scene_name": "x"}),
    ("StoryPathResolver", "exec_images_dir", {"filename_prefix": "000_a_00", "extension": ".png"}),
    ("StoryPathResolver", "filename_prefix", {"exec_images_dir": _FOLDER, "extension": ".png"}),
    ("StoryPathResolver", "extension", {"exec_images_dir": _FOLDER, "filename_prefix": "000_a_00"}),
    ("StoryVideoPathResolver", "exec_videos_dir", {"filename_prefix": "000_a", "extension": ".mp4"}),
    ("StoryVideoPathResolver", "filename_prefix", {"exec_videos_dir": _FOLDER, "extension": ".mp4"}),
    ("StoryImageCollector", "exec_images_dir", {}),
    ("StoryImageCollector", "scene_name_filter", {"exec_images_dir": _FOLDER}),
    ("StoryTransitions", "exec_images_dir", {}),
    ("StorySaveImage", "exec_images_dir", {**_SAVE}),
    ("StorySaveImage", "scene_name", {**_SAVE, "exec_images_dir": _FOLDER}),
)
GOOD = {
    "mask_name": "",
    "pose_json": "[]",
    "initial_scene": "kept",
    "filename": "story.json",
    "exec_id": "",
    "extension": ".png",
    "exec_images_dir": "stories/kept/jobs/{job}/executions/{exec}/images",
    "exec_videos_dir": "stories/kept/jobs/{job}/executions/{exec}/videos",
}
"""What each input takes that does not take `kept`; folders take nothing."""

NODES = {node for node, _, _ in _NODE_PLACES}

PLACES: dict[str, Send] = {
    "scene": in_path("GET", "/penstock/scenes/{}"),
    "scene, deleted": in_path("DELETE", "/penstock/scenes/{}"),
    "scene, made": in_field("POST", "/penstock/scenes", "name"),
    "scene's new name": lambda server, name: (
        server.post_json("/penstock/scenes", {"name": "moving"}),
        server.post_json("/penstock/scenes/moving", {"name": name}, "PATCH"),
    )[1],
    "scene's trash": in_path("POST", "/penstock/scene_trash/{}/restore"),
    "picture of a scene": in_path("GET", "/penstock/scenes/{}/pictures/base"),
    "scene's picture": in_path("GET", "/penstock/scenes/kept/pictures/{}"),
    "scene's picture, small": in_path("GET", "/penstock/scenes/kept/pictures/{}?side=64"),
    "scene's picture, put": lambda server, name: as_file(in_place("/penstock/scenes/kept/pictures/{}", name), "file")(
        server, "a.png"
    ),
    "scene's picture, file": as_file("/penstock/scenes/kept/pictures/depth", "file"),
    "scene's picture, deleted": in_path("DELETE", "/penstock/scenes/kept/pictures/{}"),
    "scene's mask": in_path("GET", "/penstock/scenes/kept/masks/{}"),
    "picture's trash": in_path("POST", "/penstock/scene_picture_trash/{}/restore"),
    "scene's draft": in_path("GET", "/penstock/scenes/kept/drafts/{}"),
    "scene's new draft": in_path("POST", "/penstock/scenes/{}/drafts", b'{"create": true}'),
    "scene's entry": in_edit("scenes", "{}", "text"),
    "scene's pose": lambda server, name: in_edit("scenes", "pose_name", name)(server, ""),
    "story": in_path("GET", "/penstock/stories/{}"),
    "story, deleted": in_path("DELETE", "/penstock/stories/{}"),
    "story, made": in_field("POST", "/penstock/stories", "name"),
    "story of a scene": lambda server, name: server.post_json(
        "/penstock/stories", {"name": "of a scene", "scenes": [name]}
    ),
    "story's copy": in_field("POST", "/penstock/stories/kept/duplicate", "name"),
    "story's trash": in_path("POST", "/penstock/story_trash/{}/restore"),
    "story's draft": in_path("GET", "/penstock/stories/kept/drafts/{}"),
    "story's new draft": in_path("POST", "/penstock/stories/{}/drafts", b'{"create": true}'),
    "story's entry": in_edit("stories", "{}", "text"),
    "story's place": in_edit("stories", "scene:{}", {"scene_name": "kept"}),
    "story's prompts": lambda server, name: server.post_json(
        "/penstock/story_prompts", {"scene": {"scene_name": name, "prompt_source": "custom", "custom_prompt": name}}
    ),
    "jobs of a story": in_path("GET", "/penstock/story_jobs/{}"),
    "executions of a story": in_path("GET", f"{E}?story={{}}"),
    "execution's story": in_path("GET", f"{E}/{{}}/kept/kept"),
    "execution's job": in_path("GET", f"{E}/kept/{{}}/kept"),
    "execution": in_path("GET", f"{E}/kept/kept/{{}}"),
    "execution, deleted": in_path("DELETE", f"{E}/kept/kept/{{}}"),
    "execution's source": in_path("GET", f"{E}/kept/{{}}/kept/source"),
    "execution's trash": in_path("POST", "/penstock/execution_trash/{}/restore"),
    "execution's picture": lambda server, name: server.get(in_place(f"{_kept(server)}/images/{{}}", name)),
    "execution's video": lambda server, name: server.get(in_place(f"{_kept(server)}/videos/{{}}", name)),
    "execution's pick": lambda server, name: server.post_json(f"{_kept(server)}/picks", {"order": 0, "image": name}),
    "execution's deletion": lambda server, name: server.post_json(f"{_kept(server)}/deletions", {"names": [name]}),
    "fbTools' scene, changed": in_field("POST", "/fbtools/scene/update_metadata", "scene", pose_name="x"),
    "fbTools' scene folder": in_field("POST", "/fbtools/scene/save_metadata", "scene_dir"),
    "fbTools' story folder": in_path("GET", "/fbtools/scene/list_scenes/{}"),
    **{f"{node}.{name}": in_node(node, name, **more) for node, name, more in _NODE_PLACES},
}


def in_place(pattern: str, name: str) -> str:
    """A path with the name in it."""
    return pattern.format(as_part(name))


def _kept(server: Any) -> str:
    """The path of the execution that there is; another one where it was deleted."""
    found = server.get(f"{E}?story=kept").json["executions"]
    if not found:
        return f"{E}/kept/kept/kept"
    return "/".join((E, found[0]["story"], found[0]["job"], found[0]["exec_id"]))


def good_sends(server: Any) -> dict[str, Any]:
    """What each place of a node answers to a name that is right, by the place."""
    job, execution = _kept(server).split("/")[-2:]
    names = {name: value.replace("{job}", job).replace("{exec}", execution) for name, value in GOOD.items()}
    return {
        f"{node}.{name}": PLACES[f"{node}.{name}"](server, names.get(name, "" if name.endswith("_dir") else "kept"))
        for node, name, _ in _NODE_PLACES
    }
