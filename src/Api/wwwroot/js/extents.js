// A host's extents on a canvas: a grid of cells in physical order, each standing for equally many extents. A cell is filled from the
// bottom with what its extents are, so that a cell half sold looks half full.

const cellPixels = 10;
const gapPixels = 2;
const wantedCells = 1200;
const minimumRows = 4;
const releasedSeconds = 10;

// From the bottom of a cell upwards.
const kinds = ["quarantined", "allocated", "dirty", "released"];

const kindOf = run => (run.state === "free" ? (run.dirty ? "dirty" : "free") : run.state);

/** Extents by kind. */
export function countByKind(runs) {
  const counts = { free: 0, allocated: 0, quarantined: 0, dirty: 0 };
  for (const run of runs) counts[kindOf(run)] += run.count;
  return counts;
}

/** What was held before and is clean and free now. There is but one way there: quarantine, scrub, read-back, release. */
export function releasedSince(before, now, at) {
  const held = before.filter(run => run.state !== "free");
  const free = now.filter(run => kindOf(run) === "free");
  const released = [];
  for (const [one, other] of overlaps(held, free)) {
    const first = Math.max(one.first, other.first);
    released.push({ first, count: Math.min(one.first + one.count, other.first + other.count) - first, at });
  }
  return released;
}

/** Those of the released that are still worth showing, and were not taken again. */
export const stillFresh = (released, runs, at) => released
  .filter(stretch => at - stretch.at < releasedSeconds * 1000)
  .filter(stretch => [...overlaps([stretch], runs.filter(run => run.state !== "free"))].length === 0);

/** Pairs of runs that share extents; both lists are in physical order. */
function* overlaps(ones, others) {
  for (let i = 0, j = 0; i < ones.length && j < others.length;) {
    const [one, other] = [ones[i], others[j]];
    const [oneEnd, otherEnd] = [one.first + one.count, other.first + other.count];
    if (one.first < otherEnd && other.first < oneEnd) yield [one, other];
    if (oneEnd <= otherEnd) i++;
    else j++;
  }
}

/** Draws the map as wide as its canvas is. */
export function drawMap(canvas, runs, released, total) {
  const width = canvas.clientWidth;
  if (width === 0 || total === 0) return;

  const columns = Math.max(1, Math.floor((width + gapPixels) / (cellPixels + gapPixels)));
  const rows = Math.max(minimumRows, Math.ceil(Math.min(wantedCells, total) / columns));
  const height = rows * (cellPixels + gapPixels) - gapPixels;
  const sharp = window.devicePixelRatio || 1;
  // Setting a canvas's size clears it, so it is set only when it changed.
  if (canvas.width !== Math.round(width * sharp)) canvas.width = Math.round(width * sharp);
  if (canvas.height !== Math.round(height * sharp)) canvas.height = Math.round(height * sharp);
  canvas.style.height = `${height}px`;

  const context = canvas.getContext("2d");
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  context.clearRect(0, 0, width, height);
  const colours = coloursOf(canvas);
  const perCell = total / (columns * rows);
  const shares = sharesOf(runs, released, columns * rows, perCell);
  for (let cell = 0; cell < columns * rows; cell++) {
    const x = (cell % columns) * (cellPixels + gapPixels);
    const y = Math.floor(cell / columns) * (cellPixels + gapPixels);
    drawCell(context, colours, x, y, shares[cell]);
  }
}

/** For each cell, which part of its extents is of each kind, 0 to 1. */
function sharesOf(runs, released, cells, perCell) {
  const shares = Array.from({ length: cells }, () => ({}));
  const spread = (stretch, kind) => {
    const end = stretch.first + stretch.count;
    for (let cell = Math.floor(stretch.first / perCell); cell < cells && cell * perCell < end; cell++) {
      const part = Math.min(end, (cell + 1) * perCell) - Math.max(stretch.first, cell * perCell);
      if (part > 0) shares[cell][kind] = (shares[cell][kind] ?? 0) + part / perCell;
    }
  };
  for (const run of runs) if (kindOf(run) !== "free") spread(run, kindOf(run));
  for (const stretch of released) spread(stretch, "released");
  return shares;
}

function drawCell(context, colours, x, y, shares) {
  context.fillStyle = colours.free;
  context.fillRect(x, y, cellPixels, cellPixels);
  let bottom = y + cellPixels;
  for (const kind of kinds) {
    if (!shares[kind]) continue;
    const height = Math.min(bottom - y, Math.max(2, Math.round(shares[kind] * cellPixels)));     // the least of it can be seen
    bottom -= height;
    context.fillStyle = colours[kind];
    context.fillRect(x, bottom, cellPixels, height);
    if (kind === "dirty" || kind === "quarantined") hatch(context, colours.hatch, x, bottom, height, kind === "dirty" ? 1 : -1);
  }
}

/** Diagonals, so that nothing is told by its colour alone: dirty rises, quarantined falls. */
function hatch(context, colour, x, y, height, direction) {
  context.save();
  context.beginPath();
  context.rect(x, y, cellPixels, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let offset = -cellPixels; offset <= cellPixels; offset += 5) {
    context.moveTo(x + offset, direction > 0 ? y + cellPixels : y);
    context.lineTo(x + offset + cellPixels, direction > 0 ? y : y + cellPixels);
  }
  context.stroke();
  context.restore();
}

function coloursOf(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(["free", ...kinds, "hatch"].map(kind => [kind, style.getPropertyValue(`--map-${kind}`).trim()]));
}
