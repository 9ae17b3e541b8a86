/** Names of libraries: what may be one, and how lists show them. */

/** After these the names may be others. */
export const LIBBER_EVENTS = ["libber_changed"];

const NAME = /^[A-Za-z0-9 _.-]{1,64}$/;

/**
 * What is wrong with a name: the key of a sentence, or "". What else the server refuses (names that Windows keeps for
 * itself) it says itself.
 * @param {string} name without white space around it
 */
export function libberNameProblem(name) {
  if (!name) return "libbers.name_empty";
  return NAME.test(name) && /^[A-Za-z0-9]/.test(name) ? "" : "libbers.name_bad";
}

/**
 * "animals 2" for "animals", "animals 3" for "animals 2": the first that is not in use.
 * @param {string} name
 * @param {readonly string[]} taken
 */
export function freeLibberName(name, taken) {
  const used = new Set(taken.map((one) => one.toLowerCase()));
  if (!used.has(name.toLowerCase())) return name;
  const [, stem = name, number = "1"] = /^(.*?)(?: (\d{1,6}))?$/s.exec(name) ?? [];
  for (let next = Number(number) + 1; ; next += 1) {
    const wanted = `${stem} ${next}`;
    if (!used.has(wanted.toLowerCase())) return wanted;
  }
}

/**
 * Whether a library has no file yet: all of it is an unsaved draft.
 * @param {import("./types.js").ListedLibber} libber
 */
export const isUnsaved = ({ revision, read_only: readOnly, draft }) => revision === null && !readOnly && draft !== null;

/**
 * What a list shows of a library beside its name.
 * @param {import("../library/host.js").Host} host
 * @param {import("./types.js").ListedLibber} libber
 */
function detailOf({ t }, libber) {
  if (isUnsaved(libber)) return t("libbers.not_saved");
  return libber.revision === null ? t("libbers.unreadable") : t("libbers.count", { count: libber.count });
}

/**
 * What a list of names shows of each library.
 * @param {import("../library/host.js").Host} host
 * @param {import("./libber_book.js").LibberBook} book
 * @returns {Promise<{name: string, detail?: string}[]>}
 */
export async function pickerNames(host, book) {
  const { libbers } = await book.client.list();
  return libbers.map((libber) => ({ name: libber.name, detail: detailOf(host, libber) }));
}
