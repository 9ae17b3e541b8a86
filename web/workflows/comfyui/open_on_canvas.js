/** Shows a kept workflow in ComfyUI, in a tab of its own. */

import { answerOf, unreachable } from "../../library/requests.js";
import { WorkflowClient } from "../workflow_client.js";

const TRIES = 20;
const TRY_MS = 50;

/**
 * @param {import("./workflow_tab.js").Page} page
 * @param {import("../workflow_types.js").Detail} detail its newest version
 */
export async function openOnCanvas({ app, host }, { id, name, latest }) {
  const document = await read(new WorkflowClient(host.requests).documentUrl(id, latest));
  const { workflow, prompt } = partsOf(document);
  if (workflow) await app.loadGraphData(workflow, true, true, name);
  else await openPrompt(app, prompt, `${name}.json`);
}

/**
 * Older frontends open the tab only after they have said that they are done.
 * @param {any} app
 * @param {any} prompt
 * @param {string} fileName
 */
async function openPrompt(app, prompt, fileName) {
  const open = () => app.extensionManager?.workflow?.activeWorkflow?.key;
  const before = open();
  await app.loadApiJson(prompt, fileName);
  for (let tries = 0; tries < TRIES && open() === before; tries += 1) await new Promise((resolve) => setTimeout(resolve, TRY_MS));
}

/** @param {string} url */
async function read(url) {
  const answer = await fetch(url).catch(() => {
    throw unreachable();
  });
  return answerOf(answer.status, await answer.text());
}

/**
 * A document of ComfyUI's page, of its queue, or both in one.
 * @param {any} document
 * @returns {{workflow: any, prompt: any}}
 */
function partsOf(document) {
  if (Array.isArray(document.nodes)) return { workflow: document, prompt: null };
  if (Array.isArray(document.workflow?.nodes)) return { workflow: document.workflow, prompt: null };
  return { workflow: null, prompt: document.prompt ?? document.output ?? document };
}
