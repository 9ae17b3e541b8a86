/** One execution as this page shows it: read once, then kept up to date by the server's events. */

import { sameKey } from "./execution_names.js";

const NOT_FOUND = 404;

/**
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 * @typedef {import("./types.js").Picture} Picture
 */

/** Dispatches `change` when anything that can be read here is different. */
export class OpenExecution extends EventTarget {
  status = /** @type {"loading" | "ready" | "missing" | "failed"} */ ("loading");
  /** @type {any} why it could not be read */
  error = null;
  about = /** @type {import("./types.js").Whole | null} */ (null);
  images = /** @type {Picture[]} by order, variant, counter */ ([]);
  videos = /** @type {import("./types.js").Video[]} */ ([]);
  /** The picture that was saved last while this page looked. */
  newest = /** @type {Picture | null} */ (null);
  #host;
  #client;
  #views = 0;
  #stops = /** @type {(() => void)[]} */ ([]);
  #reading = /** @type {Promise<void> | null} */ (null);
  #stale = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./execution_client.js").ExecutionClient} client
   * @param {ExecutionKey} key
   */
  constructor(host, client, key) {
    super();
    this.#host = host;
    this.#client = client;
    this.key = key;
  }

  /** Follows it until `leave` was called as often. */
  look() {
    this.#views += 1;
    if (this.#views > 1) return;
    const { events } = this.#host;
    const heard = /** @type {Record<string, (event: any) => void>} */ ({
      execution_image_saved: (event) => this.#saved(event),
      execution_image_picked: ({ order, image }) => this.#picked(order, image),
      execution_images_deleted: ({ names }) => this.#gone(names),
      execution_started: () => void this.refresh(),
      execution_finished: () => void this.refresh(),
      execution_images_restored: () => void this.refresh(),
      execution_changed_elsewhere: () => void this.refresh(),
    });
    this.#stops = Object.entries(heard).map(([name, run]) => events.listen(name, (event) => sameKey(event.key, this.key) && run(event)));
    const whole = (/** @type {{story: string}} */ { story }) => story === this.key.story && void this.refresh();
    for (const name of ["story_deleted", "story_restored"]) this.#stops.push(events.listen(name, whole));
    this.#stops.push(events.listen("reconnected", () => void this.refresh()));
    void this.refresh();
  }

  leave() {
    this.#views -= 1;
    if (this.#views > 0) return;
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Reads it again; done when it is as new as this call. Never rejects, see `status`. */
  refresh() {
    this.#stale = true;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null));
    return this.#reading;
  }

  /**
   * @param {string} name
   * @returns {Picture | undefined}
   */
  image(name) {
    return this.images.find((one) => one.name === name);
  }

  /** @param {Picture} image */
  isPicked({ order, name }) {
    return this.about?.picks[order] === name;
  }

  /**
   * Chooses the best picture of a scene, or none.
   * @param {number} order
   * @param {string | null} name
   */
  async pick(order, name) {
    this.#picked(order, name);
    try {
      await this.#client.pick(this.key, order, name);
    } catch (error) {
      this.#host.toasts.showError(error);
      await this.refresh();
    }
  }

  /** @param {string[]} names of pictures and videos that are gone; none: all of it is */
  #gone(names) {
    if (!this.about) return void this.refresh();
    if (names.length === 0) return this.#set({ status: "missing", about: null, images: [], videos: [] });
    const gone = new Set(names);
    const picks = Object.entries(this.about.picks).filter(([, name]) => !gone.has(name));
    const images = this.images.filter(({ name }) => !gone.has(name));
    const videos = this.videos.filter(({ name }) => !gone.has(name));
    return this.#set({ images, videos, about: { ...this.about, picks: Object.fromEntries(picks), images_count: images.length, videos_count: videos.length } });
  }

  /** @param {{image: string, order: number, scene: string, variant: number, wanted: number}} saved */
  #saved({ image: name, order, scene, variant, wanted }) {
    if (!this.about || this.#reading) return void this.refresh();
    if (this.image(name)) return undefined;
    const picture = { name, order, scene, variant };
    const after = this.images.findIndex((one) => one.order > order || (one.order === order && one.variant > variant));
    const images = this.images.toSpliced(after < 0 ? this.images.length : after, 0, picture);
    this.newest = picture;
    return this.#set({ images, about: { ...this.about, images_count: images.length, wanted: wanted || this.about.wanted } });
  }

  /**
   * @param {number} order
   * @param {string | null} name
   */
  #picked(order, name) {
    if (!this.about) return;
    const { [order]: _before, ...others } = this.about.picks;
    this.#set({ about: { ...this.about, picks: name ? { ...others, [order]: name } : others } });
  }

  async #readAll() {
    while (this.#stale) {
      this.#stale = false;
      await this.#read();
    }
  }

  async #read() {
    try {
      const about = await this.#client.one(this.key);
      this.#set({ status: "ready", error: null, about, images: about.images, videos: about.videos });
    } catch (/** @type {any} */ error) {
      if (error.status === NOT_FOUND) this.#set({ status: "missing", error, about: null, images: [], videos: [] });
      // What was read stays in sight while the server is away.
      else this.#set({ status: this.about ? "ready" : "failed", error });
    }
  }

  /** @param {Partial<Pick<OpenExecution, "status" | "error" | "about" | "images" | "videos">>} parts */
  #set(parts) {
    Object.assign(this, parts);
    this.dispatchEvent(new Event("change"));
  }
}
