/** The pictures in folders that are dropped, also in folders within. */

const PICTURE = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif|heic|heif|jfif)$/i;

/** @typedef {import("./drops.js").Refused} Refused */

/** @param {string} name of a file */
export const isPictureName = (name) => PICTURE.test(name);

/**
 * Files that are dropped beside folders are taken as they are; in folders only pictures are looked for. What cannot be
 * read is refused by its name, and keeps nothing else out.
 * @param {FileSystemEntry[]} entries
 * @returns {Promise<import("./drops.js").Dropped>}
 */
export async function filesOfFolders(entries) {
  const files = /** @type {File[]} */ ([]);
  const refused = /** @type {Refused[]} */ ([]);
  for (const entry of entries) {
    const before = refused.length;
    const found = await (entry.isDirectory ? picturesIn(/** @type {FileSystemDirectoryEntry} */ (entry), refused) : fileOf(entry, refused));
    files.push(...found);
    if (found.length === 0 && refused.length === before) refused.push({ name: entry.name, reason: "folder" });
  }
  return { files, refused };
}

/**
 * By name, as people count: 2 before 10.
 * @param {FileSystemDirectoryEntry} folder
 * @param {Refused[]} refused
 * @returns {Promise<File[]>}
 */
async function picturesIn(folder, refused) {
  const entries = await entriesOf(folder).catch(() => {
    refused.push({ name: folder.name, reason: "unreadable" });
    return [];
  });
  entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const files = /** @type {File[]} */ ([]);
  for (const entry of entries) {
    if (entry.isDirectory) files.push(...(await picturesIn(/** @type {FileSystemDirectoryEntry} */ (entry), refused)));
    else if (isPictureName(entry.name) && !entry.name.startsWith(".")) files.push(...(await fileOf(entry, refused)));
  }
  return files;
}

/**
 * The browser hands them out in parts, the last of which is empty.
 * @param {FileSystemDirectoryEntry} folder
 */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const entries = /** @type {FileSystemEntry[]} */ ([]);
  for (;;) {
    const part = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ done, fail) => reader.readEntries(done, fail));
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}

/**
 * @param {FileSystemEntry} entry
 * @param {Refused[]} refused
 * @returns {Promise<File[]>} one file, or none
 */
function fileOf(entry, refused) {
  const read = new Promise((/** @type {(file: File) => void} */ done, fail) => /** @type {FileSystemFileEntry} */ (entry).file(done, fail));
  return read.then(
    (file) => [file],
    () => {
      refused.push({ name: entry.name, reason: "unreadable" });
      return [];
    },
  );
}
