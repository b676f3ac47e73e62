import { message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { firstText, requireExact, tableFrom } from '../../data/tables/recognise.ts';
import { withSaidNumbers } from '../../data/tables/said-numbers.ts';
import { type ColumnStatistics, columnStatistics } from '../../data/tables/statistics.ts';
import type { Table } from '../../data/tables/table.ts';
import { completeRows, takeColumns, takeRows } from '../../data/tables/table-parts.ts';
import { guessTarget } from '../../data/tables/target.ts';
import { OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import { bindTabular, numberLevels, outputQuestions } from '../../models/bind/index.ts';
import { hiddenStructure, structureOf } from '../../models/structure.ts';
import { derivativesOf } from '../../models/tfjs/differentiable.ts';
import type { Cell, Question } from '../protocol.ts';
import { decodeRow, encodeRow, shortest } from './cells.ts';
import { columnWindow, targetQuestion } from './column-window.ts';
import { outputNames } from './outputs.ts';
import { structureFacts } from './structure-facts.ts';
import type { ModelFile, StudyChoice, StudySources, TabularStudy } from './study.ts';
import { tableFor } from './table-for.ts';
import { writeCard } from './write-card.ts';

/** Binds a model to a table. */
export async function openTabularStudy(
  choice: StudyChoice & { readonly table: string },
  model: ModelFile,
  sources: StudySources,
): Promise<TabularStudy> {
  const { facts, bytes } = model;
  const { raw, notices: uncounted } = tableFor(sources.table(choice.table), facts, choice);
  const numbered = numberLevels(facts, raw, {
    card: choice.card ?? null,
    target: choice.target ?? choice.answers?.target ?? null,
    answers: choice.answers,
  });
  const { table: whole, notices: read } = tableFrom(raw, choice.card?.features ?? null, numbered.levels);
  // The command line gives no answers and cannot be asked: binding tells it what is unclear.
  const narrowed = choice.card || !choice.answers ? null : columnWindow(whole, facts, choice.answers);
  const unread = narrowed?.table ?? whole;
  const wanted = choice.target ?? (narrowed ? narrowed.target : choice.answers?.target) ?? null;
  const bound = bindTabular(
    numbered.facts,
    { ...unread, firstText: (column) => firstText(raw, column) },
    choice.card ?? null,
    wanted,
  );
  for (const input of bound.binding.inputs) {
    if (input.type === 'int64')
      for (const at of input.columns) requireExact(raw, unread.columns[bound.columns[at]].name);
  }
  const ofNumbers = bound.binding.inputs.filter(({ type }) => type !== 'string').flatMap((input) => input.columns);
  const { table, notices: said } = withSaidNumbers(unread, new Set(ofNumbers.map((at) => bound.columns[at])));
  const outputs = bound.binding.outputs || (await sources.probe(bound.binding, model));
  const binding = { ...bound.binding, outputs };
  const structure = structureOf(bytes, facts.file, binding);
  const { target } = bound;
  const targetAt = table.columns.findIndex(({ name }) => name === target);
  const own = takeColumns(table, bound.columns);
  const { columns, rows } = own;

  const written = choice.card
    ? null
    : writeCard({ facts, outputs, table, columns, target, answers: choice.answers ?? {} });
  const card = written?.card ?? (choice.card as Card);
  const asked = narrowed?.questions ?? (written ? doubtfulTarget(table, target) : []);
  const questions = [
    ...asked,
    ...numbered.questions,
    ...outputQuestions(facts, choice.card ?? null, binding.batch),
    ...(written?.questions ?? []),
  ];

  const missingIn = (row: Float32Array): number =>
    facts.takesMissing ? -1 : row.findIndex((value) => Number.isNaN(value));
  const usable = facts.takesMissing ? rows : takeRows(rows, completeRows(rows));
  const left = rows.count - usable.count;
  let statistics: ColumnStatistics[] | null = null;
  const existing = (row: number): Float32Array => {
    if (!Number.isInteger(row) || row < 0 || row >= rows.count)
      throw new OrielError('data-row', { row, file: raw.file, last: rows.count - 1 });
    return rowOf(rows, row).slice();
  };

  return {
    kind: 'tabular',
    study: {
      handle: '',
      card,
      questions,
      notices: [
        ...(facts.notices ?? []),
        ...uncounted,
        ...read,
        ...said,
        ...bound.notices,
        ...(left > 0 ? [message('engine.rowsLeftOut', { n: left })] : []),
      ],
      outputs: outputNames(card, outputs),
      columns,
      ranges: columns.map((column, index) => (column.levels ? null : rangeOf(rows, index))),
      rows: rows.count,
      model: facts.sha256,
      structure: structure && structureFacts(structure, outputs),
      derivatives: binding.finalStep ? [] : derivativesOf(facts),
    },
    card,
    facts,
    bytes,
    binding,
    structure,
    hidden: structure || facts.format !== 'onnx' ? null : hiddenStructure(bytes, facts.file),
    cells: (row) => decodeRow(existing(row), columns),
    row(row) {
      const values = existing(row);
      const missing = missingIn(values);
      if (missing >= 0)
        throw new OrielError('data-missing-value', {
          column: columns[missing].name,
          line: raw.lines[row],
          file: raw.file,
        });
      return values;
    },
    encode(cells) {
      const values = encodeRow(cells, columns, numbered.levels);
      const missing = missingIn(values);
      if (missing >= 0)
        throw new OrielError('data-value', {
          column: columns[missing].name,
          text: message('engine.empty'),
          expected: message('engine.valueNeeded'),
        });
      return values;
    },
    decode: (row) => decodeRow(row, columns),
    known(row): Cell {
      if (targetAt < 0 || row >= rows.count) return null;
      const value = table.rows.data[row * table.rows.columns + targetAt];
      const [cell] = decodeRow(Float32Array.of(value), [table.columns[targetAt]]);
      return typeof cell === 'number' && card.task !== 'regression' ? (card.classes?.[cell] ?? cell) : cell;
    },
    usable: () => ({ ...own, rows: usable }),
    foreignRows(handle) {
      const features =
        card.features ??
        columns.map(({ name, kind, levels }) => ({ name, kind, ...(levels ? { levels: [...levels] } : {}) }));
      const foreign = tableFrom(sources.table(handle), features, numbered.levels).table;
      return takeColumns(
        foreign,
        columns.map(({ name }) => foreign.columns.findIndex((column) => column.name === name)),
      );
    },
    statistics() {
      statistics ??= columnStatistics(usable, columns);
      return statistics;
    },
    someRows: (count) =>
      takeRows(
        usable,
        Array.from({ length: Math.min(count, usable.count) }, (_, row) => row),
      ),
    trialRows(instance, count) {
      const rest = usable.data.subarray(0, (count - 1) * usable.columns);
      const trial = new Float32Array(instance.length + rest.length);
      trial.set(instance);
      trial.set(rest, instance.length);
      return trial;
    },
  };
}

/** Asks which column is the target, where there is doubt. */
function doubtfulTarget(table: Table, target: string | null): Question[] {
  const guess = guessTarget(table, null);
  if (target === null || (guess.sure && guess.column === target)) return [];
  const names = table.columns.map(({ name }) => name);
  return [targetQuestion(names, target)];
}

function rangeOf(rows: Rows, column: number): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = column; at < rows.data.length; at += rows.columns) {
    if (rows.data[at] < low) low = rows.data[at];
    if (rows.data[at] > high) high = rows.data[at];
  }
  return low <= high ? [shortest(low), shortest(high)] : null;
}

const rowOf = (rows: Rows, row: number): Float32Array =>
  rows.data.subarray(row * rows.columns, (row + 1) * rows.columns);
