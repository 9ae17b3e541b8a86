/** A server of profiles and jobs in memory, and a page that the tests drive. */

import { ProfileBook } from "./web/profiles/profile_book.js";

/** What a route refuses with. */
export function refusal(status, more = {}) {
  return Object.assign(new Error(`refused with ${status}`), { status, ...more });
}

export function profile(id, name = id.toUpperCase(), more = {}) {
  return { id, name, created: 1, ...more };
}

export class Server {
  profiles = new Map();
  jobs = new Map();
  trash = [];
  problems = [];
  readOnly = false;
  calls = [];
  /** Functions that let held answers go; while `isHolding`, answers wait although what they tell has happened. */
  held = [];
  isHolding = false;
  /** What every request fails with. */
  fails = null;
  isDeaf = false;
  listeners = new Map();

  put(one) {
    this.profiles.set(one.id, one);
  }

  change(name, one, more = {}) {
    if (name === "profile_deleted") this.profiles.delete(one.id);
    else this.put(one);
    this.tell(name, { profile: one, ...more });
  }

  /** A job that has moved on. */
  moves(id, more) {
    const job = { id, name: "work", status: "running", done: 0, total: 0, message: "", result: null, error: null, ...this.jobs.get(id), ...more };
    this.jobs.set(id, job);
    this.tell("job_changed", { job });
    return job;
  }

  /** Sends an event; `isDeaf` loses them. */
  tell(name, data = null) {
    if (!this.isDeaf) for (const callback of [...(this.listeners.get(name) ?? [])]) callback(data);
  }

  get host() {
    return (this.made ??= this.#makeHost());
  }

  #makeHost() {
    const listen = (name, callback) => {
      const all = this.listeners.get(name) ?? new Set();
      this.listeners.set(name, all.add(callback));
      return () => void all.delete(callback);
    };
    const requests = {
      address: (path) => path,
      get: (path) => this.request("GET", path),
      send: (method, path, body) => this.request(method, path, body),
    };
    const shown = (this.shown = []);
    const toasts = {
      show: (toast) => (shown.push(toast), () => void (toast.isClosed = true)),
      showError: ({ message, hint }) => void shown.push({ message, hint, severity: "error" }),
      closeAbout: (about) => shown.forEach((toast) => about === toast.about && (toast.isClosed = true)),
    };
    const t = (key, values = {}) => [key, ...Object.values(values)].join(" ");
    return { requests, events: { listen }, t, toasts };
  }

  async request(method, path, body) {
    this.calls.push(body === undefined ? `${method} ${path}` : `${method} ${path} ${JSON.stringify(body)}`);
    if (this.fails) throw this.fails;
    const answer = structuredClone(this.#answer(method, path, body));
    if (this.isHolding) await new Promise((resolve) => this.held.push(resolve));
    return answer;
  }

  #answer(method, path, body) {
    const [, , kind, id, part] = path.split("?")[0].split("/");
    if (kind === "jobs") return this.#job(id);
    if (kind === "profile_trash") return method === "GET" ? { deleted: this.trash } : this.#restore(id);
    if (part) return this.moves("j1", { status: "queued" });
    if (method === "GET") return { profiles: [...this.profiles.values()].map((one) => ({ missing: false, ...one })), problems: this.problems, read_only: this.readOnly };
    const one = method === "POST" ? profile(body.pool ?? "made", body.name) : { ...this.profiles.get(id), ...body };
    if (method === "DELETE") return this.#delete(one);
    this.change(method === "POST" ? "profile_created" : "profile_renamed", one);
    return one;
  }

  #job(id) {
    if (!this.jobs.has(id)) throw refusal(404);
    return this.jobs.get(id);
  }

  #delete(one) {
    this.trash.unshift({ trash: `t-${one.id}`, profile: one, deleted: 5 });
    this.change("profile_deleted", one, { trash: `t-${one.id}` });
    return { profile: one, trash: `t-${one.id}` };
  }

  #restore(trash) {
    const { profile: one } = this.trash.find((entry) => entry.trash === trash);
    this.trash = this.trash.filter((entry) => entry.trash !== trash);
    this.change("profile_restored", one);
    return one;
  }
}

/** A book of that server, which has been read. */
export async function bookOf(server) {
  const book = ProfileBook.of(server.host);
  await book.watch();
  return book;
}

export const names = (book) => book.list.map(({ name }) => name);

/** When everything that is on its way has arrived. */
export const settle = async () => {
  for (let turn = 0; turn < 50; turn += 1) await null;
};
