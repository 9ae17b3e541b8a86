/** What a node Prompt Collection Edit offers besides its table. */

import { openDialog } from "../../library/dialogs.js";
import { element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { Collections } from "../collections.js";
import { newCollection } from "../collection_actions.js";
import { fillCollection } from "../collection_files.js";
import { CollectionText } from "../collection_text.js";

/**
 * @typedef {import("../../library/comfyui/page.js").Page} Page
 * @typedef {import("./edit_node.js").EditNode} EditNode
 */

/**
 * @param {Page} page
 * @param {EditNode} node
 * @returns {(import("../../library/menu.js").MenuItem | null)[]}
 */
export function editNodeItems(page, node) {
  const { t } = page.host;
  const { kind, folder, linked } = node.feed;
  const stored = kind === "stored" && !linked;
  const open = () => void window.open(`${page.ownPage}#/prompts/${encodeURIComponent(folder)}`);
  return [
    { label: t("prompt_node.store"), icon: icon("upload"), disabled: kind === "run", run: () => void store(page, node) },
    ...(stored ? [{ label: t("prompt_node.take"), icon: icon("download"), run: () => node.choose("", node.shownText()) }] : []),
    ...(linked || stored ? [] : [{ label: t("prompt_node.edit_json"), icon: icon("text"), run: () => editJson(page, node) }]),
    ...(stored && page.ownPage ? [null, { label: t("prompt_node.open_page"), icon: icon("forward"), run: open }] : []),
  ];
}

/**
 * The prompts of the node become a stored collection, which the node then shows.
 * @param {Page} page
 * @param {EditNode} node
 */
async function store({ host }, node) {
  const { toasts, t } = host;
  const entries = new CollectionText(node.shownText()).entries();
  const folder = await newCollection(host, Collections.of(host), { title: t("prompt_node.store_title") });
  if (!folder) return;
  try {
    await fillCollection(host, folder, entries);
    if (!node.feed.linked) node.choose(folder);
    toasts.show({ message: t("prompt_node.stored", { folder }), severity: "success" });
  } catch (error) {
    toasts.showError(error);
  }
}

/**
 * @param {Page} page
 * @param {EditNode} node
 */
function editJson({ host }, node) {
  const { t } = host;
  const field = element("textarea", { class: "penstock-prompt-json", attributes: { "aria-label": "JSON", spellcheck: "false", rows: 18, autofocus: "" }, properties: { value: pretty(node.text) } });
  const accept = async () => {
    if (field.value.trim()) await Collections.of(host).client.parse(field.value);
    node.choose("", field.value);
  };
  const actions = [{ label: t("library.cancel"), run: () => {} }, { label: t("prompt_node.use_json"), primary: true, run: accept }];
  openDialog(host, { title: t("prompt_node.edit_json_title"), content: field, wide: true, actions });
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // it may be mended here
  }
}
