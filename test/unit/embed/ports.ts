import type { FrameActs } from '../../../src/embed/frame-side.ts';
import type { HostActs } from '../../../src/embed/host-side.ts';
import type { Port } from '../../../src/embed/port.ts';

/** One end of a channel, with what was sent from it. */
export interface TestPort extends Port {
  readonly sent: unknown[];
  closed: boolean;
}

/**
 * Two ends of a channel. What is sent is cloned as browsers do it, and arrives when `deliver` is
 * called, together with what is sent because of it.
 */
export function channel(): { host: TestPort; frame: TestPort; deliver: () => void } {
  const waiting: (() => void)[] = [];
  const end = (other: () => TestPort): TestPort => ({
    sent: [],
    closed: false,
    onmessage: null,
    postMessage(data, transfer) {
      const arrives = structuredClone(data, { transfer });
      this.sent.push(data);
      waiting.push(() => {
        const to = other();
        if (!to.closed) to.onmessage?.({ data: arrives });
      });
    },
    close() {
      this.closed = true;
    },
  });
  const host: TestPort = end(() => frame);
  const frame: TestPort = end(() => host);
  return {
    host,
    frame,
    deliver() {
      for (let next = waiting.shift(); next; next = waiting.shift()) next();
    },
  };
}

/** A clock that goes only when it is told to. */
export function clock(): { now: () => number; pass: (milliseconds: number) => void } {
  let at = 0;
  return {
    now: () => at,
    pass(milliseconds) {
      at += milliseconds;
    },
  };
}

/** What a frame was told to do, in order. */
export function noting(): { done: [string, unknown][]; acts: FrameActs } {
  const done: [string, unknown][] = [];
  return {
    done,
    acts: {
      begin: () => done.push(['begin', null]),
      request: (request) => done.push(['request', request]),
      cancel: (id) => done.push(['cancel', id]),
      state: () => 'running',
      theme: (theme) => done.push(['theme', theme]),
      serve: (port) => done.push(['serve', port]),
      engine: (port) => done.push(['engine', port]),
      end: () => done.push(['end', null]),
    },
  };
}

/** What a host heard, in order. */
export function hearing(): { heard: { type: string; id: number }[]; ends: unknown[]; acts: HostActs } {
  const heard: { type: string; id: number }[] = [];
  const ends: unknown[] = [];
  return {
    heard,
    ends,
    acts: { hear: (message) => heard.push(message), end: (reason) => void ends.push(reason) },
  };
}
