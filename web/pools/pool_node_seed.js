/** Whether an empty profile could get the images of the node's own pool, which is read only where it is. */

/** @typedef {import("./pool.js").Pool} Pool */

export class SeedOffer {
  #pools;
  #changed;
  #profile = "";
  #own = "";
  #watched = /** @type {Pool[]} */ ([]);
  #onChange = () => {
    this.#watch();
    this.#changed();
  };

  /**
   * @param {import("./pools.js").Pools} pools
   * @param {() => void} changed called when there may be another number of images
   */
  constructor(pools, changed) {
    this.#pools = pools;
    this.#changed = changed;
  }

  /** How many images the empty profile could get; 0 where it is not empty, or there are none. */
  get images() {
    const [profile, own] = this.#watched;
    return own?.status === "ready" && isEmpty(profile) ? own.state.count : 0;
  }

  /**
   * @param {string} profile the profile that is shown; empty where none is
   * @param {string} own the node's own pool
   */
  follow(profile, own) {
    if (profile === this.#profile && own === this.#own) return;
    this.stop();
    [this.#profile, this.#own] = [profile, own];
    this.#watch();
  }

  /** The node has gone. */
  stop() {
    for (const pool of this.#watched) {
      pool.removeEventListener("change", this.#onChange);
      pool.views -= 1;
    }
    this.#watched = [];
    [this.#profile, this.#own] = ["", ""];
  }

  #watch() {
    if (!this.#profile || !this.#own || this.#profile === this.#own) return;
    if (this.#watched.length === 0) this.#add(this.#profile);
    if (this.#watched.length === 1 && isEmpty(this.#watched[0])) this.#add(this.#own);
  }

  /** @param {string} id */
  #add(id) {
    const pool = this.#pools.open(id);
    pool.views += 1;
    this.#watched.push(pool);
    pool.addEventListener("change", this.#onChange);
    void pool.look(0, 1, this);
  }
}

/** @param {Pool} pool */
function isEmpty({ status, state }) {
  return status === "ready" && state.count === 0;
}
