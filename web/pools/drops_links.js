/** Pictures dragged from other windows and pages, which come as addresses: read where the browser may. */

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
    const answer = await fetch(url);
    const blob = await answer.blob();
    return answer.ok && blob.type.startsWith("image/") ? new File([blob], nameOf(url, blob.type), { type: blob.type }) : null;
  } catch (/** @type {any} */ error) {
    // Not an address, or another site that does not share its pictures: the user is told to save it first.
    if (error instanceof TypeError) return null;
    throw error;
  }
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
