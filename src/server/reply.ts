import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** An answer: a body, or what writes one as it comes. */
export interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  /** Text as it is, anything else as JSON; nothing where it is absent. */
  readonly body?: unknown;
  readonly stream?: (response: ServerResponse) => Promise<void>;
}

/** What is about somebody stays with whoever asked. */
const headersOfAll = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** Writes an answer, and resolves when it is written or nobody is there any more. */
export async function send(response: ServerResponse, { status, headers = {}, body, stream }: Reply): Promise<void> {
  if (response.destroyed) return;
  const over = Promise.race([once(response, 'finish'), once(response, 'close')]).catch(() => {});
  if (stream) {
    response.writeHead(status, { ...headersOfAll, ...headers });
    response.flushHeaders();
    await stream(response);
    response.end();
  } else if (body === undefined) response.writeHead(status, { ...headersOfAll, ...headers }).end();
  else {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const length = Buffer.byteLength(text);
    response
      .writeHead(status, {
        'Content-Type': 'application/json',
        ...headersOfAll,
        ...headers,
        'Content-Length': length,
      })
      .end(text);
  }
  await over;
}

const COMMENT_MILLISECONDS = 15_000;

/** One who follows events as they come. Whoever is slow misses those in between. */
export interface Follower {
  send(event: string, data: unknown): void;
  /** Whether what was sent last has not been taken yet. */
  readonly isBehind: boolean;
  readonly gone: Promise<unknown>;
  stop(): void;
}

export function follower(response: ServerResponse): Follower {
  let behind = false;
  response.on('drain', () => {
    behind = false;
  });
  const write = (text: string): void => {
    if (!response.destroyed) behind = !response.write(text);
  };
  // Proxies end connections on which nothing comes.
  const timer = setInterval(() => !behind && write(':\n\n'), COMMENT_MILLISECONDS);
  timer.unref();
  return {
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    get isBehind() {
      return behind;
    },
    gone: response.destroyed ? Promise.resolve() : once(response, 'close').catch(() => {}),
    stop: () => clearInterval(timer),
  };
}
