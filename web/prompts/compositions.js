/** `<penstock-compositions>`: compositions of prompts, put together by picking and dragging, with the text that they make. */

import { askText } from "../library/dialogs.js";
import { element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { CompositionList } from "./composition_list.js";
import { CompositionPreview } from "./composition_preview.js";
import { CompositionSource } from "./composition_source.js";
import { CompositionSteps } from "./composition_steps.js";
import { faultWords } from "./name_words.js";
import { compositionKey, compositionNames, freeName, nameFault, partsOf, promptNames, promptOf, renamedComposition } from "./prompt_entries.js";

/**
 * @typedef {import("../library/texts/types.js").Texts} Texts
 *
 * @typedef {object} CompositionsOptions
 * @property {import("../library/host.js").Host} host
 * @property {Texts} document
 * @property {(name: string) => void} open shows a prompt
 */

export class Compositions extends HTMLElement {
  #options = /** @type {CompositionsOptions | null} */ (null);
  #chosen = "";
  #isShown = false;
  #list = /** @type {CompositionList} */ (/** @type {unknown} */ (null));
  #steps = /** @type {CompositionSteps} */ (/** @type {unknown} */ (null));
  #source = /** @type {CompositionSource} */ (/** @type {unknown} */ (null));
  #preview = /** @type {CompositionPreview} */ (/** @type {unknown} */ (null));
  #work = element("div", { class: "penstock-compositions-work" });
  #empty = element("div", { class: "penstock-texts-empty", attributes: { hidden: "" } });
  #stop = new AbortController();

  /** @param {CompositionsOptions} options */
  show(options) {
    this.close();
    this.#stop = new AbortController();
    this.#options = options;
    const { host, document: edited } = options;
    this.className = "penstock-compositions";
    setAttribute(this, "data-capture-wheel", "true");
    this.#build(host);
    edited.addEventListener("change", () => this.#update(), { signal: this.#stop.signal });
    this.#update();
  }

  close() {
    this.#stop.abort();
    this.#preview?.close();
  }

  /** Out of sight nothing is drawn, and no text asked for. */
  set isShown(shown) {
    this.#isShown = shown;
    this.#update();
  }

  get isShown() {
    return this.#isShown;
  }

  /** The composition that is shown; empty where there is none. */
  get chosen() {
    return this.#chosen;
  }

  set chosen(name) {
    this.#chosen = name;
    this.#update();
  }

  get #edited() {
    return /** @type {CompositionsOptions} */ (this.#options).document;
  }

  get #names() {
    return compositionNames(this.#edited);
  }

  get #parts() {
    return partsOf(this.#edited, this.#chosen);
  }

  /** @param {import("../library/host.js").Host} host */
  #build(host) {
    const { t } = host;
    this.#list = new CompositionList(host, {
      choose: (name) => (this.chosen = name),
      create: () => void this.create(),
      rename: (name) => void this.#rename(name),
      duplicate: (name) => this.#duplicate(name),
      remove: (name) => this.#remove(name),
    });
    this.#steps = new CompositionSteps(t, {
      move: (from, to) => this.#put(moved(this.#parts, from, to)),
      remove: (at) => this.#put(this.#parts.filter((_, index) => index !== at)),
      insert: (name, at) => this.#insert(name, at),
      textOf: (name) => promptOf(this.#edited, name)?.value ?? null,
      open: (name) => this.#options?.open(name),
      left: () => this.#source.search.focus(),
    });
    this.#source = new CompositionSource(t, { add: (name) => this.#insert(name, this.#parts.length), drag: (down, name) => this.#steps.dragIn(down, name) });
    this.#preview = new CompositionPreview(host);
    const build = element("div", { class: "penstock-compositions-build" }, this.#source.root, this.#steps.root);
    this.#work.replaceChildren(build, this.#preview.root);
    this.replaceChildren(this.#list.root, this.#work, this.#empty);
  }

  #update() {
    if (!this.#options || !this.#isShown) return;
    const { host } = this.#options;
    const names = this.#names;
    if (!names.includes(this.#chosen)) this.#chosen = names[0] ?? "";
    const locked = this.#edited.readOnly || this.#edited.status !== "ready";
    this.#list.show(names.map((name) => this.#listed(name)), this.#chosen, locked);
    setAttribute(this.#work, "hidden", names.length ? null : "");
    setAttribute(this.#empty, "hidden", names.length ? "" : null);
    this.#empty.replaceChildren(icon("compose"), element("strong", { text: host.t("prompts.no_compositions") }), element("p", { text: host.t("prompts.no_compositions_hint") }));
    this.#showParts(locked);
  }

  /** @param {boolean} locked */
  #showParts(locked) {
    const parts = this.#parts;
    const prompts = promptNames(this.#edited).map((name) => ({ name, ...promptOf(this.#edited, name) }));
    this.#steps.show(parts, locked);
    this.#source.show(prompts.map(({ name, value = "", category = "" }) => ({ name, text: String(value), category: String(category) })), locked);
    const used = parts.flatMap((name) => (promptOf(this.#edited, name) ? [[name, promptOf(this.#edited, name)]] : []));
    this.#preview.show({ prompts: Object.fromEntries(used), names: [...parts] });
  }

  /** @param {string} name */
  #listed(name) {
    const parts = partsOf(this.#edited, name);
    return { name, count: parts.length, missing: parts.filter((part) => !promptOf(this.#edited, part)).length };
  }

  /** @param {readonly string[]} parts */
  #put(parts) {
    void this.#edited.edit([{ key: compositionKey(this.#chosen), value: [...parts] }]);
  }

  /**
   * @param {string} name
   * @param {number} at
   */
  #insert(name, at) {
    if (this.#chosen) this.#put([...this.#parts.slice(0, at), name, ...this.#parts.slice(at)]);
  }

  /** Asks for a name and makes an empty composition. */
  async create() {
    const { host } = /** @type {CompositionsOptions} */ (this.#options);
    const name = await this.#askName(host.t("prompts.new_composition_title"), freeName(host.t("prompts.new_composition_name"), this.#names), host.t("prompts.create"));
    if (name === null) return;
    this.#chosen = name;
    await this.#edited.edit([{ key: compositionKey(name), value: [] }]);
    this.#source.search.focus();
  }

  /** @param {string} name */
  async #rename(name) {
    const { t } = /** @type {CompositionsOptions} */ (this.#options).host;
    const other = await this.#askName(t("prompts.rename_composition"), name, t("prompts.rename_confirm"), name);
    if (other === null || other === name) return;
    if (this.#chosen === name) this.#chosen = other;
    await this.#edited.edit([renamedComposition(name, other, partsOf(this.#edited, name))]);
  }

  /** @param {string} name */
  #duplicate(name) {
    const copy = freeName(name, this.#names);
    this.#chosen = copy;
    void this.#edited.edit([{ key: compositionKey(copy), value: [...partsOf(this.#edited, name)] }]);
  }

  /** @param {string} name */
  async #remove(name) {
    const { host } = /** @type {CompositionsOptions} */ (this.#options);
    const names = this.#names;
    const value = [...partsOf(this.#edited, name)];
    this.#chosen = names[names.indexOf(name) + 1] ?? names[names.indexOf(name) - 1] ?? "";
    if (!(await this.#edited.edit([{ key: compositionKey(name), removed: true }]))) return;
    const after = this.#edited.revision;
    const back = () => {
      this.#chosen = name;
      // As a step back where nothing has happened since, so that it stands in its old place.
      void (this.#edited.revision === after ? this.#edited.undo() : this.#edited.edit([{ key: compositionKey(name), value }]));
    };
    host.toasts.show({ message: host.t("prompts.removed_composition", { name }), action: { label: host.t("undo"), run: back } });
  }

  /**
   * @param {string} title
   * @param {string} value
   * @param {string} confirm
   * @param {string} [own] the name that it has, which is no reason to refuse it
   * @returns {Promise<string | null>}
   */
  async #askName(title, value, confirm, own) {
    const { host } = /** @type {CompositionsOptions} */ (this.#options);
    const words = faultWords(host.t);
    const check = (/** @type {string} */ typed) => {
      const fault = nameFault(typed.trim(), this.#names.filter((name) => name !== own));
      return fault ? words[fault] : "";
    };
    return (await askText(host, { title, label: host.t("prompts.name"), value, confirm, check }))?.trim() ?? null;
  }
}

/**
 * @param {readonly string[]} names
 * @param {number} from
 * @param {number} to its index when it is there
 */
function moved(names, from, to) {
  const others = names.filter((_, at) => at !== from);
  return [...others.slice(0, to), names[from], ...others.slice(to)];
}

/** @returns {Compositions} */
export function makeCompositions() {
  if (!customElements.get("penstock-compositions")) customElements.define("penstock-compositions", Compositions);
  return /** @type {Compositions} */ (document.createElement("penstock-compositions"));
}
