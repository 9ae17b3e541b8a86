/** The standalone page: the list of pools, and one pool. Addresses are `#/` and `#/pools/<id>`. */

import { element, setAttribute } from "../library/elements.js";
import { watchBuild } from "../library/build_watch.js";
import { SocketEvents } from "../library/events.js";
import { openHost } from "../library/host.js";
import { header } from "./header.js";

/**
 * A page of the app. `close` is called before another one is shown.
 * @typedef {{root: HTMLElement, title: string, close: () => void}} Page
 *
 * @typedef {object} App
 * @property {import("../library/host.js").Host} host
 * @property {import("../pools/pools.js").Pools} pools
 * @property {import("../library/build_watch.js").About} about
 * @property {boolean} hasEditor whether ComfyUI's graph editor is at `/`
 */

async function start() {
  const events = new SocketEvents(socketUrl());
  const host = await openHost({ address: (path) => path, events, language: navigator.language });
  const about = await watchBuild(host);
  const shell = { host, about, hasEditor: location.pathname !== "/" };
  const main = element("main");
  document.body.replaceChildren(header(shell), offlineBar(host), main);
  // A plugin that is switched off has no modules: they are asked for only here.
  const { pages } = await import("./pages.js").catch(() => ({ pages: null }));
  if (pages) showPages(pages(shell), host.t("page.title"), main);
  else main.append(element("p", { class: "penstock-fatal", text: host.t("page.pools_off") }));
  events.connect();
}

/**
 * @param {(hash: string) => Page} pageAt
 * @param {string} title
 * @param {HTMLElement} main
 */
function showPages(pageAt, title, main) {
  let page = /** @type {Page | null} */ (null);
  const show = () => {
    page?.close();
    page = pageAt(location.hash);
    document.title = `${page.title} · ${title}`;
    main.replaceChildren(page.root);
    main.scrollTop = 0;
  };
  window.addEventListener("hashchange", show);
  show();
}

/** @param {import("../library/host.js").Host} host */
function offlineBar({ t, events }) {
  const bar = element("div", { class: "penstock-offline", text: t("page.offline"), attributes: { role: "status", hidden: "" } });
  events.listen("disconnected", () => setAttribute(bar, "hidden", null));
  events.listen("connected", () => setAttribute(bar, "hidden", ""));
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
