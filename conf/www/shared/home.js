// The boards of a user, and how to open others.

import { $, clock, element, icon } from './dom.js';
import { HEIGHT, WIDTH } from './sketch.js';

const RECENT_MAX = 8;

export const addressOf = ({ dashboard, canvas }) => `#/board/${encodeURIComponent(dashboard)}/${encodeURIComponent(canvas)}`;

/** The board that a fragment or a link names, or null. */
export function boardOf(link) {
  const found = /#\/board\/([^/?#]{1,128})\/([^/?#]{1,128})$/.exec(link.trim());
  try {
    return found && { dashboard: decodeURIComponent(found[1]), canvas: decodeURIComponent(found[2]) };
  } catch {
    return null;  // a broken %-escape
  }
}

const recentKey = user => 'owlboard.recent.' + user.id;

function recent(user) {
  try {
    const boards = JSON.parse(localStorage.getItem(recentKey(user)) ?? '[]');
    return Array.isArray(boards) ? boards : [];
  } catch {
    return [];  // not ours
  }
}

export function remember(user, board) {
  const boards = [{ ...board, at: new Date().toISOString() }, ...recent(user).filter(one => one.canvas !== board.canvas)];
  localStorage.setItem(recentKey(user), JSON.stringify(boards.slice(0, RECENT_MAX)));
}

/** @param signal says when the boards are shown no more */
export async function showHome(root, api, user, signal, go) {
  const own = element('ul', { class: 'boards' });
  const others = element('ul', { class: 'boards' });
  const trouble = element('p', { class: 'trouble', role: 'alert' });
  const create = element('form', { class: 'inline' },
    element('label', { class: 'field' }, element('span', {}, 'New board'), element('input', { name: 'title', required: true, maxlength: 100, placeholder: 'What is it about?', autocomplete: 'off' })),
    element('button', { class: 'primary', type: 'submit' }, 'Create'));
  const open = element('form', { class: 'inline' },
    element('label', { class: 'field' }, element('span', {}, 'Open a shared board'), element('input', { name: 'link', required: true, placeholder: 'Paste its link', autocomplete: 'off', inputmode: 'url' })),
    element('button', { type: 'submit' }, 'Open'));
  create.addEventListener('submit', async event => {
    event.preventDefault();
    const button = $('button', create);
    button.disabled = true;
    try {
      go(await newBoard(api, user, create.elements.title.value.trim() || 'Untitled'));
    } catch (failure) {
      trouble.textContent = failure.message;
      button.disabled = false;
    }
  });
  open.addEventListener('submit', event => {
    event.preventDefault();
    const board = boardOf(open.elements.link.value);
    if (board) go(board);
    else trouble.textContent = 'This is no link to a board: one ends in #/board/7/… Use Share in an open board to get it.';
  });
  const shared = element('section', { hidden: true }, element('h2', {}, 'Opened lately'), others);
  own.append(element('li', { class: 'empty' }, 'Waiting for your boards', element('button', { type: 'button', class: 'later', on: { click: () => api.tryNow() } }, 'Try now')));
  root.replaceChildren(element('h1', { tabindex: -1 }, 'Boards'), element('div', { class: 'starts' }, create, open), trouble,
    element('section', {}, element('h2', {}, 'Yours'), own), shared);
  const lately = recent(user);
  try {
    const boards = await api.need(`/users/${user.id}/dashboards`, 'your boards', signal);
    own.replaceChildren(...boards.reverse().map(board => card({ dashboard: board.id, canvas: board.canvas_id, title: board.title }, lately)));
    if (boards.length === 0) own.append(element('li', { class: 'empty' }, icon('pen'), 'You have no board yet. Give one a name and draw.'));
    const mine = new Set(boards.map(board => board.canvas_id));
    const rest = lately.filter(board => !mine.has(board.canvas));
    others.append(...rest.map(board => card(board, lately)));
    shared.hidden = rest.length === 0;
  } catch (failure) {
    if (signal.aborted) return;
    own.replaceChildren();
    trouble.textContent = 'Your boards could not be read: ' + failure.message;
  }
}

async function newBoard(api, user, title) {
  const { id, canvas_id: canvas } = await api.post(`/users/${user.id}/dashboards`, { title });
  await api.call('POST', '/canvas/save', { id: canvas, title, width: WIDTH, height: HEIGHT, shapes: [], erased: [] }, true);
  return { dashboard: id, canvas, title };
}

function card(board, lately) {
  const picture = element('img', { src: '/api/canvas/svg?id=' + encodeURIComponent(board.canvas), alt: '', loading: 'lazy', width: WIDTH, height: HEIGHT });
  picture.addEventListener('error', () => picture.remove());
  const opened = lately.find(one => one.canvas === board.canvas)?.at;
  return element('li', {}, element('a', { class: 'board-card', href: addressOf(board) },
    element('span', { class: 'picture' }, picture),
    element('span', { class: 'title' }, board.title ?? `Board ${board.dashboard}`),
    element('span', { class: 'when' }, opened ? 'Opened ' + clock(opened) : 'Not opened here yet')));
}
