/** Reading what is painted on: the image, and the mask that it has. */

import { Mask } from "./mask.js";
import { decodeGray, luminance, opaque } from "./png.js";
import { resized } from "./resizing.js";

const NOT_FOUND = 404;

/**
 * @param {string} url
 * @returns {Promise<HTMLImageElement>} decoded
 */
export async function readImage(url) {
  const image = new Image();
  image.alt = "";
  image.draggable = false;
  image.src = url;
  await image.decode();
  return image;
}

/**
 * The mask at `url`, or in that file, as large as the image; empty where there is none. Fails where it cannot be read: nobody should
 * paint over a mask that only could not be shown.
 * @param {string | Blob | null} url
 * @param {number} width
 * @param {number} height
 * @returns {Promise<Mask>}
 */
export async function readMask(url, width, height) {
  const response = url === null ? null : url instanceof Blob ? new Response(url) : await fetch(url);
  if (!response || response.status === NOT_FOUND) return new Mask(width, height);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const file = new Uint8Array(await response.arrayBuffer());
  const gray = (await decodeGray(file)) ?? (await decodeByCanvas(opaque(file)));
  return new Mask(width, height, resized(gray, width, height));
}

/**
 * The colours of an image, RGBA.
 * @param {HTMLImageElement} image
 * @param {number} width
 * @param {number} height
 */
export function readPixels(image, width, height) {
  const context = canvasContext(width, height);
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/**
 * Any picture that the browser knows, by its luminance, as the server takes it.
 * @param {Blob} file
 * @returns {Promise<import("./png.js").GrayImage>}
 */
async function decodeByCanvas(file) {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const { width, height } = bitmap;
  const context = canvasContext(width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const levels = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < levels.length; at += 1, from += 4) {
    levels[at] = luminance(data[from], data[from + 1], data[from + 2]);
  }
  return { width, height, levels };
}

/**
 * @param {number} width
 * @param {number} height
 */
function canvasContext(width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("the browser gives no canvas of this size");
  return context;
}
