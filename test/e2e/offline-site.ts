import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright';
import { rolldown } from 'rolldown';
import { chromiumArguments, ensureChromium } from '../../scripts/chromium.mjs';
import { writeList } from '../../scripts/offline.mjs';
import { serve } from '../../scripts/serve.mjs';
import { CONFIG } from '../../src/offline/file-list.ts';
import type { Offline, OfflineStatus } from '../../src/offline/offline.ts';

const root = join(import.meta.dirname, '../..');

/** A page that uses nothing but the room `offline`, beside the built page. */
const BARE = 'bare.html';

interface Difference {
  /** What its page is marked with; left out: the name. */
  readonly as?: string;
  readonly change?: (folder: string) => void;
  /** What happens to it after its list was written. */
  readonly damage?: (folder: string) => void;
  /** Its configuration; left out: the site's, null: there is no such file, as at some servers. */
  readonly config?: object | null;
}

/** Versions of the built page at one address, and a browser whose profile stays. */
export interface OfflineSite {
  readonly address: string;
  readonly bare: string;
  /** Puts another version in place. */
  publish(name: string, different?: Difference): void;
  /** From now on a file is never answered; resolves once it was asked for. */
  hang(file: string): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Opens the browser on the profile; with a screen of its own where arguments say so. */
  open(screen?: readonly string[]): Promise<BrowserContext>;
  /** Ends all of the browser at once, as a power cut would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** What the room says, from a page that is nobody's. */
export async function askOffline<T>(
  browser: BrowserContext,
  { bare }: OfflineSite,
  what: (offline: Offline) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage();
  await page.goto(bare);
  const answer = await page.evaluate(`(${what.toString()})(offline.createOffline())`);
  await page.close();
  return answer as T;
}

/** Asks the server, as a page does by itself every few hours. */
export const updateOffline = (browser: BrowserContext, site: OfflineSite): Promise<OfflineStatus> =>
  askOffline(browser, site, async (offline) => {
    await offline.setInUse(false);
    await offline.update();
    return offline.status();
  });

/** The room as a script that defines `createOffline`. */
async function bundled(): Promise<string> {
  const bundle = await rolldown({
    input: join(root, 'src/offline/offline.ts'),
    platform: 'browser',
    tsconfig: join(root, 'tsconfig.json'),
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'offline', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

/** Marks the page of a version by its name. */
function mark(folder: string, name: string): void {
  const page = join(folder, 'index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replace('<head>', `<head><meta name="version" content="${name}">`));
}

export async function offlineSite(ofSite: object): Promise<OfflineSite> {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-offline-'));
  const [profile, served] = [join(folder, 'profile'), join(folder, 'served')];
  const script = await bundled();
  let server: Awaited<ReturnType<typeof serve>> | null = null;
  let front: Server | null = null;
  let port = 0;
  let hanging: { readonly file: string; readonly asked: () => void } | null = null;
  let configured = true;
  let context: BrowserContext | null = null;

  const publish = (name: string, { as = name, change, damage, config = ofSite }: Difference = {}): void => {
    const version = join(folder, name);
    const copies = /\.(br|gz)$/;
    cpSync(join(root, 'dist'), version, { recursive: true, filter: (path) => !copies.test(path) });
    for (const file of readdirSync(version)) if (file.startsWith('.')) rmSync(join(version, file));
    mark(version, as);
    change?.(version);
    writeList(version);
    damage?.(version);
    configured = config !== null;
    if (configured) writeFileSync(join(version, CONFIG), JSON.stringify(config));
    writeFileSync(join(version, BARE), '<!doctype html><script src="./bare.js"></script>');
    writeFileSync(join(version, 'bare.js'), script);
    symlinkSync(version, `${served}.new`, 'dir');
    renameSync(`${served}.new`, served);
  };
  const start = async (): Promise<void> => {
    const behind = await serve(served, 0, '127.0.0.1');
    server = behind;
    const listener = createServer((incoming, outgoing) => {
      if (hanging && incoming.url?.includes(hanging.file)) return hanging.asked();
      if (!configured && incoming.url?.startsWith(`/${CONFIG}`)) return outgoing.writeHead(404).end();
      const { method, headers } = incoming;
      request(new URL(incoming.url ?? '/', behind.url), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }).end();
    });
    front = listener;
    await new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve));
    port = (listener.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    const closed = front && new Promise((resolve) => front?.close(resolve));
    front?.closeAllConnections();
    await closed;
    await server?.close();
    [front, server] = [null, null];
  };
  const kill = async (): Promise<void> => {
    const browser = context?.browser();
    const session = await browser?.newBrowserCDPSession();
    const info = await session?.send('SystemInfo.getProcessInfo');
    const gone = context && new Promise((resolve) => context?.once('close', resolve));
    for (const { id } of info?.processInfo ?? []) process.kill(id, 'SIGKILL');
    await gone;
    rmSync(join(profile, 'SingletonLock'), { force: true });
    context = null;
  };

  publish('first');
  await start();
  return {
    get address() {
      return `http://127.0.0.1:${port}/`;
    },
    get bare() {
      return `http://127.0.0.1:${port}/${BARE}`;
    },
    publish,
    hang: (file) =>
      new Promise((asked) => {
        hanging = { file, asked };
      }),
    start,
    stop,
    async open(screen) {
      context = await chromium.launchPersistentContext(profile, {
        executablePath: ensureChromium(),
        args: [...chromiumArguments, ...(screen ?? [])],
        locale: 'en-US',
        viewport: screen ? null : { width: 1440, height: 900 },
      });
      return context;
    },
    kill,
    async close() {
      await context?.close().catch(() => {});
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
