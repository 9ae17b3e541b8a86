/**
 * What the libber routes answer.
 *
 * @typedef {object} Libber a library of snippets as its file holds it
 * @property {string} name
 * @property {string} revision
 * @property {Record<string, string>} libs the snippets by key
 * @property {string} delimiter
 * @property {number} max_depth
 * @property {string[]} problems
 * @property {boolean} read_only
 *
 * @typedef {object} ListedLibber
 * @property {string} name
 * @property {number} count of its snippets
 * @property {string | null} revision null where it cannot be read (then `read_only`), or is not saved yet
 * @property {string[]} problems
 * @property {boolean} read_only
 * @property {{id: string, dirty: boolean} | null} draft what is being edited and may not be saved yet
 *
 * @typedef {{id: string, name: string, deleted: number}} DeletedLibber `deleted`: milliseconds since 1970
 *
 * @typedef {object} Substitution a text with its references replaced
 * @property {string} text
 * @property {string[]} used
 * @property {string[]} unknown
 * @property {string[]} too_deep
 * @property {string[][]} cycles paths of keys that lead back to their first
 * @property {string[]} functions names of those that were applied
 * @property {string[]} unknown_functions what would be a reference if there were its functions
 * @property {string[]} failed references whose function failed
 *
 * @typedef {object} SubstitutionOrder
 * @property {string} text
 * @property {string[]} libbers names, the first that knows a key counts
 * @property {number} seed
 * @property {Record<string, Record<string, string | null>>} [libs] snippets that count instead of the saved ones, by library; null: gone
 * @property {string} [delimiter] else the first library's
 * @property {number} [max_depth] else the first library's
 */

export {};
