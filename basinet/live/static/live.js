// The page: frames come in and are answered, hands go out; everything is told by the room.

import { UNWELL, decode } from "./frames.js";
import { drawCurve } from "./curve.js";
import { draw, drawPad } from "./drawing.js";
import { buildControls, fillControls } from "./controls.js";
import { buildHands, showBars, showTruth } from "./hands.js";
import { TOURS } from "./tour.js";

const element = (id) => document.getElementById(id);
const token = new URLSearchParams(location.search).get("token");
const page = { socket: null, stage: null, now: null, you: "", chosen: 0, courses: [], frame: null, hand: null, room: "" };
let waiting = 0, retry = 0, arrived = 0;

export function say(message) {
  if (page.socket?.readyState === WebSocket.OPEN) page.socket.send(JSON.stringify(message));
}

function connect() {
  const room = decodeURIComponent(location.hash.slice(1)) || "settling";
  if (page.socket) { page.socket.onclose = null; page.socket.close(); }
  Object.assign(page, { stage: null, now: null, courses: [], frame: null, hand: null, chosen: 0, room });
  for (const id of ["view", "chart", "hands", "beside", "tour"]) element(id).hidden = true;
  element("about").textContent = element("said").textContent = element("command").textContent = "";
  element("status").textContent = "connecting";
  const scheme = location.protocol === "https:" ? "wss" : "ws", asked = token ? `?token=${encodeURIComponent(token)}` : "";
  const socket = page.socket = new WebSocket(`${scheme}://${location.host}/live/${encodeURIComponent(room)}${asked}`);
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") told(JSON.parse(data)); else shown(data);
    say({ seen: page.frame?.tick ?? 0 });
  };
  socket.onclose = ({ reason }) => {
    element("status").textContent = reason || "not connected; trying again";
    clearTimeout(retry);
    retry = setTimeout(connect, 2000);
  };
}

function told(said) {
  if (said.status === "compiling") element("status").textContent = "compiling";
  if (said.you) page.you = said.you;
  if (said.stage) open(said.stage);
  if (said.course) page.courses = said.course;
  if (said.now) describe(said.now);
  if (said.refused) element("said").textContent = said.refused;
}

function open(stage) {
  page.stage = stage;
  document.title = `${stage.title} · basinet live`;
  element("title").textContent = stage.title;
  element("about").textContent = stage.about;
  element("view-title").textContent = stage.facts.view ?? "What goes on";
  element("hint").textContent = stage.poke ? `A click ${stage.poke}.` : "";
  for (const id of ["view", "chart", "hands"]) element(id).hidden = false;
  element("main").className = stage.facts.features ? "paired" : "";
  element("legend").replaceChildren(...(stage.facts.legend ?? []).map(([kind, text]) => {
    const item = document.createElement("li"), swatch = document.createElement("i");
    swatch.className = kind;
    item.append(swatch, text);
    return item;
  }));
  buildObservables();
  buildControls(stage, say);
  buildHands(stage, say, page);
  openTour();
}

function describe(now) {
  page.now = now;
  page.courses = page.courses.filter(([tick]) => tick >= now.clock - now.time);  // since the world began
  showTruth(page);
  fillControls(now);
  element("pace").value = 100 * (Math.log(now.pace / 0.5) / Math.log(400));
  element("pace").nextElementSibling.textContent = now.pace.toPrecision(3);
  element("pause").textContent = now.paused ? "Go on" : "Pause";
  element("pause").setAttribute("aria-pressed", String(now.paused));
  const others = now.people - 1;
  element("status").textContent = `You are ${page.you}, ${others ? `with ${others} more` : "alone here"}. Seed ${now.seed}.`;
  element("log").hidden = !now.changes.length;
  element("changes").replaceChildren(...now.changes.slice().reverse().map((change) => {
    const item = document.createElement("li");
    item.textContent = `${change.who}: ${change.what} (tick ${change.tick})`;
    return item;
  }));
}

function shown(data) {
  const frame = page.frame = decode(data), last = page.courses[page.courses.length - 1];
  arrived = performance.now();
  if (!last || frame.tick !== last[0]) page.courses.push([frame.tick, ...frame.scalars]);
  page.courses = kept(page.courses, page.stage?.window ?? 1000);
  if (!waiting) waiting = requestAnimationFrame(paint);
}

// Of the rows of a window the last; where there are too many, every other one.
function kept(rows, window) {
  const first = rows[rows.length - 1][0] - window, recent = rows.filter(([tick]) => tick >= first);
  return recent.length <= 600 ? recent : recent.filter((_, k) => (recent.length - 1 - k) % 2 === 0);
}

function paint() {
  waiting = 0;
  const { frame, stage } = page;
  if (!frame || !stage) return;
  draw(element("picture"), frame, stage.facts, document.activeElement === element("picture") ? page.hand : null);
  const names = Object.keys(stage.observables), chosen = names[page.chosen], began = (page.now?.clock ?? 0) - (page.now?.time ?? 0);
  const rows = page.courses.map((row) => [row[0] - began, row[page.chosen + 1]]).filter(([tick]) => tick >= 0);
  drawCurve(element("curve"), rows, page.now?.expected?.[chosen], stage.facts.logarithmic?.includes(chosen));
  names.forEach((name, k) => { element(`observable-${k}`).textContent = `${name} ${short(frame.scalars[k])}`; });
  if (frame.beside?.length) drawPad(element("pad"), frame, stage.facts, page.cursor);
  showBars(frame, stage);
  if (frame.flags & UNWELL) element("said").textContent = "The numbers are no longer finite; begin anew with weaker forces.";
  else if (names.includes("period")) element("said").textContent = ending(frame.scalars[names.indexOf("period")], frame.scalars[0], frame.agents);
}

// A number in few letters that keeps its width while it changes.
function short(value) {
  const size = Math.abs(value);
  return size >= 1000 ? value.toFixed(0) : size >= 1e-3 || size === 0 ? value.toPrecision(3) : value.toExponential(1);
}

function ending(period, unstable, agents) {
  if (period === 1) return "At a fixed point: every neuron agrees with its field, computed anew.";
  if (period > 1) return `In a cycle of ${period} sweeps: the same state came back.`;
  return `${Math.round(unstable * agents)} of ${agents} neurons disagree with their field.`;
}

function buildObservables() {
  const [name, meaning] = Object.entries(page.stage.observables)[page.chosen];
  element("chart-title").textContent = `${name}: ${meaning}`;
  element("observables").replaceChildren(...Object.entries(page.stage.observables).map(([name, meaning], k) => {
    const button = document.createElement("button");
    button.id = `observable-${k}`;
    button.title = meaning;
    button.textContent = name;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-checked", String(k === page.chosen));
    button.addEventListener("click", () => { page.chosen = k; buildObservables(); paint(); });
    return button;
  }));
}

function openTour() {
  const steps = TOURS[page.stage.name];
  element("tour").hidden = !steps;
  if (!steps) return;
  element("tour-title").textContent = `A tour of ${["", "one step", "two steps", "three steps", "four steps", "five steps"][steps.length]}`;
  let at = 0;
  const show = (act) => {
    element("step").textContent = `${at + 1} of ${steps.length}. ${steps[at][0]}`;
    element("back").disabled = at === 0;
    element("next").textContent = at === steps.length - 1 ? "From the beginning" : "Next";
    if (act) steps[at][1].forEach(say);
  };
  element("back").onclick = () => { at = Math.max(0, at - 1); show(true); };
  element("next").onclick = () => { at = (at + 1) % steps.length; show(true); };
  show(false);
}

element("pace").addEventListener("input", ({ target }) => say({ pace: Number((0.5 * 400 ** (target.value / 100)).toPrecision(3)) }));
element("pause").addEventListener("click", () => say({ pause: !page.now?.paused }));
element("reset").addEventListener("click", () => say({ reset: (page.now?.seed ?? 0) + 1 }));
element("copy").addEventListener("click", async () => {
  const text = (page.now?.commands ?? []).join("\n");
  element("command").textContent = text;
  try { await navigator.clipboard.writeText(text); element("said").textContent = "Copied."; } catch { element("said").textContent = "Select and copy it below."; }
});
addEventListener("hashchange", connect);
addEventListener("resize", () => { waiting ||= requestAnimationFrame(paint); });
setInterval(() => {
  const still = page.now && !page.now.paused && page.now.pace > 1 && performance.now() - arrived > 3000;
  if (still && page.socket?.readyState === WebSocket.OPEN) element("status").textContent = "computing, or compiling another size";
}, 1000);

async function list() {
  const asked = token ? `?token=${encodeURIComponent(token)}` : "", found = await fetch(`rooms${asked}`);
  if (!found.ok) { element("status").textContent = await found.text(); return; }
  const build = () => {
    const here = (decodeURIComponent(location.hash.slice(1)) || "settling").split(".")[0];
    element("rooms").replaceChildren(...names.map((name) => {
      const link = document.createElement("a");
      link.href = `#${name}`;
      link.textContent = name;
      if (name === here) link.setAttribute("aria-current", "page");
      return link;
    }));
    element("rooms").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  };
  const names = (await found.json()).rooms;
  build();
  addEventListener("hashchange", build);
  connect();
}
list();
