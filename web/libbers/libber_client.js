/** The routes of libbers. */

import { sendForm } from "../library/sending.js";

/**
 * @typedef {import("./types.js").Libber} Libber
 * @typedef {import("./types.js").DeletedLibber} DeletedLibber
 */

export class LibberClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{libbers: import("./types.js").ListedLibber[], folder: string}>} */
  list() {
    return this.#requests.get("/penstock/libbers");
  }

  /**
   * @param {string} name
   * @returns {Promise<Libber>}
   */
  one(name) {
    return this.#requests.get(libberPath(name));
  }

  /**
   * @param {string} name
   * @param {Partial<Pick<Libber, "libs" | "delimiter" | "max_depth">>} [content]
   * @returns {Promise<Libber>}
   */
  create(name, content = {}) {
    return this.#requests.send("POST", "/penstock/libbers", { name, ...content });
  }

  /**
   * @param {string} name
   * @param {string} newName
   * @returns {Promise<Libber>}
   */
  rename(name, newName) {
    return this.#requests.send("PATCH", libberPath(name), { name: newName });
  }

  /**
   * @param {string} name
   * @returns {Promise<DeletedLibber>}
   */
  remove(name) {
    return this.#requests.send("DELETE", libberPath(name));
  }

  /** @returns {Promise<{deleted: DeletedLibber[]}>} the last deleted first */
  deleted() {
    return this.#requests.get("/penstock/libber_trash");
  }

  /**
   * @param {string} trash
   * @returns {Promise<Libber>}
   */
  restore(trash) {
    return this.#requests.send("POST", `/penstock/libber_trash/${encodeURIComponent(trash)}/restore`);
  }

  /**
   * @param {import("./types.js").SubstitutionOrder} order
   * @returns {Promise<import("./types.js").Substitution>}
   */
  substitute(order) {
    return this.#requests.send("POST", "/penstock/libber_substitutions", order);
  }

  /** @returns {Promise<{functions: {name: string, summary: string, plugin: string}[]}>} what texts may name behind a reference, by name */
  functions() {
    return this.#requests.get("/penstock/text_functions");
  }

  /**
   * The prompts that take snippets from a library.
   * @param {string} name
   * @returns {Promise<{uses: {folder: string, prompt: string, keys: string[]}[]}>} rejects where the plugin of prompts is off
   */
  uses(name) {
    return this.#requests.get(`/penstock/prompt_uses?libber=${encodeURIComponent(name)}`);
  }

  /**
   * Where the browser fetches the file of a library.
   * @param {string} name
   */
  fileUrl(name) {
    return this.#requests.address(`${libberPath(name)}/file`);
  }

  /**
   * Makes a library of a file.
   * @param {File} file
   * @returns {Promise<Libber>}
   */
  importFile(file) {
    const form = new FormData();
    form.append("file", file, file.name || "libber.json");
    return sendForm(this.#requests, "/penstock/libber_imports", form, { progress: () => {}, signal: new AbortController().signal });
  }
}

/** @param {string} name */
export const libberPath = (name) => `/penstock/libbers/${encodeURIComponent(name)}`;
