// A WebSocket that is made again whenever it is lost, with growing pauses.

const PAUSES = [200, 500, 1000, 2000, 4000, 8000];
const ANSWERS_WITHIN = 5000;

/**
 * Dispatches `state` at every change, `open` (detail: again, away in ms, attempts) and `message` (detail: the parsed JSON).
 * `state` is connecting, open, waiting or closed.
 */
export class Live extends EventTarget {
  state = 'closed';
  nextAt = 0;
  /** When the connection was lost, or first asked for. */
  since = performance.now();
  #url;
  #socket = null;
  #timer = 0;
  #patience = 0;
  #attempts = 0;
  #wasOpen = false;
  #hurry = () => { if (this.state === 'waiting') this.now(); };

  /** @param path below this origin */
  constructor(path) {
    super();
    this.#url = location.origin.replace(/^http/, 'ws') + path;
    addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#hurry);
    this.now();
  }

  /** Tries at once. */
  now() {
    this.#stopWaiting();
    if (this.state === 'open') return;
    this.#attempts++;
    const before = this.#socket;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    before?.close();
    this.#change('connecting');
    this.#patience = setTimeout(() => { this.#lost(socket); socket.close(); }, ANSWERS_WITHIN);
    socket.addEventListener('open', () => this.#opened(socket));
    socket.addEventListener('message', event => { if (socket === this.#socket) this.dispatchEvent(new CustomEvent('message', { detail: JSON.parse(event.data) })); });
    socket.addEventListener('close', () => this.#lost(socket));
  }

  #stopWaiting() {
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
  }

  #opened(socket) {
    if (socket !== this.#socket) return;
    this.#stopWaiting();
    const again = this.#wasOpen;
    const detail = { again, away: again ? Math.round(performance.now() - this.since) : 0, attempts: this.#attempts };
    this.#wasOpen = true;
    this.#attempts = 0;
    this.#change('open');
    this.dispatchEvent(new CustomEvent('open', { detail }));
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#stopWaiting();
    this.#socket = null;
    if (this.state === 'open') this.since = performance.now();
    const pause = PAUSES[Math.min(this.#attempts, PAUSES.length - 1)] * (0.8 + 0.4 * Math.random());  // not all clients at once
    this.nextAt = performance.now() + pause;
    this.#timer = setTimeout(() => this.now(), pause);
    this.#change('waiting');
  }

  /** False when it was not sent: the connection is lost. */
  send(type, data) {
    if (this.state !== 'open') return false;
    this.#socket.send(JSON.stringify({ type, data }));
    return true;
  }

  close() {
    this.#stopWaiting();
    removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#hurry);
    const socket = this.#socket;
    this.#socket = null;
    this.#change('closed');
    socket?.close();
  }

  #change(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
