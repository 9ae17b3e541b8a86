/**
 * What a board edits as one: the draft of its story, and those of the prompts of scenes that are edited in place. It can be
 * shown by a save bar in the place of a draft.
 */

import { askConflicts } from "../library/texts/conflict_dialog.js";
import { merged } from "./story_merging.js";

/**
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 * @typedef {import("../library/texts/types.js").Difference} Difference
 * @typedef {import("../library/texts/conflict_dialog.js").Words} Words
 * @typedef {{revision: number, value: any}} Seen an entry as it was
 */

const KEPT = /** @type {WeakSet<Draft>} */ (new WeakSet());

/** Dispatches "change" after every change of what can be read here. */
export class BoardDrafts extends EventTarget {
  /** @type {Draft} */
  story;
  /** @type {import("./scene_prompts.js").ScenePrompts} */
  #prompts;
  #made = /** @type {Draft[]} */ ([]);
  #undone = /** @type {Draft[]} */ ([]);
  #names = /** @type {Map<string, {draft: Draft, key: string}>} */ (new Map());
  #stop = new AbortController();
  words = /** @type {Words} */ ({ nameOf: (key) => key, textOf: (value) => JSON.stringify(value, null, 1) });

  /**
   * @param {Draft} story
   * @param {import("./scene_prompts.js").ScenePrompts} prompts
   * @param {Words} words of the entries of stories
   */
  constructor(story, prompts, words) {
    super();
    [this.story, this.#prompts] = [story, prompts];
    Object.assign(story.words, words);
    this.words = { nameOf: (key) => this.#nameOf(key), textOf: words.textOf };
    keepBoth(story);
    const tell = () => void this.dispatchEvent(new Event("change"));
    const { signal } = this.#stop;
    story.addEventListener("change", tell, { signal });
    prompts.addEventListener("change", tell, { signal });
  }

  close() {
    this.#stop.abort();
  }

  get status() {
    return this.story.status;
  }

  get error() {
    return this.story.error;
  }

  get readOnly() {
    return this.story.readOnly;
  }

  get migrates() {
    return this.story.migrates;
  }

  get fileChanged() {
    return this.story.fileChanged;
  }

  get isAway() {
    return this.#all.some(({ isAway }) => isAway);
  }

  get saving() {
    return this.#all.some(({ saving }) => saving);
  }

  get stored() {
    return this.#all.every(({ stored }) => stored);
  }

  get dirty() {
    return this.#all.some(({ dirty }) => dirty);
  }

  get unsaved() {
    return this.#all.reduce((sum, { unsaved }) => sum + unsaved, 0);
  }

  get canUndo() {
    return this.#all.some(({ canUndo }) => canUndo);
  }

  get canRedo() {
    return this.#all.some(({ canRedo }) => canRedo);
  }

  /**
   * One step in one of the drafts.
   * @param {Draft} draft
   * @param {import("./types.js").DraftEdit[]} edits
   * @param {Seen} [seen] what the user saw of the first entry, where that is not what is shown now
   * @returns {Promise<boolean>}
   */
  edit(draft, edits, seen) {
    if (!edits.length) return Promise.resolve(false);
    this.#made.push(draft);
    this.#undone = [];
    const [{ key }] = edits;
    const made = draft.edit(edits, seen && { [key]: seen.revision });
    const step = draft.unsent.steps.at(-1);
    if (seen && step?.edits === edits) step.was = { ...step.was, [key]: seen.value };
    return made;
  }

  /** Takes the last step back that was made here, else the story's. */
  async undo() {
    const draft = next(this.#made, this.#all, "canUndo");
    if (!draft) return;
    this.#undone.push(draft);
    await draft.undo();
  }

  async redo() {
    const draft = next(this.#undone, this.#all, "canRedo");
    if (!draft) return;
    this.#made.push(draft);
    await draft.redo();
  }

  /** @returns {Promise<boolean>} whether all is saved */
  async save() {
    // Prompts that nobody has changed stay as they are: saved, an old file would be migrated.
    const changed = this.#all.filter((draft) => draft === this.story || draft.dirty);
    for (const draft of changed) if (!(await draft.save())) return false;
    return true;
  }

  /** @returns {Promise<boolean>} */
  async discard() {
    const done = await Promise.all(this.#all.filter(({ dirty }) => dirty).map((draft) => draft.discard()));
    return done.every(Boolean);
  }

  /** @returns {Promise<Difference[]>} */
  async differences() {
    this.#names.clear();
    const all = await Promise.all(this.#all.filter((draft) => draft.dirty || (draft === this.story && draft.migrates)).map((draft) => this.#named(draft)));
    return all.flat();
  }

  /** @param {Draft} draft */
  async #named(draft) {
    const found = await draft.differences();
    if (draft === this.story) return found;
    return found.map((one) => {
      const key = `${draft.name} ${one.key}`;
      this.#names.set(key, { draft, key: one.key });
      return { ...one, key };
    });
  }

  /** @param {string} key */
  #nameOf(key) {
    const found = this.#names.get(key);
    return found ? `${found.draft.name}: ${found.draft.words.nameOf(found.key)}` : this.story.words.nameOf(key);
  }

  /** The story's first. @returns {Draft[]} */
  get #all() {
    return [this.story, ...this.#prompts.drafts.filter(({ status }) => status === "ready")];
  }
}

/**
 * The draft of the last step that can still be made, off the list; without one, the first that has any.
 * @param {Draft[]} list
 * @param {Draft[]} all
 * @param {"canUndo" | "canRedo"} can
 */
function next(list, all, can) {
  while (list.length) {
    const draft = /** @type {Draft} */ (list.pop());
    if (draft[can] && all.includes(draft)) return draft;
  }
  return all.find((draft) => draft[can]);
}

/**
 * Edits that somebody else's were quicker than are made again on theirs; the user decides about the rest.
 * @param {Draft} draft
 */
function keepBoth(draft) {
  if (KEPT.has(draft)) return;
  KEPT.add(draft);
  draft.addEventListener("conflict", (event) => {
    event.preventDefault();
    const { current, sent, resolve } = /** @type {CustomEvent} */ (event).detail;
    void settle(draft, current, sent).then(resolve);
  });
}

/**
 * @param {Draft} draft
 * @param {Record<string, any>} current
 * @param {Record<string, any>} sent
 * @returns {Promise<Record<string, "mine" | "theirs">>}
 */
async function settle(draft, current, sent) {
  const [step, ...later] = draft.unsent.steps;
  const asked = /** @type {import("../library/texts/draft_conflicts.js").Conflict} */ ({ current: {}, sent: {} });
  const take = /** @type {Record<string, "mine" | "theirs">} */ ({});
  for (const [key, theirs] of Object.entries(current)) {
    const made = merged(key, step.was?.[key] ?? null, sent[key], theirs);
    take[key] = "mine";
    if (made === undefined) [asked.current[key], asked.sent[key]] = [theirs, sent[key]];
    else if (made !== null) rebase(step, later, key, made);
  }
  const decided = Object.keys(asked.current).length ? await askConflicts(draft.host, asked, draft.words) : {};
  for (const key of Object.keys(asked.current)) {
    take[key] = decided?.[key] ?? "theirs";
    if (take[key] === "theirs" && current[key]) rebase(step, later, key, current[key]);
  }
  return take;
}

/**
 * What a step makes of an entry is something else now, and so is what the steps after it began with.
 * @param {import("../library/texts/unsent.js").Step} step
 * @param {import("../library/texts/unsent.js").Step[]} later
 * @param {string} key
 * @param {any} made
 */
function rebase(step, later, key, made) {
  let [was, now] = /** @type {[any, any]} */ ([undefined, made]);
  for (const { edits } of [step, ...later]) {
    for (const edit of edits) {
      if (edit.key !== key || edit.removed) continue;
      const mine = edit.value;
      edit.value = was === undefined ? now : (merged(key, was, mine, now) ?? mine);
      [was, now] = [mine, edit.value];
    }
  }
}
