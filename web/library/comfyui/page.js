/** ComfyUI's page as Penstock's modules see it. */

import { watchBuild } from "../build_watch.js";
import { comfyEvents } from "../events.js";
import { openHost } from "../host.js";
import { openWithExample } from "./first_workflow.js";
import { GraphProfiles } from "./graph_profiles.js";
import { PartGuard } from "./part_guard.js";
import { PluginSwitches } from "./plugin_switches.js";
import { NodeReplacements } from "./replacements.js";
import { keepOwnValues } from "./widgets.js";

const PAGE = "/penstock/";
/** What the core tells, whichever plugins are on: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["job_changed", "draft_changed", "draft_closed", "plugin_enabled", "plugin_disabled"];

/**
 * What a plugin's module gives ComfyUI; every function is optional and is only asked about our own nodes.
 * @typedef {object} Part
 * @property {() => void} [setup] once, when ComfyUI's page is there
 * @property {(node: any) => void} [nodeCreated] inside the node's constructor: values come later
 * @property {(node: any) => (object | null)[]} [getNodeMenuItems]
 * @property {() => void} [afterConfigureGraph]
 * @property {any[]} [commands] as in an extension of ComfyUI, with ids of the plugin's own
 * @property {any[]} [menuCommands]
 * @property {any[]} [keybindings]
 * @property {any[]} [settings]
 *
 * @typedef {object} Page
 * @property {import("../host.js").Host} host
 * @property {any} app ComfyUI's `app`
 * @property {any} api ComfyUI's `api`
 * @property {string} ownPage the path of Penstock's own page beside the graph editor; empty in ComfyUI
 * @property {GraphProfiles} graphProfiles which profile each node takes
 * @property {(node: any, comfyClass: string) => boolean} owns whether `node` is that node of ours
 * @property {any[]} plugins what the server tells of all plugins
 * @property {(plugin: any, error: unknown) => void} failed tells that a plugin's module did not start
 * @property {(parts: [any, Part][]) => object} extension from the part of each plugin
 */

/**
 * @param {{api: any, app: any, address: (path: string) => string, pack: string}} comfy `pack` is our folder's name
 * @returns {Promise<Page>}
 */
export async function openPage({ api, app, address, pack }) {
  const language = app.extensionManager?.setting?.get?.("Comfy.Locale") ?? navigator.language;
  const host = await openHost({ address, events: comfyEvents(api), language });
  const about = await watchBuild(host);
  const { plugins } = await host.requests.get("/penstock/plugins");
  const hasPools = plugins.some((/** @type {any} */ { name, status }) => name === "pools" && status === "active");
  if (about.host === "standalone" && hasPools) await openWithExample(api, pack);
  const guard = new PartGuard(host, app);
  for (const name of TOLD_ANYWAY) host.events.listen(name, () => {});
  const ours = (/** @type {any} */ node) => moduleOf(node) === `custom_nodes.${pack}`;
  const graphProfiles = new GraphProfiles(app);
  const { replacements } = await host.requests.get("/penstock/node_replacements");
  const standIns = new NodeReplacements(replacements, registered(pack, replacements));
  return {
    host,
    app,
    api,
    ownPage: about.host === "standalone" ? PAGE : "",
    graphProfiles,
    owns: (node, comfyClass) => node.comfyClass === comfyClass && ours(node),
    plugins,
    failed: (plugin, error) => guard.failed(plugin, error),
    extension: (started) => {
      const parts = started.map(([plugin, part]) => guard.guarded(plugin, part));
      const own = { setup: () => graphProfiles.follow(api), ...pageCommands(host, about, hasPools) };
      return {
        aboutPageBadges: [badge(about)],
        beforeConfigureGraph: (/** @type {any} */ workflow) => replaceIn(workflow, standIns, host),
        ...makeExtension(new PluginSwitches(host, app, plugins), [own, ...parts], ours),
      };
    },
  };
}

/** @param {import("../build_watch.js").About} about */
function badge({ version, host }) {
  const url = host === "standalone" ? PAGE : "https://github.com/penstock/penstock";
  return { label: `Penstock ${version}`, url, icon: "pi pi-images" };
}

/**
 * The standalone server has a page of its own beside the graph editor: the menu leads there, too.
 * @param {import("../host.js").Host} host
 * @param {import("../build_watch.js").About} about
 * @param {boolean} hasPools whether the page is that of the pools first of all
 */
function pageCommands({ t }, about, hasPools) {
  if (about.host !== "standalone") return {};
  const label = t(hasPools ? "page.open_page" : "page.open_own_page");
  const open = { id: "Penstock.OpenPools", label, icon: "pi pi-images", function: () => void window.open(PAGE) };
  return { commands: [open], menuCommands: [{ path: ["Penstock"], commands: [open.id] }] };
}

/**
 * The definitions of the classes that the editor knows; of those that stand in for others only ours.
 * @param {string} pack
 * @param {{[old: string]: {new_node_id: string}[]}} replacements
 */
function registered(pack, replacements) {
  const standIns = new Set(Object.values(replacements).flat().map((one) => one.new_node_id));
  return (/** @type {string} */ type) => {
    const definition = /** @type {any} */ (window).LiteGraph?.registered_node_types?.[type]?.nodeData ?? null;
    return standIns.has(type) && definition?.python_module !== `custom_nodes.${pack}` ? null : definition;
  };
}

/**
 * A workflow is shown without our help rather than not at all.
 * @param {any} workflow
 * @param {NodeReplacements} standIns
 * @param {import("../host.js").Host} host
 */
function replaceIn(workflow, standIns, host) {
  try {
    const { replaced, lost } = standIns.apply(workflow);
    if (lost) host.toasts.show({ message: host.t("page.replaced_nodes", { nodes: [...new Set(replaced)].join(", ") }), hint: host.t("page.replaced_links", { count: lost }) });
  } catch (error) {
    console.error("Penstock: nodes of other packs in this workflow could not be replaced.", error);
  }
}

/** @param {any} node */
function moduleOf(node) {
  return node.constructor?.nodeData?.python_module;
}

/**
 * @param {PluginSwitches} switches
 * @param {Part[]} parts
 * @param {(node: any) => boolean} ours another pack may have a node of the same name: it is left alone
 */
function makeExtension(switches, parts, ours) {
  const all = (/** @type {"settings" | "commands" | "menuCommands" | "keybindings"} */ kind) => parts.flatMap((part) => part[kind] ?? []);
  return {
    name: "penstock",
    settings: [...switches.settings(), ...all("settings")],
    commands: all("commands"),
    menuCommands: all("menuCommands"),
    keybindings: all("keybindings"),
    setup: async () => {
      for (const part of parts) part.setup?.();
      await switches.open();
    },
    nodeCreated: (/** @type {any} */ node) => {
      if (!ours(node)) return;
      keepOwnValues(node);
      for (const part of parts) part.nodeCreated?.(node);
    },
    getNodeMenuItems: (/** @type {any} */ node) =>
      ours(node) ? parts.flatMap((part) => part.getNodeMenuItems?.(node) ?? []) : [],
    afterConfigureGraph: () => {
      for (const part of parts) part.afterConfigureGraph?.();
    },
  };
}
