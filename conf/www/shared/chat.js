// The talk beside a board: messages, who is typing, who is there.

import { $, avatar, clock, element } from './dom.js';

const TOLD_TYPING_EVERY = 2000;
const TYPING_LASTS = 4000;
const UNSENT_MAX = 100;

/** Dispatches `unread` when a message of somebody else came; `people` when somebody came or left. */
export class Chat extends EventTarget {
  people = new Map();
  #root;
  #log;
  #api;
  #live;
  #me;
  #room;
  #known = new Map();
  #typing = new Map();
  #toldTyping = 0;
  /** What was said and not yet heard back: {content, node}. */
  #unsent = [];
  #reading = new AbortController();
  #caughtUp = false;
  /** When all messages were thrown away, in ms, since a list was asked for that may still have them. */
  #clearedAt = 0;
  /** Who came and left while the list of those who are there was on its way: the list may be older. */
  #moves = null;

  /** @param root has `.log`, `.typing`, `form` with a textarea, `.people` */
  constructor(root, api, live, me, room) {
    super();
    this.#root = root;
    this.#log = $('.log', root);
    this.#api = api;
    this.#live = live;
    this.#me = me;
    this.#room = encodeURIComponent(room);
    this.#log.replaceChildren();
    live.addEventListener('open', () => this.#catchUp());
    live.addEventListener('message', event => this.#hear(event.detail));
    const text = $('textarea', root);
    $('form', root).onsubmit = event => { event.preventDefault(); this.#say(text); };
    text.onkeydown = event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#say(text);
    };
    text.oninput = () => this.#tellTyping(text.value !== '');
    text.onblur = () => this.#tellTyping(false);
    this.#empty();
  }

  async #catchUp() {
    const moves = this.#moves = [];
    this.#reading.abort();
    const { signal } = this.#reading = new AbortController();
    this.#clearedAt = 0;
    try {
      const [messages, users] = await Promise.all([
        this.#api.need(`/chat/messages/${this.#room}?limit=100`, 'what was said', signal), this.#api.need(`/chat/users/${this.#room}`, 'who is here', signal)]);
      for (const message of messages) if (Date.parse(message.timestamp) >= this.#clearedAt) this.#add(message, false);
      if (this.#moves !== moves) return;  // the connection was lost meanwhile: a younger list is on its way
      this.people = new Map(users.map(user => [user.user_id, user.username]));
      for (const move of moves) move(this.people);
      this.#showPeople();
    } catch (failure) {
      if (!signal.aborted) this.#note('Older messages could not be read: ' + failure.message);
    } finally {
      if (this.#moves === moves) {
        this.#moves = null;
        this.#caughtUp = true;
        for (const { content } of this.#unsent) this.#live.send('chat_message', { content });
      }
    }
  }

  /** Whether something is not sent yet. */
  get waits() {
    return this.#unsent.length > 0;
  }

  /** Now, or as soon as there is a connection again: it counts as sent when it comes back. */
  #say(text) {
    const content = text.value.trim();
    if (content === '') return;
    if (this.#unsent.length >= UNSENT_MAX) {
      this.#note('Too much waits to be sent. Say this again when the connection is back.');
      return;
    }
    text.value = '';
    this.#toldTyping = 0;
    const node = element('li', { class: 'message mine pending' }, avatar(this.#me.id, this.#me.username),
      element('div', { class: 'said' }, element('p', { class: 'who' }, element('b', {}, 'You'), ' ', element('span', { class: 'wait' }, 'waiting to be sent')), element('p', { class: 'text' }, content)));
    this.#unsent.push({ content, node });
    $('.empty', this.#log)?.remove();
    this.#log.append(node);
    this.#log.scrollTop = this.#log.scrollHeight;
    if (this.#moves === null) this.#live.send('chat_message', { content });
  }

  /** One of those that waited has come back. */
  #heard(content) {
    const i = this.#unsent.findIndex(one => one.content === content);
    if (i >= 0) this.#unsent.splice(i, 1)[0].node.remove();
  }

  #tellTyping(isTyping) {
    const now = Date.now();
    if (isTyping && now - this.#toldTyping < TOLD_TYPING_EVERY) return;
    if (!isTyping && this.#toldTyping === 0) return;
    this.#toldTyping = isTyping ? now : 0;
    this.#live.send('typing', { is_typing: isTyping });
  }

  #hear({ type, data }) {
    switch (type) {
      case 'chat_message': this.#add(data, true); break;
      case 'messages_cleared': this.#clear(data); break;
      case 'typing': this.#setTyping(data, data.is_typing); break;
      case 'user_joined': this.#come(data); break;
      case 'user_left': this.#leave(data); break;
      case 'error': this.#note('The chat refused this: ' + data.detail); break;
    }
  }

  #come({ user_id: id, username }) {
    if (id !== String(this.#me.id) && !this.people.has(id)) this.#note(username + ' is here');
    this.#moves?.push(people => people.set(id, username));
    this.people.set(id, username);
    this.#showPeople();
  }

  #leave(user) {
    this.#moves?.push(people => people.delete(user.user_id));
    if (this.people.delete(user.user_id)) this.#note(user.username + ' has left');
    this.#setTyping(user, false);
    this.#showPeople();
  }

  // ---- what is shown

  #add(message, isNew) {
    if (this.#known.has(message.id)) return;
    const mine = message.user_id === String(this.#me.id);
    if (mine && (isNew || this.#caughtUp)) this.#heard(message.content);  // the first list is older than what is said here
    const others = [...this.#known.values()];
    const follows = others.filter(other => other.timestamp <= message.timestamp).reduce((a, b) => a && a.timestamp > b.timestamp ? a : b, null);
    const before = others.find(other => other.timestamp > message.timestamp);
    const joined = follows && follows.user_id === message.user_id && Date.parse(message.timestamp) - Date.parse(follows.timestamp) < 120000;
    const node = element('li', { class: 'message' + (mine ? ' mine' : '') + (joined ? ' joined' : '') },
      avatar(message.user_id, message.username),
      element('div', { class: 'said' },
        element('p', { class: 'who' }, element('b', {}, mine ? 'You' : message.username), ' ', element('time', { datetime: message.timestamp }, clock(message.timestamp))),
        element('p', { class: 'text' }, message.content)));
    this.#known.set(message.id, { ...message, node });
    $('.empty', this.#log)?.remove();
    const atEnd = this.#isAtEnd();
    if (before) before.node.before(node);
    else if (this.#unsent.length > 0) this.#unsent[0].node.before(node);
    else this.#log.append(node);
    if (atEnd || mine) this.#log.scrollTop = this.#log.scrollHeight;
    this.#setTyping(message, false);
    if (isNew && !mine) this.dispatchEvent(new Event('unread'));
  }

  /** Somebody threw all messages away. What waits to be sent stays. */
  #clear({ timestamp }) {
    this.#clearedAt = Date.parse(timestamp) || 0;
    this.#known.clear();
    this.#log.replaceChildren(...this.#unsent.map(one => one.node));
    if (this.#unsent.length === 0) this.#empty();
  }

  #note(text) {
    const atEnd = this.#isAtEnd();
    this.#log.append(element('li', { class: 'note' }, text));
    if (atEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #empty() {
    this.#log.append(element('li', { class: 'empty' }, 'No messages yet. Say hello to whoever opens this board.'));
  }

  #isAtEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 60;
  }

  #setTyping({ user_id: id, username }, isTyping) {
    clearTimeout(this.#typing.get(id)?.timer);
    this.#typing.delete(id);
    if (isTyping) this.#typing.set(id, { username, timer: setTimeout(() => this.#setTyping({ user_id: id }, false), TYPING_LASTS) });
    const names = [...this.#typing.values()].map(one => one.username);
    $('.typing', this.#root).textContent = names.length === 0 ? '' : names.length === 1 ? names[0] + ' is typing' : names.join(' and ') + ' are typing';
  }

  #showPeople() {
    const rows = [...this.people].map(([id, name]) => element('li', {}, avatar(id, name), element('span', { class: 'name' }, id === String(this.#me.id) ? `${name} (you)` : name)));
    $('.people', this.#root).replaceChildren(...rows);
    this.dispatchEvent(new Event('people'));
  }

  close() {
    this.#reading.abort();
    for (const { timer } of this.#typing.values()) clearTimeout(timer);
  }
}
