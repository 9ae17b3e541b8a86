/** The page: choose a pool and a folder, look at what would change, then import. Text only enters through `textContent`. */

import { button, element, setText } from "../library/elements.js";
import { finished, followJob } from "../library/jobs.js";
import { loadStyles } from "../library/styles.js";

const SHOWN = 200;
const SHEETS = ["../library/list_page.css", "./page.css"].map((name) => new URL(name, import.meta.url).href);

/** What opens the page. */
export const opener = (app) => async () => {
  await loadStyles(SHEETS);
  const page = new CaptionsPage(app);
  await page.readPools();
  return { root: page.root, title: "Captions", close: () => page.close(), place: () => page.first };
};

class CaptionsPage {
  #host;
  #closed = false;
  #asked = 0;
  #pool = element("select", { attributes: { name: "pool" } });
  #folder = element("input", { attributes: { name: "folder", placeholder: "input/cats", autocomplete: "off", spellcheck: "false", required: true } });
  #match = element("select", { attributes: { name: "match" } }, option("name", "name: img_0007, or 0007"), option("order", "order: first to first"));
  #keep = element("input", { attributes: { type: "checkbox", checked: true } });
  #preview = button("Preview", () => {}, { class: "penstock-button" });
  #import = button("Import", () => void this.#run(), { class: "penstock-button penstock-primary" });
  #said = element("p", { class: "captions-said", attributes: { role: "status" } });
  #list = element("ol", { class: "captions-rows" });
  #rest = element("div");

  constructor({ host }) {
    this.#host = host;
    this.#preview.type = "submit";
    this.#import.disabled = true;
    const form = element("form", { class: "captions-form", on: { submit: (event) => this.#submitted(event), input: () => this.#changed() } },
      field("Pool", this.#pool), field("Folder", this.#folderWithButton()), field("Captions belong to pictures by", this.#match),
      element("label", { class: "captions-check" }, this.#keep, element("span", { text: "Keep labels that are there" })),
      element("div", { class: "captions-buttons" }, this.#preview, this.#import));
    const bar = element("div", { class: "penstock-list-bar" }, element("h1", { text: "Captions" }));
    this.root = element("section", { class: "penstock-list-page captions-page" }, bar, form, this.#said, this.#list, this.#rest);
  }

  get first() {
    return this.#pool.options.length > 1 ? this.#pool : this.#folder;
  }

  close() {
    this.#closed = true;
  }

  /** Pools by their names, where the plugin of profiles has given them some. */
  async readPools() {
    const { requests, profiles } = this.#host;
    const { pools } = await requests.get("/penstock/pools");
    const named = pools.map(({ id, count }) => ({ id, text: `${profiles?.get(id)?.name ?? id} (${count})` }));
    this.#pool.replaceChildren(...named.map(({ id, text }) => option(id, text)));
    if (!pools.length) this.#say("There is no pool yet: add pictures to one first.");
  }

  /** The chooser of data sets, where that plugin is on. */
  #folderWithButton() {
    const { datasets } = this.#host;
    const choose = async () => {
      const folder = await datasets.chooseFolder({ value: this.#folder.value, title: "Folder with captions" });
      if (folder === null) return;
      this.#folder.value = folder;
      this.#changed();
    };
    return element("span", { class: "captions-folder" }, this.#folder, datasets ? button("Choose…", () => void choose(), { class: "penstock-button" }) : null);
  }

  get #request() {
    return { pool: this.#pool.value, folder: this.#folder.value, match: this.#match.value, keep: this.#keep.checked };
  }

  /** What was shown is no longer what would happen. */
  #changed() {
    this.#asked += 1;
    this.#import.disabled = true;
    this.#show({ rows: [], unmatched: [], problems: [] });
    this.#say("");
  }

  async #submitted(event) {
    event.preventDefault();
    this.#changed();
    const asked = this.#asked;
    this.#say("Reading…");
    try {
      const job = await finished(this.#host, await this.#host.requests.send("POST", "/penstock/caption_importer/previews", this.#request));
      if (this.#closed || asked !== this.#asked) return;
      if (job.status !== "done") throw new Error(job.error?.error.message ?? job.message);
      this.#show(job.result);
      this.#tell(job.result);
    } catch (error) {
      if (!this.#closed && asked === this.#asked) this.#say([error.message, error.hint].filter(Boolean).join(" "), true);
    }
  }

  #tell({ rows, unmatched }) {
    const sets = rows.filter((row) => row.sets).length;
    this.#import.disabled = sets === 0;
    const kept = rows.length - sets;
    const words = [`${counted(sets, "label")} would be set`, kept ? `${kept} stay as they are` : "", unmatched.length ? `${counted(unmatched.length, "caption")} without a slot` : ""];
    this.#say(`${words.filter(Boolean).join(", ")}.`);
  }

  #show({ rows, unmatched, problems }) {
    this.#list.replaceChildren(...rows.slice(0, SHOWN).map((row) => this.#row(row)));
    const more = rows.length > SHOWN ? [element("p", { class: "captions-more", text: `and ${rows.length - SHOWN} more` })] : [];
    this.#rest.replaceChildren(...more, ...details("Captions without a slot", unmatched), ...details("Files that cannot be used", problems));
  }

  #row({ slot, tag, now, caption, from, sets }) {
    const address = `/penstock/pools/${encodeURIComponent(this.#pool.value)}/slots/${encodeURIComponent(slot)}/thumbnail?v=${tag}`;
    const picture = element("img", { attributes: { src: this.#host.requests.address(address), alt: "", loading: "lazy" } });
    const old = now && now !== caption ? element(sets ? "del" : "span", { text: now }) : null;
    const text = now === caption ? element("span", { class: "captions-same", text: caption }) : element(sets ? "ins" : "s", { text: caption });
    const head = element("small", { text: `${slot} ← ${from}${sets ? "" : now === caption ? ", is there" : ", label kept"}` });
    return element("li", {}, picture, element("div", {}, head, old, text));
  }

  async #run() {
    this.#import.disabled = true;
    const { requests, toasts } = this.#host;
    try {
      const job = await requests.send("POST", "/penstock/caption_importer/imports", this.#request);
      const done = ({ result }) => ({ message: `${counted(result, "label")} set.`, hint: "Each can be undone in the pool." });
      await followJob(this.#host, job, { label: "Importing captions", done });
      if (!this.#closed) this.#preview.click();
    } catch (error) {
      toasts.showError(error);
      this.#import.disabled = false;
    }
  }

  #say(text, wrong = false) {
    setText(this.#said, text);
    this.#said.classList.toggle("captions-wrong", wrong);
  }
}

const option = (value, text) => element("option", { text, attributes: { value } });

const field = (label, control) => element("label", { class: "penstock-field" }, element("span", { text: label }), control);

const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

function details(title, lines) {
  if (!lines.length) return [];
  const items = lines.slice(0, SHOWN).map((text) => element("li", { text }));
  return [element("details", { class: "captions-rest" }, element("summary", { text: `${title}: ${lines.length}` }), element("ul", {}, ...items))];
}
