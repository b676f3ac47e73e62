// The widget's frame in the page of another site, which speaks its protocol by hand.

import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { BrowserContext, Frame, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pictureCard, pictureNetwork, seeded } from '../support/tfjs.ts';
import { embeddingPage } from './embedding-page.ts';
import { complaintsOf, idsByThemselves, openSites, type Sites, settled } from './sites.ts';
import { wiretap } from './wiretap.ts';

let sites: Sites;
/** The id of the record that the page itself makes. */
let idOnPage: ReturnType<typeof idsByThemselves>;

beforeAll(async () => {
  sites = await openSites((path) => {
    const { searchParams } = new URL(path, 'http://host.localhost');
    const sandbox = searchParams.get('sandbox');
    const width = Number(searchParams.get('width') ?? 480);
    const coep = searchParams.get('coep');
    const src = `${sites.site}/embed.html${searchParams.get('query') ?? ''}`;
    return {
      html: embeddingPage(src, { width, ...(sandbox !== null && { sandbox }) }),
      ...(coep && { headers: { 'Cross-Origin-Embedder-Policy': coep } }),
    };
  });
  idOnPage = idsByThemselves(sites);
});
afterAll(() => sites.close());

/** What the host's page has, for its own scripts. */
interface Host {
  readonly heard: readonly Heard[];
  readonly greeted: Promise<void>;
  send(message: object): void;
  ask(request: object): Promise<Heard>;
}
interface Heard {
  readonly id: number;
  readonly type: string;
  readonly text?: string;
  readonly problem?: string;
  readonly answer?: boolean;
  readonly height?: number;
  readonly record?: { readonly id: string; readonly input: object };
}
declare global {
  interface Window {
    host: Host;
  }
}

interface Embedding {
  readonly sandbox?: string;
  readonly coep?: string;
  readonly query?: string;
  readonly width?: string;
  readonly within?: BrowserContext;
}

/** A host's page with the frame in it, which has been greeted. */
async function embed({ within = sites.context, ...choice }: Embedding = { sandbox: 'allow-scripts' }) {
  const page = await within.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${sites.host}/?${new URLSearchParams({ ...choice })}`);
  await page.evaluate(() => window.host.greeted);
  const ask = (request: object): Promise<Heard> => page.evaluate((what) => window.host.ask(what), request);
  return { page, frame: page.frames()[1], complaints, ask };
}

type Embedded = Awaited<ReturnType<typeof embed>>;

const stateOf = (frame: Frame) => frame.evaluate(() => document.documentElement.dataset.orielState);
/** Waits until something is on show. */
const explained = async (frame: Frame): Promise<void> => {
  await frame.waitForFunction(() => window.oriel.record);
  await settled(frame);
};

const row = (number: number) => ({ type: 'explain', input: { kind: 'row', row: number } });

const photo = readFileSync(new URL('../../public/examples/mobilenet/photos/cat.jpg', import.meta.url)).toString(
  'base64',
);
const [text] = JSON.parse(
  readFileSync(new URL('../../public/examples/toxicity/model.card.json', import.meta.url), 'utf8'),
).samples as string[];

/** What a host asks, and the page's address that explains the same. */
const asked = {
  'a row': { model: 'credit', query: '?example=credit&row=384' },
  'a photo': { model: 'mobilenet', query: '?example=mobilenet&photo=cat.jpg&samples=12&error=0' },
  'a text': { model: 'toxicity', query: '?example=toxicity&sample=0&samples=30' },
} as const;

async function explainIn(page: Page, what: keyof typeof asked): Promise<Heard> {
  return page.evaluate(
    async ([kind, words, base64]) => {
      const { host: own } = window;
      if (kind === 'a row') return own.ask({ type: 'explain', input: { kind: 'row', row: 384 } });
      if (kind === 'a text')
        return own.ask({ type: 'explain', input: { kind: 'text', text: words }, options: { budget: { samples: 30 } } });
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
      const options = { budget: { samples: 12, error: 0 } };
      return own.ask({ type: 'explain', input: { kind: 'image', name: 'cat.jpg', bytes }, options });
    },
    [what, text, photo] as const,
  );
}

/** Has something explained by what is open in a frame, and drawn; the record's id. */
async function explainsAndDraws({ page, frame, complaints }: Embedded, what: keyof typeof asked) {
  const { record } = await explainIn(page, what);
  // It is drawn after the host was told.
  expect(await settled(frame)).toBe('done');
  expect(await frame.evaluate(() => window.oriel.record?.id)).toBe(record?.id);
  expect(await frame.locator('.sentence').innerText()).toMatch(/^\d+\s%/);
  await frame.locator('oriel-chart svg').first().waitFor();
  expect(complaints).toEqual([]);
  await page.close();
  return record?.id;
}

test.each([
  [undefined, 'a row'],
  [undefined, 'a photo'],
  [undefined, 'a text'],
  ['allow-scripts', 'a row'],
  ['allow-scripts', 'a text'],
] as const)('in a frame with the sandbox %s, %s is explained as on the page', async (sandbox, what) => {
  const { model, query } = asked[what];
  const embedded = await embed({ ...(sandbox && { sandbox }) });
  expect(await embedded.ask({ type: 'open', model })).toMatchObject({ type: 'ready', id: 1 });
  expect(await explainsAndDraws(embedded, what)).toBe(await idOnPage(query));
});

test('in a frame with the sandbox allow-scripts, a photo is explained as on the page, by a model of the host', async () => {
  const { json, shards } = await seeded(pictureNetwork(32, 4), 1, 0.1);
  const files = Object.entries({ 'model.json': json, ...shards }).map(([name, bytes]) => ({
    ...{ name, buffer: Buffer.from(bytes) },
  }));
  const card = pictureCard(32, [...'abcd']);
  const embedded = await embed();
  const opened = await embedded.page.evaluate(
    ([given, said]) => {
      const model = given.map(([name, base64]) => ({
        name,
        bytes: Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer,
      }));
      return window.host.ask({ type: 'open', model, card: said });
    },
    [files.map(({ name, buffer }) => [name, buffer.toString('base64')]), card] as const,
  );
  expect(opened).toMatchObject({ type: 'ready', id: 1 });
  const id = await explainsAndDraws(embedded, 'a photo');

  const page = await sites.context.newPage();
  await page.goto(`${sites.site}/?samples=12&error=0`);
  await settled(page);
  const cardFile = { name: 'model.card.json', buffer: Buffer.from(JSON.stringify(card)) };
  const photoFile = { name: 'cat.jpg', buffer: Buffer.from(photo, 'base64') };
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([...files, cardFile, photoFile].map((file) => ({ mimeType: '', ...file })));
  await page.waitForFunction(() => window.oriel.record?.input.kind === 'image');
  expect(await settled(page)).toBe('done');
  expect(await page.evaluate(() => window.oriel.record?.id)).toBe(id);
  await page.close();
});

test('a frame is made of few files, since each of several on a page asks for all of them', async () => {
  const { page, frame } = await embed();
  // Before there is an engine, whose files the first alone asks for.
  await frame.waitForSelector('oriel-frame', { state: 'attached' });
  const scripts = await frame.evaluate(() =>
    performance.getEntriesByType('resource').flatMap(({ name }) => /[\w-]+\.js$/.exec(name) ?? []),
  );
  expect(scripts.length, scripts.join(' ')).toBeLessThanOrEqual(16);
  await page.close();
});

/** Explains a row in a frame, and compares it with the page's own. */
async function explainsRow(embedding: Embedding): Promise<void> {
  const { page, complaints, ask } = await embed(embedding);
  await ask({ type: 'open', model: 'credit' });
  const { record } = await explainIn(page, 'a row');
  expect(complaints).toEqual([]);
  await page.close();
  expect(record?.id).toBe(await idOnPage(asked['a row'].query));
}

test.each([
  ['require-corp', undefined],
  ['require-corp', 'allow-scripts'],
  ['credentialless', undefined],
  ['credentialless', 'allow-scripts'],
])('under a host with COEP %s, in a frame with the sandbox %s, a row is explained as on the page', (coep, sandbox) =>
  explainsRow({ coep, ...(sandbox && { sandbox }) }),
);

test('a host that floods is told so once a second, and what it asks then is answered', async () => {
  const { page, complaints, ask } = await embed();
  await ask({ type: 'open', model: 'credit' });
  // Ten thousand a second, for two seconds.
  const { told, seconds } = await page.evaluate(async () => {
    const { host: own } = window;
    const began = performance.now();
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    for (let time = 0; time < 20; time++) {
      for (let i = 0; i < 1000; i++) own.send({ id: 0, type: 'theme', theme: { text: 'red' } });
      await pause(100);
    }
    const isHeard = () => own.heard.some(({ type, answer }) => type === 'ping' && answer);
    while (!isHeard()) {
      own.send({ id: 0, type: 'ping', answer: false });
      await pause(200);
    }
    const errors = own.heard.filter(({ type }) => type === 'error').map(({ id, problem }) => ({ id, problem }));
    return { told: errors, seconds: (performance.now() - began) / 1000 };
  });
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThanOrEqual(1 + seconds);
  expect(told).toEqual(told.map(() => ({ id: 0, problem: 'rate' })));
  const { record } = await ask(row(384));
  expect(complaints).toEqual([]);
  await page.close();
  expect(record?.id).toBe(await idOnPage(asked['a row'].query));
});

test('what a visitor types stays in the frame, and the host is told the answer', async () => {
  const { page, frame, complaints, ask } = await embed();
  await ask({ type: 'open', model: 'toxicity' });
  await frame.getByRole('textbox', { name: 'Text' }).fill('You silly goose, come here');
  await frame.getByRole('button', { name: 'Explain' }).click();
  await explained(frame);
  expect(await frame.locator('.sentence').innerText()).toContain('“goose”');
  await page.waitForFunction(() => window.host.heard.some(({ id, type }) => id === 0 && type === 'result'));
  const heard = await page.evaluate(() => JSON.stringify(window.host.heard));
  const id = await frame.evaluate(() => window.oriel.record?.id);
  expect(heard).toContain(id);
  expect(heard).not.toMatch(/silly|goose/);
  expect(complaints).toEqual([]);
  await page.close();
});

test('the first row is explained where the host names none; the frame is as high as what is in it', async () => {
  const { page, frame, ask } = await embed();
  const scrolls = () => frame.evaluate(() => document.documentElement.scrollHeight > innerHeight);
  await ask({ type: 'open', model: 'credit' });
  await explained(frame);
  expect(await frame.evaluate(() => window.oriel.record?.input)).toMatchObject({ row: 0 });
  const fits = () =>
    frame.waitForFunction(() => Math.ceil(document.documentElement.getBoundingClientRect().height) === innerHeight);
  const heights: (number | undefined)[] = [];
  for (let change = 0; change < 20; change++) {
    await frame.locator('.proof > summary').click();
    await fits();
    heights.push(await frame.evaluate(() => innerHeight));
    expect(await scrolls()).toBe(false);
  }
  // Open and closed, and nothing between.
  expect(new Set(heights).size).toBe(2);
  expect(heights[0]).toBeGreaterThan(heights[1] as number);
  const all = await page.evaluate(() => window.host.heard.filter(({ type }) => type === 'resize').length);
  await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await page.evaluate(() => window.host.heard.filter(({ type }) => type === 'resize').length)).toBe(all);
  await page.close();
});

test('the frame wears the host’s colours, font and radius, and speaks its language', async () => {
  const { page, frame, ask } = await embed();
  await ask({ type: 'open', model: 'toxicity' });
  await frame.getByRole('button', { name: 'Explain' }).waitFor();
  const worn = () =>
    frame.evaluate(() => {
      const [root, button] = [document.documentElement, document.querySelector('button') as Element];
      const style = getComputedStyle(root);
      return {
        ...{ background: style.backgroundColor, text: style.color, font: style.fontFamily },
        ...{ radius: getComputedStyle(button).borderRadius, scheme: style.colorScheme, lang: root.lang },
      };
    });
  const wear = (theme: object) =>
    page.evaluate((worn) => window.host.send({ id: 0, type: 'theme', theme: worn }), theme);
  const plain = await worn();
  await wear({
    background: '#102030',
    text: 'white',
    accent: 'gold',
    font: 'Georgia, serif',
    radius: '11px',
    lang: 'de',
  });
  await frame.getByRole('button', { name: 'Erklären' }).waitFor();
  expect(await worn()).toEqual({
    ...{ background: 'rgb(16, 32, 48)', text: 'rgb(255, 255, 255)', font: 'Georgia, serif' },
    ...{ radius: '11px', scheme: 'dark', lang: 'de' },
  });
  expect(await frame.title()).toMatch(/^Warum das Modell so antwortet/);
  await wear({});
  await frame.getByRole('button', { name: 'Explain' }).waitFor();
  expect(await worn()).toEqual(plain);
  // Without a ground, the letters around it say what it stands on.
  await wear({ letters: 'rgb(240, 240, 240)', lang: 'de' });
  await frame.getByRole('button', { name: 'Erklären' }).waitFor();
  expect(await worn()).toMatchObject({ scheme: 'dark' });
  await page.close();
});

test('a visitor can end what takes long; a model that is damaged says so, and what is on show stays', async () => {
  const { page, frame, ask, complaints } = await embed();
  await ask({ type: 'open', model: 'credit/mlp.onnx' });
  const options = { explainer: 'kernel-shap', budget: { samples: 1_000_000, error: 0 } };
  const answer = ask({ ...row(3), options });
  await frame.getByRole('progressbar').waitFor();
  await frame.waitForFunction(() => window.oriel.record);
  await frame.getByRole('button', { name: 'Cancel' }).click();
  expect(await answer).toMatchObject({ type: 'result', record: { stopped: 'cancelled' } });
  expect(await frame.locator('.remark').first().innerText()).toContain('Stopped early');
  const before = await frame.evaluate(() => window.oriel.record?.id);

  const refused = await page.evaluate(() =>
    window.host.ask({ type: 'open', model: [{ name: 'model.onnx', bytes: new Uint8Array([8, 7, 1, 2, 3]).buffer }] }),
  );
  expect(refused).toMatchObject({ type: 'error', text: expect.stringContaining('model.onnx') });
  const alert = frame.getByRole('alert');
  expect(await alert.innerText()).toContain('model.onnx');
  expect(await stateOf(frame)).toBe('error');
  expect(await frame.evaluate(() => window.oriel.record?.id)).toBe(before);
  expect(await frame.locator('oriel-chart svg').first().isVisible()).toBe(true);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await alert.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await page.close();
});

test.each([
  ['credit', '320', 'light', 'en'],
  ['credit', '700', 'dark', 'de'],
  ['toxicity', '320', 'dark', 'en-XA'],
  ['toxicity', '480', 'light', 'ar-XB'],
] as const)('axe finds nothing, and nothing is cut off: %s, %s px, %s, %s', async (model, width, colorScheme, lang) => {
  const within = await sites.browser.newContext({ colorScheme });
  const { page, frame, ask } = await embed({ sandbox: 'allow-scripts', width, query: `?lang=${lang}`, within });
  await ask({ type: 'open', model });
  await explainIn(page, model === 'credit' ? 'a row' : 'a text');
  await frame.locator('oriel-chart svg').first().waitFor();
  for (const summary of await frame.locator('.proof > summary, .bring > summary').all()) await summary.click();
  expect(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await within.close();
});

test('the keyboard walks into the frame and out of it, and the answer is announced', async () => {
  const { page, frame, ask } = await embed();
  await ask({ type: 'open', model: 'credit' });
  await ask(row(384));
  await settled(frame);
  expect(await frame.locator('oriel-frame > [aria-live]').innerText()).toBe(
    await frame.locator('.sentence').innerText(),
  );
  await page.locator('#before').focus();
  const within = () => {
    const active = document.activeElement;
    return active === document.body ? '' : ((active?.id || active?.localName) ?? '');
  };
  // The frame is a process of its own: between the two documents the focus is nowhere for a moment, and a
  // key pressed then walks past what comes next.
  const focused = async () => {
    const outer = await page.evaluate(within);
    return outer === 'iframe' && !(await frame.locator('body').evaluate(within)) ? '' : outer;
  };
  const places: string[] = [];
  for (let steps = 0; steps < 30 && places.at(-1) !== 'after'; steps++) {
    await page.keyboard.press('Tab');
    await expect.poll(focused).not.toBe('');
    places.push(await focused());
  }
  expect(places.length).toBeGreaterThan(3);
  expect(new Set(places)).toEqual(new Set(['iframe', 'after']));
  await page.close();
});

test('nothing is asked of another site, and nothing is sent with what is asked', async () => {
  const tap = await wiretap(`${sites.site}/`, sites.host);
  const within = await sites.browser.newContext({ proxy: { server: tap.address, bypass: '<-loopback>' } });
  const { page, frame, ask } = await embed({ sandbox: 'allow-scripts', within });
  await ask({ type: 'open', model: 'toxicity' });
  await frame.getByRole('textbox', { name: 'Text' }).fill('My own secret words');
  await frame.getByRole('button', { name: 'Explain' }).click();
  await explained(frame);
  // By the keyboard: what is drawn above it may still move it from under a pointer.
  await frame.locator('.proof > summary').press('Enter');
  expect(await frame.locator('.proof').innerText()).toMatch(/Nothing\. \d+ requests by this page/);
  await page.close();
  const asked = new Set(tap.heard.map(({ url }) => new URL(url).origin));
  expect(asked).toEqual(new Set([sites.site, sites.host]));
  expect(tap.heard.filter(({ method, body, url }) => method !== 'GET' || body > 0 || /secret/.test(url))).toEqual([]);
  await within.close();
  await tap.close();
});

test('by itself the frame’s page says what it is for', async () => {
  const page = await sites.context.newPage();
  await page.goto(`${sites.site}/embed.html`);
  await page.getByText('explains the answers of a model within another page').waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.orielState)).toBe('error');
  await page.close();
});
