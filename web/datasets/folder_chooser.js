/** What the dialog shows to choose a folder by: places, folders, the first pictures; for saving a new folder's name. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { DatasetClient } from "./dataset_client.js";
import { below, folderAbove, folderNameProblem } from "./folder_names.js";
import { FolderPlaces } from "./folder_places.js";
import { FirstPictures, FolderRows } from "./folder_rows.js";
import { FolderTrail } from "./folder_trail.js";

const FIRST = 12;
const NOT_FOUND = 404;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Listing} Listing
 */

export class FolderChooser {
  #host;
  #save;
  #client;
  #places = /** @type {import("./types.js").Place[]} */ ([]);
  #listing = /** @type {Listing | null} */ (null);
  #reading = new AbortController();
  #side;
  #trail;
  #rows;
  #first;
  #path;
  #name;
  #where = element("p", { class: "penstock-dataset-where", attributes: { role: "status" } });
  #problem = element("div", { class: "penstock-dataset-problem", attributes: { role: "alert", hidden: "" } });

  /**
   * @param {Host} host
   * @param {{save: boolean}} options
   */
  constructor(host, { save }) {
    const { t } = (this.#host = host);
    this.#save = save;
    this.#client = new DatasetClient(host.requests);
    const open = (/** @type {string} */ address) => void this.#open(address);
    this.#side = new FolderPlaces(host, { save, open, allow: () => void this.#allow() });
    this.#trail = new FolderTrail(t, open);
    this.#rows = new FolderRows(host, open);
    this.#first = new FirstPictures(host, this.#client);
    this.#path = this.#field(t("datasets.folder.path"), { placeholder: t("datasets.folder.path_example") });
    this.#path.addEventListener("keydown", (event) => this.#onPathKey(event));
    this.#path.addEventListener("input", () => this.#stopReading());
    this.#name = this.#field(t("datasets.folder.new"), { placeholder: t("datasets.folder.new_hint") });
    this.#name.addEventListener("input", () => this.#tell());
    this.root = element("div", { class: "penstock-dataset-chooser" }, this.#side.root, this.#main());
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  close() {
    this.#reading.abort();
  }

  /** What is still on its way would replace what is typed. */
  #stopReading() {
    this.#reading.abort();
    setAttribute(this.root, "aria-busy", null);
  }

  /** @param {string} value the address to begin with; an unknown one leads to the first place */
  async begin(value) {
    const { signal } = this.#reading;
    await this.#readPlaces();
    const first = this.#save ? "output" : "input";
    if (!signal.aborted) await this.#open(this.#spelled(value) || first, first);
  }

  /** @returns {Promise<string | null>} the address; null where it cannot be used, which is said */
  async accept() {
    const { t } = this.#host;
    const typed = this.#path.value.trim();
    if (typed && typed !== this.#listing?.folder && !(await this.#open(typed))) return null;
    if (!this.#listing) throw new Error(t("datasets.folder.none"));
    if (!this.#save) return this.#listing.folder;
    const name = this.#name.value.trim();
    const problem = folderNameProblem(name);
    if (problem) throw new Error(t(problem));
    if (!this.#listing.can_save) throw new Error(t("datasets.folder.load_only"));
    return name ? below(this.#listing.folder, name) : this.#listing.folder;
  }

  #main() {
    const { t } = this.#host;
    const up = button(t("datasets.folder.up"), () => this.#up(), { icon: icon("back"), class: "penstock-quiet" });
    const head = element("div", { class: "penstock-dataset-chooser-head" }, up, this.#trail.root);
    const labelled = (/** @type {HTMLInputElement} */ field, /** @type {string} */ words) => element("label", { class: "penstock-field" }, element("span", { text: words }), field);
    const middle = element("div", { class: "penstock-dataset-chooser-middle" }, this.#problem, this.#rows.root, this.#first.root);
    const foot = this.#save ? [labelled(this.#name, t("datasets.folder.new")), this.#where] : [];
    return element("div", { class: "penstock-dataset-chooser-main" }, labelled(this.#path, t("datasets.folder.path")), head, middle, ...foot);
  }

  /**
   * @param {string} label
   * @param {Record<string, string>} attributes
   */
  #field(label, attributes) {
    return element("input", { attributes: { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": label, dir: "auto", ...attributes } });
  }

  async #readPlaces() {
    try {
      this.#places = (await this.#client.places()).folders;
    } catch (error) {
      this.#say(error);
    }
    this.#side.show(this.#places, this.#listing?.folder ?? "");
  }

  /**
   * What a node has may name no place: then it lies in the folder that is first.
   * @param {string} value
   */
  #spelled(value) {
    const text = value.trim().replace(/[\\/]+$/, "");
    if (!text || /^([\\/~]|[A-Za-z]:)/.test(text) || /^(input|output)([\\/]|$)/.test(text)) return text;
    return below(this.#save ? "output" : "input", text);
  }

  /**
   * @param {string} address
   * @param {string} [otherwise] what is opened where this one cannot be
   * @returns {Promise<boolean>} whether it is shown; what else came up is said
   */
  async #open(address, otherwise = "") {
    this.#reading.abort();
    const { signal } = (this.#reading = new AbortController());
    setAttribute(this.root, "aria-busy", "true");
    try {
      const listing = await this.#client.listing(address, { limit: FIRST, signal });
      if (!signal.aborted) this.#show(listing);
      return !signal.aborted;
    } catch (/** @type {any} */ error) {
      if (signal.aborted) return false;
      if (this.#save && error.status === NOT_FOUND && (await this.#openAbove(address, signal))) return true;
      if (otherwise && otherwise !== address) return await this.#open(otherwise).finally(() => this.#say(error));
      this.#say(error);
      return false;
    } finally {
      if (!signal.aborted) setAttribute(this.root, "aria-busy", null);
    }
  }

  /**
   * A folder that is not there yet: the one above it that is there, and the rest in the field for new folders.
   * @param {string} address
   * @param {AbortSignal} signal
   */
  async #openAbove(address, signal) {
    for (let above = folderAbove(address); above; above = folderAbove(above)) {
      const listing = await this.#client.listing(above, { limit: FIRST, signal }).catch(() => null);
      if (signal.aborted) return true;
      if (!listing) continue;
      this.#show(listing);
      this.#name.value = address.slice(above.length).replace(/^[\\/]+/, "");
      this.#tell();
      return true;
    }
    return false;
  }

  /** @param {Listing} listing */
  #show(listing) {
    const wasInRows = this.#rows.root.contains(document.activeElement);
    this.#listing = listing;
    this.#say(null);
    const wasEmpty = !this.#path.value;
    this.#path.value = listing.folder;
    // Who has not typed yet begins anew, not behind what has just come in.
    if (wasEmpty && document.activeElement === this.#path) this.#path.select();
    this.#name.value = "";
    this.#side.show(this.#places, listing.folder);
    this.#trail.show(this.#places, listing.folder);
    this.#rows.show(listing.folders);
    this.#first.show(listing);
    this.#tell();
    if (wasInRows) this.#rows.focus();
    // The row that had the focus may have gone, and with it the focus.
    if (wasInRows && !this.root.contains(document.activeElement)) this.#path.focus();
  }

  #tell() {
    const { t } = this.#host;
    if (!this.#listing) return;
    const name = this.#name.value.trim();
    const problem = folderNameProblem(name);
    setAttribute(this.#name, "aria-invalid", problem ? "true" : null);
    setText(this.#where, problem ? t(problem) : t("datasets.folder.saves_to", { folder: name ? below(this.#listing.folder, name) : this.#listing.folder }));
  }

  /** @param {any} error null: all is well */
  #say(error) {
    setAttribute(this.#problem, "hidden", error ? null : "");
    this.#problem.replaceChildren(...(error ? [icon("warning"), element("span", { text: [error.message, error.hint].filter(Boolean).join(" ") })] : []));
  }

  #up() {
    if (this.#listing?.parent) void this.#open(this.#listing.parent);
  }

  async #allow() {
    const { allowFolder } = await import("./allow_folder.js");
    const place = await allowFolder(this.#host, { save: this.#save });
    if (!place) return;
    await this.#readPlaces();
    await this.#open(place.address);
  }

  /** @param {KeyboardEvent} event */
  #onPathKey(event) {
    const typed = this.#path.value.trim();
    if (event.key !== "Enter" || !typed || typed === this.#listing?.folder) return;
    // Enter goes there first; the next one takes it.
    event.preventDefault();
    void this.#open(typed);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const inText = event.target instanceof HTMLInputElement;
    const up = (event.key === "Backspace" && !inText) || (event.altKey && event.key === "ArrowUp");
    if (!up || event.defaultPrevented) return;
    event.preventDefault();
    this.#up();
  }
}
