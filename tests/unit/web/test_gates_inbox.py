"""What the inbox works out by itself: the next gate, tiles that fit, sizes of pictures, and words for time."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]
SLOW = [HealthCheck.function_scoped_fixture]
AREAS = st.tuples(st.integers(1, 64), st.integers(120, 2000), st.integers(120, 2000), st.floats(0.3, 3))
CHOICE = """
import { InboxChoice } from "./web/gates/inbox_choice.js";
const gate = (token, more) => ({ token, state: "armed", decided: null, run_state: "", ...more });
const list = (...tokens) => tokens.map((token) => gate(token));
const choice = new InboxChoice();
"""
WORDS = """
import { countdown, duration, outcome, ending } from "./web/gates/gate_words.js";
const t = (key, values = {}) => [key.split(".").at(-1), ...Object.values(values)].join(" ");
"""


def test_the_oldest_is_chosen_first(evaluate: Evaluate) -> None:
    """The oldest that needs somebody is chosen, and stays chosen when others come and go, or when it ends itself."""
    body = """
        const queued = gate("q", { state: "parked", decided: {}, run_state: "queued" });
        const seen = [];
        for (const now of [[queued, ...list("a", "b")], list("0", "a"), list("0", "b")]) {
          choice.follow(now);
          seen.push(choice.token);
        }
        give(seen);
    """
    assert evaluate(CHOICE + body) == ["a", "a", "a"]


def test_the_next_one_follows_in_order(evaluate: Evaluate) -> None:
    """After a gate comes the next one in the list, whether it is still listed or not; after the last the first."""
    body = """
        const after = (token, now) => {
          choice.token = "";
          choice.follow(list("a", "b", "c"));
          choice.token = token;
          choice.follow(list("a", "b", "c"));
          return choice.after(now)?.token ?? null;
        };
        const inside = [after("b", list("a", "b", "c")), after("b", list("a", "c"))];
        give([...inside, after("c", list("a", "b")), after("a", list("a"))]);
    """
    assert evaluate(CHOICE + body) == ["c", "c", "a", None]


def test_neighbours_of_one_that_ended(evaluate: Evaluate) -> None:
    """Beside a gate that has ended are those that stood beside it."""
    body = """
        choice.follow(list("a", "b", "c"));
        choice.token = "b";
        choice.follow(list("a", "b", "c"));
        const now = list("a", "c");
        give([choice.beside(now, 1).token, choice.beside(now, -1).token, choice.beside(list("a"), 1) ?? null]);
    """
    assert evaluate(CHOICE + body) == ["c", "a", None]


@settings(max_examples=5, suppress_health_check=SLOW, deadline=None)
@given(areas=st.lists(AREAS, min_size=20, max_size=60))
def test_tiles_fit(evaluate: Evaluate, areas: list[tuple[int, int, int, float]]) -> None:
    """Tiles are never wider than the area; where they are not at their smallest, all of them are in sight."""
    found = evaluate(
        f"""
        import {{ tiles }} from "./web/gates/tile_layout.js";
        const areas = {json.dumps(areas)};
        give(areas.map(([count, width, height, ratio]) => tiles(count, {{ width, height }}, ratio, 108)));
        """
    )
    for (count, width, height, ratio), laid in zip(areas, found, strict=True):
        columns, tile = laid["columns"], laid["width"]
        assert 1 <= columns <= count
        assert columns * tile + 6 * (columns - 1) <= width
        rows = -(-count // columns)
        fits = rows * tile / ratio + 6 * (rows - 1) <= height + 1e-6
        assert fits or tile >= 108 or columns == 1


def test_pictures_are_as_sharp_as_needed(evaluate: Evaluate) -> None:
    """Few sizes are asked for, never more than twice the shown pixels, never more than there are."""
    sizes = evaluate(
        """
        import { pictureSize } from "./web/gates/gate_pictures.js";
        const asked = [[100, 1, 4096], [700, 1, 4096], [700, 3, 4096], [700, 2, 512], [9000, 2, 9000]];
        give(asked.map((one) => pictureSize(...one)));
        """
    )
    assert sizes == [256, 768, 1536, 512, 4096]


def test_words_for_time(evaluate: Evaluate) -> None:
    """Durations are told in their largest unit, also when clocks differ; what is left is counted down."""
    body = """
        const spans = [-5000, 59_000, 60_000, 7_200_000, 200_000_000].map((one) => duration(t, one));
        give([spans, [0, -5, 1, 65_000, 3_661_000].map(countdown)]);
    """
    spans, left = evaluate(WORDS + body)
    assert spans == ["now", "now", "minutes 1", "hours 2", "days 2"]
    assert left == ["0:00", "0:00", "0:01", "1:05", "1:01:01"]


def test_every_end_is_told(evaluate: Evaluate) -> None:
    """How a gate ended is said for each way of ending, with who decided where it was not this page."""
    body = """
        const usual = { kind: "image", routes: ["Keep", ""], count: 4, reason: null, decided: null };
        const by = (who, more = {}) => ({ ...usual, state: "answered", decided: { by: who, route: 1, ...more } });
        const cancelled = (reason) => ({ ...usual, state: "cancelled", reason });
        const others = [by("policy"), by("user"), by("user", { masked: true })];
        const ends = [by("plugin", { plugin: "sorter" }), by("kept"), ...others];
        const cut = ["stopped", "interrupted", "run_ended", "discarded"].map(cancelled);
        give([...ends, ...cut, { ...usual, state: "expired" }].map((one) => outcome(t, one, false)));
    """
    assert evaluate(WORDS + body) == [
        "by routed Keep plugin sorter",
        "by routed Keep kept",
        "by routed Keep policy",
        "by routed Keep other",
        "by with_mask routed Keep other",
        "stopped",
        "interrupted",
        "run_ended",
        "discarded",
        "expired",
    ]


def test_what_comes_when_nobody_answers(evaluate: Evaluate) -> None:
    """A time limit says what it leads to; gates that wait for ever, or are parked, say nothing."""
    body = """
        const gate = { state: "armed", expires: 65_000, unanswered: "stop" };
        const others = [{ unanswered: "wait" }, { expires: null }, { state: "parked" }];
        give([ending(t, gate, 0), ...others.map((more) => ending(t, { ...gate, ...more }, 0))]);
    """
    assert evaluate(WORDS + body) == ["stop 1:05", "", "", ""]
