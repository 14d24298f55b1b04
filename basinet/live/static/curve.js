// The course of an observable, with its axes, and a dashed line where theory says something.

import { colour, surface } from "./drawing.js";

const LEFT = 46, RIGHT = 10, TOP = 12, BOTTOM = 30, LEAST = 1e-12;

// Round numbers of a range, about so many.
export function rounds(low, high, about) {
  const wide = (high - low) / about || 1, ten = 10 ** Math.floor(Math.log10(wide));
  const step = ten * [1, 2, 5, 10].find((k) => k * ten >= wide * 0.999), found = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) found.push(at * step);
  return found;
}

function written(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(0) : String(Number(value.toPrecision(4)));
}

// A scale: numbers to heights between 0 and 1, and what stands at its axis.
function scaleOf(values, expected, logarithmic) {
  const all = expected === undefined ? values : [...values, expected];
  if (logarithmic && values.every((v) => v >= 0)) {
    const of = (v) => Math.log10(Math.max(v, LEAST)), low = Math.floor(Math.min(...all.map(of))), high = Math.max(low + 1, Math.ceil(Math.max(...all.map(of))));
    const ticks = rounds(low, high, 4).filter(Number.isInteger).map((power) => [10 ** power, power > -3 && power < 4 ? written(10 ** power) : `1e${power}`]);
    return { at: (v) => (of(v) - low) / (high - low), ticks };
  }
  let low = Math.min(0, ...all), high = Math.max(...all);
  if (high > 0.3 && high <= 1) high = 1;
  if (low < 0 && high < 0) high = 0;
  if (high <= low) high = low + 1;
  return { at: (v) => (v - low) / (high - low), ticks: rounds(low, high, 4).map((v) => [v, written(v)]) };
}

// Rows are [tick, value]; ticks are those of the world.
export function drawCurve(canvas, rows, expected, logarithmic) {
  const on = surface(canvas), known = rows.filter(([, v]) => v !== null && Number.isFinite(v));
  if (!on || !known.length) return;
  const { paint, width, height } = on, scale = scaleOf(known.map(([, v]) => v), expected, logarithmic);
  const first = known[0][0], last = Math.max(first + 1, known[known.length - 1][0]);
  const x = (tick) => LEFT + ((tick - first) / (last - first)) * (width - LEFT - RIGHT);
  const y = (value) => height - BOTTOM - scale.at(value) * (height - TOP - BOTTOM);
  paint.font = "12px system-ui, sans-serif";
  drawAxes(paint, width, height, scale, x, y, rounds(first, last, Math.max(2, width / 110)).filter(Number.isInteger));
  if (expected !== undefined) drawTheory(paint, width, y(expected), expected);
  paint.strokeStyle = colour("--accent");
  paint.lineWidth = 2;
  paint.lineJoin = "round";
  paint.beginPath();
  known.forEach(([tick, value]) => paint.lineTo(x(tick), y(value)));
  paint.stroke();
}

function drawAxes(paint, width, height, scale, x, y, ticks) {
  paint.fillStyle = colour("--muted");
  paint.strokeStyle = colour("--line");
  paint.lineWidth = 1;
  paint.textBaseline = "middle";
  paint.textAlign = "right";
  paint.beginPath();
  for (const [value, text] of scale.ticks) {
    paint.moveTo(LEFT, y(value));
    paint.lineTo(width - RIGHT, y(value));
    paint.fillText(text, LEFT - 6, y(value));
  }
  paint.moveTo(LEFT, TOP);
  paint.lineTo(LEFT, height - BOTTOM);
  paint.stroke();
  paint.textBaseline = "top";
  paint.textAlign = "center";
  for (const tick of ticks) if (x(tick) < width - 60) paint.fillText(written(tick), x(tick), height - BOTTOM + 6);
  paint.textAlign = "right";
  paint.fillText("ticks", width - RIGHT, height - BOTTOM + 6);
}

function drawTheory(paint, width, at, expected) {
  paint.strokeStyle = paint.fillStyle = colour("--odd");
  paint.lineWidth = 2;
  paint.setLineDash([6, 4]);
  paint.beginPath();
  paint.moveTo(LEFT, at);
  paint.lineTo(width - RIGHT, at);
  paint.stroke();
  paint.setLineDash([]);
  paint.textAlign = "left";
  paint.textBaseline = at > 30 ? "bottom" : "top";
  paint.fillText(`theory ${expected.toPrecision(3)}`, LEFT + 6, at > 30 ? at - 3 : at + 3);
}
