/** The dialog that shows which keys do what. */

import { openDialog } from "./dialogs.js";
import { element } from "./elements.js";
import { keyNames } from "./key_names.js";

/**
 * Keys are written as `Ctrl+Z`; ` / ` stands between alternatives, ` ` between keys that are pressed one after another.
 * @typedef {{title: string, keys: [keys: string, does: string][]}} ShortcutGroup
 */

/**
 * @param {import("./host.js").Host} host
 * @param {ShortcutGroup[]} groups
 * @returns {import("./dialogs.js").Dialog}
 */
export function openShortcuts(host, groups) {
  const content = element("div", { class: "penstock-shortcuts" }, ...groups.map(group));
  return openDialog(host, { title: host.t("library.shortcuts"), content, wide: groups.length > 1 });
}

/** @param {ShortcutGroup} group */
function group({ title, keys }) {
  const rows = keys.map(([names, does]) => element("div", {}, element("dt", {}, ...alternatives(names)), element("dd", { text: does })));
  return element("section", {}, element("h3", { text: title }), element("dl", {}, ...rows));
}

/**
 * @param {string} names
 * @returns {(Node | string)[]}
 */
function alternatives(names) {
  return names.split(" / ").flatMap((one, at) => (at ? [" / ", ...strokes(one)] : strokes(one)));
}

/**
 * @param {string} one
 * @returns {(Node | string)[]}
 */
function strokes(one) {
  return one.split(" ").flatMap((stroke, at) => {
    const keys = keyNames(stroke).map((name) => (name === "+" ? "+" : element("kbd", { text: name })));
    return at ? [" ", ...keys] : keys;
  });
}
