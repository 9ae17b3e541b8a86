"""Undo and redo of a mask: exact, many steps, little memory."""

from collections.abc import Callable
from typing import Any

from .test_painter_model import PAINTING

Evaluate = Callable[[str], Any]


def test_sixty_steps_back_and_forth(evaluate: Evaluate) -> None:
    """Sixty different steps on a mask of many tiles come back exactly, one by one, in both directions."""
    wrong, states = evaluate(
        PAINTING
        + """
        const one = painting(300, 200), seen = [Buffer.from(one.mask.levels).toString("base64")];
        for (let at = 0; at < 60; at += 1) {
          const look = { size: 5 + at * 3, softness: (at % 5) / 4, strength: 0.4 + (at % 3) * 0.3 };
          if (at % 10 === 9) one.invert();
          else stroke(one, { ...look, erase: at % 4 === 3 }, [at * 5, 20 + at], [290 - at * 4, 180 - at * 2]);
          seen.push(Buffer.from(one.mask.levels).toString("base64"));
        }
        const wrong = [], states = new Set([one.history.state]);
        const check = (at) => Buffer.from(one.mask.levels).toString("base64") === seen[at] || wrong.push(at);
        for (let at = 59; at >= 0; at -= 1) { one.undo(); check(at); states.add(one.history.state); }
        for (let at = 1; at <= 60; at += 1) { one.redo(); check(at); }
        give([wrong, states.size]);
        """
    )
    assert wrong == []
    assert states == 61


def test_a_new_change_ends_redo(evaluate: Evaluate) -> None:
    """After undo, another change leaves nothing to redo; a change that changes nothing is no step."""
    seen = evaluate(
        PAINTING
        + """
        const one = painting(), seen = [];
        const note = () => seen.push([one.history.canUndo, one.history.canRedo, one.isChanged]);
        one.clear(); note();
        stroke(one, hard, [1, 1]); note();
        one.undo(); note();
        one.clear(); note();
        stroke(one, hard, [2, 2]); note();
        one.markSaved(); note();
        one.undo(); note();
        give(seen);
        """
    )
    assert seen == [
        [False, False, False],
        [True, False, True],
        [False, True, False],
        [False, True, False],
        [True, False, True],
        [True, False, False],
        [False, True, True],
    ]


def test_a_cancelled_stroke_leaves_nothing(evaluate: Evaluate) -> None:
    """A stroke that is taken back (a second finger came down) leaves pixels and steps as they were."""
    body = """
        const one = painting(200, 200);
        stroke(one, { ...hard, size: 50 }, [100, 100]);
        const before = [...one.mask.levels].join();
        one.beginStroke({ ...hard, size: 90, erase: true }, { x: 10, y: 10 });
        one.continueStroke({ x: 190, y: 190 });
        const changed = one.cancelStroke();
        give([[...one.mask.levels].join() === before, changed !== null, one.undo() !== null, one.history.canUndo]);
    """
    assert evaluate(PAINTING + body) == [True, True, True, False]


def test_a_stroke_keeps_only_its_tiles(evaluate: Evaluate) -> None:
    """On 4096 x 4096 a stroke of 200 pixels keeps less than 1 MB, and fifty of them stay undoable."""
    largest, steps = evaluate(
        PAINTING
        + """
        const one = painting(4096, 4096), sizes = [];
        for (let at = 0; at < 55; at += 1) {
          const before = one.history.bytes;
          const [from, to] = [[60 * at, 300], [60 * at + 600, 900 + 30 * at]];
          stroke(one, { size: 200, softness: 0.5, strength: 1, erase: false }, from, to);
          sizes.push(one.history.bytes - before);
        }
        let steps = 0;
        while (one.history.canUndo) { one.undo(); steps += 1; }
        give([Math.max(...sizes), steps, one.mask.isEmpty]);
        """
    )[:2]
    assert 0 < largest < 1 << 20
    assert steps == 55


def test_memory_has_an_end(evaluate: Evaluate) -> None:
    """Where steps take more than the limit the oldest go, the newest stays, and what is saved is still known."""
    seen = evaluate(
        PAINTING
        + """
        const mask = new Mask(256, 256), one = new Painting(mask, new History(mask, 100_000));
        const noise = (seed) => Uint8Array.from({ length: 65536 }, (_, at) => (at * 7919 * seed) % 251);
        for (let seed = 1; seed < 9; seed += 1) one.replace(noise(seed));
        const bytes = one.history.bytes;
        let steps = 0;
        while (one.history.canUndo) { one.undo(); steps += 1; }
        give([bytes < 200_000, steps, one.isChanged]);
        """
    )
    assert seen == [True, 1, True]


def test_large_strokes_are_quick(evaluate: Evaluate) -> None:
    """A step of a stroke of 200 pixels on 4096 x 4096 takes less than 16 ms at the median."""
    median = evaluate(
        PAINTING
        + """
        const one = painting(4096, 4096), took = [];
        one.beginStroke({ size: 200, softness: 0.5, strength: 1, erase: false }, { x: 100, y: 100 });
        for (let at = 1; at <= 200; at += 1) {
          const started = performance.now();
          one.continueStroke({ x: 100 + at * 18, y: 100 + at * 18 });
          took.push(performance.now() - started);
        }
        one.endStroke();
        give(took.sort((a, b) => a - b)[100]);
        """
    )
    assert median < 16
