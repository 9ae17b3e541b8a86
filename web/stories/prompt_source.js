/**
 * Where the prompt of a scene comes from: a prompt or a composition of the scene, or a text of its own. The texts are edited in
 * place: those of the scene in the draft of its prompts.
 */

import { element, setAttribute } from "../library/elements.js";
import { makeNamePicker } from "../library/texts/name_picker.js";
import { ChoiceField } from "./detail_fields.js";
import { promptKey } from "./scene_prompts.js";
import { TextField } from "./text_field.js";

const MOST_PARTS = 24;

/**
 * Which fields of a scene these are.
 * @typedef {{source: "prompt_source" | "video_prompt_source", key: "prompt_key" | "video_prompt_key", custom: "custom_prompt" | "video_custom_prompt"}} Fields
 *
 * @typedef {object} SourceOptions
 * @property {import("../library/host.js").Host} host
 * @property {import("./board_drafts.js").BoardDrafts} drafts
 * @property {import("./scene_prompts.js").ScenePrompts} prompts
 * @property {Fields} fields
 * @property {{source: string, key: string, custom: string}} labels
 * @property {import("./detail_fields.js").Choice[]} sources
 * @property {(fields: Partial<import("./types.js").StoryScene>, seen?: import("./board_drafts.js").Seen) => void} put
 * @property {() => import("./board_drafts.js").Seen | null} seen the entry of the scene
 */

export class PromptSource {
  #options;
  #source;
  #picker = makeNamePicker();
  #custom;
  #parts = element("div", { class: "penstock-story-parts" });
  #fields = /** @type {Map<string, TextField>} */ (new Map());
  #scene = /** @type {import("./types.js").StoryScene | null} */ (null);
  #kind = "";

  /** @param {SourceOptions} options */
  constructor(options) {
    this.#options = options;
    const { labels, fields, put, seen, drafts } = options;
    this.#source = new ChoiceField(labels.source, (value) => this.#choose(value));
    const history = { undo: () => void drafts.undo(), redo: () => void drafts.redo() };
    this.#custom = new TextField({ label: labels.custom, placeholder: labels.custom, hideLabel: true, seen, put: (text, began) => put({ [fields.custom]: text }, began), history });
    this.#history = history;
    this.root = element("div", { class: "penstock-story-source" }, element("div", { class: "penstock-story-line" }, this.#source.root, this.#picker), this.#parts, this.#custom.root);
  }

  #history;

  /**
   * @param {import("./types.js").StoryScene} scene
   * @param {boolean} locked
   */
  show(scene, locked) {
    const { fields, sources } = this.#options;
    const source = scene[fields.source] ?? sources[0].value;
    const key = scene[fields.key] ?? "";
    const isOther = scene.scene_name !== this.#scene?.scene_name || source !== this.#kind;
    [this.#scene, this.#kind] = [scene, source];
    this.#source.show(source, sources, locked);
    const isKeyed = source === "prompt" || source === "composition";
    setAttribute(this.#picker, "hidden", isKeyed ? null : "");
    if (isKeyed && isOther) this.#showPicker(key);
    this.#picker.value = key;
    setAttribute(this.#picker, "inert", locked ? "" : null);
    setAttribute(this.#custom.root, "hidden", source === "custom" ? null : "");
    this.#custom.show(scene[fields.custom] ?? "", locked);
    this.#showParts(isKeyed ? this.#named(source, key) : []);
  }

  /** Reads the names again. */
  refresh() {
    void this.#picker.refresh();
  }

  /** Keeps what is being typed. */
  commit() {
    this.#custom.commit();
    for (const field of this.#fields.values()) field.commit();
  }

  /** @param {string} value */
  #choose(value) {
    const { fields, put } = this.#options;
    const names = this.#names(value);
    const key = this.#scene?.[fields.key] ?? "";
    // The first of them rather than none: it can be seen what comes of it.
    put({ [fields.source]: value, ...(names.length && !names.includes(key) ? { [fields.key]: names[0] } : {}) });
  }

  /** @param {string} source */
  #names(source) {
    const { prompts, compositions } = this.#options.prompts.of(this.#scene?.scene_name ?? "");
    return source === "prompt" ? [...prompts.keys()] : source === "composition" ? [...compositions.keys()] : [];
  }

  /** @param {string} key */
  #showPicker(key) {
    const { host, labels, fields, put } = this.#options;
    this.#picker.show({
      host,
      label: labels.key,
      value: key,
      names: async () => this.#names(this.#kind),
      chosen: (name) => put({ [fields.key]: name }),
      placeholder: labels.key,
      ...(this.#kind === "prompt" ? { create: (/** @type {string} */ typed) => this.#create(typed) } : {}),
    });
  }

  /** @param {string} typed */
  async #create(typed) {
    const { drafts, prompts } = this.#options;
    const name = typed.trim();
    const draft = prompts.hold(this.#scene?.scene_name ?? "");
    if (!name || draft.status !== "ready" || draft.readOnly) return null;
    if (!draft.entries.has(promptKey(name))) void drafts.edit(draft, [{ key: promptKey(name), value: { value: "" } }]);
    return name;
  }

  /**
   * The prompts that make up the text.
   * @param {string} source
   * @param {string} key
   */
  #named(source, key) {
    const { prompts, compositions } = this.#options.prompts.of(this.#scene?.scene_name ?? "");
    const names = source === "prompt" ? [key] : [...new Set(compositions.get(key) ?? [])];
    return names.filter((name) => prompts.has(name)).slice(0, MOST_PARTS);
  }

  /** @param {string[]} names */
  #showParts(names) {
    const { host, prompts, drafts } = this.#options;
    const scene = this.#scene?.scene_name ?? "";
    const draft = names.length ? prompts.hold(scene) : null;
    const ids = names.map((name) => `${scene}\n${name}`);
    for (const [id, field] of this.#fields) if (!ids.includes(id)) (field.commit(), this.#fields.delete(id));
    const fields = ids.map((id, at) => this.#fields.get(id) ?? this.#field(id, scene, names[at]));
    const isSame = fields.length === this.#parts.children.length && fields.every(({ root }, at) => root === this.#parts.children[at]);
    if (!isSame) this.#parts.replaceChildren(...fields.map(({ root }) => root));
    setAttribute(this.#parts, "hidden", names.length ? null : "");
    for (const [at, field] of fields.entries()) {
      const value = draft?.entries.get(promptKey(names[at]))?.value;
      field.show(String(value?.value ?? prompts.of(scene).prompts.get(names[at]) ?? ""), !draft || draft.status !== "ready" || draft.readOnly || drafts.readOnly);
      field.rename(host.t("stories.text_of", { name: names[at] }));
    }
  }

  /**
   * @param {string} id
   * @param {string} scene
   * @param {string} name
   */
  #field(id, scene, name) {
    const { host, prompts, drafts } = this.#options;
    const key = promptKey(name);
    const seen = () => {
      const entry = prompts.hold(scene).entries.get(key);
      return entry ? { revision: entry.revision, value: entry.value } : null;
    };
    const put = (/** @type {string} */ text, /** @type {import("./board_drafts.js").Seen} */ began) => {
      const draft = prompts.hold(scene);
      const value = draft.entries.get(key)?.value ?? began.value;
      void drafts.edit(draft, [{ key, value: { ...value, value: text } }], began);
    };
    const field = new TextField({ label: host.t("stories.text_of", { name }), placeholder: host.t("stories.no_text"), seen, put, history: this.#history });
    this.#fields.set(id, field);
    return field;
  }
}
