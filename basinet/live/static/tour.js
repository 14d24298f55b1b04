// Five steps through a room: a sentence each, and what is done for it.

const settling = [
  ["Every cell is a neuron, light when it is up. The picture drives them and they drive one another; a framed one disagrees with its field. When no frame is left the network has settled, and the longest light bar is its answer.",
   [{ set: { drive: 1, gain: 1, self_coupling: 1 } }, { act: { name: "release" } }, { act: { name: "sample", number: 0 } }]],
  ["Hold a class: the network is steered as it is when it learns. Let go, and with the full input it mostly falls back to what it sees.",
   [{ act: { name: "sample", number: 0 } }]],
  ["Turn the input down to a fifth, hold a class again and let go: now the state mostly stays, since the neurons hold one another.",
   [{ set: { drive: 0.2 } }]],
  ["Flip a tenth of the neurons. A state at rest has a basin: from near it the network comes back.",
   [{ act: { name: "flip", share: 0.1 } }]],
  ["Without self-coupling and with couplings four times as strong rest is lost: the network goes in a circle, or on and on. Slide both back, and it settles.",
   [{ set: { self_coupling: 0, gain: 4, drive: 0.2 } }]],
];

export const TOURS = { settling };
