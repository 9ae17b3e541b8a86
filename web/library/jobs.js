/** Long work of the server: a job is followed until it has ended, through lost connections and restarts. */

import { ProgressToast } from "./progress_toast.js";

/** Events may be lost on their way: a job that is silent for so long is asked how it is. */
const SILENT_MS = 3000;
const NOT_FOUND = 404;

/**
 * A job as the server tells it. `status` is "queued", "running", "done", "failed" or "cancelled"; here it may also be
 * "lost": the server was restarted and does not know the job any more.
 * @typedef {object} Job
 * @property {string} id
 * @property {string} status
 * @property {number} done
 * @property {number} total 0: not known
 * @property {string} message
 * @property {any} result what it answered, once it is done
 * @property {{error: {message: string, hint: string}} | null} error what went wrong, once it has failed
 *
 * @typedef {import("./host.js").Host} Host
 * @typedef {{message: string, hint?: string, action?: {label: string, run: () => void}}} Said
 *
 * @typedef {object} Following
 * @property {string} label what is being done, such as "Exporting Cats"
 * @property {(job: Job) => Said | null | void} [done] called when it is done; what it returns is shown
 * @property {string} [step] what the server does now, where it has no words for that
 * @property {ProgressToast} [toast] one that is shown already
 */

/**
 * Shows a job's progress, with Cancel, and how it ended.
 * @param {Host} host
 * @param {Job} job as the request that started it answered
 * @param {Following} options
 * @returns {Promise<Job>} how it ended
 */
export async function followJob(host, job, { label, done = () => {}, step = "", toast = new ProgressToast(host, label) }) {
  toast.cancel = () => void cancel(host, job.id);
  const ended = await finished(host, job, (now) => show(host, toast, { ...now, message: now.message || step }));
  toast.close();
  if (ended.status === "done") tellDone(host, done(ended));
  else tellEnd(host, label, ended);
  return ended;
}

/**
 * @param {Host} host
 * @param {Job} job as the request that started it answered
 * @param {(job: Job) => void} [changed] called whenever it has moved on
 * @returns {Promise<Job>} how it ended; never rejects
 */
export function finished(host, job, changed = () => {}) {
  return new Promise((resolve) => new JobWatch(host, job, changed, resolve).start());
}

/** Hears of one job until it has ended. */
class JobWatch {
  #host;
  #job;
  #changed;
  #resolve;
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #heard = 0;
  #deaf = /** @type {(() => void)[]} */ ([]);

  /**
   * @param {Host} host
   * @param {Job} job
   * @param {(job: Job) => void} changed
   * @param {(job: Job) => void} resolve
   */
  constructor(host, job, changed, resolve) {
    this.#host = host;
    this.#job = job;
    this.#changed = changed;
    this.#resolve = resolve;
  }

  start() {
    const { events } = this.#host;
    this.#deaf = [
      events.listen("job_changed", ({ job }) => job.id === this.#job.id && this.#take(job)),
      events.listen("reconnected", () => void this.#read()),
    ];
    this.#take(this.#job);
    // It may have moved on before anybody listened.
    if (isOpen(this.#job)) void this.#read();
  }

  /** @param {Job} job */
  #take(job) {
    if (!isOpen(this.#job) && this.#deaf.length === 0) return;
    this.#heard += 1;
    this.#job = job;
    clearTimeout(this.#timer);
    if (isOpen(job)) this.#timer = setTimeout(() => void this.#read(), SILENT_MS);
    this.#changed(job);
    if (!isOpen(job)) this.#end();
  }

  /** What was heard meanwhile is newer than the answer. */
  async #read() {
    const heard = this.#heard;
    const job = await this.#ask();
    if (heard === this.#heard) this.#take(job);
  }

  /** @returns {Promise<Job>} as it was where the server does not answer: the next try may succeed */
  async #ask() {
    try {
      return await this.#host.requests.get(jobPath(this.#job.id));
    } catch (/** @type {any} */ error) {
      return error.status === NOT_FOUND ? { ...this.#job, status: "lost" } : this.#job;
    }
  }

  #end() {
    for (const stop of this.#deaf) stop();
    this.#deaf = [];
    this.#resolve(this.#job);
  }
}

/** @param {Job} job */
const isOpen = ({ status }) => status === "queued" || status === "running";

/** @param {string} id */
const jobPath = (id) => `/penstock/jobs/${encodeURIComponent(id)}`;

/**
 * @param {Host} host
 * @param {ProgressToast} toast
 * @param {Job} job
 */
function show({ t }, toast, { status, done, total, message }) {
  toast.update(done, total, status === "queued" ? t("jobs.queued") : message);
}

/**
 * @param {Host} host
 * @param {Said | null | void} said
 */
function tellDone({ toasts }, said) {
  if (said) toasts.show({ severity: "success", ...said });
}

/**
 * @param {Host} host
 * @param {string} label
 * @param {Job} job
 */
function tellEnd({ t, toasts }, label, job) {
  if (job.status === "cancelled") toasts.show({ message: t("jobs.cancelled", { label }) });
  else if (job.status === "lost") toasts.show({ message: t("jobs.lost", { label }), hint: t("jobs.lost_hint"), severity: "error" });
  else toasts.show({ message: t("jobs.failed", { label }), hint: sentence(job.error?.error ?? job), severity: "error" });
}

/** @param {{message: string, hint?: string}} error */
const sentence = ({ message, hint }) => [message, hint].filter(Boolean).join(" ");

/**
 * One that has ended meanwhile tells so itself.
 * @param {Host} host
 * @param {string} id
 */
async function cancel({ requests, toasts }, id) {
  try {
    await requests.send("POST", `${jobPath(id)}/cancel`);
  } catch (/** @type {any} */ error) {
    if (![NOT_FOUND, 409].includes(error.status)) toasts.showError(error);
  }
}
