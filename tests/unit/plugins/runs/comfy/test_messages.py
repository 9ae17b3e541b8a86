"""What comes through a websocket is believed in nothing."""

import json
import struct

from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.runs import NodeState
from penstock.plugins.runs.comfy.messages import Message, Preview, number, read_frame, read_text
from penstock.plugins.runs.comfy.watching import Watching

JPEG, PNG = b"\xff\xd8\xff\xe0 picture", b"\x89PNG\r\n\x1a\n picture"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["p", "1", "57:8"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
NAMES = ("executing", "executed", "progress", "progress_state", "execution_cached", "execution_start", "status", "x")
KEYS = ("node", "nodes", "value", "max", "prompt_id", "state", "display_node_id")


class StoppedClock:
    """It is always the same time."""

    def wall_ms(self) -> int:
        return 1_000

    def monotonic(self) -> float:
        return 1.0


def frame(kind: int, *parts: bytes) -> bytes:
    return struct.pack(">I", kind) + b"".join(parts)


def test_previews_of_both_kinds_are_read() -> None:
    """The older kind names no prompt; what a picture is, its own bytes say."""
    metadata = json.dumps({"prompt_id": "p", "node_id": "1"}).encode()
    assert read_frame(frame(1, struct.pack(">I", 1), JPEG)) == Preview(JPEG, "image/jpeg")
    assert read_frame(frame(1, struct.pack(">I", 1), PNG)) == Preview(PNG, "image/png")
    known = frame(4, struct.pack(">I", len(metadata)), metadata, JPEG)
    assert read_frame(known) == Preview(JPEG, "image/jpeg", "p")


def test_other_frames_are_no_previews() -> None:
    """Texts, unknown kinds, unknown pictures, lengths that lie, and what is cut off."""
    for wrong in (
        b"",
        b"\0\0",
        frame(1, struct.pack(">I", 1)),
        frame(1, struct.pack(">I", 1), b"<html>not a picture"),
        frame(2, struct.pack(">I", 1), JPEG),
        frame(3, struct.pack(">I", 1), b"1 text"),
        frame(10, struct.pack(">I", 1), JPEG),
        frame(4, struct.pack(">I", 2**32 - 1), b"{}", JPEG),
    ):
        assert read_frame(wrong) is None, wrong
    assert read_frame(frame(4, struct.pack(">I", 2), b"{[", JPEG)) == Preview(JPEG, "image/jpeg")


def test_texts_that_are_no_events_are_none() -> None:
    """Neither broken JSON nor other shapes nor endless ones."""
    for wrong in ("", "no JSON", "[]", "null", '{"type": 7, "data": {}}', '{"type": "x"}', "[" * 100_000):
        assert read_text(wrong) is None
    assert read_text(json.dumps({"type": "executed", "data": {"output": "x" * (1 << 20)}})) is None
    assert read_text('{"type": "executing", "data": {"node": 5}}') == Message("executing", {"node": 5})


def test_numbers_of_steps_are_numbers() -> None:
    """Anything else counts as none."""
    assert [number(one) for one in (3, 2.5, True, "7", None, -1, float("nan"), float("inf"))] == [
        3, 2.5, 0, 0, 0, 0, 0, 0,
    ]  # fmt: skip


@given(st.binary(max_size=64))
def test_no_frame_raises(data: bytes) -> None:
    """Whatever a server sends."""
    found = read_frame(data)
    assert found is None or found.picture in data


@given(
    st.lists(
        st.builds(Message, st.sampled_from(NAMES), st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5)),
        max_size=12,
    ),
    st.booleans(),
)
def test_no_event_raises_and_no_node_goes_back(messages: list[Message], known: bool) -> None:
    """A node that is done stays so, and only prompts and nodes of ours are told."""
    watching = Watching(StoppedClock())
    watching.watch("p", {"1": {"class_type": "A"}, "57:8": {"class_type": "B"}} if known else None)
    over: set[str] = set()
    for message in messages:
        for hint in watching.heard(message):
            assert hint.prompt_id == "p"
            for node in hint.nodes:
                assert not known or node.node in ("1", "57:8")
                assert node.node not in over
                if node.state in (NodeState.DONE, NodeState.FAILED, NodeState.CACHED):
                    over.add(node.node)


@given(st.text(max_size=40) | JSON.map(lambda one: json.dumps(one)))
def test_no_text_raises(text: str) -> None:
    """Whatever a server sends."""
    found = read_text(text)
    assert found is None or isinstance(found.data, dict)
