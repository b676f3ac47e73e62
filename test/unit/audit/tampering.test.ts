// Any single byte that was changed is found, and named with its line: of a log of 1,000 records, of
// a bundle, and of a report. `npm run soak -- tampering` changes 4,000 (of a report 400).

import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkBundle } from '../../../src/audit/check-bundle.ts';
import { checkLog } from '../../../src/audit/check-log.ts';
import type { AuditFiles } from '../../../src/audit/files.ts';
import { looksLikeBundle, looksLikeLog } from '../../../src/audit/kinds.ts';
import { logText } from '../../../src/audit/log-exchange.ts';
import { endAlone } from '../../../src/bundle/folder/join.ts';
import { openWork } from '../../../src/bundle/folder/work.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { sha256 } from '../../../src/data/hash.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { makeReport } from '../../../src/report/make.ts';
import { readReport, reportFindings } from '../../../src/report/read.ts';
import { type LogEntry, nextEntry } from '../../../src/store/log.ts';
import { outcomesOf, planFor, recordOf } from '../bundle/made-records.ts';
import { credit } from '../charts/fixtures.ts';

const soak = Number(process.env.ORIEL_TAMPERING ?? 0);
const [ofLog, ofBundle, ofReport] = soak > 0 ? [soak, soak, soak / 10] : [60, 300, 20];
/** 4,000 logs of 1,000 entries take longer than the other tests. */
const TIMEOUT = 60_000 + 200 * soak;

/** A place in some bytes, and what is put there in place of what was: never the same. */
const change = fc.record({ place: fc.nat({ max: 2 ** 30 }), by: fc.integer({ min: 1, max: 255 }) });

interface Changed {
  readonly bytes: Uint8Array;
  /** From 1: the line that the place is in. */
  readonly line: number;
  readonly place: number;
}

function changed(original: Uint8Array, { place: any, by }: { readonly place: number; readonly by: number }): Changed {
  const place = any % original.length;
  const bytes = Uint8Array.from(original);
  bytes[place] ^= by;
  return { bytes, place, line: original.subarray(0, place).filter((byte) => byte === 10).length + 1 };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}

/** A log of so many records, with notes of all letters between them. */
async function logOf(records: number): Promise<Uint8Array> {
  const entries: LogEntry[] = [];
  let before: LogEntry | null = null;
  for (let n = 0; n < records; n++) {
    const note = n % 50 === 7 ? ({ kind: 'note', text: `“ä” \ufffd €🙂 ${n}` } as const) : null;
    before = await nextEntry(before, note ?? { kind: 'explanation', record: await recordOf(n) }, 1e12 + n);
    entries.push(before);
  }
  return new TextEncoder().encode(logText(entries));
}

test('of a log of 1,000 records', { timeout: TIMEOUT }, async () => {
  const log = await logOf(1000);
  expect(await checkLog(chunksOf(log))).toMatchObject({ entries: 1000, wrong: null });
  await fc.assert(
    fc.asyncProperty(change, async (one) => {
      const { bytes, line } = changed(log, one);
      expect((await checkLog(chunksOf(bytes))).wrong?.line).toBe(line);
    }),
    { numRuns: ofLog },
  );
});

test('of a log, where the reader of a text would not see it', async () => {
  const log = await logOf(9);
  // A sequence of bytes that is none, which decoders replace by the same sign as that which it was.
  const at = log.findIndex((byte, place) => byte === 0xef && log[place + 1] === 0xbf && log[place + 2] === 0xbd);
  const bytes = Uint8Array.from(log);
  bytes[at] = 0xf0;
  expect(new TextDecoder().decode(bytes)).toBe(new TextDecoder().decode(log));
  expect((await checkLog(chunksOf(bytes))).wrong?.line).toBe(8);
  // White space at the end.
  const end = Uint8Array.from(log);
  end[end.length - 1] = 32;
  expect((await checkLog(chunksOf(end))).wrong?.line).toBe(9);
});

test('a log and a bundle are known by their first bytes, whichever of them was changed', async () => {
  const log = await logOf(1);
  const bundle = await filesOfBundle();
  for (let place = 0; place < log.length; place++)
    expect(looksLikeLog(new TextDecoder().decode(changed(log, { place, by: 1 }).bytes))).toBe(true);
  const said = bundle.get('bundle.json') ?? new Uint8Array();
  for (let place = 0; place < said.length; place++)
    expect(looksLikeBundle('bundle.json', new TextDecoder().decode(changed(said, { place, by: 1 }).bytes))).toBe(true);
});

let made: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/** All files of a bundle. */
function filesOfBundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  made ??= makeBundle();
  return made;
}

async function makeBundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const top = await mkdtemp(join(tmpdir(), 'oriel-tampering-'));
  try {
    const at = join(top, 'bundle');
    const plan = planFor(30, { records: true });
    const work = await openWork(at, { plan, shard: { index: 0, of: 1 }, resume: false });
    await work?.append(await outcomesOf(10, 39));
    if (work) await endAlone(work);
    await work?.close();
    const files = new Map<string, Uint8Array>();
    for (const name of await readdir(at, { recursive: true }))
      if ((await stat(join(at, name))).isFile()) files.set(name, new Uint8Array(await readFile(join(at, name))));
    return files;
  } finally {
    await rm(top, { recursive: true });
  }
}

const inMemory = (files: ReadonlyMap<string, Uint8Array>): AuditFiles => ({
  async file(name) {
    const bytes = files.get(name);
    return bytes ? { chunks: () => chunksOf(bytes), sha256: () => sha256(bytes) } : null;
  },
  recordNames: async () => [...files.keys()].filter((name) => name.startsWith('records/')),
});

test('of a bundle', { timeout: TIMEOUT }, async () => {
  const files = await filesOfBundle();
  expect((await checkBundle(inMemory(files))).findings).toEqual([]);
  const names = [...files.keys()];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), change, async (name, one) => {
      const { bytes, line } = changed(files.get(name) ?? new Uint8Array(), one);
      const [finding, ...others] = (await checkBundle(inMemory(new Map([...files, [name, bytes]])))).findings;
      expect(others).toEqual([]);
      expect(finding.file).toBe(name);
      if (/^(records\/|log|runs)/.test(name)) expect(finding.line).toBe(line);
    }),
    { numRuns: ofBundle },
  );
});

test('of a report', { timeout: TIMEOUT }, async () => {
  const record = { ...credit, id: await recordId(credit) };
  const made = { language: await loadLanguage(['en']), decision: 'Refused', made: new Date('2026-11-30T12:00:00Z') };
  const report = new TextEncoder().encode(await makeReport([record], made));
  expect(reportFindings(await readReport(report))).toEqual([]);
  await fc.assert(
    fc.asyncProperty(change, async (one) => {
      const { bytes, line } = changed(report, one);
      const [finding] = reportFindings(await readReport(bytes));
      // Where the mark of a block is gone, nothing says which line it was.
      expect([line, null]).toContain(finding.line);
    }),
    { numRuns: ofReport },
  );
});
