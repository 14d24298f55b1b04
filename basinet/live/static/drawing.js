// What is drawn of a frame. Colours stay apart under the common colour-vision deficiencies.

import { BARS, POINTS } from "./frames.js";

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const KINDS = ["", "#d55e00", "#e69f00", "#999999"];
// Angles as colours on a circle: blue, light, orange, dark, and back.
const WHEEL = [[0, 114, 178], [214, 228, 238], [230, 130, 20], [60, 45, 60]];
const HUES = Array.from({ length: 256 }, (_, h) => {
  const at = (h / 256) * 4, from = WHEEL[Math.floor(at)], to = WHEEL[(Math.floor(at) + 1) % 4], part = at % 1;
  return `rgb(${mixed(from, to, part).join(",")})`;
});
const LOW = [235, 240, 245], HIGH = [75, 130, 185];
const SIDES = [[150, 196, 226], [245, 245, 245], [246, 200, 150]];

function mixed(from, to, part) { return from.map((c, k) => Math.round(c + (to[k] - c) * part)); }

// A canvas as sharp as the screen, with lengths as the page has them; null where it is not shown.
export function surface(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas, ratio = devicePixelRatio || 1;
  if (!width || !height) return null;
  const wide = Math.round(width * ratio), tall = Math.round(height * ratio);
  if (canvas.width !== wide || canvas.height !== tall) Object.assign(canvas, { width: wide, height: tall });
  const paint = canvas.getContext("2d");
  paint.setTransform(wide / width, 0, 0, tall / height, 0, 0);
  paint.clearRect(0, 0, width, height);
  return { paint, width, height };
}

export function draw(canvas, frame, facts, hand) {
  const on = surface(canvas);
  if (!on) return;
  if (frame.kind === POINTS) drawPoints(on, frame, facts);
  else if (frame.kind === BARS) drawBars(on, frame);
  else drawCells(on, frame, facts);
  if (hand) drawHand(on, hand);
}

function drawPoints({ paint, width, height }, frame, facts) {
  const half = width / 2, radius = Math.max(1.8, Math.min(6, (0.2 * width) / Math.sqrt(frame.agents)));
  drawGround(paint, width, height, frame, facts.ground);
  paint.strokeStyle = frame.rows ? "#1b2733" : colour("--ink");
  paint.lineWidth = 0.6;
  for (let i = 0; i < frame.agents; i++) {
    const x = half + half * frame.x[i], y = half - half * frame.y[i];
    paint.fillStyle = HUES[frame.hue[i]];
    paint.beginPath();
    if (facts.arrows) arrow(paint, x, y, 1.8 * radius, (frame.hue[i] / 256) * 2 * Math.PI);
    else paint.arc(x, y, radius, 0, 7);
    paint.fill();
    paint.stroke();
  }
}

// An arrowhead that points along an angle, which turns against the clock as angles do.
function arrow(paint, x, y, size, angle) {
  for (const [turn, length] of [[0, 1.2], [2.5, 0.9], [Math.PI, 0.3], [-2.5, 0.9]]) {
    paint.lineTo(x + length * size * Math.cos(angle + turn), y - length * size * Math.sin(angle + turn));
  }
  paint.closePath();
}

function drawGround(paint, width, height, { rows, columns, ground }, kind) {
  if (!rows) return;
  const small = new OffscreenCanvas(columns, rows), inside = small.getContext("2d"), image = inside.createImageData(columns, rows);
  for (let k = 0; k < rows * columns; k++) {
    const level = ground[k] / 255, two = 2 * level;
    const shade = kind !== "sides" ? mixed(LOW, HIGH, level) : level < 0.5 ? mixed(SIDES[0], SIDES[1], two) : mixed(SIDES[1], SIDES[2], two - 1);
    image.data.set([...shade, 255], 4 * k);
  }
  inside.putImageData(image, 0, 0);
  paint.drawImage(small, 0, 0, width, height);
  if (kind === "sides") drawBoundary(paint, width, height, rows, columns, ground);
}

// Where a ground passes its middle: in each square of four places the crossings of its edges are joined.
function drawBoundary(paint, width, height, rows, columns, ground) {
  const over = (r, c) => ground[r * columns + c] - 127.5;
  const place = (r, c) => [((c + 0.5) / columns) * width, ((r + 0.5) / rows) * height];
  paint.strokeStyle = "#1b2733";
  paint.lineWidth = 2;
  paint.beginPath();
  for (let r = 0; r + 1 < rows; r++) for (let c = 0; c + 1 < columns; c++) {
    const corners = [[r, c], [r, c + 1], [r + 1, c + 1], [r + 1, c]], found = [];
    corners.forEach((from, k) => {
      const to = corners[(k + 1) % 4], a = over(...from), b = over(...to);
      if (a > 0 !== b > 0) found.push([from[0] + ((to[0] - from[0]) * a) / (a - b), from[1] + ((to[1] - from[1]) * a) / (a - b)]);
    });
    for (let k = 0; k + 1 < found.length; k += 2) { paint.moveTo(...place(...found[k])); paint.lineTo(...place(...found[k + 1])); }
  }
  paint.stroke();
}

function drawBars({ paint, width, height }, frame) {
  const wide = width / frame.agents, gap = wide > 3 ? 1 : 0;
  const first = colour("--first");
  for (let i = 0; i < frame.agents; i++) {
    paint.fillStyle = KINDS[frame.hue[i] % KINDS.length] || first;
    const tall = frame.height[i] * (height - 4);
    paint.fillRect(i * wide, height - tall, Math.max(0.5, wide - gap), tall);
  }
}

function drawCells({ paint, width }, frame, facts) {
  const rows = Math.ceil(frame.agents / frame.columns), size = width / Math.max(frame.columns, rows), gap = size > 5 ? 1 : 0;
  const [up, down, odd, none] = ["--up", "--down", "--odd", "--none"].map(colour);
  for (let i = 0; i < frame.agents; i++) {
    const x = (i % frame.columns) * size, y = Math.floor(i / frame.columns) * size, level = frame.level[i];
    paint.fillStyle = !facts.spins ? shade(level) : level > 128 ? up : level < 127 ? down : none;
    paint.fillRect(x, y, size - gap, size - gap);
    if (!facts.spins || !marked(frame, i)) continue;
    const line = Math.max(1, size / 8);
    paint.strokeStyle = odd;
    paint.lineWidth = line;
    paint.strokeRect(x + line / 2, y + line / 2, size - gap - line, size - gap - line);
  }
}

function marked(frame, i) { return (frame.marks[i >> 3] >> (i & 7)) & 1; }

function shade(level) { return `hsl(202 75% ${Math.round(8 + (84 * level) / 255)}%)`; }

// The picture beside: in rooms that hide pixels, those that are hidden are hatched.
export function drawPad(canvas, frame, facts, cursor) {
  const levels = frame.beside, columns = frame.besideColumns, rows = Math.ceil(levels.length / columns), on = surface(canvas);
  if (!on) return;
  const { paint, width, height } = on, wide = width / columns, tall = height / rows;
  for (let k = 0; k < levels.length; k++) {
    const x = (k % columns) * wide, y = Math.floor(k / columns) * tall;
    paint.fillStyle = facts.hides && marked(frame, k) ? colour("--none") : shade(levels[k]);
    paint.fillRect(x, y, wide + 0.5, tall + 0.5);
    if (facts.hides && marked(frame, k)) hatch(paint, x, y, wide, tall);
  }
  if (!cursor) return;
  paint.strokeStyle = colour("--odd");
  paint.lineWidth = 2;
  paint.strokeRect(cursor[1] * wide, cursor[0] * tall, wide, tall);
}

function hatch(paint, x, y, wide, tall) {
  paint.strokeStyle = colour("--card");
  paint.lineWidth = Math.max(0.5, wide / 14);
  paint.beginPath();
  for (const part of [0.25, 0.5, 0.75, 1]) {
    paint.moveTo(x, y + part * tall);
    paint.lineTo(x + part * wide, y);
    if (part < 1) { paint.moveTo(x + part * wide, y + tall); paint.lineTo(x + wide, y + part * tall); }
  }
  paint.stroke();
}

function drawHand({ paint, width, height }, { x, y, radius }) {
  paint.strokeStyle = colour("--odd");
  paint.lineWidth = 2;
  paint.beginPath();
  paint.arc(((x + 1) / 2) * width, ((1 - y) / 2) * height, Math.max(4, (radius * width) / 2), 0, 7);
  paint.stroke();
}
