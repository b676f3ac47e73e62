import { message } from '../../catalogue/message.ts';
import { matchNames } from '../../data/tables/column-names.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import { OrielError } from '../../errors.ts';
import { featureNames } from '../../models/bind/tabular.ts';
import type { ModelFacts } from '../../models/model.ts';
import type { Question } from '../protocol.ts';
import type { StudyChoice } from './study.ts';

/** More sheets than this are not looked through for the one that fits. */
const MOST_LOOKED_AT = 20;

/**
 * The sheet of a table's file: the one that was named or answered, else the first that has the most
 * of the columns that the model names. Throws `data-sheet` where there is none of that name, and
 * what the reader throws for a named one.
 */
export function sheetFor(
  table: RawTable,
  facts: ModelFacts,
  { sheet, answers, card }: StudyChoice,
): { readonly raw: RawTable; readonly questions: readonly Question[] } {
  const { sheets } = table;
  if (!sheets) {
    if (sheet !== undefined) throw new OrielError('data-sheet', { file: table.file, sheet, sheets: [] });
    return { raw: table, questions: [] };
  }
  if (sheet !== undefined) return { raw: sheets.open(sheet), questions: [] };
  const answered = answers?.sheet !== undefined && sheets.names.includes(answers.sheet) ? answers.sheet : null;
  const raw = answered === null ? fittingSheet(table, facts, card) : sheets.open(answered);
  const choices = sheets.names.map((name) => ({ value: name, label: name }));
  const guess = raw.sheets?.chosen ?? sheets.chosen;
  return { raw, questions: [{ about: 'sheet', text: message('question.sheet'), choices, guess }] };
}

function fittingSheet(table: RawTable, facts: ModelFacts, card: StudyChoice['card']): RawTable {
  const wanted = featureNames(facts, card ?? null) ?? facts.inputs.map(({ name }) => name);
  let best = table;
  let most = 0;
  for (const name of table.sheets?.names.slice(0, MOST_LOOKED_AT) ?? []) {
    const sheet = name === table.sheets?.chosen ? table : opened(table, name);
    const found = sheet ? matchNames(wanted, sheet.header).found.filter((at) => at >= 0).length : 0;
    if (!sheet || found <= most) continue;
    best = sheet;
    most = found;
  }
  return best;
}

/** A sheet, where it holds a table. */
function opened(table: RawTable, name: string): RawTable | null {
  try {
    return table.sheets?.open(name) ?? null;
  } catch (error) {
    if (error instanceof OrielError) return null;
    throw error;
  }
}
