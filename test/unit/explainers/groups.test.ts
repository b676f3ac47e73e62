import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/explainers/options.ts';
import { meanOverBackground } from '../../../src/games/background-mean.ts';
import type { Coalitions } from '../../../src/games/coalitions.ts';
import type { TabularGame } from '../../../src/games/game.ts';
import { groupPlayers } from '../../../src/games/groups.ts';
import { tabularMasker } from '../../../src/games/tabular-masker.ts';
import { contextOf, driveAll } from '../support/drive.ts';
import { explainers } from '../support/explainers.ts';
import { byCoalitions, type TestGame } from '../support/games.ts';

// A colour as three columns of which one is 1. The model's answer to rows with no colour or several
// shows only where the columns are played one by one; no such row exists.
const columns = ['age', 'red', 'size', 'green', 'blue', 'weight'];
const colour = ['red', 'green', 'blue'];
type Row = readonly number[];
const model = ([age, red, size, green, blue, weight]: Row): number => {
  const colours = red + green + blue;
  if (colours !== 1) return colours === 0 ? -20 : 30 * colours;
  return red * age + green * size * weight - blue * (age - size) + 0.5 * weight;
};
const instance: Row = [4, 1, 2, 0, 0, 3];
const background: readonly Row[] = [
  [1, 0, 1, 1, 0, 2],
  [2, 0, 5, 0, 1, -1],
  [0, 1, 3, 0, 0, 4],
  [3, 0, 2, 1, 0, 1],
];

const groups = { colour };
const names = ['age', 'colour', 'size', 'weight'];

/** The grouped game by its definition, without the code that plays it. */
const defined: TestGame = {
  players: names.length,
  outputs: 1,
  value: (present) => {
    const here = (column: string): boolean => present[names.indexOf(colour.includes(column) ? 'colour' : column)] === 1;
    const rows = background.map((row) => row.map((x, c) => (here(columns[c]) ? instance[c] : x)));
    return [rows.reduce((sum, row) => sum + model(row) / rows.length, 0)];
  },
};

/** Values of coalitions as the engine finds them: masker, model, mean over the background. */
function played(playerOf: Int32Array, players: number): (coalitions: Coalitions) => Float64Array {
  const data = { count: background.length, columns: columns.length, data: Float32Array.from(background.flat()) };
  const game: TabularGame = {
    kind: 'tabular',
    players,
    instance: Float32Array.from(instance),
    background: data,
    playerOf,
  };
  const masker = tabularMasker(game);
  return (coalitions) => {
    const rows = coalitions.count * masker.rowsPerCoalition;
    const filled = new Float32Array(rows * columns.length);
    masker.write(coalitions, 0, rows, filled);
    const answers = Float32Array.from({ length: rows }, (_, r) =>
      model([...filled.subarray(r * columns.length, (r + 1) * columns.length)]),
    );
    return meanOverBackground(answers, { rows: masker.rowsPerCoalition, outputs: 1, selected: [0], logOdds: false });
  };
}

function explained(
  name: string,
  given: Readonly<Record<string, readonly string[]>> | null,
): { names: readonly string[]; values: Float64Array } {
  const players = groupPlayers(columns, given);
  const value = played(players.playerOf, players.names.length);
  const description = explainers.find((each) => each.name === name)!;
  const context = contextOf({ players: players.names.length, outputs: 1 });
  const { result } = driveAll(description.create(context, readOptions(description)), (ask) => {
    if (ask.kind !== 'coalitions') throw new Error('not coalitions');
    return value(ask.coalitions);
  });
  return { names: players.names, values: result!.values };
}

// Owen values (partition-shap) are another solution of the same game.
const estimators = explainers
  .filter(({ family, name, structural }) => family === 'shap' && !structural && name !== 'partition-shap')
  .map(({ name }) => name);

describe.each(estimators)('a group of one-hot columns in %s', (name) => {
  it('is one player, with the Shapley value of the grouped game', () => {
    const found = explained(name, groups);
    expect(found.names).toEqual(names);
    const exact = byCoalitions(defined);
    found.values.forEach((value, p) => {
      expect(Math.abs(value - exact[p]), names[p]).toBeLessThan(1e-5);
    });
  });

  it('is not the sum of its columns', () => {
    const grouped = explained(name, groups);
    const single = explained(name, null);
    expect(single.names).toEqual(columns);
    const sum = colour.reduce((all, column) => all + single.values[columns.indexOf(column)], 0);
    const own = grouped.values[names.indexOf('colour')];
    expect(Math.abs(sum - own)).toBeGreaterThan(0.5 * Math.abs(own));
    // Both share out the same difference.
    const total = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
    expect(Math.abs(total(single.values) - total(grouped.values))).toBeLessThan(1e-5);
  });
});
