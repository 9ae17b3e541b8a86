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
    scene_renamed: ({ old_name: oldName, new_name: name }) => ({ name, oldName }),
  },
  scenes: {
    scene_saved: ({ scene, revision }) => ({ name: scene, revision }),
    scene_renamed: ({ old_name: oldName, new_name: name }) => ({ name, oldName }),
    scene_deleted: ({ scene }) => ({ name: scene, revision: null }),
    scene_restored: ({ scene }) => ({ name: scene }),
    scene_changed_elsewhere: ({ scene, revision }) => ({ name: scene, revision }),
  },
  stories: {
    story_saved: ({ story, revision }) => ({ name: story, revision }),
    story_deleted: ({ story }) => ({ name: story, revision: null }),
    story_restored: ({ story, revision }) => ({ name: story, revision }),
    story_changed_elsewhere: ({ story, revision }) => ({ name: story, revision }),
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
