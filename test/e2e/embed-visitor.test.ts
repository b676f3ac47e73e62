// What a visitor brings into the widget's frame, on a page of another site with the real element:
// it is explained there, and the host gets nothing of it unless the frame's site says so.

import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headersFor } from '../../scripts/headers.mjs';
import { complaintsOf, openSites, type Sites, settled } from './sites.ts';

let sites: Sites;
let html = '';

beforeAll(async () => {
  sites = await openSites(() => ({ html }));
});
afterAll(() => sites.close());

declare global {
  interface Window {
    /** All data of all messages that a script of the host has looked at, as text. */
    looked: string[];
  }
}

/** A host that keeps whatever any of its scripts, the element's too, is told. */
const CURIOUS = `<script>
  window.looked = [];
  const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
  const text = (_, value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value;
  Object.defineProperty(MessageEvent.prototype, 'data', {
    get() {
      const data = get.call(this);
      looked.push(JSON.stringify(data, text));
      return data;
    },
  });
</script>`;

/** A host's page with the example in a widget; where the site `shares`, that is in its config. */
async function visit(
  model: string,
  shares = false,
): Promise<{ page: Page; frame: Frame; complaints: readonly string[] }> {
  html = `${CURIOUS}<script type="module" src="${sites.site}/embed.js" crossorigin></script>
    <oriel-explainer src="${sites.site}/embed.html" model="${model}" lang="en"></oriel-explainer>`;
  const page = await sites.context.newPage();
  const complaints = complaintsOf(page);
  if (shares)
    await page.route(`${sites.site}/oriel.config.json`, (route) =>
      route.fulfill({ json: { hosts: [sites.host], shareInput: true }, headers: headersFor([sites.host]) }),
    );
  await page.goto(sites.host);
  await page.waitForFunction(() => document.querySelector('oriel-explainer')?.shadowRoot?.querySelector('iframe'));
  return { page, frame: page.mainFrame().childFrames()[0], complaints };
}

/** What the host was told of what the visitor has explained. */
async function toldOf(page: Page): Promise<{ id: string; input: Record<string, unknown> }> {
  const found = await page.waitForFunction(
    () =>
      window.looked
        .map((text) => JSON.parse(text))
        .find((message) => message.id === 0 && message.type === 'result' && message.record)?.record,
    undefined,
    { timeout: 120_000 },
  );
  return found.jsonValue();
}
const allThatIsKnown = (page: Page) => page.evaluate(() => window.looked.join('\n'));
const inputIn = (frame: Frame) => frame.evaluate(() => window.oriel.record?.input);

const NAME = 'holiday-2024.jpg';
const photo = readFileSync(new URL('../../public/examples/mobilenet/photos/cat.jpg', import.meta.url));

/** Picks the photo in the frame, and ends its explanation once there is something to see. */
async function explainPhoto({ page, frame }: { page: Page; frame: Frame }) {
  await frame.locator('input[type=file]').setInputFiles({ name: NAME, mimeType: 'image/jpeg', buffer: photo });
  await frame.waitForFunction(() => window.oriel.record, undefined, { timeout: 120_000 });
  await frame.getByRole('button', { name: 'Cancel' }).click();
  expect(await settled(frame)).toBe('done');
  return toldOf(page);
}

test('a photo of the visitor’s own is explained in the frame, and the host gets numbers alone', async () => {
  const visited = await visit('mobilenet');
  const { page, frame, complaints } = visited;
  await frame.getByText('Choose a photo: the model’s answer').waitFor();
  await frame.getByText('It stays on this device.').waitFor();
  const told = await explainPhoto(visited);
  expect(await frame.locator('.sentence').innerText()).toMatch(/^\d+\s%/);
  expect(await frame.locator('oriel-chart svg').first().isVisible()).toBe(true);
  expect(await inputIn(frame)).toMatchObject({ kind: 'image', picture: expect.stringMatching(/^data:image\/png/) });
  expect(told.id).toBe(await frame.evaluate(() => window.oriel.record?.id));
  expect(told.input).toMatchObject({ kind: 'image', file: null, picture: null });
  const known = await allThatIsKnown(page);
  expect(known).not.toMatch(/holiday|data:image/);
  const stretch = JSON.stringify(new TextDecoder('latin1').decode(photo.subarray(5000, 5020)));
  expect(known).not.toContain(stretch.slice(1, -1));
  expect(complaints).toEqual([]);
  await page.close();
});

test('a text that the visitor types is explained in the frame, and the host gets numbers alone', async () => {
  const { page, frame, complaints } = await visit('toxicity');
  await frame.getByRole('textbox', { name: 'Text' }).fill('You silly goose, come here');
  await frame.getByRole('button', { name: 'Explain' }).click();
  const told = await toldOf(page);
  expect(await settled(frame)).toBe('done');
  expect(await frame.locator('.sentence').innerText()).toContain('“goose”');
  expect(await inputIn(frame)).toMatchObject({ kind: 'text', text: 'You silly goose, come here' });
  expect(told.input).toMatchObject({ kind: 'text', text: null });
  expect(await allThatIsKnown(page)).not.toMatch(/silly|goose/i);
  expect(complaints).toEqual([]);
  await page.close();
});

test('where the frame’s site says so, the frame tells the visitor, and the host gets the photo', async () => {
  const visited = await visit('mobilenet', true);
  const { page, frame } = visited;
  await frame.getByText('The page around this frame gets it as well').waitFor();
  const told = await explainPhoto(visited);
  expect(told.input).toEqual(await inputIn(frame));
  expect(told.input).toMatchObject({ file: NAME, picture: expect.stringMatching(/^data:image\/png/) });
  await page.close();
});
