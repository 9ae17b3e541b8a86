/** What a run made: pictures to look into, videos, sound, text and files. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openPictures } from "./picture_dialog.js";
import { sizeText } from "./run_words.js";

const SMALL = 384;

/**
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./types.js").RunOutput} RunOutput
 */

export class RunOutputs {
  #host;
  #client;
  #grid = element("div", { class: "penstock-run-outputs" });
  #shown = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./run_client.js").RunClient} client
   * @param {"h2" | "h3"} heading
   */
  constructor(host, client, heading) {
    this.#host = host;
    this.#client = client;
    const label = host.t("runs.outputs");
    this.root = element("section", { class: "penstock-run-part", attributes: { "aria-label": label, hidden: "" } }, element(heading, { text: label }), this.#grid);
  }

  /** @param {Run} run */
  show(run) {
    const said = JSON.stringify([run.status === "completed", run.outputs]);
    if (said === this.#shown) return;
    this.#shown = said;
    const empty = run.status === "completed" && !run.outputs.length;
    setAttribute(this.root, "hidden", run.outputs.length || empty ? null : "");
    const kept = run.outputs.filter(({ temporary }) => !temporary);
    const temporary = run.outputs.filter((output) => output.temporary);
    const parts = [...kept, ...temporary].map((output) => this.#part(run, output));
    this.#grid.replaceChildren(...(empty ? [element("p", { class: "penstock-run-note", text: this.#host.t("runs.no_outputs") })] : parts));
  }

  /**
   * @param {Run} run
   * @param {RunOutput} output
   */
  #part(run, output) {
    const { t } = this.#host;
    const download = this.#client.outputUrl(output, { download: true });
    const link = download ? element("a", { class: "penstock-quiet", attributes: { href: download, download: output.name, title: t("runs.download"), "aria-label": `${t("runs.download")}: ${output.name}` } }, icon("download")) : null;
    const facts = [output.width ? `${output.width} × ${output.height}` : "", output.bytes ? sizeText(output.bytes) : "", output.temporary ? t("runs.temporary") : ""].filter(Boolean).join(" · ");
    const words = element("span", {}, element("span", { class: "penstock-run-output-name", text: output.name || output.node_title, attributes: { title: output.name, dir: "auto" } }), element("small", { text: facts }));
    return element("figure", { class: "penstock-run-output", attributes: { "data-kind": output.kind } }, this.#content(run, output), element("figcaption", {}, words, link));
  }

  /**
   * @param {Run} run
   * @param {RunOutput} output
   */
  #content(run, output) {
    const { t } = this.#host;
    const url = this.#client.outputUrl(output);
    if (output.kind === "text") return element("pre", { text: output.text, attributes: { tabindex: 0, dir: "auto" } });
    if (!url) return element("div", { class: "penstock-run-output-none" }, icon("warning"), element("span", { text: t(output.sha256 ? "runs.no_file" : "runs.not_fetched") }));
    if (output.kind === "image") return this.#picture(run, output, url);
    if (output.kind === "video") return element("video", { attributes: { src: url, controls: "", preload: "metadata", loop: "" } });
    if (output.kind === "audio") return element("audio", { attributes: { src: url, controls: "", preload: "metadata" } });
    return element("a", { class: "penstock-run-output-none", attributes: { href: url } }, icon("download"), element("span", { text: output.name }));
  }

  /**
   * @param {Run} run
   * @param {RunOutput} output
   * @param {string} url
   */
  #picture(run, output, url) {
    const small = this.#client.thumbnailUrl(output, SMALL) || url;
    const image = element("img", { attributes: { src: small, alt: output.name, loading: "lazy", decoding: "async", width: output.width || null, height: output.height || null } });
    const pictures = run.outputs.filter((one) => one.kind === "image" && one.url).map((one) => ({ run, output: one }));
    const at = pictures.findIndex((one) => one.output.number === output.number);
    const open = button(output.name, () => openPictures(this.#host, this.#client, { pictures, at }), { class: "penstock-run-picture" });
    open.replaceChildren(image);
    setAttribute(open, "aria-label", this.#host.t("runs.open_picture", { name: output.name }));
    return open;
  }
}
