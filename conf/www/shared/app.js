// The page: one screen at a time, chosen by who is logged in and by the address.

import { $, addIcons, avatar, element } from './dom.js';
import { Api } from './api.js';
import { Board } from './board.js';
import { addressOf, boardOf, remember, showHome } from './home.js';
import { Session, showSignIn, showWaiting } from './session.js';
import { Status } from './status.js';

const NOTICE_LASTS = 6000;

/** @param layout what differs between the pages: `show(part)` brings board, chat or comments to the front, `shows(part)` tells whether it is */
export function start(layout) {
  addIcons();
  const api = new Api();
  const session = new Session(api);
  const status = new Status($('#edge'), api, notice);
  const screens = { signIn: $('#sign-in'), home: $('#home'), board: $('#board') };
  let board = null;
  let shown = 0;
  let reading = new AbortController();

  function show(name) {
    for (const [key, screen] of Object.entries(screens)) screen.hidden = key !== name;
    document.body.dataset.screen = name;
    $('#account').hidden = name === 'signIn';
    if (name !== 'board') document.title = 'OwlBoard';
  }

  /** What is read out next, and where Tab goes on from. */
  function focus(heading) {
    heading.focus({ preventScroll: true });
  }

  async function route() {
    const turn = ++shown;
    reading.abort();
    const { signal } = reading = new AbortController();
    await board?.close();
    board = null;
    if (turn !== shown) return;
    if (session.user === null) {
      show('signIn');
      showSignIn(screens.signIn, session, entered);
      return;
    }
    const address = boardOf(location.hash);
    if (address) openBoard(address);
    else {
      show('home');
      const filled = showHome(screens.home, api, session.user, signal, to => { location.hash = addressOf(to); });
      focus($('h1', screens.home));
      await filled;
    }
  }

  function entered() {
    const { id, username } = session.user;
    $('#account .who').replaceChildren(avatar(id, username), element('span', { class: 'name' }, username));
    route();
  }

  function openBoard(address) {
    show('board');
    layout.show('board');
    clearUnread();
    board = new Board(screens.board, api, status, session.user, address);
    board.addEventListener('title', event => named(address, event.detail));
    board.addEventListener('people', event => here(event.detail));
    board.addEventListener('unread', event => unread(event.detail));
    board.addEventListener('write', event => { layout.show('comments'); if (event.detail === undefined) board.writesComment(); });
    board.addEventListener('show', () => layout.show('board'));
    board.addEventListener('saved', event => saved(event.detail));
    board.addEventListener('notice', event => notice(event.detail));
    focus($('#board-title'));
    $('.download', screens.board).href = '/api/canvas/svg?id=' + encodeURIComponent(address.canvas);
  }

  function named(address, title) {
    document.title = title + ' – OwlBoard';
    $('#board-title').textContent = title;
    $('.download', screens.board).download = title + '.svg';
    remember(session.user, { ...address, title });
  }

  function saved({ text, state }) {
    document.body.dataset.saved = state;
    $('.saved').textContent = text;
  }

  function here(people) {
    const all = [...people];
    $('#here').replaceChildren(...all.slice(0, 5).map(([id, name]) => avatar(id, name)), element('span', { class: 'number' },
      all.length === 1 ? 'only you' : all.length + ' here'));
  }

  // ---- what asks for attention

  function unread(part) {
    if (layout.shows(part)) return;
    for (const badge of document.querySelectorAll(`[data-unread=${part}]`)) {
      badge.textContent = Math.min(99, Number(badge.textContent || 0) + 1);
      badge.hidden = false;
    }
  }

  function clearUnread(part) {
    for (const badge of document.querySelectorAll(part ? `[data-unread=${part}]` : '[data-unread]')) {
      badge.textContent = '';
      badge.hidden = true;
    }
  }

  function notice(text) {
    const line = element('p', {}, text);
    $('#notices').append(line);
    while ($('#notices').children.length > 3) $('#notices').firstChild.remove();
    setTimeout(() => line.remove(), NOTICE_LASTS);
  }

  async function share() {
    try {
      await navigator.clipboard.writeText(location.href);
      notice('The link is copied: whoever has it can draw here.');
    } catch {
      const dialog = $('#link');  // no clipboard on a plain http address
      $('input', dialog).value = location.href;
      dialog.showModal();
      $('input', dialog).select();
    }
  }

  $('#share').addEventListener('click', share);
  $('#leave').addEventListener('click', async () => {
    await board?.close();
    board = null;
    session.leave();
    location.hash = '';
    route();
  });
  layout.onShown = clearUnread;
  addEventListener('hashchange', route);
  session.addEventListener('elsewhere', async () => {
    reading.abort();
    await board?.close();
    board = null;
    resume();
  });

  /** Goes on with the login that this browser has. */
  function resume() {
    reading.abort();
    const { signal } = reading = new AbortController();
    show('signIn');
    showWaiting(screens.signIn, api);
    session.resume(signal).then(resumed => resumed ? entered() : route(), failure => {
      if (signal.aborted) return;
      route();
      $('.trouble', screens.signIn).textContent = failure.message;
    });
  }

  resume();
}
