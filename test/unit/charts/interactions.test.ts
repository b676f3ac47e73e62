import { describe, expect, it } from 'vitest';
import { chartFor, chartsFor } from '../../../src/charts/index.ts';
import { interactionsOf } from '../../../src/charts/interactions-view.ts';
import { description } from '../../../src/charts/kinds/interactions.ts';
import { estimateWidth } from '../../../src/charts/scene/measure.ts';
import type { Mark } from '../../../src/charts/scene/scene.ts';
import { viewOf } from '../../../src/charts/view.ts';
import { caption, summary } from '../../../src/charts/wording.ts';
import { credit, creditPairs, image, regressionPairs, zeroPairs } from './fixtures.ts';

const view = viewOf(creditPairs, {}, description.max);
const canvas = { width: 700, measure: estimateWidth };
const all = (marks: readonly Mark[]): Mark[] => marks.flatMap((mark) => [mark, ...all(mark.children ?? [])]);
const cellsOf = (marks: readonly Mark[]) => all(marks).filter((mark) => mark.attributes['data-player'] !== undefined);

describe('interactions of a view', () => {
  it.each([creditPairs, regressionPairs])('main effects and pairs sum to the difference from the base', (record) => {
    const whole = viewOf(record);
    const found = interactionsOf(whole);
    const mains = found.players.reduce((sum, player) => sum + found.cell(player, player).value, 0);
    const pairs = found.pairs.reduce((sum, pair) => sum + pair.value, 0);
    expect(found.pairs).toHaveLength((record.players.length * (record.players.length - 1)) / 2);
    expect(mains + pairs).toBeCloseTo(whole.prediction - whole.base, 10);
  });

  it('has the players with the most interactions first, and the strongest pairs', () => {
    const { players, pairs } = interactionsOf(view);
    const totals = players.map(({ index }) =>
      (creditPairs.interactions?.[0][index] ?? []).reduce((sum, v) => sum + Math.abs(v), 0),
    );
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    const sizes = pairs.map(({ value }) => Math.abs(value));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it('has an error for each pair where the record does, and one for all where it does not', () => {
    expect(new Set(interactionsOf(view).pairs.map(({ error }) => error))).toEqual(new Set([0.0006]));
    const interactionErrors = [
      creditPairs.players.map((_, i) => creditPairs.players.map((__, j) => (i === j ? 0 : (i + j) / 1e4))),
    ];
    for (const { a, b, error } of interactionsOf(viewOf({ ...creditPairs, interactionErrors })).pairs)
      expect(error).toBe((a.index + b.index) / 1e4);
  });

  it('changes sign where the other class is shown', () => {
    const flipped = interactionsOf(viewOf(creditPairs, { flip: true }));
    const plain = interactionsOf(view);
    plain.pairs.forEach(({ a, b, value }) => {
      const [x, y] = [a, b].map(({ index }) => flipped.players.find((player) => player.index === index));
      if (!x || !y) throw new Error('a player is missing');
      expect(flipped.cell(x, y).value).toBeCloseTo(-value, 12);
      expect(flipped.cell(x, x).value).toBeCloseTo(-plain.cell(a, a).value, 12);
    });
  });
});

describe('the map', () => {
  it('is offered where there are interactions, and first where they were asked for', () => {
    expect(chartsFor(credit)).not.toContain(description);
    expect(chartsFor(image)).not.toContain(description);
    expect(chartFor(creditPairs)).toBe(description);
    expect(chartFor(creditPairs, 'bars').name).toBe('bars');
    expect(chartFor({ ...creditPairs, explainer: credit.explainer }).name).toBe('bars');
    expect(chartFor(credit, 'interactions').name).toBe('bars');
  });

  it('has a cell for each pair and each player shown, none twice, coloured by sign and size', () => {
    const cells = cellsOf(description.scene(view, canvas).marks);
    expect(cells).toHaveLength(78);
    const ids = cells.map((cell) => Number(cell.attributes['data-player']));
    expect(new Set(ids).size).toBe(78);
    const found = interactionsOf(view);
    const largest = Math.max(...found.players.slice(0, 12).map((each) => Math.abs(found.cell(each, each).value)));
    const count = creditPairs.players.length;
    const player = (index: number) => found.players.find((each) => each.index === index) ?? found.players[0];
    cells.forEach((cell, at) => {
      const { value } = found.cell(player(Math.floor(ids[at] / count)), player(ids[at] % count));
      expect(cell.attributes.fill).toBe(value >= 0 ? 'toward' : 'away');
      expect(Number(cell.attributes['fill-opacity'])).toBeCloseTo(Math.sqrt(Math.abs(value) / largest), 2);
    });
  });

  it('says what is left out, what counts most together, and that nothing does', () => {
    expect(caption('interactions', view)).toContain('The 12 of 20 features that interact most');
    expect(caption('interactions', viewOf(regressionPairs, {}, 12))).not.toContain('the table has them all');
    expect(summary('interactions', viewOf(regressionPairs))).toMatch(
      /^Map of interactions: the model’s answer for progression is .*; what counts most together: .* with .* \([+−][\d.]+\), .*, in the model’s units\.$/,
    );
    expect(summary('interactions', viewOf(zeroPairs))).toContain('no two features do anything together');
  });

  it('reads out both players and the value with its error, or one player alone', () => {
    const [first, second] = interactionsOf(view).players;
    const count = creditPairs.players.length;
    const readout = (a: number, b: number) => description.cells?.readout(view, a * count + b);
    expect(readout(first.index, second.index)).toContain(`${first.name} = `);
    expect(readout(first.index, second.index)).toMatch(
      / together with .*: [+−]?[\d.]+ percentage points, standard error 0\.\d+$/,
    );
    expect(readout(first.index, first.index)).toMatch(
      new RegExp(`^${first.name} = .* alone: [+−][\\d.]+ percentage points$`),
    );
  });

  it('is walked through by arrow keys, within its half', () => {
    const step = (active: number | null, key: string) => description.cells?.step(view, active, key) ?? null;
    const reached = new Set<number>();
    let at = step(null, 'Home');
    const ids = cellsOf(description.scene(view, canvas).marks).map((cell) => Number(cell.attributes['data-player']));
    for (let row = 0; row < 12; row++) {
      let cell = at;
      for (let column = row; column >= 0; column--) {
        reached.add(cell ?? -1);
        cell = step(cell, 'ArrowLeft');
      }
      expect(step(cell, 'ArrowLeft')).toBe(cell);
      const below = step(at, 'ArrowDown');
      if (row < 11) at = step(below, 'ArrowRight');
      else expect(below).toBe(at);
    }
    expect([...reached].sort()).toEqual([...ids].sort());
    expect(at).toBe(step(null, 'End'));
    expect(ids).toContain(step(null, 'ArrowDown'));
    expect(step(at, 'x')).toBeNull();
  });

  it('has every main effect and pair in the table, the largest first', () => {
    const table = description.cells?.table(view);
    expect(table?.rows).toHaveLength(210);
    expect(new Set(table?.rows.map(({ key }) => key)).size).toBe(210);
    expect(table?.header).toEqual(['Feature', 'Together with', 'Effect, percentage points']);
    expect(table?.rows.filter(({ cells }) => cells[1] === '(alone)')).toHaveLength(20);
  });

  it('outlines the cell pointed at on the page, never in a file', () => {
    const [first] = interactionsOf(view).players;
    const scene = description.scene(view, {
      ...canvas,
      active: first.index * creditPairs.players.length + first.index,
    });
    const outline = all(scene.marks).find((mark) => mark.key === 'active');
    expect(outline?.screenOnly).toBe(true);
    expect(all(description.scene(view, canvas).marks).some((mark) => mark.key === 'active')).toBe(false);
  });
});
