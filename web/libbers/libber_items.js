/** The menu of one library that is being edited. */

import { icon } from "../library/icons.js";
import { chooseFiles, duplicateLibber, newLibber, removeLibber, renameLibber } from "./libber_actions.js";
import { exportDraft, importInto } from "./libber_files.js";

/**
 * @typedef {object} Edited
 * @property {import("../library/host.js").Host} host
 * @property {import("./libber_book.js").LibberBook} book
 * @property {import("../library/texts/draft.js").Draft | null} draft
 * @property {string} name
 * @property {(name: string) => void} [open] shows a library on its own page
 * @property {(name: string) => void} chosen another one is to be shown here
 */

/**
 * @param {Edited} edited
 * @returns {(import("../library/menu.js").MenuItem | null)[]}
 */
export function libberItems({ host, book, draft, name, open, chosen }) {
  const { t } = host;
  const isReady = draft?.status === "ready";
  const create = { label: t("libbers.new"), icon: icon("plus"), run: () => void newLibber(host, book).then((made) => made && chosen(made.name)) };
  if (!draft || !isReady) return [create];
  const fixed = draft.readOnly;
  return [
    ...(open ? [{ label: t("libbers.open"), icon: icon("forward"), run: () => open(name) }, null] : []),
    { label: t("libbers.import"), icon: icon("upload"), disabled: fixed, run: () => void chooseFiles(false).then(([file]) => file && importInto(host, draft, file)) },
    { label: t("libbers.export"), icon: icon("download"), run: () => exportDraft(book, draft) },
    null,
    { label: t("libbers.rename_title"), icon: icon("rename"), disabled: fixed, run: () => void renameLibber(host, book, name).then((now) => now && now !== name && chosen(now)) },
    { label: t("libbers.duplicate"), icon: icon("duplicate"), run: () => void duplicateLibber(host, book, name).then((made) => made && chosen(made.name)) },
    create,
    null,
    { label: t("libbers.delete"), icon: icon("trash"), danger: true, run: () => void removeLibber(host, book, name) },
  ];
}
