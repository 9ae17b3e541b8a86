/** One document's draft, as this page shows it: `draftOf(host, "/penstock/libbers/animals")`. */

import { askConflicts } from "./conflict_dialog.js";
import { DraftClient } from "./draft_client.js";
import { DraftListener } from "./draft_listener.js";
import { saveDraft } from "./draft_saving.js";
import { DraftSender } from "./draft_sender.js";
import { DraftView, UNSENT } from "./draft_view.js";
import { editsBetween, touched } from "./edits.js";

const NOT_FOUND = 404;

/**
 * @typedef {import("../host.js").Host} Host
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./types.js").TextDocument} TextDocument
 * @typedef {import("./types.js").Difference} Difference
 */

/**
 * The draft of a document; all who ask on this page have the same. Each calls `close()` on it when it is not shown any more.
 * @param {Host} host
 * @param {string} prefix the document's address, its name encoded
 * @returns {Draft} opened, see `status`
 */
export function draftOf(host, prefix) {
  const all = (host.textDrafts ??= new Map());
  const found = /** @type {Draft | undefined} */ (all.get(prefix));
  const draft = found ?? new Draft(host, { prefix });
  if (!found) {
    all.set(prefix, draft);
    void draft.open();
  }
  draft.shown += 1;
  return draft;
}

/**
 * Shows the file until somebody edits it, else the open draft. Events: "change" (see `TextDocument`); "conflict", whose
 * detail is `{current, sent}`, both by key (null: no such entry), and may be decided with `preventDefault()` and
 * `resolve(take)`: without, a dialog asks; "renamed" with `{name}`; "saved" with `{merged}`.
 * @implements {TextDocument}
 */
export class Draft extends DraftView {
  /** How many show it. */
  shown = 0;
  #client;
  #sender;
  #listener;

  /**
   * @param {Host} host
   * @param {{prefix: string}} options
   */
  constructor(host, { prefix }) {
    super(prefix);
    this.host = host;
    this.#client = new DraftClient(host.requests, prefix);
    this.#sender = new DraftSender({
      host,
      client: this.#client,
      content: this.content,
      unsent: this.unsent,
      changed: () => this.changed(null),
      gone: () => this.becomes("missing"),
      decide: (conflict) => this.#decide(conflict),
      dropped: (edits) => this.#offerAgain(edits),
    });
    this.#listener = new DraftListener(host, this.content, {
      isShown: () => this.shown > 0,
      look: () => void this.open(),
      catchUp: () => void this.#catchUp(),
      ended: (isExpired) => void this.#ended(isExpired),
      renamed: (name) => this.dispatchEvent(new CustomEvent("renamed", { detail: { name } })),
      wake: () => this.#sender.wake(),
    });
  }

  /** Whether the server cannot be reached while something is not stored. */
  get isAway() {
    return this.#sender.isAway && !this.stored;
  }

  /** Reads the existing draft, else the file; again at each call. Never rejects, see `status`. */
  open() {
    this.#sender.wake();
    return this.#sender.inLine(() => this.#look());
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  put(key, value) {
    return this.edit([{ key, value }]);
  }

  /**
   * @param {string} old
   * @param {string} key
   * @param {any} value
   */
  rename(old, key, value) {
    return this.edit([{ key, value, instead_of: old }]);
  }

  /** @param {string} key */
  remove(key) {
    return this.edit([{ key, removed: true }]);
  }

  /**
   * @param {DraftEdit[]} edits
   * @param {Record<string, number>} [seen]
   * @returns {Promise<boolean>}
   */
  edit(edits, seen = {}) {
    if (!edits.length || this.readOnly || this.status !== "ready") return Promise.resolve(false);
    const keys = touched(edits);
    const follows = (/** @type {string} */ key) => (seen[key] ?? UNSENT) === UNSENT;
    const revisionOf = (/** @type {string} */ key) => (!follows(key) ? seen[key] : this.unsent.touches(key) || seen[key] === UNSENT ? null : (this.content.entries.get(key)?.revision ?? 0));
    const was = Object.fromEntries(keys.filter((key) => revisionOf(key) !== null).map((key) => [key, this.entries.get(key)?.value ?? null]));
    // The revisions of a file that nobody has opened a draft of yet say nothing about that draft: what was seen does.
    const step = { edits, seen: Object.fromEntries(keys.map((key) => [key, this.content.id ? revisionOf(key) : null])), was };
    const made = /** @type {Promise<boolean>} */ (new Promise((done) => this.unsent.steps.push({ ...step, done })));
    this.unsent.keep(this.content.id);
    this.changed(keys);
    void this.#sender.flush();
    return made;
  }

  /** Takes the last step back, whoever made it. */
  undo() {
    const last = this.unsent.steps.length - 1;
    if (last < (this.#sender.isSending ? 1 : 0)) return this.#step("undo");
    // It has never left this page.
    this.unsent.steps.pop()?.done?.(false);
    this.unsent.keep(this.content.id);
    this.changed(null);
    return Promise.resolve();
  }

  /** Makes the step again that was taken back last. */
  redo() {
    return this.#step("redo");
  }

  /** Asks where both sides changed the same, and before a migration. @returns {Promise<boolean>} whether it is saved */
  async save() {
    if (this.saving || this.readOnly || this.status !== "ready" || (this.isAway && this.#sayAway())) return false;
    if (!this.dirty && !this.migrates && !this.fileChanged) return true;
    this.saving = true;
    this.changed([]);
    try {
      return await this.#sender.inLine(() => this.#saveNow());
    } catch (error) {
      this.host.toasts.showError(error);
      return false;
    } finally {
      this.saving = false;
      this.changed(null);
    }
  }

  /** Ends the draft for everybody, with an Undo in the message. @returns {Promise<boolean>} */
  async discard() {
    if (this.isAway && this.#sayAway()) return false;
    const { t, toasts } = this.host;
    const edits = editsBetween(this.content.saved, this.entries);
    try {
      await this.#sender.inLine(() => this.#discardNow());
    } catch (error) {
      toasts.showError(error);
      return false;
    }
    await this.open();
    if (edits.length) toasts.show({ message: t("texts.discarded", { name: this.name }), action: { label: t("undo"), run: () => void this.edit(edits) }, about: `draft ${this.prefix}` });
    return true;
  }

  /** What saving would change. Rejects. @returns {Promise<Difference[]>} */
  differences() {
    if (this.isAway) return Promise.resolve(this.#knownDifferences());
    return this.#sender.inLine(async () => this.#client.differences(await this.#sender.opened()));
  }

  /** One of those who show it does no longer. */
  close() {
    this.shown -= 1;
    if (this.shown > 0) return;
    this.host.textDrafts?.delete(this.prefix);
    this.#listener.stop();
    // What is on its way arrives; what waits for the server is there again when somebody opens it.
    if (this.isAway || this.status !== "ready") this.#sender.stop();
  }

  async #look() {
    try {
      const shape = await this.#client.look();
      this.content.take(shape, true);
      if (shape.id && shape.dirty) this.content.compare(await this.#client.differences(shape.id));
      this.error = null;
      this.#listener.follow();
      if (this.unsent.recover(shape.id, this.content.entries)) void this.#sender.flush();
      this.becomes("ready");
      this.#sender.wake();
    } catch (/** @type {any} */ error) {
      this.error = error;
      // What was read before stays, and can be edited on: a connection that is back reads it again.
      if (this.status === "ready" && error.status !== NOT_FOUND) return;
      // A file that comes back as it was is news all the same.
      if (error.status === NOT_FOUND) Object.assign(this.content, { id: "", fileRevision: null });
      this.becomes(error.status === NOT_FOUND ? "missing" : "failed");
    }
  }

  #catchUp() {
    const { id, revision } = this.content;
    if (!id) return this.open();
    const read = async () => {
      const shape = await this.#client.get(id, Math.max(0, revision));
      if (shape.id !== this.content.id) return;
      const isOtherFile = shape.file_revision !== this.content.fileRevision;
      this.content.take(shape, false);
      if (shape.dirty && isOtherFile) this.content.compare(await this.#client.differences(id));
      this.changed(null);
    };
    return this.#sender.inLine(read).catch((error) => void (error.status === NOT_FOUND && this.#ended(true)));
  }

  /** @param {boolean} isExpired */
  async #ended(isExpired) {
    const { t, toasts } = this.host;
    const edits = editsBetween(this.content.saved, this.content.entries);
    if (isExpired && this.content.dirty) {
      await this.#sender.inLine(() => this.#sender.reopen()).catch(() => {});
      return this.#sender.flush();
    }
    this.#sender.leave([]);
    await this.open();
    if (edits.length && !isExpired) toasts.show({ message: t("texts.discarded_elsewhere", { name: this.name }), action: { label: t("undo"), run: () => void this.edit(edits) }, about: `draft ${this.prefix}` });
    return undefined;
  }

  /** @param {"undo" | "redo"} way */
  async #step(way) {
    if (!this.content.id || !(way === "undo" ? this.canUndo : this.canRedo)) return;
    try {
      await this.#sender.inLine(async () => this.content.take(await this.#client.step(this.content.id, way), false));
      this.changed(null);
    } catch (/** @type {any} */ error) {
      if (error.status === NOT_FOUND) await this.#ended(true);
      else this.host.toasts.showError(error);
    }
  }

  async #saveNow() {
    await this.#sender.opened();
    const merged = await saveDraft({ host: this.host, client: this.#client, content: this.content, words: this.words });
    if (!merged) return false;
    const { t, toasts } = this.host;
    if (merged.length) toasts.show({ message: t("texts.merged", { count: merged.length }), about: `draft ${this.prefix}` });
    this.dispatchEvent(new CustomEvent("saved", { detail: { merged } }));
    return true;
  }

  async #discardNow() {
    const { id } = this.content;
    for (const { done } of this.unsent.steps.splice(0)) done?.(false);
    this.unsent.keep("");
    this.#listener.ownEnd(id);
    if (id) this.content.take(await this.#client.get(id, this.content.revision), false);
    if (id) await this.#client.discard(id, this.content.revision);
    this.content.id = "";
  }

  /** What is known of them while the server is away. */
  #knownDifferences() {
    const { saved } = this.content;
    return editsBetween(saved, this.entries).map(({ key, value = null, removed = false }) => ({ key, before: saved.get(key)?.value ?? null, after: value, had: saved.has(key), has: !removed }));
  }

  /** @param {import("./draft_conflicts.js").Conflict} conflict */
  #decide(conflict) {
    let resolve = /** @type {(take: any) => void} */ (() => {});
    const decided = new Promise((answer) => (resolve = answer));
    const event = new CustomEvent("conflict", { cancelable: true, detail: { ...conflict, resolve } });
    return this.dispatchEvent(event) ? askConflicts(this.host, conflict, this.words) : decided;
  }

  /** @param {DraftEdit[]} edits */
  #offerAgain(edits) {
    const { t, toasts } = this.host;
    const seen = Object.fromEntries(touched(edits).map((key) => [key, this.content.entries.get(key)?.revision ?? 0]));
    toasts.show({ message: t("texts.not_kept"), action: { label: t("texts.use_mine"), run: () => void this.edit(edits, seen) } });
  }

  #sayAway() {
    const { t, toasts } = this.host;
    toasts.show({ message: t("texts.away"), hint: t("texts.away_hint"), severity: "error", about: `away ${this.prefix}` });
    return true;
  }
}
