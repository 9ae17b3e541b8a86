/** What can be done to a workflow, for menus and keys. */

import { askText } from "../library/dialogs.js";
import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chooseFiles, importFiles } from "./import_files.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("../library/menu.js").MenuItem} MenuItem
 * @typedef {import("./workflow_book.js").WorkflowBook} WorkflowBook
 * @typedef {import("./workflow_types.js").Entry} Entry
 *
 * @typedef {object} Ways
 * @property {() => void} [open] shows it on its own page
 * @property {(id: string) => void} [shown] it was changed, or brought back
 * @property {() => void} [removed]
 */

const PICTURES = "image/png,image/jpeg,image/webp";

/**
 * @param {Host} host
 * @param {WorkflowBook} book
 * @param {Entry} workflow
 * @param {Ways} [ways]
 * @returns {(MenuItem | null)[]}
 */
export function workflowItems(host, book, workflow, { open, shown, removed } = {}) {
  const { t } = host;
  const done = () => shown?.(workflow.id);
  return [
    ...(open ? [{ label: t("workflows.open"), icon: icon("forward"), keys: "Enter", run: open }, null] : []),
    { label: t("workflows.rename"), icon: icon("rename"), keys: "F2", run: () => void renameWorkflow(host, book, workflow).then(done) },
    { label: t("workflows.edit_tags"), icon: icon("label"), keys: open ? "T" : undefined, run: () => void editTags(host, book, workflow).then(done) },
    { label: t("workflows.new_version"), icon: icon("upload"), run: () => void importVersion(host, workflow.id) },
    { label: t("workflows.set_picture"), icon: icon("images"), run: () => void setPicture(host, book, workflow) },
    ...(workflow.thumbnail ? [{ label: t("workflows.clear_picture"), icon: icon("close"), run: () => void clearPicture(host, book, workflow) }] : []),
    { label: t("workflows.download"), icon: icon("download"), run: () => download(book.client.documentUrl(workflow.id, latestOf(workflow))) },
    null,
    { label: t("workflows.delete"), icon: icon("trash"), keys: open ? "Delete" : undefined, danger: true, run: () => void book.remove(workflow, shown).then((gone) => gone && removed?.()) },
  ];
}

/**
 * Versions are numbered from 1, and none goes.
 * @param {Entry & {latest?: number}} workflow
 */
const latestOf = ({ latest, versions }) => latest ?? versions;

/**
 * Asks for another name.
 * @param {Host} host
 * @param {WorkflowBook} book
 * @param {Entry} workflow
 */
export async function renameWorkflow(host, book, workflow) {
  const { t } = host;
  const check = async (/** @type {string} */ typed) => {
    const name = typed.trim();
    if (!name) return t("workflows.name_empty");
    if (name !== workflow.name) await book.change(workflow, { name });
    return "";
  };
  await askText(host, { title: t("workflows.rename_title"), label: t("workflows.name"), value: workflow.name, confirm: t("workflows.rename_confirm"), check });
}

/**
 * Asks for the tags, in one line.
 * @param {Host} host
 * @param {WorkflowBook} book
 * @param {Entry} workflow
 */
export async function editTags(host, book, workflow) {
  const { t } = host;
  const check = async (/** @type {string} */ typed) => {
    const tags = tagsOf(typed);
    if (JSON.stringify(tags) !== JSON.stringify(workflow.tags)) await book.change(workflow, { tags });
    return "";
  };
  await askText(host, { title: t("workflows.tags_title", { name: workflow.name }), label: t("workflows.tags"), value: workflow.tags.join(", "), hint: t("workflows.tags_hint"), confirm: t("workflows.save"), check });
}

/**
 * @param {string} text tags with commas between them
 * @returns {string[]} each once, whatever its capitals
 */
export function tagsOf(text) {
  const tags = text.split(/[,\n]/).map((tag) => tag.trim().replace(/^#/, "")).filter(Boolean);
  return tags.filter((tag, at) => tags.findIndex((other) => other.toLowerCase() === tag.toLowerCase()) === at);
}

/**
 * Lets the user choose the file of a new version.
 * @param {Host} host
 * @param {string} into the workflow's id
 */
export async function importVersion(host, into) {
  return importFiles(host, await chooseFiles({ multiple: false }), { into });
}

/**
 * @param {Host} host
 * @param {WorkflowBook} book
 * @param {Entry} workflow
 */
export async function setPicture({ toasts }, book, { id }) {
  const [file] = await chooseFiles({ multiple: false, accept: PICTURES });
  if (!file) return;
  await book.client.setThumbnail(id, file).catch((error) => toasts.showError(error));
  void book.refresh();
}

/**
 * @param {Host} host
 * @param {WorkflowBook} book
 * @param {Entry} workflow
 */
async function clearPicture({ toasts }, book, { id }) {
  await book.client.removeThumbnail(id).catch((error) => toasts.showError(error));
  void book.refresh();
}

/**
 * Lets the browser save what is at an address.
 * @param {string} url
 * @param {string} [name] of the file; a server says it itself
 */
export function download(url, name = "") {
  const link = element("a", { attributes: { href: url }, properties: { download: name } });
  document.body.append(link);
  link.click();
  link.remove();
}
