/** Talking to Penstock's routes: JSON in and out, every failure an error with the server's own words. */

/** What a route answers when it cannot do what was asked, or what stands for no answer at all. */
export class RequestError extends Error {
  /**
   * @param {{code?: string, message?: string, hint?: string, field?: string | null, retryable?: boolean, [key: string]: any}} details
   * @param {number} status the HTTP status, 0 where the server could not be reached
   */
  constructor(details, status) {
    super(details.message || `The server answered ${status}.`);
    this.name = "RequestError";
    this.code = details.code ?? "unknown";
    this.hint = details.hint ?? "";
    this.field = details.field ?? null;
    this.retryable = details.retryable ?? status === 0;
    this.status = status;
    /** The state as it is now, where the server refused a stale change. */
    this.current = details.current;
    /** What the refused change would have made, where the server says it. */
    this.sent = details.sent;
    /** @type {string | undefined} with a conflict with a file: the revision that it is at */
    this.fileRevision = details.file_revision ?? undefined;
    /** Whether what was to be changed is there no more. */
    this.gone = details.gone === true;
    /** What would be accepted instead, where the server knows it: a name that is free. */
    this.suggestion = String(details.suggestion ?? "");
    /** @type {{field: string, code: string, message: string, candidates?: any[]}[]} each thing that was wrong, where the server names several */
    this.faults = details.faults ?? [];
  }
}

/** What stands for no answer at all. */
export function unreachable() {
  return new RequestError({ code: "unreachable", message: "The server cannot be reached.", hint: "Start it again; this page goes on by itself." }, 0);
}

/**
 * A module that is read when it is needed first: where that fails, the browser's own error names only an address.
 * @template T
 * @param {Promise<T>} module
 * @returns {Promise<T>}
 */
export function arriving(module) {
  return module.catch((cause) => {
    throw Object.assign(unreachable(), { cause });
  });
}

/** Sends requests below one base path. Safe to share. */
export class Requests {
  /** @param {(path: string) => string} address turns `/penstock/...` into a URL of this host */
  constructor(address) {
    this.address = address;
  }

  /**
   * @param {string} path
   * @param {{signal?: AbortSignal}} [options]
   */
  get(path, options = {}) {
    return this.#answer(path, { method: "GET", ...options });
  }

  /**
   * @param {"POST" | "PUT" | "PATCH" | "DELETE"} method
   * @param {string} path
   * @param {object} [body] sent as JSON
   * @param {{keepalive?: boolean}} [options] `keepalive` sends it also when the page is being closed
   */
  send(method, path, body, options = {}) {
    if (body === undefined) return this.#answer(path, { method, ...options });
    const headers = { "Content-Type": "application/json" };
    return this.#answer(path, { method, headers, body: JSON.stringify(body), ...options });
  }

  /**
   * The answer as the server wrote it: JSON may hold numbers that JavaScript does not.
   * @param {"POST" | "PUT" | "PATCH"} method
   * @param {string} path
   * @param {object} body sent as JSON
   * @returns {Promise<string>}
   */
  async text(method, path, body) {
    const headers = { "Content-Type": "application/json" };
    const { status, text } = await this.#sent(path, { method, headers, body: JSON.stringify(body) });
    answerOf(status, text);
    return text;
  }

  /**
   * @param {string} path
   * @param {FormData} form
   * @param {"POST" | "PUT"} [method]
   */
  upload(path, form, method = "POST") {
    return this.#answer(path, { method, body: form });
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   * @returns {Promise<any>}
   */
  async #answer(path, init) {
    const { status, text } = await this.#sent(path, init);
    return answerOf(status, text);
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async #sent(path, init) {
    let response;
    try {
      response = await fetch(this.address(path), init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw unreachable();
    }
    return { status: response.status, text: await response.text() };
  }
}

/**
 * @param {number} status
 * @param {string} text
 * @returns {any} null where the body is no JSON (a proxy's error page, an empty answer); throws a `RequestError`
 */
export function answerOf(status, text) {
  const body = parsed(text);
  if (status < 200 || status > 299) throw new RequestError(body?.error ?? {}, status);
  return body;
}

/** @param {string} text */
function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
