// Calls to the API behind /api/, and who answered them.

const ATTEMPTS = 4;
const FIRST_PAUSE = 300;
const ANSWERS_WITHIN = 15000;
const PASSING = new Set([429, 502, 503, 504]);

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Dispatches `answer`, whose detail tells of the call: method, path, status, gateways, millis. */
export class Api extends EventTarget {
  token = null;

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
      const last = !repeated || attempt === ATTEMPTS;
      try {
        const response = await this.#send(method, path, body);
        if (response.ok) return response.status === 204 ? null : await response.json();
        if (last || !PASSING.has(response.status)) throw new ApiError(response.status, await detail(response));
      } catch (failure) {
        if (failure instanceof ApiError) throw failure;
        if (last) throw new ApiError(0, 'The server cannot be reached.');
      }
      await new Promise(resume => setTimeout(resume, FIRST_PAUSE * 2 ** (attempt - 1)));
    }
  }

  async #send(method, path, body) {
    const headers = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (this.token) headers.Authorization = 'Bearer ' + this.token;
    const start = performance.now();
    const response = await fetch('/api' + path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(ANSWERS_WITHIN),
    });
    const tried = response.headers.get('X-Upstream-Server') ?? '';
    const gateways = tried.split(/[,\s]+/).filter(name => /:\d+$/.test(name)).map(name => name.replace(/:\d+$/, ''));  // without one it is the group: none was tried
    this.dispatchEvent(new CustomEvent('answer', { detail: {
      method, path: path.replace(/\?.*/, ''), status: response.status, gateways, millis: Math.round(performance.now() - start),
    } }));
    return response;
  }
}

async function detail(response) {
  try {
    const said = (await response.json()).detail;
    if (typeof said === 'string') return said;
  } catch {
    return 'The server answered ' + response.status + '.';  // a proxy's page, not JSON
  }
  return 'The server refused this (' + response.status + ').';
}
