import { message } from '../../catalogue/message.ts';
import type { Column, Table } from '../../data/tables/table.ts';
import { takeColumns } from '../../data/tables/take-columns.ts';
import { guessTarget } from '../../data/tables/target.ts';
import type { ModelFacts } from '../../models/model.ts';
import type { Answers, Question } from '../protocol.ts';

export interface ColumnWindow {
  /** The columns that the model is given, and the target if there is one. */
  readonly table: Table;
  readonly target: string | null;
  readonly questions: readonly Question[];
}

/** Names of columns that number the rows rather than describe them. */
const NUMBERING = /^(id|.*[_ ]id|index|no|nr|row|unnamed.*|column 1)$/i;

/**
 * The model takes M columns without naming them, and the table has more than M + 1. The M columns
 * almost always stand side by side, with row numbers before them and targets behind, so the person
 * is asked where they begin. Null where there is nothing to ask: the model names its columns or
 * does not say M, the table is small enough, or no M columns in a row would do.
 */
export function columnWindow(whole: Table, facts: ModelFacts, answers: Answers): ColumnWindow | null {
  const { columns } = whole;
  const [input] = facts.inputs;
  const width = input?.shape[1] ?? null;
  const named = facts.metadata.feature_names ?? facts.metadata.features;
  if (
    facts.inputs.length !== 1 ||
    input.shape.length !== 2 ||
    width === null ||
    named !== undefined ||
    columns.length <= width + 1
  )
    return null;

  const isText = ({ levels, says }: Column): boolean => input.type !== 'string' && levels !== null && !says;
  const textsBefore = countedBefore(columns, isText);
  const starts = Array.from({ length: columns.length - width + 1 }, (_, start) => start).filter(
    (start) => textsBefore[start + width] === textsBefore[start],
  );
  if (starts.length === 0) return null;

  const likely = guessTarget(whole, null).column;
  const oddBefore = countedBefore(columns, ({ name }) => NUMBERING.test(name) || name === likely);
  const unlikely = (start: number) => oddBefore[start + width] - oddBefore[start];
  const guess = [...starts].sort((a, b) => unlikely(a) - unlikely(b) || a - b)[0];
  const start = starts.includes(Number(answers.columns)) ? Number(answers.columns) : guess;

  // Of the columns left over: the likely target, else the last one behind the window.
  const left = [...columns.keys()].filter((at) => at < start || at >= start + width);
  const target =
    left.find((at) => columns[at].name === (answers.target ?? likely)) ??
    left.filter((at) => at >= start + width).at(-1);
  const taken = Array.from({ length: width }, (_, at) => start + at);
  return {
    table: takeColumns(whole, target === undefined ? taken : [...taken, target]),
    target: target === undefined ? null : columns[target].name,
    questions: [
      {
        about: 'columns',
        text: message('question.columns', { width }),
        choices: starts.map((at) => ({
          value: String(at),
          label: message('question.columnsFrom', {
            first: at + 1,
            last: at + width,
            from: columns[at].name,
            to: columns[at + width - 1].name,
          }),
        })),
        guess: String(start),
      },
      ...(target !== undefined && left.length > 1
        ? [
            targetQuestion(
              left.map((at) => columns[at].name),
              columns[target].name,
            ),
          ]
        : []),
    ],
  };
}

/** How many columns before each place are such ones. */
function countedBefore(columns: readonly Column[], isSuch: (column: Column) => boolean): number[] {
  const counts = [0];
  for (const [at, column] of columns.entries()) counts.push(counts[at] + Number(isSuch(column)));
  return counts;
}

/** Asks which of these columns is the target. */
export const targetQuestion = (names: readonly string[], guess: string): Question => ({
  about: 'target',
  text: message('question.target'),
  choices: names.map((name) => ({ value: name, label: name })),
  guess,
});
