/** What an export would write, before it is written: the first files as they would be called, counts, and warnings. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { bytesText } from "./dataset_words.js";

const SETTLES_MS = 250;
const DIGITS = 4;

/**
 * @typedef {import("./types.js").ExportRequest} ExportRequest
 * @typedef {import("./types.js").ExportPlan} ExportPlan
 * @typedef {(plan: ExportPlan | null, error: any) => void} Settled one of them is null
 */

export class ExportPreview {
  #host;
  #client;
  #asked = 0;
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #facts = element("p", { class: "penstock-dataset-plan-facts", attributes: { role: "status" } });
  #path = element("p", { class: "penstock-dataset-plan-path", attributes: { dir: "auto" } });
  #files = element("ul", { class: "penstock-dataset-plan-files" });
  #warnings = element("ul", { class: "penstock-dataset-plan-warnings", attributes: { hidden: "" } });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./dataset_client.js").DatasetClient} client
   */
  constructor(host, client) {
    this.#host = host;
    this.#client = client;
    const title = element("h3", { text: host.t("datasets.export.preview") });
    this.root = element("aside", { class: "penstock-dataset-plan" }, title, this.#facts, this.#path, this.#files, this.#warnings);
  }

  /**
   * @param {() => ExportRequest} request
   * @param {Settled} settled
   */
  ask(request, settled) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(request(), settled), SETTLES_MS);
    this.#showFiles(request(), null);
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /**
   * @param {ExportRequest} request
   * @param {Settled} settled
   */
  async #read(request, settled) {
    const asked = (this.#asked += 1);
    setAttribute(this.root, "aria-busy", "true");
    const answer = await this.#client.planExport(request).then((plan) => ({ plan, error: null }), (error) => ({ plan: null, error }));
    if (asked !== this.#asked) return;
    setAttribute(this.root, "aria-busy", null);
    this.#show(request, answer.plan);
    settled(answer.plan, answer.error);
  }

  /**
   * @param {ExportRequest} request
   * @param {ExportPlan | null} plan
   */
  #show(request, plan) {
    const { t } = this.#host;
    this.root.classList.toggle("penstock-dataset-plan-none", !plan);
    setText(this.#facts, plan ? this.#factsOf(plan) : t("datasets.export.nothing_yet"));
    setText(this.#path, plan ? t(plan.replaces ? "datasets.export.replaces" : "datasets.export.into", { folder: plan.folder }) : "");
    setAttribute(this.#path, "title", plan?.path);
    const warnings = plan?.warnings ?? [];
    setAttribute(this.#warnings, "hidden", warnings.length ? null : "");
    this.#warnings.replaceChildren(...warnings.map(({ message, hint }) => element("li", {}, icon("warning"), element("span", {}, element("strong", { text: message }), " ", hint))));
    this.#showFiles(request, plan);
  }

  /** @param {ExportPlan} plan */
  #factsOf({ images, masks, captions, bytes }) {
    const { t } = this.#host;
    return [t("datasets.images", { count: images }), t("datasets.masks", { count: masks }), t("datasets.captions", { count: captions }), t("datasets.about_bytes", { bytes: bytesText(bytes) })].join(" · ");
  }

  /**
   * The first image, as its files would be called.
   * @param {ExportRequest} request
   * @param {ExportPlan | null} plan
   */
  #showFiles({ folder, prefix = "", images = "keep", masks = "file", captions = "txt" }, plan) {
    const { t } = this.#host;
    const stem = `${prefix}${"1".padStart(Math.max(DIGITS, String(plan?.images ?? 1).length), "0")}`;
    const isAlpha = masks === "alpha";
    const ending = images === "keep" ? (isAlpha ? "png" : "…") : images;
    const names = [
      { name: `${stem}.${ending}`, shape: "images", note: isAlpha ? t("datasets.export.file_image_alpha") : t("datasets.export.file_image") },
      ...(masks === "file" ? [{ name: `${stem}-masklabel.png`, shape: "mask", note: t("datasets.export.file_mask") }] : []),
      ...(masks === "folder" ? [{ name: `masks/${stem}.png`, shape: "mask", note: t("datasets.export.file_mask") }] : []),
      ...(captions === "none" ? [] : [{ name: `${stem}.${captions}`, shape: "text", note: t("datasets.export.file_caption") }]),
    ];
    const head = element("li", { class: "penstock-dataset-plan-folder" }, icon("datasets"), element("code", { text: `${plan?.folder ?? folder}/` }));
    this.#files.replaceChildren(head, ...names.map(({ name, shape, note }) => element("li", {}, icon(/** @type {"images"} */ (shape)), element("code", { text: name }), element("small", { text: note }))));
  }
}
