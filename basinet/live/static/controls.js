// Sliders, choices and texts of the fields that may be set, built from what the room tells.

const element = (id) => document.getElementById(id);
const fields = new Map();

// At most ten messages a second while something is dragged; the last one always goes.
export function throttled(send) {
  let timer = 0, next = null, last = -1e9;
  const go = () => { timer = 0; last = performance.now(); const now = next; next = null; send(now); };
  return (value) => {
    next = value;
    if (!timer) timer = setTimeout(go, Math.max(0, last + 100 - performance.now()));
  };
}

export function buildControls(stage, say) {
  fields.clear();
  element("controls").replaceChildren(...stage.controls.map((control) => build(control, say)));
  const presets = Object.entries(stage.facts.presets ?? {});
  element("presets").replaceChildren(...presets.map(([name, values]) => {
    const button = document.createElement("button");
    button.textContent = name;
    button.addEventListener("click", () => say({ set: values }));
    return button;
  }));
}

function build(control, say) {
  const label = document.createElement("label");
  label.append(control.label);
  const input = document.createElement(control.kind === "choice" ? "select" : "input"), shown = document.createElement("output");
  const set = throttled((value) => say({ set: { [control.field]: value } }));
  if (control.kind === "slider") {
    Object.assign(input, { type: "range", min: control.low, max: control.high, step: control.step });
    input.addEventListener("input", () => { shown.textContent = input.value; set(Number(input.value)); });
  } else if (control.kind === "count") {
    Object.assign(input, { type: "number", min: control.low, max: control.high, step: control.step });
    input.addEventListener("change", () => set(Math.round(Number(input.value))));
  } else if (control.kind === "choice") {
    for (const [value, name] of Object.entries(control.values)) input.append(new Option(name, value));
    input.addEventListener("change", () => set(input.value));
  } else {
    Object.assign(input, { type: "text", maxLength: control.longest, spellcheck: false });
    input.addEventListener("change", () => set(input.value));
  }
  input.id = `field-${control.field}`;
  label.append(input);
  if (control.kind === "slider") label.append(shown); else label.className = "wide";
  fields.set(control.field, { input, shown });
  return label;
}

export function fillControls(now) {
  for (const [field, { input, shown }] of fields) {
    if (document.activeElement === input && (input.type !== "range" || input.matches(":active"))) continue;
    const value = now.fields[field];
    input.value = value;
    shown.textContent = typeof value === "number" ? Number(value.toPrecision(4)) : "";
  }
}
