/** The list of profiles, put together from what was read and from the events that came since. */

/**
 * @typedef {import("./types.js").Profile} Profile
 * @typedef {import("./types.js").ListedProfile} ListedProfile
 */

/** What the server tells about profiles; the last one only says that the list must be read again. */
export const PROFILE_EVENTS = ["profile_created", "profile_renamed", "profile_deleted", "profile_restored", "profile_duplicated", "profile_imported"];

export class ProfileList {
  #entries = /** @type {Map<string, ListedProfile>} */ (new Map());
  #reading = /** @type {{name: string, profile: Profile}[] | null} */ (null);
  #all = /** @type {readonly ListedProfile[] | null} */ (null);

  /** All of them in the order of the server; the same array until something changes. */
  get all() {
    return (this.#all ??= Object.freeze([...this.#entries.values()]));
  }

  /** @param {string} id */
  get(id) {
    return this.#entries.get(id) ?? null;
  }

  /**
   * An event of the server; those that come while the list is being read count after it.
   * @param {string} name
   * @param {Profile} profile
   */
  apply(name, profile) {
    this.#reading?.push({ name, profile });
    if (name === "profile_deleted") this.drop(profile.id);
    else this.put(profile);
  }

  /** @param {Profile} profile */
  put({ id, name, created }) {
    this.#entries.set(id, { id, name, created, missing: false });
    this.#all = null;
  }

  /** @param {string} id */
  drop(id) {
    this.#entries.delete(id);
    this.#all = null;
  }

  /** The list is asked for now. */
  readBegins() {
    this.#reading = [];
  }

  /** @param {ListedProfile[]} profiles */
  readEnds(profiles) {
    const later = this.#reading ?? [];
    this.#reading = null;
    this.#entries = new Map(profiles.map(({ id, name, created, missing }) => [id, { id, name, created, missing }]));
    this.#all = null;
    for (const { name, profile } of later) this.apply(name, profile);
  }
}
