// Tours through the rooms: a sentence or two for each step, and what is done for it.

const act = (name, more = {}) => ({ act: { name, ...more } });
const set = (values) => ({ set: values });

export const TOURS = {
  settling: [
    ["Every cell is a neuron, light when it is up. The picture drives them and they drive one another; a framed one disagrees with its field. When no frame is left the network has settled, and the longest light bar is its answer.",
     [set({ drive: 1, gain: 1, self_coupling: 1 }), act("release"), act("sample", { number: 0 })]],
    ["Hold a class: the network is steered as it is when it learns. Let go, and with the full input it mostly falls back to what it sees.",
     [act("sample", { number: 0 })]],
    ["Turn the input down to a fifth, hold a class again and let go: now the state mostly stays, since the neurons hold one another.",
     [set({ drive: 0.2 })]],
    ["Flip a tenth of the neurons. A state at rest has a basin: from near it the network comes back.",
     [act("flip", { share: 0.1 })]],
    ["Without self-coupling and with couplings four times as strong rest is lost: the network goes in a circle, or on and on. Slide both back, and it settles.",
     [set({ self_coupling: 0, gain: 4, drive: 0.2 })]],
  ],
  memory: [
    ["Twenty pictures are stored. Of this one the lower half is hidden, and the memory fills it in: what is retrieved is a mixture of stored pictures by the weights of the bars.",
     [set({ beta: 30 }), act("sample", { number: 0 }), act("half")]],
    ["A small β blends many pictures: the bars share the weight, and what is retrieved is a mean of several.",
     [set({ beta: 1.5 })]],
    ["A large β decides for one. The energy falls at every tick and then stays.",
     [set({ beta: 60 }), act("sample", { number: 9 }), act("half")]],
  ],
  "dense-memory": [
    ["Neurons of two values, which interact P at a time. The lower half of the picture is hidden and found again, neuron by neuron, while the energy falls.",
     [set({ order: 8, hold: 1 }), act("sample", { number: 0 }), act("half")]],
    ["With P = 2 this is the Hopfield network of 1982. Twenty pictures that are alike are too many for it: it ends in a mixture.",
     [set({ order: 2 }), act("sample", { number: 0 }), act("half")]],
    ["Back to P = 8, and now noise: a fifth of the pixels is turned over, and none of them is held.",
     [set({ order: 8, hold: 0 }), act("sample", { number: 9 }), act("noise", { share: 0.2 })]],
  ],
  search: [
    ["Each arrow is a particle that flies over the function, dark where it is low. It is pulled to the best place it has seen itself and to the best that any has seen.",
     [set({ function: "himmelblau" })]],
    ["Without the pull of the others each looks for itself, and most find nothing.",
     [set({ function: "rastrigin", social: 0 })]],
    ["With it they agree on one valley. Click to throw some away: they come back.",
     [set({ social: 1.496 })]],
  ],
  moons: [
    ["Two moons of samples, and a network in which every neuron is a swarm of candidates for its weights. The line is the boundary that it draws.",
     [set({ right: 0, up: 0, spread: 0.12 })]],
    ["Move one moon: the boundary follows, since the swarms go on searching.", [set({ right: 0.4, up: 0.4 })]],
    ["More noise, and no boundary is right about all. Click to give samples the other label.", [set({ right: 0, up: 0, spread: 0.3 })]],
  ],
  kuramoto: [
    ["Each dot is a clock; its place on the circle and its colour are its phase, and no two have the same pace. They hear one another, and a part comes into step. The dashed line is what theory says of infinitely many: r = √(1 − 2γ/K).",
     [set({ coupling: 2, width: 0.5 })]],
    ["Below K = 2γ nobody is in step with the others: those that were drift apart.", [set({ coupling: 0.5 })]],
    ["Strong coupling catches all but the fastest and the slowest. Click on the crowd to turn some by half a circle: they come back.", [set({ coupling: 4 })]],
  ],

  swarmalators: [
    ["Agents that attract and repel, and turn one another's phase, which is their colour. Like phases attract, and neighbours avoid being in phase a little: a ring in groups, along which the phase follows the angle.",
     [set({ alike: 1, coupling: -0.1 })]],
    ["Avoid more, and the ring never rests. S says how far the phase follows the angle.", [set({ alike: 1, coupling: -0.75 })]],
    ["Neighbours come into phase instead: one disc, one colour.", [set({ alike: 0.1, coupling: 1 })]],
  ],

  vicsek: [
    ["Each bird takes the mean heading of those that it sees. With little noise all come to fly one way.", [set({ noise: 1, radius: 1 })]],
    ["More noise, and order falls; it is never 0 in a flock of finite size.", [set({ noise: 3.5 })]],
    ["At η = 2π headings are nothing but noise, and theory knows the order of chance: the dashed line.", [set({ noise: 6.25 })]],
  ],
  flock: [
    ["In the open plane each bird takes the mean velocity of those within its reach, weighed so that the mean of all never changes. Disagreement falls.", [set({ radius: 1 })]],
    ["With a short reach groups lose sight of one another, and each keeps its own way.", [set({ radius: 0.3, units: 40 })]],
    ["Click into a group to frighten it: those in reach of one another agree again.", [set({ radius: 1 })]],
  ],
  sorting: [
    ["Every bar is a cell that knows a local rule: orange ones aim at a place, blue ones compare themselves with a neighbour. No one leads, and the array is sorted.",
     [set({ rule: "Bubble()", other: "Selection()" })]],
    ["Choose the curve of clustering: for a while cells of one rule stand together, though no rule says so. Those that aim are faster.", []],
    ["The null model: both colours follow one rule, so that a colour means nothing. What clustering there is now, is chance.",
     [set({ rule: "Bubble()", other: "Bubble()" })]],
    ["Three cells that cannot be moved, grey. The others sort around them, and errors stay.",
     [set({ immovable: 3 })]],
  ],
};
