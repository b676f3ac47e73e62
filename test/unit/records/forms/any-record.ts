import fc from 'fast-check';
import { type Explanation, parseExplanation } from '../../../../src/records/record.ts';
import { plainRecord } from '../../support/record.ts';

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
const error = fc.double({ min: 0, max: 1e3, noNaN: true });
const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
const names = (most: number) =>
  fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: most });
const times = <T>(count: number, of: fc.Arbitrary<T>) => fc.array(of, { minLength: count, maxLength: count });

type Input = Pick<Explanation, 'input' | 'players' | 'groups'>;

const table: fc.Arbitrary<Input> = names(6).chain((columns) =>
  times(columns.length, fc.oneof(number, fc.string(), fc.constant(null))).map((values) => ({
    input: { kind: 'tabular' as const, sha256: 'b', columns, values, row: 3 },
    players: columns,
    groups: null,
  })),
);

/** Words, one space after each. */
const text: fc.Arbitrary<Input> = words.map((players) => {
  const starts = players.map((_, at) => players.slice(0, at).reduce((sum, word) => sum + word.length + 1, 0));
  const spans = players.map((word, at): [number, number][] => [[starts[at], starts[at] + word.length]]);
  return {
    input: {
      ...{ kind: 'text' as const, sha256: 'b', text: players.map((word) => `${word} `).join(''), spans },
      ...{ absent: 'remove' as const, part: null, phrases: { left: [], right: [] } },
    },
    players,
    groups: null,
  };
});

const picture: fc.Arbitrary<Input> = fc.integer({ min: 1, max: 6 }).map((count) => ({
  input: {
    ...{ kind: 'image' as const, sha256: 'b', file: 'a.png', width: 1, height: 1 },
    ...{ picture: null, segments: 'AAA=', fill: 'blur' },
  },
  players: Array.from({ length: count }, (_, at) => `segment ${at}`),
  groups: null,
}));

/** Several columns as one player. */
const groups: fc.Arbitrary<Input> = names(5).map((columns) => ({
  input: { kind: 'tabular' as const, sha256: 'b', columns: [...columns, 'x', 'y'], values: null, row: null },
  players: [...columns, 'x and y'],
  groups: { 'x and y': ['x', 'y'] },
}));

/** Symmetric, with a diagonal of 0. */
const matrix = (players: number): fc.Arbitrary<number[][]> =>
  times(players, times(players, number)).map((rows) =>
    rows.map((_, i) => rows.map((_, j) => (i === j ? 0 : rows[Math.min(i, j)][Math.max(i, j)]))),
  );

const ways = [
  { name: 'exact', options: {} },
  { name: 'tree-shap', options: {} },
  { name: 'interactions', options: { index: 'shapley' } },
  { name: 'interactions', options: { index: 'faithful' } },
  { name: 'banzhaf', options: {} },
];

/** Valid records of all kinds of input, of several outputs, with and without errors. */
export const anyRecord: fc.Arbitrary<Explanation> = fc
  .tuple(fc.oneof(table, text, picture, groups), names(4), fc.constantFrom(...ways))
  .chain(([input, outputs, way]) => {
    const [k, players] = [outputs.length, input.players.length];
    const together = way.name === 'interactions' ? times(k, matrix(players)) : fc.constant(undefined);
    return fc
      .record({
        attributions: times(k, times(players, number)),
        standardErrors: fc.option(times(k, times(players, error))),
        interactions: together,
        base: times(k, number),
        prediction: times(k, number),
        modelOutput: times(k, number),
        space: fc.constantFrom('output' as const, 'logit' as const, 'raw' as const),
      })
      .map(({ interactions, ...numbers }) =>
        parseExplanation({
          ...plainRecord,
          ...input,
          ...numbers,
          ...(interactions && { interactions }),
          outputs,
          additivityResidual: null,
          explainer: { ...plainRecord.explainer, ...way },
        }),
      );
  });
