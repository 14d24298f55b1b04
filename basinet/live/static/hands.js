// What hands do: poke the picture, hold classes, draw, and further acts of a room.

import { drawPad } from "./drawing.js";
import { throttled } from "./controls.js";

const element = (id) => document.getElementById(id);
let held = null;

export function buildHands(stage, say, page) {
  held = null;
  buildClasses(stage, say);
  buildActs(stage, say);
  buildPad(stage, say, page);
  buildPicture(stage, say, page);
}

function button(text, act) {
  const made = document.createElement("button");
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function buildClasses(stage, say) {
  const holds = stage.acts.includes("hold"), rows = stage.facts.bars ?? [];
  const names = stage.facts.classes ?? [];
  const what = holds ? "Hold a class to steer, let go to release. " : "";
  element("bars").hidden = !names.length;
  element("bars-title").textContent = stage.facts.bars_title ?? "Classes";
  element("bars-legend").textContent = `${what}${rows.map((row, k) => `${k ? "Orange" : "Blue"}: ${row}.`).join(" ")}`;
  element("classes").className = names.length > 12 ? "many" : "";
  element("classes").replaceChildren(...names.map((name, c) => {
    const made = document.createElement("button"), label = document.createElement("b"), bars = document.createElement("div");
    label.textContent = name;
    made.id = `class-${c}`;
    rows.forEach((row, k) => {
      const bar = document.createElement("span"), inside = document.createElement("i");
      bar.className = "bar";
      bar.title = row;
      if (k) inside.className = "second";
      bar.append(inside);
      bars.append(bar);
    });
    made.append(label, bars);
    if (holds) holdable(made, c, name, say);
    else if (stage.acts.includes("sample") && names.length === stage.facts.labels?.length) {
      made.title = `Take ${name}`;
      made.addEventListener("click", () => say({ act: { name: "sample", number: c } }));
    } else made.className = "still";
    return made;
  }));
}

function holdable(made, c, name, say) {
  made.setAttribute("aria-label", `Hold to steer towards ${name}`);
  const hold = () => { if (held !== c) { held = c; made.classList.add("held"); say({ act: { name: "hold", class: c } }); } };
  const release = () => { if (held === c) { held = null; made.classList.remove("held"); say({ act: { name: "release" } }); } };
  made.addEventListener("pointerdown", (event) => { made.setPointerCapture(event.pointerId); hold(); });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) made.addEventListener(end, release);
  made.addEventListener("keydown", (event) => { if (event.key === " " || event.key === "Enter") { event.preventDefault(); hold(); } });
  made.addEventListener("keyup", release);
}

export function showBars(frame, stage) {
  const names = stage.facts.classes ?? [];
  if (!frame.bars?.length || !names.length) return;
  frame.bars.forEach((row, k) => {
    const least = k ? 0 : Math.min(...row), range = k ? 1 : Math.max(1e-6, Math.max(...row) - least), best = row.indexOf(Math.max(...row));
    row.forEach((value, c) => {
      const made = element(`class-${c}`);
      made.querySelectorAll("i")[k].style.width = `${Math.max(0, Math.min(100, (100 * (value - least)) / range))}%`;
      if (!k) made.classList.toggle("answer", c === best);
    });
  });
}

const ACTS = {
  flip: ["Flip a tenth", { share: 0.1 }], silence: ["From silence", {}], noise: ["Noise on a fifth", { share: 0.2 }],
  half: ["Hide the lower half", {}], restore: ["Restore", {}], scatter: ["Scatter the particles", {}],
};

function buildActs(stage, say) {
  const known = stage.acts.filter((name) => name in ACTS);
  element("acts").replaceChildren(...known.map((name) => button(ACTS[name][0], () => say({ act: { name, ...ACTS[name][1] } }))));
}

function buildPad(stage, say, page) {
  const { features, columns, labels = [] } = stage.facts, draws = stage.acts.includes("draw"), pad = element("pad");
  element("beside").hidden = !features;
  page.cursor = null;
  if (!features) return;
  element("beside-title").textContent = stage.facts.beside ?? "Picture";
  const rows = Math.ceil(features / columns);
  pad.style.aspectRatio = `${columns} / ${rows}`;
  const send = throttled((levels) => say({ act: { name: "draw", picture: btoa(String.fromCharCode(...levels)) } }));
  const levels = new Uint8Array(features);
  const acts = [];
  if (labels.length) acts.push(button(stage.facts.next ?? "Another test picture", () => {
    say({ act: { name: "sample", number: ((page.now?.shown ?? -1) + 1) % labels.length } });
  }));
  if (draws) acts.push(button("Clear", () => { levels.fill(0); send(levels); }));
  element("beside-acts").replaceChildren(...acts);
  if (!draws) { pad.onpointerdown = pad.onpointermove = pad.onkeydown = null; return; }
  const ink = (row, column) => {
    levels.set(page.frame?.beside ?? levels);
    const reach = rows > 16 ? 1.6 : 0.8;
    for (let k = 0; k < features; k++) {
      const away = Math.hypot(Math.floor(k / columns) - row, (k % columns) - column);
      if (away <= reach) levels[k] = Math.max(levels[k], Math.round(255 * Math.min(1, 1.3 * (1 - away / (reach + 0.6)))));
    }
    if (page.frame) page.frame.beside = levels.slice();
    if (page.frame) drawPad(pad, page.frame, stage.facts, page.cursor);
    send(levels);
  };
  const under = (event) => {
    const box = pad.getBoundingClientRect();
    ink(((event.clientY - box.top) / box.height) * rows - 0.5, ((event.clientX - box.left) / box.width) * columns - 0.5);
  };
  pad.onpointerdown = (event) => { pad.setPointerCapture(event.pointerId); under(event); };
  pad.onpointermove = (event) => { if (event.buttons) under(event); };
  pad.onkeydown = (event) => {
    const moved = step(event.key);
    page.cursor ??= [rows >> 1, columns >> 1];
    if (moved) page.cursor = [(page.cursor[0] + moved[1] + rows) % rows, (page.cursor[1] + moved[0] + columns) % columns];
    else if (event.key === " ") ink(...page.cursor);
    else return;
    event.preventDefault();
    if (page.frame) drawPad(pad, page.frame, stage.facts, page.cursor);
  };
}

// Which picture is shown: all who watch are told.
export function showTruth({ stage, now }) {
  const { labels = [], features } = stage.facts, number = now.shown;
  if (!features) return;
  const draws = stage.acts.includes("draw");
  element("truth").textContent = number !== null ? `Number ${number + 1} of ${labels.length}, labelled ${labels[number]}.` : labels.length ? "A drawing. Draw more, or take a picture." : draws ? "Draw something." : "";
}

function step(key) { return { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key]; }

// A poke in the coordinates of the world; the hand itself is kept in those of the picture.
function buildPicture(stage, say, page) {
  const picture = element("picture");
  page.hand = { x: 0, y: 0, radius: stage.radius };
  const poke = throttled(() => {
    const { frame, hand } = page;
    if (!frame || !stage.poke) return;
    const { x, y } = hand;
    let at = [x, -y], radius = stage.radius;
    if (frame.reach) { at = [frame.centre[0] + x * frame.reach, frame.centre[1] + y * frame.reach]; radius *= frame.reach; }
    else if (frame.height) { at = [((x + 1) / 2) * frame.agents, 0]; radius *= frame.agents; }
    say({ poke: { at, radius, strength: stage.strength } });
  });
  const under = (event) => {
    const box = picture.getBoundingClientRect();
    page.hand.x = (2 * (event.clientX - box.left)) / box.width - 1;
    page.hand.y = 1 - (2 * (event.clientY - box.top)) / box.height;
    poke();
  };
  picture.onpointerdown = under;
  picture.onpointermove = (event) => { if (event.buttons) under(event); };
  picture.onkeydown = (event) => {
    const moved = step(event.key), { hand } = page;
    if (moved) { hand.x = clip(hand.x + 0.1 * moved[0]); hand.y = clip(hand.y - 0.1 * moved[1]); }
    else if (event.key === " ") poke();
    else return;
    event.preventDefault();
  };
}

function clip(value) { return Math.max(-1, Math.min(1, value)); }
