import { describe, expect, it } from 'vitest';
import { chartFor, chartsFor } from '../../../src/charts/index.ts';
import { description } from '../../../src/charts/kinds/sequence-map.ts';
import { estimateWidth } from '../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../src/charts/scene/scene.ts';
import { viewOf } from '../../../src/charts/view.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { credit, sequence } from './fixtures.ts';

const input = sequence.input as Extract<Explanation['input'], { kind: 'tabular' }>;
const played = (players: 'feature' | 'step' | 'cell', change: Partial<NonNullable<typeof input.sequence>> = {}) => ({
  ...sequence,
  input: { ...input, sequence: { ...(input.sequence as NonNullable<typeof input.sequence>), ...change, players } },
});

function marksOf(mark: Mark): Mark[] {
  return [mark, ...(mark.children ?? []).flatMap(marksOf)];
}
const cellsIn = (record: Explanation, width = 700) =>
  description
    .scene(viewOf(record), { width, measure: estimateWidth })
    .marks.flatMap(marksOf)
    .filter(({ attributes }) => attributes?.['data-player'] !== undefined);

describe('map of a sequence', () => {
  it('is offered where cells are players, and first where they are many', () => {
    expect(chartsFor(sequence).map(({ name }) => name)).toContain('sequence-map');
    expect(chartFor(sequence).name).toBe('sequence-map');
    expect(chartFor(sequence, 'bars').name).toBe('bars');
    for (const other of [credit, played('step'), played('feature'), played('cell', { steps: 23 })])
      expect(chartsFor(other).map(({ name }) => name)).not.toContain('sequence-map');
  });

  it.each(['TF', 'FT'] as const)('has a cell for each step of each feature: %s', (layout) => {
    for (const width of [700, 350]) {
      const cells = cellsIn(played('cell', { layout }), width);
      expect(new Set(cells.map(({ attributes }) => attributes?.['data-player'])).size).toBe(72);
      for (const { attributes } of cells)
        expect(Number(attributes?.x) + Number(attributes?.width)).toBeLessThanOrEqual(width);
    }
    const [first, second] = cellsIn(played('cell', { layout })).map(({ attributes }) => attributes?.['data-player']);
    expect([first, second]).toEqual(layout === 'TF' ? [0, 3] : [0, 1]);
  });

  it('colours grow with the values, the strongest in full', () => {
    const view = viewOf(sequence);
    for (const { attributes } of cellsIn(sequence)) {
      const player = view.players.find(({ index }) => index === attributes?.['data-player']);
      expect(attributes?.fill).toBe((player?.value ?? 0) >= 0 ? 'toward' : 'away');
      expect(Number(attributes?.['fill-opacity'])).toBeCloseTo(Math.abs(player?.value ?? 0) / view.largest, 2);
    }
  });

  it('arrow keys go through steps and features, and stop at the edges', () => {
    const view = viewOf(sequence);
    const go = (from: number | null, ...keys: string[]) =>
      keys.reduce((at, key) => description.cells?.step(view, at, key) ?? null, from);
    expect(go(null, 'ArrowRight')).toBe(view.players[0].index);
    expect(go(0, 'ArrowRight')).toBe(3);
    expect(go(0, 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown')).toBe(5);
    expect(go(0, 'ArrowLeft')).toBe(0);
    expect(go(0, 'ArrowUp')).toBe(0);
    expect(go(5, 'End')).toBe(71);
    expect(go(71, 'Home')).toBe(0);
    expect(description.cells?.step(view, 0, 'Enter')).toBeNull();
    expect(description.cells?.readout(view, 5)).toContain('temperature 2');
    expect(description.cells?.table(view).rows).toHaveLength(72);
  });
});
