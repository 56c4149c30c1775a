// Tools, colours and widths as radio buttons, so that the arrow keys choose; letters and digits choose too.

import { $, element, icon } from './dom.js';
import { INKS, WIDTHS } from './sketch.js';

const TOOLS = [
  ['pen', 'Pen', 'p'], ['line', 'Line', 'l'], ['rect', 'Rectangle', 'r'], ['ellipse', 'Ellipse', 'o'], ['eraser', 'Eraser', 'e'],
  ['pin', 'Comment on a place', 'c'], ['hand', 'Move the sheet', 'h'],
];

/** Fills `.tools`, `.inks` and `.widths` within root. */
export function addTools(root, surface) {
  const chosen = () => {
    surface.tool = $('[name=tool]:checked', root).value;
    surface.ink = $('[name=ink]:checked', root).value;
    surface.width = Number($('[name=width]:checked', root).value);
    root.dataset.tool = surface.tool;
    root.dataset.ink = $('[name=ink]:checked', root).dataset.ink;
  };
  $('.tools', root).replaceChildren(...TOOLS.map(([name, label, key]) => choice('tool', name, `${label} (${key.toUpperCase()})`, icon(name))));
  $('.inks', root).replaceChildren(...Object.entries(INKS).map(([name, value], i) => {
    const drop = choice('ink', value, `${name} (${i + 1})`, element('span', { class: 'drop ink-' + name.toLowerCase() }));
    $('input', drop).dataset.ink = name.toLowerCase();
    return drop;
  }));
  $('.widths', root).replaceChildren(...Object.entries(WIDTHS).map(([name, width]) => choice('width', width, name, element('span', { class: 'stroke stroke-' + name.toLowerCase() }))));
  choose(root, 'tool', 'pen');
  choose(root, 'ink', INKS.Ink);
  choose(root, 'width', WIDTHS.Medium);
  root.onchange = chosen;
  chosen();
}

function choice(group, value, label, face) {
  return element('label', { class: 'choice', title: label }, element('input', { type: 'radio', name: group, value, 'aria-label': label }), face);
}

export function choose(root, group, value) {
  const input = [...root.querySelectorAll(`[name=${group}]`)].find(one => one.value === String(value));
  input.checked = true;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @param actions undo, redo, zoomIn, zoomOut, fit */
export function addKeys(root, actions) {
  const keys = event => {
    if (event.target.closest?.('textarea, input:not([type=radio]), dialog') || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const action = command ? commands(key, event.shiftKey, actions) : plain(root, key, actions);
    if (!action) return;
    event.preventDefault();
    action();
  };
  document.addEventListener('keydown', keys);
  return () => document.removeEventListener('keydown', keys);
}

function commands(key, shift, actions) {
  if (key === 'z') return shift ? actions.redo : actions.undo;
  return key === 'y' ? actions.redo : null;
}

function plain(root, key, actions) {
  const tool = TOOLS.find(([, , letter]) => letter === key);
  if (tool) return () => choose(root, 'tool', tool[0]);
  const ink = /^[1-8]$/.test(key) ? Object.values(INKS)[key - 1] : null;
  if (ink) return () => choose(root, 'ink', ink);
  return { '+': actions.zoomIn, '=': actions.zoomIn, '-': actions.zoomOut, 0: actions.fit }[key];
}
