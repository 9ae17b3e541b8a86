/** What was painted and not saved, for when the painter is opened again on the same image. It lives as long as the page. */

/**
 * @typedef {{image: HTMLImageElement, painting: import("./painting.js").Painting}} Draft
 * @typedef {{draft: Draft, revision: number}} KeptDraft
 */

/** What the message about a draft is about: only the latest is shown, and none over an open painter. */
export const UNSAVED = "unsaved mask";

/** The place of one image's draft. */
export class DraftPlace {
  #kept;
  #name;

  /**
   * @param {Map<string, KeptDraft>} kept those of the page
   * @param {string} name of the image
   * @param {number} revision of the mask that is painted over; a draft over another one is of no use
   */
  constructor(kept, name, revision) {
    this.#kept = kept;
    this.#name = name;
    this.revision = revision;
  }

  /**
   * What can be continued. A draft over another mask is dropped.
   * @returns {{draft: Draft | null, isStale: boolean}}
   */
  take() {
    const kept = this.#kept.get(this.#name);
    const isStale = kept !== undefined && kept.revision !== this.revision;
    if (isStale) this.drop();
    return { draft: (!isStale && kept?.draft) || null, isStale };
  }

  /** @param {Draft} draft */
  keep(draft) {
    this.#kept.set(this.#name, { draft, revision: this.revision });
  }

  drop() {
    this.#kept.delete(this.#name);
  }
}
