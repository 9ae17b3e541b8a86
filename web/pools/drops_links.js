/** Pictures dragged from other windows and pages, which come as addresses: read where the browser may. */

import { element } from "../library/elements.js";

/** What ComfyUI's own previews are asked for with: without it comes the picture itself. */
const PREVIEW_ONLY = ["preview", "rand", "res"];

/**
 * @param {string} html of what was dragged
 * @param {string} list of addresses, one on a line
 * @returns {{urls: string[], text: string}} `text` is what stands beside the pictures
 */
export function linksOf(html, list) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const images = [...page.querySelectorAll("img[src]")].map((image) => image.getAttribute("src") ?? "");
  const lines = list.split(/\r?\n/).filter((line) => line && !line.startsWith("#"));
  return { urls: [...new Set(images.length ? images : lines)], text: page.body.textContent?.trim() ?? "" };
}

/**
 * @param {string[]} urls
 * @returns {Promise<import("./drops.js").Dropped>}
 */
export async function filesOfLinks(urls) {
  const files = /** @type {File[]} */ ([]);
  const refused = /** @type {import("./drops.js").Refused[]} */ ([]);
  for (const url of urls) {
    const file = await fileAt(url);
    if (file) files.push(file);
    else refused.push({ name: shortName(url), reason: "link" });
  }
  return { files, refused };
}

/**
 * @param {string} address
 * @returns {Promise<File | null>} null where the browser may not read it, or it is no picture
 */
async function fileAt(address) {
  try {
    const url = original(new URL(address, document.baseURI));
    const blob = await blobAt(url);
    return blob?.type.startsWith("image/") ? new File([blob], nameOf(url, blob.type), { type: blob.type }) : null;
  } catch (/** @type {any} */ error) {
    // No address or no picture, or another site that does not share its pictures: the user is told to save it first.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof URIError) return null;
    throw error;
  }
}

/**
 * A page may be forbidden to connect to addresses that carry their bytes, though it may show them.
 * @param {URL} url
 * @returns {Promise<Blob | null>}
 */
async function blobAt(url) {
  if (url.protocol === "data:") return carried(url.href);
  if (url.protocol === "blob:") return drawn(url.href);
  const answer = await fetch(url);
  return answer.ok ? answer.blob() : null;
}

/** @param {string} address such as `data:image/png;base64,...` */
function carried(address) {
  const [, type = "", base64, data = ""] = /^data:([^;,]*)[^,]*?(;base64)?,(.*)$/s.exec(address) ?? [];
  const bytes = base64 ? atob(decodeURIComponent(data)) : decodeURIComponent(data);
  return new Blob([Uint8Array.from(bytes, (letter) => letter.charCodeAt(0))], { type });
}

/**
 * @param {string} address
 * @returns {Promise<Blob | null>}
 */
async function drawn(address) {
  const image = element("img", { attributes: { src: address } });
  await image.decode();
  const canvas = element("canvas", { properties: { width: image.naturalWidth, height: image.naturalHeight } });
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** @param {URL} url */
function original(url) {
  if (url.origin === location.origin && url.pathname.endsWith("/view")) for (const name of PREVIEW_ONLY) url.searchParams.delete(name);
  return url;
}

/**
 * @param {URL} url
 * @param {string} type
 */
function nameOf(url, type) {
  const last = url.searchParams.get("filename") ?? (url.protocol.startsWith("http") ? url.pathname.split("/").at(-1) : "");
  const ending = type.split("/")[1]?.split("+")[0] ?? "png";
  const name = decoded(last || "picture");
  return /\.\w{2,5}$/.test(name) ? name : `${name}.${ending}`;
}

/** @param {string} address */
function shortName(address) {
  const name = decoded(address.split(/[?#]/)[0]?.split("/").at(-1) || address);
  return name.length > 60 ? `${name.slice(0, 57)}…` : name;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
