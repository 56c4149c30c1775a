// Elements from values. Text only ever becomes a text node, so nothing that a user wrote is read as markup.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (selector, within = document) => within.querySelector(selector);

/** Attributes that are null, undefined or false are left out; `on` maps event types to listeners. */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(node, { on = {}, ...attributes }, children) {
  set(node, attributes);
  for (const [type, listener] of Object.entries(on)) node.addEventListener(type, listener);
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? '' : value);
  }
}

// Icons are strokes on a grid of 24.
const ICONS = {
  pen: 'M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 3L8 18.5zM14.5 6l3 3',
  line: 'M5 19L19 5',
  rect: 'M4.5 6h15v12h-15z',
  ellipse: 'M12 5.5c4.7 0 8 2.8 8 6.5s-3.3 6.5-8 6.5S4 15.7 4 12s3.3-6.5 8-6.5z',
  eraser: 'M4 15.5L13.5 6a2 2 0 0 1 2.8 0l3.2 3.2a2 2 0 0 1 0 2.8L12 19.5H8zM9 10.5l6 6M11 19.5h9',
  pin: 'M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  hand: 'M12 3v18M3 12h18M12 3L9.5 5.5M12 3l2.5 2.5M12 21l-2.5-2.5M12 21l2.5-2.5M3 12l2.5-2.5M3 12l2.5 2.5M21 12l-2.5-2.5M21 12l-2.5 2.5',
  undo: 'M8.5 5L4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11H9',
  redo: 'M15.5 5L20 9.5 15.5 14M19.5 9.5H10a5.5 5.5 0 0 0 0 11h5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  chat: 'M4.5 5h15v11H11l-4.5 4v-4h-2z',
  send: 'M4 12l16-7.5L14.5 20l-3-6.5zM11.5 13.5L20 4.5',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.5',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5M16 4.5a3.5 3.5 0 0 1 0 6.5M18.5 15c1.7.9 2.7 2.6 3 5',
  back: 'M14.5 5L8 12l6.5 7',
  close: 'M6 6l12 12M18 6L6 18',
  download: 'M12 4v11M7.5 11L12 15.5 16.5 11M5 19.5h14',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5',
};

export function icon(name) {
  return svg('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: ICONS[name] }));
}

/** Puts its icon into every element with `data-icon`. */
export function addIcons(within = document) {
  for (const node of within.querySelectorAll('[data-icon]')) {
    node.prepend(icon(node.dataset.icon));
    node.removeAttribute('data-icon');
  }
}

/** "14:05" today, "3 Mar, 14:05" before. */
export function clock(iso) {
  const date = new Date(iso);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === new Date().toDateString()) return time;
  return date.toLocaleDateString([], { day: 'numeric', month: 'short' }) + ', ' + time;
}

/** One of the eight colours, always the same one for a name. */
export function hue(name) {
  let sum = 0;
  for (const letter of String(name)) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return 'hue-' + sum % 8;
}

export function avatar(userId, username) {
  const initials = [...String(username)].slice(0, 2).join('');
  return element('span', { class: 'avatar ' + hue(userId), title: username, 'aria-hidden': 'true' }, initials);
}
