import { expect, test } from 'vitest';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { OrielError } from '../../../../src/errors.ts';
import { bindTabular, numberLevels } from '../../../../src/models/bind/index.ts';
import { nativePredictor } from '../../../../src/models/native.ts';
import { readModel } from '../../../../src/models/read.ts';
import { structureOf } from '../../../../src/models/structure.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { pick } from '../../../support/models.ts';
import { type LiteralCase, lgbCase, xgbCase } from './literal.ts';

// A file whose documented fields are varied is answered as the libraries' rules say, or refused.

const COUNT = Number(process.env.ORIEL_LITERAL ?? 600);

/** The answers of a file to a table, from the bytes on, as a study gives them. */
async function answersOf({ bytes, csv }: LiteralCase): Promise<Float64Array> {
  const { facts } = await readModel(bytes, 'model', async () => null);
  const raw = parseCsv(new TextEncoder().encode(csv), 'table.csv');
  const numbered = numberLevels(facts, raw, { card: null, target: null });
  const { table } = tableFrom(raw, null, numbered.levels);
  const bound = bindTabular(numbered.facts, table, null, null);
  const structure = await structureOf(bytes, facts.file, bound.binding);
  if (!structure) throw new Error('no structure');
  return nativePredictor(structure).predict(pick(table, bound.columns), table.rows.count);
}

test(`${COUNT} models answer by the letter of the libraries, or are refused`, {
  timeout: 60_000 + COUNT * 50,
}, async () => {
  const random = createRandom(7041);
  const ends = { answered: 0, refused: 0 };
  for (let i = 0; i < COUNT; i++) {
    const made = i % 2 === 0 ? xgbCase(random) : lgbCase(random);
    const found = await answersOf(made).catch((error: unknown) => {
      if (error instanceof OrielError && /^(model|data)-/.test(error.code)) return error;
      throw new Error(`case ${i}: ${made.label}`, { cause: error });
    });
    if (made.answers === null) {
      expect(found, `case ${i}: ${made.label}`).toBeInstanceOf(OrielError);
      ends.refused++;
      continue;
    }
    if (found instanceof OrielError) throw new Error(`case ${i}: ${made.label}\n${made.csv}`, { cause: found });
    const expected = made.answers.flat();
    expect(found).toHaveLength(expected.length);
    for (const [at, value] of expected.entries())
      if (!(Math.abs(found[at] - value) <= 1e-5 * Math.max(1, Math.abs(value))))
        throw new Error(`case ${i}: ${made.label}: answer ${at} is ${found[at]}, not ${value}`);
    ends.answered++;
  }
  expect(ends.answered).toBeGreaterThan(COUNT / 3);
  expect(ends.refused).toBeGreaterThan(COUNT / 10);
});
