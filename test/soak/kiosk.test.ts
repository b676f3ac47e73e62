// Weeks of a kiosk in an hour: a thousand visitors, one renderer that crashes, one GPU that is lost,
// one page that hangs. Memory stays what it was. `npm run soak -- kiosk`; ORIEL_VISITORS says how many.

import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import type { Kiosk } from '../../src/config/kiosk.ts';
import { begins, errandOf, type KioskPage, launchKiosk, leaves, openKiosk, visits } from '../e2e/kiosk-visitors.ts';

const VISITORS = Number(process.env.ORIEL_VISITORS ?? 1000);
/** How often is measured. */
const MEASURES = 10;

let browser: Browser;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve(await buildApp(), 0);
  browser = await launchKiosk();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

interface Measured {
  readonly visitor: number;
  /** Of the page around, in kilobytes: what its scripts hold. */
  readonly heap: number;
  /** What all processes hold of memory, and the GPU's alone, in megabytes; shared pages counted by part. */
  readonly all: number;
  readonly gpu: number;
  readonly renderers: number;
}

const megabytes = (pid: number): number => {
  const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
};

/** Measures while nobody is there. */
async function measure({ page, context }: KioskPage, visitor: number): Promise<Measured> {
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  await system.detach();
  const sum = (kind: RegExp) =>
    processInfo.filter(({ type }) => kind.test(type)).reduce((total, { id }) => total + megabytes(id), 0);
  return {
    visitor,
    heap: Math.round(usedSize / 1024),
    all: Math.round(sum(/./)),
    gpu: Math.round(sum(/gpu/i)),
    renderers: processInfo.filter(({ type }) => type === 'renderer').length,
  };
}

/** Does something that ends the visitor's page, and waits for the next. */
async function survives(kiosk: KioskPage, harm: () => Promise<unknown>): Promise<void> {
  const before = kiosk.frame();
  await harm();
  await expect.poll(() => before.isDetached(), { timeout: 60_000 }).toBe(true);
  await begins(kiosk);
}

const settings: Partial<Kiosk> = {
  ...{ examples: ['penguins', 'mobilenet', 'sentiment'], nightly: null },
  ...{ idleSeconds: 10, countdownSeconds: 1, stuckSeconds: 10 },
  photos: 'file',
};

test('a visitor’s renderer that crashes is replaced', async () => {
  const kiosk = await openKiosk(browser, server.url, settings);
  // To Playwright the whole page has crashed where a frame of it has: others must look.
  const around = await kiosk.context.newCDPSession(kiosk.page);
  const system = await browser.newBrowserCDPSession();
  const frames = async () => {
    const { targetInfos } = await system.send('Target.getTargets');
    return targetInfos.filter(({ url }) => url.includes('kiosk.html')).map(({ targetId }) => targetId);
  };
  const [crashed, ...others] = await frames();
  expect([typeof crashed, others]).toEqual(['string', []]);
  const inside = await kiosk.context.newCDPSession(kiosk.frame());
  inside.send('Page.crash').catch(() => {}); // nothing answers any more
  await expect.poll(async () => (await frames()).some((id) => id !== crashed), { timeout: 60_000 }).toBe(true);
  const expression = "localStorage['oriel.kiosk.journal']";
  const { result } = await around.send('Runtime.evaluate', { expression });
  expect(result.value).toContain('"Stuck"');
  await kiosk.context.close();
});

test(`${VISITORS} visitors and two accidents leave memory as it was`, { timeout: 30_000 * VISITORS }, async () => {
  const kiosk = await openKiosk(browser, server.url, settings);
  const accidents: Record<number, () => Promise<unknown>> = {
    [Math.round(VISITORS * 0.5)]: async () => {
      const system = await browser.newBrowserCDPSession();
      await system.send('Browser.crashGpuProcess').catch(() => {});
      await begins(kiosk);
    },
    [Math.round(VISITORS * 0.75)]: () =>
      survives(kiosk, () =>
        kiosk.frame().evaluate(
          () =>
            void setTimeout(() => {
              for (;;);
            }, 50),
        ),
      ),
  };
  const measured: Measured[] = [];
  for (let visitor = 0; visitor < VISITORS; visitor++) {
    if (visitor % Math.ceil(VISITORS / MEASURES) === 0) measured.push(await measure(kiosk, visitor));
    await accidents[visitor]?.();
    const errand = errandOf(visitor);
    await visits(kiosk, visitor, errand);
    await leaves(kiosk, errand);
  }
  measured.push(await measure(kiosk, VISITORS));
  console.table(measured);
  // The first visitors have the browser load what it keeps.
  const [, early, ...later] = measured;
  const last = later.slice(-3);
  const least = (of: keyof Measured) => Math.min(...last.map((one) => one[of]));
  expect(least('heap')).toBeLessThan(early.heap + 1024);
  expect(least('all')).toBeLessThan(early.all * 1.25 + 50);
  expect(least('gpu')).toBeLessThan(early.gpu * 1.25 + 50);
  expect(least('renderers')).toBeLessThanOrEqual(early.renderers + 1);
  expect(await kiosk.page.evaluate(() => localStorage['oriel.kiosk.journal'])).toContain('"Stuck"');
});
