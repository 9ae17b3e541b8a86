"""The order of a whole pool, and the marks that stand on it."""

from collections.abc import Callable
from typing import Any

from .pool_server import SERVER

Evaluate = Callable[[str], Any]
MARKS = SERVER + 'import { Marks } from "./web/pools/marks.js"; const marks = new Marks();'


def test_the_order_is_asked_for_once(evaluate: Evaluate) -> None:
    """All ids are known after one request, and stay known through own changes and those of others."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        const [first, again] = await Promise.all([pool.order(), pool.order()]);
        await pool.remove(["s200", "s3"]); server.doMove(["s240"], "s0"); server.doRemove(["s220"]); deliver();
        const now = await pool.order();
        const same = now.join() === server.slots.map(({ id }) => id).join();
        const asked = server.requests.filter((name) => name === "order").length;
        give([first.length, again.length, now.length, same, asked, server.reads]);
        """
    )
    assert evaluate(body) == [250, 250, 247, True, 1, [0]]


def test_the_order_is_as_shown(evaluate: Evaluate) -> None:
    """What is removed and moved, but not answered yet, is not where it was."""
    body = (
        SERVER
        + """
        server.slots = server.slots.slice(0, 5);
        await pool.look(0, 20);
        server.slow = true;
        void pool.remove(["s1"]); void pool.move(["s4"], "s0");
        give([await pool.order(), server.requests]);
        """
    )
    assert evaluate(body) == [["s4", "s0", "s2", "s3"], ["page", "remove s1"]]


def test_the_order_of_a_pool_that_nobody_looked_at(evaluate: Evaluate) -> None:
    """It can be asked for before a page was read; of a missing pool it is empty, of a failing one an error."""
    body = (
        SERVER
        + """
        pool.views = 0;
        const length = (await pool.order()).length;
        const failing = new Pool(server, "p"); const missing = new Pool(server, "p");
        server.trouble = () => refusal(500);
        const error = await failing.order().catch(({ status }) => status);
        server.trouble = () => refusal(404);
        give([length, error, await missing.order(), missing.status]);
        """
    )
    assert evaluate(body) == [250, 500, [], "missing"]


def test_the_order_after_missed_events(evaluate: Evaluate) -> None:
    """After a gap the order is asked for again, and what is on the screen is read with it."""
    body = (
        SERVER
        + """
        await pool.look(0, 20); await pool.order();
        server.doRemove(["s0"]); server.events.length = 0;
        await pool.refresh();
        const order = await pool.order();
        give([order[0], order.length, ids(0, 1), pool.slotAt(19)?.id]);
        """
    )
    assert evaluate(body) == ["s1", 249, ["s1"], "s20"]


def test_marks_tell_when_they_change(evaluate: Evaluate) -> None:
    """Toggling, extending and clearing dispatch one change each, and none where nothing is different."""
    body = (
        MARKS
        + """
        const seen = [];
        marks.addEventListener("change", () => seen.push(marks.ids.join()));
        marks.toggle("a"); marks.toggle("b"); marks.toggle("a"); marks.extend(["c", "b"]); marks.extend(["c"]);
        marks.only("d"); marks.only("d"); marks.set(["x", "y"]); marks.set(["y", "x"]);
        const anchor = marks.anchor;
        marks.clear(); marks.clear();
        give([seen, anchor, marks.anchor, marks.size, marks.has("x")]);
        """
    )
    assert evaluate(body) == [["a", "a,b", "b", "b,c", "d", "x,y", ""], "d", None, 0, False]


def test_marks_drop_what_leaves(evaluate: Evaluate) -> None:
    """An image that is removed, here or elsewhere, is not marked any more, read or not; the others stay marked."""
    body = (
        MARKS
        + """
        await pool.look(0, 20);
        const stop = marks.follow(pool);
        marks.set(await pool.order());
        await pool.remove(["s1"]);
        server.doRemove(["s200"]); deliver();
        const both = marks.size;
        stop();
        server.doRemove(["s201"]); deliver();
        give([both, marks.has("s1"), marks.has("s200"), marks.size]);
        """
    )
    assert evaluate(body) == [248, False, False, 248]


def test_marks_drop_what_left_unseen(evaluate: Evaluate) -> None:
    """Where events were missed, the marks are compared with the pool's order."""
    body = (
        MARKS
        + """
        await pool.look(0, 20);
        marks.follow(pool); marks.set(["s1", "s200", "s201"]); marks.anchor = "s201";
        server.doRemove(["s201"]); server.events.length = 0;
        await pool.refresh(); await settle();
        give([marks.ids, marks.anchor]);
        """
    )
    assert evaluate(body) == [["s1", "s200"], None]
