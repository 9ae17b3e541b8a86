/** The standalone page: the list of pools, and one pool. Addresses are `#/` and `#/pools/<id>`. */

import { element, setAttribute } from "../library/elements.js";
import { SocketEvents } from "../library/events.js";
import { openHost } from "../library/host.js";
import { definePoolGrid } from "../pools/grid.js";
import { Pools } from "../pools/pools.js";
import { header } from "./header.js";
import { poolList } from "./pool_list.js";
import { poolPage } from "./pool_page.js";

/**
 * A page of the app. `close` is called before another one is shown.
 * @typedef {{root: HTMLElement, title: string, close: () => void}} Page
 *
 * @typedef {object} App
 * @property {import("../library/host.js").Host} host
 * @property {Pools} pools
 * @property {any} about what the server tells of itself
 */

async function start() {
  const events = new SocketEvents(socketUrl());
  const host = await openHost({ address: (path) => path, events, language: navigator.language });
  definePoolGrid();
  const app = { host, pools: new Pools(host), about: await host.requests.get("/penstock/about") };
  const main = element("main");
  document.documentElement.lang = navigator.language.startsWith("de") ? "de" : "en";
  document.body.replaceChildren(header(app), offlineBar(app), main);
  showPages(app, main);
  events.connect();
}

/**
 * @param {App} app
 * @param {HTMLElement} main
 */
function showPages(app, main) {
  let page = /** @type {Page | null} */ (null);
  const show = () => {
    page?.close();
    page = pageAt(app, location.hash);
    document.title = `${page.title} · ${app.host.t("page.title")}`;
    main.replaceChildren(page.root);
  };
  window.addEventListener("hashchange", show);
  show();
}

/**
 * @param {App} app
 * @param {string} hash
 * @returns {Page}
 */
function pageAt(app, hash) {
  const pool = /^#\/pools\/([^/]+)$/.exec(hash);
  return pool ? poolPage(app, decodeURIComponent(pool[1])) : poolList(app);
}

/** @param {App} app */
function offlineBar({ host }) {
  const bar = element("div", { class: "penstock-offline", text: host.t("page.offline"), attributes: { role: "status", hidden: "" } });
  host.events.listen("disconnected", () => setAttribute(bar, "hidden", null));
  host.events.listen("connected", () => setAttribute(bar, "hidden", ""));
  return bar;
}

function socketUrl() {
  const url = new URL("/ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

start().catch((error) => {
  document.body.replaceChildren(element("p", { class: "penstock-fatal", text: `${error.message} ${error.hint ?? ""}` }));
});
