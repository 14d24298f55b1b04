"use strict";
// A network in whole numbers, as basinet.exchange.whole states it. Every sum is exact: no state
// depends on the browser.

function unpack(text, Kind) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Kind(bytes.buffer);
}

function networkOf(plain) {
  const kinds = {
    slope: Float64Array, offset: Float64Array, cut: Float64Array, weights: Int16Array,
    couplings: Int16Array, own: Int32Array, thresholds: Int32Array, levels: Int32Array,
    readout: Int16Array, readoutThresholds: Int32Array, feedback: Int32Array, samples: Float32Array,
  };
  const network = { ...plain };
  for (const name in kinds)
    if (typeof plain[name] === "string") network[name] = unpack(plain[name], kinds[name]);
  network.n = network.own.length;
  network.features = network.slope.length;
  return network;
}

// Features as the whole numbers that the network receives.
function encode(network, x) {
  const { slope, offset, cut, fine, limit } = network, encoded = new Int32Array(x.length);
  for (let k = 0; k < x.length; k++)
    encoded[k] = cut
      ? (x[k] > cut[k] ? 1 : -1) * 2 ** fine
      : Math.max(-limit, Math.min(limit, Math.floor(x[k] * slope[k] + offset[k] + 0.5)));
  return encoded;
}

// The field of an encoded input, with the thresholds; `gain` is 1 but for play.
function externalField(network, encoded, gain = 1) {
  const { n, weights, thresholds } = network, field = new Float64Array(n);
  for (let k = 0; k < encoded.length; k++) {
    const value = encoded[k];
    if (value) for (let i = 0, at = k * n; i < n; i++, at++) field[i] += value * weights[at];
  }
  for (let i = 0; i < n; i++) field[i] = gain * field[i] + thresholds[i];
  return field;
}

// The state from which an answer begins: silence.
function silence(network) {
  const spins = new Int8Array(network.n), recurrent = new Float64Array(network.n);
  return { spins, recurrent };
}

// One synchronous sweep in place; returns which neurons disagreed with their field before it.
function sweep(network, state, external, own = 1, coupling = 1) {
  const { n, couplings } = network, { spins, recurrent } = state, changed = [];
  let silent = false;
  for (let i = 0; i < n; i++) {
    const full = coupling * recurrent[i] + own * network.own[i] * spins[i] + external[i];
    const after = full > 0 ? 1 : full < 0 ? -1 : spins[i];
    if (after !== spins[i]) changed.push([i, after - spins[i]]);
    silent ||= after === 0;
  }
  for (const [j, change] of changed) {
    state.spins[j] += change;
    if (couplings) for (let i = 0, at = j * n; i < n; i++, at++) recurrent[i] += change * couplings[at];
  }
  return { changed: changed.map(([i]) => i), silent };
}

// Sweeps from a state until every neuron agrees with its field, at most network.sweeps times.
function relax(network, external, state = silence(network)) {
  let sweeps = 0, earlier = null, before = null;
  while (true) {
    const now = state.spins.slice(), kept = state.recurrent.slice();
    const { changed, silent } = sweep(network, state, external);
    const settled = !changed.length && !silent;
    if (settled || sweeps === network.sweeps) {
      state.spins.set(now);
      state.recurrent.set(kept);
      const cycle = sweeps >= 2 && earlier.every((spin, i) => spin === now[i]);
      return { state, sweeps, outcome: settled ? "fixed point" : cycle ? "cycle" : "out of time" };
    }
    [earlier, before] = [before, now];
    sweeps++;
  }
}

// What the readout counts: spins, or the levels of the common field above which a neuron is up.
function counts(network, state, external) {
  const { levels, step, base, n } = network;
  if (!levels.length) return Float64Array.from(state.spins);
  const found = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const field = state.recurrent[i] + external[i];
    let up = 0;
    while (up < levels.length && field >= levels[up]) up++;
    found[i] = base + step * up;
  }
  return found;
}

// The evidence for each class.
function scores(network, state, external) {
  const found = Float64Array.from(network.readoutThresholds), counted = counts(network, state, external);
  for (let i = 0; i < network.n; i++)
    for (let c = 0; c < found.length; c++) found[c] += counted[i] * network.readout[i * found.length + c];
  return found;
}

function largest(values) {
  let best = 0;
  for (let c = 1; c < values.length; c++) if (values[c] > values[best]) best = c;
  return best;
}
