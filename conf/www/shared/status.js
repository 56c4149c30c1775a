// Which gateway answered, and how the live connections are.

import { $, clock, element } from './dom.js';

const PATIENT_FOR = 1500;

/** The part of the page that tells of the edge. root has `.lamp`, `.live`, `.answer`, `.gateways`, `.again`, `.again-at`. */
export class Status {
  #root;
  #api;
  #notice;
  #counts = new Map();
  #lives = new Map();
  #ticking = 0;

  /** @param notice called with a text that everybody should see and hear */
  constructor(root, api, notice) {
    this.#root = root;
    this.#api = api;
    this.#notice = notice;
    api.addEventListener('answer', event => this.#answered(event.detail));
    api.addEventListener('waits', () => this.#show());
    $('.again', root).onclick = () => {
      this.#lives.forEach(live => live.now());
      api.tryNow();
    };
  }

  #answered({ method, path, status, gateways, millis }) {
    const by = gateways.at(-1);
    if (by) this.#counts.set(by, (this.#counts.get(by) ?? 0) + 1);
    $('.answer', this.#root).replaceChildren(...(by
      ? [element('b', {}, by), status < 400 ? ` answered ${method} ${path} in ${millis} ms` : ` answered ${method} ${path} with ${status}`]
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
      const back = `${name[0].toUpperCase()}${name.slice(1)} connected again after ${(away / 1000).toFixed(1)} s` + (attempts > 1 ? `, ${attempts} attempts` : '');
      this.#notice(back);
      $('.again-at', this.#root).textContent = `${back} (${clock(Date.now())})`;
    });
    this.#show();
  }

  /** Says what is waited for; a connection that is just being made, or a call that is just under way, is given a moment first. */
  #show() {
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#tick(), 500);
    this.#tick();
  }

  #tick() {
    const lives = [...this.#lives].map(([name, live]) => ({ what: name, since: live.since, nextAt: live.state === 'waiting' ? live.nextAt : null, state: live.state }));
    const making = lives.filter(({ state }) => state !== 'open');
    const waits = [...making, ...this.#api.waits];
    if (waits.length === 0) clearInterval(this.#ticking);
    const late = waits.filter(({ state, since, nextAt }) => state === 'waiting' || nextAt !== null || performance.now() - since > PATIENT_FOR);
    const live = lives.length > 0 ? 'open' : 'off';
    const quiet = making.length > 0 ? 'making' : live;
    const state = late.length > 0 ? 'lost' : quiet;
    this.#root.dataset.live = state;
    $('.again', this.#root).hidden = state !== 'lost';
    const text = state === 'lost' ? told(late) : { off: '', open: 'Live', making: 'Connecting' }[state];
    if ($('.live', this.#root).textContent !== text) $('.live', this.#root).textContent = text;
  }
}

/** "Waiting for your boards, next attempt in 3 s". */
function told(waits) {
  const next = waits.map(({ nextAt }) => nextAt).filter(at => at !== null);
  const seconds = (Math.min(...next) - performance.now()) / 1000;
  const when = next.length === 0 ? ', no answer yet' : ', next attempt ' + (seconds < 1 ? 'now' : `in ${Math.ceil(seconds)} s`);
  return `Waiting for ${[...new Set(waits.map(({ what }) => what))].join(', ')}${when}`;
}
