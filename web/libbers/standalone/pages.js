/** The pages of libbers in the standalone app: the list of all, and one library. */

import { loadStyles } from "../../library/styles.js";
import { LibberBook } from "../libber_book.js";
import { libberPage } from "./libber_page.js";
import { libbersPage } from "./libbers_page.js";

const SHEETS = ["../apply.css", "../completion.css", "../editor.css", "../../library/list_page.css", "../../library/deleted_list.css", "./libbers.css", "./libber.css"];

/**
 * What the pages share.
 * @typedef {object} LibberApp
 * @property {import("../../library/host.js").Host} host
 * @property {LibberBook} book
 * @property {(name: string) => void} open shows the page of a library
 * @property {() => void} all shows the list of all
 * @property {{name: string}} last the library that was opened last
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function libberPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  const last = { name: "" };
  /** @type {LibberApp} */
  const app = { host, last, book: LibberBook.of(host), open: (name) => go(libberAddress((last.name = name))), all: () => go("/libbers") };
  return {
    pages: [
      { path: "/libbers", open: () => libbersPage(app) },
      { path: "/libbers/{name}", open: ({ name }) => libberPage(app, name) },
    ],
  };
}

/** @param {string} name */
export const libberAddress = (name) => `/libbers/${encodeURIComponent(name)}`;
