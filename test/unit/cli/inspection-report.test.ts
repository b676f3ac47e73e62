import { describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { readArgs } from '../../../src/cli/args.ts';
import { inspectionReport } from '../../../src/cli/inspection-report.ts';
import { inspectionLines } from '../../../src/cli/print-inspection.ts';
import { cardWords } from '../../../src/data/card-words.ts';
import { parseInspection } from '../../../src/records/inspection.ts';
import { explainedRows, importanceOf, manyNames, multiclass, regression, whole } from '../charts/whole/fixtures.ts';

const words = cardWords({ schema: 'oriel.card/1', name: 'Credit <b>risk</b>', task: 'binary' } as never, 'en');
const reportOf = (change: Partial<typeof whole> = {}, language = english) =>
  inspectionReport({ ...whole, ...change }, null, { words, language });

const count = (text: string, part: RegExp) => text.match(part)?.length ?? 0;

describe('a page of an inspection', () => {
  test('holds every picture that there is something to draw for, with its numbers', () => {
    const page = reportOf();
    // Confusion, ROC, precision and recall, calibration, gain, where it fails; importance, reasons,
    // two curves; rates, and one group that differs.
    expect(count(page, /<figure>/g)).toBe(12);
    expect(count(page, /<svg /g)).toBe(12);
    expect(count(page, /<table>/g)).toBe(13);
  });

  test('fetches nothing and runs nothing', () => {
    const page = reportOf();
    expect(page).not.toMatch(/<script|\son\w+=|<link|@import|url\(|src=|href=/);
    expect(page).toContain("default-src 'none'");
  });

  test('takes names for names', () => {
    expect(reportOf()).toContain('Credit &lt;b&gt;risk&lt;/b&gt;');
    expect(reportOf({ importance: importanceOf(['<img src=x>']) })).not.toContain('<img');
  });

  test('of a few classes each has its curves, of many the one that is explained', () => {
    const curves = (classes: string[]) =>
      count(
        reportOf({ task: 'multiclass', classes, output: classes[0], performance: multiclass(classes.length) }),
        />ROC curve: [^<]*<\/text>/g,
      );
    expect(curves(['a', 'b', 'c'])).toBe(3);
    expect(curves(Array.from({ length: 30 }, (_, at) => `class ${at}`))).toBe(1);
  });

  test('holds what there is of a regression, of 200 columns, and of nothing', () => {
    const page = reportOf({ task: 'regression', classes: null, performance: regression, fairness: null });
    expect(page).toContain('Root mean squared error');
    expect(count(reportOf({ importance: importanceOf(manyNames) }), /<details>/g)).toBe(1);
    const empty = {
      performance: null,
      importance: null,
      permutation: null,
      curves: null,
      fairness: null,
      errors: null,
    };
    expect(reportOf(empty)).not.toMatch(/<figure|<section/);
  });

  test('is in the language that is asked for', async () => {
    const page = reportOf({}, await loadLanguage(['de']));
    expect(page).toContain('<html lang="de" dir="ltr">');
    expect(page).toContain('Wie gut es ist');
    expect(page).not.toMatch(/What it goes by|taken for/);
  });
});

test('with explained rows it has the pictures of single rows, and tables of a size that can be read', () => {
  const page = inspectionReport(whole, explainedRows(600), { words, language: english });
  // Beeswarm, three columns, heat map, ways to the answers, network.
  expect(count(page, /<figure>/g)).toBe(19);
  expect(count(page, /<tr>/g)).toBeLessThan(1500);
});

test('--out names the file', () => {
  const base = ['inspect', '--model', 'm.onnx', '--data', 'd.csv'];
  expect(readArgs([...base, '--out', 'r.html'])).toMatchObject({ out: 'r.html', json: false });
  expect(readArgs(base)).toMatchObject({ out: null });
  expect(() => readArgs([...base, '--out', ''])).toThrowError('--out');
});

test('another model beside it: who is right where they decide otherwise, and what each goes by', () => {
  const measure = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
  const { performance } = whole;
  const againstModel: (typeof whole)['againstModel'] = {
    model: { name: 'other <b>.onnx', sha256: '0', format: 'onnx' },
    rows: 90,
    threshold: 0.5,
    performance: performance && [performance, performance],
    differences: [{ name: 'rocAuc', difference: measure(0.125) }],
    disagreement: { share: measure(0.1), rows: 9, onlyFirst: 5, onlySecond: 3 },
    furthest: [{ row: 41, answers: [0.75, 0.25], decided: ['yes', 'no'], truth: 'yes' }],
    explained: 90,
    space: 'raw',
    explainer: 'tree-shap',
    columns: [{ name: 'age', first: measure(0.4), second: null, difference: measure(0.2), apart: measure(0.3) }],
  };
  const inspection = { ...whole, againstModel };
  expect(parseInspection(JSON.parse(JSON.stringify(inspection))).againstModel).toEqual(againstModel);
  const lines = inspectionLines(inspection, { words, language: english, width: 120 });
  const text = lines
    .map((line) =>
      typeof line === 'string' ? line : line.map((part) => (typeof part === 'string' ? part : part.text)).join(''),
    )
    .join('\n');
  const page = reportOf({ againstModel });
  expect(page).toContain('other &lt;b&gt;.onnx');
  expect(page).not.toContain('<b>.onnx');
  for (const told of [text, page.replaceAll(/<[^>]*>/g, ' ')])
    for (const part of [
      /other .*90 rows/,
      /on 5 of them .* alone is right, on 3 other/,
      /0\.125/,
      /41\s+0\.75 yes\s+0\.25 no\s+yes/,
      /age\s+0\.400/,
    ])
      expect(told).toMatch(part);
  expect(reportOf()).not.toContain('id="versus"');
});
