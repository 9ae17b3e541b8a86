/** Masks as text, for the browser's storage, and back. No request is made for it: pages may forbid requests to `data:`. */

const HEAD = "data:image/png;base64,";
/** More arguments at once are too many for some browsers. */
const PIECE = 8192;

/**
 * @param {Blob} png
 * @returns {Promise<string>} a `data:` URL
 */
export async function toText(png) {
  const bytes = new Uint8Array(await png.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += PIECE) binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return HEAD + btoa(binary);
}

/**
 * @param {string} text
 * @returns {Blob}
 */
export function fromText(text) {
  const bytes = Uint8Array.from(atob(text.slice(HEAD.length)), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}
