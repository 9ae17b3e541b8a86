/** A server of gates in memory, and a page that the tests drive, for the model of gates. */

import { Gates } from "./web/gates/gates.js";

const USUAL = {
  kind: "image",
  title: "Keep?",
  state: "armed",
  node_id: "7",
  list_index: 0,
  workflow_id: "",
  order: 0,
  armed: 1000,
  routes: ["Keep", "Reject"],
  count: 1,
  width: 4,
  height: 2,
  text: "",
  has_mask: false,
  mask_revision: 0,
  decided: null,
  reason: null,
  run_state: "",
};

export function gate(token, more = {}) {
  return { ...USUAL, token, ...more };
}

/** What a route refuses with. */
export function refusal(status, more = {}) {
  return Object.assign(new Error(`refused with ${status}`), { status, ...more });
}

export class Server {
  gates = new Map();
  ended = new Map();
  calls = [];
  /** Functions that hold answers back until they are called. */
  held = [];
  isHolding = false;
  /** What the next request fails with, before it has an effect or after it. */
  failsBefore = null;
  failsAfter = null;
  listeners = new Map();

  put(one) {
    this.gates.set(one.token, one);
    this.tell(`gate_${one.state}`, one);
  }

  end(token, more = {}) {
    const one = { ...this.gates.get(token), state: "answered", ...more };
    this.gates.delete(token);
    this.ended.set(token, one);
    this.tell(`gate_${one.state}`, one);
    return one;
  }

  /** Sends an event; `isDeaf` loses them. */
  tell(name, one) {
    if (!this.isDeaf) for (const callback of this.listeners.get(name) ?? []) callback({ gate: one });
  }

  get host() {
    const listen = (name, callback) => void this.listeners.set(name, [...(this.listeners.get(name) ?? []), callback]);
    const requests = {
      address: (path) => path,
      get: (path) => this.request("GET", path),
      send: (method, path, body, options) => this.request(method, path, body, options),
      upload: (path, form, method = "POST") => this.request(method, path, form),
    };
    const toasts = { shown: [], show: (toast) => void toasts.shown.push(toast), closeAbout: () => {}, showError: (error) => void toasts.shown.push({ error }) };
    this.toasts = toasts;
    return { requests, events: { listen }, t: (key) => key, toasts };
  }

  async request(method, path, body, options) {
    this.calls.push([method, path, body, options]);
    const before = this.failsBefore;
    this.failsBefore = null;
    if (before) throw before;
    const answer = this.route(method, path, body);
    if (this.isHolding) await new Promise((resolve) => this.held.push(resolve));
    const after = this.failsAfter;
    this.failsAfter = null;
    if (after) throw after;
    return answer;
  }

  route(method, path, body) {
    const [, , , token, action] = path.split("/");
    if (!token) return { gates: [...this.gates.values()], parked_bytes: 0, parked_limit: 0 };
    const open = this.gates.get(token);
    if (!open && !this.ended.has(token)) throw refusal(404);
    if (method === "GET") return open ?? this.ended.get(token);
    if (!open) throw refusal(409, { current: this.ended.get(token) });
    if (action === "mask") return this.change(token, { has_mask: method === "PUT", mask_revision: open.mask_revision + 1 });
    if (action === "stop") return this.end(token, { state: "cancelled", reason: "stopped" });
    const given = body instanceof FormData ? Object.fromEntries([...body].map(([name, value]) => [name, name === "mask" ? "mask" : JSON.parse(value)])) : body;
    return this.end(token, { decided: { by: "user", route: given.route ?? null, selection: given.selection ?? null, text: given.text ?? null } });
  }

  change(token, more) {
    const one = { ...this.gates.get(token), ...more };
    this.gates.set(token, one);
    return one;
  }
}

/** A page without a browser. */
export function page(storage = new Map()) {
  const life = { shown: [], left: [], every: [], stored: [] };
  const store = new Proxy(
    {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void storage.set(key, value),
      removeItem: (key) => void storage.delete(key),
    },
    { ownKeys: () => [...storage.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: "" }) },
  );
  const note = (name) => (run) => void life[name].push(run);
  return { life, storage: store, shown: note("shown"), left: note("left"), stored: note("stored"), every: (_, run) => life.every.push(run) };
}

/** Until everything that was asked for is answered. */
export async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

export async function opened(server, where = page()) {
  const gates = new Gates(server.host, where);
  await settle();
  return gates;
}

export const tokens = (gates) => gates.list.map(({ token }) => token);
