/** Sending a big file: `fetch` does not tell how far it is. */

import { answerOf, unreachable } from "./requests.js";

/**
 * @param {import("./requests.js").Requests} requests
 * @param {string} path
 * @param {FormData} form
 * @param {{progress: (done: number, total: number) => void, signal: AbortSignal}} options `progress` in bytes
 * @returns {Promise<any>} the answer; rejects with a `RequestError`, or with the signal's reason where it was aborted
 */
export function sendForm(requests, path, form, { progress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", requests.address(path));
    request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => progress(loaded, lengthComputable ? total : 0));
    request.addEventListener("load", () => {
      try {
        resolve(answerOf(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
