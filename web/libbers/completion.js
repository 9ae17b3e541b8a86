/** The list of keys, or of functions, below a reference that is being typed. The focus stays in the field. */

import { element, setAttribute } from "../library/elements.js";
import { topParent } from "../library/top_layer.js";
import { normalisedKey } from "./references.js";

const MOST_SHOWN = 60;
const GAP = 4;
const EDGE = 8;
const PAGE = 6;
const BY_KEY = new Intl.Collator("en", { numeric: true });

/**
 * @typedef {object} Place
 * @property {(start: number) => DOMRect} at where a character of the text is
 * @property {() => import("./references.js").Unfinished | null} token the reference that is being typed at the cursor
 * @property {(name: string, token: import("./references.js").Unfinished) => void} choose
 */

export class Completion {
  #host;
  #field;
  #place;
  #libraries = /** @type {readonly ReadonlyMap<string, string>[]} */ ([]);
  #functions = /** @type {ReadonlyMap<string, string>} */ (new Map());
  #keys = /** @type {string[]} */ ([]);
  #active = -1;
  #token = /** @type {import("./references.js").Unfinished} */ ({ start: 0, typed: "" });
  #list;
  #closed = new AbortController();

  /**
   * @param {import("../library/host.js").Host} host
   * @param {HTMLTextAreaElement} field
   * @param {Place} place
   */
  constructor(host, field, place) {
    this.#host = host;
    this.#field = field;
    this.#place = place;
    const id = `penstock-keys-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.#list = element("ul", { class: "penstock-popover penstock-keys", attributes: { id, role: "listbox", popover: "manual" } });
    // A press would take the focus from the field.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#listen();
  }

  /**
   * @param {readonly ReadonlyMap<string, string>[]} libraries
   * @param {ReadonlyMap<string, string>} functions what each does by its name
   */
  offer(libraries, functions) {
    [this.#libraries, this.#functions] = [libraries, functions];
  }

  /** What can be chosen now. */
  get #offered() {
    return this.#token.of === "function" ? [this.#functions] : this.#libraries;
  }

  close() {
    if (!this.isOpen) return;
    this.#list.remove();
    this.#closed.abort();
    for (const name of ["aria-controls", "aria-activedescendant", "aria-expanded"]) setAttribute(this.#field, name, null);
  }

  get isOpen() {
    return this.#list.isConnected;
  }

  #listen() {
    setAttribute(this.#field, "aria-autocomplete", "list");
    this.#field.addEventListener("input", (event) => this.#typed(/** @type {InputEvent} */ (event)));
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#field.addEventListener("blur", () => this.close());
    this.#field.addEventListener("click", () => this.#moved());
    this.#field.addEventListener("keyup", () => this.#moved());
  }

  /** @param {InputEvent} event */
  #typed({ inputType = "", isComposing }) {
    // What is pasted, dropped or undone is no beginning of a reference.
    const isTyping = inputType === "insertText" || inputType.startsWith("deleteContent") || (this.isOpen && inputType === "insertCompositionText");
    if (!isTyping && !isComposing) return this.close();
    const token = this.#place.token();
    if (!token || (inputType !== "insertText" && !this.isOpen)) return this.close();
    return this.#open(token);
  }

  /** The cursor has left the reference. */
  #moved() {
    if (this.isOpen && this.#place.token()?.start !== this.#token.start) this.close();
  }

  /** @param {import("./references.js").Unfinished} token */
  #open(token) {
    this.#token = token;
    const { typed, of } = token;
    this.#keys = matching(this.#offered, normalisedKey(typed));
    if (!this.#keys.length) return this.close();
    const { t } = this.#host;
    setAttribute(this.#list, "aria-label", of ? t("libbers.functions_list") : t("libbers.keys_list"));
    // Enter after a lone delimiter (50%) begins a line; after a letter of a key it takes the first.
    this.#active = typed ? 0 : -1;
    this.#draw();
    if (this.isOpen) return this.#put();
    topParent().append(this.#list);
    this.#list.showPopover();
    setAttribute(this.#field, "aria-controls", this.#list.id);
    this.#closed = new AbortController();
    const { signal } = this.#closed;
    for (const type of ["scroll", "wheel", "resize"]) window.addEventListener(type, (event) => this.#away(event), { capture: true, passive: true, signal });
    return this.#put();
  }

  /** What moves the text away from the list closes it. @param {Event} event */
  #away({ target }) {
    if (!(target instanceof Node && this.#list.contains(target))) this.close();
  }

  #draw() {
    const first = new Map(this.#offered.toReversed().flatMap((libs) => [...libs]));
    const shown = this.#keys.slice(0, MOST_SHOWN);
    const more = this.#keys.length - shown.length;
    const rows = shown.map((key, at) =>
      element(
        "li",
        { attributes: { role: "option", id: `${this.#list.id}-${at}`, "data-key": key, "aria-selected": at === this.#active ? "true" : "false" } },
        element("span", { class: "penstock-keys-name", text: key }),
        element("span", { class: "penstock-keys-text", text: (first.get(key) ?? "").slice(0, 120) }),
      ),
    );
    if (more > 0) rows.push(element("li", { class: "penstock-keys-more", text: this.#host.t("libbers.more_keys", { count: more }), attributes: { role: "presentation" } }));
    this.#list.replaceChildren(...rows);
    this.#mark();
  }

  #mark() {
    for (const [at, row] of [...this.#list.querySelectorAll("[role=option]")].entries()) setAttribute(row, "aria-selected", String(at === this.#active));
    setAttribute(this.#field, "aria-activedescendant", this.#active < 0 ? null : `${this.#list.id}-${this.#active}`);
    this.#list.children[Math.max(this.#active, 0)]?.scrollIntoView({ block: "nearest" });
  }

  #put() {
    const at = this.#place.at(this.#token.start);
    const { width, height } = this.#list.getBoundingClientRect();
    const below = at.bottom + GAP;
    const y = below + height + EDGE <= window.innerHeight ? below : at.top - GAP - height;
    this.#list.style.left = `${Math.max(EDGE, Math.min(at.left, window.innerWidth - width - EDGE))}px`;
    this.#list.style.top = `${Math.max(EDGE, y)}px`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#does(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /**
   * @param {string} key
   * @param {boolean} shift
   * @returns {boolean} whether it means something here
   */
  #does(key, shift) {
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE });
    if (key in steps) return this.#move(steps[key]);
    if (key === "Escape") return this.close(), true;
    if ((key !== "Enter" && key !== "Tab") || shift || this.#active < 0) return false;
    this.#choose(this.#keys[this.#active]);
    return true;
  }

  /** @param {number} step */
  #move(step) {
    const count = Math.min(this.#keys.length, MOST_SHOWN);
    const next = this.#active < 0 ? (step > 0 ? 0 : count - 1) : this.#active + step;
    this.#active = Math.abs(step) === 1 ? (next + count) % count : Math.max(0, Math.min(next, count - 1));
    this.#mark();
    return true;
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-key]"));
    if (row?.dataset.key) this.#choose(row.dataset.key);
  }

  /** @param {string} key */
  #choose(key) {
    this.close();
    this.#place.choose(key, this.#token);
  }
}

/**
 * The keys that begin with what is typed, then those that hold it.
 * @param {readonly ReadonlyMap<string, string>[]} libraries
 * @param {string} typed
 * @returns {string[]}
 */
export function matching(libraries, typed) {
  const keys = [...new Set(libraries.flatMap((libs) => [...libs.keys()]))];
  const begins = keys.filter((key) => key.startsWith(typed)).sort(BY_KEY.compare);
  return typed ? [...begins, ...keys.filter((key) => !key.startsWith(typed) && key.includes(typed)).sort(BY_KEY.compare)] : begins;
}
