/**
 * What a page gives to Penstock's elements, whichever host they stand in.
 *
 * @typedef {object} Host
 * @property {import("./requests.js").Requests} requests
 * @property {import("./events.js").HostEvents} events
 * @property {import("./toasts.js").Toasts} toasts
 * @property {import("./strings.js").Translate} t
 * @property {Map<string, Error>} moduleFaults what browser modules of plugins did wrong in this page, by plugin
 * @property {Map<string, import("./painter/drafts.js").KeptDraft>} maskDrafts masks that were painted and not saved, by image
 * @property {Map<string, import("./texts/draft.js").Draft>} [textDrafts] the documents that this page shows, by address
 * @property {MaskEditor} [maskEditor] the host's own mask editor, where it has one
 * @property {ProfileNames} [profiles] the named pools, set by the plugin of profiles where that is on
 * @property {EventTarget} [libbers] the libraries of snippets that the page knows, set by the plugin of libbers
 * @property {EventTarget} [executions] the runs of stories that the page knows, set by the plugin of executions
 * @property {(poolId: string) => import("./menu.js").MenuItem[]} [nameItems] what menus offer about the name of a pool
 * @property {HostRuns} [runs] what starts runs, set by the plugin of runs where that is on
 * @property {HostBatches} [batches] what plans batches, set by the plugin of batches where that is on
 * @property {() => void} [planBatch] shows the builder for the workflow that is open on ComfyUI's canvas
 * @property {HostDatasets} [datasets] what exports pools and chooses folders, set by the plugin of data sets where that is on
 *
 * Dispatches `change`; `seed` copies the images of a pool into an empty profile.
 * @typedef {object} ProfileDeeds
 * @property {string} status "loading" until the names are known
 * @property {(id: string) => {name: string} | null | undefined} get
 * @property {(id: string, pool: string) => Promise<unknown>} seed
 * @property {(id: string) => Promise<unknown>} restoreProfile from the trash
 * @property {() => Promise<{profile: {id: string, name: string}}[]>} deleted what is in the trash
 *
 * @typedef {EventTarget & ProfileDeeds} ProfileNames
 *
 * @typedef {object} HostRuns
 * @property {(request: import("../runs/types.js").StartRequest) => Promise<import("../runs/types.js").Run[]>} start rejects with the server's words
 * @property {(run: string) => void} open shows a run
 * @property {(runs: readonly string[]) => void} [compare] shows them side by side
 * @property {(batch: string) => string} [batchHref] where a batch has a page
 * @property {(run: import("../runs/types.js").Run) => void} [useValues] brings its values into the form of its workflow
 * @property {(run: import("../runs/types.js").Run, fault: {field: string, message: string}) => void} [showField] leads to a field or a node in the form of its workflow
 * @property {(workflow: string) => {field: string, message: string}[]} takeFaults what a run says is wrong with the values of a workflow, once
 *
 * @typedef {object} HostBatches
 * @property {(what: {workflow: string, version?: number | null, values: Record<string, any>}) => void} plan opens the builder for a workflow of the library
 *
 * @typedef {object} HostDatasets
 * @property {(pool: string, slots?: readonly string[] | null) => Promise<import("../datasets/types.js").DatasetExport | null>} exportPool asks how, then writes it as a training folder; null: nothing was written
 * @property {(options?: {save?: boolean, value?: string, title?: string}) => Promise<string | null>} chooseFolder asks for a folder, with `save` for one that may be new; its address, null: none
 * @property {(folder: string) => void} [show] shows a folder on its page, where there are pages
 * @property {(pool: string) => void} [showPool] shows a pool as a data set on its page, where there are pages
 *
 * @typedef {object} MaskEditor
 * @property {(pool: any, slot: any) => Promise<void>} open returns when the mask is saved, or nothing was
 * @property {string} whyNot a sentence where it does not work here
 */

import { Requests } from "./requests.js";
import { loadStrings } from "./strings.js";
import { Toasts } from "./toasts.js";
import { linkStyles } from "./elements.js";

/**
 * Builds the host for this page: reads the words, links the shared styles.
 * @param {object} options
 * @param {(path: string) => string} options.address turns `/penstock/...` into a URL
 * @param {import("./events.js").HostEvents} options.events
 * @param {string} options.language
 * @returns {Promise<Host>}
 */
export async function openHost({ address, events, language }) {
  for (const sheet of ["./library.css", "./dialogs.css"]) linkStyles(new URL(sheet, import.meta.url).href);
  const requests = new Requests(address);
  const t = await loadStrings((wanted) => requests.get(`/penstock/web/locales/${wanted}/main.json`), language);
  return { requests, events, toasts: new Toasts(t("close")), t, moduleFaults: new Map(), maskDrafts: new Map() };
}
