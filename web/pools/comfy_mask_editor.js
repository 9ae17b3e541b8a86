/** `host.maskEditor` on ComfyUI's pages: masks of a pool in ComfyUI's own mask editor. */

import { editImage, hasMaskEditor } from "../library/comfyui/mask_editor.js";
import { offerUndo } from "./undo_offer.js";

const STALE = 409;

/**
 * @typedef {import("./pool.js").Pool} Pool
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {import("../library/comfyui/mask_editor.js").FileReference} FileReference
 *
 * @typedef {{filename: string, subfolder: string, type: string, opened: string}} Saved `opened`: the temporary picture
 */

export class ComfyMaskEditor {
  #page;
  #nodeOf;

  /**
   * @param {import("../library/comfyui/page.js").Page} page
   * @param {(poolId: string) => any} nodeOf a node that shows this pool
   */
  constructor(page, nodeOf) {
    this.#page = page;
    this.#nodeOf = nodeOf;
  }

  /** Empty where it works. */
  get whyNot() {
    return hasMaskEditor(this.#page.app) ? "" : this.#page.host.t("mask_editor.missing");
  }

  /**
   * Opens the editor with the image and its mask, and takes back what it saves. Where it does not come up, our painter
   * does.
   * @param {Pool} pool
   * @param {Slot} slot
   */
  async open(pool, slot) {
    const { app, host } = this.#page;
    const node = this.#nodeOf(pool.id);
    if (this.whyNot || !node) return this.#paint(pool, slot, this.whyNot || host.t("mask_editor.no_node"));
    await closeDialogs();
    const mask = `/penstock/pools/${encodeURIComponent(pool.id)}/slots/${encodeURIComponent(slot.id)}/mask`;
    const picture = await host.requests.send("POST", `${mask}/editor`);
    const { opened, saved } = await editImage(app, node, picture);
    if (opened && saved) return this.#takeBack(pool, slot, mask, { ...inFull(saved), opened: picture.filename });
    await this.#tidy(mask, { opened: picture.filename });
    return opened ? undefined : this.#paint(pool, slot, host.t("mask_editor.did_not_open"));
  }

  /**
   * @param {Pool} pool
   * @param {Slot} slot as it was when the editor opened
   * @param {string} mask its path
   * @param {Saved} saved
   */
  async #takeBack(pool, slot, mask, saved) {
    try {
      await this.#send(pool, mask, saved, slot.mask_revision);
    } catch (/** @type {any} */ error) {
      if (error.status !== STALE) throw error;
      await this.#askWhose(pool, mask, saved, error);
    }
  }

  /**
   * @param {Pool} pool
   * @param {string} mask
   * @param {Saved} saved
   * @param {number | null} revision the one that was seen; null overwrites
   */
  async #send(pool, mask, saved, revision) {
    const { requests, toasts, t } = this.#page.host;
    const { change } = await requests.send("POST", `${mask}/from_editor`, { ...saved, revision });
    const undo = () => void pool.undo(change).catch((/** @type {any} */ error) => toasts.showError(error));
    offerUndo(this.#page.host, pool, { message: t("mask_editor.saved"), severity: "success", undo });
    await pool.refresh();
  }

  /**
   * Somebody else painted meanwhile: theirs is kept unless the user says otherwise.
   * @param {Pool} pool
   * @param {string} mask
   * @param {Saved} saved
   * @param {any} error
   */
  async #askWhose(pool, mask, saved, error) {
    const { host } = this.#page;
    const { openDialog } = await import("../library/dialogs.js");
    let mine = false;
    const dialog = openDialog(host, {
      title: error.message,
      content: document.createTextNode(host.t("mask_editor.conflict")),
      actions: [
        { label: host.t("mask_editor.keep_theirs"), run: () => undefined },
        { label: host.t("mask_editor.save_mine"), primary: true, run: () => void (mine = true) },
      ],
    });
    await dialog.closed;
    if (mine) return this.#send(pool, mask, saved, null);
    await this.#tidy(mask, saved);
    return pool.refresh();
  }

  /**
   * @param {string} mask
   * @param {Record<string, string>} files
   */
  #tidy(mask, files) {
    return this.#page.host.requests.send("DELETE", `${mask}/editor?${new URLSearchParams(files)}`);
  }

  /**
   * @param {Pool} pool
   * @param {Slot} slot
   * @param {string} why
   */
  async #paint(pool, slot, why) {
    this.#page.host.toasts.show({ message: why });
    const { paintMask } = await import("./mask_painting.js");
    return paintMask(this.#page.host, pool, slot);
  }
}

/** @param {FileReference} reference */
function inFull({ filename, subfolder = "", type = "input" }) {
  return { filename, subfolder, type };
}

/** The editor would stand below a dialog of ours: those are in the browser's top layer. */
async function closeDialogs() {
  const open = /** @type {HTMLDialogElement[]} */ ([...document.querySelectorAll("dialog[open]")].filter(({ className }) => /\bpenstock/.test(className)));
  const closed = open.map((dialog) => new Promise((done) => dialog.addEventListener("close", done, { once: true })));
  for (const dialog of open.reverse()) dialog.close();
  await Promise.all(closed);
}
