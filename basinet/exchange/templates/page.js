"use strict";
// The page: what is drawn drives the network, and a sweep is made several times a second.

const network = networkOf(JSON.parse(document.getElementById("plain").textContent));
const element = (id) => document.getElementById(id);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const { classes, shape, low, high, labels } = network;
const samples = labels.length;
const pixels = new Float32Array(network.features).fill(low);
const curve = [];
let state = silence(network), input = null, held = null, resting = false, sweeps = 0, place = -1;

function look(id) { return Number(element(id).value); }

function external() {
  input ??= externalField(network, encode(network, pixels), look("drive"));
  if (held === null) return input;
  const field = input.slice(), strength = look("strength") * 2, from = held * network.n;
  for (let i = 0; i < network.n; i++) field[i] += strength * network.feedback[from + i];
  return field;
}

function wake(fresh = false) {
  input = null;
  resting = false;
  if (fresh) { state = silence(network); curve.length = 0; sweeps = 0; }
}

function tick() {
  if (resting || element("pause").getAttribute("aria-pressed") === "true") return;
  const { changed, silent } = sweep(network, state, external(), look("own"), look("coupling"));
  curve.push(changed.length);
  if (curve.length > 100) curve.shift();
  resting = !changed.length && !silent;
  if (!resting) sweeps++;
  draw(new Set(changed));
}

function draw(changed) {
  const canvas = element("cells"), paint = canvas.getContext("2d"), side = Math.ceil(Math.sqrt(network.n));
  const size = canvas.width / side, [up, down, odd, none] = ["--up", "--down", "--odd", "--line"].map(colour);
  paint.clearRect(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < network.n; i++) {
    const x = (i % side) * size, y = Math.floor(i / side) * size, gap = size > 6 ? 1 : 0;
    paint.fillStyle = state.spins[i] > 0 ? up : state.spins[i] < 0 ? down : none;
    paint.fillRect(x, y, size - gap, size - gap);
    if (changed.has(i)) {
      paint.strokeStyle = odd;
      paint.lineWidth = Math.max(1, size / 6);
      paint.strokeRect(x + 1, y + 1, size - 2 - gap, size - 2 - gap);
    }
  }
  drawCurve(odd);
  const flipped = curve.length ? curve[curve.length - 1] : 0;
  element("state").textContent = resting
    ? `At a fixed point after ${sweeps} ${sweeps === 1 ? "sweep" : "sweeps"}: every neuron agrees with its field.`
    : `Sweep ${sweeps}: ${flipped} of ${network.n} neurons changed.`;
  drawScores();
}

function drawCurve(odd) {
  const canvas = element("curve"), paint = canvas.getContext("2d"), most = Math.max(1, ...curve);
  paint.clearRect(0, 0, canvas.width, canvas.height);
  paint.fillStyle = odd;
  curve.forEach((count, t) => {
    const tall = count ? Math.max(1, (canvas.height - 4) * Math.sqrt(count / most)) : 0;
    paint.fillRect(t * 4, canvas.height - tall, 3, tall);
  });
}

function drawScores() {
  const found = scores(network, state, external()), best = largest(found);
  const least = Math.min(...found), range = Math.max(1, found[best] - least);
  classes.forEach((_, c) => {
    const button = element(`class-${c}`);
    button.classList.toggle("answer", c === best);
    button.classList.toggle("held", c === held);
    button.querySelector("span").style.width = `${(100 * (found[c] - least)) / range}%`;
  });
}

function drawPad() {
  const canvas = element("pad"), paint = canvas.getContext("2d");
  const [rows, columns] = shape ?? grid();
  paint.clearRect(0, 0, canvas.width, canvas.height);
  const wide = canvas.width / columns, tall = canvas.height / rows;
  for (let k = 0; k < network.features; k++) {
    const bright = Math.max(0, Math.min(1, (pixels[k] - low) / (high - low || 1)));
    paint.fillStyle = `hsl(202 75% ${Math.round(8 + 84 * bright)}%)`;
    paint.fillRect((k % columns) * wide, Math.floor(k / columns) * tall, Math.ceil(wide), Math.ceil(tall));
  }
  if (document.activeElement === canvas && cursor) {
    paint.strokeStyle = colour("--odd");
    paint.lineWidth = 2;
    paint.strokeRect(cursor[1] * wide, cursor[0] * tall, wide, tall);
  }
}

function grid() {
  const columns = Math.ceil(Math.sqrt(network.features));
  return [Math.ceil(network.features / columns), columns];
}

// A soft pen: the pixel under it and, less, those around.
function pen(row, column) {
  const [rows, columns] = shape ?? grid(), reach = rows > 16 ? 1.6 : 0.8;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const away = Math.hypot(r - row, c - column), k = r * columns + c;
      if (away > reach || k >= network.features) continue;
      const value = low + (high - low) * Math.min(1, 1.3 * (1 - away / (reach + 0.6)));
      pixels[k] = Math.max(pixels[k], value);
    }
  element("truth").textContent = "";
  wake();
  drawPad();
}

let cursor = null;
const pad = element("pad");
function under(event) {
  const box = pad.getBoundingClientRect(), [rows, columns] = shape ?? grid();
  pen(((event.clientY - box.top) / box.height) * rows - 0.5, ((event.clientX - box.left) / box.width) * columns - 0.5);
}
pad.addEventListener("pointerdown", (event) => { pad.setPointerCapture(event.pointerId); under(event); });
pad.addEventListener("pointermove", (event) => { if (event.buttons) under(event); });
pad.addEventListener("keydown", (event) => {
  const [rows, columns] = shape ?? grid(), moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  cursor ??= [rows >> 1, columns >> 1];
  if (event.key in moves) {
    const [down, right] = moves[event.key];
    cursor = [(cursor[0] + down + rows) % rows, (cursor[1] + right + columns) % columns];
  } else if (event.key === " ") pen(...cursor);
  else return;
  event.preventDefault();
  drawPad();
});
for (const name of ["focus", "blur"]) pad.addEventListener(name, drawPad);

function show(sample) {
  place = sample;
  pixels.set(network.samples.subarray(sample * network.features, (sample + 1) * network.features));
  element("truth").textContent = `Test sample ${sample + 1} of ${samples}, labelled ${labels[sample]}.`;
  wake(true);
  drawPad();
}

function clear() {
  pixels.fill(low);
  element("truth").textContent = shape ? "Draw something." : "";
  wake(true);
  drawPad();
}

element("sample").addEventListener("click", () => show((place + 1) % samples));
element("clear").addEventListener("click", clear);
element("again").addEventListener("click", () => wake(true));
element("flip").addEventListener("click", () => {
  for (let i = 0; i < network.n; i++)
    if (Math.random() < 0.1 && state.spins[i]) {
      const change = -2 * state.spins[i];
      state.spins[i] += change;
      if (network.couplings)
        for (let k = 0; k < network.n; k++) state.recurrent[k] += change * network.couplings[i * network.n + k];
    }
  resting = false;
});
element("pause").addEventListener("click", (event) => {
  const paused = event.target.getAttribute("aria-pressed") !== "true";
  event.target.setAttribute("aria-pressed", String(paused));
  event.target.textContent = paused ? "Go on" : "Pause";
});
for (const slider of document.querySelectorAll("input[type=range]")) {
  const say = () => { slider.nextElementSibling.textContent = Number(slider.value).toFixed(2).replace(/0$/, ""); };
  slider.addEventListener("input", () => { say(); wake(); });
  say();
}
classes.forEach((name, c) => {
  const button = document.createElement("button");
  button.id = `class-${c}`;
  const label = document.createElement("b"), bar = document.createElement("div");
  label.textContent = name;
  bar.className = "bar";
  bar.append(document.createElement("span"));
  button.append(label, bar);
  button.setAttribute("aria-label", `Hold to steer towards ${name}`);
  const hold = () => { held = c; wake(); }, release = () => { if (held === c) { held = null; wake(); } };
  button.addEventListener("pointerdown", (event) => { button.setPointerCapture(event.pointerId); hold(); });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) button.addEventListener(end, release);
  button.addEventListener("keydown", (event) => { if (event.key === " " || event.key === "Enter") { event.preventDefault(); hold(); } });
  button.addEventListener("keyup", release);
  element("classes").append(button);
});
element("gain").hidden = !network.couplings;
if (!network.couplings) element("gain").style.display = "none";
element("sample").hidden = !samples;
if (samples) show(0); else clear();
setInterval(tick, 150);
