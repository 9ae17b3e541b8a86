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
