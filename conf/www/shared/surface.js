// The board as an SVG: shows a sketch, and turns pointers and keys into shapes.

import { set, svg } from './dom.js';
import { HEIGHT, INKS, WIDTH, extent, newId, simplified, touches } from './sketch.js';

const SCALE_MAX = 4;
const ERASER = 9;  // pixels on the screen
const STEP = 10;
const NAME_STAYS = 1200;
const INK_CLASSES = new Map(Object.entries(INKS).map(([name, value]) => [value, 'ink-' + name.toLowerCase()]));
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Dispatches `draft`, `done` and `abandon` (detail: the own shape), `erase` (an id), `erased` (the eraser is lifted), `pin` ({x, y}),
 * `pick` (the id of a pin), `say` (a text to be read out).
 */
export class Surface extends EventTarget {
  tool = 'pen';
  ink = INKS.Ink;
  width = 6;
  by = '';
  #root;
  #sketch;
  #shapes = svg('g', { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' });
  #pins = svg('g');
  #names = svg('g', { 'aria-hidden': 'true' });
  #cross = svg('g', { class: 'cross', visibility: 'hidden' }, svg('path', { d: 'M-14 0H-4M4 0H14M0-14V-4M0 4V14' }), svg('circle', { r: 1.5 }));
  #nodes = new Map();
  #labels = new Map();
  #view = { x: 0, y: 0, scale: 1 };
  #size = { width: 0, height: 0 };
  #pointers = new Map();
  #gesture = null;
  #draft = null;
  #rubbing = false;
  #cursor = { x: WIDTH / 2, y: HEIGHT / 2 };
  #spaceHeld = false;

  constructor(root, sketch) {
    super();
    this.#root = root;
    this.#sketch = sketch;
    root.replaceChildren(
      svg('defs', {}, svg('pattern', { id: 'dots', width: 25, height: 25, patternUnits: 'userSpaceOnUse' }, svg('circle', { class: 'dot', cx: 12.5, cy: 12.5, r: 1 }))),
      svg('rect', { class: 'paper', width: WIDTH, height: HEIGHT, rx: 6 }),
      svg('rect', { fill: 'url(#dots)', width: WIDTH, height: HEIGHT, rx: 6, 'pointer-events': 'none' }),
      this.#shapes, this.#pins, this.#names, this.#cross);
    sketch.addEventListener('put', event => this.#show(event.detail));
    sketch.addEventListener('cut', event => this.#hide(event.detail));
    this.#listen();
  }

  #listen() {
    const on = (type, listener) => this.#root.addEventListener(type, listener);
    on('pointerdown', event => this.#down(event));
    on('pointermove', event => this.#move(event));
    on('pointerup', event => this.#up(event));
    on('pointercancel', event => this.#cancel(event));
    this.#root.addEventListener('wheel', event => this.#wheel(event), { passive: false });
    // A finger that draws makes no gesture of the browser's: after the fling of a quick stroke the next tap would only stop that fling.
    this.#root.addEventListener('touchstart', event => event.preventDefault(), { passive: false });
    on('keydown', event => this.#key(event));
    on('keyup', event => { if (event.key === ' ') this.#spaceHeld = false; });
    on('focus', () => this.#showCross(this.#root.matches(':focus-visible')));
    on('blur', () => { this.#showCross(false); this.#spaceHeld = false; });
    new ResizeObserver(() => this.#resized()).observe(this.#root);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  // ---- what is shown

  #show(shape) {
    let node = this.#nodes.get(shape.id);
    if (!node) {
      node = svg({ pen: 'path', line: 'line', rect: 'rect', ellipse: 'ellipse' }[shape.type], { 'data-id': shape.id });
      this.#nodes.set(shape.id, node);
      this.#shapes.append(node);
    }
    set(node, geometry(shape));
    const ink = INK_CLASSES.get(shape.stroke);
    set(node, { class: ink, stroke: ink ? null : shape.stroke, 'stroke-width': shape.stroke_width });
    this.#label(shape);
  }

  #hide(id) {
    this.#nodes.get(id)?.remove();
    this.#nodes.delete(id);
    this.#unlabel(id);
  }

  /** Who is drawing, beside what is being drawn. */
  #label(shape) {
    let label = this.#labels.get(shape.id);
    if (shape.draft && shape.by && shape.id !== this.#draft?.id && !label) {
      label = svg('text', { class: 'drawer' }, shape.by);
      this.#labels.set(shape.id, label);
      this.#names.append(label);
    }
    if (!label) return;
    const [px, py] = tip(shape);
    set(label, { transform: `translate(${px + 8} ${py - 8}) scale(${1 / this.#view.scale})` });
    if (!shape.draft) setTimeout(() => this.#unlabel(shape.id), NAME_STAYS);
  }

  #unlabel(id) {
    this.#labels.get(id)?.remove();
    this.#labels.delete(id);
  }

  /** @param pins id, number, x, y */
  showPins(pins) {
    this.#pins.replaceChildren(...pins.map(pin => {
      const node = svg('g', { class: 'pin', 'data-x': pin.x, 'data-y': pin.y, 'data-pin': pin.id }, svg('path', { d: 'M0 0C-3-7-12-10-12-20a12 12 0 0 1 24 0C12-10 3-7 0 0z' }),
        svg('text', { y: -16 }, String(pin.number)));
      node.addEventListener('pointerdown', event => {
        if (this.tool === 'eraser') return;
        event.stopPropagation();
        this.#tell('pick', pin.id);
      });
      return node;
    }));
    this.#placePins();
  }

  #placePins() {
    for (const pin of this.#pins.children) set(pin, { transform: `translate(${pin.dataset.x} ${pin.dataset.y}) scale(${1 / this.#view.scale})` });
  }

  // ---- the view

  #resized() {
    const { width, height } = this.#root.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    const first = this.#size.width === 0;
    this.#size = { width, height };
    if (first) this.fit();
    else this.#look(this.#view);
  }

  /** All that is drawn; as much of the sheet as fills the window when nothing is. */
  fit() {
    const { width, height } = this.#size;
    if (width === 0) return;
    const box = extent(this.#sketch.shapes.values());
    if (box === null) {
      const scale = Math.max(width / WIDTH, height / HEIGHT);
      this.#look({ x: (WIDTH - width / scale) / 2, y: (HEIGHT - height / scale) / 2, scale });
      return;
    }
    const margin = 60;
    const scale = Math.min(width / (box.right - box.left + 2 * margin), height / (box.bottom - box.top + 2 * margin), Math.max(1, this.#fill()));
    this.#look({ x: (box.left + box.right - width / scale) / 2, y: (box.top + box.bottom - height / scale) / 2, scale });
  }

  #fill() {
    return Math.max(this.#size.width / WIDTH, this.#size.height / HEIGHT);
  }

  zoom(factor, atX = this.#size.width / 2, atY = this.#size.height / 2) {
    const { x, y, scale } = this.#view;
    const whole = Math.min(this.#size.width / WIDTH, this.#size.height / HEIGHT) * 0.92;
    const next = Math.min(SCALE_MAX, Math.max(whole, scale * factor));
    this.#look({ x: x + atX / scale - atX / next, y: y + atY / scale - atY / next, scale: next });
  }

  #look({ x, y, scale }) {
    const w = this.#size.width / scale;
    const h = this.#size.height / scale;
    this.#view = { x: held(x, w, WIDTH), y: held(y, h, HEIGHT), scale };
    set(this.#root, { viewBox: `${this.#view.x} ${this.#view.y} ${w} ${h}` });
    this.#placePins();
    this.#placeCross();
  }

  /** Brings a place of the board into the middle. */
  show(x, y) {
    const { scale } = this.#view;
    this.#look({ x: x - this.#size.width / scale / 2, y: y - this.#size.height / scale / 2, scale });
  }

  #at(event) {
    const box = this.#root.getBoundingClientRect();
    return onSheet(this.#view.x + (event.clientX - box.left) / this.#view.scale, this.#view.y + (event.clientY - box.top) / this.#view.scale);
  }

  // ---- pointers

  #down(event) {
    if (event.pointerType === 'mouse' && event.button === 2) return;
    this.#root.setPointerCapture(event.pointerId);
    if (event.pointerType !== 'mouse') this.#root.focus({ preventScroll: true });  // a keyboard of the screen goes away
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#showCross(false);
    if (this.#pointers.size === 2) {  // two fingers move the sheet
      this.#abandon();
      this.#gesture = 'move';
    } else if (this.#pointers.size === 1) {
      this.#gesture = event.button === 1 || this.#spaceHeld || this.tool === 'hand' ? 'move' : 'draw';
      if (this.#gesture === 'draw') this.#begin(this.#at(event));
    }
    set(this.#root, { 'data-gesture': this.#gesture });
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    if (this.#gesture === 'move') {
      this.#pan(event, before);
    } else if (this.#gesture === 'draw') {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const one of events.length > 0 ? events : [event]) this.#extend(this.#at(one), event.shiftKey);
    }
  }

  #pan(event, before) {
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    const { x, y, scale } = this.#view;
    if (others.length === 0) {
      this.#look({ x: x - (event.clientX - before.x) / scale, y: y - (event.clientY - before.y) / scale, scale });
    } else {
      const other = others[0];
      const box = this.#root.getBoundingClientRect();
      this.#look({ x: x - (event.clientX - before.x) / 2 / scale, y: y - (event.clientY - before.y) / 2 / scale, scale });
      const factor = Math.hypot(event.clientX - other.x, event.clientY - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      this.zoom(factor, (event.clientX + other.x) / 2 - box.left, (event.clientY + other.y) / 2 - box.top);
    }
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #up(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (this.#gesture === 'draw') this.#finish();
    if (this.#pointers.size === 0) this.#rest();
  }

  #cancel(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    this.#abandon();
    if (this.#pointers.size === 0) this.#rest();
  }

  #rest() {
    this.#gesture = null;
    set(this.#root, { 'data-gesture': null });
  }

  #wheel(event) {
    event.preventDefault();
    const box = this.#root.getBoundingClientRect();
    const { x, y, scale } = this.#view;
    const unit = event.deltaMode === 1 ? 16 : 1;  // lines
    if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(-event.deltaY * unit / 300), event.clientX - box.left, event.clientY - box.top);
    else if (event.shiftKey) this.#look({ x: x + event.deltaY * unit / scale, y, scale });
    else this.#look({ x: x + event.deltaX * unit / scale, y: y + event.deltaY * unit / scale, scale });
  }

  // ---- keys

  #key(event) {
    const arrow = ARROWS[event.key];
    if (arrow && !event.ctrlKey && !event.metaKey) {
      const step = event.shiftKey ? 5 * STEP : event.altKey ? 1 : STEP;
      this.#cursor = onSheet(this.#cursor.x + arrow[0] * step, this.#cursor.y + arrow[1] * step);
      this.#showCross(true);
      this.#extend(this.#cursor, false);
    } else if (event.key === 'Enter') {
      this.#showCross(true);
      this.#enter();
    } else if (event.key === ' ') {
      this.#spaceHeld = true;
    } else if (event.key === 'Escape' && (this.#draft || this.#rubbing)) {
      this.#abandon();
      this.#tell('say', 'Given up');
    } else {
      return;
    }
    event.preventDefault();
  }

  #enter() {
    const { x, y } = this.#cursor;
    const spot = `${Math.round(x)}, ${Math.round(y)}`;
    if (this.#draft || this.#rubbing) {
      this.#finish();
      this.#tell('say', `Ended at ${spot}`);
    } else if (this.tool !== 'hand') {
      this.#begin(this.#cursor);
      this.#tell('say', `Begun at ${spot}; Enter ends it, Escape gives it up`);
    }
  }

  #showCross(shown) {
    set(this.#cross, { visibility: shown ? 'visible' : 'hidden' });
    if (!shown) return;
    const { x, y, scale } = this.#view;
    const { x: cx, y: cy } = this.#cursor;
    if (cx < x || cy < y || cx > x + this.#size.width / scale || cy > y + this.#size.height / scale) this.show(cx, cy);
    this.#placeCross();
  }

  #placeCross() {
    set(this.#cross, { transform: `translate(${this.#cursor.x} ${this.#cursor.y}) scale(${1 / this.#view.scale})` });
  }

  // ---- shapes

  #begin(place) {
    this.#cursor = place;
    const common = { id: newId(), stroke: this.ink, stroke_width: this.width, by: this.by, at: Date.now() };
    const { x, y } = place;
    switch (this.tool) {
      case 'eraser': this.#rubbing = true; this.#rub(place); return;
      case 'pin': this.#gesture = null; this.#tell('pin', place); return;
      case 'line': this.#draft = { ...common, type: 'line', x1: x, y1: y, x2: x, y2: y }; break;
      case 'rect': this.#draft = { ...common, type: 'rect', x, y, width: 0, height: 0, from: place }; break;
      case 'ellipse': this.#draft = { ...common, type: 'ellipse', cx: x, cy: y, rx: 0, ry: 0, from: place }; break;
      default: this.#draft = { ...common, type: 'pen', points: [x, y] };
    }
    this.#drafted();
  }

  /** @param regular a square, a circle, an angle that is a multiple of 45 degrees */
  #extend(place, regular) {
    if (this.#rubbing) return this.#rub(place);
    const draft = this.#draft;
    if (!draft) return;
    if (draft.type === 'pen') draft.points.push(place.x, place.y);
    else if (draft.type === 'line') Object.assign(draft, lineTo(draft, place, regular));
    else Object.assign(draft, boxTo(draft, place, regular));
    this.#drafted();
  }

  #drafted() {
    this.#sketch.put(this.#draft, true);
    this.#tell('draft', this.#draft);
  }

  #rub({ x, y }) {
    const radius = ERASER / this.#view.scale;
    const touched = [...this.#sketch.shapes.values()].filter(shape => !shape.draft && touches(shape, x, y, radius));
    for (const shape of touched) this.#tell('erase', shape.id);
  }

  #finish() {
    if (this.#rubbing) {
      this.#rubbing = false;
      this.#tell('erased');
    }
    const draft = this.#draft;
    if (!draft) return;
    this.#draft = null;
    const { from, ...shape } = draft;
    if (isNothing(shape)) {
      this.#sketch.drop(shape.id);
      this.#tell('abandon', shape);
      return;
    }
    if (shape.type === 'pen') {
      if (shape.points.length === 2) shape.points.push(shape.points[0] + 0.1, shape.points[1]);  // a dot
      shape.points = simplified(shape.points, 0.6 / Math.max(1, this.#view.scale));
    }
    this.#tell('done', shape);
  }

  #abandon() {
    if (this.#rubbing) this.#finish();
    const draft = this.#draft;
    if (!draft) return;
    this.#draft = null;
    this.#sketch.drop(draft.id);
    this.#tell('abandon', draft);
  }
}

const onSheet = (x, y) => ({ x: Math.min(WIDTH, Math.max(0, x)), y: Math.min(HEIGHT, Math.max(0, y)) });

/** The start of a window onto the sheet, so that the sheet is not lost from sight. */
function held(start, window, whole) {
  const slack = 40;
  if (window >= whole + 2 * slack) return (whole - window) / 2;
  return Math.min(whole + slack - window, Math.max(-slack, start));
}

function lineTo({ x1, y1 }, { x, y }, regular) {
  if (!regular) return { x2: x, y2: y };
  const angle = Math.round(Math.atan2(y - y1, x - x1) / (Math.PI / 4)) * Math.PI / 4;
  const length = Math.hypot(x - x1, y - y1);
  return { x2: x1 + length * Math.cos(angle), y2: y1 + length * Math.sin(angle) };
}

function boxTo({ type, from }, { x, y }, regular) {
  let dx = x - from.x;
  let dy = y - from.y;
  if (regular) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    dx = Math.sign(dx) * side;
    dy = Math.sign(dy) * side;
  }
  if (type === 'ellipse') return { cx: from.x + dx / 2, cy: from.y + dy / 2, rx: Math.abs(dx) / 2, ry: Math.abs(dy) / 2 };
  return { x: Math.min(from.x, from.x + dx), y: Math.min(from.y, from.y + dy), width: Math.abs(dx), height: Math.abs(dy) };
}

function isNothing(shape) {
  switch (shape.type) {
    case 'line': return Math.hypot(shape.x2 - shape.x1, shape.y2 - shape.y1) < 2;
    case 'rect': return shape.width + shape.height < 2;
    case 'ellipse': return shape.rx + shape.ry < 1;
    default: return false;
  }
}

function geometry(shape) {
  switch (shape.type) {
    case 'line': return { x1: shape.x1, y1: shape.y1, x2: shape.x2, y2: shape.y2 };
    case 'rect': return { x: shape.x, y: shape.y, width: shape.width, height: shape.height, rx: 2 };
    case 'ellipse': return { cx: shape.cx, cy: shape.cy, rx: shape.rx, ry: shape.ry };
    default: return { d: curve(shape.points) };
  }
}

/** Through the middles between the points, bent by the points. */
function curve(points) {
  if (points.length < 4) return points.length < 2 ? '' : `M${points[0]} ${points[1]}h.1`;
  let d = `M${points[0]} ${points[1]}`;
  for (let i = 2; i + 3 < points.length; i += 2) {
    d += `Q${points[i]} ${points[i + 1]} ${(points[i] + points[i + 2]) / 2} ${(points[i + 1] + points[i + 3]) / 2}`;
  }
  return d + `L${points.at(-2)} ${points.at(-1)}`;
}

function tip(shape) {
  switch (shape.type) {
    case 'line': return [shape.x2, shape.y2];
    case 'rect': return [shape.x + shape.width, shape.y];
    case 'ellipse': return [shape.cx + shape.rx, shape.cy - shape.ry];
    default: return shape.points.slice(-2);
  }
}
