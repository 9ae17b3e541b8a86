"""masks.json, and masks that are only files: names, files, colours."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from ...core.contracts.prompts import thawed
from ...core.contracts.scenes import SceneMask
from ...core.errors import BadName, Invalid
from ...core.names import is_file_name
from ...core.values import frozen

WITH_BACKGROUND: Final = "_mask_bkgd.png"
WITHOUT_BACKGROUND: Final = "_mask_no_bkgd.png"
NO_BACKGROUND: Final = "_no_bg"
"""What the name of a mask ends with that is only a file, and has no background."""

TYPES: Final = ("transparent", "color")
VERSION: Final = 1
WHITE: Final = "#ffffff"
_KNOWN: Final = ("name", "type", "has_background", "color")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST_NAME: Final = 100
_NOBODY: Final = frozenset({"", "none", "(none)"})


@frozen(kw_only=True)
class Masks:
    """The masks of a scene. `declared` are those of masks.json, whose object is `raw`; `unread` are other entries."""

    masks: tuple[SceneMask, ...] = ()
    declared: tuple[SceneMask, ...] = ()
    unread: tuple[Any, ...] = ()
    raw: Mapping[str, Any] | None = None
    read_only: bool = False
    problems: tuple[str, ...] = ()


def masks_of(raw: Any, files: Collection[str]) -> Masks:
    """The masks of a masks.json (None without one) and of the files of the folder; without a file there is no mask."""
    if raw is not None and (not isinstance(raw, Mapping) or not isinstance(raw.get("masks"), list)):
        problem = ("masks.json holds no list of masks: the files count.",)
        return Masks(masks=_of_files(files, ()), raw=raw if isinstance(raw, Mapping) else {}, problems=problem)
    entries = [] if raw is None else raw["masks"]
    declared = {one.name: one for one in map(_declared, entries) if one is not None}
    unread = tuple(one for one in entries if _declared(one) is None)
    newer = raw is not None and isinstance(raw.get("version"), int | float) and raw["version"] > VERSION
    there = tuple(one for one in declared.values() if one.file in files)
    return Masks(
        masks=(*there, *_of_files(files, tuple(declared.values()))),
        declared=tuple(declared.values()),
        unread=unread,
        raw=raw,
        read_only=newer,
        problems=tuple(_problems(unread, newer)),
    )


def encoded(before: Masks, masks: Iterable[SceneMask]) -> dict[str, Any]:
    """The object of a masks.json with these masks; entries without a file, other fields and unread ones are kept."""
    wanted = {one.name: one for one in masks if one.file == file_of(one.name, one.has_background)}
    there = {one.name for one in before.masks}
    kept = {one.name: one for one in before.declared if one.name not in there and one.name not in wanted}
    made: dict[str, Any] = {"version": VERSION, **(before.raw or {})}
    made["masks"] = [*(_entry(one) for one in (*wanted.values(), *kept.values())), *thawed(before.unread)]
    return made


def file_of(name: str, background: bool = True) -> str:
    """The file of a mask, as fbTools names it."""
    return f"{name}{WITH_BACKGROUND if background else WITHOUT_BACKGROUND}"


def found(masks: Sequence[SceneMask], name: str, background: bool = True) -> SceneMask | None:
    """The mask of a name, old names (`girl_no_bg`) included; None for no name, `none` and where there is none."""
    if name.strip().lower() in _NOBODY:
        return None
    known = {one.name: one for one in masks}
    if not background:
        plain = name.removesuffix(NO_BACKGROUND)
        bare = next((one for one in masks if one.file == f"{plain}{WITHOUT_BACKGROUND}"), None)
        if bare is not None:
            return bare
    if name in known:
        return known[name]
    wanted = f"{name.removesuffix(NO_BACKGROUND)}{WITHOUT_BACKGROUND}" if name.endswith(NO_BACKGROUND) else None
    return next((one for one in masks if one.file == wanted), None)


def is_nobody(name: str) -> bool:
    """Whether a name says that there shall be no mask."""
    return name.strip().lower() in _NOBODY


def check_name(name: Any, field: str = "mask_name") -> str:
    """`name` if a mask can have it: `BadName` otherwise."""
    if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and is_file_name(name) and not is_nobody(name):
        return name
    raise BadName(
        f"{repr(name)[:80]} cannot be the name of a mask.",
        hint=f"Use 1 to {_LONGEST_NAME} characters that a file name can have.",
        field=field,
    )


def changed(mask: SceneMask, value: Any) -> SceneMask:
    """The mask with what an edit says of it: {type, has_background, color}. `Invalid` where that cannot be."""
    if not isinstance(value, Mapping) or not set(value) <= {"type", "has_background", "color"}:
        raise _invalid("A mask is an object with type, has_background and color.")
    kind = value.get("type", mask.type)
    background, color = value.get("has_background", mask.has_background), value.get("color", mask.color)
    if kind not in TYPES:
        raise _invalid("The type of a mask is transparent or color.", "type")
    if not isinstance(background, bool):
        raise _invalid("has_background is true or false.", "has_background")
    if color is not None and (not isinstance(color, str) or not _COLOR.fullmatch(color)):
        raise _invalid("The colour of a mask is written #rrggbb.", "color")
    color = (color or WHITE).lower() if kind == "color" else None  # fbTools refuses all masks for one that has another
    unknown = {key: one for key, one in mask.unknown.items() if key not in _KNOWN}
    file = file_of(mask.name, background)
    return evolve(mask, type=kind, has_background=background, color=color, unknown=unknown, file=file)


def _declared(entry: Any) -> SceneMask | None:
    name = entry.get("name") if isinstance(entry, Mapping) else None
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or not is_file_name(name):
        return None
    background = entry.get("has_background", True)
    kind, color = entry.get("type", "transparent"), _color_of(entry.get("color"))
    unknown = {key: one for key, one in entry.items() if key not in _KNOWN}
    if kind not in TYPES:
        unknown["type"] = kind
    if not isinstance(background, bool):
        unknown["has_background"] = background
    if entry.get("color") is not None and color is None:
        unknown["color"] = entry["color"]
    background = background if isinstance(background, bool) else True
    return SceneMask(
        name=name,
        type=kind if kind in TYPES else "transparent",
        has_background=background,
        color=color,
        file=file_of(name, background),
        unknown=unknown,
    )


def _entry(mask: SceneMask) -> dict[str, Any]:
    color = None if mask.color is None else [int(mask.color[place : place + 2], 16) for place in (1, 3, 5)]
    made = {"name": mask.name, "type": mask.type, "has_background": mask.has_background, "color": color}
    return {**made, **thawed(mask.unknown)}


def _of_files(files: Collection[str], declared: Sequence[SceneMask]) -> tuple[SceneMask, ...]:
    """The masks that are files and stand in no masks.json."""
    taken, names = {one.file for one in declared}, {one.name for one in declared}
    made: list[SceneMask] = []
    for file in sorted(files):
        for ending, background in ((WITHOUT_BACKGROUND, False), (WITH_BACKGROUND, True)):
            if file.endswith(ending) and file not in taken:
                name = file.removesuffix(ending) + ("" if background else NO_BACKGROUND)
                if name.removesuffix(NO_BACKGROUND) and name not in names:
                    made.append(SceneMask(name=name, has_background=background, file=file))
                break
    return tuple(made)


def _color_of(value: Any) -> str | None:
    if isinstance(value, list) and len(value) == 3 and all(type(one) is int and 0 <= one <= 255 for one in value):
        return "#" + "".join(f"{one:02x}" for one in value)
    return value.lower() if isinstance(value, str) and _COLOR.fullmatch(value) else None


def _problems(unread: Sequence[Any], newer: bool) -> Iterable[str]:
    if unread:
        yield f"{len(unread)} entries of masks.json are no masks."
    if newer:
        yield "masks.json was written by a newer program: the scene can be read, not changed."


def _invalid(message: str, key: str = "value") -> Invalid:
    return Invalid(message, field=key, faults=(f"{key}: of the wrong kind",))
