/** What can be done to a pool's images, each said and, where it can be, undone; used by keys, menus, buttons and views. */

import { arriving } from "../library/requests.js";
import { closeUndoOffer, offerUndo } from "./undo_offer.js";

/**
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {import("./pool.js").Pool} Pool
 * @typedef {import("../library/host.js").Host} Host
 */

/** Every command shows its own errors; it resolves to whether it was done. */
export class PoolCommands {
  /** Views that are open, or on their way: a key that is held, or pressed again meanwhile, opens no second one. */
  #open = /** @type {Set<string>} */ (new Set());

  /**
   * @param {Host} host
   * @param {import("./pools.js").Pools} pools
   * @param {Pool} pool
   * @param {(text: string) => void} say tells screen readers what happened
   */
  constructor(host, pools, pool, say) {
    this.host = host;
    this.pools = pools;
    this.pool = pool;
    this.say = say;
  }

  /**
   * The same commands for a view with a live region of its own (what lies behind a dialog is not read out).
   * @param {(text: string) => void} say
   */
  saying(say) {
    return new PoolCommands(this.host, this.pools, this.pool, say);
  }

  /** @param {Slot} slot */
  select(slot) {
    return this.#try(async () => {
      await this.pool.select(slot.id);
      this.#tell("pools.selected", { position: this.pool.state.position });
    });
  }

  /**
   * @param {string[]} ids
   * @param {string} [name] of the one image
   */
  remove(ids, name = "") {
    return this.#try(async () => {
      const change = await this.pool.remove(ids);
      const { t } = this.host;
      this.#offerUndo(ids.length === 1 && name ? t("pools.removed", { name }) : t("pools.removed_many", { count: ids.length }), change);
    });
  }

  /**
   * @param {Slot} slot as it was when the user began to type
   * @param {string} label
   */
  label(slot, label) {
    return this.#try(() => this.pool.label(slot, label), (error) => this.#labelConflict(error, label));
  }

  /**
   * @param {string[]} ids in the order in which they shall stand
   * @param {string | null} before a slot id; null puts them at the end
   */
  move(ids, before) {
    return this.#try(async () => {
      await this.pool.move(ids, before);
      const position = this.pool.positionOf(ids[0] ?? "");
      if (position >= 0) this.#tell(ids.length === 1 ? "pools.moved" : "pools.moved_many", { count: ids.length, position });
    });
  }

  /** @param {string[]} ids */
  duplicate(ids) {
    return this.#try(async () => {
      const change = await this.pool.duplicate(ids);
      this.#offerUndo(this.host.t("pools.duplicated", { count: ids.length }), change);
    });
  }

  /**
   * Asks which pool, and copies images with their labels and masks.
   * @param {string[]} ids
   */
  copyToPool(ids) {
    return this.#once("choose", async () => {
      const { choosePool } = await arriving(import("./pool_chooser.js"));
      const chosen = await choosePool(this.host, this.pools, { exclude: this.pool.id });
      if (!chosen) return;
      const { pool, count } = await this.pool.copyTo(ids, chosen.id);
      this.host.toasts.show({ message: this.host.t("pools.copied", { count, pool }), severity: "success" });
    });
  }

  /** @param {Slot} slot */
  paint(slot) {
    return this.#once("paint", async () => {
      const { paintMask } = await arriving(import("./mask_painting.js"));
      await paintMask(this.host, this.pool, slot);
    });
  }

  /** @param {Slot} slot */
  paintElsewhere(slot) {
    return this.#try(async () => this.host.maskEditor?.open(this.pool, slot));
  }

  /** @param {Slot} slot */
  clearMask(slot) {
    return this.#try(async () => {
      const change = await this.pool.clearMask(slot);
      this.#offerUndo(this.host.t("pools.mask_cleared"), change);
    });
  }

  /**
   * Opens the zoom view.
   * @param {number} position
   * @returns {Promise<number>} the position that was shown last
   */
  async zoom(position) {
    let last = position;
    await this.#once("zoom", async () => {
      const { openZoom } = await arriving(import("./zoom.js"));
      last = await openZoom(this.host, this.pool, position, { commands: this });
    });
    return last;
  }

  /** @param {number} [change] the last one where it is not given */
  undo(change) {
    closeUndoOffer(this.host, this.pool);
    return this.#try(async () => {
      await this.pool.undo(change);
      this.#tell("pools.undone");
    });
  }

  redo() {
    closeUndoOffer(this.host, this.pool);
    return this.#try(async () => {
      await this.pool.redo();
      this.#tell("pools.redone");
    });
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values] a position counts from 0, as the numbers on the tiles do
   */
  #tell(key, values) {
    this.say(this.host.t(key, values));
  }

  /**
   * @param {string} message
   * @param {number} change
   */
  #offerUndo(message, change) {
    offerUndo(this.host, this.pool, { message, undo: () => void this.undo(change) });
  }

  /**
   * Somebody else was faster: their label is shown, ours is one click away.
   * @param {any} error
   * @param {string} label
   */
  #labelConflict(error, label) {
    if (!error.current) return false;
    const { t, toasts } = this.host;
    const mine = { label: t("pools.use_mine"), run: () => void this.label(error.current, label) };
    toasts.show({ message: error.message, hint: t("pools.yours_was", { label }), severity: "error", action: mine });
    return true;
  }

  /**
   * @param {string} view
   * @param {() => Promise<unknown>} act resolves when it is closed
   */
  async #once(view, act) {
    if (this.#open.has(view)) return false;
    this.#open.add(view);
    const done = await this.#try(act);
    this.#open.delete(view);
    return done;
  }

  /**
   * @param {() => Promise<unknown>} act
   * @param {(error: any) => boolean} [settles] whether the error is shown already
   * @returns {Promise<boolean>}
   */
  async #try(act, settles = () => false) {
    try {
      await act();
      return true;
    } catch (error) {
      if (!settles(error)) this.host.toasts.showError(error);
      return false;
    }
  }
}
