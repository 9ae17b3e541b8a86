/** What is read from the server now, and again whenever an event says that it is another. */

export class Rereading {
  #read;
  #stops;
  #reading = false;
  #stale = false;

  /**
   * @param {import("./events.js").HostEvents} events
   * @param {readonly string[]} names of the events
   * @param {() => Promise<void>} read never fails
   */
  constructor(events, names, read) {
    this.#read = read;
    this.#stops = names.map((name) => events.listen(name, () => void this.now()));
    void this.now();
  }

  close() {
    for (const stop of this.#stops) stop();
  }

  /** One reading at a time; what changes meanwhile is read behind it. */
  async now() {
    this.#stale = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#stale) {
      this.#stale = false;
      await this.#read();
    }
    this.#reading = false;
  }
}
