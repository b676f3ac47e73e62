// The page in a frame of another site's page, sandboxed and not.

import type { Frame, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import { complaintsOf, idsByThemselves, openSites, type Sites, settled } from './sites.ts';

let sites: Sites;
/** The record's id where the page is nobody's frame. */
let usualId: ReturnType<typeof idsByThemselves>;

beforeAll(async () => {
  sites = await openSites((path) => {
    const { searchParams } = new URL(path, 'http://host.localhost');
    const coep = searchParams.get('coep');
    const sandbox = searchParams.get('sandbox');
    const attribute = sandbox === null ? '' : `sandbox="${sandbox}"`;
    return {
      html: `<iframe ${attribute} src="${searchParams.get('src')}" width="1200" height="800"></iframe>`,
      headers: { ...(coep && { 'Cross-Origin-Embedder-Policy': coep }) },
    };
  });
  usualId = idsByThemselves(sites);
});
afterAll(() => sites.close());

/** What the page in a frame came to. */
async function outcome(frame: Frame): Promise<{ state: string; id: string | undefined; origin: string }> {
  const state = await settled(frame);
  const found = await frame.evaluate(() => ({ id: window.oriel.record?.id, origin: self.origin }));
  return { state, ...found };
}

interface Embedding {
  readonly query?: string;
  readonly sandbox?: string;
  readonly coep?: string;
}

/** Opens a host's page; all that went wrong in it and in its frame is in `complaints`. */
async function embed({
  query = '',
  ...others
}: Embedding): Promise<{ page: Page; frame: Frame; complaints: readonly string[] }> {
  const page = await sites.context.newPage();
  const complaints = complaintsOf(page);
  const search = new URLSearchParams({ src: `${sites.site}/${query}`, ...others });
  await page.goto(`${sites.host}/?${search}`);
  return { page, frame: page.frames()[1], complaints };
}

test('sites are kept apart, storage included', async () => {
  const page = await sites.context.newPage();
  await page.goto(sites.site);
  await page.evaluate(() => localStorage.setItem('mine', 'yes'));
  const embedded = await embed({});
  await embedded.frame.waitForFunction(() => 'oriel' in window);
  expect(await embedded.frame.evaluate(() => [self.origin, localStorage.getItem('mine')])).toEqual([sites.site, null]);
  await Promise.all([page.close(), embedded.page.close()]);
});

const ROW = '?example=credit&samples=200';

describe.each([undefined, 'require-corp', 'credentialless'])('under a host with COEP %s', (coep) => {
  test.each([undefined, 'allow-scripts'])('with the sandbox %s, a row is explained as ever', async (sandbox) => {
    const { page, frame, complaints } = await embed({ query: ROW, ...(coep && { coep }), ...(sandbox && { sandbox }) });
    expect(await outcome(frame)).toEqual({
      state: 'done',
      id: await usualId(ROW),
      origin: sandbox ? 'null' : sites.site,
    });
    expect(complaints).toEqual([]);
    await page.close();
  });
});

// One runtime after the other, so that none waits for the machine.
test.each([
  ['a photo, in the ONNX runtime', '?example=mobilenet&samples=6&segments=20'],
  ['a text, in the ONNX runtime', '?example=toxicity&samples=20'],
  ['a text, in TensorFlow.js', '?example=sentiment&samples=20'],
])('in a sandboxed frame, %s, is explained as ever', async (_, query) => {
  const { page, frame, complaints } = await embed({ query, sandbox: 'allow-scripts', coep: 'require-corp' });
  const { state, id } = await outcome(frame);
  await page.close();
  expect({ state, id }).toEqual({ state: 'done', id: await usualId(query) });
  expect(complaints).toEqual([]);
});

test('a sandboxed frame says that it keeps nothing for long, and forgets what it has kept', async () => {
  const { page, frame, complaints } = await embed({ query: ROW, sandbox: 'allow-scripts' });
  await outcome(frame);
  await frame.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await frame.getByText('Kept until this page is closed').waitFor();
  const before = await frame.evaluate(() => window.oriel.record?.created);
  await frame.getByRole('button', { name: 'Forget everything' }).click();
  await frame.waitForFunction((created) => ![undefined, created].includes(window.oriel.record?.created), before);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a sandboxed frame can send a port to the origin of the page around it, and to no other', async () => {
  const { page, frame } = await embed({ sandbox: 'allow-scripts' });
  await page.evaluate(() => {
    const got: unknown[] = [];
    Object.assign(window, { got });
    const inner = document.querySelector('iframe')?.contentWindow;
    addEventListener('message', ({ data, origin, source, ports }) => {
      got.push([data, origin, source === inner, ports.length]);
      ports[0]?.postMessage('heard');
    });
  });
  await frame.waitForFunction(() => 'oriel' in window);
  const answer = await frame.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    const heard = new Promise((resolve) => {
      port1.onmessage = ({ data, origin }) => resolve([data, origin]);
    });
    parent.postMessage('to somebody else', 'http://other.localhost');
    parent.postMessage('hello', location.ancestorOrigins[0], [port2]);
    return heard;
  });
  expect(answer).toEqual(['heard', '']);
  expect(await page.evaluate(() => (window as unknown as { got: unknown[] }).got)).toEqual([
    ['hello', 'null', true, 1],
  ]);
  await page.close();
});

test('the page of a host that is not named gets no frame', async () => {
  const server = await serve(await buildApp(), 0, 'localhost', { hosts: ['https://lender.example'] });
  const page = await sites.context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  const src = `http://widget.localhost:${new URL(server.url).port}/`;
  await page.goto(`${sites.host}/?${new URLSearchParams({ src })}`);
  expect(page.frames()[1].url()).not.toBe(src);
  expect(complaints.join()).toMatch(/frame-ancestors|refused to connect|Framing/);
  await page.close();
  await server.close();
});
