/** Collections as files of the user's own machine, and copies of them. */

import { element } from "../library/elements.js";
import { CollectionText } from "./collection_text.js";
import { collectionPath } from "./prompt_client.js";
import { freeName } from "./prompt_entries.js";

const LONGEST_FOLDER = 56;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./collections.js").Collections} Collections
 */

/**
 * Saves entries in a collection that was just made. Rejects with the server's words.
 * @param {Host} host
 * @param {string} folder
 * @param {Record<string, any>} entries by key
 */
export async function fillCollection({ requests }, folder, entries) {
  const edits = Object.entries(entries).map(([key, value]) => ({ key, value }));
  if (!edits.length) return;
  const drafts = `${collectionPath(folder)}/drafts`;
  const { id } = await requests.send("POST", drafts, {});
  const { revision } = await requests.send("PATCH", `${drafts}/${id}`, { edits });
  await requests.send("POST", `${drafts}/${id}/save`, { revision });
}

/**
 * What is saved, as version 2, for the browser to keep.
 * @param {Host} host
 * @param {Collections} collections
 * @param {string} folder
 */
export async function exportCollection({ toasts }, collections, folder) {
  try {
    const saved = CollectionText.of(await collections.client.get(folder));
    const address = URL.createObjectURL(new Blob([saved.with(saved.entries()) || "{}"], { type: "application/json" }));
    const link = element("a", { attributes: { href: address, download: `${folder}.json` } });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    toasts.showError(error);
  }
}

/**
 * Makes a collection of each file that the user chooses; one that is none is told, the others go on.
 * @param {Host} host
 * @param {Collections} collections
 */
export async function importCollections(host, collections) {
  for (const file of await chosenFiles()) await importFile(host, collections, file);
}

/**
 * @param {Host} host
 * @param {Collections} collections
 * @param {File} file
 */
async function importFile(host, collections, file) {
  const { t, toasts } = host;
  try {
    const entries = await entriesIn(host, collections, await file.text());
    const made = await collections.create(freeName(folderFor(file.name, t("prompts.new_name")), await collections.names()));
    await fillCollection(host, made.folder ?? "", entries);
    toasts.show({ message: t("prompts.imported", { folder: made.folder ?? "" }), severity: "success" });
  } catch (/** @type {any} */ error) {
    toasts.show({ message: t("prompts.not_imported", { file: file.name }), hint: [error.message, error.hint].filter(Boolean).join(" "), severity: "error" });
  }
}

/**
 * @param {Host} host
 * @param {Collections} collections
 * @param {string} text of version 1 or 2
 */
async function entriesIn({ t }, collections, text) {
  const found = await collections.client.parse(text);
  if (found.read_only) throw new Error([t("prompts.read_only"), t("prompts.read_only_hint")].join(" "));
  const entries = new CollectionText(found.text).entries();
  if (!Object.keys(entries).length) throw new Error(t("prompts.no_prompts_in_it"));
  return entries;
}

/**
 * A name that a folder can have.
 * @param {string} fileName
 * @param {string} otherwise
 */
function folderFor(fileName, otherwise) {
  const stem = fileName.replace(/\.json$/i, "").normalize("NFKD").replace(/\p{M}/gu, "");
  const name = stem.replace(/[^A-Za-z0-9 _.-]+/g, " ").replace(/^[^A-Za-z0-9]+/, "").slice(0, LONGEST_FOLDER);
  return name.replace(/[ .]+$/, "") || otherwise;
}

/** @returns {Promise<File[]>} */
function chosenFiles() {
  return new Promise((resolve) => {
    const field = element("input", { attributes: { type: "file", accept: ".json,application/json", multiple: true } });
    field.addEventListener("change", () => resolve([...(field.files ?? [])]), { once: true });
    field.addEventListener("cancel", () => resolve([]), { once: true });
    field.click();
  });
}
