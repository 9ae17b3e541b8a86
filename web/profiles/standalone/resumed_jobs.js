/** Work that was going on when the page was loaded, begun before a reload or on another page: it is followed here too. */

import { element } from "../../library/elements.js";
import { followJob } from "../../library/jobs.js";
import { opened } from "./profile_cards.js";

const OPEN = ["queued", "running"];

/**
 * @typedef {import("./pages.js").ProfileApp} ProfileApp
 * @typedef {import("../../library/jobs.js").Job & {name: string}} NamedJob `name` says what it does
 */

/**
 * Nothing else is followed yet: call it once, when the page is loaded.
 * @param {ProfileApp} app
 */
export async function resumeJobs(app) {
  const { requests, toasts } = app.host;
  try {
    const { jobs } = /** @type {{jobs: NamedJob[]}} */ (await requests.get("/penstock/jobs"));
    for (const job of jobs) if (OPEN.includes(job.status)) void follow(app, job);
  } catch (error) {
    toasts.showError(error);
  }
}

/**
 * @param {ProfileApp} app
 * @param {NamedJob} job
 */
function follow(app, job) {
  const { host } = app;
  const done = (/** @type {import("../../library/jobs.js").Job} */ { result }) => ({
    message: host.t("profiles_page.job_done", { label: job.name }),
    action: actionOf(app, result),
  });
  return followJob(host, job, { label: job.name, done });
}

/**
 * What can be done with what a job made: a zip file is downloaded, a profile opened.
 * @param {ProfileApp} app
 * @param {any} result
 */
function actionOf(app, result) {
  const { t, requests } = app.host;
  if (result?.url) {
    const attributes = { href: requests.address(result.url), download: result.file_name };
    return { label: t("profiles_page.download"), run: () => element("a", { attributes }).click() };
  }
  const profile = result?.profile ?? (result?.name ? result : null);
  const { label, run } = opened(app).chosen;
  return profile ? { label, run: () => run(profile) } : undefined;
}
