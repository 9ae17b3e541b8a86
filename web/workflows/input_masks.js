/** Painting the mask of an input's picture: LoadImage takes what is transparent as the mask. */

import { DraftPlace } from "../library/painter/drafts.js";
import { openPainter } from "../library/painter/painter.js";
import { readImage } from "../library/painter/source.js";
import { mediaUrl, pictureUrl, placeOf, uploadMask } from "./input_files.js";

const OPAQUE = 255;
const CHANNELS = 4;

/**
 * Opens the painter on a picture; what is painted is saved with a copy of it.
 * @param {import("../library/host.js").Host} host
 * @param {{label: string, value: string}} input
 * @returns {Promise<string | null>} the value that names the copy; null where nothing was saved
 */
export async function paintInput(host, { label, value }) {
  const image = await readImage(pictureUrl(host, value));
  const { naturalWidth: width, naturalHeight: height } = image;
  let saved = /** @type {string | null} */ (null);
  await openPainter(host, {
    title: host.t("painter.title", { name: label }),
    name: placeOf(value).filename,
    // Under an older mask the colours are there, and not seen.
    imageUrl: `${mediaUrl(host, value)}&channel=rgb`,
    maskUrl: await maskOf(image),
    width,
    height,
    save: async (png) => {
      saved = await uploadMask(host, value, await asTransparency(png));
    },
    drafts: new DraftPlace(host.maskDrafts, `input ${value}`, 0),
  });
  return saved;
}

/**
 * @param {HTMLImageElement} image
 * @returns {Promise<Blob | null>} what is transparent, as white; null where nothing is
 */
async function maskOf(image) {
  const { canvas, context } = canvasOf(image.naturalWidth, image.naturalHeight);
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  let some = false;
  for (let at = 0; at < pixels.data.length; at += CHANNELS) {
    const painted = OPAQUE - pixels.data[at + 3];
    some ||= painted > 0;
    pixels.data.fill(painted, at, at + 3);
    pixels.data[at + 3] = OPAQUE;
  }
  context.putImageData(pixels, 0, 0);
  return some ? asPng(canvas) : null;
}

/**
 * @param {Blob} mask white is painted
 * @returns {Promise<Blob>} a PNG that is transparent there
 */
async function asTransparency(mask) {
  const bitmap = await createImageBitmap(mask, { colorSpaceConversion: "none" });
  const { canvas, context } = canvasOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < pixels.data.length; at += CHANNELS) pixels.data[at + 3] = OPAQUE - pixels.data[at];
  context.putImageData(pixels, 0, 0);
  return asPng(canvas);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
function asPng(canvas) {
  return new Promise((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("The mask could not be written."))), "image/png"));
}

/**
 * @param {number} width
 * @param {number} height
 */
function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  return { canvas, context: /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true })) };
}
