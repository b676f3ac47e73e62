import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphMessage, modelFile, valueInfo } from '../support/onnx.ts';
import { stumpsModel } from '../support/stumps.ts';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, settled, visit } from './visit.ts';

const credit = '?example=credit&model=gbt.onnx&row=384';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('on paper', () => {
  const pages = async (page: Page) =>
    (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;

  test.each([
    ['', { viewport: { width: 1440, height: 900 } }],
    ['&lang=de', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }],
  ])('one or two pages say it all, without controls (%s)', async (query, options) => {
    const { page, context } = await visit(browser, credit + query, options);
    expect(await pages(page)).toBeLessThanOrEqual(2);
    const table = page.locator('oriel-chart details');
    expect(await table.getAttribute('open')).toBeNull();

    await page.emulateMedia({ media: 'print' });
    const controls = page.locator('button, select, input, summary, a, textarea').filter({ visible: true });
    expect(await controls.allTextContents()).toEqual([]);
    await page.locator('oriel-chart tbody tr').last().waitFor({ state: 'visible' });
    expect(await page.locator('oriel-chart tbody tr').filter({ visible: true }).count()).toBe(20);
    expect(await page.locator('oriel-chart svg path.bar').filter({ visible: true }).count()).toBe(20);
    expect(await page.locator('oriel-chart svg text', { hasText: '…' }).count()).toBe(0);
    const said = plain(await page.locator('main').innerText());
    const german = query !== '';
    const year = String(new Date().getFullYear());
    for (const part of [
      german ? '28 % schlechtes Risiko' : '28 % bad risk',
      german ? 'Kreditrisiko' : 'German credit risk: gradient-boosted trees',
      'data.csv',
      year,
      german ? 'Wie genau ist diese Erklärung?' : 'How exact is this explanation?',
    ])
      expect(said).toContain(part);
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    expect(ground).toBe('light');

    await page.emulateMedia({ media: 'screen' });
    // Styles turn at once; the turn of the medium is told to scripts with the next frame.
    await page.locator('oriel-chart details:not([open])').waitFor();
    await page.locator('oriel-chart button').first().waitFor();
    expect(await page.locator('oriel-on-paper').isVisible()).toBe(false);
    await context.close();
  });

  test('hundreds of columns with long names take two pages, and none goes unsaid', async () => {
    const names = Array.from({ length: 200 }, (_, at) =>
      `gene_${1000 + at}_${'expression_in_tissue_'.repeat(3)}`.slice(0, 66),
    );
    const others = names.map((name) => `not_given_${name}`.slice(0, 66));
    const stumps = names.map((_, column) => ({ column, below: 50, leaves: [column / -2000, column / 1500] as const }));
    const cells = (row: number) => [...names, ...others].map((_, at) => (row * 37 + at * 11 + ((at * row) % 7)) % 100);
    const rows = Array.from({ length: 40 }, (_, row) => cells(row).join(','));
    const csv = [[...names, ...others].join(','), ...rows].join('\n');
    const file = (name: string, data: Uint8Array | string) => ({ name, mimeType: '', buffer: Buffer.from(data) });
    const { page, context } = await visit(browser, '?space=raw');
    const files = [file('genes.json', stumpsModel(names, stumps)), file('genes.csv', csv)];
    const record = await newRecord(page, () => chooseFiles(page, files));
    expect(record.players).toHaveLength(200);
    // What a person unfolded on the screen would be too small to read on a sheet.
    await page.locator('oriel-chart').getByRole('button', { name: 'Show all 200' }).click();
    expect(await pages(page)).toBeLessThanOrEqual(2);
    await page.emulateMedia({ media: 'print' });
    const rest = page.locator('oriel-chart .rest');
    await rest.waitFor({ state: 'visible' });
    expect(plain((await rest.textContent()) ?? '')).toMatch(
      /^The 20 largest of 200 are on this paper\. Each of the other 180 has at most [\d.]+; together they have [+−][\d.]+ /,
    );
    expect(await page.locator('oriel-chart svg path.bar').count()).toBeLessThanOrEqual(20);
    expect(plain(await page.locator('oriel-trust').innerText())).toContain(', 190 others.');
    await context.close();
  });
});

describe('by ear', () => {
  interface Node {
    readonly nodeId: string;
    readonly ignored: boolean;
    readonly role?: { readonly value: string };
    readonly name?: { readonly value: string };
    readonly childIds?: readonly string[];
    readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
  }

  /** What the polite live regions of the answer hold, as the accessibility tree has it. */
  async function told(page: Page): Promise<string[]> {
    const session = await page.context().newCDPSession(page);
    const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as { nodes: Node[] };
    await session.detach();
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const isLive = ({ properties = [] }: Node) =>
      properties.some(({ name, value }) => name === 'live' && value.value === 'polite');
    const textOf = (node: Node): string =>
      node.role?.value === 'StaticText'
        ? (node.name?.value ?? '')
        : (node.childIds ?? []).map((id) => textOf(byId.get(id) as Node)).join('');
    return nodes.filter((node) => !node.ignored && isLive(node)).map((node) => plain(textOf(node)));
  }

  const sentence = async (page: Page) => plain((await page.locator('.sentence').textContent()) ?? '');

  test('each change is told: of class, row, value and method', async () => {
    const { page, context } = await visit(browser, credit);
    const first = await sentence(page);
    expect(await told(page)).toContain(first);
    const heard = [first];
    const changed = async () => {
      const now = await sentence(page);
      expect(await told(page)).toContain(now);
      heard.push(now);
    };
    await page.getByRole('radio', { name: 'good risk' }).check();
    await changed();
    await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
    await changed();
    const account = page.getByRole('combobox', { name: 'Checking account' });
    const other = (await account.inputValue()) === '<0' ? 'no checking' : '<0';
    await newRecord(page, () => account.selectOption(other));
    await changed();
    await page.getByText('More settings').click();
    await newRecord(page, () => page.getByRole('radio', { name: 'LIME' }).check());
    await changed();
    expect(new Set(heard.slice(0, 4)).size).toBe(4);
    await context.close();
  });
});

test('colours chosen by the system leave what is chosen in sight', async () => {
  const { page, context } = await visit(browser, credit, { forcedColors: 'active' });
  const ground = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((e) => getComputedStyle(e).backgroundColor);
  expect(await ground('.segmented input:checked + span')).not.toBe(
    await ground('.segmented input:not(:checked) + span'),
  );
  expect(await ground('oriel-chart [aria-pressed=true]')).not.toBe(await ground('oriel-chart [aria-pressed=false]'));
  const rows = page.locator('oriel-chart rect.strip');
  const edge = (at: number) => rows.nth(at).evaluate((e) => getComputedStyle(e).stroke);
  await page.locator('oriel-chart svg').focus();
  await page.keyboard.press('ArrowDown');
  await page.locator('oriel-chart .tip').waitFor();
  expect(await edge(0)).not.toBe(await edge(1));
  await context.close();
});

describe('long names, and names from right to left', () => {
  const names = [
    'العمر',
    'ضغط الدم',
    ...[3, 4, 5].map((end) => `expression_of_the_gene_measured_in_the_biopsy_of_the_tumour_ENSG0000003184${end}`),
  ];
  const classes = Array.from({ length: 30 }, (_, at) => `diagnosis_of_the_international_classification_no_${100 + at}`);
  /** Weights that tell all columns and classes apart. */
  const weights = Float32Array.from({ length: names.length * classes.length }, (_, at) => ((at * 37) % 41) / 20 - 1);
  const model = modelFile(
    graphMessage({
      nodes: [
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['z'] },
        { op: 'Softmax', inputs: ['z'], outputs: ['p'], attributes: { axis: { int: 1 } } },
      ],
      weights: [{ name: 'w', dims: [names.length, classes.length], data: weights }],
      inputs: [valueInfo('x', 'float32', ['n', names.length])],
      outputs: [valueInfo('p', 'float32', ['n', classes.length])],
    }),
  );
  const lines = Array.from({ length: 60 }, (_, row) =>
    [...names.map((_, column) => -0.222 + ((row * (column + 3)) % 7) / 4), classes[row % classes.length]].join(','),
  );
  const table = [[...names, 'outcome'].join(','), ...lines].join('\n');

  async function open(options: Parameters<typeof visit>[2] = {}) {
    const visited = await visit(browser, '?samples=256', options);
    await chooseFiles(visited.page, [
      { name: 'many.onnx', mimeType: '', buffer: Buffer.from(model) },
      { name: 'many.csv', mimeType: 'text/csv', buffer: Buffer.from(table) },
    ]);
    await visited.page.locator('.topic', { hasText: 'many.onnx' }).waitFor();
    await settled(visited.page);
    return visited;
  }

  test('are shortened in the middle, and in full where they are pointed at and in files', async () => {
    const { page, context } = await open();
    const labels = (await page.locator('oriel-chart svg text').allTextContents()).filter((text) => /…/.test(text));
    expect(labels.length).toBeGreaterThanOrEqual(3);
    for (const end of [3, 4, 5]) expect(labels.some((text) => text.includes(`3184${end}`))).toBe(true);
    const row = page.locator('oriel-chart svg text', { hasText: '31843' });
    await row.hover();
    const tip = page.locator('oriel-chart .tip');
    await tip.waitFor();
    expect(await tip.innerText()).toMatch(
      /^expression of the gene measured in the biopsy of the tumour ENSG00000031843 = /,
    );
    const [label, beside] = [await row.boundingBox(), await tip.boundingBox()];
    expect(Math.abs((beside?.y ?? 0) - (label?.y ?? 0))).toBeLessThan(80);
    const file = await page.locator('oriel-chart').evaluate((e) => (e as unknown as { toSVG(): string }).toSVG());
    expect(file).not.toContain('…');
    expect(file).toContain('in the biopsy of the tumour ENSG00000031843');
    await context.close();
  });

  test('keep signs on their side', async () => {
    const { page, context } = await open();
    const places = await page.locator('oriel-chart svg text', { hasText: 'العمر' }).evaluate((e) => {
      const text = e as unknown as SVGTextElement;
      const content = [...text.querySelectorAll('tspan')].map((one) => one.textContent ?? '').join('');
      return ['ا', '=', '−', '0', '2'].map((sign) => text.getStartPositionOfChar(content.indexOf(sign)).x);
    });
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    await context.close();
  });

  test.each([{ viewport: { width: 1440, height: 900 } }, { viewport: { width: 390, height: 844 }, hasTouch: true }])(
    'stay within their columns (%o)',
    async (options) => {
      const { page, context } = await open(options);
      const beyond = await page.evaluate(() => {
        const column = document.querySelector('oriel-what') as HTMLElement;
        const { right } = column.getBoundingClientRect();
        const wide = [...column.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > right + 1);
        return [document.documentElement.scrollWidth - innerWidth, ...wide.map((e) => e.outerHTML.slice(0, 80))];
      });
      expect(beyond).toEqual([0]);
      await context.close();
    },
  );
});
