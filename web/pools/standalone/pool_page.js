/** One pool: its images, and the selected one large beside them. */

import { button, element, setAttribute, setText, takesText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { dataItems } from "../data_items.js";
import { acceptDrops, pastedImages } from "../drops.js";
import { PoolGrid } from "../grid.js";
import { shownKeys } from "../keyboard.js";
import { closeUndoOffer } from "../undo_offer.js";
import { backOf, shortId } from "./addresses.js";
import { MissingPool } from "./missing_pool.js";
import { Preview } from "./preview.js";
import { Split } from "./split.js";

const SMALLEST_TILE = 132;

/**
 * @param {import("./pages.js").PoolApp} app
 * @param {string} poolId
 * @returns {import("../../standalone/app.js").Page}
 */
export function poolPage(app, poolId) {
  app.last.pool = poolId;
  const page = new PoolPage(app, poolId);
  const intoGrid = () => page.focusGrid();
  return {
    root: page.root,
    title: page.title,
    close: () => page.close(),
    under: backOf(app.host).path,
    keys: { ArrowDown: intoGrid, ArrowRight: intoGrid },
    shortcuts: () => shownKeys(app.host.t),
  };
}

class PoolPage {
  #app;
  #pool;
  #grid;
  #preview;
  #missing;
  #count = element("span", { class: "penstock-count" });
  #heading;
  #menu;
  #back;
  #name = /** @type {string | undefined} */ (undefined);
  #closed = new AbortController();

  /**
   * @param {import("./pages.js").PoolApp} app
   * @param {string} poolId
   */
  constructor(app, poolId) {
    const { host, pools } = (this.#app = app);
    this.#back = backOf(host);
    this.#pool = pools.open(poolId);
    this.#grid = PoolGrid.create(host, pools, poolId);
    this.#grid.dataset.tile = String(SMALLEST_TILE);
    this.#grid.style.setProperty("--penstock-tile", `${SMALLEST_TILE}px`);
    this.#preview = new Preview(app, this.#pool, () => this.#grid.commands);
    this.#missing = new MissingPool(app, poolId);
    this.#heading = element("h1", { attributes: { title: poolId } });
    this.#menu = button(host.t("page.pool_menu", { pool: poolId }), () => this.#openMenu(), { icon: icon("more"), class: "penstock-quiet", title: host.t("library.menu") });
    setAttribute(this.#menu, "aria-haspopup", "menu");
    const split = new Split(host.t("page.split"));
    this.root = element("section", { class: "penstock-detail" }, this.#title(), this.#grid, this.#missing.root, split.root, this.#preview.root);
    split.divide(this.root);
    acceptDrops(this.root, (files, refused) => void this.#grid.upload(files, refused));
    this.#listen();
  }

  close() {
    this.#closed.abort();
    closeUndoOffer(this.#app.host, this.#pool);
    this.#preview.close();
  }

  focusGrid() {
    if (this.#pool.state.count > 0) this.#grid.focusPosition(this.#pool.state.position);
  }

  #title() {
    const { path, all } = this.#back;
    const back = element("a", { class: "penstock-back", attributes: { href: `#${path}`, title: all } }, icon("back"), element("span", { text: all }));
    return element("div", { class: "penstock-title" }, back, this.#heading, this.#count, this.#menu);
  }

  #listen() {
    const { signal } = this.#closed;
    this.#pool.addEventListener("change", () => this.#show(), { signal });
    document.addEventListener("paste", (event) => this.#paste(event), { signal });
    this.#app.host.profiles?.addEventListener("change", () => this.#showName(), { signal });
    this.#show();
    this.#showName();
  }

  #show() {
    const { status, state } = this.#pool;
    setText(this.#count, status === "ready" ? this.#app.host.t("pools.count", { count: state.count }) : "");
    const missing = status === "missing" && !this.#pool.uploads.busy;
    this.#missing.show(missing);
    setAttribute(this.#grid, "inert", missing ? "" : null);
    setAttribute(this.#menu, "hidden", missing ? "" : null);
    this.root.classList.toggle("penstock-detail-missing", missing);
  }

  /** A profile is called by its name wherever that is changed, one that was deleted by its last; other pools by their ids. */
  #showName() {
    const { id } = this.#pool;
    const { profiles } = this.#app.host;
    this.#name = profiles?.get(id)?.name ?? this.#name;
    setText(this.#heading, this.#name ?? (profiles?.status === "loading" ? "" : shortId(id)));
    setAttribute(this.#menu, "aria-label", this.#app.host.t("page.pool_menu", { pool: this.title }));
    this.root.dispatchEvent(new CustomEvent("penstock-title", { bubbles: true, detail: this.title }));
  }

  get title() {
    return this.#name ?? this.#pool.id;
  }

  #openMenu() {
    const { host, actions, go } = this.#app;
    const { t } = host;
    const { id } = this.#pool;
    const remove = async () => {
      if (!(await actions.delete(id, this.title))) return;
      this.#app.last.pool = "";
      go(this.#back.path);
    };
    openMenu(host, { anchor: this.#menu }, [
      ...(host.nameItems?.(id) ?? []),
      { label: t("page.copy_id"), icon: icon("clipboard"), run: () => void actions.copyId(id) },
      ...(host.profiles?.get(id) ? [] : [{ label: t("page.duplicate"), icon: icon("duplicate"), run: () => void actions.duplicate(id) }]),
      ...dataItems(host, id),
      null,
      { label: t("page.delete"), icon: icon("trash"), danger: true, run: () => void remove() },
    ]);
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    const files = pastedImages(event.clipboardData);
    if (event.defaultPrevented || takesText(event.target) || !files.length) return;
    event.preventDefault();
    void this.#grid.upload(files);
  }
}
