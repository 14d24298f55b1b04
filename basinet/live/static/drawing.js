// What is drawn on the canvases. Colours stay apart under the common colour-vision deficiencies.

import { BARS, POINTS } from "./frames.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const KINDS = ["#0072b2", "#d55e00", "#e69f00", "#999999"];
// Angles as colours on a circle: blue, light, orange, dark, and back.
const WHEEL = [[0, 114, 178], [214, 228, 238], [230, 130, 20], [60, 45, 60]];
const HUES = Array.from({ length: 256 }, (_, h) => {
  const at = (h / 256) * 4, from = WHEEL[Math.floor(at)], to = WHEEL[(Math.floor(at) + 1) % 4], part = at % 1;
  return `rgb(${from.map((c, k) => Math.round(c + (to[k] - c) * part)).join(",")})`;
});

export function draw(canvas, frame, hand) {
  const paint = canvas.getContext("2d");
  paint.clearRect(0, 0, canvas.width, canvas.height);
  if (frame.kind === POINTS) drawPoints(canvas, paint, frame);
  else if (frame.kind === BARS) drawBars(canvas, paint, frame);
  else drawCells(canvas, paint, frame);
  if (hand) drawHand(canvas, paint, hand);
}

function drawPoints(canvas, paint, frame) {
  const half = canvas.width / 2, radius = Math.max(2, Math.min(6, 110 / Math.sqrt(frame.agents)));
  drawGround(canvas, paint, frame);
  paint.strokeStyle = colour("--ink");
  paint.lineWidth = 0.5;
  for (let i = 0; i < frame.agents; i++) {
    paint.fillStyle = HUES[frame.hue[i]];
    paint.beginPath();
    paint.arc(half + half * frame.x[i], half - half * frame.y[i], radius, 0, 7);
    paint.fill();
    paint.stroke();
  }
}

function drawGround(canvas, paint, { rows, columns, ground }) {
  const wide = canvas.width / (columns || 1), tall = canvas.height / (rows || 1);
  for (let k = 0; k < rows * columns; k++) {
    const level = ground[k] / 255, shade = [235 - 160 * level, 240 - 110 * level, 245 - 60 * level];
    paint.fillStyle = `rgb(${shade.map(Math.round).join(",")})`;
    paint.fillRect((k % columns) * wide, Math.floor(k / columns) * tall, Math.ceil(wide), Math.ceil(tall));
  }
}

function drawBars(canvas, paint, frame) {
  const wide = canvas.width / frame.agents;
  for (let i = 0; i < frame.agents; i++) {
    paint.fillStyle = KINDS[frame.hue[i] % KINDS.length];
    const tall = frame.height[i] * (canvas.height - 4);
    paint.fillRect(i * wide, canvas.height - tall, Math.max(1, wide - 1), tall);
  }
}

function drawCells(canvas, paint, frame) {
  const rows = Math.ceil(frame.agents / frame.columns), size = canvas.width / Math.max(frame.columns, rows);
  const [up, down, odd, none] = ["--up", "--down", "--odd", "--line"].map(colour), gap = size > 5 ? 1 : 0;
  for (let i = 0; i < frame.agents; i++) {
    const x = (i % frame.columns) * size, y = Math.floor(i / frame.columns) * size, level = frame.level[i];
    paint.fillStyle = level === 255 ? up : level === 0 ? down : level === 128 ? none : shade(level);
    paint.fillRect(x, y, size - gap, size - gap);
    if ((frame.marks[i >> 3] >> (i & 7)) & 1) {
      paint.strokeStyle = odd;
      paint.lineWidth = Math.max(1, size / 7);
      paint.strokeRect(x + 1, y + 1, size - 2 - gap, size - 2 - gap);
    }
  }
}

function shade(level) { return `hsl(202 75% ${Math.round(8 + (84 * level) / 255)}%)`; }

export function drawPad(canvas, levels, columns, cursor) {
  const paint = canvas.getContext("2d"), rows = Math.ceil(levels.length / columns);
  const wide = canvas.width / columns, tall = canvas.height / rows;
  for (let k = 0; k < levels.length; k++) {
    paint.fillStyle = shade(levels[k]);
    paint.fillRect((k % columns) * wide, Math.floor(k / columns) * tall, Math.ceil(wide), Math.ceil(tall));
  }
  if (!cursor) return;
  paint.strokeStyle = colour("--odd");
  paint.lineWidth = 2;
  paint.strokeRect(cursor[1] * wide, cursor[0] * tall, wide, tall);
}

function drawHand(canvas, paint, { x, y, radius }) {
  paint.strokeStyle = colour("--odd");
  paint.lineWidth = 2;
  paint.beginPath();
  paint.arc(((x + 1) / 2) * canvas.width, ((1 - y) / 2) * canvas.height, Math.max(4, (radius * canvas.width) / 2), 0, 7);
  paint.stroke();
}

// The last values of an observable; a dashed line where theory says something.
export function drawCurve(canvas, values, expected) {
  const paint = canvas.getContext("2d"), { width, height } = canvas;
  paint.clearRect(0, 0, width, height);
  const known = values.filter((v) => v !== null && Number.isFinite(v));
  if (!known.length) return;
  let least = Math.min(0, ...known), most = Math.max(...known, expected ?? 0);
  if (most > 0.3 && most <= 1) most = 1;
  if (most <= least) most = least + 1;
  const at = (value) => height - 6 - ((value - least) / (most - least)) * (height - 12);
  if (expected !== undefined) {
    paint.strokeStyle = colour("--odd");
    paint.setLineDash([6, 4]);
    paint.beginPath();
    paint.moveTo(0, at(expected));
    paint.lineTo(width, at(expected));
    paint.stroke();
    paint.setLineDash([]);
  }
  paint.strokeStyle = colour("--up");
  paint.lineWidth = 2;
  paint.beginPath();
  values.forEach((value, k) => { if (value !== null) paint.lineTo((k / Math.max(1, values.length - 1)) * width, at(value)); });
  paint.stroke();
  paint.fillStyle = colour("--muted");
  paint.font = "12px system-ui, sans-serif";
  paint.fillText(most.toPrecision(3), 4, 12);
}
