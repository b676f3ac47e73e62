import { describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { readArgs } from '../../../src/cli/args.ts';
import { inspectionReport } from '../../../src/cli/inspection-report.ts';
import { cardWords } from '../../../src/data/card-words.ts';
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
