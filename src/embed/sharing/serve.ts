import type { EngineApi } from '../../engine/protocol.ts';
import { releaseCallback, serve } from '../../engine/workers/connection.ts';
import { OrielError } from '../../errors.ts';
import type { Client } from '../../library/clients/client.ts';
import { widgetLimits } from '../../limits.ts';
import { createBucket } from '../bucket.ts';
import { createBeats } from './beats.ts';
import { type CallName, calls } from './calls.ts';
import { createHeld } from './held.ts';
import { readCall, type WireCall } from './wire.ts';

/** A frame that uses this one's engine. */
export interface Follower {
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
  /** Says goodbye; what it held is given back. */
  end(): void;
}

export interface FollowerOptions {
  readonly port: MessagePort;
  /** Its place at the engine, which it shares with nobody. */
  readonly client: Client;
  /** Milliseconds. */
  readonly now: () => number;
  /** It is gone: it said goodbye, or nothing for too long, or what no frame of ours says. */
  readonly gone: () => void;
}

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** Answers the calls of a frame that may be anybody, as far as they are those of `calls.ts`. */
export function serveFollower({ port, client, now, gone }: FollowerOptions): Follower {
  const beats = createBeats(port, () => finish(false));
  const fits = createBucket(widgetLimits.fromFollower, now);
  const held = createHeld();
  /** Ends the waiting for what the other side was told, which may never answer. */
  const waiting = new Set<() => void>();
  let pending = 0;
  let over = false;
  let refusal: OrielError | null = null;
  let deliver: (event: MessageEvent) => void = () => {};

  function finish(says: boolean): void {
    if (over) return;
    over = true;
    if (says) beats.bye();
    port.removeEventListener('message', hear);
    port.close();
    for (const giveUp of waiting) giveUp();
    client.close();
    gone();
  }

  /** Hears of what the other side does with it, as long as there is another side. */
  const telling =
    (callback: Call): Call =>
    (...args) =>
      new Promise((resolve, reject) => {
        if (over) return resolve(undefined);
        const giveUp = (): void => resolve(undefined);
        waiting.add(giveUp);
        callback(...args)
          .finally(() => waiting.delete(giveUp))
          // What is handed back may be anything, and nothing is expected.
          .then(() => resolve(undefined), reject);
      });

  const answering =
    (name: CallName): Call =>
    async (...args) => {
      if (pending >= widgetLimits.followerCalls) throw new OrielError('failure-busy', { jobs: pending });
      pending++;
      const callbacks = args.filter((arg) => typeof arg === 'function');
      const own = args.map((arg) => (typeof arg === 'function' ? telling(arg as Call) : arg));
      try {
        if (name === 'teach') return undefined;
        const call = client.api[name as keyof EngineApi] as unknown as Call;
        return await held.count(name, own, () => call(...own));
      } finally {
        pending--;
        callbacks.forEach(releaseCallback);
      }
    };

  const api: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(calls) as CallName[]) api[name] = answering(name);
  api.refuse = (): never => {
    throw refusal;
  };

  const pass = (data: WireCall): void => deliver({ data } as MessageEvent);
  function hear({ data }: MessageEvent): void {
    if (over) return;
    // No frame of ours says so much, or anything else than these.
    const heard = fits() ? beats.hear(data) || readCall(data) : null;
    if (heard === true) return;
    if (heard === null) finish(true);
    else if ('call' in heard) pass(heard.call);
    else {
      refusal = heard.refused;
      pass({ id: heard.id, type: 'APPLY', path: ['refuse'], argumentList: [] });
    }
  }

  serve(api, {
    addEventListener: (_, listener) => {
      deliver = listener as typeof deliver;
    },
    removeEventListener() {},
    postMessage: (data: unknown, transfer: Transferable[]) => {
      if (!over) port.postMessage(data, transfer);
    },
  } as Parameters<typeof serve>[1]);
  port.addEventListener('message', hear);
  port.start();
  return {
    tick() {
      if (!over) beats.tick();
    },
    end: () => finish(true),
  };
}
