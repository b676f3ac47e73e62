// What one, two and four widgets on a page of another site take: memory of all processes, the time
// until all have their first record, and what is loaded for one.

import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright';
import { table } from './accuracy/tables.ts';
import { median } from './median.ts';

export interface WidgetBench {
  /** The folder with the built page. */
  readonly folder: string;
  /** Serves it; pages of these origins may hold its pages. */
  readonly serve: (hosts: readonly string[]) => Promise<string>;
  readonly browser: { readonly executablePath: string; readonly args: readonly string[] };
  readonly kind: '' | 'sandboxed' | 'unsandboxed';
}

const COUNTS = [0, 1, 2, 4] as const;
/** As was measured before widgets shared an engine, and what pages will rather have. */
const SAME_ROW = [384, 384, 384, 384];
const OTHER_ROWS = [384, 7, 100, 200];
const ROUNDS = 3;
/** Milliseconds after which memory is read: what was needed to begin with is given back by then. */
const REST = 3000;
/** What four may take: of the time that one does, and of memory more than one, in megabytes. */
const MOST = { times: 1.5, megabytes: 40 };
/** What the host's page loads may take, in bytes after gzip. */
const MOST_LOADER = 6000;

/** The same with an engine for each, before widgets shared one: megabytes, and seconds. */
const BEFORE = { megabytes: [190, 288, 341, 430], seconds: [null, 2.1, 3.7, 7.9] } as const;

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** Passes on what a server answers, and counts bytes as they are sent. */
async function counting(upstream: string) {
  let bytes = 0;
  const server = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(upstream);
    const { method, url: path, headers } = incoming;
    incoming.pipe(
      request({ hostname, port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        answer.pipe(outgoing);
      }),
    );
  });
  const port = await listening(server);
  return { site: `http://widget.localhost:${port}`, bytes: () => bytes, close: () => server.close() };
}

/** Proportional megabytes of a process and all that it has started. */
function megabytesOf(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ');
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (one: number): boolean => one === pid || (parents.has(one) && isOurs(parents.get(one) as number));
  let kilobytes = 0;
  for (const one of [...parents.keys()].filter(isOurs)) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return kilobytes / 1024;
}

/** The process of a browser. */
async function pidOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.find(({ type }) => type === 'browser')?.id ?? 0;
}

interface Round {
  /** Milliseconds from the page's beginning until all widgets had a record. */
  readonly milliseconds: number;
  readonly megabytes: number;
  /** Bytes that the widget's site had sent by then. */
  readonly bytes: { readonly visible: number; readonly explained: number };
}

/** One page with so many widgets, in a browser of its own. */
async function round(
  { serve, browser: launch }: WidgetBench,
  rows: readonly number[],
  attributes: string,
): Promise<Round> {
  const pages = new Map<string, string>();
  const hosts = createServer(({ url = '/' }, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(pages.get(url) ?? '');
  });
  const host = `http://host.localhost:${await listening(hosts)}`;
  const { site, bytes, close } = await counting(await serve([host]));
  const elements = rows.map(
    (row) =>
      `<oriel-explainer loading="eager" src="${site}/embed.html" model="credit" instance="${row}" ${attributes}></oriel-explainer>`,
  );
  pages.set(
    '/',
    `<!doctype html><title>A host</title><script>
      for (const type of ['resize', 'explanation', 'error'])
        document.addEventListener(type, ({ target, detail }) =>
          target.localName && mark(type, performance.now(), detail?.text ?? ''), true);
    </script><script type="module" src="${site}/embed.js" crossorigin></script>${elements.join('')}`,
  );
  // As people's browsers keep sites apart; Playwright's own arguments switch that off.
  const args = ['--headless', '--remote-debugging-pipe', '--site-per-process', ...launch.args];
  const browser = await chromium.launch({ executablePath: launch.executablePath, ignoreDefaultArgs: true, args });
  try {
    const page = await browser.newPage();
    const marks: { type: string; at: number; bytes: number; text: string }[] = [];
    let tell = (): void => {};
    await page.exposeFunction('mark', (type: string, at: number, text: string) => {
      marks.push({ type, at, bytes: bytes(), text });
      tell();
    });
    await page.goto(host);
    await page.waitForFunction(() => customElements.get('oriel-explainer'));
    const explained = () => marks.filter(({ type }) => type === 'explanation');
    await new Promise<void>((resolve, reject) => {
      tell = () => {
        const wrong = marks.find(({ type }) => type === 'error');
        if (wrong) reject(new Error(wrong.text));
        else if (explained().length >= rows.length) resolve();
      };
      tell();
    });
    const last = explained().at(-1);
    const visible = marks.find(({ type }) => type === 'resize')?.bytes ?? 0;
    await new Promise((resolve) => setTimeout(resolve, REST));
    return {
      milliseconds: last?.at ?? 0,
      megabytes: megabytesOf(await pidOf(browser)),
      bytes: { visible, explained: explained()[0]?.bytes ?? 0 },
    };
  } finally {
    await browser.close();
    close();
    hosts.close();
  }
}

/** Prints what widgets take, and fails where that is too much. */
export async function widget(bench: WidgetBench): Promise<void> {
  for (const [kind, attributes] of [
    ['sandboxed', ''],
    ['unsandboxed', 'sandbox="allow-same-origin"'],
  ] as const)
    if (kind.startsWith(bench.kind)) await measure(bench, kind, attributes);
  const loader = gzipSync(readFileSync(join(bench.folder, 'embed.js')), { level: 9 }).length;
  console.log(`\nembed.js: ${loader} bytes after gzip (at most ${MOST_LOADER})`);
  if (loader > MOST_LOADER) process.exitCode = 1;
}

async function measure(bench: WidgetBench, kind: string, attributes: string): Promise<void> {
  const found = new Map<number, Round[]>(COUNTS.map((count) => [count, []]));
  const others: Round[] = [];
  for (let at = 0; at < ROUNDS; at++) {
    for (const count of COUNTS) found.get(count)?.push(await round(bench, SAME_ROW.slice(0, count), attributes));
    others.push(await round(bench, OTHER_ROWS, attributes));
  }
  const middle = (count: number, of: (round: Round) => number): number => median((found.get(count) ?? []).map(of));
  const seconds = (count: number): number => middle(count, ({ milliseconds }) => milliseconds) / 1000;
  const megabytes = (count: number): number => middle(count, (one) => one.megabytes);
  table(
    `Widgets on one page that explain the same row, ${kind}: medians of ${ROUNDS}`,
    ['', 'all processes, MB', 'with an engine each', 'all have a record, s', 'with an engine each'],
    COUNTS.map((count, at) => [
      `${count}`,
      megabytes(count).toFixed(0),
      `${BEFORE.megabytes[at]}`,
      count === 0 ? '' : seconds(count).toFixed(1),
      `${BEFORE.seconds[at] ?? ''}`,
    ]),
  );
  const times = seconds(4) / seconds(1);
  const more = megabytes(4) - megabytes(1);
  console.log(`four after ${times.toFixed(2)} times one's time (at most ${MOST.times})`);
  const apart = median(others.map(({ milliseconds }) => milliseconds)) / 1000;
  console.log(`four with a row each after ${apart.toFixed(1)} s`);
  console.log(`three more take ${more.toFixed(0)} MB (at most ${MOST.megabytes})`);
  const kilobytes = (of: keyof Round['bytes']): string =>
    `${(middle(1, ({ bytes }) => bytes[of]) / 1000).toFixed(1)} kB`;
  console.log(
    `one loads ${kilobytes('visible')} until it is visible, ${kilobytes('explained')} until its first record`,
  );
  if (times > MOST.times || more > MOST.megabytes) process.exitCode = 1;
}
