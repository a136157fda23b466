import { A4_TEN_UP, type Box, type FrontFace } from './sheet-layout.js';

const { card, safe, back, front } = A4_TEN_UP;
// Boxes that lie in or under others.
const { panel, panelClearance, pin, warning, warningTitle, warningText, ...besides } = back;
const faces: [string, Record<string, Box>][] = [
  ...Object.entries(front).map(([tillCode, face]): [string, Record<string, Box>] => [tillCode, boxesOf(face)]),
  ['back', { ...besides, panel, warning }],
];

describe.each(faces)('the face %s', (_name, boxes) => {
  it('lets no two things touch', () => {
    const entries = Object.entries(boxes);
    for (const [i, [a, boxA]] of entries.entries()) {
      for (const [b, boxB] of entries.slice(i + 1)) {
        if (gapBetween(boxA, boxB) < 0) throw new Error(`${a} and ${b} overlap`);
      }
    }
  });

  it('keeps all texts and codes away from the cut', () => {
    for (const [box, { x, y, width, height }] of Object.entries(boxes)) {
      if (box === 'panel') continue; // ink over the PIN, which itself keeps away
      const margin = Math.min(x, y, card.width - x - width, card.height - y - height);
      expect({ box, margin: margin >= safe - 1e-9 }).toEqual({ box, margin: true });
    }
  });
});

describe('the panel', () => {
  it('covers the PIN with 2 mm to spare on all sides, at least 1 mm from the edge', () => {
    expect(insideBy(pin, panel)).toBeGreaterThanOrEqual(2 - 1e-9);
    expect(insideBy(panel, { x: 0, y: 0, ...card })).toBeGreaterThanOrEqual(1);
  });

  it('has nothing beside it that it could cover', () => {
    for (const [name, box] of Object.entries({ ...besides, warning })) {
      expect({ name, clear: gapBetween(panel, box) >= panelClearance - 1e-9 }).toEqual({ name, clear: true });
    }
  });
});

it('keeps the warning inside its tint', () => {
  expect(insideBy(warningTitle, warning)).toBeGreaterThanOrEqual(0);
  expect(insideBy(warningText, warning)).toBeGreaterThanOrEqual(0);
  expect(gapBetween(warningTitle, warningText)).toBeGreaterThanOrEqual(0);
});

/** The band lies under the product's texts and runs over the edge. */
function boxesOf({ band: _band, ...boxes }: FrontFace): Record<string, Box> {
  return boxes;
}

/** Negative if they overlap. */
function gapBetween(a: Box, b: Box): number {
  const x = Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width);
  const y = Math.max(a.y, b.y) - Math.min(a.y + a.height, b.y + b.height);
  return Math.max(x, y) + 1e-9;
}

function insideBy(inner: Box, outer: Box): number {
  return Math.min(
    inner.x - outer.x,
    inner.y - outer.y,
    outer.x + outer.width - inner.x - inner.width,
    outer.y + outer.height - inner.y - inner.height,
  );
}
