/** The list that a profile is chosen from: at a button, above everything, in both hosts. */

import { followAnchor, keepAt, returnFocus, whenClosed } from "../library/anchored.js";
import { button, element, linkStyles, setAttribute, setText, takesText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { keepEvents } from "../library/isolation.js";
import { topParent } from "../library/top_layer.js";
import { newProfile, offerImport } from "./profile_actions.js";
import { ProfileOptions } from "./profile_options.js";

const PAGE = 6;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./profile_book.js").ProfileBook} ProfileBook
 * @typedef {() => Promise<string | null> | string | null} Choice what is to be done when the list has closed
 */

/**
 * Lets the user choose a profile, or make or import one.
 * @param {Host} host
 * @param {ProfileBook} book
 * @param {{anchor: HTMLElement, chosen?: string}} options `chosen` is the id that is chosen now, "" for none
 * @returns {Promise<string | null>} the id; "" for no profile; null where nothing was chosen
 */
export function chooseProfile(host, book, { anchor, chosen = "" }) {
  linkStyles(new URL("./profile_chooser.css", import.meta.url).href);
  return new Promise((resolve) => {
    let choice = /** @type {Choice} */ (() => null);
    const chooser = new ProfileChooser(host, book, chosen, (made) => {
      choice = made;
      chooser.root.hidePopover();
      // At once: a file chooser opens only while the click is fresh.
      resolve(choice());
    });
    whenClosed(chooser.root, () => {
      chooser.root.remove();
      chooser.close();
      resolve(null);
    });
    show(chooser, anchor);
  });
}

/**
 * @param {ProfileChooser} chooser
 * @param {HTMLElement} anchor
 */
function show(chooser, anchor) {
  const { root } = chooser;
  returnFocus(root, anchor);
  topParent().append(root);
  root.style.minWidth = `min(${Math.round(anchor.getBoundingClientRect().width)}px, 100vw - 16px)`;
  root.showPopover();
  followAnchor(root, anchor);
  keepAt(root, { anchor });
  chooser.open();
}

class ProfileChooser {
  #host;
  #book;
  #choose;
  #options;
  #ended = new AbortController();
  #isReading = false;
  #readAgain = false;

  /**
   * @param {Host} host
   * @param {ProfileBook} book
   * @param {string} chosen
   * @param {(choice: Choice) => void} choose
   */
  constructor(host, book, chosen, choose) {
    this.#host = host;
    this.#book = book;
    this.#choose = choose;
    const { t } = host;
    this.#options = new ProfileOptions(host, chosen, (id) => choose(() => id));
    this.search = this.#makeSearch();
    this.message = element("div", { class: "penstock-profiles-message", attributes: { hidden: "" } });
    this.status = element("p", { class: "penstock-hidden", attributes: { role: "status" } });
    this.create = button(t("profiles.new"), () => this.#create(), { icon: icon("plus"), showLabel: true, class: "penstock-quiet" });
    this.import = button(t("profiles.import"), () => this.#import(), { icon: icon("upload"), showLabel: true, class: "penstock-quiet" });
    const foot = element("div", { class: "penstock-profiles-foot" }, this.create, this.import);
    this.middle = element("div", { class: "penstock-profiles-middle", attributes: { "data-capture-wheel": "true", tabindex: -1 } }, this.#options.root, this.message);
    const parts = [this.search, this.middle, this.status, foot];
    const attributes = { role: "dialog", "aria-label": t("profiles.choose_title"), popover: "auto", tabindex: -1 };
    this.root = element("div", { class: "penstock-popover penstock-profiles", attributes, on: { keydown: (event) => this.#onKey(event) } }, ...parts);
    const { signal } = this.#ended;
    this.root.addEventListener("focusout", (event) => this.#onFocusOut(event), { signal });
    // It gives the focus back itself.
    this.root.addEventListener("beforetoggle", (event) => /** @type {ToggleEvent} */ (event).newState === "closed" && this.#ended.abort());
    keepEvents(this.root);
  }

  /** It can be seen now. */
  open() {
    const { signal } = this.#ended;
    this.#book.addEventListener("change", () => this.#update(), { signal });
    this.#update();
    this.#options.begin();
    this.#sayActive();
    // On touch screens the keyboard would cover the list.
    const first = matchMedia("(pointer: coarse)").matches ? this.root : this.search;
    first.focus({ preventScroll: true });
  }

  /** It has closed. */
  close() {
    this.#options.close();
  }

  #update() {
    this.#options.fill(this.#book.list);
    for (const action of [this.create, this.import]) {
      action.disabled = this.#book.readOnly;
      setAttribute(action, "title", this.#book.readOnly ? this.#host.t("profiles.read_only") : null);
    }
    this.#filter();
    void this.#readPictures();
  }

  /** The names are there at once, counts and pictures follow; without them the list works too. */
  async #readPictures() {
    this.#readAgain = true;
    if (this.#isReading || !this.#book.list.length) return;
    this.#isReading = true;
    while (this.#readAgain && !this.#ended.signal.aborted) {
      this.#readAgain = false;
      await this.#book.pictured().then((profiles) => this.#options.showPictures(profiles), this.#noPictures);
    }
    this.#isReading = false;
  }

  /** What the list itself cannot do is told by the list. */
  #noPictures = () => {};

  #filter() {
    const text = this.search.value.trim();
    const found = this.#options.filter(text);
    const { t } = this.#host;
    setText(this.status, text ? t("profiles.found", { count: found }) : "");
    setText(/** @type {Element} */ (this.create.querySelector("span")), text && !found ? t("profiles.new_called", { name: text }) : t("profiles.new"));
    this.#say(...this.#messageFor(text, found));
    this.#sayActive();
  }

  /**
   * @param {string} text
   * @param {number} found
   * @returns {(Node | null)[]}
   */
  #messageFor(text, found) {
    const { t } = this.#host;
    const { status, error } = this.#book;
    if (status === "loading") return [element("span", { class: "penstock-spinner" }), element("span", { text: t("profiles.loading") })];
    if (status === "failed") {
      const retry = button(t("retry"), () => void this.#book.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
      return [icon("warning"), element("span", { text: [error.message, error.hint].filter(Boolean).join(" "), attributes: { role: "alert" } }), retry];
    }
    if (!this.#book.list.length) return [element("span", { text: t("profiles.none_yet") })];
    return text && !found ? [element("span", { text: t("profiles.none_found", { text }) })] : [];
  }

  /** @param {...(Node | null)} parts nothing hides the message */
  #say(...parts) {
    setAttribute(this.message, "hidden", parts.length ? null : "");
    this.message.replaceChildren(...parts.filter((part) => part !== null));
  }

  #makeSearch() {
    const label = this.#host.t("profiles.search");
    const list = { role: "combobox", "aria-expanded": "true", "aria-controls": this.#options.root.id, "aria-autocomplete": "list" };
    const attributes = { type: "text", ...list, "aria-label": label, placeholder: label, autocomplete: "off", spellcheck: "false", enterkeyhint: "go" };
    return element("input", { class: "penstock-profiles-search", attributes, on: { input: () => this.#search() } });
  }

  /** A list that shrinks with every letter would jump about. */
  #search() {
    if (!this.middle.style.height) this.middle.style.height = `${this.middle.offsetHeight}px`;
    this.#filter();
  }

  #sayActive() {
    setAttribute(this.search, "aria-activedescendant", this.#options.activeId);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab") return this.#tab(event);
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.key === "Enter" && !onButton) {
      event.preventDefault();
      return void this.#enter();
    }
    if (this.#move(event.key)) {
      event.preventDefault();
      this.search.focus({ preventScroll: true });
      this.#sayActive();
    } else if (event.key.length === 1 && event.key !== " " && !takesText(event.target)) this.search.focus();
  }

  /**
   * Beyond its ends the list closes, and the focus is back at the button.
   * @param {KeyboardEvent} event
   */
  #tab(event) {
    const last = [this.import, this.create, this.search].find((one) => !one.disabled);
    const ends = /** @type {(EventTarget | null | undefined)[]} */ (event.shiftKey ? [this.search, this.root] : [last]);
    if (!ends.includes(event.target)) return;
    event.preventDefault();
    this.root.hidePopover();
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it is one that moves
   */
  #move(key) {
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity });
    if (!(key in steps)) return false;
    this.#options.move(steps[key]);
    return true;
  }

  #enter() {
    if (this.#options.chooseActive() || !this.search.value.trim() || this.create.disabled) return;
    if (this.#book.status === "ready") this.#create();
  }

  /** What was searched for and not found is the name. */
  #create() {
    const text = this.search.value.trim();
    const name = text && !this.#options.hasMatches ? text : undefined;
    this.#choose(async () => (await newProfile(this.#host, this.#book, { name }))?.id ?? null);
  }

  #import() {
    this.#choose(async () => (await offerImport(this.#host, this.#book)).at(-1)?.id ?? null);
  }

  /**
   * The focus that goes on to the page closes the list.
   * @param {FocusEvent} event
   */
  #onFocusOut({ relatedTarget }) {
    if (relatedTarget instanceof Node && !this.root.contains(relatedTarget)) this.root.hidePopover();
  }
}
