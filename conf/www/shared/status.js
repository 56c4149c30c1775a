// Which gateway answered, and how the live connections are.

import { $, clock, element } from './dom.js';

/** The part of the page that tells of the edge. root has `.lamp`, `.live`, `.answer`, `.gateways`, `.again`, `.again-at`. */
export class Status {
  #root;
  #notice;
  #counts = new Map();
  #lives = new Map();
  #ticking = 0;

  /** @param notice called with a text that everybody should see and hear */
  constructor(root, api, notice) {
    this.#root = root;
    this.#notice = notice;
    api.addEventListener('answer', event => this.#answered(event.detail));
    $('.again', root).onclick = () => this.#lives.forEach(live => live.now());
  }

  #answered({ method, path, status, gateways, millis }) {
    const by = gateways.at(-1);
    if (by) this.#counts.set(by, (this.#counts.get(by) ?? 0) + 1);
    $('.answer', this.#root).replaceChildren(...(by
      ? [element('b', {}, by), ` answered ${method} ${path} in ${millis} ms`]
      : [`${method} ${path}: ${status}, no gateway answered`]));
    $('.gateways', this.#root).replaceChildren(...[...this.#counts].sort(([a], [b]) => a < b ? -1 : 1).map(([name, count]) =>
      element('li', { class: name === by ? 'latest' : null, title: `${name} answered ${count} calls`, 'data-gateway': name },
        element('span', { class: 'short' }, name.replace(/^api_gateway_/, '')), element('span', { class: 'count' }, String(count)))));
    if (gateways.length > 1) this.#notice(`${gateways.slice(0, -1).join(', ')} did not answer; ${by} did`);
  }

  /** @param name of what goes over this connection */
  follow(name, live) {
    this.#lives.set(name, live);
    live.addEventListener('state', () => {
      if (live.state === 'closed') this.#lives.delete(name);
      this.#show();
    });
    live.addEventListener('open', event => {
      const { again, away, attempts } = event.detail;
      if (!again) return;
      const told = `${name} connected again after ${(away / 1000).toFixed(1)} s` + (attempts > 1 ? `, ${attempts} attempts` : '');
      this.#notice(told);
      $('.again-at', this.#root).textContent = `${told} (${clock(Date.now())})`;
    });
    this.#show();
  }

  #show() {
    clearInterval(this.#ticking);
    const lives = [...this.#lives.entries()];
    const lost = lives.filter(([, live]) => live.state === 'waiting');
    const state = lives.length === 0 ? 'off' : lost.length > 0 ? 'lost' : lives.every(([, live]) => live.state === 'open') ? 'open' : 'making';
    this.#root.dataset.live = state;
    $('.again', this.#root).hidden = state !== 'lost';
    const text = { off: '', open: 'Live', making: 'Connecting' }[state];
    if (state === 'lost') {
      this.#wait(lost);
      this.#ticking = setInterval(() => this.#wait(lost), 500);
    } else if ($('.live', this.#root).textContent !== text) {
      $('.live', this.#root).textContent = text;
    }
  }

  #wait(lost) {
    const seconds = Math.max(0, Math.min(...lost.map(([, live]) => live.nextAt)) - performance.now()) / 1000;
    $('.live', this.#root).textContent = 'Connection lost, next attempt ' + (seconds < 1 ? 'now' : `in ${Math.ceil(seconds)} s`);
  }
}
