/** One pool: its grid, and the selected image beside it. */

import { element, setAttribute, setText, takesText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { acceptDrops, pastedImages } from "../pools/drops.js";
import { PoolGrid } from "../pools/grid.js";

const SMALLEST_TILE = 132;

/**
 * @param {import("./app.js").App} app
 * @param {string} poolId
 * @returns {import("./app.js").Page}
 */
export function poolPage(app, poolId) {
  const { host, pools } = app;
  const pool = pools.open(poolId);
  const grid = PoolGrid.create(host, pools, poolId);
  grid.dataset.tile = String(SMALLEST_TILE);
  const preview = new Preview(host, pool);
  const back = element("a", { class: "penstock-back", attributes: { href: "#/" } }, icon("back"), element("span", { text: host.t("page.all_pools") }));
  const title = element("div", { class: "penstock-title" }, back, element("h1", { text: poolId }));
  const root = element("section", { class: "penstock-detail" }, title, preview.root, grid);
  const onPaste = (/** @type {ClipboardEvent} */ event) => paste(event, grid);
  document.addEventListener("paste", onPaste);
  acceptDrops(preview.root, (files) => void grid.upload(files));
  const close = () => {
    document.removeEventListener("paste", onPaste);
    preview.close();
  };
  return { root, title: poolId, close };
}

/**
 * @param {ClipboardEvent} event
 * @param {PoolGrid} grid
 */
function paste(event, grid) {
  const files = pastedImages(event.clipboardData);
  if (event.defaultPrevented || takesText(event.target) || !files.length) return;
  event.preventDefault();
  void grid.upload(files);
}

/** The selected image, large. */
class Preview {
  #host;
  #pool;
  #image = element("img", { attributes: { alt: "", decoding: "async" } });
  #caption = element("figcaption");
  #shown = "";
  #onChange = () => this.#show();

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("../pools/pool.js").Pool} pool
   */
  constructor(host, pool) {
    this.#host = host;
    this.#pool = pool;
    this.root = element("figure", { class: "penstock-preview", attributes: { "aria-label": host.t("page.preview") } }, this.#image, this.#caption);
    pool.followsSelected = true;
    pool.addEventListener("change", this.#onChange);
    this.#show();
  }

  close() {
    this.#pool.followsSelected = false;
    this.#pool.removeEventListener("change", this.#onChange);
  }

  #show() {
    const { t } = this.#host;
    const slot = this.#pool.selected;
    const url = slot ? this.#pool.client.imageUrl(slot) : "";
    this.root.classList.toggle("penstock-nothing", !slot);
    if (url !== this.#shown) setAttribute(this.#image, "src", url || null);
    this.#shown = url;
    setAttribute(this.#image, "hidden", slot ? null : "");
    setAttribute(this.#image, "alt", slot ? slot.label || slot.image : "");
    const size = slot ? t("page.size", { width: slot.width, height: slot.height }) : "";
    setText(this.#caption, slot ? [slot.label, slot.image, size].filter(Boolean).join(" · ") : t("page.nothing_selected"));
  }
}
