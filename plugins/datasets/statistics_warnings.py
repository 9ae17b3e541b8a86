"""What training would suffer from, in the order in which it hurts."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...core.contracts.datasets import BucketOptions, DatasetSource, DatasetWarning, ImageFacts
from .measuring_kinds import kind_of_name
from .statistics_buckets import Fitted

CUT_OFF: Final = 0.2
"""The share of a picture that may be cut off."""

FEW: Final = 10
"""Fewer pictures than this are hardly a data set."""

_NAMED: Final = 20


def warnings_of(
    source: DatasetSource,
    facts: Sequence[ImageFacts],
    fits: Fitted,
    options: BucketOptions,
    orphans: Sequence[str] = (),
) -> tuple[DatasetWarning, ...]:
    """The warnings. `fits` are the readable ones of `facts`, `orphans` captions without a picture."""
    readable = [one for one, _ in fits]
    found = (
        _unreadable(facts),
        *_of_captions(readable),
        *_of_buckets(fits, options),
        *(() if source.pool else _of_names(facts, readable, orphans)),
    )
    told = tuple(one for one in found if one.images)
    return told if len(readable) >= FEW else (*told, _few(readable))


def _warning(code: str, message: str, hint: str, names: Sequence[str]) -> DatasetWarning:
    return DatasetWarning(code=code, message=message, hint=hint, images=len(names), names=tuple(names[:_NAMED]))


def _many(names: Sequence[str], one: str, more: str, what: str = "picture") -> str:
    """`3 pictures have`: the count with the verb that fits it."""
    return f"1 {what} {one}" if len(names) == 1 else f"{len(names):,} {what}s {more}"


def _unreadable(facts: Sequence[ImageFacts]) -> DatasetWarning:
    names = [one.name for one in facts if one.problem]
    message = f"{_many(names, 'or its caption', 'or their captions')} cannot be read."
    return _warning("unreadable", message, "Repair or take out what a training may stop at.", names)


def _of_captions(readable: Sequence[ImageFacts]) -> tuple[DatasetWarning, ...]:
    missing = [one.name for one in readable if one.caption is None]
    empty = [one.name for one in readable if one.caption is not None and not one.caption.strip()]
    return (
        _warning(
            "missing_captions",
            f"{_many(missing, 'has', 'have')} no caption.",
            "Write one for each, or take out the pictures that need none.",
            missing,
        ),
        _warning(
            "empty_captions",
            f"{_many(empty, 'has', 'have')} an empty caption.",
            "Write something, unless the empty text is meant to be trained.",
            empty,
        ),
    )


def _of_buckets(fits: Fitted, options: BucketOptions) -> tuple[DatasetWarning, ...]:
    enlarged = [one.name for one, fit in fits if fit.scale > options.max_upscale]
    cropped = [one.name for one, fit in fits if fit.cropped > CUT_OFF]
    filled = Counter((fit.width, fit.height) for _, fit in fits)
    lone = [one.name for one, fit in fits if filled[fit.width, fit.height] == 1]
    return (
        _warning(
            "enlarged",
            f"{_many(enlarged, 'is', 'are')} enlarged more than {options.max_upscale:g} times.",
            "Use larger originals or a smaller resolution: what is enlarged is trained as blurred.",
            enlarged,
        ),
        _warning(
            "cropped",
            f"{_many(cropped, 'loses', 'lose')} more than {CUT_OFF:.0%} of the area.".replace("%", " %"),
            "Crop them yourself, so that what matters stays, or use a smaller step for the sides.",
            cropped,
        ),
        _warning(
            "lone_buckets",
            f"{_many(lone, 'is', 'are')} alone in the bucket.",
            "Crop them to a shape that others have: a batch takes pictures of one bucket only.",
            lone,
        ),
    )


def _of_names(
    facts: Sequence[ImageFacts], readable: Sequence[ImageFacts], orphans: Sequence[str]
) -> tuple[DatasetWarning, ...]:
    shared = Counter(_stem(one.name) for one in facts)
    same = [one.name for one in facts if shared[_stem(one.name)] > 1]
    other = [one.name for one in readable if one.kind and kind_of_name(one.name) not in ("", one.kind)]
    return (
        _warning(
            "same_stem",
            f"{_many(same, 'shares', 'share')} the caption with another of the same name.",
            "Rename one of them, with a caption of its own.",
            same,
        ),
        _warning(
            "wrong_endings",
            f"{_many(other, 'is', 'are')} of another format than the name says.",
            "Rename them: some trainers go by the name.",
            other,
        ),
        _warning(
            "orphan_captions",
            f"{_many(orphans, 'belongs', 'belong', 'caption')} to no picture.",
            "Look for a mistyped name, or delete the text.",
            orphans,
        ),
    )


def _stem(name: str) -> str:
    """The path without the ending: what a caption is found by."""
    return name.rpartition(".")[0]


def _few(readable: Sequence[ImageFacts]) -> DatasetWarning:
    only = {0: "There is no picture.", 1: "There is only 1 picture."}
    message = only.get(len(readable), f"There are only {len(readable)} pictures.")
    hint = f"Most trainings want {FEW} pictures at least."
    return DatasetWarning(code="few_images", message=message, hint=hint, images=len(readable))
