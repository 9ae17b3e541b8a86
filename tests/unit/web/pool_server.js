/** A server with one pool in memory; its answers and events come when a test says so. Stands before a test's body. */

import { Pool } from "./web/pools/pool.js";

const slot = (n, label = "") => ({
  id: `s${n}`, image: `${n}.png`, mask: null, label, added: n, width: 8, height: 8, image_tag: `t${n}`, mask_tag: "",
  label_revision: 0, mask_revision: 0,
});
const refusal = (status, more = {}) => Object.assign(new Error(`refused with ${status}`), { status, ...more });

/** `slow`: each request waits twice in `waiting`, before it is done and before its answer arrives. */
class Server {
  revision = 1;
  selected = "s0";
  reads = [];
  requests = [];
  events = [];
  waiting = [];
  slow = false;
  trouble = () => null;
  changes = 0;
  removed = [];

  constructor(count) {
    this.slots = Array.from({ length: count }, (_, n) => slot(n));
    this.next = count;
  }

  state() {
    const position = Math.max(0, this.slots.findIndex(({ id }) => id === this.selected));
    return { id: "p", count: this.slots.length, selected: this.selected, position, revision: this.revision, undo: null, redo: null };
  }

  page(start, limit) {
    this.reads.push(start);
    return this.request("page", () => ({ pool: this.state(), start, slots: this.slots.slice(start, start + limit) }));
  }
  order() { return this.request("order", () => ({ pool: this.state(), slots: this.slots.map(({ id }) => id) })); }
  select(id) { return this.request(`select ${id}`, () => this.doSelect(id)); }
  label(id, label, seen) { return this.request(`label ${id}`, () => this.doLabel(id, label, seen)); }
  remove(ids) { return this.request(`remove ${ids}`, () => this.doRemove(ids)); }
  move(ids, before) { return this.request(`move ${ids}`, () => this.doMove(ids, before)); }
  duplicate(ids) { return this.request(`duplicate ${ids}`, () => this.doDuplicate(ids)); }
  undo() { return this.request("undo", () => this.doUndo()); }
  saveMask(id, mask, seen) { return this.request(`mask ${id}`, () => this.doMask(id, mask, seen)); }
  clearMask(id, seen) { return this.request(`unmask ${id}`, () => this.doMask(id, null, seen)); }
  copy(ids, to) { return this.request(`copy ${ids}`, () => ({ pool: { ...this.state(), id: to ?? "new" }, change: 1, count: ids.length })); }

  async request(name, act) {
    this.requests.push(name);
    await this.turn();
    const early = this.trouble(name, "before");
    if (early) throw early;
    let answer;
    try { answer = structuredClone(act()); } catch (error) { await this.turn(); throw error; }
    await this.turn();
    const late = this.trouble(name, "after");
    if (late) throw late;
    return answer;
  }
  turn() { return this.slow ? new Promise((resolve) => this.waiting.push(resolve)) : undefined; }

  find(id) {
    const found = this.slots.find((one) => one.id === id);
    if (!found) throw refusal(404);
    return found;
  }
  doSelect(id) {
    const found = this.find(id);
    if (this.selected === id) return this.changed("selected", [found], 0);
    this.selected = id;
    this.revision += 1;
    this.tell("slot_selected", { slot_id: id });
    return this.changed("selected", [found]);
  }
  doLabel(id, label, seen) {
    const found = this.find(id);
    if (seen !== found.label_revision) throw refusal(409, { current: { ...found } });
    if (found.label === label) return this.changed("labelled", [found], 0);
    return this.renew("labelled", "slot_labelled", { ...found, label, label_revision: found.label_revision + 1 });
  }
  doMask(id, mask, seen) {
    const found = this.find(id);
    if (seen !== null && seen !== found.mask_revision) throw refusal(409, { current: { ...found } });
    if (!mask && !found.mask) return this.changed("mask_cleared", [found], 0);
    const revision = found.mask_revision + 1;
    const name = mask ? `${id}.${revision}.mask.png` : null;
    const event = mask ? "mask_saved" : "mask_cleared";
    return this.renew(event, event, { ...found, mask: name, mask_tag: mask ? `m${revision}` : "", mask_revision: revision });
  }
  renew(kind, event, slot) {
    this.slots = this.slots.map((one) => (one.id === slot.id ? slot : one));
    this.revision += 1;
    this.tell(event, { slot });
    return this.changed(kind, [slot]);
  }
  doRemove(ids) {
    const gone = ids.map((id) => this.find(id));
    const [leaving, before] = [new Set(ids), this.selected];
    const place = this.slots.findIndex(({ id }) => id === before);
    const stays = ({ id }) => !leaving.has(id);
    const next = this.slots.slice(place).find(stays) ?? this.slots.slice(0, place).findLast(stays);
    gone.sort((one, other) => this.slots.indexOf(one) - this.slots.indexOf(other));
    const positions = gone.map((one) => this.slots.indexOf(one));
    this.removed.push({ gone, positions, selected: before });
    if (leaving.has(before)) this.selected = next?.id ?? null;
    this.slots = this.slots.filter(stays);
    this.revision += 1;
    gone.forEach((one, n) => this.tell("slot_removed", { slot: one, change: 1, position: positions[n] - n }));
    if (this.selected !== before) this.tell("slot_selected", { slot_id: this.selected });
    return this.changed("removed", gone);
  }
  doMove(ids, before) {
    const moved = ids.map((id) => this.find(id));
    if (before !== null) this.find(before);
    const staying = this.slots.filter(({ id }) => !ids.includes(id));
    const place = before === null ? staying.length : staying.findIndex(({ id }) => id === before);
    this.slots = [...staying.slice(0, place), ...moved, ...staying.slice(place)];
    this.revision += 1;
    this.tell("slots_reordered", { slot_ids: ids, before, positions: ids.map((id) => this.slots.findIndex((one) => one.id === id)) });
    return this.changed("moved", moved);
  }
  doDuplicate(ids) {
    const place = Math.max(...ids.map((id) => this.slots.indexOf(this.find(id)))) + 1;
    return this.doAdd(ids.map((id) => ({ ...this.find(id), id: `s${this.next++}`, label_revision: 0 })), place);
  }
  doAdd(slots, place) {
    this.slots.splice(place, 0, ...slots);
    return this.added("slot_added", slots);
  }
  doUndo() {
    const last = this.removed.pop();
    if (!last) throw refusal(404);
    last.gone.map((one, n) => ({ one, at: last.positions[n] })).sort((a, b) => a.at - b.at)
      .forEach(({ one, at }) => this.slots.splice(Math.min(at, this.slots.length), 0, one));
    return this.added("slot_restored", last.gone);
  }
  added(event, slots) {
    const before = this.selected;
    this.selected ??= slots[0].id;
    this.revision += 1;
    const places = slots.map((slot) => ({ slot, position: this.slots.indexOf(slot) })).sort((a, b) => a.position - b.position);
    for (const one of places) this.tell(event, one);
    if (before !== this.selected) this.tell("slot_selected", { slot_id: this.selected });
    return this.changed("added", slots);
  }
  tell(name, more) { this.events.push({ name, event: structuredClone({ pool_id: "p", revision: this.revision, ...more }) }); }
  changed(kind, slots, change = (this.changes += 1)) {
    const only = slots.length === 1 ? { ...slots[0], position: this.slots.indexOf(slots[0]), has_mask: !!slots[0].mask } : null;
    return { change, kind, pool: this.state(), count: slots.length, slot: only };
  }
}

const timers = [];
const server = new Server(250);
const pool = new Pool(server, "p", () => new Promise((resolve) => timers.push(resolve)));
pool.views = 1;
/** Everything that can go on without an answer, an event or a timer has gone on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const deliver = (count = Infinity) => {
  for (const { name, event } of server.events.splice(0, count)) pool.apply(name, event);
};
const labels = (...at) => at.map((n) => pool.slotAt(n)?.label ?? null);
const ids = (start, end) => Array.from({ length: end - start }, (_, n) => pool.slotAt(start + n)?.id ?? null);
