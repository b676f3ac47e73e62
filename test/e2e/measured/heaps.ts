// Memory of a page and of all workers under it, over the DevTools protocol.

import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { serveAltered } from '../altered.ts';

/** Bytes, after a collection. */
export interface Memory {
  /** JavaScript heaps of all threads. */
  readonly heap: number;
  /** Array buffers; WASM memories are not among them. */
  readonly buffers: number;
  /** WASM memories of evaluators; see `serveNoting`. */
  readonly wasm: number;
  /** What the GPU process holds in memory. */
  readonly gpu: number;
  /** Threads that were read. */
  readonly threads: number;
}

/** A target of the protocol: commands in, results out. */
interface Target {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  on(event: string, listen: (params: Record<string, unknown>) => void): void;
}

/** Reads memory whenever it is asked to. Workers may come and go between readings. */
export async function meterOf(browser: Browser, page: Page): Promise<() => Promise<Memory>> {
  const targets = new Map<string, Target>();
  const root = (await page.context().newCDPSession(page)) as unknown as Target;
  const system = (await browser.newBrowserCDPSession()) as unknown as Target;
  targets.set('page', root);
  await watch(root, 'page');

  /** Keeps track of the workers under a target, and of those under them. */
  async function watch(target: Target, path: string): Promise<void> {
    target.on('Target.attachedToTarget', ({ sessionId }) => {
      const id = `${path}/${sessionId}`;
      const child = childOf(target, String(sessionId));
      targets.set(id, child);
      watch(child, id).catch(() => {}); // it may be gone already
    });
    target.on('Target.detachedFromTarget', ({ sessionId }) => {
      for (const id of targets.keys()) if (id.startsWith(`${path}/${sessionId}`)) targets.delete(id);
    });
    await target.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  }

  return async () => {
    const total = { heap: 0, buffers: 0, wasm: 0, threads: targets.size };
    for (const target of targets.values()) {
      await target.send('HeapProfiler.collectGarbage');
      const { usedSize, backingStorageSize } = await target.send('Runtime.getHeapUsage');
      total.heap += Number(usedSize);
      total.buffers += Number(backingStorageSize);
      total.wasm += await wasmOf(target);
    }
    const { processInfo } = (await system.send('SystemInfo.getProcessInfo')) as {
      processInfo: { type: string; id: number }[];
    };
    const gpu = processInfo.filter(({ type }) => type === 'GPU').reduce((sum, { id }) => sum + residentOf(id), 0);
    return { ...total, gpu };
  };
}

/** A target behind another one, whose messages go through it. */
function childOf(parent: Target, sessionId: string): Target {
  let last = 0;
  const waiting = new Map<
    number,
    (answer: { result?: Record<string, unknown>; error?: { message: string } }) => void
  >();
  const listeners: { readonly event: string; readonly listen: (params: Record<string, unknown>) => void }[] = [];
  parent.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const message = JSON.parse(String(event.message));
    for (const { event: method, listen } of [...listeners]) if (method === message.method) listen(message.params);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  return {
    on: (event, listen) => {
      listeners.push({ event, listen });
    },
    send(method, params = {}) {
      const id = ++last;
      const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
        waiting.set(id, ({ result, error }) =>
          error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
        );
      });
      return parent
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .then(() => answer);
    },
  };
}

/** Notes the WASM memories that are made in a worker, which the runtime's modules are given. */
const NOTING = `{
  const noted = (self.wasmMemories = []);
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(limits) {
      super(limits);
      noted.push(this);
    }
  };
}
`;

/**
 * Serves a copy of the built app whose evaluators note their WASM memories from the start. They
 * cannot be found afterwards: `Runtime.queryObjects` never answers for a worker that has one
 * (Chromium 156.0.8078.108).
 */
export const serveNoting = () => serveAltered('evaluator', NOTING);

/** Bytes of the WASM memories noted in a thread. */
async function wasmOf(target: Target): Promise<number> {
  const expression = '(self.wasmMemories ?? []).reduce((sum, { buffer }) => sum + buffer.byteLength, 0)';
  const { result } = (await target.send('Runtime.evaluate', { expression, returnByValue: true })) as {
    result: { value: number };
  };
  return result.value;
}

/** Resident bytes of a process of this machine. */
const residentOf = (id: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) * 1024;
