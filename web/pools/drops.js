/** Pictures that are dropped or pasted: files, folders of files, and pictures of other pages. */

import { filesOfFolders } from "./drops_folders.js";
import { filesOfLinks, linksOf } from "./drops_links.js";

/**
 * What cannot be added, and why.
 * @typedef {{name: string, reason: "link" | "folder" | "unreadable"}} Refused
 * @typedef {{files: File[], refused: Refused[]}} Dropped
 */

/** A link of the page itself that is dragged by accident has these too: it must name a picture, which is known at the drop. */
const WANTED = ["Files", "text/uri-list", "text/html"];

/**
 * @param {DataTransfer | null} transfer
 * @returns {File[]}
 */
export function filesOf(transfer) {
  return [...(transfer?.files ?? [])];
}

/**
 * The pictures of a paste; text and other things on the clipboard are left to whoever wants them.
 * @param {DataTransfer | null} transfer
 */
export function pastedImages(transfer) {
  return filesOf(transfer).filter((file) => file.type.startsWith("image/"));
}

/**
 * A picture copied from a page as HTML; text with pictures in it is not meant for a pool.
 * @param {ClipboardEvent} event
 * @returns {(() => Promise<Dropped>) | null} reads it
 */
export function pastedLinks({ clipboardData }) {
  const html = clipboardData?.getData("text/html") ?? "";
  const { urls, text } = linksOf(html, "");
  return urls.length > 0 && !text ? () => filesOfLinks(urls) : null;
}

/**
 * Takes what is dropped on `target`; `target` has the class `penstock-dropping` while something is above it.
 * @param {HTMLElement} target
 * @param {(files: File[], refused: Refused[]) => void} take
 */
export function acceptDrops(target, take) {
  let depth = 0;
  const hover = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    target.classList.toggle("penstock-dropping", depth > 0);
  };
  // ComfyUI listens on the document and would load the file as a workflow.
  const own = (/** @type {(event: DragEvent) => void} */ act) => (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.some((type) => WANTED.includes(type))) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
  target.addEventListener("dragenter", own(() => hover(1)));
  target.addEventListener("dragleave", own(() => hover(-1)));
  target.addEventListener("dragover", own((event) => void (event.dataTransfer && (event.dataTransfer.dropEffect = "copy"))));
  target.addEventListener(
    "drop",
    own((event) => {
      hover(-depth);
      void dropped(/** @type {DataTransfer} */ (event.dataTransfer)).then(({ files, refused }) => {
        if (files.length || refused.length) take(files, refused);
      });
    }),
  );
}

/**
 * What was dropped. The browser empties `transfer` when the event is over: it is read before the first pause.
 * @param {DataTransfer} transfer
 * @returns {Promise<Dropped>}
 */
function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = filesOf(transfer);
  if (entries.some((entry) => entry?.isDirectory)) return filesOfFolders(entries.filter((entry) => entry !== null));
  if (files.length) return Promise.resolve({ files, refused: [] });
  const { urls } = linksOf(transfer.getData("text/html"), transfer.getData("text/uri-list"));
  return filesOfLinks(urls);
}
