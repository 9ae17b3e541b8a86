/**
 * What can be edited of a scene, as one: the draft of the scene and the draft of its prompts. A save bar takes it as one
 * draft; undo takes back the last step of either, or what was done to a picture since.
 */

import { draftOf } from "../library/texts/draft.js";
import { PictureStep } from "./picture_step.js";
import { promptsPath, scenePath } from "./scene_client.js";

/**
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {Draft | PictureStep} Step
 */

const MOST_STEPS = 500;

/** Dispatches "change" when either changed, "renamed" (detail `{name}`) when the scene has another name. */
export class SceneDrafts extends EventTarget {
  #host;
  #own;
  #prompts;
  /** Which drafts this page edited and what it did to pictures, the last one last; what was undone, likewise. */
  #done = /** @type {Step[]} */ ([]);
  #undone = /** @type {Step[]} */ ([]);
  /** Mends what is being edited, before it is saved. */
  beforeSave = () => {};
  #closed = new AbortController();

  /**
   * @param {Host} host
   * @param {string} scene
   */
  constructor(host, scene) {
    super();
    this.#host = host;
    this.#own = draftOf(host, scenePath(scene));
    this.#prompts = draftOf(host, promptsPath(scene));
    /** The drafts as parts of this one: their steps are undone, redone and saved in common. */
    this.scene = this.#part(this.#own);
    this.prompts = this.#part(this.#prompts);
    this.words = this.#own.words;
    const { signal } = this.#closed;
    for (const draft of this.#all) draft.addEventListener("change", () => this.tell(), { signal });
    this.#own.addEventListener("renamed", (event) => this.dispatchEvent(new CustomEvent("renamed", { detail: /** @type {CustomEvent} */ (event).detail })), { signal });
  }

  close() {
    this.#closed.abort();
    for (const draft of this.#all) draft.close();
  }

  /** Reads both again. */
  open() {
    return Promise.all(this.#all.map((draft) => draft.open()));
  }

  get #all() {
    return [this.#own, this.#prompts];
  }

  /** Those that can be edited: a scene without prompts has no draft of them. */
  get #ready() {
    return this.#all.filter((draft) => draft.status === "ready");
  }

  get #editable() {
    return this.#ready.filter((draft) => !draft.readOnly);
  }

  get status() {
    return this.#own.status;
  }

  get error() {
    return this.#own.error;
  }

  get readOnly() {
    return !this.#editable.length;
  }

  get dirty() {
    return this.#ready.some((draft) => draft.dirty);
  }

  get unsaved() {
    return this.#ready.reduce((sum, draft) => sum + draft.unsaved, 0);
  }

  get stored() {
    return this.#ready.every((draft) => draft.stored);
  }

  get isAway() {
    return this.#ready.some((draft) => draft.isAway);
  }

  get saving() {
    return this.#ready.some((draft) => draft.saving);
  }

  get migrates() {
    return this.#editable.some((draft) => draft.migrates);
  }

  get fileChanged() {
    return this.#editable.some((draft) => draft.fileChanged);
  }

  get canUndo() {
    return [...this.#editable, ...this.#done.filter(isOfPicture)].some((step) => step.canUndo);
  }

  get canRedo() {
    return [...this.#editable, ...this.#undone.filter(isOfPicture)].some((step) => step.canRedo);
  }

  /** @param {PictureStep} step what has been done to a picture */
  did(step) {
    this.#remember(step);
    this.tell();
  }

  /** Something changed that is shown with the drafts. */
  tell() {
    this.dispatchEvent(new Event("change"));
  }

  get problems() {
    return this.#ready.flatMap((draft) => draft.problems);
  }

  async undo() {
    const step = lastOf(this.#done, (one) => one.canUndo) ?? this.#editable.find((one) => one.canUndo);
    if (!step) return;
    this.#undone.push(step);
    await step.undo();
  }

  async redo() {
    const step = lastOf(this.#undone, (one) => one.canRedo) ?? this.#editable.find((one) => one.canRedo);
    if (!step) return;
    this.#done.push(step);
    await step.redo();
  }

  /** Asks as the drafts do. @returns {Promise<boolean>} whether all of it is saved */
  async save() {
    if (this.status !== "ready") return false;
    this.beforeSave();
    let all = true;
    for (const draft of this.#editable) all = (await draft.save()) && all;
    return all;
  }

  /** @returns {Promise<boolean>} */
  async discard() {
    let all = true;
    for (const draft of this.#editable.filter((one) => one.dirty)) all = (await draft.discard()) && all;
    return all;
  }

  /** What saving would change. Rejects. */
  async differences() {
    const changed = this.#editable.filter((draft) => draft.dirty || draft.migrates);
    return (await Promise.all(changed.map((draft) => draft.differences()))).flat();
  }

  /**
   * Makes the scene's collection where it has none yet, so that prompts can be added.
   * @returns {Promise<boolean>} whether there is one
   */
  async beginPrompts() {
    const isThere = () => this.#prompts.status === "ready";
    if (this.#prompts.status !== "missing") return isThere();
    try {
      await this.#host.requests.send("POST", "/penstock/prompts", { folder: this.#own.name });
      await this.#prompts.open();
    } catch (error) {
      this.#host.toasts.showError(error);
    }
    return isThere();
  }

  /** @param {Step} step */
  #remember(step) {
    this.#done = [...this.#done, step].slice(-MOST_STEPS);
    this.#undone = [];
  }

  /**
   * The draft itself, except that its steps count here.
   * @param {Draft} draft
   * @returns {Draft}
   */
  #part(draft) {
    const edit = (/** @type {Parameters<Draft["edit"]>} */ ...args) => {
      this.#remember(draft);
      return draft.edit(...args);
    };
    const own = /** @type {Record<PropertyKey, unknown>} */ ({ edit, undo: () => this.undo(), redo: () => this.redo(), save: () => this.save() });
    return new Proxy(draft, {
      get: (target, name) => {
        if (Object.hasOwn(own, name)) return own[name];
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }
}

/** @param {Step} step */
const isOfPicture = (step) => step instanceof PictureStep;

/**
 * Takes what no longer can off the end, and the last that can.
 * @param {Step[]} steps
 * @param {(step: Step) => boolean} can
 */
function lastOf(steps, can) {
  for (let last = steps.pop(); last; last = steps.pop()) if (can(last)) return last;
  return undefined;
}
