/**
 * PNG files written and read without a canvas: some browsers add noise to what it gives, and all of them lose the colours
 * of what is transparent.
 */

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const GRAY = 0;
/** Bytes of a pixel by the kind of picture: gray, colours, and each with transparency. */
const CHANNELS = /** @type {Record<number, number>} */ ({ [GRAY]: 1, 2: 3, 4: 2, 6: 4 });
const UP = 2;
const CRC_POLYNOMIAL = 0xedb88320;

/** @typedef {{width: number, height: number, levels: Uint8Array}} GrayImage */

/**
 * @param {GrayImage} image
 * @returns {Promise<Blob>}
 */
export async function encodeGray({ width, height, levels }) {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, GRAY);
  const pixels = await through(filteredUp(width, height, levels), new CompressionStream("deflate"));
  const chunks = [chunk("IHDR", new Uint8Array(header.buffer)), chunk("IDAT", pixels), chunk("IEND", new Uint8Array())];
  return new Blob([new Uint8Array(SIGNATURE), ...chunks], { type: "image/png" });
}

/**
 * A mask by its luminance, as the server takes it: transparency says nothing.
 * @param {Uint8Array} file
 * @returns {Promise<GrayImage | null>} null where it is another kind of picture
 */
export async function decodeGray(file) {
  if (!isPng(file)) return null;
  const chunks = [...chunksOf(file)];
  const header = chunks.find(({ type }) => type === "IHDR")?.bytes;
  if (!header || header.length !== 13) return null;
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const channels = CHANNELS[header[9]];
  if (!channels || header[8] !== 8 || header[12] !== 0) return null;
  const packed = new Blob(chunks.filter(({ type }) => type === "IDAT").map(({ bytes }) => bytes));
  const filtered = await through(new Uint8Array(await packed.arrayBuffer()), new DecompressionStream("deflate"));
  if (filtered.length < (width * channels + 1) * height) throw new Error("the picture ends too early");
  return { width, height, levels: luminances(unfiltered(width * channels, height, filtered, channels), channels) };
}

/**
 * The same picture with nothing transparent, where its colours are numbered; other files stay what they are.
 * @param {Uint8Array<ArrayBuffer>} file
 * @returns {Blob}
 */
export function opaque(file) {
  if (!isPng(file)) return new Blob([file]);
  const kept = [...chunksOf(file)].filter(({ type }) => type !== "tRNS");
  return new Blob([new Uint8Array(SIGNATURE), ...kept.map(({ type, bytes }) => chunk(type, bytes))]);
}

/**
 * @param {number} red
 * @param {number} green
 * @param {number} blue
 */
export function luminance(red, green, blue) {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** @param {Uint8Array} file */
function isPng(file) {
  return SIGNATURE.every((byte, at) => file[at] === byte);
}

/**
 * @param {Uint8Array} bytes of all pixels
 * @param {number} channels
 */
function luminances(bytes, channels) {
  if (channels === 1) return bytes;
  const levels = new Uint8Array(bytes.length / channels);
  const isGray = channels === 2;
  for (let at = 0, from = 0; at < levels.length; at += 1, from += channels) {
    levels[at] = isGray ? bytes[from] : luminance(bytes[from], bytes[from + 1], bytes[from + 2]);
  }
  return levels;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {CompressionStream | DecompressionStream} stream
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function through(bytes, stream) {
  const answer = new Response(new Blob([bytes]).stream().pipeThrough(stream));
  return new Uint8Array(await answer.arrayBuffer());
}

/**
 * Each row as its difference to the one above: masks are mostly alike from row to row.
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} levels
 */
function filteredUp(width, height, levels) {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0, to = 0; y < height; y += 1) {
    rows[to++] = UP;
    for (let at = y * width; at < (y + 1) * width; at += 1) rows[to++] = levels[at] - (y > 0 ? levels[at - width] : 0);
  }
  return rows;
}

/**
 * @param {number} width of a row in bytes
 * @param {number} height
 * @param {Uint8Array} rows each with its filter first
 * @param {number} step bytes of a pixel
 */
function unfiltered(width, height, rows, step) {
  const levels = new Uint8Array(width * height);
  for (let y = 0, from = 0; y < height; y += 1) {
    const guess = guessOf(rows[from++]);
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      const left = x >= step ? levels[at - step] : 0;
      const above = y > 0 ? levels[at - width] : 0;
      levels[at] = rows[from++] + guess(left, above, x >= step && y > 0 ? levels[at - width - step] : 0);
    }
  }
  return levels;
}

/**
 * What a filter expects of a pixel, from its neighbours.
 * @param {number} filter
 * @returns {(left: number, above: number, corner: number) => number}
 */
function guessOf(filter) {
  const guesses = [() => 0, left, above, average, nearest];
  if (!(filter in guesses)) throw new Error("the picture has an unknown filter");
  return guesses[filter];
}

/** @type {(left: number, above: number) => number} */
const left = (left) => left;
/** @type {(left: number, above: number) => number} */
const above = (_, above) => above;
/** @type {(left: number, above: number) => number} */
const average = (left, above) => (left + above) >> 1;

/**
 * @param {number} left
 * @param {number} above
 * @param {number} corner
 */
function nearest(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/**
 * @param {string} type
 * @param {Uint8Array} bytes
 * @returns {Uint8Array<ArrayBuffer>}
 */
function chunk(type, bytes) {
  const made = new Uint8Array(bytes.length + 12);
  const view = new DataView(made.buffer);
  view.setUint32(0, bytes.length);
  made.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  made.set(bytes, 8);
  view.setUint32(bytes.length + 8, checksum(made.subarray(4, bytes.length + 8)));
  return made;
}

/**
 * @param {Uint8Array} file
 * @returns {Generator<{type: string, bytes: Uint8Array<ArrayBuffer>}>}
 */
function* chunksOf(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let at = SIGNATURE.length; at + 12 <= file.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    yield { type, bytes: file.slice(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

/**
 * CRC-32, as PNG wants it.
 * @param {Uint8Array} bytes
 */
function checksum(bytes) {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? CRC_POLYNOMIAL ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let sum = 0xffffffff;
  for (const byte of bytes) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
