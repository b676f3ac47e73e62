// A browser that is killed while it keeps things, and started again on the same profile.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumArguments, ensureChromium } from '../../../scripts/chromium.mjs';
import { serveStore } from './served.ts';

let server: Awaited<ReturnType<typeof serveStore>>;
let profile = '';
beforeAll(async () => {
  server = await serveStore();
  profile = await mkdtemp(join(tmpdir(), 'oriel-profile-'));
});
afterAll(async () => {
  await server.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 10 });
});

/** A browser of its own process group, which can be killed with all of its processes. */
async function start(): Promise<{ page: Page; kill: () => Promise<void> }> {
  const args = [...chromiumArguments, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const child: ChildProcess = spawn(ensureChromium(), [...args, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit');
  let address = '';
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    address = /DevTools listening on (ws:\S+)/.exec(line)?.[1] ?? '';
    if (address) break;
  }
  child.stderr?.resume();
  const browser = await chromium.connectOverCDP(address);
  const page = await browser.contexts()[0].newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => window.tools);
  return {
    page,
    async kill() {
      process.kill(-(child.pid as number), 'SIGKILL');
      await exit;
      await browser.close().catch(() => {});
      await rm(join(profile, 'SingletonLock'), { force: true });
    },
  };
}

/** What is kept: each record as it is and as it must be, and what is wrong with files. */
const check = (page: Page) =>
  page.evaluate(async () => {
    const { openStore, madeRecord, hashOf } = window.tools;
    const told: string[] = [];
    const { store, why } = await openStore({ tell: ({ key }) => told.push(key) });
    const kept = await store.list('record');
    let equal = 0;
    for (const { value } of kept) {
      const number = (value.record.input as { row: number }).row;
      if (JSON.stringify(value.record) === JSON.stringify(await madeRecord(number))) equal++;
    }
    let files = 0;
    const models = await store.list('model');
    for (const { key } of models) {
      const bytes = await store.file(key);
      if (bytes && (await hashOf(bytes as Uint8Array<ArrayBuffer>)) === key) files++;
    }
    const numbers = kept.map(({ value }) => (value.record.input as { row: number }).row).sort((a, b) => a - b);
    await store.close();
    return { where: store.where, why, told, numbers, equal, models: models.length, files };
  });

test('everything that was said to be kept reads back equal to the byte', async () => {
  let next = 0;
  for (const more of [5, 12, 23]) {
    const { page, kill } = await start();
    const said = { last: -1 };
    const reached = new Promise<void>((resolve) => {
      page.on('console', (message) => {
        said.last = Number(message.text());
        if (said.last >= next + more) resolve();
      });
    });
    // Never ends: the browser does.
    page
      .evaluate(async (from) => {
        const { openStore, madeRecord, madeModel, noise } = window.tools;
        const { store } = await openStore();
        for (let number = from; ; number++) {
          const record = await madeRecord(number);
          await store.put('record', record.id, { record });
          const bytes = noise(200_000, number);
          const model = await madeModel(bytes);
          await store.put('model', model.sha256, model, { files: [bytes] });
          console.log(number);
        }
      }, next)
      .catch(() => {});
    await reached;
    await kill();
    const last = said.last;
    const again = await start();
    const { where, why, told, numbers, equal, models, files } = await check(again.page);
    await again.kill();
    expect({ where, why, told }).toEqual({ where: 'browser', why: null, told: [] });
    expect(numbers).toEqual(Array.from(numbers.keys()));
    expect(numbers.length).toBeGreaterThan(last);
    expect(equal).toBe(numbers.length);
    expect(models).toBeGreaterThan(last);
    expect(files).toBe(models);
    // Its record may be there, but its model not.
    next = last + 1;
  }
});
