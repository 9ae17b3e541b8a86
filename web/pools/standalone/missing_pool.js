/** Says that there is no such pool, in place of its images: none yet, or that of a profile that was deleted. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { backOf } from "./addresses.js";

export class MissingPool {
  #app;
  #poolId;
  #title = element("strong", { attributes: { dir: "auto" } });
  #hint = element("p");
  #make;
  #restore;

  /**
   * @param {import("./pages.js").PoolApp} app
   * @param {string} poolId
   */
  constructor(app, poolId) {
    this.#app = app;
    this.#poolId = poolId;
    const { t } = app.host;
    const primary = { showLabel: true, class: "penstock-button penstock-primary" };
    this.#make = button(t("page.create_it"), () => void this.#create(), { icon: icon("plus"), ...primary });
    this.#restore = button(t("page.restore_profile"), () => void app.host.profiles?.restoreProfile(poolId), { icon: icon("undo"), ...primary });
    const { path, all } = backOf(app.host);
    const back = element("a", { class: "penstock-button", text: all, attributes: { href: `#${path}` } });
    const actions = element("div", { class: "penstock-missing-actions" }, this.#restore, this.#make, back);
    this.root = element("div", { class: "penstock-empty penstock-missing", attributes: { role: "status", hidden: "" } }, icon("images"), this.#title, this.#hint, actions);
  }

  /** @param {boolean} missing */
  show(missing) {
    const appears = missing && this.root.hidden;
    setAttribute(this.root, "hidden", missing ? null : "");
    if (!appears) return;
    this.#say("");
    void this.#lookForDeleted();
  }

  /** Where that cannot be read the pool is only missing: it can be made, and a later look finds what was deleted. */
  async #lookForDeleted() {
    const deleted = await this.#app.host.profiles?.deleted().catch(() => []);
    const found = deleted?.find(({ profile }) => profile.id === this.#poolId);
    if (found && !this.root.hidden) this.#say(found.profile.name);
  }

  /** @param {string} deleted the name of a profile that was deleted, empty where it was none */
  #say(deleted) {
    const { t, profiles } = this.#app.host;
    const gone = profiles?.get(this.#poolId)?.name;
    if (deleted) this.#text(t("page.profile_deleted", { name: deleted }), t("page.profile_deleted_hint"));
    else if (gone) this.#text(t("page.profile_gone", { name: gone }), t("page.profile_gone_hint"));
    else this.#text(t("page.no_pool", { pool: this.#poolId }), t("page.no_pool_hint"));
    setAttribute(this.#restore, "hidden", deleted ? null : "");
    setAttribute(this.#make, "hidden", deleted ? "" : null);
  }

  /**
   * @param {string} title
   * @param {string} hint
   */
  #text(title, hint) {
    setText(this.#title, title);
    setText(this.#hint, hint);
  }

  async #create() {
    const { actions, pools } = this.#app;
    if (await actions.create(this.#poolId)) await pools.open(this.#poolId).refresh();
  }
}
