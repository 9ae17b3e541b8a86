"""Our own changes in a page's model of a pool: shown at once, sent in order, taken back where they are refused."""

from collections.abc import Callable
from typing import Any

import pytest

from .pool_server import SERVER

Evaluate = Callable[[str], Any]


def test_a_removal_shows_at_once(evaluate: Evaluate) -> None:
    """Before the server answers, the images are gone, the rest has moved up, and the next one is selected."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.slow = true;
        let changes = 0;
        pool.addEventListener("change", () => (changes += 1));
        void pool.remove(["s0", "s2"]);
        give([ids(0, 3), pool.state.count, pool.state.selected, pool.state.position, changes]);
        """
    )
    assert evaluate(body) == [["s1", "s3", "s4"], 248, "s1", 0, 1]


@pytest.mark.parametrize(("removed", "selected"), [("s9", "s8"), ("s4", "s5")])
def test_the_selection_goes_on_as_on_the_server(evaluate: Evaluate, removed: str, selected: str) -> None:
    """The next image is selected when the selected one goes, and the last one where there is no next."""
    body = (
        SERVER
        + f"""
        server.slots = server.slots.slice(0, 10); server.selected = "{removed}";
        await pool.look(0, 20);
        const done = pool.remove(["{removed}"]);
        const atOnce = pool.state.selected;
        await done;
        give([atOnce, pool.state.selected, server.selected]);
        """
    )
    assert evaluate(body) == [selected] * 3


def test_a_burst_is_sent_in_order_without_reading(evaluate: Evaluate) -> None:
    """Eighty removals in a moment are eighty requests one after another, and the pool is not read for each."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        const done = [];
        for (let n = 0; n < 80; n += 1) done.push(pool.remove([pool.slotAt(0).id]));
        const shown = [ids(0, 1), pool.state.count];
        const changes = await Promise.all(done);
        deliver(); await settle();
        const order = server.requests.filter((name) => name.startsWith("remove"));
        const inOrder = order.every((name, n) => name === `remove s${n}`);
        give([shown, ids(0, 1), inOrder, changes.length, new Set(changes).size, server.reads]);
        """
    )
    assert evaluate(body) == [[["s80"], 170], ["s80"], True, 80, 80, [0]]


def test_what_moves_up_is_read_with_the_next_hundred(evaluate: Evaluate) -> None:
    """Where removals empty the screen, a hundred more are read, once."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        for (let n = 0; n < 95; n += 1) await pool.remove([pool.slotAt(0).id]);
        await pool.look(0, 20);
        give([ids(0, 1), ids(19, 20), server.reads]);
        """
    )
    assert evaluate(body) == [["s95"], ["s114"], [0, 5]]


def test_one_request_at_a_time(evaluate: Evaluate) -> None:
    """The second change is sent when the first is answered; meanwhile both are shown."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.slow = true; server.requests.length = 0;
        const done = [pool.remove(["s0"]), pool.move(["s5"], "s1"), pool.label(pool.slotAt(2), "three")];
        const shown = [ids(0, 3), labels(2)];
        await settle();
        const first = [...server.requests];
        while (server.waiting.length) { server.waiting.shift()(); await settle(); }
        await Promise.all(done);
        give([shown, first, server.requests.length, ids(0, 3), server.slots.slice(0, 3).map(({ id }) => id)]);
        """
    )
    order = ["s5", "s1", "s2"]
    assert evaluate(body) == [[order, ["three"]], ["remove s0"], 3, order, order]


@pytest.mark.parametrize("status", [404, 409, 423, 507, 0])
def test_what_is_refused_goes_back(evaluate: Evaluate, status: int) -> None:
    """A refused change is taken back, its error reaches the caller, and what was made after it stays."""
    body = (
        SERVER
        + f"""
        await pool.look(0, 20);
        server.trouble = (name) => (name === "remove s1" ? refusal({status}) : null);
        const result = (one) => one.then(() => "done", (error) => error.status);
        const done = [result(pool.remove(["s1"])), result(pool.select("s7"))];
        const shown = ids(0, 2);
        const results = await Promise.all(done);
        await settle();
        give([shown, results, ids(0, 2), pool.state.count, pool.state.selected === server.selected]);
        """
    )
    second = 0 if status == 0 else "done"
    assert evaluate(body) == [["s0", "s2"], [status, second], ["s0", "s1"], 250, True]


def test_a_lost_answer_is_looked_up(evaluate: Evaluate) -> None:
    """Where the server did what was asked and the answer was lost, the page shows what the server has."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.trouble = (name, when) => (when === "after" && name.startsWith("remove") ? refusal(0) : null);
        const error = await pool.remove(["s1"]).catch((error) => error.status);
        await settle();
        give([error, ids(0, 2), pool.state.count, server.slots.length]);
        """
    )
    assert evaluate(body) == [0, ["s0", "s2"], 249, 249]


@pytest.mark.parametrize("first", ["events", "answer"])
def test_own_events_read_nothing(evaluate: Evaluate, first: str) -> None:
    """Neither before nor after the answer do the events of our own changes make the page read."""
    body = (
        SERVER
        + f"""
        await pool.look(0, 20);
        server.slow = true;
        const act = async (done) => {{
          await settle(); server.waiting.shift()(); await settle();
          if ("{first}" === "events") {{ deliver(1); await settle(); deliver(); }}
          server.waiting.shift()(); await settle(); deliver(); await done; await settle();
        }};
        await act(pool.remove(["s0", "s3"])); await act(pool.select("s5")); await act(pool.move(["s9", "s8"], "s1"));
        await act(pool.label(pool.slotAt(4), "x")); await act(pool.saveMask(pool.slotAt(4), new Blob()));
        await act(pool.clearMask(pool.slotAt(4))); await act(pool.duplicate(["s1"])); await act(pool.undo());
        timers.forEach((ring) => ring()); await settle();
        const same = server.slots.slice(0, 100).map(({{ id }}) => id).join() === ids(0, 100).join();
        give([same, pool.state.count === server.slots.length, pool.state.revision === server.revision, server.reads]);
        """
    )
    assert evaluate(body) == [True, True, True, [0]]


def test_without_events_undo_reads(evaluate: Evaluate) -> None:
    """What only the server can tell is read, where its events do not come."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        await pool.remove(["s1"]);
        const done = pool.undo(); await settle();
        timers.forEach((ring) => ring());
        const { kind, count } = await done;
        give([kind, count, ids(0, 3), pool.state.count]);
        """
    )
    assert evaluate(body) == ["added", 1, ["s0", "s1", "s2"], 250]


def test_two_labels_in_a_row(evaluate: Evaluate) -> None:
    """Who labels again before the first label is answered is no conflict with themselves."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        const first = pool.label(pool.slotAt(0), "one");
        const second = pool.label(pool.slotAt(0), "two");
        await first; await second; deliver();
        give([labels(0), server.slots[0].label, pool.slotAt(0).label_revision, server.reads]);
        """
    )
    assert evaluate(body) == [["two"], "two", 2, [0]]


def test_a_conflict_brings_the_other_label(evaluate: Evaluate) -> None:
    """A label that somebody else changed meanwhile is shown as it is now, and the error carries it."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        const seen = pool.slotAt(0);
        server.doLabel("s0", "theirs", 0); server.events.length = 0;
        const error = await pool.label(seen, "mine").catch((error) => error);
        const theirs = labels(0);
        await pool.label(error.current, "mine");
        give([error.status, error.current.label, theirs, labels(0)]);
        """
    )
    assert evaluate(body) == [409, "theirs", ["theirs"], ["mine"]]


def test_masks(evaluate: Evaluate) -> None:
    """A mask shows at once and has its address when the server has it; a conflict can be overruled."""
    body = (
        SERVER
        + """
        import { PoolClient } from "./web/pools/client.js";
        const client = new PoolClient({ address: (path) => path }, "p");
        await pool.look(0, 20);
        const seen = pool.slotAt(0);
        const saving = pool.saveMask(seen, new Blob());
        const [mask, url] = [!!pool.slotAt(0).mask, client.maskUrl(pool.slotAt(0))];
        await saving;
        const saved = client.maskUrl(pool.slotAt(0));
        const refused = await pool.saveMask(seen, new Blob()).catch((error) => error);
        const stale = [refused.status, refused.current.mask_revision];
        await pool.saveMask(seen, new Blob(), { force: true }); deliver();
        const forced = pool.slotAt(0).mask_revision;
        const clearing = pool.clearMask(pool.slotAt(0));
        const cleared = pool.slotAt(0).mask;
        await clearing;
        give([mask, url, saved, stale, forced, cleared, client.maskUrl(pool.slotAt(0)), server.slots[0].mask]);
        """
    )
    saved = "/penstock/pools/p/slots/s0/mask?v=m1"
    assert evaluate(body) == [True, None, saved, [409, 1], 2, None, None, None]


def test_a_change_behind_one_of_others(evaluate: Evaluate) -> None:
    """An answer that comes before the events of what others did is shown on top of them, without a read."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.doAdd([slot(900)], 0);
        await pool.remove(["s1"]);
        const before = [ids(0, 2), pool.state.count];
        deliver();
        give([before, ids(0, 3), pool.state.count, pool.state.revision, server.reads]);
        """
    )
    assert evaluate(body) == [[["s0", "s2"], 249], ["s900", "s0", "s2"], 250, 3, [0]]
