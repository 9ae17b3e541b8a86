"""The part of the suite about executions: begun, gone on with, named, paired, collected; nothing written over."""

from typing import Any

from engine_suite.graphs import Prompt, SuiteGraph, graph, ids, link, node, step
from engine_suite.story_graphs import FAULT, batch, does, scene, story

FILENAME, IMAGES_DIR = 1, 2


def executions(salt: str) -> tuple[SuiteGraph, ...]:
    """What runs get from executions."""
    return (*_resumed(salt), *_begun(salt), *_named(salt), *_paired(salt), *_collected(salt))


def picture(color: int = 0, batch_size: int = 1) -> dict[str, Any]:
    """Pictures of one colour."""
    return node("EmptyImage", width=8, height=6, batch_size=batch_size, color=color)


def begun(name: str, exec_id: Any, color: int = 0x102030) -> Prompt:
    """An execution of a story, begun with a picture, or gone on with."""
    return {
        "1": batch(name, job_id=link("7", 6), exec_id=link("7"), variants=2),
        "5": picture(color),
        "6": node("StoryLoad", stories_dir="", story_name=name, filename="story.json"),
        "7": node("StoryExecutionInit", image=link("5"), story_info=link("6"), job_id="job", exec_id=exec_id),
    }


def saved(name: str, exec_id: str, variants: int, count: int, color: int = 0xFF0000) -> Prompt:
    """Stage 1: for each scene that lacks pictures `count` of one colour are saved; shows the first name of each."""
    made = {**begun(name, exec_id), "8": picture(color, count)}
    made["1"]["inputs"]["variants"] = variants
    made["9"] = node(
        "StorySaveImage",
        images=link("8"),
        scene_batch=link("1", 1),
        scene_index=link("1", 5),
        variants=variants,
        image_format="png",
        quality=95,
    )
    made["10"] = node("SuiteShow", value=link("9", FILENAME))
    return made


def _resumed(salt: str) -> tuple[SuiteGraph, ...]:
    name, one, two, run = f"{salt} resumed", f"{salt} Resumed One", f"{salt} from a to b", f"{salt}_run"
    slugs = f"000_{salt}_resumed_one", f"001_{salt}_from_a-to-b"
    return (
        graph(
            "executions_resumed",
            "An execution goes on with the scenes that lack pictures; where none does, the run says so.",
            does(name, scene(one, "a"), scene(two, "b"), story(one, two)),
            step(saved(name, run, 1, 1), shown={"10": [f"{slug}_00.png" for slug in slugs]}),
            step(saved(name, run, 1, 1), status="error", failed="1"),
            step(saved(name, run, 2, 2, 0x00FF00), shown={"10": [f"{slug}_00.png" for slug in slugs]}),
            does(name, f'delete ["{slugs[1]}_01.png"]'),
            step(saved(name, run, 2, 2, 0x0000FF), shown={"10": [f"{slugs[1]}_00.png"]}),
            step(saved(name, run, 2, 2), status="error", failed="1"),
        ),
        graph(
            "executions_added",
            "Without a number of variants every run adds pictures, and writes over none.",
            does(f"{name} 2", scene(one, "a"), scene(two, "b"), story(one, two)),
            *(
                step(saved(f"{name} 2", run, 0, 1), shown={"10": [f"{slug}_{variant:02d}.png" for slug in slugs]})
                for variant in (0, 1)
            ),
        ),
    )


def _begun(salt: str) -> tuple[SuiteGraph, ...]:
    name, one = f"{salt} begun", f"{salt} only"

    def told(exec_id: str, color: int = 0x102030) -> Prompt:
        return {**begun(name, exec_id, color), "8": node("SuiteShow", value=link("7"))}

    in_job = {**begun(f"{name} anew", "", 0x302010), "9": node("SuiteShow", value=link("7", 6))}
    return (
        graph(
            "executions_begun",
            "A given id is made once and then gone on with, another picture is refused, and no id is a path.",
            does(name, scene(one, "a"), story(one)),
            step(told(f"{salt}_x"), shown={"8": [f"{salt}_x"]}),
            step(told(f"{salt}_x"), shown={"8": [f"{salt}_x"]}),
            step(told(f"{salt}_x", 0x000001), status="error", failed="7"),
            step(told("../x"), status="rejected", faults={"7": FAULT}),
        ),
        graph(
            "executions_new",
            "Without an id each run begins a new one, though nothing in the graph has changed.",
            does(f"{name} anew", scene(one, "a"), story(one)),
            step(in_job, shown={"9": ["job"]}, ran=ids("5 6 7 9")),
            step(in_job, shown={"9": ["job"]}, ran=ids("7 9")),
        ),
    )


def _named(salt: str) -> tuple[SuiteGraph, ...]:
    folder = f"stories/{salt} begun/jobs/job/executions/{salt}_x/images"

    def paths(directory: str) -> Prompt:
        return {
            "1": node("StoryImageNamer", scene_order=7, scene_name="Łódź - From A to B", variant_index=3),
            "2": node("StoryPathResolver", exec_images_dir=directory, filename_prefix=link("1"), extension="webp"),
            "3": node("SuiteShow", value=link("2", 5)),
            "4": node("SuiteShow", value=link("2", 7)),
        }

    videos = {
        "5": node("StoryVideoNamer", scene_order=7, scene_name="To the End", next_scene_name="to"),
        "6": node("SuiteShow", value=link("5")),
    }

    return (
        graph(
            "executions_named",
            "Names of files are made of any scene's name, and paths of the folder of an execution alone.",
            step(
                {**paths(folder), **videos},
                shown={
                    "3": [f"{folder}/007_łódź_from_a-to-b_03"],
                    "4": ["007_łódź_from_a-to-b_03.webp"],
                    "6": ["007_to-the_end_to_to"],
                },
            ),
            step(paths("../../etc"), status="rejected", faults={"2": FAULT}),
        ),
    )


def _paired(salt: str) -> tuple[SuiteGraph, ...]:
    name, run = f"{salt} paired", f"{salt}_pairs"
    scenes = [f"{salt} {word}" for word in ("red", "green", "blue")]
    slug = scenes[0].replace(" ", "_")
    folder = f"stories/{name}/jobs/job/executions/{run}/images"

    pairs = {
        "1": node("StoryTransitions", exec_images_dir=folder),
        "2": node("SuiteShow", value=link("1", 2)),
        "3": node("SuiteShow", value=link("1", 7)),
        "4": node("SuiteShow", value=link("1", 5)),
        "5": node("ImageBatch", image1=link("1"), image2=link("1", 1)),
        "6": node("PreviewImage", images=link("5")),
    }
    names = [f"000_{slug}_to_{salt}_green", f"001_{salt}_green_to_{salt}_blue"]
    shown = {"2": names, "3": ["2"], "4": scenes[1:]}
    return (
        graph(
            "executions_paired",
            "n scenes make n-1 pairs; a new choice makes them anew, and nothing else does.",
            does(name, *(scene(one, one) for one in scenes), story(*scenes)),
            step(saved(name, run, 2, 2)),
            step(pairs, shown=shown, ran=ids("1 2 3 4 5 6")),
            step(pairs, shown=shown, ran=ids("")),
            does(name, f'pick {{"order": 0, "image": "000_{slug}_01.png"}}'),
            step(pairs, shown=shown, ran=ids("1 2 3 4 5 6")),
            does(name, f'delete ["001_{salt}_green_00.png", "001_{salt}_green_01.png"]'),
            step(pairs, status="error", failed="1"),
        ),
    )


def _collected(salt: str) -> tuple[SuiteGraph, ...]:
    name, one, run = f"{salt} collected", f"{salt} collected one", f"{salt}_collected"
    folder = f"stories/{name}/jobs/job/executions/{run}/images"
    theirs = {
        "1": node("StoryImageNamer", scene_order=0, scene_name=one, variant_index=1),
        "2": node("StoryPathResolver", exec_images_dir=folder, filename_prefix=link("1"), extension="png"),
        "3": picture(0x00FF00),
        "4": node("SaveImage", images=link("3"), filename_prefix=link("2", 5)),
    }
    collected = {
        "1": node("StoryImageCollector", exec_images_dir=folder),
        "2": node("SuiteShow", value=link("1", 1)),
    }
    return (
        graph(
            "executions_collected",
            "What another node saves under the names of the namer is collected with what is saved here.",
            does(name, scene(one, "a"), story(one)),
            step(saved(name, run, 1, 1)),
            step(collected, shown={"2": ["1"]}),
            step(theirs),
            step(collected, shown={"2": ["2"]}, ran=ids("1 2")),
            step(collected, shown={"2": ["2"]}, ran=ids("")),
        ),
    )
