"""What a user has decided about a conflict: it counts for the versions that were shown, and for no others."""

from collections.abc import Callable
from typing import Any

Evaluate = Callable[[str], Any]

MODEL = """
import { Decisions } from "./web/library/texts/decisions.js";
const decisions = new Decisions();
const meet = (revision, current, sent) => decisions.meet({ current, sent, fileRevision: revision });
const state = () => [{ ...decisions.take }, decisions.fileRevision ?? null];
const shown = meet("r1", { a: 1, b: { x: 1, y: 2 }, c: null }, { a: 10, b: 20, c: 30 });
decisions.decide(shown, { a: "mine", b: "theirs", c: "mine" });
"""


def test_decisions_are_sent_with_the_file_that_they_are_about(evaluate: Evaluate) -> None:
    """All entries are asked for once; then each has a side."""
    shown, state = evaluate(f"{MODEL} give([shown, state()]);")
    assert shown == {"current": {"a": 1, "b": {"x": 1, "y": 2}, "c": None}, "sent": {"a": 10, "b": 20, "c": 30}}
    assert state == [{"a": "mine", "b": "theirs", "c": "mine"}, "r1"]


def test_only_other_versions_are_asked_for_again(evaluate: Evaluate) -> None:
    """The file was saved once more: what is as it was shown stays decided, however its fields are ordered."""
    left, state = evaluate(
        f"{MODEL} give([meet('r2', {{ a: 2, b: {{ y: 2, x: 1 }}, c: null }}, {{ a: 10, b: 20, c: 30 }}), state()]);"
    )
    assert left == {"current": {"a": 2}, "sent": {"a": 10}}
    assert state == [{"b": "theirs", "c": "mine"}, "r2"]


def test_an_edit_meanwhile_is_decided_anew(evaluate: Evaluate) -> None:
    """The draft's side is another one now: nothing is sent before it was shown."""
    sent, left, state = evaluate(
        f"{MODEL} decisions.forget(); const sent = state();"
        "give([sent, meet('r1', { a: 1, c: null }, { a: 11, c: 30 }), state()]);"
    )
    assert sent == [{}, None]
    assert left == {"current": {"a": 1}, "sent": {"a": 11}}
    assert state == [{"c": "mine"}, "r1"]
