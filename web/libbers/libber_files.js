/** Snippets from a file into the draft of a library, and out of it. */

import { download } from "./libber_actions.js";
import { delimiterOf, depthOf, entryOf, libsIn, libsOf } from "./snippet_keys.js";

const MOST_NAMED = 5;

/**
 * Puts the snippets of a file into a draft, as one step that can be undone; nothing is saved.
 * @param {import("../library/host.js").Host} host
 * @param {import("../library/texts/draft.js").Draft} draft
 * @param {File} file
 */
export async function importInto(host, draft, file) {
  const { t, toasts } = host;
  const found = libsIn(await file.text());
  if (!found) return void toasts.show({ message: t("libbers.not_imported", { file: file.name }), hint: t("libbers.no_libber_file"), severity: "error" });
  const before = libsOf(draft);
  const changed = [...found.libs].filter(([key, text]) => before.get(key) !== text);
  const skipped = found.skipped.length ? t("libbers.skipped", { count: found.skipped.length, keys: found.skipped.slice(0, MOST_NAMED).join(", ") }) : "";
  if (!changed.length) return void toasts.show({ message: t("libbers.nothing_new", { file: file.name }), hint: skipped });
  if (!(await draft.edit(changed.map(([key, value]) => ({ key: entryOf(key), value }))))) return undefined;
  const added = changed.filter(([key]) => !before.has(key)).length;
  const message = t("libbers.put_in", { added, changed: changed.length - added });
  toasts.show({ message, hint: skipped, severity: "success", action: { label: t("undo"), run: () => void draft.undo() } });
  return undefined;
}

/**
 * What the editor shows goes into the file, saved or not.
 * @param {import("./libber_book.js").LibberBook} book
 * @param {import("../library/texts/draft.js").Draft} draft
 */
export function exportDraft(book, draft) {
  if (!draft.dirty) return download(book.client.fileUrl(draft.name));
  const content = { libs: Object.fromEntries(libsOf(draft)), delimiter: delimiterOf(draft), max_depth: depthOf(draft) };
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  download(address, `${draft.name}.json`);
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return undefined;
}
