"""Masks: masks.json, masks that are only files, and the names of both."""

from typing import Any

import pytest

from penstock.core.contracts.scenes import SceneMask
from penstock.core.errors import BadName, Invalid
from penstock.plugins.scenes.masks import changed, check_name, encoded, found, masks_of

OLD = ("combined_mask_bkgd.png", "girl_mask_bkgd.png", "girl_mask_no_bkgd.png", "male_mask_no_bkgd.png", "base.png")
DECLARED = {
    "version": 1,
    "later": True,
    "masks": [
        {"name": "hero", "type": "color", "has_background": False, "color": [255, 0, 128], "area": 5},
        {"name": "gone", "type": "transparent", "has_background": True, "color": None},
        {"name": "../x", "type": "transparent"},
        "x",
    ],
}


def names(masks: tuple[SceneMask, ...]) -> list[tuple[str, str]]:
    return [(one.name, one.file) for one in masks]


def test_files_alone_have_the_names_that_the_earlier_system_gave_them() -> None:
    """Without a background the name ends with _no_bg."""
    assert names(masks_of(None, OLD).masks) == [
        ("combined", "combined_mask_bkgd.png"),
        ("girl", "girl_mask_bkgd.png"),
        ("girl_no_bg", "girl_mask_no_bkgd.png"),
        ("male_no_bg", "male_mask_no_bkgd.png"),
    ]


def test_masks_json_says_type_and_colour_and_the_other_files_are_masks_too() -> None:
    """What has no file is left out; what is no mask is told."""
    made = masks_of(DECLARED, ("hero_mask_no_bkgd.png", "girl_mask_bkgd.png"))
    assert names(made.masks) == [("hero", "hero_mask_no_bkgd.png"), ("girl", "girl_mask_bkgd.png")]
    assert (made.masks[0].type, made.masks[0].color) == ("color", "#ff0080")
    assert len(made.problems) == 1


def test_what_is_written_is_what_was_read() -> None:
    """Fields that nobody knows, masks without a file and what is no mask are kept."""
    made = masks_of(DECLARED, ("hero_mask_no_bkgd.png",))
    assert encoded(made, made.masks) == DECLARED


def test_masks_that_are_only_files_are_declared_where_their_names_can_be() -> None:
    """Who reads masks.json alone must find them; `girl_no_bg` would be another file there."""
    made = masks_of(None, OLD)
    written = encoded(made, made.masks)["masks"]
    assert [one["name"] for one in written] == ["combined", "girl"]
    assert written[0] == {"name": "combined", "type": "transparent", "has_background": True, "color": None}


@pytest.mark.parametrize("raw", [[], "x", {}, {"masks": {}}, 5])
def test_what_is_no_list_of_masks_is_told_and_the_files_count(raw: Any) -> None:
    """Nobody loses a mask for it."""
    made = masks_of(raw, ("hero_mask_bkgd.png",))
    assert names(made.masks) == [("hero", "hero_mask_bkgd.png")]
    assert made.problems


def test_a_newer_masks_json_is_read_only() -> None:
    """It can be read, not changed."""
    assert masks_of({"version": 2, "masks": []}, ()).read_only


@pytest.mark.parametrize(
    ("name", "background", "file"),
    [
        ("girl", True, "girl_mask_bkgd.png"),
        ("girl", False, "girl_mask_no_bkgd.png"),
        ("girl_no_bg", True, "girl_mask_no_bkgd.png"),
        ("male_no_bg", False, "male_mask_no_bkgd.png"),
        ("male", False, "male_mask_no_bkgd.png"),
        ("combined", False, "combined_mask_bkgd.png"),
        ("male", True, None),
        ("", True, None),
        ("none", True, None),
        ("(none)", False, None),
        ("nobody", True, None),
    ],
)
def test_a_mask_is_found_by_its_names(name: str, background: bool, file: str | None) -> None:
    """Old and new ones; no name means no mask, never another one."""
    mask = found(masks_of(None, OLD).masks, name, background)
    assert (mask.file if mask is not None else None) == file


def test_a_declared_mask_without_background_is_found_by_its_name() -> None:
    """Whatever the switch says: its name is hers alone."""
    masks = masks_of(DECLARED, ("hero_mask_no_bkgd.png",)).masks
    for background in (True, False):
        mask = found(masks, "hero", background)
        assert mask is not None
        assert mask.file == "hero_mask_no_bkgd.png"


def test_an_edit_changes_what_it_names() -> None:
    """A colour counts for `color` alone: the earlier system refuses all masks otherwise."""
    mask = SceneMask(name="hero", file="hero_mask_bkgd.png")
    made = changed(mask, {"type": "color", "color": "#FF0080"})
    assert (made.type, made.color, made.file) == ("color", "#ff0080", "hero_mask_bkgd.png")
    assert changed(mask, {"type": "color"}).color == "#ffffff"
    assert changed(made, {"type": "transparent"}).color is None
    assert changed(mask, {"has_background": False}).file == "hero_mask_no_bkgd.png"


@pytest.mark.parametrize(
    "value",
    [
        5,
        [],
        {"kind": 1},
        {"type": "x"},
        {"has_background": "yes"},
        {"color": "red"},
        {"color": [1, 2]},
        {"name": "x"},
    ],
)
def test_what_no_mask_can_be_is_refused(value: Any) -> None:
    """Nothing is changed by it."""
    with pytest.raises(Invalid):
        changed(SceneMask(name="hero"), value)


@pytest.mark.parametrize("name", ["", "none", "(none)", "../x", "a/b", "a\\b", "con", ".x", "x" * 101, None, 5, "a\0"])
def test_what_cannot_be_a_name_is_refused(name: Any) -> None:
    """It becomes part of a file's name."""
    with pytest.raises(BadName):
        check_name(name)
