/** Painting the mask of an image in a pool. */

import { DraftPlace } from "../library/painter/drafts.js";
import { openPainter } from "../library/painter/painter.js";
import { offerUndo } from "./undo_offer.js";

const CONFLICT = 409;

/**
 * Opens the painter with the image and its mask; resolves when it is closed.
 * @param {import("../library/host.js").Host} host
 * @param {import("./pool.js").Pool} pool
 * @param {import("./types.js").Slot} slot
 * @returns {Promise<void>}
 */
export async function paintMask(host, pool, slot) {
  const { t } = host;
  const name = slot.label || slot.image;
  const drafts = new DraftPlace(host.maskDrafts, `${pool.id}/${slot.id}`, slot.mask_revision);
  const saving = new MaskSaving(host, pool, slot, drafts);
  await openPainter(host, {
    title: t("painter.title", { name }),
    name,
    imageUrl: pool.client.imageUrl(slot),
    maskUrl: pool.client.maskUrl(slot),
    width: slot.width,
    height: slot.height,
    save: (png, { isEmpty }) => saving.save(png, isEmpty),
    drafts,
    extras: otherEditor(host, pool, slot),
  });
}

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./pool.js").Pool} pool
 * @param {import("./types.js").Slot} slot
 * @returns {import("../library/painter/panel.js").Extra[]}
 */
function otherEditor(host, pool, slot) {
  const { t, maskEditor: editor, toasts } = host;
  if (!editor) return [];
  const run = () => void editor.open(pool, slot).catch((error) => toasts.showError(error));
  return [{ label: t("painter.comfy_editor"), icon: "mask", run, disabled: editor.whyNot !== "", hint: editor.whyNot }];
}

/** Saves over the mask that was seen last; where there is another one by now, the user decides. */
class MaskSaving {
  #host;
  #pool;
  #slot;
  #drafts;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./pool.js").Pool} pool
   * @param {import("./types.js").Slot} slot
   * @param {DraftPlace} drafts
   */
  constructor(host, pool, slot, drafts) {
    this.#host = host;
    this.#pool = pool;
    this.#slot = slot;
    this.#drafts = drafts;
  }

  /**
   * @param {Blob} png
   * @param {boolean} isEmpty
   * @returns {Promise<void>}
   */
  async save(png, isEmpty) {
    const { t, toasts } = this.#host;
    if (isEmpty && !this.#slot.mask) return void toasts.show({ message: t("painter.empty") });
    try {
      if (isEmpty) this.#offerUndo(t("painter.cleared"), await this.#pool.clearMask(this.#slot));
      else await this.#store(png, false);
    } catch (/** @type {any} */ error) {
      throw error.status === CONFLICT ? this.#conflict(error.current, png, isEmpty) : error;
    }
  }

  /**
   * @param {Blob} png
   * @param {boolean} force
   */
  async #store(png, force) {
    const change = await this.#pool.saveMask(this.#slot, png, { force });
    this.#offerUndo(this.#host.t("painter.saved"), change);
  }

  /**
   * @param {import("./types.js").Slot | undefined} current the slot as it is now
   * @param {Blob} png
   * @param {boolean} isEmpty
   */
  #conflict(current, png, isEmpty) {
    const { t } = this.#host;
    const theirs = { ...this.#slot, ...current };
    // Who has been told of their mask may still go on with the own one.
    this.#drafts.revision = theirs.mask_revision;
    const show = async () => {
      this.#slot = theirs;
      return { maskUrl: this.#pool.client.maskUrl(theirs) };
    };
    const overwrite = async () => {
      this.#slot = theirs;
      if (isEmpty) await this.save(png, isEmpty);
      else await this.#store(png, true);
    };
    const choices = [
      { label: t("painter.show_theirs"), run: show },
      { label: t("painter.save_mine"), primary: true, run: overwrite },
    ];
    return Object.assign(new Error(t("painter.conflict")), { choices });
  }

  /**
   * @param {string} message
   * @param {number} change
   */
  #offerUndo(message, change) {
    const { t, toasts } = this.#host;
    const undo = () =>
      void this.#pool.undo(change).then(
        () => toasts.show({ message: t("painter.undone") }),
        (error) => toasts.showError(error),
      );
    offerUndo(this.#host, this.#pool, { message, severity: "success", undo });
  }
}
