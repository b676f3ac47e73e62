import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseExplanation } from '../../src/records/record.ts';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

const examples = join(import.meta.dirname, '../../public/examples');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** In both colour schemes. */
async function passesAxe(page: Page): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
  }
}

describe('the page', () => {
  test('explains a credit decision with no click', async () => {
    const { page, context, complaints } = await visit(browser);
    const record = parseExplanation(await recordOf(page));
    expect(record.model.name).toMatch(/credit/i);
    expect(record.explainer.name).toBe('gp-shap');
    expect(record.stopped).toBe('error-target');
    await page.getByText('Do these reasons matter to the model?').waitFor();
    const percent = Math.round(100 * record.prediction[record.outputs.indexOf('bad risk')]);
    await page.getByText(`${percent} % bad risk`).first().waitFor();
    await page.getByText('As a table').click();
    expect(await page.locator('oriel-chart').getByRole('row').count()).toBe(21);
    await page.getByText('Known outcome: good risk').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('follows an edited value, and goes back', async () => {
    const { page, context } = await visit(browser, '?example=credit&model=mlp.onnx&row=384&samples=256');
    const first = await recordOf(page);
    const edited = await newRecord(page, () =>
      page.getByRole('combobox', { name: 'Checking account' }).selectOption('<0'),
    );
    expect(edited.input).toMatchObject({ row: null });
    expect(edited.prediction).not.toEqual(first.prediction);
    expect(Math.abs((edited.attributions[0][0] ?? 0) - (first.attributions[0][0] ?? 0))).toBeGreaterThan(0);
    const back = await newRecord(page, () =>
      page.getByRole('button', { name: /reset all|undo all|back to the row/i }).click(),
    );
    expect(back.attributions).toEqual(first.attributions);
    await context.close();
  });

  test('explains trees exactly in their raw score, and says what it does instead elsewhere', async () => {
    const { page, context } = await visit(browser, '?example=credit&model=gbt.onnx&row=384');
    const evidence = page.locator('oriel-trust');
    expect((await recordOf(page)).explainer.name).toBe('gp-shap');
    await page.getByText('The exact terms').click();
    expect(await evidence.innerText()).toContain('raw score (space raw) could be explained exactly');
    await page.getByText('More settings').click();
    const raw = await newRecord(page, () => page.getByRole('radio', { name: 'Raw score' }).check());
    expect(raw).toMatchObject({ space: 'raw', explainer: { name: 'tree-shap' } });
    expect(new URL(page.url()).searchParams.get('space')).toBe('raw');
    expect(await evidence.locator('.verdict').first().innerText()).toBe('Exact');
    await context.close();
  });

  test('switches model, row, class and method', async () => {
    const { page, context, complaints } = await visit(browser, '?example=penguins&row=0');
    expect((await recordOf(page)).explainer.name).toBe('tree-shap');
    expect((await recordOf(page)).outputs).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    await page.getByRole('radio', { name: 'Gentoo' }).check();
    await page
      .getByText(/%\sGentoo\./)
      .first()
      .waitFor();
    await page.getByText('More settings').click();
    const lime = await newRecord(page, () => page.getByRole('radio', { name: 'LIME' }).check());
    expect(lime.explainer.name).toBe('glime');
    const next = await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
    expect(next.input).toMatchObject({ row: 1 });
    const other = await newRecord(page, () =>
      page.getByRole('combobox', { name: 'Example' }).selectOption({ label: 'Diabetes progression' }),
    );
    expect(other.outputs).toEqual(['progression']);
    expect(new URL(page.url()).searchParams.get('example')).toBe('diabetes');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('shows the answer sharpening, and keeps what there is when cancelled', async () => {
    const { page, context } = await visit(
      browser,
      '?example=breast-cancer&row=3&samples=256&explainer=kernel-shap&error=0',
    );
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      setInterval(() => {
        const errors = window.oriel.record?.standardErrors?.[0];
        if (errors) seen.push(Math.max(...errors));
      }, 20);
    });
    await page.getByText('More settings').click();
    await page.getByRole('spinbutton', { name: 'Samples' }).fill('1000000');
    await page.getByRole('spinbutton', { name: 'Samples' }).press('Enter');
    await page.waitForFunction(() => new Set((window as unknown as { seen: number[] }).seen).size > 4, undefined, {
      timeout: 60_000,
    });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForFunction(() => document.documentElement.dataset.orielState === 'done');
    const record = await recordOf(page);
    expect(record.stopped).toBe('cancelled');
    const sizes = await page.evaluate(() => (window as unknown as { seen: number[] }).seen);
    expect(sizes.at(-1)).toBeLessThan(Math.max(...sizes));
    await context.close();
  });

  test.each([
    ['xgboost-regression', '.model.json'],
    ['lightgbm-regression', '.txt'],
  ])('opens %s%s as it was saved, beside a table, and explains it exactly', async (name, suffix) => {
    const { page, context, complaints } = await visit(browser, '?samples=64');
    const boosters = join(import.meta.dirname, '../golden/boosters');
    const golden = JSON.parse(readFileSync(join(boosters, `${name}.json`), 'utf8')) as {
      rows: number[][];
      prediction: number[];
    };
    const lines = [golden.rows[0].map((_, j) => `c${j}`), ...golden.rows].map((row) => row.join(','));
    const record = await newRecord(page, () =>
      chooseFiles(page, [
        { name: `${name}${suffix}`, mimeType: '', buffer: readFileSync(join(boosters, `${name}${suffix}`)) },
        { name: 'data.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) },
      ]),
    );
    expect(record).toMatchObject({ model: { name, format: name.split('-')[0] }, explainer: { name: 'tree-shap' } });
    const row = record.input.kind === 'tabular' ? (record.input.row ?? 0) : 0;
    expect(Math.abs(record.modelOutput[0] / golden.prediction[row] - 1)).toBeLessThan(1e-6);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('asks which columns a nameless model takes, and goes on with the answer', async () => {
    const { page, context } = await visit(browser, '?samples=64');
    const text = readFileSync(join(examples, 'diabetes/data.csv'), 'utf8').trimEnd().split('\n');
    const wide = text.map((line, at) => (at === 0 ? `id,${line},ward` : `${at},${line},${at % 3}`)).join('\n');
    const guessed = await newRecord(page, () =>
      chooseFiles(page, [
        { name: 'gbt.onnx', mimeType: '', buffer: readFileSync(join(examples, 'diabetes/gbt.onnx')) },
        { name: 'wide.csv', mimeType: 'text/csv', buffer: Buffer.from(wide) },
      ]),
    );
    expect(guessed.players.slice(0, 2)).toEqual(['age', 'sex']);
    const changed = await newRecord(page, () =>
      page.getByRole('combobox', { name: /which columns are they/i }).selectOption({ label: '1 to 10: id … s5' }),
    );
    expect(changed.players.slice(0, 2)).toEqual(['id', 'age']);
    await context.close();
  });

  test('shows something of a photo after a dozen calls of the model, however slow they are, and passes axe', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    // Calls behind each estimate that the page has shown.
    await page.addInitScript(() => {
      const shown: number[] = [];
      let latest = window.oriel;
      Object.defineProperty(window, 'oriel', {
        get: () => latest,
        set(next: typeof latest) {
          latest = next;
          if (next.record) shown.push(next.record.calls);
        },
      });
      Object.assign(window, { callsShown: shown });
    });
    await page.goto(`${inject('baseUrl')}?example=mobilenet&samples=48&error=0&backend=wasm`);
    await settled(page);
    const calls = await page.evaluate(() => (window as unknown as { callsShown: number[] }).callsShown);
    // The answer, the ends and four pairs of the explainer's own, or even fewer for large regions.
    expect(calls[0]).toBeLessThanOrEqual(11);
    const record = await recordOf(page);
    expect(calls.at(-1)).toBe(record.calls);
    expect(record).toMatchObject({ coalitions: 48, stopped: 'samples' });
    await passesAxe(page);
    await context.close();
  });

  test.each(['', '?example=toxicity'])('has no accessibility violation axe can find (%s)', async (query) => {
    const { page, context } = await visit(browser, query);
    await passesAxe(page);
    await context.close();
  });
});
