import { message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { firstText, tableFrom } from '../../data/tables/recognise.ts';
import { withSaidNumbers } from '../../data/tables/said-numbers.ts';
import type { Sequence } from '../../data/tables/sequence.ts';
import type { Table } from '../../data/tables/table.ts';
import { completeRows } from '../../data/tables/table-rows.ts';
import { takeColumns } from '../../data/tables/take-columns.ts';
import { loaded } from '../../errors.ts';
import {
  bindTabular,
  numberLevels,
  outputQuestions,
  type TakenNumbers,
  takenNumbers,
  takesSequence,
} from '../../models/bind/index.ts';
import { hiddenStructure, structureOf } from '../../models/structure.ts';
import { derivativesOf } from '../../models/tfjs/differentiable.ts';
import { roomFor } from '../../numerics/numbers.ts';
import type { Cell, Study } from '../protocol.ts';
import { fitKey, fittingOrders, withLevels } from './asked-levels.ts';
import { decodeRow, encodeRow } from './cells.ts';
import { type Orders, rememberedOrders, rememberOrders } from './fitting-levels.ts';
import { foreignTables } from './foreign-rows.ts';
import { precisionFor, rowFor, tableIn } from './model-rows.ts';
import { outputNames } from './outputs.ts';
import { sheetFor } from './sheet-for.ts';
import { structureFacts } from './structure-facts.ts';
import type { ModelFile, StudyChoice, StudySources, TabularStudy } from './study.ts';
import { studyRows } from './study-rows.ts';
import { tableFor } from './table-for.ts';

/** Binds a model to a table. */
export async function openTabularStudy(
  choice: StudyChoice & { readonly table: string },
  model: ModelFile,
  sources: StudySources,
): Promise<TabularStudy> {
  const { facts, bytes } = model;
  const file = sources.table(choice.table);
  const sheet = sheetFor(file, facts, choice);
  const { raw, whole: complete, notices: uncounted } = tableFor(sheet.raw, facts, choice);
  const unsaid = choice.card ? null : await loaded(import('./without-card.ts'));
  const findSequence = takesSequence(facts, choice.card ?? null)
    ? (await loaded(import('../../models/bind/sequence.ts'))).findSequence
    : null;
  const numberedBy = (fitting?: Orders) =>
    numberLevels(facts, raw, {
      card: choice.card ?? null,
      target: choice.target ?? (choice.answers?.target || null),
      answers: choice.answers ?? (choice.levels && {}),
      order: choice.levels,
      fitting,
      findSequence,
    });
  const unfitted = numberedBy();
  const key = fitKey(choice, facts, { sheet: sheet.raw.sheets?.chosen ?? null, questions: unfitted.questions });
  const fitted = rememberedOrders(file, key);
  const numbered = fitted ? numberedBy(fitted) : unfitted;
  const { table: whole, notices: read } = tableFrom(raw, choice.card?.features ?? null, numbered.levels);
  // The command line gives no answers and cannot be asked: binding tells it what is unclear.
  const narrowed = unsaid && choice.answers ? unsaid.columnWindow(whole, facts, choice.answers) : null;
  const unread = narrowed?.table ?? whole;
  const wanted = choice.target ?? ((narrowed ? narrowed.target : choice.answers?.target) || null);
  const bound = bindTabular(
    numbered.facts,
    { ...unread, numbered: numbered.levels, firstText: (column) => firstText(raw, column) },
    choice.card ?? null,
    wanted,
    findSequence,
  );
  const ofNumbers = bound.binding.inputs.filter(({ type }) => type !== 'string').flatMap((input) => input.columns);
  const { table, notices: said } = withSaidNumbers(unread, new Set(ofNumbers.map((at) => bound.columns[at])));
  const outputs = bound.binding.outputs || (await sources.probe(bound.binding, model));
  const binding = { ...bound.binding, outputs };
  const structure = await structureOf(bytes, facts.file, binding);
  const leftOver = unsaid?.leftOverTarget(unread, bound.columns, choice) ?? { target: null, questions: [] };
  const { sequence = null } = bound;
  const target = bound.target ?? leftOver.target;
  const targetAt = table.columns.findIndex(({ name }) => name === target);
  const exact = takeColumns(table, bound.columns);
  const { columns } = exact;
  const taken = takenNumbers(binding);
  const own = tableIn(precisionFor(exact, taken, raw), exact);
  const { rows } = own;
  const targets = targetAt < 0 ? null : takeColumns(table, [targetAt]);

  const answers = choice.answers ?? {};
  const written = unsaid?.writeCard({ facts, outputs, table, columns, target, sequence, answers });
  const card = written?.card ?? withLevels(choice.card as Card, columns, numbered);
  const fitting = fitted ? null : fittingOrders({ numbered, own, targets, card, structure });
  if (fitting) {
    rememberOrders(file, key, fitting);
    if (fitting.size > 0) return openTabularStudy(choice, model, sources);
  }
  const doubted = () => (leftOver.questions.length > 0 ? leftOver.questions : unsaid?.doubtfulTarget(table, target));
  const asked = narrowed?.questions ?? doubted() ?? [];
  const questions = [
    ...sheet.questions,
    ...asked,
    ...numbered.questions,
    ...outputQuestions(facts, choice.card ?? null, binding.batch),
    ...(written?.questions ?? []),
  ];

  const left = facts.takesMissing ? 0 : rows.count - completeRows(rows).length;
  const encode = (cells: readonly Cell[]) => encodeRow(cells, columns, { named: numbered.levels, taken });
  const features =
    card.features ??
    columns.map(({ name, kind, levels }) => ({ name, kind, ...(levels ? { levels: [...levels] } : {}) }));
  const names = columns.map(({ name }) => name);
  const foreign = foreignTables({ table: sources.table, names, features, named: numbered.levels, taken });
  const shared = { lines: raw.lines, takesMissing: facts.takesMissing, taken };
  const inDouble = () => studyRows({ ...shared, own: exact, encode, foreignRows: (handle) => foreign(handle).exact });
  const inNeeded = () =>
    studyRows({
      ...shared,
      own,
      encode: (cells) => rowFor(encode(cells), taken),
      foreignRows: (handle) => foreign(handle).needed,
    });
  let wide: TabularStudy | null = null;
  const mayWiden = own !== exact && taken.some(({ needsDouble }) => needsDouble);

  const study: TabularStudy = {
    kind: 'tabular',
    study: {
      handle: '',
      card,
      questions,
      notices: [
        ...(facts.notices ?? []),
        ...uncounted,
        ...read.filter(({ key, values }) => key !== 'data.manyLevels' || names.includes(String(values?.column))),
        ...said,
        ...bound.notices,
        ...(left > 0 ? [message('engine.rowsLeftOut', { n: left })] : []),
      ],
      outputs: outputNames(card, outputs),
      columns,
      unused: whole.columns.flatMap(({ name }) =>
        name === target || columns.some((own) => own.name === name) ? [] : name,
      ),
      ...(sequence && { sequence: withoutColumns(sequence) }),
      ranges: columns.map((column, index) => (column.levels ? null : rangeOf(own, index, taken))),
      rows: rows.count,
      model: facts.sha256,
      structure: structure && structureFacts(structure, outputs),
      derivatives: binding.finalStep ? [] : derivativesOf(facts),
    },
    whole: complete,
    card,
    facts,
    bytes,
    binding,
    structure,
    hidden: structure || facts.format !== 'onnx' ? null : hiddenStructure(bytes, facts.file),
    ...(own === exact ? inDouble() : inNeeded()),
    wide: mayWiden
      ? () => {
          wide ??= { ...study, ...inDouble(), wide: null };
          return wide;
        }
      : null,
    known(row): Cell {
      if (!targets || row >= rows.count) return null;
      const value = targets.rows.number(row, 0);
      const cell = Number.isNaN(value) ? null : (targets.columns[0].levels?.[value] ?? value);
      return typeof cell === 'number' && card.task !== 'regression' ? (card.classes?.[cell] ?? cell) : cell;
    },
  };
  return study;
}

/** A sequence as the page and records know it. */
const withoutColumns = ({ steps, features, first, layout, from }: Sequence): Sequence => ({
  ...{ steps, features, first, layout },
  ...(from !== undefined && { from }),
});

/** The least and the greatest number of a column, as a person reads them. */
function rangeOf({ columns, rows }: Table, column: number, taken: readonly TakenNumbers[]): Study['ranges'][number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const number of rows.column(column).numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  const ends = roomFor(rows.precision, 2);
  ends.set([low, high]);
  const read = (at: number) => decodeRow(ends.subarray(at, at + 1), [columns[column]], [taken[column]])[0] as number;
  return low <= high ? [read(0), read(1)] : null;
}
