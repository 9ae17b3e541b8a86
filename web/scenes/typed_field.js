/** A field whose value is an entry of a draft: what is typed is stored after a short pause, what others do is shown. */

const PAUSE_MS = 400;

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

export class TypedField {
  #field;
  #commit;
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #isPending = false;

  /**
   * @param {Field} field
   * @param {(text: string) => boolean} commit takes what was typed; false where it cannot be
   */
  constructor(field, commit) {
    this.#field = field;
    this.#commit = commit;
    this.#listen();
  }

  /** @param {string} text the value as it is now; what is being typed stays */
  show(text) {
    if (this.#isPending || this.#field.value === text) return;
    this.#field.value = text;
    this.#field.dispatchEvent(new Event("penstock-shown"));
  }

  /** What was typed and not stored yet is. */
  finish() {
    clearTimeout(this.#timer);
    if (!this.#isPending) return;
    this.#isPending = !this.#take();
  }

  #take() {
    const taken = this.#commit(this.#field.value);
    if (taken) this.#field.removeAttribute("aria-invalid");
    else this.#field.setAttribute("aria-invalid", "true");
    return taken;
  }

  #listen() {
    this.#field.addEventListener("input", () => {
      this.#isPending = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.finish(), PAUSE_MS);
    });
    this.#field.addEventListener("change", () => this.finish());
    this.#field.addEventListener("blur", () => this.finish());
  }
}
