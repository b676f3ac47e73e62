// How near the search of networks comes: beside the best of 20,000 random draws around a row, ten
// times what the search may ask.

import { join } from 'node:path';
import { createOriel, type Oriel } from '../../src/library/index.ts';
import { createRandom, type Random } from '../../src/numerics/random.ts';
import type { Counterfactual } from '../../src/records/counterfactual.ts';

const DRAWS = 20_000;
const ROWS = 20;
/** Columns of a draw that change at most. */
const MOST = 5;

type Cells = readonly (string | number | null)[];
type Nearness = { readonly changed: number; readonly distance: number };

/** Prints a line for each network whose name contains `only`. */
export async function nearness(root: string, only = ''): Promise<void> {
  console.log(`\nthe search of networks beside the best of ${DRAWS} draws, which change 1 to ${MOST} columns\n`);
  for (const id of ['credit', 'breast-cancer'].filter((name) => `${name} mlp`.includes(only))) {
    const oriel = await createOriel({ keep: 'none' });
    const folder = join(root, 'public/examples', id);
    const card = join(folder, 'mlp.card.json');
    const model = await oriel.open([join(folder, 'mlp.onnx'), join(folder, 'data.csv')], { card });
    const random = createRandom(1);
    const rows: Cells[] = [];
    for (let row = 0; row < model.facts.rows; row++) rows.push(await model.row(row));
    const counts = { nearer: 0, equal: 0, farther: 0, neither: 0 };
    let calls = 0;
    for (let row = 0; row < ROWS; row++) {
      const record = await model.counterfactual(row, { count: 1, milliseconds: 600_000 }).result;
      calls = Math.max(calls, record.calls);
      const best = await bestDraw(oriel, { folder, record, rows, random });
      const [way] = record.ways;
      if (!way && !best) counts.neither++;
      else if (!way) counts.farther++;
      else if (!best || way.changed < best.changed) counts.nearer++;
      else if (way.changed > best.changed) counts.farther++;
      else if (Math.abs(way.distance - best.distance) < 1e-4) counts.equal++;
      else counts[way.distance < best.distance ? 'nearer' : 'farther']++;
    }
    const said = Object.entries(counts).map(([how, count]) => `${count} ${how}`);
    console.log(`${id} mlp`.padEnd(20), `${ROWS} rows: ${said.join(', ')}; at most ${calls} calls`);
    await oriel.close();
  }
}

interface Drawing {
  readonly folder: string;
  readonly record: Counterfactual;
  readonly rows: readonly Cells[];
  readonly random: Random;
}

/** The nearest of many draws with another answer: some columns as another row of the table has them. */
async function bestDraw(oriel: Oriel, { folder, record, rows, random }: Drawing): Promise<Nearness | null> {
  const { input, limits, target } = record;
  const free = limits.columns.flatMap(({ may }, at) => (may === 'nothing' ? [] : [at]));
  const draws = Array.from({ length: DRAWS }, () => {
    const changed = [...input.values];
    const other = rows[random.integer(rows.length)];
    const count = 1 + random.integer(Math.min(MOST, free.length));
    for (const at of random.shuffle([...free]).slice(0, count)) changed[at] = other[at];
    return changed;
  });
  const lines = [input.columns, ...draws].map((cells) => cells.map((cell) => JSON.stringify(cell ?? '')).join(','));
  const table = { name: 'draws.csv', data: new TextEncoder().encode(lines.join('\n')) };
  const model = await oriel.open([join(folder, 'mlp.onnx'), table], { card: join(folder, 'mlp.card.json') });
  await model.answerRows();
  const found = await model.rows({}, { from: 0, count: DRAWS, columns: [0, 1] });
  await model.close();
  const over = (output: readonly number[]) =>
    output[output.length - 1] >= ((target.kind === 'class' && target.threshold) || 0);
  let best: Nearness | null = null;
  for (const { row, answers } of found.rows) {
    if (!answers || over(answers) === over(record.modelOutput)) continue;
    let [changed, distance] = [0, 0];
    for (const at of free) {
      const [own, other] = [input.values[at], draws[row][at]];
      if (own === other) continue;
      changed++;
      const { deviation, cost } = limits.columns[at];
      const isNumber = typeof own === 'number' && typeof other === 'number' && deviation !== null;
      distance += isNumber ? (cost * Math.abs(other - own)) / deviation : cost;
    }
    if (!best || changed < best.changed || (changed === best.changed && distance < best.distance))
      best = { changed, distance };
  }
  return best;
}
