/** The mask painter: a full-screen dialog, the same in both hosts. White is painted. */

import { openFullDialog } from "../dialogs.js";
import { element } from "../elements.js";
import { openShortcuts } from "../shortcuts.js";
import { loadStyles } from "../styles.js";
import { ownUndoKeys } from "../undo_keys.js";
import { toolStrip, topBar } from "./bars.js";
import { UNSAVED } from "./drafts.js";
import { leadFocus } from "./focus.js";
import { keyTable, listenForKeys } from "./keys.js";
import { failedNotice, problemBar, readingNotice, unsavedBar } from "./notices.js";
import { Painting } from "./painting.js";
import { settingsPanel } from "./panel.js";
import { encodeGray } from "./png.js";
import { pageStorage, PainterSettings } from "./settings.js";
import { readImage, readMask, readPixels } from "./source.js";
import { Workplace } from "./workplace.js";

/**
 * @typedef {object} PainterOptions
 * @property {string} title
 * @property {string} name of the image
 * @property {string} imageUrl
 * @property {string | Blob | null} maskUrl where the mask is, or the mask itself; null where there is none yet
 * @property {number} width of the image and of the mask
 * @property {number} height
 * @property {(png: Blob, about: {isEmpty: boolean}) => Promise<void>} save fails with an error that may have a `hint`, and
 *   `choices` in place of trying again
 * @property {import("./drafts.js").DraftPlace} drafts where what is not saved is kept
 * @property {import("./panel.js").Extra[]} [extras] further buttons
 *
 * @typedef {object} SaveChoice a way on where a mask was not saved
 * @property {string} label
 * @property {boolean} [primary]
 * @property {() => Promise<{maskUrl: string | null} | void>} run saves, or tells which mask to show instead
 *
 * @typedef {import("./drafts.js").Draft} Draft
 */

/** The first brush is so large a part of the image. */
const FIRST_SIZE = 1 / 16;

/**
 * Resolves when the painter is closed. What was painted and not saved is offered again, in a toast at once and whenever the
 * painter is opened on this image.
 * @param {import("../host.js").Host} host
 * @param {PainterOptions} options
 * @returns {Promise<"saved" | "cancelled">}
 */
export async function openPainter(host, options) {
  await loadStyles(["painter", "panel", "stage"].map((sheet) => new URL(`./${sheet}.css`, import.meta.url).href));
  return new Painter(host, options).open(null);
}

class Painter {
  #host;
  #options;
  #settings;
  #root = element("div", { class: "penstock-painter" });
  #main = element("div", { class: "penstock-painter-main" });
  #problem = element("div", { class: "penstock-painter-problems" });
  #bar;
  #workplace = /** @type {Workplace | null} */ (null);
  #dialog = /** @type {import("../dialogs.js").Dialog | null} */ (null);
  #saving = /** @type {Promise<void> | null} */ (null);
  #isClosed = false;
  #isSaved = false;
  /** Whether what was kept is what is being painted, or was given up. */
  #isDraftTaken = false;
  /** Whether their mask was put over what was painted. */
  #isTheirs = false;
  #closeMessage = () => {};
  #leadFocus = leadFocus(this.#root, () => this.#focusStage());

  /**
   * @param {import("../host.js").Host} host
   * @param {PainterOptions} options
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    const { t } = host;
    const firstSize = Math.max(1, Math.round(Math.max(options.width, options.height) * FIRST_SIZE));
    this.#settings = new PainterSettings(pageStorage(), firstSize);
    const whole = { fillAll: () => this.#change("fillAll"), clear: () => this.#change("clear"), invert: () => this.#change("invert") };
    const panel = settingsPanel(t, this.#settings, whole, (options.extras ?? []).map((extra) => ({ ...extra, run: () => this.#leaveFor(extra.run) })));
    const strip = toolStrip(t, this.#settings, { choose: (tool) => this.#settings.set({ tool }), toggleSettings: panel.toggle });
    this.#bar = topBar(t, options.title, {
      undo: () => this.#change("undo"),
      redo: () => this.#change("redo"),
      fit: () => this.#workplace?.gestures.fit(),
      actual: () => this.#workplace?.gestures.actual(),
      zoomTo: (scale) => this.#workplace?.gestures.zoomBy(scale / this.#workplace.gestures.view.scale),
      help: () => this.#help(),
      cancel: () => this.#dialog?.close(),
      save: () => void this.#save(),
    });
    this.#root.append(this.#bar.root, this.#problem, strip, this.#main, panel.root);
    this.#showState();
  }

  /**
   * @param {Draft | null} draft what was painted before
   * @returns {Promise<"saved" | "cancelled">}
   */
  async open(draft) {
    const warn = (/** @type {BeforeUnloadEvent} */ event) => this.#workplace?.painting.isChanged && event.preventDefault();
    window.addEventListener("beforeunload", warn);
    const dialog = openFullDialog(this.#host, { title: this.#options.title, content: this.#root, className: "penstock-painter-dialog" });
    this.#dialog = dialog;
    // Its Undo would open a second painter over this one; what was kept is offered in its own image's painter.
    this.#host.toasts.closeAbout(UNSAVED);
    this.#listenForKeys(dialog.root);
    this.#leadFocus(dialog.root);
    this.#isDraftTaken = draft !== null;
    if (draft) this.#begin(draft);
    else void this.#load();
    await dialog.closed;
    window.removeEventListener("beforeunload", warn);
    this.#isClosed = true;
    await this.#saving;
    this.#closeMessage();
    this.#workplace?.close();
    this.#keepDraft();
    return this.#isSaved ? "saved" : "cancelled";
  }

  async #load() {
    const { t } = this.#host;
    const { imageUrl, maskUrl, width, height } = this.#options;
    this.#main.replaceChildren(readingNotice(t));
    const image = readImage(imageUrl).catch(() => this.#cannotRead(t("painter.image_failed")));
    const mask = readMask(maskUrl, width, height).catch(() => this.#cannotRead(t("painter.mask_failed")));
    const read = await Promise.all([image, mask]);
    if (!read[0] || !read[1] || this.#isClosed) return;
    this.#begin({ image: read[0], painting: new Painting(read[1]) });
    this.#offerDraft();
  }

  /** @param {string} message */
  #cannotRead(message) {
    const { t } = this.#host;
    this.#main.replaceChildren(failedNotice(message, t("painter.failed_hint"), { label: t("retry"), run: () => void this.#load() }));
    this.#main.querySelector("button")?.focus();
    return null;
  }

  /** @param {Draft} draft */
  #begin({ image, painting }) {
    const { width, height, title } = this.#options;
    this.#workplace = new Workplace({
      image,
      painting,
      settings: this.#settings,
      keys: this.#dialog?.root ?? this.#root,
      label: this.#host.t("painter.canvas", { name: title }),
      pixels: () => readPixels(image, width, height),
      changed: () => this.#showState(),
    });
    this.#main.replaceChildren(this.#workplace.root);
    this.#focusStage();
    this.#showState();
  }

  /** Nothing is chosen for a picture that is not there. */
  #setReady() {
    for (const part of this.#root.querySelectorAll(".penstock-painter-strip, .penstock-painter-panel section:not(.penstock-painter-extras)")) {
      part.toggleAttribute("inert", this.#workplace === null);
    }
  }

  #showState() {
    this.#setReady();
    const { history } = this.#workplace?.painting ?? {};
    this.#bar.show({
      canUndo: history?.canUndo ?? false,
      canRedo: history?.canRedo ?? false,
      scale: this.#workplace?.gestures.view.scale ?? 1,
      isReady: this.#workplace !== null,
      isSaving: this.#saving !== null,
    });
  }

  /** @param {HTMLElement} keys where keys are heard */
  #listenForKeys(keys) {
    const swapped = { brush: "eraser", eraser: "brush" };
    const swap = () => {
      const { tool, erases } = this.#settings.now;
      if (tool === "brush" || tool === "eraser") this.#settings.set({ tool: /** @type {"brush" | "eraser"} */ (swapped[tool]) });
      else this.#settings.set({ erases: !erases });
    };
    ownUndoKeys(this.#root, { undo: () => this.#change("undo"), redo: () => this.#change("redo") });
    listenForKeys(keys, this.#settings, {
      choose: (tool) => this.#settings.set({ tool }),
      swap,
      invert: () => this.#change("invert"),
      clear: () => this.#change("clear"),
      save: () => void this.#save(),
      help: () => this.#help(),
      cancelGesture: () => this.#workplace?.cancelGesture() ?? false,
    });
  }

  /**
   * What is being saved stays as it is meanwhile.
   * @param {Parameters<Workplace["change"]>[0]} name
   */
  #change(name) {
    if (!this.#saving) this.#workplace?.change(name);
  }

  #help() {
    openShortcuts(this.#host, keyTable(this.#host.t));
  }

  #focusStage() {
    this.#workplace?.root.focus({ preventScroll: true });
  }

  /** @returns {Promise<void>} */
  async #save() {
    const place = this.#workplace;
    if (!place || this.#saving) return;
    place.endGesture();
    if (!place.painting.isChanged) return this.#finish();
    const { mask } = place.painting;
    await this.#try(async () => this.#options.save(await encodeGray(mask), { isEmpty: mask.isEmpty }));
  }

  /**
   * Saves, one way or the other; closes where it worked.
   * @param {() => Promise<{maskUrl: string | null} | void>} save
   */
  async #try(save) {
    this.#problem.replaceChildren();
    this.#saving = this.#run(save);
    this.#main.inert = true;
    this.#showState();
    await this.#saving;
    this.#saving = null;
    this.#main.inert = false;
    if (this.#isSaved) return this.#dialog?.close();
    this.#showState();
    if (!this.#problem.hasChildNodes()) this.#focusStage();
  }

  /** @param {() => Promise<{maskUrl: string | null} | void>} save */
  async #run(save) {
    try {
      const instead = await save();
      if (instead) await this.#showInstead(instead.maskUrl);
      else this.#isSaved = this.#isDraftTaken = true;
    } catch (/** @type {any} */ error) {
      this.#tell(error);
    }
  }

  #finish() {
    this.#isSaved = true;
    this.#dialog?.close();
  }

  /**
   * Another mask takes the place of what was painted; undo brings that back.
   * @param {string | null} maskUrl
   */
  async #showInstead(maskUrl) {
    const { width, height } = this.#options;
    const mask = await readMask(maskUrl, width, height);
    const place = /** @type {Workplace} */ (this.#workplace);
    const { state } = place.painting.history;
    place.replace(mask.levels);
    place.painting.markSaved();
    this.#isTheirs = state !== place.painting.history.state;
    this.#closeMessage = this.#host.toasts.show({ message: this.#host.t("painter.theirs_shown") });
  }

  /** @param {{message: string, hint?: string, choices?: SaveChoice[]}} error */
  #tell({ message, hint, choices }) {
    const { t } = this.#host;
    const again = [{ label: t("retry"), primary: true, run: () => void this.#save() }];
    const actions = choices?.map((choice) => ({ ...choice, run: () => void this.#try(choice.run) })) ?? again;
    const title = choices ? message : `${t("painter.save_failed")} ${message}`;
    const more = choices ? hint : [hint, t("painter.nothing_lost")].filter(Boolean).join(" ");
    this.#problem.replaceChildren(problemBar(title, more ?? "", actions));
    this.#problem.querySelector("button")?.focus();
  }

  /** @param {() => void} run */
  #leaveFor(run) {
    this.#dialog?.close();
    void this.#dialog?.closed.then(run);
  }

  /** What was not saved the last time. */
  #offerDraft() {
    const { t, toasts } = this.#host;
    const { draft, isStale } = this.#options.drafts.take();
    if (isStale) this.#closeMessage = toasts.show({ message: t("painter.draft_stale") });
    if (!draft) return;
    const choose = (/** @type {() => void} */ act) => () => {
      this.#isDraftTaken = true;
      this.#problem.replaceChildren();
      act();
      this.#focusStage();
    };
    const actions = [
      { label: t("painter.discard"), run: choose(() => this.#options.drafts.drop()) },
      { label: t("painter.continue"), primary: true, run: choose(() => this.#continue(draft)) },
    ];
    this.#problem.replaceChildren(unsavedBar(t("painter.unsaved"), actions));
  }

  /** @param {Draft} draft */
  #continue(draft) {
    const place = this.#workplace;
    if (place?.painting.isChanged) return place.replace(draft.painting.mask.levels);
    place?.close();
    return this.#begin(draft);
  }

  /**
   * Where their mask was only looked at, one's own comes back.
   * @param {Painting} painting
   */
  #hasUnsaved(painting) {
    if (this.#isTheirs && !painting.isChanged) painting.undo();
    return painting.isChanged;
  }

  #keepDraft() {
    const { drafts, name } = this.#options;
    const place = this.#workplace;
    if (this.#isDraftTaken) drafts.drop();
    if (!place || this.#isSaved || !this.#hasUnsaved(place.painting)) return;
    const { t, toasts } = this.#host;
    const draft = { image: place.image, painting: place.painting };
    const action = { label: t("undo"), run: () => void new Painter(this.#host, this.#options).open(draft) };
    drafts.keep(draft);
    toasts.show({ message: t("painter.not_saved", { name }), hint: t("painter.draft_kept"), about: UNSAVED, action });
  }
}
