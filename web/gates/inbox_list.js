/** The list of the inbox, oldest first. Rows stay the same elements while gates come and go. */

import { element } from "../library/elements.js";
import { InboxRow } from "./inbox_row.js";

/** @typedef {import("./types.js").Gate} Gate */

export class InboxList {
  #host;
  #gates;
  #choose;
  #rows = /** @type {Map<string, InboxRow>} */ (new Map());

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./gates.js").Gates} gates
   * @param {(token: string) => void} choose a row was pressed
   */
  constructor(host, gates, choose) {
    this.#host = host;
    this.#gates = gates;
    this.#choose = choose;
    this.root = element("ul", { class: "penstock-inbox-list", attributes: { role: "list", "aria-label": host.t("gates.open") } });
  }

  /**
   * @param {Gate[]} list
   * @param {string} chosen
   */
  show(list, chosen) {
    const known = new Set(list.map(({ token }) => token));
    for (const [token, row] of this.#rows) if (!known.has(token)) this.#drop(token, row);
    for (const [at, gate] of list.entries()) {
      const row = this.#rowOf(gate.token);
      row.show(gate, gate.token === chosen);
      if (this.root.children[at] !== row.root) this.root.insertBefore(row.root, this.root.children[at] ?? null);
    }
  }

  tick() {
    for (const row of this.#rows.values()) row.tick();
  }

  /**
   * @param {string} token
   * @param {{focus: boolean}} how
   */
  reveal(token, { focus }) {
    const row = this.#rows.get(token);
    row?.root.scrollIntoView({ block: "nearest" });
    if (focus) row?.button.focus({ preventScroll: true });
  }

  /** Whether a row has the focus. */
  get hasFocus() {
    return this.root.contains(document.activeElement);
  }

  /** @param {string} token */
  #rowOf(token) {
    const row = this.#rows.get(token) ?? new InboxRow(this.#host.t, this.#gates, () => this.#choose(token));
    this.#rows.set(token, row);
    return row;
  }

  /**
   * @param {string} token
   * @param {InboxRow} row
   */
  #drop(token, row) {
    this.#rows.delete(token);
    row.root.remove();
  }
}
