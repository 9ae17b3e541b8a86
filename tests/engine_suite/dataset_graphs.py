"""The part of the suite about data sets: from a folder, through buckets, and into a folder again."""

from typing import Any

from engine_suite.graphs import Prompt, Step, SuiteGraph, graph, ids, link, node, step

FAULT = frozenset({"custom_validation_failed"})


def datasets(salt: str) -> tuple[SuiteGraph, ...]:
    """What runs do with folders of pictures."""
    return (*_walked(salt), *_changed(salt), *_refused(salt), *_fitted(salt), *_saved(salt), *_exported(salt))


def does(name: str, *what: str, shown: str = "") -> Step:
    """A step that does something to a folder or a pool; the last thing shows `shown`, where it says something."""
    last = [shown] if shown else list(what[-1:])
    return step({"1": node("SuiteDatasets", name=name, does=";".join(what))}, shown={"1": [*what[:-1], *last]})


def loads(folder: Any, index: Any, depth: int = 0) -> Prompt:
    """A run that takes one picture of a folder: shows its size, caption, mask, stem and place."""
    return {
        "1": node("FolderImageLoader", folder=folder, index=index, depth=depth),
        "2": node("SuiteSize", image=link("1")),
        "3": node("SuiteShow", value=link("1", 1)),
        "4": node("SuiteSize", image=link("1", 2)),
        "5": node("SuiteShow", value=link("1", 3)),
        "6": node("SuiteShow", value=link("1", 4)),
    }


def taken(folder: Any, index: int, stem: str, size: str, caption: str = "", *, depth: int = 0, **more: Any) -> Step:
    """A step that takes this picture of `size` (width x height)."""
    width, height = size.split("x")
    shown = {
        "2": [f"1 {height} {width} 3"],
        "3": [caption],
        "4": [f"1 {height} {width}"],
        "5": [stem],
        "6": [str(index)],
    }
    return step(loads(folder, index, depth), shown=shown, **more)


def at_the_end(folder: Any, index: int) -> Step:
    """A step after the last picture."""
    return step(loads(folder, index), status="error", failed="1", raised="EndOfFolder")


def _walked(salt: str) -> tuple[SuiteGraph, ...]:
    cats = f"{salt}_cats"
    return (
        graph(
            "datasets_walked",
            "A folder is walked in natural order, a picture with its caption in each run; after the last the run ends.",
            does(cats, "picture 10.png 16x8 ten", "picture 2.png 8x24 two", "picture b/1.png 8x8 deep"),
            taken(cats, 0, "2", "8x24", "two"),
            taken(f"input/{cats}", 1, "10", "16x8", "ten"),
            at_the_end(cats, 2),
            taken(cats, 2, "1", "8x8", "deep", depth=-1),
            at_the_end(cats, 2**64 - 1),
        ),
        graph(
            "datasets_walked_by_links",
            "A folder and a place that come over links count as those of the widgets do.",
            does(f"{salt}_linked", "picture 1.png 8x8 one", "picture 2.png 16x16 two"),
            step(
                {
                    "7": node("SuiteText", text=f"{salt}_linked"),
                    "8": node("SuiteGather", text=link("7"), separator="|"),
                    **loads(link("7"), link("8", 1)),
                },
                shown={"2": ["1 16 16 3"], "3": ["two"], "4": ["1 16 16"], "5": ["2"], "6": ["1"]},
            ),
        ),
    )


def _changed(salt: str) -> tuple[SuiteGraph, ...]:
    dogs = f"{salt}_dogs"
    all_ran = ids("1 2 3 4 5 6")
    return (
        graph(
            "datasets_seen",
            "Nothing runs again while a picture and its caption stay; what changes of them is seen by the next run.",
            does(dogs, "picture 1.png 8x8 one", "picture 2.png 16x8 two"),
            taken(dogs, 1, "2", "16x8", "two", ran=all_ran),
            taken(dogs, 1, "2", "16x8", "two", ran=ids("")),
            does(dogs, "caption 2 another"),
            taken(dogs, 1, "2", "16x8", "another", ran=all_ran),
            does(dogs, "picture 2.png 24x8 wider"),
            taken(dogs, 1, "2", "24x8", "wider", ran=all_ran),
            does(dogs, "remove 1.png"),
            at_the_end(dogs, 1),
            taken(dogs, 0, "2", "24x8", "wider"),
        ),
    )


def _refused(salt: str) -> tuple[SuiteGraph, ...]:
    return (
        graph(
            "datasets_refused",
            "A folder that may not be used is refused before the run, one that is not there by the run.",
            step(loads("../x", 0), status="rejected", faults={"1": FAULT}),
            step(loads("/", 0), status="rejected", faults={"1": FAULT}),
            step(loads(f"{salt}_nowhere", 0), status="error", failed="1", raised="NotFound"),
            step(loads("input", -1), status="rejected", faults={"1": frozenset({"value_smaller_than_min"})}),
        ),
    )


def _fitted(salt: str) -> tuple[SuiteGraph, ...]:
    shapes = f"{salt}_shapes"

    def fitted(index: int) -> Prompt:
        return {
            "1": node("FolderImageLoader", folder=shapes, index=index, depth=0),
            "2": node(
                "BucketResize", image=link("1"), resolution=128, divisible=16, max_upscale=1.5, mask=link("1", 2)
            ),
            "3": node("SuiteSize", image=link("2")),
            "4": node("SuiteSize", image=link("2", 1)),
            "5": node("SuiteShow", value=link("2", 4)),
        }

    return (
        graph(
            "datasets_fitted",
            "Pictures and their masks come out in the size of their bucket, whatever size they are.",
            does(shapes, "picture 1.png 480x200 wide", "picture 2.png 64x64 small", "picture 3.png 40x96 tall"),
            step(fitted(0), shown={"3": ["1 80 192 3"], "4": ["1 80 192"], "5": ["192x80"]}),
            step(fitted(1), shown={"3": ["1 128 128 3"], "4": ["1 128 128"], "5": ["128x128"]}),
            step(fitted(2), shown={"3": ["1 192 80 3"], "4": ["1 192 80"], "5": ["80x192"]}),
        ),
    )


def _saved(salt: str) -> tuple[SuiteGraph, ...]:
    folder = f"output/{salt}_saved"

    def saves(caption: str, color: int, count: int, **more: Any) -> Prompt:
        return {
            "1": node("EmptyImage", width=8, height=6, batch_size=count, color=color),
            "2": node("Sidecar", content=caption, name="", extension=".txt"),
            "3": node("Sidecar", content='{"a": 1}', name="data", extension="json", sidecar=link("2")),
            "4": node(
                "SaveImageSidecars",
                images=link("1"),
                filename_prefix="cat",
                output_folder=more.get("folder", folder),
                sidecar=link("3"),
            ),
        }

    def files(*names: str) -> Step:
        return does("saved", f"files {folder}", shown=" ".join(sorted(names)))

    first, second, third = (
        (f"cat_{number:05d}_.png", f"cat_{number:05d}_.txt", f"cat_{number:05d}_data.json") for number in (1, 2, 3)
    )
    return (
        graph(
            "datasets_saved",
            "Each image is saved with its texts, numbers go on, and the folder is one that can be walked.",
            step(saves("red", 0xFF0000, 2)),
            files(*first, *second),
            step(saves("blue", 0x0000FF, 1)),
            files(*first, *second, *third),
            taken(folder, 1, "cat_00002_", "8x6", "red"),
            taken(folder, 2, "cat_00003_", "8x6", "blue"),
            at_the_end(folder, 3),
        ),
        graph(
            "datasets_saved_nowhere",
            "Nothing is saved where saving is not allowed.",
            step(saves("x", 1, 1, folder="../x"), status="rejected", faults={"4": FAULT}),
            step(saves("x", 1, 1, folder="input/grid_pool/x"), status="rejected", faults={"4": FAULT}),
        ),
    )


def _exported(salt: str) -> tuple[SuiteGraph, ...]:
    pool, folder = f"{salt}_pool", f"datasets/{salt}"

    def exports(**inputs: Any) -> Prompt:
        given = {
            "pool": pool,
            "folder": folder,
            "words": "",
            "labels": "any",
            "pictures": "keep",
            "masks": "file",
            "captions": "txt",
            "existing": "number",
            "resolution": 0,
            "divisible": 64,
        }
        return {"8": node("PoolExport", **{**given, **inputs}), "9": node("SuiteShow", value=link("8", 1))}

    def back(index: int, **inputs: Any) -> Prompt:
        """Exported and loaded back in the same run."""
        return {**exports(**inputs), **loads(link("8"), index)}

    listed = "0001.png 0001.txt 0002-masklabel.png 0002.png 0002.txt 0003.png penstock_dataset.json"
    return (
        graph(
            "datasets_exported",
            "A pool is written as a folder that the loader walks in the pool's order, with masks and captions.",
            does(pool, "slot 16x8 a red cat", "slot 8x24 a dog", "mask"),
            does(pool, "slot 32x8 "),
            step(exports(), shown={"9": ["3"]}),
            does(pool, f"files output/{folder}", shown=listed),
            taken(f"output/{folder}", 0, "0001", "16x8", "a red cat"),
            taken(f"output/{folder}", 1, "0002", "8x24", "a dog"),
            taken(f"output/{folder}", 2, "0003", "32x8"),
            at_the_end(f"output/{folder}", 3),
        ),
        graph(
            "datasets_exported_in_part",
            "Words choose slots, pictures are fitted into buckets, and the folder goes on to the loader by a link.",
            does(f"{pool}_2", "slot 64x32 a red cat", "slot 32x64 a dog", "slot 64x64 a cat"),
            step(
                back(1, pool=f"{pool}_2", folder=f"{folder}_2", words="cat", resolution=64, divisible=16),
                shown={"9": ["2"], "2": ["1 64 64 3"], "3": ["a cat"], "4": ["1 64 64"], "5": ["0002"], "6": ["1"]},
            ),
        ),
        graph(
            "datasets_exported_again",
            "An export never writes over a folder unless it is told to, and then only over one of its own.",
            does(f"{pool}_3", "slot 16x8 one"),
            does(f"{salt}_mine", "picture 1.png 8x8 mine"),
            step(exports(pool=f"{pool}_3", folder=f"{folder}_3", existing="refuse"), shown={"9": ["1"]}),
            step(
                exports(pool=f"{pool}_3", folder=f"{folder}_3", existing="refuse", words="-x"),
                status="error",
                failed="8",
                raised="Conflict",
            ),
            does(f"{pool}_3", "slot 8x8 two"),
            step(exports(pool=f"{pool}_3", folder=f"{folder}_3", existing="replace"), shown={"9": ["2"]}),
            taken(f"output/{folder}_3", 1, "0002", "8x8", "two"),
            step(
                exports(pool=f"{pool}_3", folder=f"input/{salt}_mine", existing="replace"),
                status="error",
                failed="8",
                raised="Conflict",
            ),
            taken(f"{salt}_mine", 0, "1", "8x8", "mine"),
        ),
        graph(
            "datasets_exported_nowhere",
            "A pool that nobody has, and a folder where saving is not allowed, write nothing.",
            step(exports(pool=f"{salt}_nobody"), status="rejected", faults={"8": FAULT}),
            step(exports(folder="../x"), status="rejected", faults={"8": FAULT}),
        ),
    )
