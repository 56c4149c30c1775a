// What is on a board: shapes by id, and the ids of those that were erased. An id that was erased never comes back, so copies that were
// changed apart can be put together in any order and become the same.

export const WIDTH = 1600;
export const HEIGHT = 1000;
export const INKS = {
  Ink: '#1f2328', Red: '#d1353f', Orange: '#d96a16', Yellow: '#c99700', Green: '#23844a', Blue: '#2460c8', Violet: '#7d3fb5', Grey: '#77808d',
};
export const WIDTHS = { Fine: 3, Medium: 6, Broad: 14 };
const POINTS_MAX = 4000;
const ERASED_MAX = 2000;

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), byte => byte.toString(36).padStart(2, '0')).join('');

/** What came from elsewhere need not be a list. */
export const list = value => Array.isArray(value) ? value : [];

const within = (number, low, high) => Number.isFinite(number) ? Math.min(high, Math.max(low, number)) : low;
const x = number => within(number, 0, WIDTH);
const y = number => within(number, 0, HEIGHT);
const rounded = number => Math.round(number * 10) / 10;

/** A shape as it may be drawn, whoever sent it; null when it is none. */
export function clean(shape) {
  if (typeof shape?.id !== 'string' || shape.id.length > 64) return null;
  const kept = {
    id: shape.id, type: shape.type, stroke: /^#[0-9a-f]{6}$/i.test(shape.stroke) ? shape.stroke : INKS.Ink,
    stroke_width: within(shape.stroke_width, 1, 60), by: String(shape.by ?? '').slice(0, 128), at: within(shape.at, 0, 1e14),
  };
  switch (shape.type) {
    case 'pen': return Array.isArray(shape.points) ? { ...kept, points: points(shape.points) } : null;
    case 'line': return { ...kept, x1: x(shape.x1), y1: y(shape.y1), x2: x(shape.x2), y2: y(shape.y2) };
    case 'rect': return { ...kept, x: x(shape.x), y: y(shape.y), width: within(shape.width, 0, WIDTH), height: within(shape.height, 0, HEIGHT) };
    case 'ellipse': return { ...kept, cx: x(shape.cx), cy: y(shape.cy), rx: within(shape.rx, 0, WIDTH), ry: within(shape.ry, 0, HEIGHT) };
    default: return null;
  }
}

/** A flat list x, y, x, y. */
function points(flat) {
  return flat.slice(0, POINTS_MAX).map((number, i) => rounded(i % 2 === 0 ? x(number) : y(number)));
}

/** Dispatches `put` (detail: the shape) and `cut` (detail: its id). */
export class Sketch extends EventTarget {
  title = '';
  shapes = new Map();
  #erased = new Set();

  /** False when it is nothing new: erased, or there already. A draft may be put again and again. */
  put(dirty, draft = false) {
    const shape = clean(dirty);
    if (shape === null || this.#erased.has(shape.id)) return false;
    const known = this.shapes.get(shape.id);
    if (known && !known.draft) return false;
    this.shapes.set(shape.id, draft ? { ...shape, draft } : shape);
    this.dispatchEvent(new CustomEvent('put', { detail: this.shapes.get(shape.id) }));
    return true;
  }

  /** More of a draft. */
  more(id, added) {
    const shape = this.shapes.get(id);
    if (shape?.draft && Array.isArray(added) && shape.type === 'pen') this.put({ ...shape, points: [...shape.points, ...added] }, true);
  }

  /** A draft that was given up leaves no trace. */
  drop(id) {
    if (this.shapes.get(id)?.draft) this.#remove(id);
  }

  /** The shape that is gone by this, or null. */
  cut(id) {
    if (typeof id !== 'string' || id.length > 64 || this.#erased.has(id)) return null;
    this.#erased.add(id);
    if (this.#erased.size > ERASED_MAX) this.#erased.delete(this.#erased.values().next().value);
    return this.#remove(id);
  }

  #remove(id) {
    const shape = this.shapes.get(id) ?? null;
    if (this.shapes.delete(id)) this.dispatchEvent(new CustomEvent('cut', { detail: id }));
    return shape;
  }

  isErased(id) {
    return this.#erased.has(id);
  }

  /** The same on two boards that know the same; a shape that is erased counts twice, so each change is one more. */
  count() {
    return 2 * this.#erased.size + [...this.shapes.values()].filter(shape => !shape.draft).length;
  }

  /** Takes over what was saved; true when this one knows of anything that the saved one doesn't. */
  merge(saved) {
    if (typeof saved.title === 'string' && saved.title) this.title = saved.title;
    const shapes = list(saved.shapes);
    const theirs = new Set(shapes.map(shape => shape?.id));
    const gone = new Set(list(saved.erased));
    for (const id of gone) this.cut(id);
    for (const shape of shapes) {
      this.drop(shape?.id);
      this.put(shape);
    }
    const ours = [...this.shapes.values()].some(shape => !shape.draft && !theirs.has(shape.id));
    return ours || [...this.#erased].some(id => theirs.has(id) || !gone.has(id));
  }

  /** As the canvas service keeps it, and draws it as a picture. */
  saved(id) {
    const shapes = [...this.shapes.values()].filter(shape => !shape.draft).sort((a, b) => a.at - b.at);
    return { id, title: this.title, width: WIDTH, height: HEIGHT, shapes, erased: [...this.#erased] };
  }
}

/** Leaves out points that a straight line between others comes within `slack` of (Ramer, Douglas and Peucker). */
export function simplified(flat, slack) {
  const keep = new Set([0, flat.length - 2]);
  const spans = [[0, flat.length - 2]];
  while (spans.length > 0) {
    const [from, to] = spans.pop();
    let farthest = -1;
    let distance = slack;
    for (let i = from + 2; i < to; i += 2) {
      const away = distanceToSegment(flat[i], flat[i + 1], flat[from], flat[from + 1], flat[to], flat[to + 1]);
      if (away > distance) [farthest, distance] = [i, away];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    spans.push([from, farthest], [farthest, to]);
  }
  return [...keep].sort((a, b) => a - b).flatMap(i => [rounded(flat[i]), rounded(flat[i + 1])]);
}

function distanceToSegment(px, py, ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : within(((px - ax) * dx + (py - ay) * dy) / length, 0, 1);
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

/** Whether an eraser of this radius touches the shape's line. */
export function touches(shape, px, py, radius) {
  const near = radius + shape.stroke_width / 2;
  const outline = outlineOf(shape);
  if (outline.length === 2) return Math.hypot(px - outline[0], py - outline[1]) <= near;
  for (let i = 0; i + 3 < outline.length; i += 2) {
    if (distanceToSegment(px, py, outline[i], outline[i + 1], outline[i + 2], outline[i + 3]) <= near) return true;
  }
  return false;
}

function outlineOf(shape) {
  switch (shape.type) {
    case 'line': return [shape.x1, shape.y1, shape.x2, shape.y2];
    case 'rect': {
      const { x: left, y: top, width, height } = shape;
      return [left, top, left + width, top, left + width, top + height, left, top + height, left, top];
    }
    case 'ellipse': return Array.from({ length: 33 }, (_, i) => i * Math.PI / 16)
      .flatMap(angle => [shape.cx + shape.rx * Math.cos(angle), shape.cy + shape.ry * Math.sin(angle)]);
    default: return shape.points;
  }
}

/** The smallest box around all shapes, or null. */
export function extent(shapes) {
  let box = null;
  for (const shape of shapes) {
    const outline = outlineOf(shape);
    for (let i = 0; i + 1 < outline.length; i += 2) {
      const [px, py] = [outline[i], outline[i + 1]];
      if (box === null) box = { left: px, top: py, right: px, bottom: py };
      box = { left: Math.min(box.left, px), top: Math.min(box.top, py), right: Math.max(box.right, px), bottom: Math.max(box.bottom, py) };
    }
  }
  return box;
}
