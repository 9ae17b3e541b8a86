/** The lines of the list that a profile is chosen from. One of them is active: Enter chooses it. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { makeMosaic, showMosaic } from "./profile_pictures.js";

const BY_NAME = new Intl.Collator(undefined, { numeric: true });
const AROUND = "200px";
const LIST_ID = "penstock-profile-options";

/**
 * @typedef {import("./types.js").ListedProfile} ListedProfile
 * @typedef {import("./types.js").PicturedProfile} PicturedProfile
 *
 * @typedef {object} Option
 * @property {string} id "" for no profile
 * @property {string} words what a search looks through
 * @property {boolean} missing
 * @property {boolean} isTwin whether another one has the same name: then the id tells them apart
 * @property {HTMLElement} root
 * @property {HTMLElement} name
 * @property {HTMLElement} detail
 * @property {HTMLElement} mosaic
 */

export class ProfileOptions {
  #host;
  #chosen;
  #choose;
  #options = /** @type {Map<string, Option>} */ (new Map());
  #pictured = /** @type {Map<string, PicturedProfile>} */ (new Map());
  #active = "";
  #isSearching = false;
  /** Hundreds of profiles have thousands of pictures: only those on the screen are read. */
  #sight;
  #seen = /** @type {Set<string>} */ (new Set());

  /**
   * @param {import("../library/host.js").Host} host
   * @param {string} chosen
   * @param {(id: string) => void} choose
   */
  constructor(host, chosen, choose) {
    this.#host = host;
    this.#chosen = chosen;
    this.#choose = choose;
    this.#active = chosen;
    this.root = element("ul", { class: "penstock-profiles-list", attributes: { id: LIST_ID, role: "listbox", "aria-label": host.t("profiles.list") } });
    this.#sight = new IntersectionObserver((seen) => this.#onSight(seen), { rootMargin: AROUND });
    this.root.addEventListener("pointermove", (event) => this.#point(event));
    this.root.addEventListener("click", (event) => this.#press(this.#optionAt(event)));
  }

  /** The id of the active line's element, "" where there is none. */
  get activeId() {
    return this.#shown().some(({ id }) => id === this.#active) ? elementId(this.#active) : "";
  }

  /** Whether any profile is shown. */
  get hasMatches() {
    return this.#shown().some(({ id }) => id);
  }

  /** Shows the chosen one. */
  begin() {
    this.#scrollTo(this.#chosen, "center");
  }

  /** @param {readonly ListedProfile[]} profiles */
  fill(profiles) {
    const sorted = [...profiles].sort((one, other) => BY_NAME.compare(one.name, other.name));
    const isTwin = (/** @type {ListedProfile} */ { name }, /** @type {number} */ at) => [at - 1, at + 1].some((beside) => sorted[beside]?.name === name);
    const none = this.#options.get("") ?? this.#make("", this.#host.t("profiles.none"), this.#host.t("profiles.none_hint"));
    const options = [none, ...sorted.map((profile, at) => this.#of(profile, isTwin(profile, at)))];
    this.#options = new Map(options.map((option) => [option.id, option]));
    const roots = options.map(({ root }) => root);
    if (roots.some((root, at) => this.root.children[at] !== root) || this.root.children.length !== roots.length) this.root.replaceChildren(...roots);
  }

  /** @param {PicturedProfile[]} profiles */
  showPictures(profiles) {
    this.#pictured = new Map(profiles.map((profile) => [profile.id, profile]));
    for (const option of this.#options.values()) {
      this.#describe(option);
      if (this.#seen.has(option.id)) this.#showPicture(option);
    }
  }

  /**
   * @param {string} text
   * @returns {number} how many profiles have it in their names
   */
  filter(text) {
    const words = plain(text).split(/\s+/);
    const began = text !== "" && !this.#isSearching;
    this.#isSearching = text !== "";
    for (const { id, root, words: known } of this.#options.values()) {
      const matches = text ? id !== "" && words.every((word) => known.includes(word)) : true;
      setAttribute(root, "hidden", matches ? null : "");
    }
    const shown = this.#shown();
    const first = shown.find(({ id, missing }) => id && !missing) ?? shown[0];
    if (began || !shown.some(({ id }) => id === this.#active)) this.#activate(first?.id ?? "");
    else this.#activate(this.#active);
    return shown.filter(({ id }) => id).length;
  }

  /** @param {number} by lines; infinite to the ends, round from one end to the other by one */
  move(by) {
    const shown = this.#shown();
    if (!shown.length) return;
    const now = shown.findIndex(({ id }) => id === this.#active);
    const last = shown.length - 1;
    const round = Math.abs(by) === 1 ? (now + by + shown.length) % shown.length : Math.max(0, Math.min(last, now + by));
    this.#activate(shown[now < 0 ? (by > 0 ? 0 : last) : round].id);
    this.#scrollTo(this.#active, "nearest");
  }

  /** @returns {boolean} whether there is one */
  chooseActive() {
    return this.#press(this.#shown().find(({ id }) => id === this.#active));
  }

  /** It is not shown any more. */
  close() {
    this.#sight.disconnect();
  }

  #shown() {
    return [...this.#options.values()].filter(({ root }) => !root.hidden);
  }

  /**
   * @param {ListedProfile} profile
   * @param {boolean} isTwin
   * @returns {Option}
   */
  #of({ id, name, missing }, isTwin) {
    const option = this.#options.get(id) ?? this.#make(id, name, "");
    Object.assign(option, { words: plain(name), missing, isTwin });
    setText(option.name, name);
    setAttribute(option.root, "aria-disabled", missing || null);
    this.#describe(option);
    return option;
  }

  /**
   * @param {string} id
   * @param {string} text
   * @param {string} hint
   * @returns {Option}
   */
  #make(id, text, hint) {
    const mosaic = id ? makeMosaic() : element("span", { class: "penstock-mosaic", attributes: { "data-count": 0, "aria-hidden": "true" } }, icon("close"));
    const name = element("span", { class: "penstock-profiles-name", text, attributes: { dir: "auto" } });
    const detail = element("span", { class: "penstock-profiles-detail", text: hint });
    const words = element("span", { class: "penstock-profiles-words" }, name, detail);
    const attributes = { id: elementId(id), role: "option", "aria-selected": String(id === this.#chosen), "data-id": id };
    const root = element("li", { class: "penstock-profiles-option", attributes }, mosaic, words, id === this.#chosen ? icon("check") : null);
    this.#sight.observe(root);
    return { id, words: plain(text), missing: false, isTwin: false, root, name, detail, mosaic };
  }

  /** @param {Option} option */
  #describe({ id, missing, isTwin, detail }) {
    if (!id) return;
    const count = this.#pictured.get(id)?.count;
    const { t } = this.#host;
    const known = missing ? t("profiles.pool_gone") : typeof count === "number" ? t("pools.count", { count }) : "";
    setText(detail, [known, isTwin ? id : ""].filter(Boolean).join(" · "));
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #onSight(entries) {
    for (const { isIntersecting, target } of entries) {
      const option = this.#options.get(/** @type {HTMLElement} */ (target).dataset.id ?? "");
      if (!isIntersecting || !option) continue;
      this.#seen.add(option.id);
      this.#showPicture(option);
    }
  }

  /** @param {Option} option */
  #showPicture({ id, mosaic }) {
    const pictured = this.#pictured.get(id);
    if (pictured) showMosaic(mosaic, this.#host.requests, id, pictured.pictures);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const option = this.#optionAt(event);
    if (option) this.#activate(option.id);
  }

  /** @param {Event} event */
  #optionAt({ target }) {
    const root = /** @type {Element} */ (target).closest("[role=option]");
    return root ? this.#options.get(/** @type {HTMLElement} */ (root).dataset.id ?? "") : undefined;
  }

  /**
   * @param {Option | undefined} option
   * @returns {boolean}
   */
  #press(option) {
    if (!option) return false;
    if (!option.missing) this.#choose(option.id);
    return true;
  }

  /** @param {string} id */
  #activate(id) {
    this.#options.get(this.#active)?.root.classList.remove("penstock-active");
    this.#active = id;
    this.#options.get(id)?.root.classList.add("penstock-active");
  }

  /**
   * @param {string} id
   * @param {"center" | "nearest"} block
   */
  #scrollTo(id, block) {
    this.#options.get(id)?.root.scrollIntoView({ block });
  }
}

/** @param {string} id */
const elementId = (id) => `penstock-profile-${id || "none"}`;

/**
 * Without accents and case.
 * @param {string} text
 */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
