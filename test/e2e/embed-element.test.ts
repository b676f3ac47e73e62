// <oriel-explainer> on pages of another site, with a frame that speaks the real protocol.

import type { Browser, BrowserContext, Frame, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrielExplainer } from '../../src/embed/element/types.ts';
import { bundled, makeWidget } from './embed-element/sites.ts';
import { type HostPage, launchWithSites, serveHost } from './sites.ts';

declare global {
  interface Window {
    /** What the element has told, in order. */
    events: { type: string; detail: Record<string, unknown> }[];
    /** In the frame: what it has heard. */
    heard: Record<string, unknown>[];
    element: OrielExplainer;
    outcome: unknown;
  }
}

const ends: (() => unknown)[] = [];
const pages = new Map<string, HostPage>();
let browser: Browser;
let context: BrowserContext;
let widget: Awaited<ReturnType<typeof makeWidget>>;
/** Origins: of the hosts, of the widget that they may hold, and of one that they may not. */
let host: string;
let site: string;
let closed: string;

beforeAll(async () => {
  const launched = await launchWithSites();
  ends.push(launched.close);
  browser = launched.browser;
  context = await browser.newContext();
  const server = await serveHost((path) => pages.get(path.split('?')[0]) ?? { html: 'nothing' });
  ends.push(server.close);
  host = server.origin;
  widget = await makeWidget();
  ends.push(widget.close);
  site = await widget.serveTo([host]);
  closed = await widget.serveTo(['https://lender.example']);
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const complaintsOf = new WeakMap<Page, string[]>();
let count = 0;

/** What a host's page notes of its elements. */
const NOTES = `<script>
  window.events = [];
  for (const type of ['ready', 'prediction', 'progress', 'explanation', 'error', 'resize'])
    document.addEventListener(type, ({ detail }) => detail && events.push({ type, detail }), true);
</script>`;

/** Opens a host's page with this markup; `SITE` is the widget's origin. */
async function open(html: string, headers: HostPage['headers'] = {}): Promise<Page> {
  count += 1;
  const loader = `<script type="module" src="SITE/embed.js" crossorigin></script>`;
  pages.set(`/${count}`, { html: (NOTES + loader + html).replaceAll('SITE', site), headers });
  const page = await context.newPage();
  const complaints: string[] = [];
  complaintsOf.set(page, complaints);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || /ResizeObserver/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${host}/${count}`);
  return page;
}

/** The page is in order and goes. */
async function done(page: Page): Promise<void> {
  expect(complaintsOf.get(page)).toEqual([]);
  await page.close();
}

const ELEMENT = '<oriel-explainer src="SITE/embed.html" model="credit" instance="384" lang="en"></oriel-explainer>';

/** Waits until the elements have told something so often. */
const told = (page: Page, type: string, times = 1) =>
  page.waitForFunction(([name, least]) => window.events.filter((one) => one.type === name).length >= least, [
    type,
    times,
  ] as const);

const frameOf = (page: Page, at = 0): Frame => page.mainFrame().childFrames()[at];
/** What the frame was asked and told, without what belongs to no request. */
const heardBy = (frame: Frame) => frame.evaluate(() => window.heard);
const typesHeardBy = async (frame: Frame) => (await heardBy(frame)).map(({ type }) => type);
const eventsOf = (page: Page) => page.evaluate(() => window.events);
const onElement = <T>(page: Page, act: (element: OrielExplainer) => T) =>
  page
    .locator('oriel-explainer')
    .first()
    .evaluate(act as (element: Element) => T);

test.each([
  ['none', {}],
  ['require-corp', { 'Cross-Origin-Embedder-Policy': 'require-corp' }],
  ['credentialless', { 'Cross-Origin-Embedder-Policy': 'credentialless' }],
  ['none, and a strict policy', {}],
])('a page of three lines explains, under COEP %s', async (name, headers) => {
  const policy = `default-src 'none'; script-src ${site} 'unsafe-inline'; frame-src ${site}`;
  const page = await open(ELEMENT, {
    ...headers,
    ...(name.includes('policy') && { 'Content-Security-Policy': policy }),
  });
  await told(page, 'explanation');
  const frame = frameOf(page);
  expect(await frame.evaluate(() => self.origin)).toBe('null');
  expect((await heardBy(frame)).filter(({ type }) => type !== 'ping')).toMatchObject([
    { type: 'begin' },
    { type: 'theme', letters: 'rgb(0, 0, 0)', lang: 'en' },
    { type: 'open', model: 'credit' },
    { type: 'predict', input: { kind: 'row', row: 384 } },
    { type: 'explain', input: { kind: 'row', row: 384 } },
  ]);
  const found = (await eventsOf(page)).filter(({ type }) => type !== 'resize');
  expect(found).toMatchObject([
    { type: 'ready', detail: { engine: 'test 1', model: { name: 'credit', columns: ['a', 'b'] } } },
    { type: 'prediction', detail: { prediction: { values: [0.25, 0.75] } } },
    { type: 'progress', detail: { part: 0.5, estimate: { attributions: [[0.4, -0.2]] } } },
    { type: 'explanation', detail: { record: { schema: 'oriel.explanation/1' } } },
  ]);
  const inner = page.locator('oriel-explainer iframe');
  expect(await inner.getAttribute('sandbox')).toBe('allow-scripts');
  expect(await inner.getAttribute('title')).toBe('Why this prediction');
  expect(await inner.getAttribute('src')).toMatch(/#nonce=[0-9a-f]{32}$/);
  await done(page);
});

describe('attributes and properties', () => {
  test('in any order, set at one time, they are asked for once', async () => {
    const page = await open('');
    await page.evaluate((src) => {
      const element = document.createElement('oriel-explainer');
      element.budget = 100;
      document.body.append(element);
      element.setAttribute('instance', '{ "a": 1, "b": "x" }');
      element.explainer = 'kernel-shap';
      element.model = 'first';
      element.setAttribute('src', src);
      element.setAttribute('output', 'yes');
      element.setAttribute('background', '50');
      element.options = { seed: 7 };
      element.model = 'second';
    }, `${site}/embed.html`);
    await told(page, 'explanation');
    const heard = (await heardBy(frameOf(page))).filter(({ id }) => id);
    expect(heard).toMatchObject([
      { type: 'open', model: 'second' },
      { type: 'predict', input: { kind: 'values', values: { a: 1, b: 'x' } } },
      {
        type: 'explain',
        options: {
          ...{ budget: { samples: 100 }, explainer: 'kernel-shap', outputs: ['yes'], background: { rows: 50 } },
          seed: 7,
        },
      },
    ]);
    await done(page);
  });

  test('later too: what changed is done anew, and nothing else', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    const frame = frameOf(page);
    const count = async () => (await typesHeardBy(frame)).length;
    const noted = async (act: (element: OrielExplainer) => void, type: string, times: number) => {
      const from = await count();
      await onElement(page, act);
      await told(page, type, times);
      return (await heardBy(frame)).slice(from);
    };
    expect(await noted((element) => element.setAttribute('instance', 'a text'), 'explanation', 2)).toMatchObject([
      { type: 'predict', input: { kind: 'text', text: 'a text' } },
      { type: 'explain', input: { kind: 'text', text: 'a text' } },
    ]);
    expect(await noted((element) => (element.model = 'other'), 'explanation', 3)).toMatchObject([
      { type: 'open', model: 'other' },
      { type: 'predict' },
      { type: 'explain' },
    ]);
    const from = await count();
    await onElement(page, (element) => element.setAttribute('chart', 'waterfall'));
    await frame.waitForFunction((length) => window.heard.length > length, from);
    expect((await heardBy(frame)).slice(from)).toMatchObject([{ type: 'theme', chart: 'waterfall' }]);
    expect(frameOf(page)).toBe(frame);
    await done(page);
  });

  test('faster than a frame takes them: of looks, the newest arrives; the last model is opened', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    await onElement(page, async (element) => {
      for (let at = 0; at < 300; at += 1) {
        element.chart = `chart-${at}`;
        element.model = `model-${at}`;
        await new Promise((resolve) => setTimeout(resolve));
      }
    });
    const frame = frameOf(page);
    await frame.waitForFunction(() => {
      const last = (type: string) => window.heard.filter((one) => one.type === type).at(-1);
      return last('theme')?.chart === 'chart-299' && last('open')?.model === 'model-299';
    });
    await page.waitForFunction(() => {
      const ready = window.events.filter(({ type }) => type === 'ready').at(-1);
      return (ready?.detail.model as { name?: string } | undefined)?.name === 'model-299';
    });
    // None was too many.
    expect((await eventsOf(page)).filter(({ type }) => type === 'error')).toEqual([]);
    await done(page);
  });

  test('that were set before the element was known count', async () => {
    const page = await open(`<div></div><script>
      const early = document.createElement('oriel-explainer');
      Object.assign(early, { model: 'early', instance: [1, 'x', null], src: 'SITE/embed.html' });
      document.querySelector('div').append(early);
    </script>`);
    await told(page, 'explanation');
    expect(await heardBy(frameOf(page))).toMatchObject([
      { type: 'begin' },
      { type: 'theme' },
      { type: 'open', model: 'early' },
      { type: 'predict', input: { kind: 'values', values: [1, 'x', null] } },
      { type: 'explain' },
    ]);
    await done(page);
  });

  test('models and photos are handed over, and stay with the page', async () => {
    const page = await open('');
    const left = await page.evaluate((src) => {
      const bytes = new Uint8Array([1, 2, 3]).buffer;
      const element = document.createElement('oriel-explainer');
      element.model = [new File(['model'], 'm.onnx'), { name: 'm.card.json', bytes }];
      element.data = new File(['a,b'], 'd.csv');
      element.instance = new Blob(['photo']);
      element.src = src;
      document.body.append(element);
      Object.assign(window, { bytes });
      return bytes.byteLength;
    }, `${site}/embed.html`);
    await told(page, 'explanation');
    const sizes = await frameOf(page).evaluate(() => {
      const [open, predict] = window.heard.filter(({ id }) => id) as unknown as [
        { model: File[]; data: File },
        { input: { kind: string; bytes: Blob } },
      ];
      const files = [...open.model, open.data].map(async (file) => [file.name, (await file.arrayBuffer()).byteLength]);
      const photo = async () => [predict.input.kind, (await predict.input.bytes.text()).length];
      return Promise.all([...files, photo()]);
    });
    expect(sizes).toEqual([
      ['m.onnx', 5],
      ['m.card.json', 3],
      ['d.csv', 3],
      ['image', 5],
    ]);
    expect(left).toBe(3);
    await done(page);
  });
});

/** How a promise of the element ended: what it was rejected with. */
const rejection = (page: Page) =>
  page.waitForFunction(() => window.outcome).then((it) => it.jsonValue() as Promise<Record<string, unknown>>);

/** Has the element explain without an end. */
const explainForever = (page: Page) =>
  onElement(page, (element) => {
    window.element = element;
    const asked = element.explain(1000);
    asked.catch((error) => {
      window.outcome = { problem: error.problem, name: error.name, isError: error instanceof Error };
    });
    return asked.id;
  });

describe('methods', () => {
  test('answer by promises, and tell how it stands', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    const found = await onElement(page, async (element) => {
      const asked = element.explain({ kind: 'row', row: 1 }, { seed: 3 });
      const { record, prediction } = await asked;
      const states = [await element.status(asked.id), await element.status(99)];
      return { record: record.id, prediction, id: asked.id, states, values: (await element.predict(2)).values };
    });
    expect(found).toEqual({
      record: 'f'.repeat(32),
      prediction: { outputs: ['no', 'yes'], values: [0.25, 0.75] },
      id: 3,
      states: ['unknown', 'unknown'],
      values: [0.25, 0.75],
    });
    expect(await heardBy(frameOf(page))).toContainEqual(
      expect.objectContaining({ type: 'explain', input: { kind: 'row', row: 1 }, options: { seed: 3 } }),
    );
    await done(page);
  });

  test('can be cancelled, by their number and by a signal', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    const id = await explainForever(page);
    await told(page, 'progress', 2);
    expect(await page.evaluate((asked) => window.element.status(asked), id)).toBe('running');
    await page.evaluate((asked) => window.element.cancel(asked), id);
    expect(await rejection(page)).toEqual({ problem: 'cancelled', name: 'AbortError', isError: true });
    const aborted = await onElement(page, async (one) => {
      const control = new AbortController();
      const asked = one.explain(1000, { signal: control.signal });
      setTimeout(() => control.abort(), 50);
      const before = one.explain(1000, { signal: AbortSignal.abort() });
      return (await Promise.allSettled([asked, before])).map((each) => 'reason' in each && each.reason.problem);
    });
    expect(aborted).toEqual(['cancelled', 'cancelled']);
    await frameOf(page).waitForFunction(() => window.heard.filter(({ type }) => type === 'cancel').length === 2);
    expect((await eventsOf(page)).filter(({ type }) => type === 'error')).toEqual([]);
    await done(page);
  });

  test('are answered all, however many there are at once', async () => {
    const page = await open(ELEMENT);
    const answers = await onElement(page, (element) =>
      Promise.all(Array.from({ length: 300 }, (_, row) => element.predict(row))).then(({ length }) => length),
    );
    expect(answers).toBe(300);
    await done(page);
  });

  test('are not needed for what the visitor asks in the frame: it comes with the number 0', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    await frameOf(page).evaluate(() => (window as unknown as { visit(): void }).visit());
    await told(page, 'explanation', 2);
    expect((await eventsOf(page)).at(-1)).toMatchObject({
      type: 'explanation',
      detail: { id: 0, record: { players: ['a', 'b'] } },
    });
    await done(page);
  });

  test('end where the model cannot be opened, until another can', async () => {
    const page = await open(ELEMENT.replace('credit', 'broken'));
    await told(page, 'error');
    expect((await eventsOf(page)).find(({ type }) => type === 'error')?.detail).toEqual({
      ...{ id: 0, problem: 'failed', text: 'It is broken.' },
    });
    const found = await onElement(page, async (element) => {
      const [refused] = await Promise.allSettled([element.explain(1)]);
      element.model = 'credit';
      const { values } = await element.predict(1);
      return { refused: 'reason' in refused && refused.reason.message, values };
    });
    expect(found).toEqual({ refused: 'It is broken.', values: [0.25, 0.75] });
    await done(page);
  });

  test('say what is wrong with what they are given', async () => {
    const page = await open(ELEMENT);
    const found = await onElement(page, async (element) => {
      const wrong = [
        element.explain(-1),
        element.explain(0, { seed: 'x' as never }),
        element.predict((() => 1) as never),
      ];
      return (await Promise.allSettled(wrong)).map((each) => 'reason' in each && each.reason.problem);
    });
    expect(found).toEqual(['schema', 'schema', 'schema']);
    expect((await eventsOf(page)).filter(({ type }) => type === 'error')).toHaveLength(3);
    await done(page);
  });
});

describe('the greeting', () => {
  /** An element whose frame behaves so. */
  const behaving = (as: string) => ELEMENT.replace('embed.html', `embed.html?as=${as}`);

  test.each(['forged', 'replayed'])('that is %s brings nothing, and the right one counts', async (as) => {
    const page = await open(behaving(as));
    await told(page, 'explanation');
    const types = (await typesHeardBy(frameOf(page))).filter((type) => type !== 'ping');
    expect(types).toEqual(['begin', 'theme', 'open', 'predict', 'explain']);
    await done(page);
  });

  test('of other versions is answered, and the page says so', async () => {
    const page = await open(behaving('newer'));
    await told(page, 'error');
    expect((await eventsOf(page)).at(-1)?.detail).toMatchObject({ id: 0, problem: 'version' });
    const text = await page.locator('oriel-explainer [role=alert]').textContent();
    expect(text).toBe(`${site}/embed.html?as=newer has another version. Use its own embed.js.`);
    expect(await page.locator('oriel-explainer iframe').count()).toBe(0);
    await done(page);
  });

  test('that fails to come is missed, in the language of the page; a late one counts', async () => {
    const page = await open(behaving('slow').replace('lang="en"', 'lang="de"'));
    await told(page, 'error');
    expect((await eventsOf(page)).at(-1)?.detail).toMatchObject({ problem: 'refused' });
    expect(await page.locator('oriel-explainer [role=alert]').textContent()).toBe(
      `${site}/embed.html?as=slow antwortet nicht. Ist es da, und steht ${host} dort in oriel.config.json unter "hosts"?`,
    );
    expect(await page.locator('oriel-explainer iframe').getAttribute('title')).toBe('Warum diese Vorhersage');
    await told(page, 'explanation');
    expect(await page.locator('oriel-explainer [role=alert]').count()).toBe(0);
    await done(page);
  });

  test('cannot come where the host is not allowed, and the page says what to do', async () => {
    const page = await open(ELEMENT.replace('SITE', closed));
    await told(page, 'error');
    const text = await page.locator('oriel-explainer [role=alert]').textContent();
    expect(text).toContain(closed);
    expect(text).toContain(`is ${host} in the "hosts" of its oriel.config.json?`);
    // What is asked meanwhile is not forgotten, but ends with the element.
    await explainForever(page);
    await page.locator('oriel-explainer').evaluate((element) => element.remove());
    expect(await rejection(page)).toMatchObject({ problem: 'gone' });
    await page.close();
  });
});

const nonceOf = (page: Page) => page.locator('oriel-explainer iframe').first().getAttribute('src');

describe('a frame that goes', () => {
  test('with its element ends what was asked', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    await explainForever(page);
    await told(page, 'progress', 2);
    await page.locator('oriel-explainer').evaluate((element) => element.remove());
    expect(await rejection(page)).toEqual({ problem: 'gone', name: 'WidgetError', isError: true });
    expect(page.mainFrame().childFrames()).toEqual([]);
    await done(page);
  });

  test('because its element is moved ends what was asked, and explains anew with another nonce', async () => {
    const page = await open(`${ELEMENT}<div></div>`);
    await told(page, 'explanation');
    const before = await nonceOf(page);
    await explainForever(page);
    await told(page, 'progress', 2);
    await page.evaluate(() => document.querySelector('div')?.append(window.element));
    expect(await rejection(page)).toMatchObject({ problem: 'gone' });
    await told(page, 'explanation', 2);
    expect(await nonceOf(page)).not.toBe(before);
    await done(page);
  });

  test('does not go where its element is moved with all that is in it', async () => {
    const page = await open(`${ELEMENT}<div></div>`);
    await told(page, 'explanation');
    await explainForever(page);
    await told(page, 'progress', 2);
    const frame = frameOf(page);
    await page.evaluate(() => {
      const place = document.querySelector('div') as Element & { moveBefore(node: Node, before: null): void };
      place.moveBefore(window.element, null);
    });
    const found = await onElement(page, async (element) => (await element.explain(5)).record.players);
    expect(found).toEqual(['a', 'b']);
    expect(frameOf(page)).toBe(frame);
    expect(await page.evaluate(() => window.outcome)).toBeUndefined();
    await done(page);
  });

  test('because it is loaded anew ends what was asked, and explains anew with another nonce', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    const before = await nonceOf(page);
    await explainForever(page);
    await told(page, 'progress', 2);
    await frameOf(page).evaluate(() => setTimeout(() => location.reload()));
    expect(await rejection(page)).toMatchObject({ problem: 'gone' });
    await told(page, 'explanation', 2);
    expect(await nonceOf(page)).not.toBe(before);
    await done(page);
  });

  test('to another page is spoken to no more, though that has the nonce', async () => {
    const page = await open(ELEMENT);
    await told(page, 'explanation');
    pages.set('/thief', {
      html: `<script>
        const nonce = location.hash.slice('#nonce='.length);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => parent.postMessage({ stolen: data }, '*');
        parent.postMessage({ oriel: 1, id: 0, type: 'hello', nonce, versions: [1, 1] }, '*', [port2]);
        parent.postMessage('here', '*');
      </script>`,
    });
    await page.evaluate(() => {
      window.outcome = [];
      addEventListener('message', ({ data }) => (window.outcome as unknown[]).push(data));
    });
    await frameOf(page).evaluate((to) => {
      location.href = to + location.hash;
    }, `${host}/thief`);
    // The element puts its own frame back.
    await told(page, 'explanation', 2);
    const outcome = (await page.evaluate(() => window.outcome)) as unknown[];
    expect(outcome).toContain('here');
    expect(outcome.filter((data) => typeof data === 'object' && data !== null && 'stolen' in data)).toEqual([]);
    expect(frameOf(page).url()).toContain(`${site}/embed.html`);
    await done(page);
  });

  test('by its own choice is missed, and there again once something is asked', async () => {
    const page = await open(ELEMENT.replace('embed.html', 'embed.html?as=leaving'));
    await told(page, 'explanation');
    await explainForever(page);
    expect(await rejection(page)).toMatchObject({ problem: 'gone' });
    await told(page, 'error', 2);
    expect(await page.locator('oriel-explainer [role=alert]').textContent()).toBe('The frame has gone.');
    expect(await onElement(page, async (element) => (await element.predict(1)).outputs)).toEqual(['no', 'yes']);
    await done(page);
  });
});

test('that is hidden goes on, and is as high as its contents once it is shown', async () => {
  const page = await open(ELEMENT);
  await told(page, 'explanation');
  await onElement(page, (element) => {
    element.hidden = true;
  });
  expect(await onElement(page, async (element) => (await element.explain(3)).record.players)).toEqual(['a', 'b']);
  await onElement(page, (element) => {
    element.hidden = false;
  });
  await frameOf(page).evaluate(() => {
    document.body.style.height = '321px';
  });
  await page.waitForFunction(() => (document.querySelector('oriel-explainer')?.clientHeight ?? 0) > 321);
  await done(page);
});

test('is loaded only near the viewport, or where something is asked, or where that is wanted', async () => {
  const page = await open(`<div style="height: 20000px"></div>${ELEMENT}${ELEMENT}
    ${ELEMENT.replace('model', 'loading="eager" model')}<div style="height: 20000px"></div>`);
  await told(page, 'explanation');
  const loaded = () =>
    page
      .locator('oriel-explainer')
      .evaluateAll((all) => all.map((one) => one.shadowRoot?.querySelector('iframe') !== null));
  expect(await loaded()).toEqual([false, false, true]);
  const values = await page
    .locator('oriel-explainer')
    .nth(1)
    .evaluate(async (element) => (await (element as OrielExplainer).predict(7)).values);
  expect(values).toEqual([0.25, 0.75]);
  expect(await loaded()).toEqual([false, true, true]);
  await page.evaluate(() => document.querySelector('oriel-explainer')?.scrollIntoView());
  await told(page, 'explanation', 3);
  await done(page);
});

test('is as high as its contents, through twenty changes', async () => {
  const page = await open(ELEMENT);
  await told(page, 'explanation');
  const frame = frameOf(page);
  const heights = Array.from({ length: 20 }, (_, i) => 100 + ((i * 137) % 900));
  const seen: unknown[] = [];
  for (const height of heights) {
    await frame.evaluate((to) => {
      Object.assign(document.body.style, { margin: '0', height: `${to}px` });
    }, height);
    await page.waitForFunction((to) => document.querySelector('oriel-explainer')?.clientHeight === to, height);
    seen.push(await frame.evaluate(() => [document.documentElement.scrollHeight <= innerHeight, scrollY === 0]));
  }
  expect(seen).toEqual(heights.map(() => [true, true]));
  // One for each change, and the first.
  expect((await eventsOf(page)).filter(({ type }) => type === 'resize')).toHaveLength(heights.length + 1);
  await onElement(page, (element) => {
    element.height = '12em';
  });
  await page.waitForFunction(() => document.querySelector('oriel-explainer')?.clientHeight === 12 * 16);
  await done(page);
});

test('looks as its host does, and goes with it', async () => {
  const page = await open(`<style>
      oriel-explainer { --oriel-background: #fff; --oriel-accent: color-mix(in srgb, teal, white); --oriel-radius: 0.5rem }
      .dark oriel-explainer { --oriel-background: #000; --oriel-text: rgb(240, 240, 240) }
      @media (prefers-color-scheme: dark) { oriel-explainer { --oriel-font: Georgia, serif } }
    </style>${ELEMENT}`);
  await told(page, 'explanation');
  const frame = frameOf(page);
  const themes = async (least: number) => {
    await frame.waitForFunction((n) => window.heard.filter(({ type }) => type === 'theme').length >= n, least);
    return (await heardBy(frame)).filter(({ type }) => type === 'theme');
  };
  expect((await themes(1))[0]).toMatchObject({
    ...{ letters: 'rgb(0, 0, 0)', background: 'rgb(255, 255, 255)', radius: '8px', lang: 'en' },
    accent: expect.stringMatching(/^color\(srgb 0\.5/),
  });
  await page.evaluate(() => document.documentElement.classList.add('dark'));
  expect((await themes(2))[1]).toMatchObject({
    letters: 'rgb(240, 240, 240)',
    background: 'rgb(0, 0, 0)',
    text: 'rgb(240, 240, 240)',
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  expect((await themes(3))[2]).toMatchObject({ font: 'Georgia, serif' });
  await onElement(page, (element) => element.setAttribute('theme', 'light'));
  expect((await themes(4))[3]).toMatchObject({ colours: 'light' });
  // Nothing changes, and nothing is said.
  await page.evaluate(() => document.documentElement.classList.add('dark', 'irrelevant'));
  await onElement(page, (element) => element.predict(1).then(() => {}));
  expect(await themes(4)).toHaveLength(4);
  await done(page);
});

test('several share the engine of the first, and of the next when that goes', async () => {
  const page = await open(ELEMENT.repeat(3) + ELEMENT.replace('src', 'sandbox="allow-same-origin" src'));
  await told(page, 'explanation', 4);
  const shares = async (frame: Frame) =>
    (await heardBy(frame)).filter(({ type }) => ['serve', 'engine', 'shared', 'open'].includes(type as string));
  const byLead = async () => {
    const all = await Promise.all(
      page
        .mainFrame()
        .childFrames()
        .map(async (frame) => ({ frame, heard: await shares(frame) })),
    );
    return all.sort((a, b) => b.heard.length - a.heard.length);
  };
  const [leader, first, second, alone] = await byLead();
  expect(leader.heard.map(({ type }) => type).sort()).toEqual(['open', 'serve', 'serve', 'shared', 'shared']);
  for (const { heard } of [first, second])
    expect(heard).toMatchObject([{ type: 'engine', port: true }, { type: 'open' }]);
  // Of another sandbox.
  expect(alone.heard.map(({ type }) => type)).toEqual(['open']);
  expect(await alone.frame.evaluate(() => self.origin)).toBe(site);
  await page.evaluate((address) => {
    for (const element of document.querySelectorAll('oriel-explainer'))
      if (element.shadowRoot?.querySelector('iframe')?.src === address) element.remove();
  }, leader.frame.url());
  await Promise.all(
    [first, second].map(({ frame }) =>
      frame.waitForFunction(() => window.heard.filter(({ type }) => type === 'engine').length === 2),
    ),
  );
  const [next, last] = (await byLead()).filter(({ frame }) => frame !== alone.frame);
  expect(next.heard.slice(2)).toMatchObject([
    { type: 'engine', port: false },
    { type: 'serve', port: true },
    { type: 'shared', data: expect.stringMatching(/^from [0-9a-f]{32}$/) },
  ]);
  expect(last.heard.slice(2)).toMatchObject([{ type: 'engine', port: true }]);
  await done(page);
});

describe('works from', () => {
  const frameworks = ['react', 'vue'];
  test.each(frameworks)('%s, with attributes, properties and events', async (framework) => {
    const script = await bundled(`${framework}.ts`);
    const page = await open(
      `<div id="app"></div><script type="module">${script.replaceAll('</script', '<\\/script')}</script>`,
    );
    await page.evaluate((src) => Object.assign(window, { src }), `${site}/embed.html`);
    await page.evaluate(() => (window as unknown as { show(row: number): void }).show(3));
    await page.waitForFunction(() => (window.outcome as unknown[])?.length === 2);
    await page.evaluate(() => (window as unknown as { show(row: number): void }).show(4));
    await page.waitForFunction(() => (window.outcome as unknown[])?.length === 4);
    expect(await page.evaluate(() => window.outcome)).toEqual([
      ['prediction', [0.25, 0.75]],
      ['explanation', ['a', 'b']],
      ['prediction', [0.25, 0.75]],
      ['explanation', ['a', 'b']],
    ]);
    expect((await heardBy(frameOf(page))).filter(({ id }) => id)).toMatchObject([
      { type: 'open', model: 'credit' },
      { type: 'predict', input: { kind: 'values', values: { a: 3 } } },
      { type: 'explain', options: { budget: { samples: 200 } } },
      { type: 'predict', input: { kind: 'values', values: { a: 4 } } },
      { type: 'explain', options: { budget: { samples: 200 } } },
    ]);
    expect(page.mainFrame().childFrames()).toHaveLength(1);
    await page.evaluate(() => (window as unknown as { leave(): void }).leave());
    await page.waitForFunction(() => document.querySelector('oriel-explainer') === null);
    await done(page);
  });

  test('what WordPress saves of a block', async () => {
    const page = await open(`<!-- wp:html -->
<oriel-explainer src="SITE/embed.html" model="credit" instance="{&quot;a&quot;: 1}" height="auto"></oriel-explainer>
<!-- /wp:html -->
<!-- wp:paragraph --><p>After it.</p><!-- /wp:paragraph -->`);
    await told(page, 'explanation');
    expect(await heardBy(frameOf(page))).toContainEqual(
      expect.objectContaining({ type: 'explain', input: { kind: 'values', values: { a: 1 } } }),
    );
    await done(page);
  });
});
