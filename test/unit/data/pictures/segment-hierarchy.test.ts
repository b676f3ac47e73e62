import { expect, it } from 'vitest';
import { neighboursOf, segmentHierarchy } from '../../../../src/data/pictures/segment-hierarchy.ts';
import { slic } from '../../../../src/data/pictures/slic.ts';
import { paint } from '../../support/pictures.ts';

const SIDE = 64;
/** A grid of `cells` × `cells` segments. */
const grid = (cells: number): Int32Array =>
  Int32Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const at = (x: number): number => Math.floor((x * cells) / SIDE);
    return at(Math.floor(pixel / SIDE)) * cells + at(pixel % SIDE);
  });
function membersOf({ players, left, right }: { players: number; left: Int32Array; right: Int32Array }): number[][] {
  const members = Array.from({ length: players }, (_, player) => [player]);
  for (let i = 0; i < left.length; i++) members.push([...members[left[i]], ...members[right[i]]]);
  return members;
}

it('keeps a red disc together, and apart from the rest until the last merge', () => {
  const inDisc = (x: number, y: number) => (x - 20) ** 2 + (y - 40) ** 2 < 14 ** 2;
  const picture = paint(SIDE, SIDE, (x, y) => (inDisc(x, y) ? [220, 30, 30] : [60 + y, 90 + x, 120]));
  const segments = slic(picture, 60);
  const count = Math.max(...segments) + 1;
  const tree = segmentHierarchy(picture, segments, count);
  const red = new Map<number, number>();
  segments.forEach((segment, pixel) => {
    red.set(segment, (red.get(segment) ?? 0) + (inDisc(pixel % SIDE, Math.floor(pixel / SIDE)) ? 1 : -1));
  });
  const disc = [...red].filter(([, votes]) => votes > 0).map(([segment]) => segment);
  expect(disc.length).toBeGreaterThan(3);
  const members = membersOf(tree).map((group) => group.sort((a, b) => a - b).join());
  expect(members).toContain(disc.sort((a, b) => a - b).join());
  expect(segmentHierarchy(picture, segments, count)).toEqual(tree);
});

it('joins neighbours only, and makes compact clusters of one colour', () => {
  const segments = grid(8);
  const picture = paint(SIDE, SIDE, () => [128, 128, 128]);
  const tree = segmentHierarchy(picture, segments, 64);
  const neighbours = neighboursOf(segments, SIDE, SIDE, 64);
  const members = membersOf(tree);
  const depth = new Array<number>(127).fill(0);
  for (let i = 62; i >= 0; i--) {
    const [a, b] = [members[tree.left[i]], members[tree.right[i]]];
    expect(a.some((p) => b.some((q) => neighbours[64 * p + q] === 1))).toBe(true);
    depth[tree.left[i]] = depth[tree.right[i]] = depth[64 + i] + 1;
  }
  expect(Math.max(...depth)).toBeLessThanOrEqual(8);
});

it('says which segments touch', () => {
  // 0 0 1
  // 0 2 1
  const found = neighboursOf(Int32Array.of(0, 0, 1, 0, 2, 1), 3, 2, 3);
  expect([...found]).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 0]);
  // 0 and 2 touch at a corner alone.
  expect([...neighboursOf(Int32Array.of(0, 1, 1, 2), 2, 2, 3)]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]);
});
