/** A picture, a mask, a film or a sound: chosen by name, from a picker, or from the user's disk. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { takeFiles } from "../file_drops.js";
import { ACCEPTED, fittingFiles, isPicture, mediaUrl, pictureUrl, uploadFile } from "../input_files.js";
import { SelectField } from "./select_field.js";

const SIDE = 192;

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function mediaField(context, value) {
  const media = new MediaField(context, value);
  return { root: media.root, main: media.main, show: (next) => media.show(next) };
}

class MediaField {
  #context;
  #value;
  #select;
  #preview = element("div", { class: "penstock-form-preview" });
  #file;
  #tools;

  /**
   * @param {import("./field.js").FieldContext} context
   * @param {any} value
   */
  constructor(context, value) {
    const { host, parameter, options } = context;
    this.#value = value;
    const change = (/** @type {any} */ next) => {
      this.#value = next;
      this.#draw();
      context.change(next);
    };
    this.#context = { ...context, change };
    this.#select = new SelectField({ ...this.#context, options: options?.length ? options : null }, value, { free: true });
    this.#file = element("input", {
      attributes: { type: "file", accept: ACCEPTED[parameter.type] ?? null, hidden: "", "aria-label": host.t("workflow_form.upload", { label: parameter.label }) },
      on: { change: () => void this.#upload([...(this.#file.files ?? [])]) },
    });
    this.#tools = element("div", { class: "penstock-form-media-tools" }, ...this.#buttons(), this.#file);
    this.root = element("div", { class: "penstock-form-card" }, this.#preview, element("div", { class: "penstock-form-media-side" }, this.#select.root, this.#tools));
    takeFiles(this.root, (data) => this.#given(data));
    this.#draw();
  }

  get main() {
    return this.#select.input;
  }

  /** @param {any} value */
  show(value) {
    this.#value = value;
    this.#select.show(value);
    this.#draw();
  }

  get #isStill() {
    return ["image", "mask"].includes(this.#context.parameter.type);
  }

  #buttons() {
    const { host, parameter } = this.#context;
    const { t } = host;
    const { label } = parameter;
    const upload = button(t("workflow_form.upload", { label }), () => this.#file.click(), { icon: icon("upload"), class: "penstock-form-tool" });
    if (!this.#isStill) return [upload];
    const choose = element(
      "button",
      { class: "penstock-form-tool", attributes: { type: "button", "aria-label": t("workflow_form.choose", { label }) }, on: { click: () => void this.#choose() } },
      icon("images"),
      element("span", { text: t("workflow_form.browse") }),
    );
    const paint = button(t("workflow_form.paint", { label }), () => void this.#paint(), { icon: icon("mask"), class: "penstock-form-tool penstock-form-paint" });
    return parameter.type === "image" ? [choose, upload, paint] : [choose, upload];
  }

  /** The picture as it is now, or a sign of what is to come. */
  #draw() {
    const { host, parameter } = this.#context;
    const text = typeof this.#value === "string" ? this.#value : "";
    const shown = this.#isStill ? (isPicture(text) ? pictureUrl(host, text, SIDE) : "") : text ? mediaUrl(host, text) : "";
    if (this.#preview.dataset.shown === shown && this.#preview.childElementCount) return;
    this.#preview.dataset.shown = shown;
    setAttribute(this.root, "data-state", shown ? "shown" : "empty");
    this.#preview.replaceChildren(shown ? this.#picture(shown, parameter.type) : icon(signOf(parameter.type)));
  }

  /**
   * @param {string} url
   * @param {import("../types.js").ParameterType} type
   */
  #picture(url, type) {
    const { host, parameter } = this.#context;
    const failed = () => this.#failed(url);
    const label = host.t("workflow_form.preview", { label: parameter.label });
    if (type === "audio") return element("audio", { attributes: { src: url, controls: "", preload: "metadata", "aria-label": label }, on: { error: failed } });
    if (type === "video") return this.#film(url, failed);
    const image = element("img", { attributes: { src: url, alt: "", decoding: "async", draggable: "false" }, on: { error: failed } });
    const choose = button(host.t("workflow_form.choose", { label: parameter.label }), () => void this.#choose(), { class: "penstock-form-picture", showLabel: false });
    choose.tabIndex = -1; // The button beside it does the same.
    setAttribute(choose, "aria-hidden", "true");
    choose.replaceChildren(image);
    return choose;
  }

  /**
   * A film's first picture; its player where the user wants to see it.
   * @param {string} url
   * @param {() => void} failed
   */
  #film(url, failed) {
    const { host, parameter } = this.#context;
    const words = { label: parameter.label };
    const first = element("video", { attributes: { src: url, preload: "metadata", playsinline: "", tabindex: -1 }, properties: { muted: true }, on: { error: failed } });
    const play = button(host.t("workflow_form.play", words), () => this.#play(url, failed), { class: "penstock-form-picture", showLabel: false });
    play.replaceChildren(first, icon("run"));
    return play;
  }

  /**
   * @param {string} url
   * @param {() => void} failed
   */
  #play(url, failed) {
    const label = this.#context.host.t("workflow_form.preview", { label: this.#context.parameter.label });
    const player = element("video", { attributes: { src: url, controls: "", autoplay: "", playsinline: "", "aria-label": label }, on: { error: failed } });
    this.#preview.replaceChildren(player);
    player.focus();
  }

  /** @param {string} url what cannot be shown is gone, or no picture */
  #failed(url) {
    if (this.#preview.dataset.shown !== url) return;
    setAttribute(this.root, "data-state", "failed");
    this.#preview.replaceChildren(icon(signOf(this.#context.parameter.type)), element("span", { class: "penstock-form-gone", text: this.#context.host.t("workflow_form.no_picture") }));
  }

  async #choose() {
    const { host, parameter } = this.#context;
    const { chooseImage } = await import("../image_picker.js");
    const chosen = await chooseImage(host, { title: parameter.label, value: String(this.#value ?? ""), type: parameter.type });
    if (chosen !== null) this.#take(chosen);
  }

  async #paint() {
    const { host, parameter } = this.#context;
    if (this.root.dataset.state !== "shown") return void host.toasts.show({ message: host.t("workflow_form.nothing_to_paint") });
    const { paintInput } = await import("../input_masks.js");
    try {
      const painted = await paintInput(host, { label: parameter.label, value: String(this.#value) });
      if (painted !== null) this.#take(painted);
    } catch (error) {
      host.toasts.showError(error);
    }
    return undefined;
  }

  /** @param {DataTransfer} data */
  #given(data) {
    const { host, parameter } = this.#context;
    const files = fittingFiles(data, parameter.type);
    if (!files.length) return void host.toasts.show({ message: host.t("workflow_form.wrong_file"), severity: "error" });
    return void this.#upload(files);
  }

  /** @param {File[]} files the first is used */
  async #upload([file]) {
    if (!file) return;
    setAttribute(this.root, "aria-busy", "true");
    try {
      this.#take(await uploadFile(this.#context.host, file));
    } catch (error) {
      this.#context.host.toasts.showError(error);
    } finally {
      setAttribute(this.root, "aria-busy", null);
      this.#file.value = "";
    }
  }

  /** @param {string} value */
  #take(value) {
    this.#select.show(value);
    this.#context.change(value);
  }
}

/** @param {string} type */
function signOf(type) {
  if (type === "audio") return "sound";
  return type === "video" ? "film" : "images";
}
