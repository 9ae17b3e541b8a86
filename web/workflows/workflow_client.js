/** The routes of workflows. */

/**
 * @typedef {import("./workflow_types.js").Detail} Detail
 * @typedef {import("./workflow_types.js").Entry} Entry
 * @typedef {import("./workflow_types.js").Preset} Preset
 * @typedef {import("./workflow_types.js").Values} Values
 */

const ROOT = "/penstock/workflows";

/** @param {string} workflow */
const pathOf = (workflow) => `${ROOT}/${encodeURIComponent(workflow)}`;

/**
 * @param {string} workflow
 * @param {string} preset
 */
const presetPath = (workflow, preset) => `${pathOf(workflow)}/presets/${encodeURIComponent(preset)}`;

/** @param {number | null | undefined} version */
const atVersion = (version) => (version ? `?version=${version}` : "");

export class WorkflowClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{workflows: Entry[], tags: {name: string, count: number}[]}>} the last used or changed first */
  list() {
    return this.#requests.get(ROOT);
  }

  /**
   * @param {string} workflow
   * @returns {Promise<Detail>}
   */
  get(workflow) {
    return this.#requests.get(pathOf(workflow));
  }

  /**
   * @param {Blob} file a document, or a picture that carries one
   * @param {{fileName?: string, name?: string, into?: string, note?: string}} [options] `into` adds a version to that workflow
   * @returns {Promise<import("./workflow_types.js").Imported>}
   */
  importFile(file, { fileName, ...fields } = {}) {
    const form = new FormData();
    form.append("file", file, fileName ?? (file instanceof File ? file.name : "workflow.json"));
    for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
    return this.#requests.upload(ROOT, form);
  }

  /**
   * @param {string} workflow
   * @param {{revision: number, name?: string, description?: string, tags?: string[]}} changes
   * @returns {Promise<Entry>}
   */
  change(workflow, changes) {
    return this.#requests.send("PATCH", pathOf(workflow), changes);
  }

  /** @param {string} workflow */
  remove(workflow) {
    return this.#requests.send("DELETE", pathOf(workflow));
  }

  /** @returns {Promise<import("./workflow_types.js").DeletedWorkflow[]>} the last deleted first */
  async deleted() {
    return (await this.#requests.get("/penstock/workflow_trash")).deleted;
  }

  /**
   * @param {string} workflow
   * @returns {Promise<Entry>}
   */
  restore(workflow) {
    return this.#requests.send("POST", `${pathOf(workflow)}/restore`);
  }

  /**
   * @param {string} workflow
   * @param {number | null} [version] the newest without it
   * @param {Values} [values] the form has what the choices among them bring
   * @returns {Promise<any>} what the form shows
   */
  form(workflow, version, values = {}) {
    if (!Object.keys(values).length) return this.#requests.get(`${pathOf(workflow)}/form${atVersion(version)}`);
    return this.#requests.send("POST", `${pathOf(workflow)}/form`, given({ values, version }));
  }

  /**
   * @param {unknown} document one that is not kept
   * @returns {Promise<any>} what the form shows
   */
  formOf(document) {
    return this.#requests.send("POST", "/penstock/workflow_forms", { workflow: document });
  }

  /**
   * @param {string} workflow
   * @param {{values: Values, version?: number | null, client_id?: string}} run
   * @returns {Promise<{prompt_id: string, values: Values}>}
   */
  run(workflow, run) {
    return this.#requests.send("POST", `${pathOf(workflow)}/runs`, given(run));
  }

  /**
   * The API graph as text: its numbers may be more than JavaScript holds.
   * @param {string} workflow
   * @param {{values: Values, version?: number | null}} what
   * @returns {Promise<string>} the JSON of `{prompt, values, missing_classes}`
   */
  applied(workflow, what) {
    return this.#requests.text("POST", `${pathOf(workflow)}/apply`, given(what));
  }

  /**
   * @param {string} workflow
   * @param {number} version
   */
  documentUrl(workflow, version) {
    return this.#requests.address(`${pathOf(workflow)}/versions/${version}/document`);
  }

  /**
   * @param {string} workflow
   * @param {number} version becomes the newest one again
   * @returns {Promise<Entry>}
   */
  restoreVersion(workflow, version) {
    return this.#requests.send("POST", `${pathOf(workflow)}/versions/${version}/restore`);
  }

  /**
   * @param {string} workflow
   * @param {number} a
   * @param {number} b
   * @returns {Promise<import("./workflow_types.js").Comparison>}
   */
  compare(workflow, a, b) {
    return this.#requests.get(`${pathOf(workflow)}/comparison?a=${a}&b=${b}`);
  }

  /**
   * @param {string} workflow
   * @param {string} name
   * @param {Values} values
   * @returns {Promise<Preset>}
   */
  addPreset(workflow, name, values) {
    return this.#requests.send("POST", `${pathOf(workflow)}/presets`, { name, values });
  }

  /**
   * @param {string} workflow
   * @param {string} preset
   * @param {{revision: number, name?: string, values?: Values}} changes
   * @returns {Promise<Preset>}
   */
  changePreset(workflow, preset, changes) {
    return this.#requests.send("PATCH", presetPath(workflow, preset), changes);
  }

  /**
   * @param {string} workflow
   * @param {string} preset
   * @param {number} revision
   */
  removePreset(workflow, preset, revision) {
    return this.#requests.send("DELETE", presetPath(workflow, preset), { revision });
  }

  /**
   * @param {string} workflow
   * @param {string} preset
   * @returns {Promise<Preset>}
   */
  restorePreset(workflow, preset) {
    return this.#requests.send("POST", `${presetPath(workflow, preset)}/restore`);
  }

  /**
   * @param {string} workflow
   * @param {number} revision
   * @param {Values} values
   * @returns {Promise<Entry>}
   */
  setDefaults(workflow, revision, values) {
    return this.#requests.send("PUT", `${pathOf(workflow)}/default_parameters`, { revision, values });
  }

  /**
   * What stands for a workflow: its picture, or else a drawing of its graph.
   * @param {Pick<Entry, "id" | "thumbnail" | "map">} entry
   */
  pictureUrl({ id, thumbnail, map }) {
    const [kind, tag] = thumbnail ? ["thumbnail", thumbnail] : ["map", map];
    return this.#requests.address(`${pathOf(id)}/${kind}?v=${encodeURIComponent(tag)}`);
  }

  /**
   * @param {string} workflow
   * @param {Blob} file a picture
   * @returns {Promise<Entry>}
   */
  setThumbnail(workflow, file) {
    const form = new FormData();
    form.append("file", file, file instanceof File ? file.name : "thumbnail.png");
    return this.#requests.upload(`${pathOf(workflow)}/thumbnail`, form, "PUT");
  }

  /** @param {string} workflow */
  removeThumbnail(workflow) {
    return this.#requests.send("DELETE", `${pathOf(workflow)}/thumbnail`);
  }
}

/**
 * @param {Record<string, any>} fields
 * @returns {any} those that have a value
 */
function given(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""));
}
