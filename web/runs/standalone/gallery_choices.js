/** Which workflow's and which batch's pictures a gallery shows: two choices beside its search. */

import { element } from "../../library/elements.js";

const BATCHES = 100;

/** @typedef {{id: string, words: string}} Choice */

export class GalleryChoices {
  #host;
  #workflow;
  #batch;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {(changes: {workflow?: string, batch?: string}) => void} chosen
   */
  constructor(host, chosen) {
    const { t } = host;
    this.#host = host;
    const made = (/** @type {string} */ label, /** @type {(value: string) => void} */ choose) => element("select", { class: "penstock-run-select penstock-gallery-choice", attributes: { "aria-label": label }, on: { change: (event) => choose(event.target.value) } });
    this.#workflow = made(t("runs.filter_workflow"), (workflow) => chosen({ workflow }));
    this.#batch = made(t("runs.filter_batch"), (batch) => chosen({ batch }));
    this.parts = [this.#workflow, this.#batch];
    this.#fill(this.#workflow, t("runs.any_workflow"), []);
    this.#fill(this.#batch, t("runs.any_batch"), []);
  }

  /** @param {{workflow: string, batch: string}} filter */
  show({ workflow, batch }) {
    choose(this.#workflow, workflow, this.#host.t("runs.of_workflow"));
    choose(this.#batch, batch, this.#host.t("runs.of_this_batch"));
  }

  /** Reads what there is to choose from. Never rejects. */
  async read() {
    const { requests, t, batches: hasBatches } = this.#host;
    const nothing = { workflows: [], batches: [] };
    const planned = hasBatches ? requests.get(`/penstock/batches?limit=${BATCHES}`).catch(() => nothing) : nothing;
    const [{ workflows }, { batches }] = await Promise.all([requests.get("/penstock/workflows").catch(() => nothing), planned]);
    this.#fill(this.#workflow, t("runs.any_workflow"), workflows.map((/** @type {{id: string, name: string}} */ { id, name }) => ({ id, words: name })));
    this.#fill(this.#batch, t("runs.any_batch"), batches.map((/** @type {{id: string, title: string}} */ { id, title }) => ({ id, words: title })));
  }

  /**
   * What is chosen stays, whether it is listed or not.
   * @param {HTMLSelectElement} select
   * @param {string} any
   * @param {Choice[]} choices
   */
  #fill(select, any, choices) {
    const { value } = select;
    const unlisted = value && !choices.some(({ id }) => id === value) ? [{ id: value, words: select.selectedOptions[0]?.text ?? value }] : [];
    select.replaceChildren(...[{ id: "", words: any }, ...unlisted, ...choices].map(({ id, words }) => element("option", { text: words, properties: { value: id } })));
    select.value = value;
    select.hidden = choices.length + unlisted.length === 0;
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {string} id
 * @param {string} words where it is not listed
 */
function choose(select, id, words) {
  if (![...select.options].some(({ value }) => value === id)) select.append(element("option", { text: words, properties: { value: id } }));
  select.value = id;
  if (id) select.hidden = false;
}
