/** One profile on the page of profiles. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { acceptDrops } from "../../pools/drops.js";
import { profilePath } from "../../pools/standalone/addresses.js";
import { CardPictures } from "../../pools/standalone/card_pictures.js";

/**
 * @typedef {import("./shown_profiles.js").ShownProfile} ShownProfile
 *
 * @typedef {object} CardActions
 * @property {(profile: ShownProfile) => void} opened the user goes to the profile
 * @property {(card: ProfileCard, place: import("../../library/menu.js").Place) => void} menu
 * @property {(profile: ShownProfile, files: File[], refused: import("../../pools/drops.js").Refused[]) => void} add
 * @property {(profile: string, picture: any) => string} thumbnailUrl
 */

export class ProfileCard {
  #t;
  #actions;
  #drawn = "";
  #pictures = new CardPictures();
  #name = element("span", { class: "penstock-profile-name", attributes: { dir: "auto" } });
  #count = element("span");
  #date = element("span");
  #facts = element("span", { class: "penstock-count penstock-profile-facts" }, this.#count, this.#date);

  /**
   * @param {ShownProfile} profile
   * @param {CardActions} actions
   * @param {import("../../library/strings.js").Translate} t
   */
  constructor(profile, actions, t) {
    this.profile = profile;
    this.#t = t;
    this.#actions = actions;
    const facts = element("span", { class: "penstock-card-facts" }, this.#name, this.#facts);
    const attributes = { href: `#${profilePath(profile.id)}`, tabindex: -1, draggable: "false" };
    const on = { click: () => actions.opened(this.profile) };
    this.link = element("a", { class: "penstock-card-link", attributes, on }, this.#pictures.root, facts);
    this.more = button(t("library.menu"), () => actions.menu(this, { anchor: this.more }), { icon: icon("more"), class: "penstock-quiet" });
    for (const [name, value] of [["aria-haspopup", "menu"], ["tabindex", -1]]) setAttribute(this.more, String(name), value);
    const drop = element("span", { class: "penstock-card-drop", attributes: { "aria-hidden": "true" } }, icon("upload"), element("span", { text: t("profiles_page.drop_on_card") }));
    this.root = element("li", { class: "penstock-card", attributes: { "data-profile": profile.id } }, this.link, this.more, drop);
    acceptDrops(this.root, (files, refused) => actions.add(this.profile, files, refused));
    this.root.addEventListener("contextmenu", (event) => this.#onContextMenu(event));
    this.show(profile);
  }

  /** @param {ShownProfile} profile */
  show(profile) {
    this.profile = profile;
    const drawn = JSON.stringify(profile);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { id, name, missing, pictures } = profile;
    const facts = this.#factsOf(profile);
    setText(this.#name, name);
    setText(this.#count, facts[0] ?? "");
    setText(this.#date, facts[1] ?? "");
    setAttribute(this.#name, "title", name);
    setAttribute(this.link, "aria-label", this.#t("profiles_page.open", { name }));
    setAttribute(this.link, "aria-description", facts.join(", "));
    setAttribute(this.more, "aria-label", this.#t("profiles_page.menu", { name }));
    this.root.classList.toggle("penstock-profile-missing", missing);
    this.#pictures.show(pictures.map((picture) => this.#actions.thumbnailUrl(id, picture)));
    if (missing) this.#pictures.root.replaceChildren(icon("warning"));
  }

  /** @param {ShownProfile} profile */
  #factsOf({ count, created, missing, isRead }) {
    if (missing) return [this.#t("profiles_page.missing")];
    const images = isRead && count !== null ? this.#t("pools.count", { count }) : "";
    return [images, created ? dateOf(created) : ""].filter(Boolean);
  }

  /** @param {MouseEvent} event */
  #onContextMenu(event) {
    event.preventDefault();
    // The key for the menu is a click on nowhere.
    const byKey = event.button !== 2;
    this.#actions.menu(this, byKey ? { anchor: this.more } : { x: event.clientX, y: event.clientY });
  }
}

/** @param {number} time in milliseconds since 1970 */
function dateOf(time) {
  return new Date(time).toLocaleDateString(undefined, { dateStyle: "medium" });
}
