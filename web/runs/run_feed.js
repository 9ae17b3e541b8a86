/** News of runs as they happen, over an event stream that goes on where it broke. */

const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 5000;
const LOGGED = [
  ...["run_queued", "run_sent", "run_started", "run_completed", "run_fetched", "run_failed", "run_cancelled", "run_lost", "run_retried", "run_deleted", "run_restored"],
  ...["batch_planned", "batch_changed", "batch_finished", "batch_deleted", "batch_restored", "run_servers_changed"],
];
const PROGRESSED = "run_progressed";
const FIRST = "penstock.runs";
const RESET = "penstock.reset";

/**
 * Dispatches `news` with `{name, data}` for each change, and `gap` where everything is to be read again: after the first
 * connection, and where the server's log does not reach back.
 */
export class RunFeed extends EventTarget {
  /** Whether news arrive. */
  isLive = false;
  #url;
  #last = /** @type {number | null} */ (null);
  #source = /** @type {EventSource | null} */ (null);
  #retry = FIRST_RETRY_MS;
  #timer = 0;

  /** @param {(after: number | null) => string} url where news after an entry come from */
  constructor(url) {
    super();
    this.#url = url;
  }

  open() {
    if (this.#source) return;
    clearTimeout(this.#timer);
    const source = (this.#source = new EventSource(this.#url(this.#last)));
    const hear = (/** @type {string} */ name, /** @type {(event: MessageEvent) => void} */ callback) => source.addEventListener(name, (event) => source === this.#source && callback(/** @type {MessageEvent} */ (event)));
    hear(FIRST, (event) => this.#began(event));
    hear(RESET, (event) => this.#reset(event));
    for (const name of LOGGED) hear(name, (event) => this.#logged(name, event));
    hear(PROGRESSED, (event) => this.#tell(PROGRESSED, event));
    source.addEventListener("error", () => source === this.#source && this.#broke());
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.isLive = false;
  }

  /** @param {MessageEvent} event the first one of every connection */
  #began(event) {
    const { seq } = parsed(event);
    const isFirst = this.#last === null;
    this.isLive = true;
    this.#retry = FIRST_RETRY_MS;
    if (isFirst) this.#last = Number(seq) || 0;
    // Progress is not in the log: what was missed of it is read.
    this.dispatchEvent(new Event("gap"));
  }

  /** @param {MessageEvent} event */
  #reset(event) {
    const { seq } = parsed(event);
    if (seq !== undefined) this.#last = Number(seq);
    this.dispatchEvent(new Event("gap"));
  }

  /**
   * @param {string} name
   * @param {MessageEvent} event
   */
  #logged(name, event) {
    const seq = Number(event.lastEventId);
    // Told already: a stream that goes on may begin with what is known.
    if (event.lastEventId && this.#last !== null && seq <= this.#last) return;
    if (event.lastEventId) this.#last = seq;
    this.#tell(name, event);
  }

  /**
   * @param {string} name
   * @param {MessageEvent} event
   */
  #tell(name, event) {
    this.dispatchEvent(new CustomEvent("news", { detail: { name, data: parsed(event) } }));
  }

  /** Browsers try again only after some kinds of failure, and late. */
  #broke() {
    this.close();
    this.dispatchEvent(new Event("broken"));
    this.#timer = window.setTimeout(() => this.open(), this.#retry * (0.75 + Math.random() / 2));
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MS);
  }
}

/**
 * @param {MessageEvent} event
 * @returns {any}
 */
function parsed({ data }) {
  try {
    return JSON.parse(data) ?? {};
  } catch {
    return {};
  }
}
