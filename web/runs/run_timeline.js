/** The nodes of a run in time: when each began, how long it took, and what did not have to run. */

import { element, setAttribute, setText } from "../library/elements.js";
import { durationText } from "./run_words.js";
import { hasEnded } from "./types.js";

const PAUSE_MS = 700;
const LEAST_WIDTH = 0.6;
const PERCENT = 100;

/**
 * @typedef {import("./types.js").NodeProgress} NodeProgress
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./types.js").RunProgress} RunProgress
 * @typedef {NodeProgress["state"] | "skipped" | "stopped"} State `skipped`: the run ended before it; `stopped`: in the middle of it
 */

export class RunTimeline {
  #host;
  #client;
  /** It may be long, and is scrolled by keys then. */
  #list = element("ol", { class: "penstock-run-nodes", attributes: { tabindex: 0 } });
  #note = element("span", { class: "penstock-run-note" });
  #rows = /** @type {Map<string, NodeRow>} */ (new Map());
  #of = "";
  #timer = 0;
  #reading = false;
  #run = /** @type {Run | null} */ (null);
  #progress = /** @type {RunProgress | null} */ (null);

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./run_client.js").RunClient} client
   * @param {"h2" | "h3"} heading
   */
  constructor(host, client, heading) {
    this.#host = host;
    this.#client = client;
    const { t } = host;
    this.#list.setAttribute("aria-label", t("runs.timeline"));
    this.root = element("section", { class: "penstock-run-part", attributes: { "aria-label": t("runs.timeline"), hidden: "" } }, element(heading, {}, t("runs.timeline"), this.#note), this.#list);
  }

  /**
   * @param {Run} run
   * @param {RunProgress | null} progress
   */
  show(run, progress) {
    this.#run = run;
    this.#progress = progress;
    const now = [run.id, run.status, run.attempt, run.seq, progress?.current_node, progress?.nodes_done].join(" ");
    if (now !== this.#of) {
      this.#of = now;
      this.#soon();
    }
    this.#step();
  }

  /** The step of the node that runs, without asking. */
  #step() {
    const { current_node: node, step = 0, steps = 0 } = this.#progress ?? {};
    if (node && this.#run?.status === "running") this.#rows.get(node)?.step(step, steps);
  }

  #soon() {
    if (this.#timer || this.#reading) return;
    this.#timer = window.setTimeout(() => void this.#read(), this.#rows.size ? PAUSE_MS : 0);
  }

  async #read() {
    this.#timer = 0;
    const { run } = { run: this.#run };
    if (!run || this.#reading) return;
    this.#reading = true;
    const asked = this.#of;
    try {
      this.#fill(run, await this.#client.timeline(run.id));
    } catch {
      // Of a run that nobody has sent there is no timeline yet; what the page says of the run tells why.
    }
    this.#reading = false;
    if (asked !== this.#of) this.#soon();
  }

  /**
   * @param {Run} run
   * @param {NodeProgress[]} nodes
   */
  #fill(run, nodes) {
    const { t } = this.#host;
    setAttribute(this.root, "hidden", nodes.length ? null : "");
    const times = nodes.flatMap(({ started, ended }) => [started, ended]).filter((time) => time !== null);
    const from = Math.min(...times);
    const span = Math.max(1, (hasEnded(run) ? Math.max(...times) : Math.max(Date.now(), ...times)) - from);
    for (const [node, row] of this.#rows) {
      if (nodes.some((one) => one.node === node)) continue;
      row.root.remove();
      this.#rows.delete(node);
    }
    const ended = this.#run !== null && hasEnded(this.#run);
    for (const [at, node] of nodes.entries()) {
      const row = this.#rows.get(node.node) ?? new NodeRow(t);
      this.#rows.set(node.node, row);
      row.show(ended ? { ...node, state: atEnd(node.state) } : node, from, span);
      if (this.#list.children[at] !== row.root) this.#list.insertBefore(row.root, this.#list.children[at] ?? null);
    }
    const done = nodes.filter(({ state }) => state === "done" || state === "cached").length;
    setText(this.#note, t("runs.nodes_done", { done, count: nodes.length }));
  }
}

class NodeRow {
  #t;
  #title = element("span", { class: "penstock-run-node-title", attributes: { dir: "auto" } });
  #bar = element("span", { class: "penstock-run-node-bar" });
  #time = element("span", { class: "penstock-run-node-time" });

  /** @param {import("../library/strings.js").Translate} t */
  constructor(t) {
    this.#t = t;
    this.root = element("li", {}, this.#title, element("span", { class: "penstock-run-node-track", attributes: { "aria-hidden": "true" } }, this.#bar), this.#time);
  }

  /**
   * @param {Omit<NodeProgress, "state"> & {state: State}} node
   * @param {number} from when the first one began
   * @param {number} span
   */
  show({ node, title, class_type: type, state, value, maximum, started, ended }, from, span) {
    this.root.dataset.state = state;
    setText(this.#title, title || type);
    setAttribute(this.root, "title", `${type} · ${node}`);
    const begin = started === null ? 0 : ((started - from) / span) * PERCENT;
    const width = started === null ? 0 : (((ended ?? Date.now()) - started) / span) * PERCENT;
    this.#bar.style.left = `${Math.min(PERCENT - LEAST_WIDTH, begin)}%`;
    this.#bar.style.width = started === null ? "0" : `${Math.max(LEAST_WIDTH, Math.min(width, PERCENT - begin))}%`;
    if (state === "running") this.step(value, maximum);
    else setText(this.#time, this.#words(state, started, ended));
  }

  /**
   * @param {number} step
   * @param {number} steps 0 where it tells none
   */
  step(step, steps) {
    setText(this.#time, steps ? this.#t("runs.step", { step, steps }) : this.#t("runs.node_running"));
  }

  /**
   * @param {State} state
   * @param {number | null} started
   * @param {number | null} ended
   */
  #words(state, started, ended) {
    const time = started !== null && ended !== null ? durationText(this.#t, Math.max(0, ended - started) / 1000) : "";
    return state === "done" && time ? time : state === "failed" && time ? this.#t("runs.node_failed_after", { time }) : this.#t(`runs.node_${state}`);
  }
}

/**
 * @param {NodeProgress["state"]} state as it was told last
 * @returns {State} once the run has ended
 */
function atEnd(state) {
  return state === "waiting" ? "skipped" : state === "running" ? "stopped" : state;
}
