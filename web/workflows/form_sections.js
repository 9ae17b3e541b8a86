/** The groups of a form, one below the other; what few people need stands folded at the end. */

import { element } from "../library/elements.js";
import { FormSection } from "./form_section.js";

const ADVANCED = "advanced";

/**
 * @typedef {import("./types.js").Parameter} Parameter
 * @typedef {import("./form_model.js").Group} Group
 */

export class FormSections {
  #host;
  #rows;
  #sections = /** @type {Map<string, FormSection>} */ (new Map());
  root = element("div", { class: "penstock-form-sections" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./form_rows.js").FormRows} rows
   */
  constructor(host, rows) {
    this.#host = host;
    this.#rows = rows;
  }

  /**
   * @param {import("./form_model.js").Groups} groups
   * @param {{searches: boolean}} state a search shows all that it finds
   */
  show(groups, { searches }) {
    this.#sections.clear();
    const sections = groups.main.map((group) => this.#group(group, ""));
    if (groups.advanced.length) sections.push(this.#advanced(groups.advanced));
    if (searches) for (const section of this.#sections.values()) section.force();
    this.root.replaceChildren(...sections.map(({ root }) => root));
    for (const row of this.#rows.all) if (row.root.isConnected) row.seen();
  }

  /**
   * Opens what holds a parameter.
   * @param {Parameter} parameter
   */
  reveal({ advanced, group }) {
    if (advanced) this.#sections.get(ADVANCED)?.force();
    this.#sections.get(sectionKey(group, advanced ? ADVANCED : ""))?.force();
  }

  /**
   * @param {Group} group
   * @param {string} within
   * @returns {FormSection}
   */
  #group(group, within) {
    const key = sectionKey(group.key, within);
    const section = new FormSection({
      id: this.#rows.newId(),
      group: key,
      label: this.#label(group),
      level: within ? 3 : 2,
      open: true,
      count: null,
      fill: (body) => this.#fill(body, group.parameters),
    });
    this.#sections.set(key, section);
    return section;
  }

  /** @param {Group[]} groups */
  #advanced(groups) {
    const section = new FormSection({
      id: this.#rows.newId(),
      group: ADVANCED,
      label: this.#host.t("workflow_form.advanced"),
      level: 2,
      open: false,
      count: groups.reduce((sum, { parameters }) => sum + parameters.length, 0),
      fill: (body) => body.append(...groups.map((group) => this.#group(group, ADVANCED).root)),
    });
    section.root.classList.add("penstock-form-advanced");
    this.#sections.set(ADVANCED, section);
    return section;
  }

  /**
   * @param {HTMLElement} body
   * @param {Parameter[]} parameters
   */
  #fill(body, parameters) {
    const rows = parameters.map((parameter) => this.#rows.of(parameter));
    body.append(...rows.map(({ root }) => root));
    for (const row of rows) if (row.root.isConnected) row.seen();
  }

  /** @param {Group} group */
  #label({ key, label }) {
    const { t } = this.#host;
    /** @type {Record<string, string>} */
    const known = {
      media: t("workflow_form.group_media"),
      prompt: t("workflow_form.group_prompt"),
      size: t("workflow_form.group_size"),
      sampling: t("workflow_form.group_sampling"),
      models: t("workflow_form.group_models"),
      loras: t("workflow_form.group_loras"),
      output: t("workflow_form.group_output"),
    };
    return known[key] ?? (label || t("workflow_form.group_other"));
  }
}

/**
 * @param {string} group
 * @param {string} within
 */
function sectionKey(group, within) {
  return within ? `${within}/${group}` : group || "other";
}
