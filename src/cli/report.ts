import { message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import { parseCsv, type RawTable } from '../data/tables/csv.ts';
import { parseParquet } from '../data/tables/parquet.ts';
import { tableFrom } from '../data/tables/recognise.ts';
import { tableKind } from '../data/tables/table-kind.ts';
import { parseXlsx } from '../data/tables/xlsx.ts';
import { parseInspection } from '../records/inspection.ts';
import { parseAnyCounterfactual } from '../records/parts-counterfactual.ts';
import { readRecords, recordsIn } from '../records/read-records.ts';
import { parseReasons } from '../records/reasons.ts';
import type { Explanation } from '../records/record.ts';
import type { Ranges } from '../report/about.ts';
import { entriesAbout, isAbout } from '../report/given.ts';
import { makeReport } from '../report/make.ts';
import { rangesOf } from '../report/ranges.ts';
import { readCard, readSource, type Source, writeOutput } from './files.ts';
import { entriesOf } from './log.ts';
import type { ReportCommand } from './report-args.ts';
import type { Terminal } from './terminal.ts';

/** Runs `oriel report`. */
export async function report(command: ReportCommand, terminal: Terminal): Promise<void> {
  const records = (await Promise.all(command.records.map((path) => savedRecords(path, terminal)))).flat();
  const card = command.card === null ? null : await readCard(command.card);
  const reasons = await readAll(command.reasons, parseReasons);
  const counterfactuals = await readAll(command.counterfactual, parseAnyCounterfactual);
  const inspection = command.inspection === null ? null : parseInspection((await jsonIn(command.inspection))[0]);
  const log = command.log === null ? [] : entriesAbout(await entriesOf(command.log), records);
  const unrelated: readonly (readonly [string | undefined, boolean])[] = [
    [command.reasons[0], reasons.some(({ explanation }) => !isAbout(explanation, records))],
    [command.counterfactual[0], counterfactuals.some((found) => !isAbout(found, records))],
    [command.inspection ?? undefined, inspection !== null && !isOf(inspection, records)],
    [command.log ?? undefined, log.length === 0],
  ];
  for (const [file, isOne] of unrelated)
    if (file !== undefined && isOne) terminal.say(message('cli.report.unrelated', { file }));
  const table = command.data === null ? null : await openTable(await readSource(command.data), card, records);
  const text = await makeReport(records, {
    language: terminal.language,
    ...{ card, reasons, counterfactuals, inspection, log },
    ...{ decision: command.decision, date: command.date, contact: command.who, reference: command.reference },
    ...(table && { ranges: table.ranges, unused: table.unused }),
    withoutInput: command.withoutInput,
  });
  await writeOutput(command.out, text);
  terminal.say(message('cli.report.written', { file: command.out, count: records.length }));
}

const isOf = ({ model }: { readonly model: { readonly sha256: string } }, records: readonly Explanation[]): boolean =>
  records.every((record) => record.model.sha256 === model.sha256);

async function savedRecords(path: string, terminal: Terminal): Promise<Explanation[]> {
  const saved = await readRecords(new TextDecoder().decode((await readSource(path)).data));
  if (saved.some(({ changed }) => changed)) terminal.say(message('record.changed'));
  return saved.map(({ record }) => record);
}

const jsonIn = async (path: string): Promise<unknown[]> =>
  recordsIn(new TextDecoder().decode((await readSource(path)).data));

async function readAll<T>(paths: readonly string[], parse: (json: unknown) => T): Promise<T[]> {
  const lists = await Promise.all(paths.map(jsonIn));
  return lists.flat().map(parse);
}

/** What a table ranges over, and which of its columns the model was not given. */
async function openTable(
  source: Source,
  card: Card | null,
  records: readonly Explanation[],
): Promise<{ readonly ranges: Ranges; readonly unused: string[] }> {
  const raw = await rawTable(source);
  const features = card?.features?.filter(({ name }) => raw.header.includes(name)) ?? null;
  const { table } = tableFrom(raw, features);
  const given = new Set(records.flatMap(({ input }) => (input.kind === 'tabular' ? input.columns : [])));
  const ranges = rangesOf(table);
  return {
    ranges: { ...ranges, columns: ranges.columns.filter(({ name }) => given.has(name)) },
    unused: table.columns.map(({ name }) => name).filter((name) => !given.has(name) && name !== card?.target),
  };
}

async function rawTable({ name, data }: Source): Promise<RawTable> {
  const bytes = new Uint8Array(data);
  const kind = tableKind(bytes);
  if (kind === 'parquet') return parseParquet(bytes, name);
  return kind === 'zip' ? parseXlsx(bytes, name) : parseCsv(bytes, name);
}
