/** One pool on the overview. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { acceptDrops } from "../drops.js";
import { poolPath } from "./addresses.js";
import { CardPictures } from "./card_pictures.js";

/** Where an id is too long for its card, its middle is cut: both ends tell pools apart. */
const SHOWN_END = 6;

/**
 * @typedef {import("../pool_chooser_pools.js").NamedPool} NamedPool
 *
 * @typedef {object} CardActions
 * @property {(card: PoolCard, place: import("../../library/menu.js").Place) => void} menu
 * @property {(card: PoolCard, files: File[], refused: import("../drops.js").Refused[]) => void} add
 * @property {(pool: string, picture: any) => string} thumbnailUrl
 */

export class PoolCard {
  #t;
  #actions;
  #shown = "";
  #pictures = new CardPictures();
  #name = element("span", { class: "penstock-card-name" });
  #count = element("span", { class: "penstock-count" });

  /**
   * @param {NamedPool} pool
   * @param {CardActions} actions
   * @param {import("../../library/strings.js").Translate} t
   */
  constructor(pool, actions, t) {
    this.pool = pool;
    this.#t = t;
    this.#actions = actions;
    const facts = element("span", { class: "penstock-card-facts" }, this.#name, this.#count);
    this.link = element("a", { class: "penstock-card-link", attributes: { href: `#${poolPath(pool.id)}`, tabindex: -1, draggable: "false" } }, this.#pictures.root, facts);
    this.more = button(t("page.pool_menu", { pool: pool.name }), () => actions.menu(this, { anchor: this.more }), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.more, "aria-haspopup", "menu");
    setAttribute(this.more, "tabindex", -1);
    const drop = element("span", { class: "penstock-card-drop", attributes: { "aria-hidden": "true" } }, icon("upload"), element("span", { text: t("page.drop_on_pool") }));
    this.root = element("li", { class: "penstock-card", attributes: { "data-pool": pool.id } }, this.link, this.more, drop);
    acceptDrops(this.root, (files, refused) => actions.add(this, files, refused));
    this.root.addEventListener("contextmenu", (event) => this.#onContextMenu(event));
    this.show(pool);
  }

  /** @param {NamedPool} pool */
  show(pool) {
    this.pool = pool;
    const { id, name, isNamed, count, pictures } = pool;
    const shown = JSON.stringify([name, isNamed, count, pictures.map((one) => [one.id, one.image_tag])]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const said = this.#t("pools.count", { count });
    const end = isNamed ? name.length : Math.max(0, id.length - SHOWN_END);
    this.#name.replaceChildren(element("span", { text: name.slice(0, end) }), element("span", { text: name.slice(end) }));
    setAttribute(this.#name, "title", isNamed ? `${name} · ${id}` : id);
    setAttribute(this.#name, "dir", isNamed ? "auto" : null);
    setText(this.#count, said);
    setAttribute(this.link, "aria-label", this.#t("page.open_pool", { pool: name }));
    setAttribute(this.link, "aria-description", said);
    this.#pictures.show(pictures.map((picture) => this.#actions.thumbnailUrl(id, picture)));
  }

  /** @param {MouseEvent} event */
  #onContextMenu(event) {
    event.preventDefault();
    // The key for the menu is a click on nowhere.
    const byKey = event.button !== 2;
    this.#actions.menu(this, byKey ? { anchor: this.more } : { x: event.clientX, y: event.clientY });
  }
}
