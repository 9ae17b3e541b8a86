"""What keys mean on the keyboards of the world."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

CHORDS = {
    "ctrl": ({"key": "a", "ctrlKey": True}, "Ctrl+A"),
    "cmd": ({"key": "a", "metaKey": True}, "Ctrl+A"),
    "typed": ({"key": "?", "shiftKey": True}, "?"),
    "arrow": ({"key": "ArrowLeft", "shiftKey": True}, "Shift+ArrowLeft"),
    "alt": ({"key": "Home", "altKey": True}, "Alt+Home"),
    "function": ({"key": "F10", "shiftKey": True}, "Shift+F10"),
    "space": ({"key": " "}, "Space"),
    "capital": ({"key": "Z", "shiftKey": True}, "Shift+Z"),
    "caps lock": ({"key": "Z"}, "Z"),
    "German z": ({"key": "z", "code": "KeyY"}, "Z"),
    "German umlaut": ({"key": "\u00fc", "code": "BracketLeft"}, "["),
    "Norwegian letter": ({"key": "\u00e5", "code": "Quote"}, "\u00e5"),
    "French question mark": ({"key": "?", "code": "KeyM", "shiftKey": True}, "?"),
    "French comma": ({"key": ",", "code": "KeyM"}, ","),
    "Dvorak semicolon": ({"key": ";", "code": "KeyZ"}, ";"),
    "Dvorak slash": ({"key": "/", "code": "BracketLeft"}, "/"),
    "Russian": ({"key": "\u044f", "code": "KeyZ"}, "Z"),
    "Russian undo": ({"key": "\u044f", "code": "KeyZ", "ctrlKey": True}, "Ctrl+Z"),
    "Hebrew sign": ({"key": "'", "code": "KeyW"}, "'"),
    "Korean": ({"key": "\u3141", "code": "KeyA"}, "A"),
    "Polish letter": ({"key": "\u0105", "code": "KeyA", "altGraph": True}, ""),
    "AltGr without a letter of its own": ({"key": "d", "code": "KeyD", "altGraph": True}, ""),
    "German bracket": ({"key": "[", "code": "Digit8", "altGraph": True, "ctrlKey": True, "altKey": True}, "["),
    "AltGr arrow": ({"key": "ArrowLeft", "altGraph": True}, ""),
    "Mac option": ({"key": "\u2202", "code": "KeyD", "altKey": True}, "Alt+\u2202"),
    "in a word": ({"key": "Process", "code": "KeyD"}, "Process"),
}


@pytest.mark.parametrize(("event", "chord"), CHORDS.values(), ids=CHORDS)
def test_chords(evaluate: Evaluate, event: dict[str, Any], chord: str) -> None:
    """Letters are found on every keyboard, signs are what is typed, and what AltGr types is no letter's key."""
    held = {"ctrlKey": False, "metaKey": False, "altKey": False, "shiftKey": False}
    given = {"code": "", **held, **event}
    body = f"""
        import {{ chordOf }} from "./web/library/key_chords.js";
        const {{ altGraph = false, ...event }} = {json.dumps(given)};
        give(chordOf({{ ...event, getModifierState: (name) => name === "AltGraph" && altGraph }}));
    """
    assert evaluate(body) == chord
