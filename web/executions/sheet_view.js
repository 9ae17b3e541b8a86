/** A contact sheet with all that acts on its pictures: the same for one execution and for two that are compared. */

import { openShortcuts } from "../library/shortcuts.js";
import { ContactSheet } from "./contact_sheet.js";
import { DeletionSteps } from "./deletion_steps.js";
import { deleteFiles } from "./execution_actions.js";
import { openLarge } from "./large_view.js";
import { shownKeys } from "./sheet_keys.js";
import { openPictureMenu } from "./sheet_menu.js";
import { keptTile, MarkedBar } from "./sheet_tools.js";

/**
 * @typedef {import("./types.js").Picture} Picture
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 */

export class SheetView {
  #host;
  #book;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./execution_book.js").ExecutionBook} book
   * @param {{ownHelp: boolean}} options whether `?` is heard here, because the page has no help
   */
  constructor(host, book, { ownHelp }) {
    this.#host = host;
    this.#book = book;
    this.steps = new DeletionSteps();
    const help = () => void openShortcuts(host, [{ title: host.t("executions.title"), keys: shownKeys(host.t) }]);
    this.sheet = new ContactSheet(host, book.client, {
      open: (side, picture) => void this.open(side, picture),
      pick: (side, picture) => this.#pick(side, picture),
      remove: (side, pictures) => void this.#remove(side, pictures),
      menu: (side, picture, place) => this.#menu(side, picture, place),
      marked: () => this.marked.show(this.sheet.marks.size),
      help: ownHelp ? help : undefined,
    });
    this.sheet.tile = keptTile();
    this.marked = new MarkedBar(host.t, { remove: () => this.#removeMarked(), clear: () => (this.sheet.clearMarks(), this.sheet.focusLast()) });
  }

  /**
   * A picture on the whole screen; the keyboard comes back to the one that was shown last.
   * @param {number} side
   * @param {Picture} picture
   */
  async open(side, picture) {
    const { executions } = this.sheet;
    const last = await openLarge(this.#host, this.#book.client, {
      executions,
      side,
      picture,
      pick: (at, one) => this.#pick(at, one),
      remove: (at, one) => void this.#remove(at, [one]),
      steps: this.steps,
    });
    this.sheet.update();
    this.sheet.focusPicture(last.side, last.name);
  }

  /** Brings what is shown in line with the executions. */
  update() {
    this.sheet.updateSoon();
  }

  /**
   * @param {number} side
   * @param {Picture} picture
   */
  #pick(side, picture) {
    const execution = this.sheet.executions[side];
    if (execution.about?.read_only) return this.#refuse();
    return void execution.pick(picture.order, execution.isPicked(picture) ? null : picture.name);
  }

  /**
   * @param {number} side
   * @param {Picture[]} pictures
   */
  async #remove(side, pictures) {
    const execution = this.sheet.executions[side];
    if (execution.about?.read_only) return this.#refuse();
    const names = pictures.map(({ name }) => name);
    await this.steps.run(() => deleteFiles(this.#host, this.#book, execution.key, names, () => void this.#back(side, names)));
    return undefined;
  }

  /**
   * Pictures that came back out of the trash: the keyboard goes to the first of them.
   * @param {number} side
   * @param {string[]} names
   */
  async #back(side, names) {
    const execution = this.sheet.executions[side];
    await execution?.refresh();
    if (!this.sheet.root.isConnected) return;
    this.sheet.update();
    this.sheet.focusPicture(side, names[0]);
  }

  #removeMarked() {
    for (const side of this.sheet.executions.keys()) {
      const pictures = this.sheet.marks.all(side);
      if (pictures.length) void this.#remove(side, pictures);
    }
    this.sheet.focusLast();
  }

  /**
   * @param {number} side
   * @param {Picture} picture
   * @param {import("../library/menu.js").Place} place
   */
  #menu(side, picture, place) {
    const execution = this.sheet.executions[side];
    const targets = this.sheet.marks.targets(side, picture);
    openPictureMenu(this.#host, place, execution, picture, targets.length, {
      open: () => void this.open(side, picture),
      pick: () => this.#pick(side, picture),
      remove: () => void this.#remove(side, targets),
      markOthers: () => this.sheet.mark(side, othersOf(execution), true),
    });
  }

  #refuse() {
    const { t, toasts } = this.#host;
    toasts.show({ message: t("executions.read_only"), hint: t("executions.read_only_hint"), severity: "error", about: "execution read-only" });
  }
}

/**
 * The pictures of scenes that have a picked one, without that.
 * @param {OpenExecution} execution
 */
function othersOf(execution) {
  const picks = execution.about?.picks ?? {};
  return execution.images.filter(({ order, name }) => picks[order] && picks[order] !== name).map(({ name }) => name);
}
