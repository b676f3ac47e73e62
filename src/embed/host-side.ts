import { widgetLimits } from '../limits.ts';
import { createBucket, type Rate } from './bucket.ts';
import type { Greeting } from './handshake.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createOutflow } from './outflow.ts';
import { type HostMessage, type HostWrites, type Request, VERSION, VERSIONS, type Versions } from './protocol.ts';
import { type Heard, isFrameMessage } from './read-frame.ts';

/** What a host learns of its frame. */
export interface HostActs {
  /** An answer to a request that is not answered yet, or `resize`, or that the frame is ready. */
  hear(message: Exclude<Heard, { type: 'ping' | 'bye' }>): void;
  /** The frame says no more: what was asked and is not answered gets no answer. */
  end(reason: 'done' | 'version' | 'silent'): void;
}

export interface HostSideOptions extends Greeting {
  readonly acts: HostActs;
  /** Milliseconds. */
  readonly now: () => number;
  readonly versions?: Versions;
}

/** A message of the host, without what all of them have and what is numbered here. */
type Bare<M extends HostWrites> = M extends HostWrites ? Omit<M, 'oriel' | 'id'> : never;
type Asked = Bare<Extract<HostWrites, { type: Request['type'] }>>;
type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

export interface HostSide {
  /**
   * Sends a request; its number. 0 where it is not sent: the frame says no more, or was sent as
   * much as it takes for now (`widgetLimits`).
   */
  ask(request: Asked): number;
  /** Ends a request that is not answered yet; there is room for this whatever else was sent. */
  cancel(id: number): void;
  /** Says how the host looks; false where that is not sent, for the same reasons as a request. */
  theme(theme: Theme): boolean;
  /**
   * Has the frame let the one at the other end of the port use its engine; false where that is not
   * sent.
   */
  serve(port: MessagePort): boolean;
  /**
   * Has the frame use the engine at the other end of the port for what is asked of it, or its own;
   * false where that is not sent.
   */
  engine(port: MessagePort | null): boolean;
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
  /** Says goodbye, and hears nothing any more. */
  end(): void;
}

/**
 * How many messages there must be room for after one: a goodbye, a `cancel` of every request, and
 * a ping with the answer to another.
 */
const kept: Partial<Record<HostMessage['type'], number>> = { bye: 0, cancel: 1, ping: 1 + widgetLimits.requests };
const keptElse = 1 + widgetLimits.requests + 2;

// The rates alone, since the other limits beside them would be in what hosts load.
const heardRate: Rate = { aSecond: widgetLimits.fromFrame.aSecond, atOnce: widgetLimits.fromFrame.atOnce };
const sentRate: Rate = { aSecond: widgetLimits.fromHost.aSecond, atOnce: widgetLimits.fromHost.atOnce };

/** What may answer each request, one that was cancelled, and the greeting. */
const answers: Readonly<Record<Asked['type'] | 'cancelled' | 'hello', RegExp>> = {
  hello: /ready/,
  open: /ready|error/,
  predict: /result|error/,
  explain: /result|error|progress/,
  cancelled: /ready|result|error/,
};

/**
 * The host's side of the protocol, once a frame has greeted; it greets in turn. Where there is no
 * version that both speak, it says so, and `acts.end` is called at once.
 */
export function createHostSide(options: HostSideOptions): HostSide {
  const { port, version, acts, now, versions = VERSIONS } = options;
  const takes = createBucket(heardRate, now);
  const heartbeat = createHeartbeat();
  const outflow = createOutflow(sentRate, now);
  /** What is not answered yet: requests by their numbers, and the greeting. */
  const open = new Map<number, keyof typeof answers>([[0, 'hello']]);
  let last = 0;
  let ended = false;

  /** Whether it was sent, and a port with it. Throws where it cannot be. */
  const send = (bare: Bare<HostWrites> & { id?: number; port?: MessagePort | null }): boolean => {
    const { type } = bare;
    if (ended || !outflow.fits(kept[type] ?? keptElse)) return false;
    port.postMessage({ oriel: VERSION, id: 0, ...bare }, bare.port ? [bare.port] : []);
    if (type === 'ping' && !bare.answer) outflow.pinged();
    else if (type !== 'bye' && outflow.due()) send({ type: 'ping', answer: false });
    return true;
  };
  const finish = (reason: 'done' | 'version' | 'silent'): void => {
    if (ended) return;
    send({ type: 'bye', reason });
    ended = true;
    port.onmessage = null;
    port.close();
    acts.end(reason);
  };

  port.onmessage = ({ data: heard }) => {
    heartbeat.heard();
    // A frame that says what nobody understands is not told so: nobody there could mend it.
    if (!takes() || !isFrameMessage(heard)) return;
    const { id, type } = heard;
    const asked = open.get(id);
    const isAnswer = asked !== undefined && answers[asked].test(type);
    if (!isAnswer && (id || type === 'ready')) return;
    if (isAnswer && type !== 'progress') open.delete(id);
    if (type === 'bye') finish(heard.reason);
    else if (type !== 'ping') acts.hear(heard);
    else if (heard.answer) outflow.answered();
    else send({ type: 'ping', answer: true });
  };
  send({ type: 'hello', version, versions: [...versions] });
  // To a frame that speaks no version of ours, nothing more is said but goodbye.
  if (version === null) finish('version');

  return {
    ask(request) {
      // What cannot be sent throws, and nothing is waited for.
      if (open.size >= widgetLimits.requests || !send({ ...request, id: last + 1 })) return 0;
      last += 1;
      open.set(last, request.type);
      return last;
    },
    cancel(id) {
      const asked = open.get(id);
      if (asked && asked !== 'cancelled' && send({ type: 'cancel', id })) open.set(id, 'cancelled');
    },
    theme: (theme) => send({ type: 'theme', theme }),
    serve: (port) => send({ type: 'serve', port }),
    engine: (port) => send({ type: 'engine', port }),
    tick() {
      if (heartbeat.gone()) finish('silent');
      else send({ type: 'ping', answer: false });
    },
    end: () => finish('done'),
  };
}
