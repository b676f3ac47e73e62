import type { Browser, Page } from 'playwright';
import { type LineOptions, slowLine, type Transfer } from '../../support/slow-line.ts';

/** When something was first on show, since the address was opened; bytes and requests by then. */
export interface Mark {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly requests: number;
}

/** Stages that a page never reached are NaN. */
const NEVER = { shell: Number.NaN, number: Number.NaN, explanation: Number.NaN, done: Number.NaN };
export type Stage = keyof typeof NEVER;

export interface ColdLoad {
  /** Something to read; the model's answer; the first estimate; the final one. */
  readonly marks: Readonly<Record<Stage, Mark>>;
  /** All that was fetched, also what came after the answer. */
  readonly transfers: readonly Transfer[];
  readonly bytes: number;
}

/** Nothing more is fetched after this long without a byte. */
const QUIET_MILLISECONDS = 3000;
const PATIENCE_MILLISECONDS = 600_000;

type Watched = Window & { seen?: Partial<Record<Stage, number>> };

interface ColdLoadOptions {
  readonly query?: string;
  readonly line?: LineOptions;
  /** The browser itself is to be this slow, as its developer tools have it. */
  readonly throttled?: Required<Pick<LineOptions, 'bytesPerSecond' | 'roundTrip'>>;
  /** Looks at the page as soon as it rests, whatever still arrives. */
  readonly look?: (page: Page) => Promise<void>;
}

/** Opens the page at `server` with nothing in the cache, over a line of its own. */
export async function coldLoad(
  browser: Browser,
  server: string,
  { query = '', line: options = {}, throttled, look }: ColdLoadOptions = {},
): Promise<ColdLoad> {
  const line = await slowLine(server, options);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    if (throttled) await throttle(page, throttled);
    const start = Date.now();
    await page.goto(line.address + query, { timeout: PATIENCE_MILLISECONDS });
    const seen = await done(page);
    await look?.(page);
    while (Date.now() - line.lastArrival() < QUIET_MILLISECONDS)
      await new Promise((resolve) => setTimeout(resolve, line.lastArrival() + QUIET_MILLISECONDS - Date.now() + 1));
    const mark = (time: number): Mark => ({
      milliseconds: time - start,
      bytes: line.bytesBy(time),
      requests: line.transfers.filter(({ asked }) => asked <= time).length,
    });
    return {
      marks: {
        shell: mark(seen.shell),
        number: mark(seen.number),
        explanation: mark(seen.explanation),
        done: mark(seen.done),
      },
      transfers: [...line.transfers],
      bytes: line.bytesBy(Date.now()),
    };
  } finally {
    await context.close();
    await line.close();
  }
}

/**
 * Page and workers share what there is, as on a line. What a service worker fetches by itself is not
 * slowed down (2 MB came through one in 0.06 s, in place of 3.3), and each request waits once for the
 * round trip, however many its connection would need: `slowLine` has neither fault.
 */
async function throttle(
  page: Page,
  { bytesPerSecond, roundTrip }: NonNullable<ColdLoadOptions['throttled']>,
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: roundTrip },
    ...{ downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond },
  });
}

async function done(page: Page): Promise<Record<Stage, number>> {
  await page.waitForFunction(
    () => ['done', 'error'].includes(document.documentElement.dataset.orielState ?? ''),
    undefined,
    { timeout: PATIENCE_MILLISECONDS },
  );
  const seen = await page.evaluate(
    () => new Promise<Watched['seen']>((resolve) => requestAnimationFrame(() => resolve((window as Watched).seen))),
  );
  return { ...NEVER, ...seen };
}

/** Runs in the page: notes when each stage is first on show, before anything else happens. */
function watch(): void {
  const seen: Partial<Record<Stage, number>> = {};
  (window as Watched).seen = seen;
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === 'first-contentful-paint') seen.shell = performance.timeOrigin + startTime;
  }).observe({ type: 'paint', buffered: true });
  let oriel: Window['oriel'] | undefined;
  Object.defineProperty(window, 'oriel', {
    get: () => oriel,
    set(now: Window['oriel']) {
      oriel = now;
      if (now.record) seen.explanation ??= Date.now();
    },
  });
  new MutationObserver(() => {
    if (document.querySelector('.sentence strong')?.textContent?.trim()) seen.number ??= Date.now();
    if (document.documentElement.dataset.orielState === 'done') seen.done ??= Date.now();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}
