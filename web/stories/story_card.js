/** One scene of a story as a card. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * All that a card shows, its place aside.
 * @typedef {object} CardLooks
 * @property {string} id
 * @property {string} name of the scene
 * @property {string} picture its address, "" where there is none
 * @property {string} text of the prompt
 * @property {boolean} dim whether `text` only says that there is none
 * @property {string[]} uses what of the scene a run takes, in words
 * @property {string[]} faults sentences
 * @property {"" | "added" | "changed"} mark
 */

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {CardLooks} looks
 * @param {{openMenu: (id: string, anchor: HTMLElement) => void}} actions
 */
export function storyCard(t, { id, name, picture, text, dim, uses, faults, mark }, { openMenu }) {
  const more = button(t("stories.card_menu", { name }), () => openMenu(id, more), { icon: icon("more"), class: "penstock-quiet penstock-board-card-more" });
  for (const [attribute, value] of [["tabindex", "-1"], ["aria-haspopup", "menu"]]) setAttribute(more, attribute, value);
  const image = picture ? element("img", { attributes: { src: picture, alt: "", loading: "lazy", decoding: "async", draggable: "false" }, on: { error: ({ currentTarget }) => currentTarget.replaceWith(icon("images")) } }) : icon("images");
  return element(
    "li",
    { class: "penstock-board-card", attributes: { role: "listitem", tabindex: -1, "data-id": id, "data-mark": mark || null, "data-fault": faults.length ? "" : null } },
    element("div", { class: "penstock-board-card-picture" }, image, element("span", { class: "penstock-board-card-order" }), element("span", { class: "penstock-board-card-grip", attributes: { "aria-hidden": "true" } }, icon("grip"))),
    element(
      "div",
      { class: "penstock-board-card-words" },
      element("div", { class: "penstock-board-card-head" }, element("span", { class: "penstock-board-card-name", text: name, attributes: { dir: "auto", title: name } }), more),
      element("p", { class: `penstock-board-card-text${dim ? " penstock-board-card-dim" : ""}`, text, attributes: { dir: "auto" } }),
      faults.length ? element("p", { class: "penstock-board-card-fault", attributes: { title: faults.join("\n") } }, icon("warning"), element("span", { text: faults[0] })) : null,
      uses.length ? element("p", { class: "penstock-board-card-uses", text: uses.join(" · ") }) : null,
    ),
  );
}

/**
 * Tells a card its place.
 * @param {HTMLElement} card
 * @param {number} at
 * @param {CardLooks} looks
 */
export function placeCard(card, at, { name, text, faults }) {
  setText(/** @type {Element} */ (card.querySelector(".penstock-board-card-order")), String(at + 1));
  setAttribute(card, "aria-label", [`${at + 1}. ${name}`, text.slice(0, 160), ...faults].filter(Boolean).join(", "));
}
