/** What can be done to whole pools; every action says what it did and shows its own errors. */

import { copyText } from "../../library/clipboard.js";
import { askText } from "../../library/dialogs.js";
import { poolPath, shortId } from "./addresses.js";

/**
 * @typedef {import("../../library/host.js").Host} Host
 * @typedef {import("../drops.js").Refused} Refused something dropped that is no file
 */

const GOOD_NAME = /^[\w-]{0,64}$/;

export class PoolActions {
  #host;
  #pools;
  #go;

  /**
   * @param {Host} host
   * @param {import("../pools.js").Pools} pools
   * @param {(path: string) => void} go
   */
  constructor(host, pools, go) {
    this.#host = host;
    this.#pools = pools;
    this.#go = go;
  }

  /** @param {string} id */
  open(id) {
    this.#go(poolPath(id));
  }

  /** Asks for a name, which may be left out, and opens the new pool. */
  async askAndCreate() {
    const { t } = this.#host;
    let made = "";
    const create = async (/** @type {string} */ typed) => {
      const name = typed.trim().replaceAll(/\s+/g, "-");
      if (!GOOD_NAME.test(name)) return t("page.bad_name");
      made = (await this.#create(name || undefined)).id;
      return "";
    };
    const question = { title: t("page.new_pool"), label: t("page.pool_name"), hint: t("page.pool_name_hint"), confirm: t("page.create"), check: create };
    if ((await askText(this.#host, question)) !== null) this.open(made);
  }

  /** @param {string} id */
  create(id) {
    return this.#try(() => this.#create(id));
  }

  /**
   * @param {File[]} files become a pool of their own, which is opened
   * @param {Refused[]} refused
   */
  createOf(files, refused) {
    return this.#try(async () => {
      if (!this.showRefused(files, refused)) return;
      const { id } = await this.#create();
      this.open(id);
      await this.#pools.open(id).upload(files);
    });
  }

  /**
   * Adds to a pool that is not open.
   * @param {{id: string, name: string}} pool
   * @param {File[]} files
   * @param {Refused[]} refused
   */
  add({ id, name }, files, refused) {
    return this.#try(async () => {
      if (!this.showRefused(files, refused)) return;
      const { t, toasts } = this.#host;
      const pool = this.#pools.open(id);
      const count = await pool.upload(files);
      const failed = pool.uploads.problems.length;
      const action = { label: t("page.open"), run: () => this.open(id) };
      const hint = failed ? t("pools.problems", { count: failed }) : "";
      toasts.show({ message: t("page.added_to", { count, pool: name }), hint, severity: failed ? "error" : "success", action });
    });
  }

  /** @param {string} id */
  duplicate(id) {
    return this.#try(async () => {
      const { t, toasts } = this.#host;
      const copy = await this.#pools.client(id).detach(false);
      const action = { label: t("page.open"), run: () => this.open(copy.id) };
      toasts.show({ message: t("page.pool_duplicated", { pool: shortId(copy.id) }), severity: "success", action });
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  delete(id, name) {
    return this.#try(async () => {
      const { requests, t, toasts } = this.#host;
      const { trash } = await requests.send("DELETE", `/penstock${poolPath(id)}`);
      const undo = { label: t("undo"), run: () => void this.#restore(trash) };
      toasts.show({ message: t("page.pool_deleted", { pool: name }), action: undo });
    });
  }

  /** @param {string} id */
  copyId(id) {
    return copyText(this.#host, id);
  }

  /**
   * Says what cannot be added.
   * @param {File[]} files
   * @param {Refused[]} refused
   * @returns {boolean} whether anything is left to add
   */
  showRefused(files, refused) {
    const { t, toasts } = this.#host;
    for (const { name, reason } of refused) {
      toasts.show({ message: `${name}: ${t(`pools.refused.${reason}`)}`, hint: t(`pools.refused.${reason}_hint`), severity: "error" });
    }
    return files.length > 0;
  }

  /** @param {string} trash */
  #restore(trash) {
    return this.#try(() => this.#host.requests.send("POST", `/penstock/trash/${encodeURIComponent(trash)}/restore`));
  }

  /**
   * @param {string} [id]
   * @returns {Promise<import("../types.js").PoolState>}
   */
  #create(id) {
    return this.#host.requests.send("POST", "/penstock/pools", id === undefined ? {} : { id });
  }

  /**
   * @param {() => Promise<unknown>} act
   * @returns {Promise<boolean>} whether it was done
   */
  async #try(act) {
    try {
      await act();
      return true;
    } catch (error) {
      this.#host.toasts.showError(error);
      return false;
    }
  }
}
