/** Says that there is no pool of this name yet, in place of its images. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

export class MissingPool {
  /**
   * @param {import("./pages.js").PoolApp} app
   * @param {string} poolId
   */
  constructor({ host, actions, pools }, poolId) {
    const { t } = host;
    const create = async () => {
      if (await actions.create(poolId)) await pools.open(poolId).refresh();
    };
    const make = button(t("page.create_it"), () => void create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    const back = element("a", { class: "penstock-button", text: t("page.all_pools"), attributes: { href: "#/pools" } });
    const texts = [icon("images"), element("strong", { text: t("page.no_pool", { pool: poolId }) }), element("p", { text: t("page.no_pool_hint") })];
    this.root = element("div", { class: "penstock-empty penstock-missing", attributes: { role: "status", hidden: "" } }, ...texts, element("div", { class: "penstock-missing-actions" }, make, back));
  }

  /** @param {boolean} missing */
  show(missing) {
    setAttribute(this.root, "hidden", missing ? null : "");
  }
}
