/** Files that become workflows: JSON documents, and pictures that carry one. */

import { element } from "../library/elements.js";
import { ProgressToast } from "../library/progress_toast.js";
import { showSummary } from "./import_files_summary.js";
import { WorkflowBook } from "./workflow_book.js";

export const ACCEPTED = ".json,.png,.webp,.jpg,.jpeg,application/json,image/png,image/webp,image/jpeg";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./workflow_types.js").Imported} Imported
 *
 * @typedef {object} Outcome what became of a file
 * @property {string} name of the file
 * @property {Imported | null} imported
 * @property {any} error null where it was imported
 *
 * @typedef {object} ImportOptions
 * @property {string} [into] the id of the workflow of which the files are new versions
 * @property {(workflow: string) => void} [open] shows a workflow
 */

/**
 * Imports files one after the other and says what became of them.
 * @param {Host} host
 * @param {readonly File[]} files
 * @param {ImportOptions} [options]
 * @returns {Promise<Imported[]>} those that could be; never rejects
 */
export async function importFiles(host, files, { into, open } = {}) {
  if (!files.length) return [];
  const outcomes = await importAll(host, files, into);
  void WorkflowBook.of(host).refresh();
  if (files.length === 1 && outcomes.length) sayOne(host, outcomes[0], open);
  else if (outcomes.length) showSummary(host, outcomes, files.length, open);
  return outcomes.flatMap(({ imported }) => imported ?? []);
}

/**
 * @param {Host} host
 * @param {readonly File[]} files
 * @param {string | undefined} into
 */
async function importAll(host, files, into) {
  const { client } = WorkflowBook.of(host);
  const toast = new ProgressToast(host, host.t("workflows.importing", { count: files.length, name: files[0].name }));
  const outcomes = /** @type {Outcome[]} */ ([]);
  let isCancelled = false;
  toast.cancel = () => void (isCancelled = true);
  for (const file of files) {
    if (isCancelled) break;
    toast.update(outcomes.length, files.length, file.name);
    outcomes.push(await importOne(client, file, into));
  }
  toast.close();
  return outcomes;
}

/**
 * @param {import("./workflow_client.js").WorkflowClient} client
 * @param {File} file
 * @param {string | undefined} into
 * @returns {Promise<Outcome>}
 */
async function importOne(client, file, into) {
  try {
    return { name: file.name, imported: await client.importFile(file, { into }), error: null };
  } catch (error) {
    return { name: file.name, imported: null, error };
  }
}

/**
 * @param {Host} host
 * @param {Outcome} outcome
 * @param {((workflow: string) => void) | undefined} open
 */
function sayOne(host, { name, imported, error }, open) {
  const { t, toasts } = host;
  if (!imported) {
    const hint = [error.message, error.hint].filter(Boolean).join(" ");
    return void toasts.show({ message: t("workflows.not_imported", { name }), hint, severity: "error" });
  }
  const { workflow, problems } = imported;
  const action = open ? { label: t("workflows.open"), run: () => open(workflow.id) } : undefined;
  toasts.show({ message: outcomeText(host, imported), hint: problems.slice(0, 3).join(" "), severity: "success", action });
}

/**
 * What an import did, in words.
 * @param {Host} host
 * @param {Imported} imported
 */
export function outcomeText({ t }, { workflow, version, created, added }) {
  const words = { name: workflow.name, version };
  if (created) return t("workflows.imported", words);
  return added ? t("workflows.imported_version", words) : t("workflows.imported_same", words);
}

/**
 * Lets the user choose files.
 * @param {{multiple?: boolean, accept?: string}} [options]
 * @returns {Promise<File[]>} empty where it was cancelled
 */
export function chooseFiles({ multiple = true, accept = ACCEPTED } = {}) {
  return new Promise((resolve) => {
    const field = element("input", { attributes: { type: "file", accept, multiple } });
    field.addEventListener("change", () => resolve([...(field.files ?? [])]), { once: true });
    field.addEventListener("cancel", () => resolve([]), { once: true });
    field.click();
  });
}

/**
 * Takes files that are dropped on `target`, which has the class `penstock-dropping` while some are above it.
 * @param {HTMLElement} target
 * @param {(files: File[]) => void} take
 */
export function acceptWorkflowDrops(target, take) {
  let depth = 0;
  const hover = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    target.classList.toggle("penstock-dropping", depth > 0);
  };
  // ComfyUI listens on the document and would open the file; what stands inside and wants it comes first.
  const own = (/** @type {(event: DragEvent) => void} */ act) => (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes("Files") || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
  target.addEventListener("dragenter", own(() => hover(1)));
  target.addEventListener("dragleave", own(() => hover(-1)));
  target.addEventListener("dragover", own((event) => void (event.dataTransfer && (event.dataTransfer.dropEffect = "copy"))));
  const taken = (/** @type {DragEvent} */ { dataTransfer }) => {
    const files = [...(dataTransfer?.files ?? [])];
    if (files.length) take(files);
  };
  target.addEventListener("drop", own(taken));
  // Also where a field inside takes it, and nothing is heard of it here.
  target.addEventListener("drop", () => hover(-depth), { capture: true });
}
