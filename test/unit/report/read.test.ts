import { beforeAll, expect, test } from 'vitest';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { makeReport } from '../../../src/report/make.ts';
import { looksLikeReport, readReport, reportFindings } from '../../../src/report/read.ts';
import { isIntact, openSeal, sealed } from '../../../src/report/seal.ts';
import { nextEntry } from '../../../src/store/log.ts';
import { credit, insult } from '../charts/fixtures.ts';

let record: Explanation;
let text: string;
let bytes: Uint8Array;

beforeAll(async () => {
  record = { ...credit, id: await recordId(credit) };
  const language = await loadLanguage(['de']);
  text = await makeReport([record], { language, decision: 'Abgelehnt', made: new Date('2026-11-30T12:00:00Z') });
  bytes = new TextEncoder().encode(text);
});

/** The report with one byte changed. */
function changed(at: number, by = 1): Uint8Array {
  const other = bytes.slice();
  other[at] ^= by;
  return other;
}

/** Places all over the file, the same each time. */
function places(count: number): number[] {
  let state = 12345;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state % bytes.length;
  });
}

const lineAt = (at: number): number => new TextDecoder('windows-1252').decode(bytes.slice(0, at)).split('\n').length;

test('a report is read as it was written', async () => {
  const read = await readReport(bytes);
  expect(read).toMatchObject({ seal: 'intact', words: 'as recorded', withoutInput: false });
  expect(canonicalJson(read.records)).toBe(canonicalJson([record]));
  expect(read.about).toMatchObject({ decision: 'Abgelehnt', language: 'de' });
  expect(reportFindings(read)).toEqual([]);
  expect((await readReport(text)).seal).toBe('intact');
});

test.each(['fr', 'es', 'ar'])('%s: its words are made anew from the record, in its own language', async (tag) => {
  const about = { language: await loadLanguage([tag]), decision: 'x', made: new Date('2026-11-30T12:00:00Z') };
  const read = await readReport(await makeReport([record], about));
  expect(read).toMatchObject({ seal: 'intact', words: 'as recorded', about: { language: tag } });
});

test('any changed byte breaks the seal', async () => {
  expect(await isIntact(bytes)).toBe(true);
  for (const at of places(300)) expect([at, await isIntact(changed(at, 1 + (at % 255)))]).toEqual([at, false]);
});

test('where a byte was changed is told by its line', async () => {
  for (const at of places(40)) {
    const read = await readReport(changed(at));
    const [found] = reportFindings(read);
    expect(read.seal).not.toBe('intact');
    expect([at, found.line]).toEqual([at, lineAt(at)]);
  }
});

test('so it is where a byte of the frame around its data was changed', async () => {
  for (const id of ['oriel-record', 'oriel-report']) {
    const at = text.indexOf(`<script type="application/json" id="${id}">`);
    const end = text.indexOf('</script>', at);
    for (const place of [at, at + 20, end, end + 5]) {
      const byte = new TextEncoder().encode(text.slice(0, place)).length;
      const [found] = reportFindings(await readReport(changed(byte)));
      expect([place, found.line]).toEqual([place, lineAt(byte)]);
    }
  }
});

test('changed words are said with what they ought to be', async () => {
  const broken = text.replace('<h1><bdi>Abgelehnt', '<h1><bdi>Angenommen');
  const [found] = reportFindings(await readReport(broken));
  const { text: said } = found;
  const values = typeof said === 'object' && said !== null && 'values' in said ? said.values : null;
  expect(values).toEqual({ found: 'Angenommen', wanted: 'Abgelehnt' });
});

test('words that were changed and sealed again are found', async () => {
  const open = text.replace(/sha256-[0-9a-f]{64}(?=">)/, openSeal.slice(-66, -2).padStart(71, 'sha256-'));
  const forged = await sealed(open.replace('<h1><bdi>Abgelehnt', '<h1><bdi>Angenommen'));
  const read = await readReport(forged);
  expect(read.seal).toBe('intact');
  expect(read.words).toMatchObject({ place: 'words' });
});

test('what is put beside the seal, and sealed, is found; so is an entry that was not logged so', async () => {
  const seal = /<meta name="oriel-seal"[^>]*>/;
  const forged = await sealed(text.replace(seal, `${openSeal}<style>article{display:none}</style><h1>Granted</h1>`));
  expect(await readReport(forged)).toMatchObject({ seal: 'intact', words: { place: 'words', text: {} } });
  const language = await loadLanguage(['en']);
  const entry = await nextEntry(null, { kind: 'decision', record, text: 'declined' }, 0);
  const whole = await readReport(await makeReport([record], { language, log: [entry] }));
  expect(whole.words).toBe('as recorded');
  const other = await readReport(await makeReport([record], { language, log: [{ ...entry, text: 'granted' }] }));
  expect(other).toMatchObject({ seal: 'intact', words: { place: 'about', text: { key: 'report.seal.log' } } });
});

test('a report that ends within its seal is not intact', async () => {
  const end = text.indexOf('sha256-') + 'sha256-'.length;
  for (const more of [0, 1, 63]) expect(await isIntact(bytes.slice(0, end + more))).toBe(false);
});

test('of another version, seal and records are still checked', async () => {
  const open = text.replace(/sha256-[0-9a-f]{64}(?=">)/, `sha256-${'0'.repeat(64)}`);
  const older = await sealed(open.replaceAll(/oriel \d+\.\d+\.\d+/g, 'oriel 0.0.1'));
  // The hash in the head of what else it says is that of the version that wrote it.
  const read = await readReport(older);
  expect(read).toMatchObject({ seal: 'intact', words: 'other version' });
  const broken = await readReport(older.replace('<h1><bdi>Abgelehnt', '<h1><bdi>Angenommen'));
  expect(broken.seal).not.toBe('intact');
});

test('without the data it is sealed as well', async () => {
  const language = await loadLanguage(['en']);
  const own = { ...insult, id: await recordId(insult) };
  const without = await makeReport([own], { language, withoutInput: true });
  const read = await readReport(without);
  expect(read).toMatchObject({ seal: 'intact', words: 'as recorded', withoutInput: true });
  const [after] = (await readReport(without.replace('"seed":', '"seed":1'))).records;
  expect(after === undefined || after.seed !== own.seed).toBe(true);
  expect((await readReport(without.replace('"seed":', '"seed":1'))).seal).toMatchObject({ place: 'record' });
});

test('what is no report is refused', async () => {
  expect(looksLikeReport('<html></html>')).toBe(false);
  await expect(readReport('<html></html>')).rejects.toMatchObject({ code: 'report-invalid' });
});
