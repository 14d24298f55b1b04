// Frames as basinet.live.frames states them: little endian, a head, scalars, a picture.

const MAGIC = 0xba51;
export const POINTS = 1, BARS = 2, CELLS = 3, PAUSED = 1, UNWELL = 2;

export function decode(buffer) {
  const view = new DataView(buffer);
  if (view.getUint16(0, true) !== MAGIC) throw new Error("no frame");
  const kind = view.getUint8(2), flags = view.getUint8(3), tick = view.getUint32(4, true);
  const agents = view.getUint32(8, true), count = view.getUint8(12), scalars = [];
  let at = 13;
  for (let k = 0; k < count; k++, at += 4) scalars.push(view.getFloat32(at, true));
  const part = kind === POINTS ? points(view, at, agents) : kind === BARS ? bars(view, at, agents) : cells(view, at, agents);
  return { kind, flags, tick, agents, scalars, ...part };
}

function bytes(view, at, length) { return new Uint8Array(view.buffer, view.byteOffset + at, length); }

function points(view, at, agents) {
  const centre = [view.getFloat32(at, true), view.getFloat32(at + 4, true)], reach = view.getFloat32(at + 8, true);
  at += 12;
  const x = new Float32Array(agents), y = new Float32Array(agents);  // of the picture, from -1 to 1
  for (let i = 0; i < agents; i++) {
    x[i] = view.getInt16(at + 4 * i, true) / 32767;
    y[i] = view.getInt16(at + 4 * i + 2, true) / 32767;
  }
  at += 4 * agents;
  const hue = bytes(view, at, agents);
  at += agents;
  const rows = view.getUint8(at), columns = view.getUint8(at + 1);
  return { centre, reach, x, y, hue, rows, columns, ground: bytes(view, at + 2, rows * columns) };
}

function bars(view, at, agents) {
  const height = new Float32Array(agents);
  for (let i = 0; i < agents; i++) height[i] = view.getUint16(at + 2 * i, true) / 65535;
  return { height, hue: bytes(view, at + 2 * agents, agents) };
}

function cells(view, at, agents) {
  const columns = view.getUint16(at, true), besideColumns = view.getUint16(at + 2, true);
  const beside = view.getUint32(at + 4, true), rows = view.getUint8(at + 8), across = view.getUint8(at + 9);
  at += 10;
  const level = bytes(view, at, agents), marks = bytes(view, at + agents, Math.ceil(agents / 8));
  at += agents + marks.length;
  const picture = bytes(view, at, beside), numbers = [];
  at += beside;
  for (let row = 0; row < rows; row++) {
    numbers.push([]);
    for (let k = 0; k < across; k++, at += 4) numbers[row].push(view.getFloat32(at, true));
  }
  return { columns, besideColumns, level, marks, beside: picture, bars: numbers };
}
