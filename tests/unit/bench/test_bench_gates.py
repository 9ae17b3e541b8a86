"""The gates' baseline is what it is called: one board, 100 ms looks, whole PNGs as base64 in the message."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image


def test_an_answer_is_seen_at_the_next_look_and_looks_are_100_ms_apart():
    """A gate of the baseline sleeps 0.1 s between looks, and takes what is there at the next one."""
    from bench.baseline_gates import MessageBoard

    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            board.post("7", 2)

    board = MessageBoard(sleep)
    assert board.wait("7") == 2
    assert slept == [0.1, 0.1, 0.1]


def test_stop_ends_whichever_gate_looks_first():
    """The flag of the baseline belongs to no gate: 9 takes what was meant for 7, and the flag is gone."""
    from bench.baseline_gates import MessageBoard

    board = MessageBoard()
    board.stop()
    assert board.wait("9") is None
    assert board.stopped is False


def test_the_message_holds_the_whole_picture():
    """What opens a gate of the baseline is every pixel, as PNG in base64."""
    from bench.baseline_gates import gate_message

    levels = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(1, 5, 7, 3)
    message = json.loads(gate_message(levels.astype(np.float32) / np.float32(255) + 0.0001))
    with Image.open(io.BytesIO(base64.b64decode(message["data"]["image"]))) as image:
        assert image.format == "PNG"
        assert np.array_equal(np.asarray(image), levels[0])


def test_a_chooser_of_the_baseline_shows_every_picture_small():
    """Each picture of the batch is in the message, as a JPEG that fits into the square."""
    from bench.baseline_gates import chooser_message

    message = json.loads(chooser_message(np.zeros((3, 40, 80, 3), np.float32), 16))
    for picture in message["data"]["images"]:
        with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
            assert (image.format, image.size) == ("JPEG", (16, 8))
    assert len(message["data"]["images"]) == 3


@pytest.mark.parametrize("goal", ["G1", "P1"])
def test_the_goals_of_gates_are_measured_by_name(goal):
    """`--only` finds them."""
    from bench.run import goals

    assert goal in goals()
