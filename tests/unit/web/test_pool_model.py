"""What a page knows of a pool: pages, events, uploads, texts."""

from collections.abc import Callable
from typing import Any

from .pool_server import SERVER

Evaluate = Callable[[str], Any]


def test_only_what_is_looked_at_is_read(evaluate: Evaluate) -> None:
    """A pool of 250 is read in pages of 100, each when it comes into view, and once."""
    body = SERVER + "await pool.look(0, 20); await pool.look(0, 20); await pool.look(190, 210); give(server.reads);"
    assert evaluate(body) == [0, 100, 200]


def test_two_views_see_what_they_look_at(evaluate: Evaluate) -> None:
    """The grid and the zoom view look at different places; what one reads takes nothing from the other."""
    body = (
        SERVER
        + """
        pool.views = 2;
        await pool.look(0, 20, "grid"); await pool.look(200, 203, "zoom");
        server.doRemove(["s150"]); server.events.length = 0;
        await pool.refresh();
        give([ids(0, 2), ids(200, 202), ids(50, 51), server.reads.slice(2).sort((a, b) => a - b)]);
        """
    )
    assert evaluate(body) == [["s0", "s1"], ["s201", "s202"], ["s50"], [0, 200]]


def test_events_are_applied_in_place(evaluate: Evaluate) -> None:
    """Labels, removals, new images and moves of others appear without asking the server."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.doLabel("s3", "new", 0); server.doRemove(["s1", "s2"]); server.doAdd([slot(900), slot(901)], 1);
        server.doMove(["s5"], "s0"); server.doSelect("s4");
        deliver(); await settle();
        give([ids(0, 6), labels(4), pool.state.count, pool.state.position, pool.state.revision, server.reads]);
        """
    )
    assert evaluate(body) == [["s5", "s0", "s900", "s901", "s3", "s4"], ["new"], 250, 5, 6, [0]]


def test_a_gap_between_events_is_noticed(evaluate: Evaluate) -> None:
    """Where events were missed, what is on the screen is read again."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.doLabel("s0", "missed", 0); server.events.length = 0;
        server.doLabel("s3", "seen", 0); deliver();
        await pool.look(0, 20);
        give([labels(0, 3), pool.state.revision, server.reads]);
        """
    )
    assert evaluate(body) == [["missed", "seen"], 3, [0, 0]]


def test_a_removal_of_what_was_not_read(evaluate: Evaluate) -> None:
    """What others remove where this page did not look moves the rest up, without asking the server."""
    body = (
        SERVER
        + """
        await pool.look(100, 120);
        server.doRemove(["s230", "s3", "s4"]); server.doRemove(["s5"]); deliver();
        await pool.look(97, 116);
        give([ids(97, 98), ids(196, 198), pool.state.count, server.reads]);
        """
    )
    assert evaluate(body) == [["s100"], ["s199", None], 246, [100]]


def test_a_selection_of_what_was_not_read(evaluate: Evaluate) -> None:
    """Where an event cannot tell what is where, the screen is read again, and what nobody looks at is forgotten."""
    body = (
        SERVER
        + """
        await pool.look(100, 120); await pool.look(0, 20);
        server.doSelect("s240"); deliver();
        await pool.look(0, 20);
        give([ids(0, 1), ids(100, 101), pool.state.position, server.reads]);
        """
    )
    assert evaluate(body) == [["s0"], [None], 240, [100, 0, 0]]


def test_no_slot_is_shown_twice(evaluate: Evaluate) -> None:
    """While two pages are read again one after the other, a slot that moved from one to the other shows once."""
    body = (
        SERVER
        + """
        await pool.look(90, 110);
        server.doMove(["s150"], "s0"); server.events.length = 0;
        const twice = [];
        pool.addEventListener("change", () => {
          const seen = ids(0, 250).filter((id) => id);
          twice.push(seen.length - new Set(seen).size);
        });
        await pool.refresh();
        give([twice.filter(Boolean), ids(90, 91), ids(109, 110), server.reads]);
        """
    )
    assert evaluate(body) == [[], ["s89"], ["s108"], [0, 100, 0, 100]]


def test_a_missing_pool_is_no_failure(evaluate: Evaluate) -> None:
    """A 404 is a pool to be; anything else is a failure that can be tried again; neither is asked for by itself."""
    body = (
        SERVER
        + """
        const states = [];
        server.trouble = () => refusal(404);
        await pool.look(0, 20); await pool.look(0, 20); states.push(pool.status);
        server.trouble = () => refusal(503);
        await pool.refresh(); await pool.look(0, 20); states.push(pool.status);
        server.trouble = () => null;
        await pool.refresh(); states.push(pool.status);
        give([states, server.reads]);
        """
    )
    assert evaluate(body) == [["missing", "failed", "ready"], [0, 0, 0]]


def test_a_server_that_is_away_leaves_what_was_read(evaluate: Evaluate) -> None:
    """While the server cannot be reached, the images stay; it is tried again, at once after a reconnection."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.trouble = () => refusal(0);
        const read = pool.refresh(); await settle();
        const away = [pool.status, ids(0, 1), pool.error?.status];
        timers.splice(0).forEach((ring) => ring()); await settle();
        server.trouble = () => null;
        server.doRemove(["s0"]); server.events.length = 0;
        await pool.refresh(); await read;
        give([away, pool.status, ids(0, 1), pool.error, server.reads]);
        """
    )
    assert evaluate(body) == [["ready", ["s0"], 0], "ready", ["s1"], None, [0, 0, 0, 0]]


def test_a_pool_that_was_rebuilt_is_believed(evaluate: Evaluate) -> None:
    """A pool whose revisions start anew (rebuilt from its files) is shown as it is."""
    body = (
        SERVER
        + """
        server.revision = 50; await pool.look(0, 20);
        server.revision = 1; server.slots = [slot(7), slot(8)]; server.selected = "s7";
        await pool.refresh();
        give([ids(0, 3), pool.state.count, pool.state.revision, pool.status]);
        """
    )
    assert evaluate(body) == [["s7", "s8", None], 2, 1, "ready"]


def test_a_deleted_pool_stays_away(evaluate: Evaluate) -> None:
    """An answer that was on its way when the pool was deleted does not bring it back."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.slow = true;
        const read = pool.look(100, 120); await settle();
        server.waiting.shift()(); await settle();
        pool.apply("pool_deleted", { pool_id: "p", revision: 2 });
        server.waiting.shift()(); await read;
        give([pool.status, pool.state.count, server.reads]);
        """
    )
    assert evaluate(body) == ["missing", 0, [0, 100]]


def test_each_file_has_its_own_result(evaluate: Evaluate) -> None:
    """A request that fails as a whole is sent again file by file, so that each problem carries its file's name."""
    body = """
        import { Uploads } from "./web/pools/uploads.js";
        const requests = [];
        const client = { async add(files) {
          requests.push(files.map(({ name }) => name));
          const bad = files.find(({ name }) => name === "bad");
          if (bad) throw Object.assign(new Error("No image."), { status: 400, hint: "Use PNG." });
          const results = files.map(({ name }) => ({ file_name: name, error: null }));
          return { pool: { revision: requests.length }, results };
        } };
        const uploads = new Uploads(client, () => {});
        const stored = [];
        const files = ["a", "bad", "b"].map((name) => ({ name, size: 1 }));
        const count = await uploads.send(files, (pool) => stored.push(pool.revision));
        give({ count, requests, stored, problems: uploads.problems, busy: uploads.busy });
        """
    assert evaluate(body) == {
        "count": 2,
        "requests": [["a", "bad", "b"], ["a"], ["bad"], ["b"]],
        "stored": [2, 4],
        "problems": [{"name": "bad", "message": "No image.", "hint": "Use PNG.", "file": None}],
        "busy": False,
    }


def test_texts_are_filled_in(evaluate: Evaluate) -> None:
    """Values replace their names, a count of one has words of its own, an unknown key shows itself."""
    body = """
        import { loadStrings } from "./web/library/strings.js";
        const english = { penstock: { n: "{count} images", "n.one": "1 image", deep: { x: "Hello {name}" } } };
        const read = async (language) => { if (language !== "en") throw new Error(); return english; };
        const t = await loadStrings(read, "xx");
        give([t("n", { count: 2 }), t("n", { count: 1 }), t("deep.x", { name: "<b>" }), t("gone")]);
        """
    assert evaluate(body) == ["2 images", "1 image", "Hello <b>", "gone"]
