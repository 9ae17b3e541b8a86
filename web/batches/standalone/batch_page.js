/** One batch: its view under a heading with the way back. */

import { button, element, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { topDialog } from "../../library/top_layer.js";
import { empty, failure } from "../../workflows/standalone/workflows_messages.js";
import { BatchView } from "../batch_view.js";

/**
 * @param {import("./pages.js").BatchApp} app
 * @param {string} id
 * @returns {Promise<import("../../standalone/app.js").Page>}
 */
export async function batchPage(app, id) {
  const { host, go, last } = app;
  const { t } = host;
  last.batch = id;
  const title = element("h1", { text: t("batches.one"), attributes: { dir: "auto" } });
  const message = (/** @type {unknown} */ _batch, /** @type {any} */ error) => error && problem(app, error, () => void view.one.refresh());
  const view = await BatchView.create(host, {
    batch: id,
    open: (run) => (host.runs?.open ? host.runs.open(run) : go(`/runs/${encodeURIComponent(run)}`)),
    compare: (runs) => (host.runs?.compare ? host.runs.compare(runs) : go(`/gallery/compare?runs=${runs.map(encodeURIComponent).join(",")}`)),
    removed: () => go("/batches"),
    message,
  });
  const gallery = element("a", { class: "penstock-button", attributes: { href: `#/gallery?batch=${encodeURIComponent(id)}` } }, icon("gallery"), element("span", { text: t("batches.gallery") }));
  const back = element("a", { class: "penstock-workflow-up", attributes: { href: "#/batches", title: t("batches.title") } }, icon("back"), element("span", { text: t("batches.title") }));
  const rename = button(t("batches.rename_title"), () => void view.deeds.rename(), { icon: icon("rename"), class: "penstock-quiet" });
  const head = element("div", { class: "penstock-workflow-head" }, back, title, rename, gallery);
  const root = element("section", { class: "penstock-batch-page" }, head, view);
  view.addEventListener("penstock-title", (event) => setText(title, /** @type {CustomEvent} */ (event).detail || t("batches.one")));
  const closed = new AbortController();
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || topDialog() || chordOf(event) !== "F2") return;
    event.preventDefault();
    void view.deeds.rename();
  };
  document.addEventListener("keydown", onKey, { signal: closed.signal });
  const keys = /** @type {[string, string][]} */ ([
    ["← ↑ ↓ →", t("batches.keys.cells")],
    ["Enter", t("batches.open_run")],
    ["Space", t("batches.select_it")],
    ["R", t("batches.retry")],
    ["F2", t("batches.rename_title")],
    ["Shift+F10", t("page.keys.menu")],
  ]);
  return {
    root,
    title: t("batches.one"),
    close: () => {
      closed.abort();
      view.close();
    },
    shortcuts: () => [{ title: t("batches.one"), keys }],
  };
}

/**
 * @param {import("./pages.js").BatchApp} app
 * @param {any} error
 * @param {() => void} again
 */
function problem({ host }, error, again) {
  const { t } = host;
  if (error.status !== 404) return failure(host, error, again);
  return empty("warning", t("batches.gone"), t("batches.gone_hint"), element("a", { class: "penstock-button", text: t("batches.all"), attributes: { href: "#/batches" } }));
}
