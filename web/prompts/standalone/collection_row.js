/** One collection on the page of all. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { isUnsaved } from "../collections.js";

/**
 * @param {import("./pages.js").PromptApp} app
 * @param {import("../types.js").ListedCollection} collection
 * @param {(folder: string, place: import("../../library/menu.js").Place) => void} openMenu
 */
export function collectionRow({ host, last }, collection, openMenu) {
  const { t } = host;
  const { folder, count, migrates, read_only: readOnly, problems, draft } = collection;
  const isNew = isUnsaved(collection);
  const facts = isNew ? [] : [t("prompts.count", { count })];
  const marks = [
    ...(isNew ? [mark(t("prompts.not_saved"), "penstock-list-unsaved")] : draft?.dirty ? [mark(t("prompts.unsaved"), "penstock-list-unsaved")] : []),
    ...(migrates ? [mark(t("prompts.version_one"), "", problems.join("\n"))] : []),
    ...(readOnly ? [mark(t("prompts.newer"))] : []),
    ...(problems.length && !migrates ? [mark(t("prompts.problems"), "penstock-list-problem", problems.join("\n"))] : []),
  ];
  const link = element(
    "a",
    { attributes: { href: `#/prompts/${encodeURIComponent(folder)}` }, on: { click: () => void (last.folder = folder) } },
    icon("prompts"),
    element("span", { class: "penstock-list-name", text: folder, attributes: { dir: "auto" } }),
    element("span", { class: "penstock-list-marks" }, ...marks),
    element("span", { class: "penstock-count", text: facts.join(", ") }),
  );
  const more = button(t("prompts.collection_menu", { folder }), () => openMenu(folder, { anchor: more }), { icon: icon("more"), class: "penstock-quiet" });
  for (const [name, value] of [["aria-haspopup", "menu"], ["tabindex", "-1"]]) setAttribute(more, name, value);
  const row = element("li", { attributes: { "data-folder": folder } }, link, more);
  row.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    openMenu(folder, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: more });
  });
  return row;
}

/**
 * @param {string} text
 * @param {string} [kind]
 * @param {string} [title]
 */
function mark(text, kind = "", title) {
  return element("span", { class: `penstock-list-mark ${kind}`.trim(), text, attributes: { title: title || null } });
}
