/** The loras of a scene: added, edited, ordered and removed in their draft, which holds them as one list. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { openMenu } from "../library/menu.js";
import { sameValue } from "../library/texts/edits.js";
import { dragRows } from "./lora_drag.js";
import { LoraRow } from "./lora_row.js";

const KEY = "loras";
const FIELDS = ["lora", "strength_model", "strength_clip", "model_target", "enabled"];
/** What fbTools' nodes are asked for. */
const TARGETS = ["LTX2.3", "Wan2.2-Native-High", "Wan2.2-Native-Low", "Wan2.2-Wrapper-High", "Wan2.2-Wrapper-Low", "Flux2/Klein", "Qwen", "MiniMaxH3", "Z-Image"];

/** @typedef {import("./types.js").Lora} Lora */

export class LoraList {
  #host;
  #draft;
  #rows = /** @type {LoraRow[]} */ ([]);
  #list = element("div", { class: "penstock-scene-loras" });
  #heads;
  #empty;
  #add;
  #lists = /** @type {Record<"loras" | "targets", HTMLDataListElement>} */ ({ loras: element("datalist"), targets: element("datalist") });
  #fileNames;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("../library/texts/draft.js").Draft} draft of the scene
   * @param {(() => Promise<string[]>) | undefined} fileNames the files that there are, where the host knows them
   */
  constructor(host, draft, fileNames) {
    const { t } = host;
    this.#host = host;
    this.#draft = draft;
    this.#fileNames = fileNames;
    this.#add = button(t("scenes.lora.add"), () => this.#append(), { icon: icon("plus"), showLabel: true, class: "penstock-button" });
    this.#empty = element("p", { class: "penstock-scene-none", text: t("scenes.lora.none") });
    const head = element("div", { class: "penstock-scene-part-head" }, element("h2", { text: t("scenes.lora.title") }), this.#add);
    const heads = ["", "", t("scenes.lora.name"), t("scenes.lora.head_model"), t("scenes.lora.head_clip"), t("scenes.lora.target")];
    // The fields have their names themselves.
    this.#heads = element("div", { class: "penstock-scene-lora-heads", attributes: { "aria-hidden": "true" } }, ...heads.map((text) => element("span", { text })));
    const id = crypto.randomUUID().slice(0, 8);
    for (const [name, list] of Object.entries(this.#lists)) list.id = `penstock-${name}-${id}`;
    this.#lists.targets.append(...TARGETS.map((value) => element("option", { attributes: { value } })));
    this.root = element("section", { class: "penstock-scene-lora-part", attributes: { role: "group", "aria-label": t("scenes.lora.title") } }, head, this.#heads, this.#list, this.#empty, this.#lists.loras, this.#lists.targets);
    this.root.addEventListener("focusin", () => void this.#askNames());
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    dragRows(this.#list, (from, to) => this.#move(from, to));
  }

  update() {
    const loras = this.#loras;
    while (this.#rows.length > loras.length) this.#rows.pop()?.root.remove();
    while (this.#rows.length < loras.length) this.#list.append(this.#makeRow(this.#rows.length).root);
    for (const [at, row] of this.#rows.entries()) row.show(loras[at], this.#draft.readOnly);
    for (const part of [this.#heads, this.#list]) setAttribute(part, "hidden", loras.length ? null : "");
    setAttribute(this.#empty, "hidden", loras.length ? "" : null);
    this.#add.disabled = this.#draft.readOnly || this.#draft.status !== "ready";
  }

  /** What was typed and not stored yet is. */
  finish() {
    for (const row of this.#rows) row.finish();
  }

  /** Rows that name no lora are not saved. */
  dropEmpty() {
    this.finish();
    const named = this.#loras.filter((lora) => lora.lora.trim() || Object.keys(lora).some((key) => !FIELDS.includes(key)));
    if (named.length === this.#loras.length) return;
    const hadFocus = this.#list.contains(document.activeElement);
    this.#put(named);
    this.update();
    if (hadFocus && !this.#list.contains(document.activeElement)) this.#add.focus();
  }

  /** @returns {Lora[]} */
  get #loras() {
    const value = this.#draft.entries.get(KEY)?.value;
    return Array.isArray(value) ? value : [];
  }

  /** @param {number} at */
  #makeRow(at) {
    const row = new LoraRow(this.#host, at, { loras: this.#lists.loras.id, targets: this.#lists.targets.id }, { change: (fields) => this.#change(at, fields), menu: (anchor) => this.#openMenu(at, anchor) });
    this.#rows.push(row);
    return row;
  }

  /** @param {Lora[]} loras */
  #put(loras) {
    if (!sameValue(loras, this.#loras)) void this.#draft.edit([{ key: KEY, value: loras }]);
  }

  /**
   * @param {number} at
   * @param {Partial<Lora>} fields
   */
  #change(at, fields) {
    this.#put(this.#loras.map((lora, index) => (index === at ? { ...lora, ...fields } : lora)));
  }

  #append() {
    this.finish();
    const last = this.#loras.at(-1);
    this.#put([...this.#loras, { lora: "", strength_model: 1, strength_clip: 1, model_target: last?.model_target ?? "", enabled: true }]);
    this.#rows.at(-1)?.focus();
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #move(from, to) {
    this.finish();
    const loras = [...this.#loras];
    if (to < 0 || to >= loras.length || from === to) return;
    loras.splice(to, 0, ...loras.splice(from, 1));
    this.#put(loras);
    this.update();
  }

  /** @param {number} at */
  #remove(at) {
    this.finish();
    const { t, toasts } = this.#host;
    const removed = this.#loras[at];
    if (!removed) return;
    this.#put(this.#loras.filter((_, index) => index !== at));
    (this.#rows[Math.min(at, this.#rows.length - 1)] ?? { focus: () => this.#add.focus() }).focus();
    const back = () => this.#put([...this.#loras.slice(0, at), removed, ...this.#loras.slice(at)]);
    toasts.show({ message: t("scenes.lora.removed", { name: removed.lora || t("scenes.lora.unnamed") }), action: { label: t("undo"), run: back }, about: `loras ${this.#draft.prefix}` });
  }

  /** @param {number} at */
  #duplicate(at) {
    this.finish();
    this.#put([...this.#loras.slice(0, at + 1), { ...this.#loras[at] }, ...this.#loras.slice(at + 1)]);
    this.#rows[at + 1]?.focus();
  }

  /**
   * @param {number} at
   * @param {HTMLElement} anchor
   */
  #openMenu(at, anchor) {
    const { t } = this.#host;
    const fixed = this.#draft.readOnly;
    openMenu(this.#host, { anchor }, [
      { label: t("scenes.lora.up"), icon: icon("back"), keys: "Alt+ArrowUp", disabled: fixed || at === 0, run: () => (this.#move(at, at - 1), this.#rows[at - 1].focusMenu()) },
      { label: t("scenes.lora.down"), icon: icon("forward"), keys: "Alt+ArrowDown", disabled: fixed || at === this.#rows.length - 1, run: () => (this.#move(at, at + 1), this.#rows[at + 1].focusMenu()) },
      { label: t("scenes.lora.duplicate"), icon: icon("duplicate"), keys: "Ctrl+D", disabled: fixed, run: () => this.#duplicate(at) },
      null,
      { label: t("scenes.lora.remove"), icon: icon("trash"), keys: "Ctrl+Delete", danger: true, disabled: fixed, run: () => this.#remove(at) },
    ]);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const at = this.#rows.findIndex(({ root }) => root.contains(/** @type {Node} */ (event.target)));
    if (at < 0 || this.#draft.readOnly) return;
    const { field } = /** @type {HTMLElement} */ (event.target).dataset;
    const moved = (/** @type {number} */ to) => () => {
      if (to < 0 || to >= this.#rows.length) return;
      this.#move(at, to);
      this.#rows[to].focusField(field);
    };
    const does = /** @type {Record<string, () => void>} */ ({
      "Alt+ArrowUp": moved(at - 1),
      "Alt+ArrowDown": moved(at + 1),
      "Ctrl+D": () => this.#duplicate(at),
      "Ctrl+Delete": () => this.#remove(at),
    })[chordOf(event)];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  /** Elsewhere names are typed. */
  async #askNames() {
    const ask = this.#fileNames;
    this.#fileNames = undefined;
    const names = (await ask?.().catch(() => [])) ?? [];
    if (names.length) this.#lists.loras.replaceChildren(...names.map((value) => element("option", { attributes: { value } })));
  }
}
