/** What a page knows of profiles, and what can be done to them. One for each page: `ProfileBook.of(host)`. */

import { ProfileClient } from "./profile_client.js";
import { PROFILE_EVENTS, ProfileList } from "./profile_list.js";
import { ProfileTransfers } from "./profile_transfers.js";

const NOT_FOUND = 404;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Profile} Profile
 */

/**
 * Dispatches "change" after every change of what can be read here. `create`, `rename`, `deleted` and `pictured` reject
 * with the server's words; everything else shows them itself and answers null (or false) then.
 */
export class ProfileBook extends EventTarget {
  #host;
  #client;
  #transfers;
  #list = new ProfileList();
  #status = /** @type {"loading" | "ready" | "failed" | "off"} */ ("loading");
  #error = /** @type {any} */ (null);
  #problems = /** @type {string[]} */ ([]);
  #readOnly = false;
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;
  #first = /** @type {Promise<void> | null} */ (null);
  /** Counts the events: what was answered before a later event is not true any more. */
  #heard = 0;

  /**
   * The book of this page, watched.
   * @param {Host} host
   * @returns {ProfileBook}
   */
  static of(host) {
    const book = /** @type {ProfileBook} */ (host.profiles ??= new ProfileBook(host));
    void book.watch();
    return book;
  }

  /** @param {Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.#client = new ProfileClient(host.requests);
    this.#transfers = new ProfileTransfers(host, this.#client);
  }

  /** "loading" until the first list has been read; "off" where the plugin of profiles is switched off. */
  get status() {
    return this.#status;
  }

  /** Why the list could not be read, where `status` is "failed". */
  get error() {
    return this.#error;
  }

  /** In the order of the server; the same array until it changes. */
  get list() {
    return this.#list.all;
  }

  /** Sentences about what had to be mended when the server read its list. */
  get problems() {
    return this.#problems;
  }

  /** Whether a newer Penstock wrote the list, so that nothing can be changed. */
  get readOnly() {
    return this.#readOnly;
  }

  /**
   * @param {string} id
   * @returns {import("./types.js").ListedProfile | null} null for one that is deleted, or not read yet
   */
  get(id) {
    return this.#list.get(id);
  }

  /**
   * Reads the list and follows the server's events, from the first call on.
   * @returns {Promise<void>} when the list has been read for the first time; never rejects, see `status`
   */
  watch() {
    return (this.#first ??= this.#follow());
  }

  /** Reads the list again; done when it is as new as this call. Never rejects, see `status`. */
  refresh() {
    this.#isStale = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  /**
   * Every profile with its first pictures and its count, as they are now.
   * @param {number} [count] pictures of each
   */
  async pictured(count = 4) {
    return (await this.#client.pictured(count)).profiles;
  }

  /**
   * One profile with its first pictures and its count, as it is now.
   * @param {string} id
   */
  picturedOne(id) {
    return this.#client.one(id);
  }

  /**
   * @param {string} name
   * @param {string} [pool] the pool that gets the name, nothing else of it changes; else an empty one is made
   * @returns {Promise<Profile>}
   */
  create(name, pool) {
    return this.#command(this.#client.create(name, pool));
  }

  /**
   * @param {string} id
   * @param {string} name
   * @returns {Promise<Profile>}
   */
  rename(id, name) {
    return this.#command(this.#client.rename(id, name));
  }

  /**
   * Moves the profile with its images to the trash, and offers to undo that.
   * @param {string} id
   * @param {(id: string) => void} [undone] it is back
   * @returns {Promise<boolean>} whether it is deleted
   */
  async remove(id, undone) {
    const { t, toasts } = this.#host;
    const heard = this.#heard;
    try {
      const { profile, trash } = await this.#client.remove(id);
      this.#answered(heard, !this.get(profile.id), () => this.#list.drop(profile.id));
      const undo = () => void this.restore(trash).then((back) => back && undone?.(back.id));
      const action = trash ? { label: t("undo"), run: undo } : undefined;
      toasts.show({ message: t("profiles.deleted", { name: profile.name }), action, about: topic(id) });
      return true;
    } catch (error) {
      toasts.showError(error);
      return false;
    }
  }

  /**
   * @param {string} trash of one of `deleted()`
   * @returns {Promise<Profile | null>} its name is another one where its own is in use by now
   */
  async restore(trash) {
    const { t, toasts } = this.#host;
    try {
      const profile = await this.#command(this.#client.restore(trash));
      toasts.closeAbout(topic(profile.id));
      toasts.show({ message: t("profiles.restored", { name: profile.name }), severity: "success" });
      return profile;
    } catch (error) {
      toasts.showError(error);
      return null;
    }
  }

  /**
   * For a profile that a workflow names and that is gone.
   * @param {string} id of the profile
   * @returns {Promise<Profile | null>}
   */
  async restoreProfile(id) {
    const { t, toasts } = this.#host;
    try {
      const found = (await this.deleted()).find(({ profile }) => profile.id === id);
      if (found) return await this.restore(found.trash);
      toasts.show({ message: t("profiles.not_in_trash"), hint: t("profiles.not_in_trash_hint"), severity: "error" });
    } catch (error) {
      toasts.showError(error);
    }
    return null;
  }

  /** The profiles in the trash, the last deleted first. */
  async deleted() {
    return (await this.#client.deleted()).deleted;
  }

  /**
   * @param {string} id
   * @param {string} [name]
   * @param {(copy: Profile) => {label: string, run: () => void}} [offer] what the message offers to do with the copy
   * @returns {Promise<Profile | null>} the copy
   */
  duplicate(id, name, offer) {
    return this.#transfers.duplicate(this.#nameOf(id), id, name, offer).then((copy) => this.#listed(copy));
  }

  /**
   * Copies all images of a pool into an empty profile.
   * @param {string} id
   * @param {string} pool
   * @returns {Promise<number | null>} how many
   */
  seed(id, pool) {
    return this.#transfers.seed(this.#nameOf(id), id, pool);
  }

  /**
   * Packs the profile and lets the browser download the zip file.
   * @param {string} id
   * @returns {Promise<boolean>} whether it was packed
   */
  exportZip(id) {
    return this.#transfers.exportZip(this.#nameOf(id), id);
  }

  /**
   * @param {File} file
   * @param {(profile: Profile) => {label: string, run: () => void}} [offer] what the message offers to do with the profile
   * @returns {Promise<Profile | null>} the new profile
   */
  importZip(file, offer) {
    return this.#transfers.importZip(file, offer).then((profile) => this.#listed(profile));
  }

  /** @param {string} id */
  #nameOf(id) {
    return this.get(id)?.name ?? id;
  }

  /**
   * @param {Promise<Profile>} answer
   * @returns {Promise<Profile>}
   */
  async #command(answer) {
    const heard = this.#heard;
    const profile = await answer;
    this.#answered(heard, this.get(profile.id)?.name === profile.name, () => this.#list.put(profile));
    return profile;
  }

  /**
   * What a job made; where its event was lost, or it is gone by now, the list says so.
   * @param {Profile | null} profile
   */
  async #listed(profile) {
    if (profile && !this.get(profile.id)) await this.refresh();
    return profile;
  }

  /**
   * @param {number} heard when the request was sent
   * @param {boolean} isShown whether an event told it already
   * @param {() => void} apply
   */
  #answered(heard, isShown, apply) {
    if (isShown) return undefined;
    if (heard !== this.#heard) return void this.refresh();
    apply();
    return this.#changed();
  }

  #follow() {
    const { events } = this.#host;
    for (const name of PROFILE_EVENTS) events.listen(name, (event) => this.#onEvent(name, event));
    for (const name of ["profiles_changed_elsewhere", "reconnected"]) events.listen(name, () => void this.refresh());
    this.#transfers.resume();
    return this.refresh();
  }

  /**
   * @param {string} name
   * @param {{profile: Profile}} event
   */
  #onEvent(name, { profile }) {
    this.#heard += 1;
    this.#list.apply(name, profile);
    if (name === "profile_restored") this.#host.toasts.closeAbout(topic(profile.id));
    this.#changed();
  }

  async #readAll() {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#read();
    }
  }

  async #read() {
    this.#list.readBegins();
    try {
      const { profiles, problems = [], read_only: readOnly = false } = await this.#client.list();
      this.#list.readEnds(profiles);
      [this.#status, this.#error, this.#problems, this.#readOnly] = ["ready", null, problems, readOnly];
    } catch (/** @type {any} */ error) {
      this.#list.readEnds(error.status === NOT_FOUND ? [] : [...this.list]);
      [this.#status, this.#error] = [error.status === NOT_FOUND ? "off" : "failed", error];
    }
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} id what messages are about */
const topic = (id) => `profile ${id}`;
