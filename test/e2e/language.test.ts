// The page in other languages: nothing stays English, nothing breaks, and nothing is lost by a
// change.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { languages } from '../../src/catalogue/languages.ts';
import { explainers } from '../../src/explainers/index.ts';
import type { Explanation } from '../../src/records/record.ts';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

const examples = join(import.meta.dirname, '../../public/examples');
const json = (path: string): unknown => JSON.parse(readFileSync(join(examples, path), 'utf8'));
const index = json('index.json') as { id: string; models: { card: string }[] }[];

/**
 * A model whose columns have no names, and a table with more columns than it takes: raises a
 * question.
 */
const ownFiles = () => {
  const lines = readFileSync(join(examples, 'diabetes/data.csv'), 'utf8').trimEnd().split('\n');
  const wide = lines.map((line, at) => (at === 0 ? `id,${line},ward` : `${at},${line},${at % 3}`)).join('\n');
  return [
    { name: 'mine.onnx', mimeType: '', buffer: readFileSync(join(examples, 'diabetes/gbt.onnx')) },
    { name: 'wide.csv', mimeType: 'text/csv', buffer: Buffer.from(wide) },
  ];
};

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Every string within some data, the names of its fields left out. */
function stringsOf(data: unknown): string[] {
  if (typeof data === 'string') return [data];
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(stringsOf) : [];
}

/** What the WebGPU adapter of this browser calls itself. */
const ADAPTER = 'google swiftshader';
/** Longer than any text that a page shows: pictures within a record. */
const LONG = 2000;

/**
 * What is not of the catalogue, and stays as it is in every language: cards and names of files,
 * what the address asks for, what the record holds of model and input, names of languages and of
 * options' choices.
 */
function dataOf(record: Explanation | null, address: URL): string[] {
  const { explainer, backend, ...rest } = record ?? {};
  const cards = index.flatMap(({ id, models }) => models.map(({ card }) => json(`${id}/${card}`)));
  const data = [
    ...stringsOf([index, cards, rest, explainer?.name, explainer?.options, backend?.name, ADAPTER]),
    ...address.searchParams.values(),
    ...Object.values(languages).map(({ name }) => name),
    ...explainers.flatMap(({ options }) => Object.values(options)).flatMap((spec) => stringsOf({ ...spec, type: 0 })),
    ...['fill', 'mine.onnx', 'mine', 'wide.csv', 'notes.docx', 'id', 'ward', 'progression'],
    // Dates, and what joins a list, come from the browser's own tables.
    ...(record ? [new Date(record.created).toLocaleString('en', { dateStyle: 'long', timeStyle: 'short' })] : []),
    ...new Intl.ListFormat('en').formatToParts(['', '']).map(({ value }) => value.trim()),
  ];
  // Columns are shown by their names in words, a sentence leaves out units in brackets, and photos
  // have no folder.
  const shown = (text: string) => [
    text,
    text.replaceAll('_', ' '),
    text.replace(/ \([^()]*\)$/, ''),
    text.replace(/^.*\//, ''),
  ];
  return [...new Set(data.flatMap(shown))]
    .filter((text) => /[A-Za-z]/.test(text) && text.length < LONG)
    .sort((a, b) => b.length - a.length);
}

/** Everything a person can read or be read: text, and the attributes that are shown or spoken. */
const readable = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = new Set<string>([document.title]);
    const look = (root: Node): void => {
      for (const node of root.childNodes) {
        if (node instanceof Text) found.add(node.data.trim());
        if (!(node instanceof Element) || node.matches('style, script, noscript')) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'label'])
          found.add(node.getAttribute(name)?.trim() ?? '');
        if (node.shadowRoot) look(node.shadowRoot);
        look(node);
      }
    };
    look(document.body);
    return [...found].filter(Boolean);
  });

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Strings in which plain letters are left once the data in them is taken out. */
async function english(page: Page, query = ''): Promise<string[]> {
  const data = dataOf(await recordOf(page), new URL(query, page.url()));
  const patterns = data.map((text) => new RegExp(`(?<![A-Za-z])${escaped(text)}(?![A-Za-z])`, 'gi'));
  /** Charts leave out the middle of what is too long for them; a mark ("protected:") may stand before it. */
  const isShortened = (text: string) => {
    const [start, end, ...more] = text.replace(/^[^:]*[^\x20-\x7e][^:]*: ?/, '').split('…');
    return (
      end !== undefined &&
      more.length === 0 &&
      data.some((whole) => whole.startsWith(start.trim()) && whole.endsWith(end.trim()))
    );
  };
  return (await readable(page)).filter((text) => {
    if (isShortened(text)) return false;
    const plain = text.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ');
    return /[A-Za-z]{3}/.test(patterns.reduce((rest, pattern) => rest.replace(pattern, ' '), plain));
  });
}

const unfold = (page: Page) =>
  page.locator('details:not([open]) > summary').evaluateAll((folded) => {
    for (const summary of folded) (summary as HTMLElement).click();
  });

/** Where something is cut off or reaches beyond the window, in words. */
const broken = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) =>
      `${element.localName}.${element.className} "${element.textContent?.trim().slice(0, 40)}"`;
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide`);
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        if (element.shadowRoot) look(element.shadowRoot);
        const { left, right, width } = element.getBoundingClientRect();
        // What is for screen readers alone, or scrolls, or shortens what a person typed.
        if (width <= 1 || element.closest('.visually-hidden, .skip, .scroll, .sample, .full, svg')) continue;
        if (left < -1 || right > innerWidth + 1) found.push(`${name(element)} reaches from ${left} to ${right}`);
        const inline = getComputedStyle(element).display.startsWith('inline') && element.localName !== 'button';
        if (!inline && element.matches('button, .button, label, legend, summary, h1, h2, h3, p, small, dt, dd, li'))
          if (element.scrollWidth > element.clientWidth + 1) found.push(`${name(element)} is cut off`);
      }
    };
    look(document.body);
    return found;
  });

const queries = [
  'example=credit&model=gbt.onnx&row=384&samples=128',
  'example=penguins&explainer=lime&row=9999&class=Emperor',
  'example=diabetes&explainer=exact&samples=64&fill=red',
  'example=mobilenet&samples=12',
  'example=toxicity&samples=32',
];
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Nothing is cut off or wider than the window, at either size. */
async function expectWhole(page: Page): Promise<void> {
  for (const viewport of sizes) {
    await page.setViewportSize(viewport);
    // A frame for what listens to the window's size, and one for what it draws.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await unfold(page);
    expect(await broken(page), `${viewport.width} pixels`).toEqual([]);
  }
}

/** Goes to another address of the page, as by the browser's Forward, and waits until it rests. */
const goTo = (page: Page, query: string): Promise<void> =>
  page.evaluate(
    (address) =>
      new Promise<void>((resolve) => {
        const root = document.documentElement;
        let hasLeft = false;
        new MutationObserver(() => {
          const isAtRest = ['done', 'error'].includes(root.dataset.orielState ?? '');
          hasLeft ||= !isAtRest;
          if (hasLeft && isAtRest) resolve();
        }).observe(root, { attributes: true, attributeFilter: ['data-oriel-state'] });
        history.pushState(null, '', address);
        dispatchEvent(new PopStateEvent('popstate', { state: null }));
      }),
    query,
  );

const pseudo = ['en-XA', 'ar-XB'];

// In one page, which finds what it has explained already.
test.each(queries)('en-XA, ar-XB: nothing is left in English or cut off (%s)', async (query) => {
  const { page, context, complaints } = await visit(browser, `?lang=${pseudo[0]}&${query}`);
  for (const [at, lang] of pseudo.entries()) {
    if (at > 0) await goTo(page, `?lang=${lang}&${query}`);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(lang === 'ar-XB' ? 'rtl' : 'ltr');
    await unfold(page);
    // Texts written from right to left are the plain English ones.
    if (lang === 'en-XA') expect(await english(page, `?${query}`)).toEqual([]);
    await expectWhole(page);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

describe.each(pseudo)('%s', (lang) => {
  test('nor are errors, questions, and what is said of own files', async () => {
    const { page, context } = await visit(browser, `?lang=${lang}&samples=64`);
    await chooseFiles(page, { name: 'notes.docx', mimeType: '', buffer: Buffer.from('x') });
    await page.getByRole('alert').first().waitFor();
    if (lang === 'en-XA') expect(await english(page)).toEqual([]);
    await newRecord(page, () => chooseFiles(page, ownFiles()));
    await page.locator('.questions').waitFor();
    await unfold(page);
    if (lang === 'en-XA') expect(await english(page)).toEqual([]);
    await expectWhole(page);
    await context.close();
  });
});

test('numbers are written and read as in the region that the browser names', async () => {
  const { page, context } = await visit(browser, '?lang=es&example=credit&row=384&samples=64', { locale: 'es-MX' });
  expect(await page.locator('html').getAttribute('lang')).toBe('es-MX');
  const duration = page.locator('#cell-1');
  await newRecord(page, async () => {
    await duration.fill('1,031.5');
    await duration.press('Enter');
  });
  expect(await duration.inputValue()).toBe('1031.5');
  expect((await recordOf(page)).input).toMatchObject({ values: expect.arrayContaining([1031.5]) });
  await context.close();
});

test.each(['de', 'fr', 'es', 'ar'])('nothing is cut off in %s', async (lang) => {
  const { page, context, complaints } = await visit(browser, `?lang=${lang}&example=credit&row=384&samples=64`);
  expect(await page.evaluate(() => document.documentElement.dir)).toBe(lang === 'ar' ? 'rtl' : 'ltr');
  await expectWhole(page);
  // As the language writes it, whatever the browser's language is.
  const duration = page.locator('#cell-1');
  await newRecord(page, async () => {
    await duration.fill(lang === 'ar' ? '٣١٫٥' : '31,5');
    await duration.press('Enter');
  });
  expect(await duration.inputValue()).toBe(lang === 'ar' ? '31.5' : '31,5');
  expect((await recordOf(page)).input).toMatchObject({ values: expect.arrayContaining([31.5]) });
  expect(complaints).toEqual([]);
  await context.close();
});

test('the chooser changes the language at once, and nothing else', async () => {
  const { page, context, complaints } = await visit(browser, '?lang=de&example=credit&row=5&samples=64');
  const before = await recordOf(page);
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  const edited = await newRecord(page, () => page.locator('#cell-0').selectOption('<0'));
  const german = await page.locator('oriel-what').innerText();
  await page.locator('select.language').selectOption({ label: 'English' });
  await page.locator('html[lang=en]').waitFor();
  await page.getByRole('heading', { name: 'Evidence' }).waitFor();
  expect(await page.locator('oriel-what').innerText()).not.toBe(german);
  expect((await recordOf(page)).id).toBe(edited.id);
  expect(await page.getByRole('spinbutton', { name: 'Row' }).inputValue()).toBe('5');
  expect(await page.getByText('1 value changed').first().isVisible()).toBe(true);
  expect(new URL(page.url()).searchParams.get('lang')).toBe('en');
  expect(edited.input.sha256).not.toBe(before.input.sha256);
  await page.locator('select.language').selectOption({ label: 'العربية' });
  await page.locator('html[lang=ar][dir=rtl]').waitFor();
  expect((await recordOf(page)).id).toBe(edited.id);
  await page.locator('select.language').selectOption({ label: 'English' });
  await page.locator('html[lang=en][dir=ltr]').waitFor();
  await page.reload();
  await settled(page);
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect((await recordOf(page)).input).toMatchObject({ row: 5 });
  expect(complaints).toEqual([]);
  await context.close();
});

test('the site says what is spoken where none of the browser’s languages is there', async () => {
  const speaks = async (locale: string) => {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.route('**/oriel.config.json', (route) => route.fulfill({ json: { lang: 'fr' } }));
    await page.goto(inject('baseUrl'));
    await page.locator('oriel-app').waitFor();
    const lang = await page.locator('html').getAttribute('lang');
    await context.close();
    return lang;
  };
  expect(await speaks('pt-BR')).toBe('fr');
  expect(await speaks('es-MX')).toBe('es-MX');
});

test('without a choice the page speaks the browser’s language, and says nothing of it in its address', async () => {
  const { page, context } = await visit(browser, '?samples=64', { locale: 'de-AT' });
  expect(await page.locator('html').getAttribute('lang')).toBe('de-AT');
  expect(new URL(page.url()).searchParams.has('lang')).toBe(false);
  await context.close();
});
