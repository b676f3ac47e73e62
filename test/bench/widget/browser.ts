import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

/** How a Chromium is started. */
export interface Launch {
  readonly executablePath: string;
  readonly args: readonly string[];
}

/** A Chromium with one page. */
export interface Measured {
  /** Proportional megabytes of all its processes. */
  megabytes(): number;
  /** Has all pages, frames and workers give back what they do not use any more. */
  collectGarbage(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds within which all have done so. */
const COLLECTED = 2000;

interface Told {
  readonly method?: string;
  readonly params?: { readonly sessionId?: string };
}

/**
 * Opens a page in a browser of its own, in which sites are kept apart as in people's browsers. No
 * inspector is attached while it loads, as a test tool's would be: it has every document keep what
 * it loads, which was a quarter of what widgets seemed to take.
 */
export function openMeasured({ executablePath, args }: Launch, url: string): Measured {
  const profile = mkdtempSync(join(tmpdir(), 'oriel-bench-'));
  const own = ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--site-per-process'];
  const child = spawn(executablePath, [...own, ...args], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  let id = 0;
  const send = (method: string, params = {}, sessionId?: string): void => {
    (child.stdio[3] as Writable).write(`${JSON.stringify({ id: ++id, method, params, sessionId })}\0`);
  };
  const attach = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };
  let rest = '';
  child.stdio[4]?.on('data', (chunk: Buffer) => {
    const messages = (rest + chunk.toString()).split('\0');
    rest = messages.pop() ?? '';
    for (const { method, params } of messages.map((text) => JSON.parse(text) as Told)) {
      if (method !== 'Target.attachedToTarget' || !params?.sessionId) continue;
      // Twice: what is let go of by the first may be the last to hold something else.
      for (let time = 0; time < 2; time++) send('HeapProfiler.collectGarbage', {}, params.sessionId);
      send('Target.setAutoAttach', attach, params.sessionId);
    }
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  send('Target.createTarget', { url, width: 1280, height: 720 });
  return {
    megabytes: () => megabytesOf(child.pid ?? 0),
    async collectGarbage() {
      send('Target.setAutoAttach', attach);
      await new Promise((resolve) => setTimeout(resolve, COLLECTED));
    },
    async close() {
      send('Browser.close');
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Proportional megabytes of a process and all that it has started. */
export function megabytesOf(pid: number): number {
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
