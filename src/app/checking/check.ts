import { againstLog } from '../../audit/against-log.ts';
import { checkBundle } from '../../audit/check-bundle.ts';
import { checkLog } from '../../audit/check-log.ts';
import { checkRecords } from '../../audit/check-records.ts';
import type { AuditFile, AuditFiles } from '../../audit/files.ts';
import type { Finding } from '../../bundle/finding.ts';
import { files as names } from '../../bundle/schema.ts';
import { message } from '../../catalogue/message.ts';
import { sha256 } from '../../data/hash.ts';
import { asOrielError, loaded, OrielError } from '../../errors.ts';
import type { LogEntry } from '../../store/log.ts';
import type { Checked, ToCheck } from './checked.ts';

type Found = Pick<Checked, 'said' | 'findings' | 'records'>;
type Checks = Found & Pick<Checked, 'budget'>;

/** Records that are made anew at most: those of a large bundle are for the command line. */
const MOST_RECORDS = 1000;

/** Checks files that were brought together: a bundle, else logs with the records they name. */
export async function check(given: readonly ToCheck[]): Promise<Checks> {
  const of = (kind: ToCheck['kind']): readonly File[] =>
    given.flatMap((each) => (each.kind === kind ? [each.file] : []));
  const bundle = of('bundle');
  const inBundle = bundle.length > 0 ? await foundInBundle(bundle) : null;
  const parts = [
    ...(inBundle ? [inBundle] : []),
    ...(await Promise.all(of('report').map(foundInReport))),
    ...(of('log').length > 0 || of('record').length > 0 ? [await foundInLogs(of('log'), of('record'))] : []),
  ];
  const records = parts.flatMap((part) => part.records);
  const isCut = records.length > MOST_RECORDS || (inBundle?.isCut ?? false);
  return {
    said: [
      ...parts.flatMap(({ said }) => said),
      ...(isCut ? [message('page.check.manyRecords', { most: MOST_RECORDS })] : []),
    ],
    findings: parts.flatMap(({ findings }) => findings),
    records: records.slice(0, MOST_RECORDS),
    budget: inBundle?.budget ?? null,
  };
}

/** A page that only looks like a report is a finding of its own: what else was brought counts. */
async function foundInReport(file: File): Promise<Found> {
  const { readReport, reportFindings } = await loaded(import('../../report/read.ts'));
  const report = await readReport(new Uint8Array(await file.arrayBuffer())).catch((error: unknown) =>
    asOrielError(error),
  );
  if (report instanceof OrielError)
    return { said: [], findings: [{ file: file.name, line: null, text: report.said }], records: [] };
  const findings = reportFindings(report).map((finding) => ({ file: file.name, ...finding }));
  const said = [message('page.check.report', { compared: report.words === 'as recorded' })];
  if (report.withoutInput) said.push(message('page.check.withoutInput'));
  const records = report.records.map((record) => ({ record, line: null, file: file.name }));
  return { said: findings.length > 0 ? [] : said, findings, records };
}

async function foundInLogs(logs: readonly File[], records: readonly File[]): Promise<Found> {
  const said: Found['said'][number][] = [];
  const findings: Finding[] = [];
  const entries: LogEntry[] = [];
  const found: Checked['records'][number][] = [];
  for (const log of logs) {
    const { wrong, entries: count, last } = await checkLog(fileOf(log).chunks(), ({ entry }) => entries.push(entry));
    if (wrong) findings.push({ file: log.name, ...wrong });
    else said.push(message('page.check.log', { entries: count, last: last ?? '' }));
  }
  let [logged, matching] = [0, 0];
  for (const file of records) {
    const read = await checkRecords(await file.text(), file.name);
    findings.push(...read.findings);
    found.push(...read.records.map((record) => ({ ...record, file: file.name })));
    if (logs.length === 0) continue;
    const against = await againstLog(entries, { file: file.name, records: read.records });
    logged = against.logged;
    matching += against.found;
    findings.push(...against.findings);
  }
  if (records.length > 0 && findings.length === 0)
    said.push(
      logs.length > 0
        ? message('page.check.against', { found: matching, logged })
        : message('page.check.records', { records: found.length }),
    );
  return { said, findings, records: found };
}

async function foundInBundle(given: readonly File[]): Promise<Checks & { readonly isCut: boolean }> {
  const { bundle, findings } = await checkBundle(filesOf(given));
  const records: Checked['records'][number][] = [];
  for (const { file, rows } of bundle?.parts ?? []) {
    const own = rows && given.find(({ name }) => file.endsWith(`/${name}`));
    if (!own || records.length >= MOST_RECORDS) continue;
    // What is wrong with its records the hashes have said.
    const read = await checkRecords(await own.text(), file);
    records.push(...read.records.map((record) => ({ ...record, file })));
  }
  const { samples = null, error = null } = bundle?.request ?? {};
  const budget = { ...(samples !== null && { samples }), ...(error !== null && { error }) };
  if (!bundle || findings.length > 0) return { said: [], findings, records, budget, isCut: false };
  const { explained } = bundle.counts;
  const said = [message('page.check.bundle', { files: bundle.parts.length + 2, explained })];
  if (!bundle.records) said.push(message('page.check.noRecords'));
  return { said, findings, records, budget, isCut: bundle.records && explained > MOST_RECORDS };
}

/** The files of a bundle, whichever folder they were dropped with. */
function filesOf(given: readonly File[]): AuditFiles {
  const nameOf = ({ name }: File): string => (/^\d{5,}\.jsonl$/.test(name) ? `records/${name}` : name);
  const byName = new Map(given.map((file) => [nameOf(file), file]));
  return {
    async file(name) {
      const file = byName.get(name);
      return file && file.size > 0 ? fileOf(file) : null;
    },
    recordNames: async () => [...byName.keys()].filter((name) => name !== names.log && name.startsWith('records/')),
  };
}

const fileOf = (file: File): AuditFile => ({
  chunks: () => chunksOf(file),
  sha256: async () => sha256(await file.arrayBuffer()),
});

/** Not every browser goes through a stream by itself. */
async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
