import { coverOf, PLAYERS, sampledImportance } from '../../unit/support/sampled-importance.ts';
import { figure, table } from '../accuracy/tables.ts';

/**
 * How often the interval of a column's mean size holds the truth, and what errors add to the plain
 * mean of sizes: a model whose Shapley values are known, of which 50 of 300 rows are explained.
 */
export function cover(times: number): void {
  const sampled = sampledImportance(times);
  const { truth, found } = sampled;
  const own = (each: (typeof found)[number], player: number) => each.find(({ name }) => name === PLAYERS[player]);
  const mean = (of: (each: (typeof found)[number]) => number): number =>
    found.reduce((sum, each) => sum + of(each), 0) / found.length;
  const covers = PLAYERS.map((_, player) => coverOf(sampled, player));
  table(
    `2a + b + 1.5ac + 2bcd, ten orders a row, ${times} times; e is not used`,
    ['mean size', 'true', 'plain mean', 'corrected', 'intervals hold the truth'],
    PLAYERS.map((name, player) => [
      name,
      figure(truth[player]),
      figure(mean((each) => own(each, player)?.plain ?? Number.NaN)),
      figure(mean((each) => own(each, player)?.importance.value ?? Number.NaN)),
      `${(100 * covers[player]).toFixed(1)} %`,
    ]),
  );
  const used = covers.slice(0, 4);
  const all = used.reduce((sum, one) => sum + one, 0) / used.length;
  console.log(`Of the columns that are used together: ${(100 * all).toFixed(1)} % (93 to 97 %).`);
}
