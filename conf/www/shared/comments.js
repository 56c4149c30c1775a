// Comments on a board, or on a place of it.

import { $, avatar, clock, element, icon } from './dom.js';

/** Dispatches `pins` (detail: those with a place), `show` (detail: a place), `unread`. */
export class Comments extends EventTarget {
  #root;
  #api;
  #me;
  #board;
  #all = new Map();
  #place = null;
  #reading = new AbortController();

  /** @param root has `.list`, `.place`, `form` with a textarea, `.trouble` */
  constructor(root, api, live, me, dashboard) {
    super();
    this.#root = root;
    this.#api = api;
    this.#me = me;
    this.#board = '/comments/dashboards/' + encodeURIComponent(dashboard);
    live.addEventListener('open', () => this.#catchUp());
    live.addEventListener('message', event => this.#hear(event.detail));
    const text = $('textarea', root);
    $('form', root).onsubmit = event => { event.preventDefault(); this.#write(text); };
    text.onkeydown = event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#write(text);
    };
    this.at(null);
    this.#show();
  }

  /** What is written next belongs to this place; null: to the board. */
  at(place) {
    this.#place = place;
    const node = $('.place', this.#root);
    node.hidden = place === null;
    node.replaceChildren(...(place === null ? [] : [icon('pin'), element('span', {}, 'On the place you chose'),
      element('button', { type: 'button', class: 'quiet', 'aria-label': 'On the whole board instead', on: { click: () => this.at(null) } }, icon('close'))]));
    this.#pins();
  }

  close() {
    this.#reading.abort();
  }

  write() {
    $('textarea', this.#root).focus();
  }

  async #catchUp() {
    this.#reading.abort();
    const { signal } = this.#reading = new AbortController();
    try {
      const comments = await this.#api.need(this.#board + '/comments', 'comments', signal);
      this.#all = new Map(comments.map(comment => [comment.id, comment]));
      this.#trouble('');
      this.#show();
    } catch (failure) {
      if (!signal.aborted) this.#trouble('Comments could not be read: ' + failure.message);
    }
  }

  async #write(text) {
    const content = text.value.trim();
    if (content === '') return;
    const body = { content, user_name: this.#me.username };
    if (this.#place) body.coordinates = `${Math.round(this.#place.x)},${Math.round(this.#place.y)}`;
    try {
      this.#take(await this.#api.post(`${this.#board}/users/${this.#me.id}/comments`, body));
      text.value = '';
      this.at(null);
      this.#trouble('');
    } catch (failure) {
      this.#trouble('Not saved: ' + failure.message);
    }
  }

  async #remove(comment) {
    try {
      await this.#api.delete('/comments/' + comment.id);
      this.#all.delete(comment.id);
      this.#show();
    } catch (failure) {
      this.#trouble('Not deleted: ' + failure.message);
    }
  }

  #hear({ type, data: comment }) {
    if (!type.startsWith('comment_')) return;  // what other services have changed
    const isNew = !this.#all.has(comment.id);
    if (type === 'comment_deleted') this.#all.delete(comment.comment_id);
    else this.#all.set(comment.id, comment);
    this.#show();
    if (type === 'comment_created' && isNew && comment.user_id !== String(this.#me.id)) this.dispatchEvent(new Event('unread'));
  }

  #take(comment) {
    this.#all.set(comment.id, comment);
    this.#show();
  }

  #trouble(text) {
    $('.trouble', this.#root).textContent = text;
  }

  /** The comments in their order, with the number of the pin where there is one. */
  #numbered() {
    let pin = 0;
    return [...this.#all.values()].sort((a, b) => a.created_at < b.created_at ? -1 : 1)
      .map(({ coordinates: [x, y], ...comment }) => ({ ...comment, x, y, number: x === undefined ? 0 : ++pin }));
  }

  #show() {
    const comments = this.#numbered();
    const list = $('.list', this.#root);
    list.replaceChildren(...comments.map(comment => this.#row(comment)));
    if (comments.length === 0) list.append(element('li', { class: 'empty' }, 'No comments yet. Write one here, or choose the pin and a place on the sheet.'));
    this.#pins();
  }

  #pins() {
    const pins = this.#numbered().filter(comment => comment.number > 0).map(({ id, number, x, y }) => ({ id, number, x, y }));
    if (this.#place) pins.push({ id: 'new', number: '+', ...this.#place });
    this.dispatchEvent(new CustomEvent('pins', { detail: pins }));
  }

  #row(comment) {
    const mine = comment.user_id === String(this.#me.id);
    const name = comment.user_name ?? 'User ' + comment.user_id;
    return element('li', { class: 'comment', 'data-comment': comment.id, tabindex: -1 },
      avatar(comment.user_id, name),
      element('div', { class: 'said' },
        element('p', { class: 'who' }, element('b', {}, mine ? 'You' : name), ' ', element('time', { datetime: comment.created_at }, clock(comment.created_at))),
        element('p', { class: 'text' }, comment.content)),
      element('div', { class: 'deeds' },
        comment.number > 0 ? element('button', { type: 'button', class: 'quiet place-button', title: 'Show the place', 'aria-label': `Show place ${comment.number} on the sheet`,
          on: { click: () => this.dispatchEvent(new CustomEvent('show', { detail: { x: comment.x, y: comment.y } })) } }, String(comment.number)) : null,
        mine ? element('button', { type: 'button', class: 'quiet', title: 'Delete', 'aria-label': 'Delete this comment', on: { click: () => this.#remove(comment) } }, icon('trash')) : null));
  }

  /** Brings a comment into view. */
  pick(id) {
    const row = $(`[data-comment="${CSS.escape(id)}"]`, this.#root);
    row?.scrollIntoView({ block: 'nearest' });
    row?.focus();
  }
}
