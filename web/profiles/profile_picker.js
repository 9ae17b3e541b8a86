/**
 * The list in one node Pool Profile. The id is what is saved and decides; the name beside it is for people, and loading
 * a workflow never derives the one from the other.
 */

import { element } from "../library/elements.js";
import { addElement, after, hideWidget, widgetOf } from "../library/comfyui/widgets.js";

const HEIGHT = 28;

/** @typedef {{id: string, name: string}} Profile */

export class ProfilePicker {
  #page;
  #name;
  #id;
  #select;

  /**
   * @param {import("../library/comfyui/page.js").Page} page
   * @param {any} node
   */
  constructor(page, node) {
    this.#page = page;
    this.#name = widgetOf(node, "profile");
    this.#id = widgetOf(node, "profile_id");
    hideWidget(this.#name);
    hideWidget(this.#id);
    this.#select = element("select", {
      attributes: { "aria-label": page.host.t("profiles.choose") },
      on: {
        change: () => this.#choose(),
        pointerdown: () => void this.#read(),
        keydown: (event) => event.ctrlKey || event.metaKey || event.stopPropagation(),
      },
    });
    addElement(node, "penstock_profile", element("div", { class: "penstock-picker" }, this.#select), HEIGHT);
    for (const method of ["onAdded", "onConfigure"]) after(node, method, () => this.#show([]));
    this.#show([]);
    queueMicrotask(() => void this.#read());
  }

  async #read() {
    try {
      const { profiles } = await this.#page.host.requests.get("/penstock/profiles");
      this.#show(profiles, true);
    } catch (error) {
      this.#page.host.toasts.showError(error);
    }
  }

  /**
   * @param {Profile[]} profiles
   * @param {boolean} [complete] whether these are all that there are
   */
  #show(profiles, complete = false) {
    const { t } = this.#page.host;
    const chosen = String(this.#id?.value ?? "");
    const known = profiles.find(({ id }) => id === chosen);
    const options = [option("", t("profiles.none")), ...profiles.map(({ id, name }) => option(id, name))];
    if (chosen && !known) {
      const name = String(this.#name?.value || chosen);
      options.push(option(chosen, complete ? t("profiles.missing", { name }) : name));
    }
    if (known) this.#name.value = known.name;
    if (same(options, [...this.#select.options])) return;
    this.#select.replaceChildren(...options);
    this.#select.value = chosen;
  }

  #choose() {
    const { value, selectedOptions } = this.#select;
    this.#id.value = value;
    this.#name.value = value ? (selectedOptions[0]?.textContent ?? "") : "";
    this.#page.api.dispatchCustomEvent?.("graphChanged");
    this.#page.app.canvas?.setDirty?.(true, true);
  }
}

/**
 * @param {string} value
 * @param {string} text
 */
function option(value, text) {
  return element("option", { text, attributes: { value } });
}

/**
 * @param {HTMLOptionElement[]} some
 * @param {HTMLOptionElement[]} others
 */
function same(some, others) {
  const text = (/** @type {HTMLOptionElement[]} */ list) => JSON.stringify(list.map((one) => [one.value, one.textContent]));
  return text(some) === text(others);
}
