/** The standalone page: it starts the modules of the plugins that are switched on, and shows their pages. */

import { watchBuild } from "../library/build_watch.js";
import { SocketEvents } from "../library/events.js";
import { openHost } from "../library/host.js";
import { refuseFiles } from "../library/isolation.js";
import { loadParts } from "./parts.js";
import { Shell } from "./shell.js";
import { applyTheme, savedTheme } from "./theme.js";
import { waitForServer } from "./waiting.js";

/**
 * What a plugin's module gets: `standalone(app)` returns its pages (or a promise of them).
 * @typedef {object} App
 * @property {import("../library/host.js").Host} host
 * @property {import("../library/build_watch.js").About} about
 * @property {boolean} hasEditor whether ComfyUI's graph editor is at `/`
 * @property {(path: string) => void} go shows the page at a path such as `/pools/cats`
 *
 * @typedef {object} Page
 * @property {HTMLElement} root
 * @property {string} title
 * @property {() => void} close called before another page is shown
 * @property {string} [under] the path of the entry of the navigation to which it belongs; else its own path says that
 * @property {Record<string, () => void>} [keys] what plain keys do, such as `/` and `n`
 * @property {() => import("../library/shortcuts.js").ShortcutGroup[]} [shortcuts] what `?` tells of this page
 * @property {() => HTMLElement | null | undefined} [place] what has the focus when the user comes here; else the heading
 *
 * @typedef {object} PageSpec
 * @property {string} path such as `/pools/{pool}`
 * @property {(values: Record<string, string>) => Page | Promise<Page>} open gets the values in the path
 * @property {string} [title] with an icon: the page stands in the navigation
 * @property {SVGElement} [icon]
 * @property {number} [order] in the navigation, from the smallest
 * @property {string} [key] the letter that leads there after `g`
 * @property {Badge} [badge] how many things wait there for somebody
 *
 * @typedef {EventTarget & {count: number}} Badge dispatches `change`
 *
 * @typedef {{pages: PageSpec[]}} Part what a plugin adds to this page
 */

async function start() {
  applyTheme(savedTheme());
  for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => refuseFiles(/** @type {DragEvent} */ (event)));
  const events = new SocketEvents(socketUrl());
  const host = await openHost({ address: (path) => path, events, language: navigator.language });
  const about = await watchBuild(host);
  // What changes from here on is told, so that no page shows what it read before that.
  events.connect();
  const app = { host, about, hasEditor: location.pathname !== "/", go: (/** @type {string} */ path) => void (location.hash = `#${path}`) };
  const { parts, failed } = await loadParts(app);
  new Shell(app, parts.flatMap(({ pages }) => pages), failed).open();
}

function socketUrl() {
  const url = new URL("/ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

start().catch((error) => waitForServer(error));
