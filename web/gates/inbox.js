/**
 * `<penstock-gate-inbox>`: every open gate, oldest first, and the chosen one to answer. It fills its parent.
 */

import { element, linkStyles, setAttribute } from "../library/elements.js";
import { GateView } from "./gate_view.js";
import { outcome, shortTitle } from "./gate_words.js";
import { InboxChoice } from "./inbox_choice.js";
import { InboxHead } from "./inbox_head.js";
import { InboxList } from "./inbox_list.js";
import { inboxMessage } from "./inbox_message.js";
import { keepFromPage, onInboxKey } from "./inbox_keys.js";

const TICK_MS = 15_000;
/** So many of those that come next are loaded ahead. */
const AHEAD = 2;
/** As in the style sheet. */
const NARROW = 640;

/** @typedef {import("./types.js").Gate} Gate */

export class GateInbox extends HTMLElement {
  /** @type {import("../library/host.js").Host} */
  host;
  /** @type {import("./gates.js").Gates} */
  gates;
  /** @type {import("./gate_notices.js").GateNotices} */
  notices;
  /** @type {"h1" | "h2"} */
  heading = "h2";
  /** Whether keys are heard that are pressed anywhere on the page. */
  everywhere = false;
  /** @type {HTMLElement | null} an action for the first line, where the page has one */
  action = null;
  #choice = new InboxChoice();
  #parts = /** @type {ReturnType<GateInbox["build"]> | null} */ (null);
  /** How the last one ended that was dealt with. */
  #last = "";
  #closed = new AbortController();
  #timer = 0;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./gates.js").Gates} gates
   * @param {{notices: import("./gate_notices.js").GateNotices, heading?: "h1" | "h2"}} options
   * @returns {GateInbox}
   */
  static create(host, gates, { notices, heading = "h2" }) {
    linkStyles(new URL("./inbox.css", import.meta.url).href);
    const inbox = /** @type {GateInbox} */ (document.createElement("penstock-gate-inbox"));
    return Object.assign(inbox, { host, gates, notices, heading });
  }

  connectedCallback() {
    this.#parts ??= this.build();
    this.#closed = new AbortController();
    const { signal } = this.#closed;
    this.gates.addEventListener("change", () => this.#render(), { signal });
    this.notices.addEventListener("change", () => this.#render(), { signal });
    this.notices.addEventListener("open", (event) => this.choose(/** @type {CustomEvent<string>} */ (event).detail), { signal });
    /** @type {HTMLElement} */ (this.everywhere ? document.documentElement : this).addEventListener("keydown", (event) => onInboxKey(this, event), { signal });
    if (!this.everywhere) this.addEventListener("keydown", (event) => keepFromPage(event), { signal });
    this.#timer = window.setInterval(() => this.#parts?.list.tick(), TICK_MS);
    this.#render();
  }

  disconnectedCallback() {
    this.#closed.abort();
    clearInterval(this.#timer);
  }

  /** The view of the chosen gate. */
  get view() {
    return this.#parts?.view ?? null;
  }

  /**
   * @param {string} token of the gate to show
   * @param {{inList?: boolean}} [how] `inList`: the focus stays in the list; else it goes to the gate, whose keys work then
   */
  choose(token, { inList = false } = {}) {
    if (!this.gates.get(token)) return;
    this.#choice.token = token;
    this.#render();
    this.#reveal(token, inList);
    if (this.view && !inList && !this.view.contains(document.activeElement)) this.view.focus({ preventScroll: true });
  }

  /** Whether a row of the list has the focus. */
  get listHasFocus() {
    return this.#parts?.list.hasFocus ?? false;
  }

  /** @param {number} step 1 or -1 */
  step(step) {
    const gate = this.#choice.beside(this.gates.list, step);
    if (gate) this.choose(gate.token, { inList: this.listHasFocus });
  }

  /** The next one that needs somebody, once the chosen one is dealt with; else what is left to be said. */
  goOn() {
    const next = this.#choice.after(this.gates.list);
    this.#choice.token = next?.token ?? "";
    if (!next) this.#choice.follow(this.gates.list);
    this.#render();
    if (!this.#choice.token) return this.focus();
    this.#reveal(this.#choice.token, false);
    if (!this.contains(document.activeElement)) this.view?.focus({ preventScroll: true });
    return undefined;
  }

  /**
   * On a narrow screen the list is below the gate, which is what the user wants to see.
   * @param {string} token
   * @param {boolean} focus
   */
  #reveal(token, focus) {
    if (!this.#parts) return;
    this.#parts.list.reveal(token, { focus });
    if (this.clientWidth <= NARROW) this.#parts.frame.scrollTop = 0;
  }

  /** Makes its elements; called once. */
  build() {
    const { host, gates, notices } = this;
    this.classList.add("penstock-gate-inbox");
    setAttribute(this, "tabindex", -1);
    const view = GateView.create(host, gates);
    const head = new InboxHead(host.t, { notices, step: (step) => this.step(step) }, this.heading);
    if (this.action) head.add(this.action);
    const list = new InboxList(host, gates, (token) => this.choose(token));
    const message = element("div", { class: "penstock-empty penstock-inbox-message" });
    const pane = element("section", { class: "penstock-inbox-pane", attributes: { "aria-label": host.t("gates.gate") } }, view);
    const body = element("div", { class: "penstock-inbox-body" }, list.root, pane);
    view.next = () => this.goOn();
    view.addEventListener("penstock-gate-answered", (event) => this.#dealtWith(/** @type {CustomEvent} */ (event).detail.token));
    const frame = element("div", { class: "penstock-inbox-frame" }, head.root, body, message);
    this.append(frame);
    return { view, head, list, message, body, frame };
  }

  /** @param {string} token */
  #dealtWith(token) {
    const { t, toasts } = this.host;
    const gate = this.gates.ended(token) ?? this.gates.get(token);
    this.#last = gate && (gate.decided || this.gates.ended(token)) ? outcome(t, gate, true) : "";
    if (token === this.#choice.token) this.goOn();
    if (!this.#choice.token) return this.#parts?.view.say(this.#last);
    // Another gate stands in its place now, perhaps with a like picture.
    if (gate && this.#last) toasts.show({ message: t("gates.dealt_with", { title: shortTitle(gate.title), outcome: this.#last }), about: "gate answered" });
    return this.#parts?.view.say(this.#parts.view.gate?.title ?? "");
  }

  #render() {
    const parts = this.#parts;
    if (!parts || !this.isConnected) return;
    const { list } = this.gates;
    const isOther = this.#choice.follow(list);
    const chosen = this.gates.get(this.#choice.token);
    this.#showView(parts.view, chosen);
    parts.list.show(list, this.#choice.token);
    parts.head.show(this.gates, list.findIndex(({ token }) => token === this.#choice.token));
    const empty = !this.#choice.token;
    setAttribute(parts.body, "hidden", empty ? "" : null);
    setAttribute(parts.message, "hidden", empty ? null : "");
    parts.message.replaceChildren(...(empty ? inboxMessage(this.host, this.gates, this.#last) : []));
    for (const gate of this.#next(list)) parts.view.prepare(gate);
    if (isOther) this.#reveal(this.#choice.token, false);
  }

  /**
   * @param {GateView} view
   * @param {Gate | undefined} chosen undefined: it has ended, and the view shows how
   */
  #showView(view, chosen) {
    if (chosen && view.gate?.token !== chosen.token) view.gate = chosen;
    if (!this.#choice.token && view.gate) view.gate = null;
  }

  /** @param {Gate[]} list */
  #next(list) {
    const at = list.findIndex(({ token }) => token === this.#choice.token);
    return list.slice(at + 1, at + 1 + AHEAD);
  }
}

/** Makes the element known to the page, once. */
export function defineGateInbox() {
  if (!customElements.get("penstock-gate-inbox")) customElements.define("penstock-gate-inbox", GateInbox);
}
