/** Many buttons that Tab reaches as one: it leads to the one that had the focus last, arrow keys to the others. */

import { setAttribute } from "../library/elements.js";

export class Roving {
  #root;
  #now = /** @type {HTMLElement | null} */ (null);

  /** @param {HTMLElement} root that holds the buttons */
  constructor(root) {
    this.#root = root;
    root.addEventListener("keydown", (event) => this.#onKey(event));
    root.addEventListener("focusin", ({ target }) => this.#take(/** @type {HTMLElement} */ (target).closest("button")));
  }

  /** To be called when buttons came or went. */
  settle() {
    const all = this.#buttons();
    const now = this.#now && all.includes(this.#now) ? this.#now : (all[0] ?? null);
    for (const one of all) setAttribute(one, "tabindex", one === now ? 0 : -1);
    this.#now = now;
  }

  /** @param {number} index */
  focus(index) {
    this.#buttons()[index]?.focus();
  }

  /** @returns {HTMLElement[]} */
  #buttons() {
    return [...this.#root.querySelectorAll("button")];
  }

  /** @param {HTMLElement | null} to */
  #take(to) {
    if (!to || to === this.#now) return;
    if (this.#now) setAttribute(this.#now, "tabindex", -1);
    setAttribute(to, "tabindex", 0);
    this.#now = to;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = this.#buttons();
    const next = after(event.key, all, all.indexOf(/** @type {HTMLElement} */ (document.activeElement)));
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/**
 * The arrow keys' next one; where they stand side by side, up and down lead to the one that is nearest.
 * @param {string} key
 * @param {HTMLElement[]} all
 * @param {number} now
 * @returns {HTMLElement | undefined}
 */
function after(key, all, now) {
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key === "ArrowRight") return all[now + 1];
  if (key === "ArrowLeft") return all[now - 1];
  const sign = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!sign || now < 0) return undefined;
  const { left, top } = all[now].getBoundingClientRect();
  const far = all.slice(sign > 0 ? now + 1 : 0, sign > 0 ? undefined : now).filter((one) => (one.getBoundingClientRect().top - top) * sign > 1);
  const line = far.length ? far[sign > 0 ? 0 : far.length - 1].getBoundingClientRect().top : 0;
  const near = far.filter((one) => Math.abs(one.getBoundingClientRect().top - line) < 1);
  return near.sort((one, other) => Math.abs(one.getBoundingClientRect().left - left) - Math.abs(other.getBoundingClientRect().left - left))[0];
}
