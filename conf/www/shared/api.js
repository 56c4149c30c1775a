// Calls to the API behind /api/, and who answered them.

const ATTEMPTS = 4;
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 8000;
const ANSWERS_WITHIN = 15000;
const PASSING = new Set([429, 502, 503, 504]);

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Dispatches `answer`, whose detail tells of the call: method, path, status, gateways, millis; and `waits` when `waits` has changed. */
export class Api extends EventTarget {
  token = null;
  /** What is waited for: {what, since, nextAt, now}; nextAt is null while an attempt is under way. */
  waits = new Set();

  get(path) {
    return this.call('GET', path, undefined, true);
  }

  post(path, body) {
    return this.call('POST', path, body, false);
  }

  delete(path) {
    return this.call('DELETE', path, undefined, false);
  }

  /** A call that may be `repeated` is tried again when nobody answered, or an answer says that this passes. */
  async call(method, path, body, repeated) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(method, path, body);
      } catch (failure) {
        if (!repeated || attempt === ATTEMPTS || !passes(failure)) throw failure;
      }
      await new Promise(resume => setTimeout(resume, FIRST_PAUSE * 2 ** (attempt - 1)));
    }
  }

  /**
   * What a page is nothing without: tried until it is there, or the signal says that nobody waits any more (AbortError).
   *
   * @param what in the user's words: "your boards"
   */
  async need(path, what, signal) {
    const wait = { what, since: performance.now(), nextAt: null, now: () => {} };
    this.#waits(() => this.waits.add(wait));
    try {
      for (let attempt = 1; ; attempt++) {
        signal.throwIfAborted();
        try {
          return await this.#once('GET', path, undefined, signal);
        } catch (failure) {
          signal.throwIfAborted();
          if (!passes(failure)) throw failure;
        }
        const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1));
        await new Promise(resume => {
          const timer = setTimeout(resume, pause);
          wait.now = () => { clearTimeout(timer); resume(); };
          signal.addEventListener('abort', wait.now, { once: true });
          this.#waits(() => { wait.nextAt = performance.now() + pause; });
        });
        this.#waits(() => { wait.nextAt = null; });
      }
    } finally {
      this.#waits(() => this.waits.delete(wait));
    }
  }

  /** Waits no longer for the next attempt. */
  tryNow() {
    for (const wait of this.waits) wait.now();
  }

  #waits(change) {
    change();
    this.dispatchEvent(new Event('waits'));
  }

  async #once(method, path, body, signal) {
    const headers = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (this.token) headers.Authorization = 'Bearer ' + this.token;
    const start = performance.now();
    const patience = AbortSignal.timeout(ANSWERS_WITHIN);
    let response;
    try {
      response = await fetch('/api' + path, {
        method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: signal ? AbortSignal.any([signal, patience]) : patience,
      });
      this.#tell(method, path, response, start);
      if (response.ok) return response.status === 204 ? null : await response.json();
    } catch {
      throw new ApiError(0, navigator.onLine ? 'OwlBoard cannot be reached at the moment.' : 'You are not connected to the network.');
    }
    throw new ApiError(response.status, await reason(response));
  }

  #tell(method, path, response, start) {
    const tried = response.headers.get('X-Upstream-Server') ?? '';
    const gateways = tried.split(/[,\s]+/).filter(name => /:\d+$/.test(name)).map(name => name.replace(/:\d+$/, ''));  // without one it is the group: none was tried
    this.dispatchEvent(new CustomEvent('answer', { detail: {
      method, path: path.replace(/\?.*/, ''), status: response.status, gateways, millis: Math.round(performance.now() - start),
    } }));
  }
}

const passes = failure => failure.status === 0 || PASSING.has(failure.status);

/** In the user's words: what a server says of its own troubles is for who runs it. */
async function reason(response) {
  if (response.status === 429) return 'That was much at once. Try again in a moment.';
  if (response.status === 413) return 'That is too large.';
  if (response.status >= 500) return 'This part of OwlBoard does not work at the moment. Try again in a little while.';
  try {
    const said = (await response.json()).detail;
    if (typeof said === 'string') return said;
  } catch {
    return 'The server refused this (' + response.status + ').';  // a proxy's page, not JSON
  }
  return 'The server refused this (' + response.status + ').';
}
