/** What can be done to a story, for menus and keys. */

import { askText } from "../library/dialogs.js";
import { icon } from "../library/icons.js";
import { isUnsaved } from "./stories.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./stories.js").Stories} Stories
 */

/**
 * Asks for a name and makes a story without scenes.
 * @param {Host} host
 * @param {Stories} stories
 * @param {string} [name]
 * @returns {Promise<string | null>} its name; null where it was cancelled
 */
export async function newStory(host, stories, name = "") {
  const { t } = host;
  const value = name || freeName(t("stories.new_name"), stories);
  return askName(host, t("stories.new_title"), t("stories.create"), value, (typed) => stories.create(typed));
}

/**
 * Asks for a name and makes a story that is the same as what is saved of another.
 * @param {Host} host
 * @param {Stories} stories
 * @param {string} source
 */
export async function duplicateStory(host, stories, source) {
  const { t, toasts } = host;
  const name = await askName(host, t("stories.duplicate_title"), t("stories.duplicate"), freeName(source, stories), (typed) => stories.duplicate(source, typed));
  if (name) toasts.show({ message: t("stories.copied", { name, source }), severity: "success" });
  return name;
}

/**
 * @param {Host} host
 * @param {string} title
 * @param {string} confirm
 * @param {string} value
 * @param {(name: string) => Promise<void>} make
 * @returns {Promise<string | null>}
 */
async function askName(host, title, confirm, value, make) {
  const { t } = host;
  let made = /** @type {string | null} */ (null);
  const check = async (/** @type {string} */ typed) => {
    const name = typed.trim();
    if (!name) return t("stories.name_empty");
    await make(name);
    made = name;
    return "";
  };
  await askText(host, { title, label: t("stories.name"), value, hint: t("stories.name_hint"), confirm, check });
  return made;
}

/**
 * `wanted`, or the first of "wanted 2", "wanted 3"… that is free.
 * @param {string} wanted
 * @param {Stories} stories
 */
function freeName(wanted, { list }) {
  const taken = new Set(list.map(({ name }) => name.toLowerCase()));
  const numbers = Array.from({ length: list.length + 1 }, (_, at) => `${wanted} ${at + 2}`);
  return [wanted, ...numbers].find((name) => !taken.has(name.toLowerCase())) ?? wanted;
}

/**
 * @param {Host} host
 * @param {Stories} stories
 * @param {string} name
 * @param {{open?: () => void, executions?: () => void, removed?: () => void}} ways
 * @returns {(import("../library/menu.js").MenuItem | null)[]}
 */
export function storyItems(host, stories, name, { open, executions, removed }) {
  const { t } = host;
  const known = stories.find(name);
  const isNew = known !== null && isUnsaved(known);
  const remove = () => void stories.remove(name).then((done) => done && removed?.());
  return [
    ...(open ? [{ label: t("page.open"), icon: icon("forward"), keys: "Enter", run: open }] : []),
    ...(executions ? [{ label: t("stories.executions"), icon: icon("images"), run: executions }] : []),
    ...(open || executions ? [null] : []),
    { label: t("stories.duplicate_story"), disabled: isNew, icon: icon("duplicate"), keys: open ? "Ctrl+D" : undefined, run: () => void duplicateStory(host, stories, name) },
    null,
    { label: t("stories.delete"), disabled: isNew, icon: icon("trash"), keys: open ? "Delete" : undefined, danger: true, run: remove },
  ];
}
