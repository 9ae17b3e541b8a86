/** The pictures of a scene in a node: those that the node puts out first. */

import { element, setAttribute } from "../../library/elements.js";
import { openPictureView } from "../picture_view.js";
import { depthPicture, pictureLabel, posePicture, PICTURES } from "../picture_names.js";

/** Twice what a node shows. */
const SIDE = 256;

/**
 * @typedef {{depth: string, pose: string, mask: string}} Chosen by the node's widgets, empty where it has none
 * @typedef {import("../picture_view.js").Shown & {tag: string, isOut: boolean}} Shown
 */

export class SceneStrip {
  #host;
  #client;
  #drawn = "";
  #shown = /** @type {Shown[]} */ ([]);

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../scene_client.js").SceneClient} client
   */
  constructor(host, client) {
    this.#host = host;
    this.#client = client;
    this.root = element("ul", { class: "penstock-scene-strip", attributes: { "aria-label": host.t("scene_node.strip"), "data-capture-wheel": "true" } });
  }

  /**
   * @param {import("../types.js").Scene | null} scene
   * @param {Chosen} chosen
   */
  show(scene, chosen) {
    const shown = scene ? this.#pictures(scene, chosen) : [];
    const drawn = JSON.stringify([scene?.name, shown]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    setAttribute(this.root, "hidden", shown.length ? null : "");
    this.#shown = shown.map((one) => ({ ...one, label: this.#label(one.name), canGo: false }));
    this.root.replaceChildren(...this.#shown.map((one) => this.#item(scene?.name ?? "", one)));
  }

  /** @param {string} name */
  #label(name) {
    return name.startsWith("mask:") ? name.slice("mask:".length) : pictureLabel(this.#host.t, name);
  }

  /**
   * @param {string} scene
   * @param {string} at
   */
  #view(scene, at) {
    const tags = new Map(this.#shown.map(({ name, tag }) => [name, tag]));
    const url = (/** @type {string} */ name) => this.#client.pictureUrl(scene, name, { tag: tags.get(name) });
    const focus = (/** @type {string} */ name) => /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-picture="${CSS.escape(name)}"] button`))?.focus({ preventScroll: true });
    openPictureView(this.#host, { files: { url }, pictures: this.#shown, at, remove: () => {}, closed: focus });
  }

  /**
   * @param {import("../types.js").Scene} scene
   * @param {Chosen} chosen
   */
  #pictures({ pictures, masks }, { depth, pose, mask }) {
    const put = [depth && depthPicture(depth), pose && posePicture(pose)];
    const first = ["base", ...put, `mask:${mask}`];
    const all = [...PICTURES.map((name) => pictures.find((one) => one.name === name)), ...masks.map((one) => ({ ...one, name: `mask:${one.name}` }))];
    const shown = all.flatMap((one) => (one ? [{ name: one.name, tag: one.tag, isOut: first.includes(one.name) && one.name !== "mask:" }] : []));
    return shown.sort((one, other) => Number(other.isOut) - Number(one.isOut));
  }

  /**
   * @param {string} scene
   * @param {Shown} picture
   */
  #item(scene, { name, tag, isOut, label }) {
    const image = element("img", { attributes: { src: this.#client.pictureUrl(scene, name, { side: SIDE, tag }), alt: "", loading: "lazy", decoding: "async", draggable: "false" } });
    const attributes = { type: "button", "aria-label": this.#host.t("scene_node.view", { picture: label }), title: label };
    const view = element("button", { attributes, on: { click: () => this.#view(scene, name) } }, image, element("span", { text: label }));
    return element("li", { attributes: { "data-picture": name, "data-out": isOut ? "" : null } }, view);
  }
}
