import { type OneHot, oneHotColumns } from '../../data/tables/one-hot.ts';
import type { TabularStudy } from '../studies/study.ts';
import { columnFacts } from './column-facts.ts';

/** Columns of a study's table of which one stands for a level (see `oneHotColumns`). */
export function oneHotGroups(study: TabularStudy): OneHot[] {
  const { columns, rows } = study.usable();
  const facts = columnFacts(study);
  return oneHotColumns({
    names: columns.map(({ name }) => name),
    rows: rows.count,
    isFlag: (at) =>
      columns[at].levels === null && facts[at].seen.length === 2 && facts[at].least === 0 && facts[at].most === 1,
    value: (row, column) => rows.number(row, column),
  });
}
