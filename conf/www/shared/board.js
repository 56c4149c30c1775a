// An open board: its sketch, drawn by all who are there, and saved.

import { $ } from './dom.js';
import { Chat } from './chat.js';
import { Comments } from './comments.js';
import { Live } from './live.js';
import { Sketch, list, newId } from './sketch.js';
import { Surface } from './surface.js';
import { addKeys, addTools, choose } from './tools.js';

const SAVED_AFTER = 600;
const SAVED_AGAIN_AFTER = 3000;
const TOLD_EVERY = 60;
const DRAFT_LASTS = 10000;
const COMPARED_AFTER = 500;
const UNSENT_MAX = 500;

/** Dispatches `title`, `people`, `unread` (detail: chat or comments), `write` (a comment is to be written), `show` (the sheet is to be seen),
 * `saved` (detail: text and state), `notice` (detail: a text). */
export class Board extends EventTarget {
  sketch = new Sketch();
  #address;
  #api;
  #chat;
  #comments;
  #chatLive;
  #commentsLive;
  #surface;
  #root;
  #checksum = null;
  #dirty = false;
  #saving = false;
  #state = '';
  #saveTimer = 0;
  #compareTimer = 0;
  #loaded = false;
  #closed = false;
  #unsent = [];
  #told = { id: null, points: 0, at: 0, timer: 0 };
  #drafts = new Map();
  #sweeper;
  #history = new History(this);
  #rubbed = [];
  #removeKeys;
  #warn = event => { if (this.#dirty || this.#chat.waits) event.preventDefault(); };

  /**
   * @param root the part of the page with `svg.sheet`, `.chat`, `.comments`, the tools and their buttons
   * @param address dashboard, canvas, title
   */
  constructor(root, api, status, me, address) {
    super();
    this.#root = root;
    this.#api = api;
    this.#address = address;
    const board = encodeURIComponent(address.dashboard);
    const who = new URLSearchParams({ user_id: me.id, username: me.username });
    const last = $('svg.sheet', root);
    const sheet = last.cloneNode(false);  // without the listeners of the board before
    last.replaceWith(sheet);
    this.#surface = new Surface(sheet, this.sketch);
    this.#surface.by = me.username;
    this.#chatLive = new Live(`/api/chat/ws/${board}?${who}`);
    this.#commentsLive = new Live(`/api/comments/ws/dashboards/${board}/comments`);
    status.follow('chat and drawing', this.#chatLive);
    status.follow('comments', this.#commentsLive);
    this.#chat = new Chat($('.chat', root), api, this.#chatLive, me, address.dashboard);
    this.#comments = new Comments($('.comments', root), api, this.#commentsLive, me, address.dashboard);
    this.#listen();
    this.#sweeper = setInterval(() => this.#sweep(), DRAFT_LASTS / 2);
    addEventListener('beforeunload', this.#warn);
  }

  #listen() {
    const surface = this.#surface;
    surface.addEventListener('draft', event => this.#tellDraft(event.detail));
    surface.addEventListener('done', event => this.#history.did({ put: [event.detail] }));
    surface.addEventListener('abandon', event => { this.#stopDraft(); this.#tell({ op: 'drop', id: event.detail.id }); });
    surface.addEventListener('erase', event => this.#rubbed.push(...this.cut([event.detail])));
    surface.addEventListener('erased', () => this.#history.done({ put: this.#rubbed.splice(0) }));
    surface.addEventListener('pin', event => { this.#comments.at(event.detail); this.#announce('write'); });
    surface.addEventListener('pick', event => { this.#announce('write', event.detail); this.#comments.pick(event.detail); });
    surface.addEventListener('say', event => this.#announce('notice', event.detail));
    this.#comments.addEventListener('pins', event => surface.showPins(event.detail));
    this.#comments.addEventListener('show', event => { this.#announce('show'); surface.show(event.detail.x, event.detail.y); });
    this.#comments.addEventListener('unread', () => this.#announce('unread', 'comments'));
    this.#chat.addEventListener('unread', () => this.#announce('unread', 'chat'));
    this.#chat.addEventListener('people', () => this.#announce('people', this.#chat.people));
    this.#chatLive.addEventListener('open', () => this.#connected());
    this.#chatLive.addEventListener('message', event => { if (event.detail.type === 'draw') this.#hear(event.detail.data); });
    addTools(this.#root, surface);
    const actions = {
      undo: () => this.#history.undo(), redo: () => this.#history.redo(),
      zoomIn: () => surface.zoom(1.25), zoomOut: () => surface.zoom(0.8), fit: () => surface.fit(),
    };
    this.#removeKeys = addKeys(this.#root, actions);
    for (const button of this.#root.querySelectorAll('[data-action]')) button.onclick = actions[button.dataset.action];
    this.#history.show();
  }

  #announce(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  // ---- what others draw

  #hear(event) {
    const { op, id, shape, shapes, ids } = event;
    switch (op) {
      case 'draft': this.#drafts.set(shape?.id, Date.now()); this.sketch.put({ ...shape, by: event.username }, true); break;
      case 'more': this.#drafts.set(id, Date.now()); this.sketch.more(id, event.points); break;
      case 'drop': this.sketch.drop(id); break;
      case 'put': for (const one of list(shapes)) this.sketch.put(one); break;
      case 'cut': for (const one of list(ids)) this.sketch.cut(one); break;
      case 'saved': this.#compare(event.count); break;
    }
  }

  /** Whoever saved has another number of things: strokes were lost on the way, or still are on it. */
  #compare(count) {
    clearTimeout(this.#compareTimer);
    this.#compareTimer = setTimeout(() => { if (count !== this.sketch.count()) this.#catchUp(); }, COMPARED_AFTER);
  }

  /** Drafts of somebody who was cut off. */
  #sweep() {
    for (const [id, at] of this.#drafts) {
      if (Date.now() - at < DRAFT_LASTS) continue;
      this.#drafts.delete(id);
      this.sketch.drop(id);
    }
  }

  // ---- what is drawn here

  /** Erased shapes come back under new ids, told as [old, new]. */
  put(shapes) {
    const renamed = [];
    const fresh = shapes.map(shape => {
      if (!this.sketch.isErased(shape.id)) return shape;
      renamed.push([shape.id, newId()]);
      return { ...shape, id: renamed.at(-1)[1] };
    });
    for (const shape of fresh) this.sketch.put(shape);
    this.#stopDraft();
    for (const shape of fresh) this.#tellSurely({ op: 'put', shapes: [this.sketch.shapes.get(shape.id)] });
    this.#touch();
    return renamed;
  }

  /** The shapes that are gone by this. */
  cut(ids) {
    const gone = ids.map(id => this.sketch.cut(id)).filter(shape => shape !== null);
    if (gone.length === 0) return [];
    this.#tellSurely({ op: 'cut', ids: gone.map(shape => shape.id) });
    this.#touch();
    return gone;
  }

  showHistory(undo, redo) {
    for (const button of this.#root.querySelectorAll('[data-action=undo]')) button.disabled = !undo;
    for (const button of this.#root.querySelectorAll('[data-action=redo]')) button.disabled = !redo;
  }

  #tell(event) {
    return this.#chatLive.send('draw', event);
  }

  /** Now, or as soon as there is a connection again. */
  #tellSurely(event) {
    if (!this.#tell(event) && this.#unsent.length < UNSENT_MAX) this.#unsent.push(event);
  }

  /** A draft grows many times a second; others see it in steps. */
  #tellDraft(draft) {
    const told = this.#told;
    const wait = told.at + TOLD_EVERY - performance.now();
    clearTimeout(told.timer);
    if (wait > 0) {
      told.timer = setTimeout(() => this.#tellDraft(draft), wait);
      return;
    }
    if (draft.type === 'pen' && told.id === draft.id) {
      this.#tell({ op: 'more', id: draft.id, points: draft.points.slice(told.points).map(Math.round) });
    } else {
      const { from, ...shape } = draft;
      this.#tell({ op: 'draft', shape });
    }
    Object.assign(told, { id: draft.id, points: draft.points?.length ?? 0, at: performance.now() });
  }

  #stopDraft() {
    clearTimeout(this.#told.timer);
  }

  // ---- loading and saving

  async #connected() {
    await this.#catchUp();
    const unsent = this.#unsent.splice(0);
    for (const event of unsent) this.#tellSurely(event);
    this.#tellCount();
  }

  async #catchUp() {
    clearTimeout(this.#compareTimer);
    try {
      if (await this.#takeOver()) this.#touch();
      this.#said('Saved', 'saved');
    } catch (failure) {
      if (this.#closed) return;
      this.#said((this.#loaded ? 'Not compared with what is saved: ' : 'Waiting for the drawing: ') + failure.message, 'trouble');
      this.#compareTimer = setTimeout(() => this.#catchUp(), SAVED_AGAIN_AFTER);
    }
  }

  #tellCount() {
    this.#tell({ op: 'saved', count: this.sketch.count() });
  }

  /** Reads what was saved, if it is not what is here; true when there is more here. */
  async #takeOver() {
    const id = encodeURIComponent(this.#address.canvas);
    let more = false;
    try {
      const { checksum } = await this.#api.get('/canvas/checksum?id=' + id);
      if (checksum !== this.#checksum) {
        more = this.sketch.merge(await this.#api.get('/canvas?id=' + id));
        this.#checksum = checksum;
      }
    } catch (failure) {
      if (failure.status !== 404) throw failure;
      more = this.sketch.shapes.size > 0;
    }
    if (!this.#loaded) {
      this.#loaded = true;
      this.sketch.title ||= this.#address.title ?? `Board ${this.#address.dashboard}`;
      this.#announce('title', this.sketch.title);
      this.#surface.fit();
    }
    return more;
  }

  #touch(after = SAVED_AFTER) {
    this.#dirty = true;
    this.#said('Saving', 'saving');
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => this.#save(), after);
  }

  async #save() {
    if (this.#saving || !this.#dirty) return;
    this.#saving = true;
    try {
      await this.#takeOver();  // what somebody saved whose strokes were not heard here
      this.#dirty = false;
      this.#checksum = (await this.#api.call('POST', '/canvas/save', this.sketch.saved(this.#address.canvas), true)).checksum;
      this.#tellCount();
      if (!this.#dirty) this.#said('Saved', 'saved');
    } catch (failure) {
      this.#dirty = true;
      const full = failure.status === 413 || failure.status === 507;
      this.#said(full ? 'Not saved: the board is full. Erase something.' : 'Not saved: ' + failure.message, 'trouble');
    } finally {
      this.#saving = false;
      clearTimeout(this.#saveTimer);
      if (this.#dirty) this.#saveTimer = setTimeout(() => this.#save(), this.#state === 'trouble' ? SAVED_AGAIN_AFTER : SAVED_AFTER);
    }
  }

  #said(text, state) {
    if (state === 'saved' && this.#dirty) return;
    this.#state = state;
    this.#announce('saved', { text, state });
  }

  chooses(tool) {
    choose(this.#root, 'tool', tool);
  }

  writesComment() {
    this.#comments.write();
  }

  async close() {
    this.#removeKeys();
    clearInterval(this.#sweeper);
    removeEventListener('beforeunload', this.#warn);
    this.#closed = true;
    if (this.#chat.waits) this.#announce('notice', 'What waited in the chat was not sent.');
    this.#chat.close();
    this.#comments.close();
    this.#chatLive.close();
    this.#commentsLive.close();
    clearTimeout(this.#compareTimer);
    clearTimeout(this.#saveTimer);
    await this.#save();
    clearTimeout(this.#saveTimer);
  }
}

/** What can be undone: only what was done here. A deed is {put: shapes} or {cut: ids}. */
class History {
  #board;
  #undo = [];
  #redo = [];
  #renamed = new Map();

  constructor(board) {
    this.#board = board;
  }

  did(deed) {
    this.done(this.#do(deed));
  }

  /** @param undoing what takes it back */
  done(undoing) {
    if ((undoing.put ?? undoing.cut).length === 0) return;
    this.#undo.push(undoing);
    this.#redo.length = 0;
    this.show();
  }

  undo() {
    this.#step(this.#undo, this.#redo);
  }

  redo() {
    this.#step(this.#redo, this.#undo);
  }

  #step(from, to) {
    const deed = from.pop();
    if (!deed) return;
    const inverse = this.#do(deed);
    if ((inverse.put ?? inverse.cut).length > 0) to.push(inverse);
    this.show();
  }

  #do(deed) {
    if (deed.cut) return { put: this.#board.cut(deed.cut.map(id => this.#now(id))) };
    for (const [old, id] of this.#board.put(deed.put)) this.#renamed.set(old, id);
    return { cut: deed.put.map(shape => shape.id) };
  }

  #now(id) {
    while (this.#renamed.has(id)) id = this.#renamed.get(id);
    return id;
  }

  show() {
    this.#board.showHistory(this.#undo.length > 0, this.#redo.length > 0);
  }
}
