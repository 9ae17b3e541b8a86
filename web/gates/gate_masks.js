/** Painting the mask of a gate, and taking it away; both can be undone. */

import { DraftPlace } from "../library/painter/drafts.js";
import { openPainter } from "../library/painter/painter.js";
import { LARGEST } from "./gate_pictures.js";
import { shortTitle } from "./gate_words.js";
import { fromText } from "./mask_files.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./gates.js").Gates} Gates
 */

export class GateMasks {
  #host;
  #gates;

  /**
   * @param {Host} host
   * @param {Gates} gates
   */
  constructor(host, gates) {
    this.#host = host;
    this.#gates = gates;
  }

  /**
   * Opens the painter; returns when it is closed.
   * @param {Gate} gate
   * @param {number} index of the candidate that is painted on
   */
  async paint(gate, index) {
    const { t, maskDrafts } = this.#host;
    await openPainter(this.#host, {
      title: t("painter.title", { name: gate.title }),
      name: shortTitle(gate.title),
      imageUrl: this.#gates.pictureUrl(gate, index, LARGEST),
      maskUrl: this.#gates.maskUrl(gate),
      width: gate.width,
      height: gate.height,
      save: (png, { isEmpty }) => this.#save(gate.token, isEmpty ? null : png),
      drafts: new DraftPlace(maskDrafts, `gate ${gate.token}`, gate.mask_revision),
    });
  }

  /** @param {Gate} gate */
  clear({ token }) {
    return this.#save(token, null);
  }

  /**
   * @param {string} token
   * @param {Blob | null} mask
   * @returns {Promise<void>}
   */
  async #save(token, mask) {
    const { t, toasts } = this.#host;
    const before = await this.#now(token);
    if (!mask && before === null) return void toasts.show({ message: t("painter.empty") });
    const how = await this.#gates.setMask(token, mask);
    const message = mask ? t("gates.mask_saved") : t("gates.mask_cleared");
    const hint = how === "kept" ? t("gates.mask_kept") : "";
    const undo = () => void this.#gates.setMask(token, before ?? null).catch((error) => toasts.showError(error));
    return void toasts.show({ message, hint, about: `mask ${token}`, action: before === undefined ? undefined : { label: t("undo"), run: undo } });
  }

  /**
   * @param {string} token
   * @returns {Promise<Blob | null | undefined>} what is painted now; undefined where that cannot be read
   */
  async #now(token) {
    const gate = this.#gates.get(token);
    const url = gate ? this.#gates.maskUrl(gate) : null;
    if (!url) return null;
    if (url.startsWith("data:")) return fromText(url);
    const answer = await fetch(url).catch(() => null);
    return answer?.ok ? answer.blob() : undefined;
  }
}
