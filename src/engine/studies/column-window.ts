import { takeColumns } from '../../data/tables/select.ts';
import type { Table } from '../../data/tables/table.ts';
import { looksLikeTarget } from '../../data/tables/target.ts';
import type { ModelFacts } from '../../models/model.ts';
import { questionWords } from '../../words/en.ts';
import type { Answers, Question } from '../protocol.ts';

export interface Narrowed {
  /** The columns the model is given, and the target if there is one. */
  readonly table: Table;
  readonly target: string | null;
  readonly questions: readonly Question[];
}

/** Names of columns that number the rows rather than say something of them. */
const NUMBERING = /^(id|.*[_ ]id|index|no|nr|row|unnamed.*|column 1)$/i;

/**
 * A nameless model of M columns and a table of more than M + 1: which M of them, nobody says. They
 * almost always stand side by side, with row numbers before and targets behind, so the person is
 * asked where they begin. Null where there is nothing to ask: the model has names or says no M, the
 * table is small enough, or no M columns in a row would do.
 */
export function narrow(whole: Table, facts: ModelFacts, answers: Answers): Narrowed | null {
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

  const fits = (start: number) =>
    input.type === 'string' || columns.slice(start, start + width).every(({ levels }) => levels === null);
  const starts = Array.from({ length: columns.length - width + 1 }, (_, start) => start).filter(fits);
  if (starts.length === 0) return null;

  const likely = looksLikeTarget(whole, null).column;
  const strange = (start: number) =>
    columns.slice(start, start + width).filter(({ name }) => NUMBERING.test(name) || name === likely).length;
  const guess = [...starts].sort((a, b) => strange(a) - strange(b) || a - b)[0];
  const start = starts.includes(Number(answers.columns)) ? Number(answers.columns) : guess;

  // Of the columns left over, the likely target, or else the last one behind.
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
        text: questionWords.columns(width),
        choices: starts.map((at) => ({
          value: String(at),
          label: questionWords.columnsFrom(at + 1, at + width, columns[at].name, columns[at + width - 1].name),
        })),
        guess: String(start),
      },
      ...(target !== undefined && left.length > 1
        ? [
            targetOf(
              left.map((at) => columns[at].name),
              columns[target].name,
            ),
          ]
        : []),
    ],
  };
}

const targetOf = (names: readonly string[], guess: string): Question => ({
  about: 'target',
  text: questionWords.target,
  choices: names.map((name) => ({ value: name, label: name })),
  guess,
});
