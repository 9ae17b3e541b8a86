/** What the server tells of documents, by the kind of their drafts. */

/**
 * @typedef {object} Told
 * @property {string} name of the document
 * @property {string} [oldName] where it was renamed
 * @property {string | null} [revision] of the file now
 */

/** @type {Record<string, Record<string, (event: any) => Told>>} */
const EVENTS = {
  libbers: {
    libber_changed: ({ libber, old_name: oldName, revision }) => ({ name: libber, oldName, revision }),
  },
  prompts: {
    prompts_saved: ({ folder, revision }) => ({ name: folder, revision }),
    prompts_deleted: ({ folder }) => ({ name: folder, revision: null }),
    prompts_restored: ({ folder, revision }) => ({ name: folder, revision }),
    prompts_changed_elsewhere: ({ folder, revision }) => ({ name: folder, revision }),
  },
};

/**
 * @param {import("../events.js").HostEvents} events
 * @param {string} kind
 * @param {(told: Told) => void} callback
 * @returns {() => void} stops listening
 */
export function listenToDocuments(events, kind, callback) {
  const stops = Object.entries(EVENTS[kind] ?? {}).map(([name, read]) => events.listen(name, (event) => callback(read(event))));
  return () => stops.forEach((stop) => stop());
}
