/** The dialog that writes a pool, or a part of it, as a training folder. */

import { openDialog } from "../library/dialogs.js";
import { element, setAttribute } from "../library/elements.js";
import { followJob } from "../library/jobs.js";
import { loadStyles } from "../library/styles.js";
import { DatasetClient } from "./dataset_client.js";
import { ExportForm } from "./export_form.js";
import { ExportPreview } from "./export_preview.js";
import { asFolderName } from "./folder_names.js";

const ROOT = "output/datasets";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").DatasetExport} DatasetExport
 */

/**
 * Asks how, then exports; how far it is stands in a message, which offers to look at the folder in the end.
 * @param {Host} host
 * @param {string} pool
 * @param {readonly string[] | null} [slots] ids of the images that are meant; null: all
 * @returns {Promise<DatasetExport | null>} null: nothing was written
 */
export async function exportPool(host, pool, slots = null) {
  await loadStyles(["./folder_dialog.css", "./export_dialog.css"].map((name) => new URL(name, import.meta.url).href));
  const job = await askHow(host, pool, slots);
  if (!job) return null;
  const ended = await followJob(host, job.job, { label: host.t("datasets.export.exporting", { name: job.name }), done: ({ result }) => told(host, result) });
  return ended.status === "done" ? ended.result : null;
}

/**
 * @param {Host} host
 * @param {string} pool
 * @param {readonly string[] | null} slots
 * @returns {Promise<{job: import("../library/jobs.js").Job, name: string} | null>}
 */
async function askHow(host, pool, slots) {
  const { t } = host;
  const client = new DatasetClient(host.requests);
  const name = host.profiles?.get(pool)?.name ?? pool;
  let job = /** @type {import("../library/jobs.js").Job | null} */ (null);
  const preview = new ExportPreview(host, client);
  const ask = () => preview.ask(() => form.request, (plan, error) => void onPlan(plan, error));
  const onPlan = (/** @type {import("./types.js").ExportPlan | null} */ plan, /** @type {any} */ error) => {
    form.onPlan(plan, error);
    tellProblem(form.fault(error) ? null : error);
    // Without an answer nobody knows: the server says it when it is asked to export.
    setAttribute(confirm, "disabled", error && error.status !== 0 ? "" : null);
    if (plan) void mayReplace();
  };
  const mayReplace = async () => {
    const asked = form.request;
    if (!form.isTaken || asked.existing === "replace") return form.canReplace(true);
    const can = await client.planExport({ ...asked, existing: "replace" }).then(() => true, () => false);
    return asked.folder === form.request.folder ? form.canReplace(can) : undefined;
  };
  const form = new ExportForm(host, { pool, slots, folder: `${ROOT}/${asFolderName(name)}`, changed: () => ask() });
  const problem = element("p", { class: "penstock-dataset-plan-problem", attributes: { role: "alert" } });
  const tellProblem = (/** @type {any} */ error) => (problem.textContent = error ? [error.message, error.hint].filter(Boolean).join(" ") : "");
  preview.root.append(problem);
  form.root.addEventListener("change", ask);
  const accept = async () => {
    try {
      job = await client.exportPool(form.request);
      form.remember();
    } catch (/** @type {any} */ error) {
      form.fault(error);
      throw error;
    }
  };
  const actions = [{ label: t("library.cancel"), run: () => {} }, { label: t("datasets.export.confirm"), primary: true, run: accept }];
  const content = element("div", { class: "penstock-dataset-export" }, form.root, preview.root);
  const dialog = openDialog(host, { title: t("datasets.export.title", { name }), content, className: "penstock-dataset-dialog penstock-dataset-exporting", wide: true, actions });
  const confirm = /** @type {Element} */ (dialog.root.querySelector("button[type=submit]"));
  ask();
  await dialog.closed;
  preview.close();
  return job && { job, name };
}

/**
 * @param {Host} host
 * @param {DatasetExport} made
 */
function told(host, { folder, images, trash }) {
  const { t, datasets } = host;
  const show = datasets?.show;
  const look = show && { label: t("datasets.export.look"), run: () => show(folder) };
  const action = trash ? { label: t("undo"), run: () => void undo(host, trash) } : look;
  return { message: t("datasets.export.done", { count: images, folder }), hint: trash ? t("datasets.export.replaced") : "", action };
}

/**
 * Gives the folder that was replaced its place again; what the export wrote is kept in its stead.
 * @param {Host} host
 * @param {string} trash
 */
async function undo({ t, toasts, requests, datasets }, trash) {
  const show = datasets?.show;
  try {
    const { folder } = await new DatasetClient(requests).restore(trash);
    toasts.show({ message: t("datasets.trash.restored", { folder }), severity: "success", action: show && { label: t("datasets.export.look"), run: () => show(folder) } });
  } catch (error) {
    toasts.showError(error);
  }
}
