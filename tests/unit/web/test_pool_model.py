"""What a page knows of a pool: pages, events, its own changes, uploads, texts."""

from collections.abc import Callable
from typing import Any

Evaluate = Callable[[str], Any]

# A server with one pool in memory, which counts what is asked of it.
SERVER = """
import { Pool } from "./web/pools/pool.js";
const slot = (n, label = "") => ({ id: `s${n}`, image: `${n}.png`, label, label_revision: 0, image_tag: "" });
const server = {
  revision: 1, slots: Array.from({ length: 250 }, (_, n) => slot(n)), selected: "s0", reads: [],
  state() {
    const position = Math.max(0, this.slots.findIndex(({ id }) => id === this.selected));
    return { id: "p", count: this.slots.length, selected: this.selected, position, revision: this.revision };
  },
  async page(start, limit) {
    this.reads.push(start);
    return { pool: this.state(), start, slots: this.slots.slice(start, start + limit) };
  },
  async select(id) { this.selected = id; this.revision += 1; return { change: 1, pool: this.state(), slot: null }; },
};
const pool = new Pool(server, "p");
pool.views = 1;
const labels = (...at) => at.map((n) => pool.slotAt(n)?.label ?? null);
"""


def test_only_what_is_looked_at_is_read(evaluate: Evaluate) -> None:
    """A pool of 250 is read in pages of 100, each when it comes into view, and once."""
    body = SERVER + "await pool.look(0, 20); await pool.look(0, 20); await pool.look(190, 210); give(server.reads);"
    assert evaluate(body) == [0, 100, 200]


def test_a_label_event_reads_nothing(evaluate: Evaluate) -> None:
    """The next event in order is applied in place, without asking the server."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        pool.apply("slot_labelled", { pool_id: "p", revision: 2, slot: { ...slot(3, "new"), label_revision: 1 } });
        give([labels(3), pool.state.revision, server.reads]);
        """
    )
    assert evaluate(body) == [["new"], 2, [0]]


def test_a_gap_between_events_is_noticed(evaluate: Evaluate) -> None:
    """Where events were missed, what is on the screen is read again."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.slots[0] = slot(0, "missed"); server.slots[3] = slot(3, "seen"); server.revision = 3;
        pool.apply("slot_labelled", { pool_id: "p", revision: 3, slot: server.slots[3] });
        await pool.look(0, 20);
        give([labels(0, 3), pool.state.revision, server.reads]);
        """
    )
    assert evaluate(body) == [["missed", "seen"], 3, [0, 0]]


def test_a_removal_elsewhere_moves_the_rest(evaluate: Evaluate) -> None:
    """After a removal the screen is read again, and pages that nobody looks at are forgotten."""
    body = (
        SERVER
        + """
        await pool.look(0, 20); await pool.look(100, 120);
        server.slots.splice(0, 1); server.revision = 2;
        pool.apply("slot_removed", { pool_id: "p", revision: 2, slot: slot(0), change: 7 });
        await pool.look(100, 120);
        give([pool.slotAt(100).id, pool.slotAt(0) ?? null, pool.state.count]);
        """
    )
    assert evaluate(body) == ["s101", None, 249]


def test_events_of_own_changes_are_no_news(evaluate: Evaluate) -> None:
    """The event of a change whose answer came first changes and reads nothing."""
    body = (
        SERVER
        + """
        await pool.look(0, 20); await pool.select("s5");
        pool.apply("slot_selected", { pool_id: "p", revision: 2, slot_id: "s5" });
        give([pool.state.selected, pool.state.position, server.reads]);
        """
    )
    assert evaluate(body) == ["s5", 5, [0]]


def test_a_refused_selection_goes_back(evaluate: Evaluate) -> None:
    """What is selected is shown at once, and taken back where the server refuses."""
    body = (
        SERVER
        + """
        await pool.look(0, 20);
        server.select = async () => { throw new Error("no"); };
        const seen = [];
        pool.addEventListener("change", () => seen.push(pool.state.selected));
        await pool.select("s5").catch(() => seen.push("refused"));
        give(seen);
        """
    )
    assert evaluate(body) == ["s5", "s0", "refused"]


def test_a_missing_pool_is_no_failure(evaluate: Evaluate) -> None:
    """A 404 is a pool to be; anything else is a failure that can be tried again."""
    body = (
        SERVER
        + """
        const states = [];
        server.page = async () => { throw Object.assign(new Error(), { status: 404 }); };
        await pool.look(0, 20); states.push(pool.status);
        server.page = async () => { throw Object.assign(new Error(), { status: 503 }); };
        await pool.refresh(); states.push(pool.status);
        server.page = async () => ({ pool: server.state(), start: 0, slots: server.slots.slice(0, 100) });
        await pool.refresh(); states.push(pool.status);
        give(states);
        """
    )
    assert evaluate(body) == ["missing", "failed", "ready"]


def test_each_file_has_its_own_result(evaluate: Evaluate) -> None:
    """A request that fails as a whole is sent again file by file, so that each problem carries its file's name."""
    body = """
        import { Uploads } from "./web/pools/uploads.js";
        const requests = [];
        const client = { async add(files) {
          requests.push(files.map(({ name }) => name));
          const bad = files.find(({ name }) => name === "bad");
          if (bad) throw Object.assign(new Error("No image."), { status: 400, hint: "Use PNG." });
          return { results: files.map(({ name }) => ({ file_name: name, error: null })) };
        } };
        const uploads = new Uploads(client, () => {});
        const count = await uploads.send(["a", "bad", "b"].map((name) => ({ name, size: 1 })), () => {});
        give({ count, requests, problems: uploads.problems, busy: uploads.busy });
        """
    assert evaluate(body) == {
        "count": 2,
        "requests": [["a", "bad", "b"], ["a"], ["bad"], ["b"]],
        "problems": [{"name": "bad", "message": "No image.", "hint": "Use PNG."}],
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
