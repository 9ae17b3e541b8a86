/** A dialog to choose a picture for an input: from the input folder, from a pool, or from the user's disk. */

import { openDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { plain } from "../library/texts/table_model.js";
import { takeFiles } from "./file_drops.js";
import { fittingFiles, uploadFile } from "./input_files.js";
import { PictureGrid } from "./picture_grid.js";
import { inputFolder, poolSources } from "./image_sources.js";

const PAUSE_MS = 200;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./image_sources.js").Source} Source
 * @typedef {import("./image_sources.js").Picture} Picture
 */

/**
 * @param {Host} host
 * @param {{title: string, value: string, type: string}} options
 * @returns {Promise<string | null>} the value that names it; null where none was chosen
 */
export async function chooseImage(host, options) {
  await loadStyles([new URL("./image_picker.css", import.meta.url).href]);
  return new ImagePicker(host, options).open();
}

class ImagePicker {
  #host;
  #options;
  #chosen = /** @type {string | null} */ (null);
  #source;
  #pictures = /** @type {Picture[]} */ ([]);
  #more = false;
  #reads = 0;
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #close = () => {};
  #grid;
  #search;
  #sources = element("select", { class: "penstock-picker-source" });
  #state = element("p", { class: "penstock-picker-state", attributes: { role: "status" } });
  #masks;
  #file;
  #all = /** @type {Source[]} */ ([]);

  /**
   * @param {Host} host
   * @param {{title: string, value: string, type: string}} options
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    const { t } = host;
    this.#source = inputFolder(host);
    this.#all = [this.#source];
    this.#grid = new PictureGrid(t("workflow_form.pictures"), (picture) => void this.#take(picture), t);
    this.#search = element("input", { attributes: { type: "search", "aria-label": t("workflow_form.search_pictures"), placeholder: t("workflow_form.search_pictures"), autocomplete: "off", autofocus: "" } });
    this.#search.addEventListener("input", () => this.#typed());
    this.#search.addEventListener("keydown", (event) => this.#leaveSearch(event));
    setAttribute(this.#sources, "aria-label", t("workflow_form.source"));
    this.#sources.addEventListener("change", () => this.#go(this.#all[this.#sources.selectedIndex]));
    this.#masks = element("input", { attributes: { type: "checkbox" }, properties: { checked: true } });
    this.#file = element("input", { attributes: { type: "file", accept: "image/*", hidden: "", "aria-label": t("workflow_form.from_disk") } });
    this.#file.addEventListener("change", () => void this.#upload([...(this.#file.files ?? [])]));
  }

  /** @returns {Promise<string | null>} */
  async open() {
    const { t } = this.#host;
    const upload = button(t("workflow_form.from_disk"), () => this.#file.click(), { icon: icon("upload"), showLabel: true, class: "penstock-button" });
    const bar = element("div", { class: "penstock-picker-bar" }, this.#sources, element("div", { class: "penstock-picker-search" }, icon("search"), this.#search), upload, this.#file);
    const withMask = element("label", { class: "penstock-picker-mask", attributes: { hidden: "" } }, this.#masks, element("span", { text: t("workflow_form.with_mask") }));
    const content = element("div", { class: "penstock-image-picker" }, bar, withMask, this.#state, this.#grid.root);
    this.#showSources();
    const dialog = openDialog(this.#host, { title: this.#options.title, content, className: "penstock-dialog-pictures", wide: true });
    this.#close = dialog.close;
    takeFiles(dialog.root, (data) => this.#given(data));
    this.#go(this.#source);
    void this.#readPools();
    await dialog.closed;
    clearTimeout(this.#timer);
    return this.#chosen;
  }

  async #readPools() {
    try {
      this.#all = [this.#all[0], ...(await poolSources(this.#host))];
    } catch {
      return; // Without pools there is the input folder.
    }
    this.#showSources();
  }

  #showSources() {
    const { t } = this.#host;
    const option = (/** @type {Source} */ source) => element("option", { text: source.detail ? `${source.label} (${source.detail})` : source.label, properties: { selected: source.key === this.#source.key } });
    const pools = this.#all.filter(({ pool }) => pool).map(option);
    const group = element("optgroup", { attributes: { label: t("workflow_form.pools") } }, ...pools);
    this.#sources.replaceChildren(option(this.#all[0]), ...(pools.length ? [group] : []));
  }

  /** @param {Source} source */
  #go(source) {
    this.#source = source;
    this.#search.value = "";
    this.#pictures = [];
    void this.#read("");
  }

  /** @param {string} search */
  async #read(search) {
    const { t } = this.#host;
    const read = (this.#reads += 1);
    if (!this.#pictures.length) this.#say(t("workflow_form.reading"));
    try {
      const { pictures, more } = await this.#source.read(search);
      if (read !== this.#reads) return;
      this.#pictures = pictures;
      this.#more = more;
      this.#show();
    } catch (/** @type {any} */ error) {
      if (read === this.#reads) this.#say(error.message, () => void this.#read(search));
    }
  }

  #typed() {
    this.#show();
    if (!this.#more || this.#source.pool) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(this.#search.value.trim()), PAUSE_MS);
  }

  #show() {
    const { t } = this.#host;
    const words = plain(this.#search.value).split(/\s+/).filter(Boolean);
    const found = this.#pictures.filter(({ name }) => words.every((word) => plain(name).includes(word)));
    this.#grid.show(found, this.#options.value);
    const hasMasks = this.#options.type === "image" && this.#pictures.some(({ masked }) => masked);
    setAttribute(/** @type {Element} */ (this.#masks.parentElement), "hidden", hasMasks ? null : "");
    const none = words.length ? t("workflow_form.no_such_picture") : t("workflow_form.no_pictures");
    this.#say(found.length ? "" : none);
  }

  /**
   * @param {string} text
   * @param {() => void} [retry]
   */
  #say(text, retry) {
    setText(this.#state, text);
    if (retry) this.#state.append(" ", button(this.#host.t("retry"), retry, { class: "penstock-text-button" }));
    setAttribute(this.#state, "hidden", text ? null : "");
    if (text) this.#grid.show([], "");
  }

  /** @param {KeyboardEvent} event */
  #leaveSearch(event) {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    this.#grid.focus();
  }

  /** @param {Picture} picture */
  async #take(picture) {
    try {
      this.#chosen = await picture.value(this.#masks.checked && this.#options.type === "image");
      this.#close();
    } catch (error) {
      this.#host.toasts.showError(error);
    }
  }

  /** @param {DataTransfer} data */
  #given(data) {
    const files = fittingFiles(data, this.#options.type);
    if (files.length) void this.#upload(files);
    else this.#host.toasts.show({ message: this.#host.t("workflow_form.wrong_file"), severity: "error" });
  }

  /** @param {File[]} files the first is used */
  async #upload([file]) {
    if (!file) return;
    try {
      this.#chosen = await uploadFile(this.#host, file);
      this.#close();
    } catch (error) {
      this.#host.toasts.showError(error);
    } finally {
      this.#file.value = "";
    }
  }
}
