"""Which keys undo and redo."""

from collections.abc import Callable
from typing import Any


def test_keys_of_windows_and_mac(evaluate: Callable[[str], Any]) -> None:
    """Ctrl or Cmd with Z undoes, with Shift and Z or with Y redoes, also with caps lock; other keys do neither."""
    meanings = evaluate(
        """
        import { undoAction } from "./web/library/undo_keys.js";
        const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
        const of = (key, held = {}) => undoAction({ ...none, key, ...held });
        const ctrl = { ctrlKey: true };
        const shift = { ctrlKey: true, shiftKey: true };
        give([
          [of("z", ctrl), of("Z", ctrl), of("z", { metaKey: true })],
          [of("Z", shift), of("z", { metaKey: true, shiftKey: true }), of("y", ctrl)],
          [of("z"), of("y"), of("Y", shift), of("x", ctrl), of("z", { ...ctrl, altKey: true }), of("Unknown", ctrl)],
        ]);
        """
    )
    assert meanings == [["undo"] * 3, ["redo"] * 3, [None] * 6]


def test_keys_of_other_alphabets(evaluate: Callable[[str], Any]) -> None:
    """Where no Latin letters are typed, the places of Z and Y count; what AltGr types is no undo."""
    meanings = evaluate(
        """
        import { undoAction } from "./web/library/undo_keys.js";
        const of = (key, code, held = {}) =>
          undoAction({ ctrlKey: true, metaKey: false, shiftKey: false, altKey: false, key, code, ...held });
        const altGr = { altKey: true, getModifierState: (name) => name === "AltGraph" };
        give([
          [of("\u044f", "KeyZ"), of("z", "KeyY"), of("\u03b6", "KeyZ")],
          [of("\u042f", "KeyZ", { shiftKey: true }), of("\u043d", "KeyY")],
          [of("y", "KeyZ") === "undo", of("\u00ab", "KeyZ", altGr), of("\u017c", "KeyZ", altGr)],
        ]);
        """
    )
    assert meanings == [["undo"] * 3, ["redo"] * 2, [False, None, None]]
